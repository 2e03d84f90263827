//! What the demo's documents are about: the business of a city in August 2023, put together from parts.

use super::chance::Chance;
use calendar::Day;
use organisation::Delivery;

/// One matter that an agency writes about.
pub(crate) struct Matter {
    /// Code of the document type.
    pub(crate) kind: &'static str,
    /// The subject, with `{}` where a place or a period goes.
    pub(crate) subject: &'static str,
    /// The paragraphs of the body.
    pub(crate) body: &'static [&'static str],
    /// Whether the recipients are asked to answer.
    pub(crate) asks: bool,
}

/// Matters that any agency may write about.
pub(crate) const MATTERS: &[Matter] = &[
    Matter {
        kind: "CV",
        subject: "Rà soát, đơn giản hóa thủ tục hành chính nội bộ {}",
        body: &[
            "Thực hiện kế hoạch cải cách hành chính của Thành phố, cơ quan đề nghị các đơn vị rà soát toàn bộ thủ tục hành chính nội bộ đang áp dụng, đề xuất phương án cắt giảm tối thiểu 20% số thủ tục và 20% chi phí tuân thủ.",
            "Mỗi đơn vị lập danh mục thủ tục kèm căn cứ pháp lý, thành phần hồ sơ, thời hạn giải quyết và kiến nghị cụ thể cho từng thủ tục.",
            "Kết quả rà soát gửi về cơ quan qua hệ thống quản lý văn bản để tổng hợp, báo cáo đúng thời hạn.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Cung cấp số liệu giải quyết hồ sơ một cửa {}",
        body: &[
            "Để có căn cứ đánh giá chất lượng phục vụ tổ chức, cá nhân, đề nghị đơn vị cung cấp số liệu tiếp nhận, giải quyết hồ sơ tại bộ phận một cửa theo biểu mẫu gửi kèm.",
            "Số liệu được chốt đến hết ngày 14 của tháng; các hồ sơ quá hạn nêu rõ nguyên nhân và biện pháp khắc phục.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Lấy ý kiến góp ý dự thảo quy chế phối hợp {}",
        body: &[
            "Cơ quan chủ trì soạn thảo gửi kèm dự thảo quy chế phối hợp và đề nghị quý đơn vị nghiên cứu, tham gia ý kiến bằng văn bản.",
            "Nội dung góp ý tập trung vào trách nhiệm của từng cơ quan, thời hạn phản hồi và cơ chế xử lý khi có ý kiến khác nhau.",
            "Quá thời hạn nêu trên, đơn vị không có ý kiến được coi là thống nhất với dự thảo.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Đôn đốc số hóa thành phần hồ sơ thủ tục hành chính {}",
        body: &[
            "Qua theo dõi, tỷ lệ hồ sơ được số hóa tại một số đơn vị còn thấp so với chỉ tiêu được giao.",
            "Đề nghị thủ trưởng đơn vị trực tiếp chỉ đạo, bố trí nhân lực và thiết bị, hoàn thành chỉ tiêu trong quý.",
        ],
        asks: false,
    },
    Matter {
        kind: "CV",
        subject: "Cử công chức tham dự lớp tập huấn chữ ký số {}",
        body: &[
            "Nhằm bảo đảm toàn bộ văn bản trao đổi giữa các cơ quan được ký số, lớp tập huấn được tổ chức trong hai ngày tại hội trường cơ quan.",
            "Đề nghị mỗi đơn vị cử hai công chức, trong đó có văn thư, và gửi danh sách trước khi khai giảng.",
        ],
        asks: true,
    },
    Matter {
        kind: "TB",
        subject: "Kết luận cuộc họp giao ban công tác cải cách hành chính {}",
        body: &[
            "Tại cuộc họp giao ban, sau khi nghe báo cáo và ý kiến của các đơn vị, lãnh đạo cơ quan kết luận như sau.",
            "Ghi nhận nỗ lực của các đơn vị trong việc rút ngắn thời gian giải quyết; yêu cầu khắc phục ngay tình trạng hồ sơ tồn đọng.",
            "Các đơn vị có nhiệm vụ quá hạn báo cáo nguyên nhân và cam kết thời gian hoàn thành.",
        ],
        asks: false,
    },
    Matter {
        kind: "TB",
        subject: "Lịch kiểm tra công vụ {}",
        body: &[
            "Đoàn kiểm tra thông báo lịch làm việc với các đơn vị trong tháng.",
            "Đơn vị được kiểm tra chuẩn bị báo cáo, sổ theo dõi và hồ sơ liên quan; bố trí cán bộ làm việc với Đoàn.",
        ],
        asks: false,
    },
    Matter {
        kind: "KH",
        subject: "Kế hoạch nâng cao chỉ số cải cách hành chính {}",
        body: &[
            "Mục đích: cải thiện rõ rệt các tiêu chí bị trừ điểm, phân công rõ người, rõ việc, rõ thời hạn.",
            "Nhiệm vụ trọng tâm: nâng tỷ lệ hồ sơ trực tuyến, thanh toán trực tuyến, trả kết quả điện tử; công khai tiến độ hằng tháng.",
            "Kinh phí thực hiện lấy từ nguồn chi thường xuyên đã được giao.",
        ],
        asks: false,
    },
    Matter {
        kind: "BC",
        subject: "Báo cáo kết quả công tác cải cách hành chính {}",
        body: &[
            "Trong kỳ, cơ quan đã hoàn thành phần lớn nhiệm vụ theo kế hoạch, các chỉ tiêu về trả kết quả đúng hạn đều đạt.",
            "Hạn chế: một số thủ tục liên thông còn chậm do chưa có mã định danh chung cho hồ sơ và thành phần hồ sơ.",
            "Phương hướng: tiếp tục rà soát, đề xuất phân cấp, ủy quyền; tăng cường kiểm tra đột xuất.",
        ],
        asks: false,
    },
    Matter {
        kind: "BC",
        subject: "Báo cáo tình hình tiếp nhận, xử lý phản ánh kiến nghị {}",
        body: &[
            "Toàn bộ phản ánh, kiến nghị trong kỳ được phân loại và chuyển đúng đơn vị có thẩm quyền.",
            "Số phản ánh quá hạn giảm so với kỳ trước; nguyên nhân chủ yếu là cần xác minh hiện trường.",
        ],
        asks: false,
    },
    Matter {
        kind: "QĐ",
        subject: "Quyết định thành lập tổ công tác chuyển đổi số {}",
        body: &[
            "Thành lập tổ công tác gồm lãnh đạo cơ quan làm tổ trưởng và trưởng các phòng làm thành viên.",
            "Tổ công tác tham mưu, đôn đốc việc đưa toàn bộ văn bản và hồ sơ công việc lên môi trường mạng; làm việc theo chế độ kiêm nhiệm.",
        ],
        asks: false,
    },
    Matter {
        kind: "GM",
        subject: "Họp triển khai hệ thống thông tin giải quyết thủ tục hành chính {}",
        body: &[
            "Trân trọng kính mời đại diện lãnh đạo đơn vị và công chức phụ trách công nghệ thông tin dự họp.",
            "Nội dung: thống nhất tiến độ chuyển đổi dữ liệu, tài khoản và lịch tập huấn.",
        ],
        asks: false,
    },
    Matter {
        kind: "HD",
        subject: "Hướng dẫn lập hồ sơ công việc trên môi trường mạng {}",
        body: &[
            "Hồ sơ công việc được mở từ văn bản đầu tiên và cập nhật trong suốt quá trình giải quyết.",
            "Khi công việc kết thúc, công chức rà soát, bổ sung tài liệu còn thiếu và nộp lưu theo thời hạn.",
        ],
        asks: false,
    },
    Matter {
        kind: "TTr",
        subject: "Tờ trình đề nghị bổ sung kinh phí số hóa tài liệu {}",
        body: &[
            "Khối lượng tài liệu cần số hóa vượt dự kiến, trong đó phần lớn là hồ sơ còn hiệu lực sử dụng.",
            "Kính trình cấp có thẩm quyền xem xét, bổ sung kinh phí để hoàn thành trong năm.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Báo cáo tình hình xử lý hồ sơ đất đai tồn đọng {}",
        body: &[
            "Theo phản ánh của người dân, còn một số hồ sơ đất đai chậm giải quyết, chưa có thông báo xin lỗi.",
            "Đề nghị đơn vị thống kê từng hồ sơ, xác định trách nhiệm và gửi báo cáo kèm phương án xử lý.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Phối hợp cung cấp dữ liệu dân cư phục vụ dịch vụ công trực tuyến {}",
        body: &[
            "Để khai thác dữ liệu dân cư thay cho việc yêu cầu người dân xuất trình giấy tờ, đề nghị các đơn vị rà soát danh mục trường thông tin cần dùng.",
            "Đầu mối kỹ thuật của hai bên trao đổi trực tiếp để hoàn thành kết nối.",
        ],
        asks: true,
    },
    Matter {
        kind: "CV",
        subject: "Kiểm kê tài sản công và trang thiết bị bộ phận một cửa {}",
        body: &[
            "Đơn vị kiểm kê máy quét, máy lấy số, màn hình và đường truyền tại bộ phận một cửa.",
            "Thiết bị hỏng, không đáp ứng yêu cầu được đề xuất sửa chữa hoặc thay thế trong dự toán năm tới.",
        ],
        asks: true,
    },
    Matter {
        kind: "CT",
        subject: "Chỉ thị tăng cường kỷ luật, kỷ cương hành chính {}",
        body: &[
            "Người đứng đầu chịu trách nhiệm toàn diện về kết quả xử lý công việc của đơn vị mình.",
            "Nghiêm cấm tình trạng đùn đẩy, né tránh; văn bản gửi đến phải được trả lời đúng hạn.",
        ],
        asks: false,
    },
];

/// What the page of an answer says, after the sentence that names what it answers.
pub(crate) const ANSWERS: &[&str] = &[
    "Qua rà soát, cơ quan thống nhất với các nội dung nêu trong văn bản và đã giao bộ phận chuyên môn thực hiện.",
    "Số liệu được tổng hợp từ hệ thống theo dõi của cơ quan, đã được lãnh đạo phụ trách kiểm tra trước khi gửi.",
    "Một số nội dung còn vướng mắc về kinh phí và nhân lực, cơ quan đề nghị quý đơn vị xem xét, hướng dẫn thêm.",
    "Cơ quan cử một lãnh đạo phòng làm đầu mối phối hợp, bảo đảm hoàn thành đúng thời hạn yêu cầu.",
];

/// Those outside the system to whom some documents go too: name, what it is, how papers reach it, and where.
pub(crate) const BEYOND: &[(&str, &str, Delivery, &str)] = &[
    ("Văn phòng Thành ủy", "Cơ quan của Đảng", Delivery::Hand, "Nhà A, khu hành chính Thành phố"),
    (
        "Thường trực Hội đồng nhân dân Thành phố",
        "Hội đồng nhân dân",
        Delivery::Hand,
        "Nhà B, khu hành chính Thành phố",
    ),
    ("Tòa án nhân dân Thành phố", "Tòa án", Delivery::Post, "Phố Minh họa 43, quận Hoàn Kiếm"),
    ("Bảo hiểm xã hội Thành phố", "Cơ quan ngành dọc", Delivery::Post, "Phố Minh họa 15, quận Đống Đa"),
    ("Công ty Cấp nước Sông Nhuệ", "Doanh nghiệp", Delivery::Post, "Phố Minh họa 7, quận Hà Đông"),
];

/// Bodies outside the city that write to it: their name, their symbol, who signs, in which position.
pub(crate) const OUTSIDE: &[(&str, &str, &str, &str)] = &[
    ("Bộ Nội vụ", "BNV", "Phan Thế Bình", "Thứ trưởng"),
    ("Văn phòng Chính phủ", "VPCP", "Đào Minh Khoa", "Phó Chủ nhiệm"),
    ("Bộ Thông tin và Truyền thông", "BTTTT", "Vương Quang Hải", "Thứ trưởng"),
    ("Bộ Tài chính", "BTC", "Trịnh Thu Ngân", "Thứ trưởng"),
    ("Thanh tra Chính phủ", "TTCP", "Lý Công Thành", "Phó Tổng Thanh tra"),
    ("Bộ Tư pháp", "BTP", "Dương Khánh Vân", "Thứ trưởng"),
];

/// A period or an occasion of which a subject can speak, as of a day.
fn when(day: Day, chance: &mut Chance) -> String {
    let (year, month) = (day.year(), day.month());
    match chance.below(10) {
        0 | 1 => format!("năm {year}"),
        2 | 3 => format!("tháng {month} năm {year}"),
        4 => format!(
            "quý {} năm {year}",
            ["I", "II", "III", "IV"][(usize::from(month.unsigned_abs()) - 1) / 3]
        ),
        5 => format!("giai đoạn {year} - {}", year + 2),
        6 => format!("đợt {} năm {year}", 1 + chance.below(3)),
        7 => "trên địa bàn Thành phố".to_owned(),
        8 => "tại cấp xã".to_owned(),
        _ => "tại cấp huyện".to_owned(),
    }
}

/// A subject of its own.
pub(crate) fn subject(matter: &Matter, day: Day, chance: &mut Chance) -> String {
    matter.subject.replace("{}", &when(day, chance)).trim().to_owned()
}

/// Words of directions.
pub(crate) const DIRECTIONS: &[&str] = &[
    "Nghiên cứu, tham mưu văn bản trả lời, trình lãnh đạo trước hạn một ngày.",
    "Chủ trì, phối hợp các phòng liên quan tổng hợp số liệu, báo cáo tôi.",
    "Khẩn trương thực hiện, không để quá hạn.",
    "Rà soát kỹ căn cứ pháp lý, đề xuất hướng xử lý.",
    "Triển khai theo nội dung văn bản, báo cáo kết quả.",
    "Tổng hợp ý kiến các phòng, dự thảo công văn góp ý.",
];

/// What came of it, as an officer reports.
pub(crate) const RESULTS: &[&str] = &[
    "Đã tổng hợp và có văn bản trả lời.",
    "Đã thực hiện xong, số liệu gửi kèm.",
    "Đã báo cáo lãnh đạo và triển khai đến các bộ phận.",
    "Đã phối hợp với đơn vị liên quan, thống nhất nội dung.",
];

/// Words with which a clerk sends something back.
pub(crate) const REFUSALS: &[&str] = &[
    "Văn bản gửi nhầm cơ quan, không thuộc thẩm quyền giải quyết.",
    "Thiếu phụ lục nêu trong văn bản, đề nghị gửi lại đầy đủ.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matter_makes_a_subject_without_gaps() {
        let (mut chance, law) = (Chance::new(1), context::Law::default());
        for month in 1..=12 {
            let day = Day::new(2026, month, 17).unwrap();
            for matter in MATTERS {
                let subject = subject(matter, day, &mut chance);
                assert!(!subject.contains('{') && subject.chars().count() <= 200, "{subject}");
                assert!(!matter.body.is_empty());
                assert!(law.document_type(matter.kind, day).is_some(), "{}", matter.kind);
            }
        }
    }
}
