//! What the tests share: a pool of this crate's own worker, and sheets as an office writes them.
#![allow(dead_code)]

use calendar::{Day, Time};
use paper::{
    Block, Book, Head, Layout, Letter, Opinion, Pool, Register, Settings, Signature, Slip, WorkerCommand,
};

/// A pool of two workers.
pub(crate) fn pool() -> Pool {
    pool_with(Settings { workers: 2, ..Settings::default() })
}

/// A pool with other settings.
pub(crate) fn pool_with(settings: Settings) -> Pool {
    let program = env!("CARGO_BIN_EXE_paper-worker").into();
    Pool::new(WorkerCommand { program, args: Vec::new() }, settings)
}

/// An urgent official letter of the city.
pub(crate) fn letter() -> Letter {
    Letter {
        head: Head {
            parent: None,
            issuer: "Ủy ban nhân dân\nthành phố Hà Nội".into(),
            number: Some("2587".into()),
            symbol: "UBND-KSTTHC".into(),
            place: "Hà Nội".into(),
            date: Day::new(2023, 8, 15),
            made: None,
        },
        subject: "rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023".into(),
        addressees: vec![
            "Các sở, cơ quan tương đương sở".into(),
            "Ủy ban nhân dân các quận, huyện, thị xã".into(),
        ],
        body: [
            "Thực hiện Kế hoạch rà soát thủ tục hành chính nội bộ giai đoạn 2022 - 2025, Ủy ban nhân dân Thành \
             phố yêu cầu các cơ quan, đơn vị triển khai những nội dung sau:",
            "1. Các sở, cơ quan tương đương sở; Ủy ban nhân dân các quận, huyện, thị xã rà soát, thống kê 100% \
             thủ tục hành chính nội bộ thuộc phạm vi quản lý; đề xuất phương án cắt giảm tối thiểu 20% số thủ \
             tục và 20% chi phí tuân thủ; gửi kết quả về Sở Nội vụ trước ngày 18 tháng 8 năm 2023.",
            "2. Sở Nội vụ chủ trì, phối hợp với Văn phòng Ủy ban nhân dân Thành phố tổng hợp kết quả, dự thảo \
             Quyết định phê duyệt phương án đơn giản hóa, trình Chủ tịch Ủy ban nhân dân Thành phố trước ngày \
             31 tháng 8 năm 2023.",
            "3. Văn phòng Ủy ban nhân dân Thành phố theo dõi, đôn đốc và báo cáo kết quả hằng tuần.",
            "Yêu cầu thủ trưởng các cơ quan, đơn vị nghiêm túc thực hiện./.",
        ]
        .map(Block::paragraph)
        .into(),
        recipients: [
            "Như trên",
            "Chủ tịch UBND Thành phố (để báo cáo)",
            "Các Phó Chủ tịch UBND Thành phố",
            "VPUB: CVP, các PCVP, các phòng",
            "Lưu: VT, KSTTHC",
        ]
        .map(String::from)
        .into(),
        signature: signature(&["TM. Ủy ban nhân dân", "KT. Chủ tịch"], "Phó Chủ tịch", "Lê Quang Vinh"),
        urgency: Some("Khẩn".into()),
        ..Letter::default()
    }
}

/// A decision of a department, with a table.
pub(crate) fn decision() -> Letter {
    let bases = [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Quyết định của Ủy ban nhân dân Thành phố về chức năng, nhiệm vụ của Sở Nội vụ;",
        "Theo đề nghị của Trưởng phòng Cải cách hành chính.",
    ];
    let mut body: Vec<Block> = bases.map(Block::basis).into();
    body.push(Block::article(
        "Điều 1.",
        "Thành lập Tổ công tác rà soát thủ tục hành chính nội bộ gồm các ông, bà:",
    ));
    body.push(Block::table(
        ["STT", "Họ và tên", "Chức vụ", "Nhiệm vụ"],
        [
            ["1", "Nguyễn Thị Ngọc Ánh", "Phó Giám đốc Sở", "Tổ trưởng"],
            ["2", "Vũ Hoàng Nam", "Trưởng phòng Cải cách hành chính", "Tổ phó"],
            ["3", "Đỗ Khánh Linh", "Chuyên viên", "Thành viên"],
        ]
        .map(Vec::from),
        vec![1, 4, 5, 3],
    ));
    body.push(Block::article("Điều 2.", "Tổ công tác tự giải thể sau khi hoàn thành nhiệm vụ."));
    body.push(Block::article(
        "Điều 3.",
        "Quyết định có hiệu lực từ ngày ký. Chánh Văn phòng Sở, thủ trưởng các đơn vị thuộc Sở và các ông, bà \
         có tên tại Điều 1 chịu trách nhiệm thi hành./.",
    ));
    Letter {
        head: Head {
            parent: Some("Ủy ban nhân dân thành phố Hà Nội".into()),
            issuer: "Sở Nội vụ".into(),
            number: Some("05".into()),
            symbol: "QĐ-SNV".into(),
            place: "Hà Nội".into(),
            date: Day::new(2023, 2, 3),
            made: None,
        },
        layout: Layout::Decision,
        kind: Some("Quyết định".into()),
        issued_by: Some("Giám đốc Sở Nội vụ".into()),
        subject: "Về việc thành lập Tổ công tác rà soát thủ tục hành chính nội bộ".into(),
        body,
        recipients: ["Như Điều 3", "UBND Thành phố (để báo cáo)", "Lưu: VT, CCHC"].map(String::from).into(),
        signature: signature(&[], "Giám đốc", "Trần Thu Hà"),
        ..Letter::default()
    }
}

/// A submission slip with two opinions.
pub(crate) fn slip() -> Slip {
    let at = |day, hour, minute| Time::local(Day::new(2023, 8, day).unwrap(), hour, minute);
    Slip {
        head: Head {
            parent: Some("Sở Nội vụ".into()),
            issuer: "Phòng Cải cách hành chính".into(),
            place: "Hà Nội".into(),
            date: Day::new(2023, 8, 14),
            ..Head::default()
        },
        subject: "Dự thảo công văn rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023".into(),
        addressees: vec!["Phó Giám đốc Sở Trần Thu Hà".into()],
        summary: vec![
            "Dự thảo giao các đơn vị thống kê thủ tục hành chính nội bộ và đề xuất phương án cắt giảm."
                .into(),
            "Kính trình Phó Giám đốc xem xét, ký ban hành.".into(),
        ],
        enclosures: vec!["Dự thảo công văn".into(), "Phụ lục biểu mẫu thống kê".into()],
        opinions: vec![
            Opinion {
                at: at(14, 9, 5),
                name: "Vũ Hoàng Nam".into(),
                position: "Trưởng phòng Cải cách hành chính".into(),
                act: "Ký nháy".into(),
                words: Some("Nhất trí với dự thảo. Đề nghị bổ sung thời hạn gửi kết quả.".into()),
                digest: Some("9f2c 41d0 7be3".into()),
            },
            Opinion {
                at: at(14, 15, 30),
                name: "Phạm Minh Châu".into(),
                position: "Chánh Văn phòng".into(),
                act: "Thẩm định thể thức".into(),
                words: None,
                digest: Some("0a77 e5b1 c2d9".into()),
            },
        ],
        signature: signature(&[], "Người trình", "Đỗ Khánh Linh"),
    }
}

fn signature(authority: &[&str], position: &str, name: &str) -> Signature {
    Signature {
        authority: authority.iter().map(|line| line.to_string()).collect(),
        position: position.into(),
        name: name.into(),
    }
}

/// A volume of a register of issued documents with so many lines.
pub(crate) fn register(lines: i64) -> Register {
    let row = |number: i64| {
        [
            format!("{number}/UBND-KSTTHC"),
            "17/8/2023".into(),
            "Công văn về việc rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023".into(),
            "Lê Quang Vinh".into(),
            "Các sở, ban, ngành Thành phố; UBND các quận, huyện, thị xã".into(),
            "VT, KSTTHC".into(),
            "52".into(),
            "17/8/2023".into(),
            String::new(),
            if number % 7 == 0 { "Hủy số: ghi nhầm loại".into() } else { String::new() },
        ]
    };
    Register {
        head: Head {
            issuer: "Ủy ban nhân dân thành phố Hà Nội".into(),
            made: Some(Time::local(Day::new(2023, 12, 31).unwrap(), 16, 0)),
            ..Head::default()
        },
        book: Book::Issued,
        year: 2023,
        from: Day::new(2023, 1, 3),
        until: Day::new(2023, 12, 29),
        first: Some(1),
        last: Some(lines),
        volume: Some(1),
        rows: (1..=lines).map(|line| row(line).to_vec()).collect(),
    }
}
