//! What the demo's documents are about: the business of a city in August 2023, put together from parts.

use super::chance::Chance;

/// One matter that an agency writes about.
pub(crate) struct Matter {
    /// Code of the document type; empty for an official letter.
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
        kind: "",
        subject: "Rà soát, đơn giản hóa thủ tục hành chính nội bộ {}",
        body: &[
            "Thực hiện kế hoạch cải cách hành chính của Thành phố, cơ quan đề nghị các đơn vị rà soát toàn bộ thủ tục hành chính nội bộ đang áp dụng, đề xuất phương án cắt giảm tối thiểu 20% số thủ tục và 20% chi phí tuân thủ.",
            "Mỗi đơn vị lập danh mục thủ tục kèm căn cứ pháp lý, thành phần hồ sơ, thời hạn giải quyết và kiến nghị cụ thể cho từng thủ tục.",
            "Kết quả rà soát gửi về cơ quan qua hệ thống quản lý văn bản để tổng hợp, báo cáo đúng thời hạn.",
        ],
        asks: true,
    },
    Matter {
        kind: "",
        subject: "Cung cấp số liệu giải quyết hồ sơ một cửa {}",
        body: &[
            "Để có căn cứ đánh giá chất lượng phục vụ tổ chức, cá nhân, đề nghị đơn vị cung cấp số liệu tiếp nhận, giải quyết hồ sơ tại bộ phận một cửa theo biểu mẫu gửi kèm.",
            "Số liệu được chốt đến hết ngày 14 của tháng; các hồ sơ quá hạn nêu rõ nguyên nhân và biện pháp khắc phục.",
        ],
        asks: true,
    },
    Matter {
        kind: "",
        subject: "Lấy ý kiến góp ý dự thảo quy chế phối hợp {}",
        body: &[
            "Cơ quan chủ trì soạn thảo gửi kèm dự thảo quy chế phối hợp và đề nghị quý đơn vị nghiên cứu, tham gia ý kiến bằng văn bản.",
            "Nội dung góp ý tập trung vào trách nhiệm của từng cơ quan, thời hạn phản hồi và cơ chế xử lý khi có ý kiến khác nhau.",
            "Quá thời hạn nêu trên, đơn vị không có ý kiến được coi là thống nhất với dự thảo.",
        ],
        asks: true,
    },
    Matter {
        kind: "",
        subject: "Đôn đốc số hóa thành phần hồ sơ thủ tục hành chính {}",
        body: &[
            "Qua theo dõi, tỷ lệ hồ sơ được số hóa tại một số đơn vị còn thấp so với chỉ tiêu được giao.",
            "Đề nghị thủ trưởng đơn vị trực tiếp chỉ đạo, bố trí nhân lực và thiết bị, hoàn thành chỉ tiêu trong quý.",
        ],
        asks: false,
    },
    Matter {
        kind: "",
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
        kind: "",
        subject: "Báo cáo tình hình xử lý hồ sơ đất đai tồn đọng {}",
        body: &[
            "Theo phản ánh của người dân, còn một số hồ sơ đất đai chậm giải quyết, chưa có thông báo xin lỗi.",
            "Đề nghị đơn vị thống kê từng hồ sơ, xác định trách nhiệm và gửi báo cáo kèm phương án xử lý.",
        ],
        asks: true,
    },
    Matter {
        kind: "",
        subject: "Phối hợp cung cấp dữ liệu dân cư phục vụ dịch vụ công trực tuyến {}",
        body: &[
            "Để khai thác dữ liệu dân cư thay cho việc yêu cầu người dân xuất trình giấy tờ, đề nghị các đơn vị rà soát danh mục trường thông tin cần dùng.",
            "Đầu mối kỹ thuật của hai bên trao đổi trực tiếp để hoàn thành kết nối.",
        ],
        asks: true,
    },
    Matter {
        kind: "",
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

/// Periods and occasions that a subject can speak of.
const WHEN: [&str; 12] = [
    "năm 2023", "tháng 8 năm 2023", "quý III năm 2023", "6 tháng đầu năm 2023", "giai đoạn 2023 - 2025", "đợt 2 năm 2023",
    "tuần 33 năm 2023", "9 tháng năm 2023", "trên địa bàn Thành phố", "tại cấp xã", "tại cấp huyện", "năm học 2023 - 2024",
];

/// A subject of its own.
pub(crate) fn subject(matter: &Matter, chance: &mut Chance) -> String {
    matter.subject.replace("{}", chance.pick(&WHEN)).trim().to_owned()
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
        let mut chance = Chance::new(1);
        for matter in MATTERS {
            let subject = subject(matter, &mut chance);
            assert!(!subject.contains('{') && subject.chars().count() <= 200, "{subject}");
            assert!(!matter.body.is_empty());
        }
    }
}
