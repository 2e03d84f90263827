//! A paper to upload: the smallest PDF that shows a line.

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
        write!(text, "{number} 0 obj{object}endobj\n").unwrap();
    }
    let start = text.len();
    write!(text, "{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    let path = folder.join(format!("{}.pdf", line.replace(' ', "-")));
    fs::write(&path, text).unwrap();
    path
}
