//! Lists as files.

use crate::{Cell, Error};
use context::{Day, Time};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// The widest column, in pixels; longer texts run on.
const WIDEST: u32 = 500;

/// A list as CSV: UTF-8 with its mark, so that spreadsheets read the accents, and quoted by RFC 4180. Rows come one
/// by one; each keeps all its cells, however many. A text that a spreadsheet would take for a formula begins with
/// an apostrophe.
pub fn csv<'a>(
    columns: &[&str],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = impl Into<Cell<'a>>>>,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    // Writing to memory does not fail.
    let _ = writer.write_record(columns);
    for row in rows {
        for cell in row {
            let cell = cell.into();
            let _ = match &cell {
                Cell::Text(text) => writer.write_field(harmless(text).as_bytes()),
                other => writer.write_field(other.text().as_bytes()),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet reads as a formula. Some look behind leading blanks, and take the wide signs of East
/// Asian keyboards for the narrow ones.
fn harmless(text: &str) -> Cow<'_, str> {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}").into() } else { text.into() }
}

/// A list as XLSX with one sheet: numbers, days and instants stay what they are, so that they sort and add up.
///
/// # Errors
/// [`Error::Spreadsheet`] beyond a million rows or 32,767 characters in one cell.
pub fn xlsx<'a>(
    name: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = impl Into<Cell<'a>>>>,
) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(name))?;
    let head = Format::new().set_bold();
    for (column, title) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *title, &head)?;
    }
    let formats = Formats {
        number: Format::new(),
        day: Format::new().set_num_format("dd/mm/yyyy"),
        time: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
    };
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            write(sheet, line, column, &cell.into(), &formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    Ok(book.save_to_buffer()?)
}

struct Formats {
    number: Format,
    day: Format,
    time: Format,
}

/// Writes a cell as the number that spreadsheets count with, or as text if they have none for it.
fn write(
    sheet: &mut Worksheet,
    line: u32,
    column: u16,
    cell: &Cell<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let counted = match cell {
        Cell::Text(_) => None,
        Cell::Number(number) => exact(*number).map(|number| (number, &formats.number)),
        Cell::Day(day) => serial(*day).map(|number| (number, &formats.day)),
        Cell::Time(time) => serial_time(*time).map(|number| (number, &formats.time)),
    };
    match counted {
        Some((number, format)) => sheet.write_number_with_format(line, column, number, format)?,
        None => sheet.write_string(line, column, cell.text())?,
    };
    Ok(())
}

/// A number, if a spreadsheet, which counts in floating point, holds it to its last digit.
fn exact(number: i64) -> Option<f64> {
    (number.unsigned_abs() <= 1 << 53).then_some(number as f64)
}

/// The number under which spreadsheets hold a day. Before March 1900 they disagree, after 9999 there is none.
fn serial(day: Day) -> Option<f64> {
    const EPOCH: i32 = 25_569;
    let serial = day.0.checked_add(EPOCH)?;
    (61..=2_958_465).contains(&serial).then(|| f64::from(serial))
}

/// The day's number and the part of it that has passed by the clock of Viet Nam.
fn serial_time(time: Time) -> Option<f64> {
    let civil = time.civil();
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    let seconds = i32::from(hour) * 3600 + i32::from(minute) * 60 + i32::from(second);
    Some(serial(time.day())? + f64::from(seconds) / 86_400.0)
}

/// A sheet's name has 1 to 31 characters and none of some signs.
fn sheet_name(name: &str) -> String {
    let mut kept = String::new();
    for c in name.chars().filter(|c| !c.is_control() && !"[]:*?/\\'".contains(*c)) {
        if kept.encode_utf16().count() + c.len_utf16() > 31 {
            break;
        }
        kept.push(c);
    }
    if kept.trim().is_empty() { "1".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use proptest::prelude::*;

    fn text(bytes: Vec<u8>) -> String {
        let text = String::from_utf8(bytes).unwrap();
        text.strip_prefix('\u{feff}').unwrap().to_owned()
    }

    fn day() -> Day {
        Day::new(2023, 8, 17).unwrap()
    }

    fn sheet(bytes: Vec<u8>) -> (String, calamine::Range<Data>) {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).unwrap();
        (name, range)
    }

    #[test]
    fn a_csv_keeps_accents_and_quotes_and_disarms_formulas() {
        let rows = vec![
            vec!["1".to_owned(), "Đất đai, \"hồ sơ\"".to_owned()],
            vec!["2".to_owned(), "=HYPERLINK(\"http://evil\")".to_owned()],
        ];
        assert_eq!(
            text(csv(&["Số", "Trích yếu"], &rows)),
            "Số,Trích yếu\r\n1,\"Đất đai, \"\"hồ sơ\"\"\"\r\n2,\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n"
        );
    }

    #[test]
    fn every_beginning_of_a_formula_is_disarmed_and_nothing_else_is_changed() {
        for formula in ["=1", "+1", "-1", "@a", "\t=1", "\r1", "\n1", "  =1", "＝1", "\u{a0}+1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for plain in ["", "1-2", "a=b", " a", "15/QĐ-UBND"] {
            assert_eq!(harmless(plain), plain);
        }
    }

    #[test]
    fn numbers_days_and_instants_are_written_as_such() {
        let late = Time::local(day(), 23, 5).plus(7 * Time::SECOND);
        let row: [Cell<'_>; 5] =
            [Cell::Number(-5), day().into(), late.into(), None::<Day>.into(), "a".into()];
        assert_eq!(text(csv(&["n"], [row.clone()])), "n\r\n-5,2023-08-17,2023-08-17 23:05:07,,a\r\n");
        let (_, range) = sheet(xlsx("Sổ", &["n"], [row]).unwrap());
        assert_eq!(range.get_value((1, 0)), Some(&Data::Float(-5.0)));
        let serial = |column| match range.get_value((1, column)) {
            Some(Data::DateTime(found)) => found.to_ymd_hms_milli(),
            other => panic!("{other:?}"),
        };
        assert_eq!(serial(1), (2023, 8, 17, 0, 0, 0, 0));
        assert_eq!(serial(2), (2023, 8, 17, 23, 5, 7, 0));
        assert_eq!(range.get_value((1, 4)), Some(&Data::String("a".into())));
    }

    #[test]
    fn what_a_spreadsheet_cannot_hold_exactly_stays_text() {
        let old = Day::new(1890, 1, 2).unwrap();
        let row: [Cell<'_>; 3] = [Cell::Number(i64::MAX), old.into(), Time::local(old, 1, 2).into()];
        let (_, range) = sheet(xlsx("", &[], [row]).unwrap());
        assert_eq!(range.get_value((1, 0)), Some(&Data::String(i64::MAX.to_string())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::String("1890-01-02".into())));
        assert_eq!(range.get_value((1, 2)), Some(&Data::String("1890-01-02 01:02:00".into())));
    }

    #[test]
    fn a_spreadsheet_keeps_formulas_as_text_and_a_name_it_can_bear() {
        let rows = [["1", "=HYPERLINK(\"http://evil\")"]];
        let (name, range) =
            sheet(xlsx("Sổ [2023]: văn bản đến của một cơ quan dài", &["Số", "Trích yếu"], rows).unwrap());
        assert_eq!(name.chars().count(), 31);
        assert_eq!(range.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"http://evil\")".into())));
        assert_eq!(sheet(xlsx("[]", &[], rows).unwrap()).0, "1");
        assert_eq!(sheet_name(&"😀".repeat(20)).chars().count(), 15);
    }

    #[test]
    fn a_cell_too_long_for_a_spreadsheet_is_an_error_not_a_cut() {
        assert!(matches!(xlsx("1", &[], [["a".repeat(32_768)]]), Err(Error::Spreadsheet(_))));
    }

    proptest! {
        #[test]
        fn a_csv_reads_back_as_it_was_written_and_no_text_is_a_formula(
            rows in proptest::collection::vec(proptest::collection::vec("[ -~\\n\\rđ=]{0,8}", 1..4), 0..5),
        ) {
            let bytes = csv(&["a"], &rows);
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[3..]);
            let read: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let written: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| harmless(cell).into_owned()).collect()).collect();
            prop_assert_eq!(&read, &written);
            prop_assert!(read.iter().flatten().all(|cell| !cell.trim_start().starts_with(['=', '+', '-', '@'])));
        }
    }
}
