//! Every form as a picture, beside the one that was looked at and kept.
//!
//! With `KEEP_PICTURES` set they are drawn anew into `tests/pictures`: look at them before they are kept. The letters are
//! those of the typesetter's own serif, the same on every machine.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{decision, letter, pool_with, register, slip};
use paper::{Annex, Block, Head, Layout, Letter, Settings, Sheet, Signature};
use std::fs;
use std::path::Path;

/// The width of the pictures: letters are specks, lines and boxes stand where they stand.
const WIDTH: u32 = 320;
/// A square of so many pixels is compared as one.
const SQUARE: usize = 8;
/// The most by which the mean grey of a square may differ.
const MOST: u32 = 40;

fn sheets() -> Vec<(&'static str, Sheet)> {
    let of = |layout: Layout, kind: &str, subject: &str, body: Vec<Block>| Letter {
        head: Head { symbol: "X-SNV".into(), ..decision().head },
        layout,
        kind: Some(kind.into()),
        subject: subject.into(),
        addressees: vec!["Các phòng thuộc Sở".into(), "Trung tâm lưu trữ".into()],
        body,
        recipients: vec!["Như trên".into(), "Lưu: VT, CCHC".into()],
        issued_by: Some("Giám đốc Sở Nội vụ".into()),
        signature: Signature {
            authority: vec!["KT. Giám đốc".into()],
            position: "Phó Giám đốc".into(),
            name: "Trần Thu Hà".into(),
        },
        ..Letter::default()
    };
    let lines = |texts: &[&str]| texts.iter().map(|text| Block::paragraph(*text)).collect::<Vec<_>>();
    let second =
        Signature { position: "Thư ký".into(), name: "Đỗ Khánh Linh".into(), ..Signature::default() };
    let annex = |electronic| Annex {
        head: decision().head,
        of: "Quyết định".into(),
        name: "Phụ lục I".into(),
        title: "Danh sách thành viên Tổ công tác".into(),
        electronic,
        body: decision().body.into_iter().filter(|block| matches!(block, Block::Table { .. })).collect(),
        watermark: None,
    };
    let written = "# CHƯƠNG I\n\n## I. Mục đích\n\n### 1. Phạm vi\n\n1. Khoản **đậm** và *nghiêng*.\n\na) Điểm a;\n\n- Gạch \
                   đầu dòng.\n\n= Kết luận:\n\nĐoạn văn đủ dài để xuống dòng, căn đều hai bên và lùi đầu dòng như quy định.";
    vec![
        ("cong-van", letter().into()),
        ("quyet-dinh", decision().into()),
        (
            "to-trinh",
            of(Layout::Usual, "Tờ trình", "Về việc phê duyệt danh mục", prose::Prose::parse(written).blocks)
                .into(),
        ),
        (
            "cong-dien",
            of(
                Layout::Telegram,
                "Công điện",
                "Về việc ứng phó mưa lớn",
                lines(&["Yêu cầu trực ban 24/24 giờ."]),
            )
            .into(),
        ),
        (
            "giay-moi",
            of(
                Layout::Invitation,
                "Giấy mời",
                "Họp giao ban",
                lines(&["Thời gian: 14 giờ 00.", "Địa điểm: Tầng 2."]),
            )
            .into(),
        ),
        (
            "giay-gioi-thieu",
            of(
                Layout::Introduction,
                "Giấy giới thiệu",
                "",
                lines(&["Ông: Vũ Hoàng Nam.", "Được cử đến: UBND quận."]),
            )
            .into(),
        ),
        (
            "bien-ban",
            Letter {
                second: Some(second),
                ..of(
                    Layout::Minutes,
                    "Biên bản",
                    "Họp Tổ công tác",
                    lines(&["Thời gian bắt đầu: 08 giờ 00."]),
                )
            }
            .into(),
        ),
        (
            "giay-nghi-phep",
            of(Layout::Leave, "Giấy nghỉ phép", "", lines(&["Cấp cho ông Vũ Hoàng Nam nghỉ phép 05 ngày."]))
                .into(),
        ),
        ("phu-luc-giay", annex(false).into()),
        ("phu-luc-dien-tu", annex(true).into()),
        ("phieu-trinh", slip().into()),
        ("so-dang-ky", register(12).into()),
    ]
}

/// Width, height and grey of a picture.
fn grey(png: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let samples = info.color_type.samples();
    let mean = |pixel: &[u8]| {
        let sum: u32 = pixel.iter().take(3).map(|sample| u32::from(*sample)).sum();
        u8::try_from(sum / u32::try_from(pixel.len().min(3)).unwrap()).unwrap()
    };
    let grey = pixels[..info.buffer_size()].chunks_exact(samples).map(mean).collect();
    (info.width as usize, info.height as usize, grey)
}

/// The square in which two pictures differ most, and by how much.
fn difference(one: &[u8], other: &[u8]) -> (u32, (usize, usize)) {
    let (width, height, one) = grey(one);
    let (other_width, other_height, other) = grey(other);
    assert_eq!((width, height), (other_width, other_height), "the pictures are of one size");
    let mut most = (0, (0, 0));
    for top in (0..height).step_by(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            let sum = |picture: &[u8]| -> u32 {
                let rows = (top..(top + SQUARE).min(height)).flat_map(|row| {
                    picture[row * width + left..row * width + (left + SQUARE).min(width)].iter()
                });
                rows.map(|pixel| u32::from(*pixel)).sum::<u32>() / (SQUARE * SQUARE) as u32
            };
            most = most.max((sum(&one).abs_diff(sum(&other)), (left, top)));
        }
    }
    most
}

#[test]
fn every_form_looks_as_it_did_when_it_was_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let shared = include_str!("../../../law/forms/the-thuc.typ");
    let own = r#"("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif")"#;
    assert!(shared.contains(own), "the fonts are named where they were");
    fs::write(folder.path().join("the-thuc.typ"), shared.replace(own, r#"("Libertinus Serif",)"#)).unwrap();
    let time = std::time::Duration::from_secs(60);
    let pool =
        pool_with(Settings { workers: 1, time, forms: Some(folder.path().into()), ..Settings::default() });
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let mut faults = Vec::new();
    for (name, sheet) in sheets() {
        let pdf = pool.set(sheet).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let picture = pool.render(&pdf, 1, WIDTH).unwrap().png;
        let file = kept.join(format!("{name}.png"));
        if std::env::var_os("KEEP_PICTURES").is_some() {
            fs::create_dir_all(&kept).unwrap();
            fs::write(&file, &picture).unwrap();
        }
        let reference = fs::read(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
        let (most, at) = difference(&reference, &picture);
        if most > MOST {
            faults.push(format!("{name} differs by {most} at {at:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn another_layout_is_another_picture() {
    let time = std::time::Duration::from_secs(60);
    let pool = pool_with(Settings { workers: 1, time, ..Settings::default() });
    let draw = |sheet: Letter| pool.render(&pool.set(sheet).unwrap(), 1, WIDTH).unwrap().png;
    let usual = draw(decision());
    assert_eq!(difference(&usual, &usual).0, 0);
    let moved = draw(Letter { issued_by: None, ..decision() });
    assert!(difference(&usual, &moved).0 > MOST);
}

#[test]
fn a_form_that_never_ends_is_ended_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let time = std::time::Duration::from_secs(3);
    let pool =
        pool_with(Settings { workers: 1, time, forms: Some(folder.path().into()), ..Settings::default() });
    let form = folder.path().join("cong-van.typ");
    fs::write(&form, "#for a in range(30000) { for b in range(30000) { let c = a * b } }").unwrap();
    let fault = pool.set(letter()).unwrap_err();
    assert_eq!(fault, paper::Error::Endless { file: "cong-van.typ".into(), seconds: 3 });
    let problem = context::Explain::explain(&fault, context::Lang::Vi);
    assert!(problem.title.contains("cong-van.typ") && problem.title.contains('3'), "{}", problem.title);
}
