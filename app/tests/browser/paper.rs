//! Papers to upload: the smallest PDF that shows a line, and a letter as another agency sets it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes a PDF of one A4 page with one line (ASCII) into a folder; its path.
pub fn pdf(folder: &Path, line: &str) -> PathBuf {
    let stream = format!("BT /F1 16 Tf 72 760 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
        writeln!(text, "{number} 0 obj{object}endobj").unwrap();
    }
    let start = text.len();
    write!(text, "{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    let path = folder.join(format!("{}.pdf", line.replace(' ', "-")));
    fs::write(&path, text).unwrap();
    path
}

/// Writes a letter of the finance department as a PDF into a folder; its path.
pub fn letter(folder: &Path) -> PathBuf {
    let day = calendar::Day::parse("14/8/2026").unwrap();
    let letter = paper::Letter {
        head: paper::Head {
            parent: Some("Ủy ban nhân dân thành phố Hà Nội".into()),
            issuer: "Sở Tài chính".into(),
            number: Some("4718".into()),
            symbol: "STC-QLNS".into(),
            place: "Hà Nội".into(),
            date: Some(day),
            made: None,
        },
        kind: None,
        subject: "thẩm định kinh phí tinh giản biên chế đợt 2".into(),
        addressees: vec!["Sở Nội vụ".into()],
        body: vec![paper::Block::paragraph("Sở Tài chính có ý kiến như sau.")],
        recipients: vec!["Như trên".into()],
        signature: paper::Signature {
            authority: Vec::new(),
            position: "Giám đốc".into(),
            name: "Phạm Đức Thịnh".into(),
        },
        ..paper::Letter::default()
    };
    let path = folder.join("letter.pdf");
    fs::write(&path, paper::Pool::without_workers().set(letter).unwrap()).unwrap();
    path
}
