//! Lists as files: CSV and XLSX that every list can be taken away in.
//!
//! Cells are texts as the page shows them. A cell that a spreadsheet would take for a formula stays text.

use context::{Explain, Fault, Lang, Problem};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A file that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More rows or longer cells than the format holds.
    #[error("the spreadsheet cannot hold it: {0}")]
    Spreadsheet(#[from] XlsxError),
    /// More rows than [`MOST_ROWS`].
    #[error("a spreadsheet is made of at most {MOST_ROWS} rows")]
    TooMany,
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        Problem::new(
            "tables.too_much",
            Fault::Invalid,
            lang.pick("Danh sách quá lớn cho một tệp", "The list is too large for one file"),
            lang.pick(
                "Bảng tính XLSX có tối đa 50.000 dòng. Hãy thu hẹp bộ lọc rồi xuất lại, hoặc xuất CSV.",
                "An XLSX spreadsheet has at most 50,000 rows. Narrow the filters and try again, or take it as CSV.",
            ),
        )
    }
}

/// The most rows of a spreadsheet, which is made in memory.
pub const MOST_ROWS: usize = 50_000;

/// A list as CSV: UTF-8 with its mark, so that spreadsheets read the accents, and quoted by RFC 4180.
pub fn csv(columns: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory does not fail.
    let _ = writer.write_record(columns);
    write_rows(writer, rows)
}

/// More rows of a list whose beginning [`csv`] has given.
pub fn csv_rows(rows: &[Vec<String>]) -> Vec<u8> {
    write_rows(writer(Vec::new()), rows)
}

type Writer = csv::Writer<Vec<u8>>;

fn writer(begun: Vec<u8>) -> Writer {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begun)
}

fn write_rows(mut writer: Writer, rows: &[Vec<String>]) -> Vec<u8> {
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet reads as a formula.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

/// A list as XLSX with one sheet.
///
/// # Errors
/// [`Error::Spreadsheet`] beyond a million rows.
pub fn xlsx(name: &str, columns: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    // A sheet's name has at most 31 characters and none of these signs.
    let name: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    sheet.set_name(if name.is_empty() { "1" } else { &name })?;
    let head = Format::new().set_bold();
    for (column, title) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *title, &head)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(line, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    fn rows() -> Vec<Vec<String>> {
        vec![
            vec!["1".into(), "Đất đai, \"hồ sơ\"".into()],
            vec!["2".into(), "=HYPERLINK(\"http://evil\")".into()],
        ]
    }

    #[test]
    fn a_csv_keeps_accents_quotes_and_disarms_formulas() {
        let text = String::from_utf8(csv(&["Số", "Trích yếu"], &rows())).unwrap();
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(
            text.trim_start_matches('\u{feff}'),
            "Số,Trích yếu\r\n1,\"Đất đai, \"\"hồ sơ\"\"\"\r\n2,\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n"
        );
    }

    #[test]
    fn a_spreadsheet_comes_back_as_text() {
        let bytes =
            xlsx("Sổ [2023]: văn bản đến của một cơ quan dài", &["Số", "Trích yếu"], &rows()).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let name = book.sheet_names()[0].clone();
        assert_eq!(name.chars().count(), 31);
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((2, 1)), Some(&Data::String("=HYPERLINK(\"http://evil\")".into())));
    }
}
