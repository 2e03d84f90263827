//! Papers are set as they were written.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{decision, letter, pool, pool_with, register, slip};
use paper::{
    Block, Error, Filing, FilingForm, FilingRow, Letter, Pool, Register, Settings, Sheet, Signature,
};
use std::fs;

/// The letters without spaces and lines: how a paper breaks its lines is not what is compared.
fn joined(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn what_is_set_reads_back_as_it_was_written() {
    let pool = pool();
    let letter = letter();
    let pdf = pool.set(letter.clone()).unwrap();
    let pages = pool.text(&pdf).unwrap();
    assert_eq!(pages.len(), 1);
    let read = joined(&pages[0]);
    for block in &letter.body {
        let Block::Paragraph { words } = block else { continue };
        let text = words.text();
        assert!(read.contains(&joined(&text)), "{text}\nnot in\n{}", pages[0]);
    }
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        "Số: 2587/UBND-KSTTHC",
        "Hà Nội, ngày 15 tháng 8 năm 2023",
        "V/v rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023",
        "KHẨN",
        "Kính gửi: - Các sở, cơ quan tương đương sở;",
        "Nơi nhận:",
        "- Lưu: VT, KSTTHC.",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lê Quang Vinh",
    ] {
        assert!(read.contains(&joined(words)), "{words}\nnot in\n{}", pages[0]);
    }
    // Words are apart and lines are lines.
    assert!(pages[0].contains("Độc lập - Tự do - Hạnh phúc\n"), "{}", pages[0]);
    assert!(pages[0].contains("Thực hiện Kế hoạch rà soát"), "{}", pages[0]);
}

/// With a folder in `PAPER_PICTURES` the papers and their pictures are kept there to be looked at.
#[test]
fn every_form_sets_and_shows() {
    let folder = std::env::var_os("PAPER_PICTURES");
    let pool = pool();
    let mut long = letter();
    let body = long.body.clone();
    long.body.extend(body.iter().cycle().take(25).cloned());
    long.watermark = Some("Dự thảo".into());
    long.circulation = Some("Lưu hành nội bộ".into());
    long.contact = Some("Số 12 Lê Lai, Hà Nội. Điện thoại: 024.0000.0000".into());
    long.head.number = None;
    long.head.date = None;
    long.addressees.truncate(1);
    let sheets: [(&str, Sheet, u32); 4] = [
        ("letter", letter().into(), 1),
        ("decision", decision().into(), 1),
        ("slip", slip().into(), 1),
        ("long", long.into(), 3),
    ];
    for (name, sheet, pages) in sheets {
        let pdf = pool.set(sheet.clone()).unwrap();
        assert_eq!(pdf, pool.set(sheet).unwrap(), "{name}: the same sheet gives the same bytes");
        let facts = pool.inspect(&pdf).unwrap();
        assert_eq!(facts.pages(), pages, "{name}");
        assert!(
            facts.sizes.iter().all(|size| (size.width.round(), size.height.round()) == (595.0, 842.0)),
            "{facts:?}"
        );
        for page in 1..=facts.pages() {
            let width = if folder.is_some() { 1_200 } else { 400 };
            let picture = pool.render(&pdf, page, width).unwrap();
            assert_eq!((picture.width, picture.height), (width, width * 9_900 / 7_000), "{name}");
            assert!(picture.png.len() > 10_000, "{name}: a page full of text is no small picture");
            if let Some(folder) = &folder {
                fs::write(std::path::Path::new(folder).join(format!("{name}-{page}.png")), &picture.png)
                    .unwrap();
            }
        }
        if let Some(folder) = &folder {
            fs::write(std::path::Path::new(folder).join(format!("{name}.pdf")), &pdf).unwrap();
        }
    }
}

#[test]
fn a_register_has_a_cover_and_ten_numbered_columns_on_each_page() {
    let pool = pool();
    let pdf = pool.set(register(60)).unwrap();
    let facts = pool.inspect(&pdf).unwrap();
    assert!(facts.sizes.iter().all(|size| (size.width.round(), size.height.round()) == (842.0, 595.0)));
    let pages = pool.text(&pdf).unwrap();
    let cover = joined(&pages[0]);
    for words in
        ["SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Năm: 2023", "Từ ngày 03/01/2023 đến ngày 29/12/2023", "Từ số 1 đến số 60"]
    {
        assert!(cover.contains(&joined(words)), "{words}\nnot in\n{}", pages[0]);
    }
    assert!(pages.len() > 3);
    for (at, page) in pages.iter().enumerate().skip(1) {
        assert!(page.contains("Nơi nhận văn bản") && page.contains("(10)"), "{page}");
        assert!(
            page.trim_end().ends_with(&at.to_string()),
            "page {at} is numbered from the first after the cover"
        );
    }
    assert!(joined(&pages[1..].concat()).contains(&joined("Hủy số: ghi nhầm loại")));
    if let Some(folder) = std::env::var_os("PAPER_PICTURES") {
        for page in [1, 2] {
            let picture = pool.render(&pdf, page, 1_600).unwrap();
            fs::write(std::path::Path::new(&folder).join(format!("register-{page}.png")), &picture.png)
                .unwrap();
        }
    }
}

#[test]
fn the_fullest_volume_is_set_within_the_limits_of_a_worker() {
    let pdf = pool().set(register(Register::MOST_LINES as i64)).unwrap();
    assert!(pool().inspect(&pdf).unwrap().pages() > 40);
}

fn filing(form: FilingForm, lines: usize) -> Sheet {
    let who =
        |name: &str| Signature { authority: vec![], position: "Chuyên viên".into(), name: name.into() };
    let row = |at: usize| FilingRow {
        heading: at == 0,
        cells: vec![format!("{at:02}/CCHC"), "Hồ sơ #panic(1) *cải cách*".into(), "Vĩnh viễn".into()],
    };
    let filing = Filing {
        form,
        year: 2023,
        code: "01/CCHC".into(),
        title: "Phòng Cải cách hành chính".into(),
        from: calendar::Day::new(2023, 2, 1),
        rows: (0..lines).map(row).collect(),
        count: 7,
        permanent: 3,
        pages: 120,
        signatures: vec![who("Nguyễn Văn Giao"), who("Trần Thị Nhận")],
        ..Filing::default()
    };
    filing.into()
}

#[test]
fn papers_of_folders_say_what_the_decree_wants_and_how_much_there_is() {
    let pool = pool();
    for (form, words) in [
        (FilingForm::List, ["DANH MỤC HỒ SƠ", "7 hồ sơ, gồm 3 hồ sơ bảo quản vĩnh viễn và 4"]),
        (FilingForm::Contents, ["MỤC LỤC VĂN BẢN, TÀI LIỆU TRONG HỒ SƠ", "7 văn bản, tài liệu, 120 trang"]),
        (FilingForm::Transfer, ["MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU", "NGƯỜI GIAO NỘP"]),
        (FilingForm::Minutes, ["BIÊN BẢN", "từ ngày 01/02/2023 đến ngày ....../....../......"]),
    ] {
        let text = joined(&pool.text(&pool.set(filing(form, 3)).unwrap()).unwrap().concat());
        for words in words.into_iter().chain(["Trần Thị Nhận"]) {
            assert!(text.contains(&joined(words)), "{form:?} lacks {words}: {text}");
        }
        let rows = form != FilingForm::Minutes;
        assert_eq!(text.contains(&joined("#panic(1) *cải cách*")), rows, "{form:?}");
    }
}

#[test]
fn the_longest_list_of_folders_is_set_within_the_limits_of_a_worker() {
    let pdf = pool().set(filing(FilingForm::List, Filing::MOST_LINES)).unwrap();
    assert!(pool().inspect(&pdf).unwrap().pages() > 20);
}

#[test]
fn a_pool_without_workers_gives_the_same() {
    let alone = Pool::without_workers();
    let pdf = alone.set(slip()).unwrap();
    let pool = pool();
    assert_eq!(pdf, pool.set(slip()).unwrap());
    assert_eq!(alone.text(&pdf), pool.text(&pdf));
    assert_eq!(alone.inspect(&pdf), pool.inspect(&pdf));
    assert_eq!(alone.render(&pdf, 1, 100), pool.render(&pdf, 1, 100));
    assert_eq!(alone.inspect(&b"no".to_vec()), Err(Error::NotPdf));
}

#[test]
fn hostile_text_comes_out_as_it_is() {
    let hostile = [
        "#panic(\"x\")",
        "*bold* _emph_ `raw` $x^2$ = Heading",
        "\\u{41} \\ \" ' -- --- ... ~ @ref <label> // comment /* c */",
        "#import \"/etc/passwd\": * #read(\"sheet.json\")",
        "https://example.invalid/ + - 1. {a} [b] (c)",
    ];
    let mut letter = letter();
    letter.body = hostile.map(Block::paragraph).into();
    letter.subject = hostile[0].into();
    letter.signature.name = hostile[2].into();
    letter.body.push(Block::table([hostile[1]], [vec![hostile[3], "beyond"], Vec::new()], vec![1, 2, 3]));
    let pool = pool();
    let pages = pool.text(&pool.set(letter).unwrap()).unwrap();
    let read = joined(&pages.concat());
    for text in hostile {
        assert!(read.contains(&joined(text)), "{text}\nnot in\n{}", pages.concat());
    }
    assert!(read.contains(&joined(&format!("V/v {}", hostile[0]))));
    assert!(!read.contains("beyond"));
}

#[test]
fn an_empty_sheet_and_an_endless_one_are_set() {
    let pool = pool();
    assert_eq!(pool.inspect(&pool.set(Letter::default()).unwrap()).unwrap().pages(), 1);
    let mut letter = letter();
    letter.subject = "rất dài ".repeat(1_250);
    letter.head.issuer = "cơquan".repeat(40);
    letter.signature.position = "chức vụ ".repeat(100);
    let pages = pool.text(&pool.set(letter).unwrap()).unwrap();
    // Where a page ends between the two words, its number stands there.
    let read = joined(&pages.concat());
    assert!(["rất", "dài"].iter().all(|word| read.matches(word).count() >= 1_250));
}

#[test]
fn a_letter_that_no_font_has_is_named() {
    let mut letter = letter();
    letter.addressees[1] = "Sở \u{10ffff}".into();
    let fault = pool().set(letter).unwrap_err();
    assert_eq!(fault, Error::NoGlyph { letter: '\u{10ffff}', field: "addressees.1".into() });
}

#[test]
fn an_administrators_form_is_taken_up_at_once_and_its_faults_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool_with(Settings { workers: 1, forms: Some(folder.path().into()), ..Settings::default() });
    let text = |pool: &Pool| pool.set(letter()).map(|pdf| pool.text(&pdf).unwrap().concat());
    assert!(text(&pool).unwrap().contains("Kính gửi"));
    let form = folder.path().join("cong-van.typ");
    fs::write(&form, "#let sheet = json(\"sheet.json\")\nMẫu riêng: #sheet.subject").unwrap();
    assert!(text(&pool).unwrap().starts_with("Mẫu riêng: rà soát"));
    fs::write(&form, "\n\n#let sheet = json(\"sheet.json\")\n#sheet.nothing").unwrap();
    let Err(Error::Form { file, line, reason }) = text(&pool) else { panic!("the form is faulty") };
    assert_eq!((file.as_str(), line), ("cong-van.typ", 4), "{reason}");
    fs::write(&form, "#read(\"/etc/hostname\")").unwrap();
    assert!(matches!(text(&pool), Err(Error::Form { line: 1, .. })));
    fs::remove_file(&form).unwrap();
    assert!(text(&pool).unwrap().contains("Kính gửi"));
}

#[test]
#[ignore = "measures; run it alone with --release --run-ignored all --no-capture"]
fn two_hundred_different_papers_are_set_in_four_seconds() {
    let pool = pool();
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        for half in 0..2 {
            let pool = &pool;
            scope.spawn(move || {
                for number in (half * 100 + 1)..=(half * 100 + 100) {
                    let mut letter = if number % 3 == 0 { decision() } else { letter() };
                    letter.head.number = Some(number.to_string());
                    letter.subject = format!("{} lần {number}", letter.subject);
                    letter.body.insert(0, Block::paragraph(format!("Theo công văn số {number}, đề nghị:")));
                    assert!(pool.set(letter).unwrap().len() > 10_000);
                }
            });
        }
    });
    let taken = start.elapsed();
    println!("200 papers in {taken:?}");
    assert!(taken.as_secs_f32() < 4.0, "{taken:?}");
}
