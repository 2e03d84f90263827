//! Files of lines: read whole, checked whole, so that all faults are told at once.

use crate::model::ValueFault;
use crate::{Error, t};
use context::Lang;
use std::collections::HashMap;

/// What is wrong in one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {column:?}: {fault}")]
pub struct LineFault {
    /// The line, counted from 1 with the header.
    pub line: u64,
    /// The column; none if the whole line is at fault.
    pub column: Option<&'static str>,
    /// What is wrong and how to mend it.
    pub fault: ValueFault,
}

impl LineFault {
    /// Where it is, in the reader's language.
    pub fn place(&self, lang: Lang) -> String {
        match self.column {
            Some(column) => t::lines_place(lang, self.line, column),
            None => t::lines_whole(lang, self.line),
        }
    }
}

/// One line of a sheet; its fields stand in the order of the columns, without blanks around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, counted from 1 with the header.
    pub number: u64,
    fields: csv::StringRecord,
}

impl Line {
    /// The field of a column, counted from 0; empty if it was left empty.
    pub fn field(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default()
    }
}

/// The lines of a file and the faults found so far.
#[derive(Debug)]
pub struct Sheet {
    columns: &'static [&'static str],
    lines: Vec<Line>,
    faults: Vec<LineFault>,
}

impl Sheet {
    /// Reads comma-separated text in UTF-8 whose first line names exactly these columns. Lines with another
    /// number of fields become faults; empty lines are passed over.
    ///
    /// # Errors
    /// [`Error::NotText`], [`Error::Header`] or [`Error::NoLines`].
    pub fn read(bytes: &[u8], columns: &'static [&'static str]) -> Result<Sheet, Error> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            Error::NotText { line: before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1 }
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let found: Vec<String> = match records.next() {
            Some(Ok(record)) => record.iter().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let mut counter = LineCounter { text, at: 0, line: 1 };
        if found != columns {
            return Err(Error::Header { expected: columns.to_vec(), found });
        }
        let mut sheet = Sheet { columns, lines: Vec::new(), faults: Vec::new() };
        // Text that has been checked to be UTF-8 gives no other errors when read flexibly.
        for fields in records.flatten() {
            let number = counter.line_of(fields.position().map_or(0, csv::Position::byte));
            if fields.len() != columns.len() {
                sheet.faults.push(LineFault {
                    line: number,
                    column: None,
                    fault: ValueFault::Other {
                        vi: t::lines_fields(Lang::Vi, fields.len(), columns.len()).into(),
                        en: t::lines_fields(Lang::En, fields.len(), columns.len()).into(),
                    },
                });
                continue;
            }
            sheet.lines.push(Line { number, fields });
        }
        if sheet.lines.is_empty() && sheet.faults.is_empty() {
            return Err(Error::NoLines);
        }
        Ok(sheet)
    }

    /// The lines with the right number of fields.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Notes a fault.
    pub fn fault(&mut self, line: u64, column: usize, fault: ValueFault) {
        self.faults.push(LineFault { line, column: self.columns.get(column).copied(), fault });
    }

    /// Notes the fault, if there is one, and gives the value otherwise.
    pub fn checked<T>(&mut self, line: u64, column: usize, value: Result<T, ValueFault>) -> Option<T> {
        value.map_err(|fault| self.fault(line, column, fault)).ok()
    }

    /// Goes on only if no line is at fault.
    ///
    /// # Errors
    /// [`Error::Lines`] with all faults in the order of the lines.
    pub fn finish(mut self) -> Result<(), Error> {
        if self.faults.is_empty() {
            return Ok(());
        }
        self.faults.sort_by_key(|fault| fault.line);
        Err(Error::Lines(self.faults))
    }
}

/// Counts lines as an editor shows them: a record's own position lies before the empty lines that precede it.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line of the first text at or behind a byte. The bytes asked for grow from call to call.
    fn line_of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let from = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.at, bytes.len());
        let blank = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let to = from + blank;
        self.line += bytes[self.at..to].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = to;
        self.line
    }
}

/// Finds values that may stand only once in a file.
#[derive(Debug, Default)]
pub struct Once(HashMap<String, u64>);

impl Once {
    /// Remembers a value of a line.
    ///
    /// # Errors
    /// [`ValueFault::Repeated`] when an earlier line has it.
    pub fn see(&mut self, value: &str, line: u64) -> Result<(), ValueFault> {
        match self.0.get(value) {
            Some(earlier) => Err(ValueFault::Repeated { value: value.to_owned(), line: *earlier }),
            None => {
                self.0.insert(value.to_owned(), line);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["code", "name"];

    #[test]
    fn a_wrong_header_says_what_is_expected_and_found() {
        for (text, has) in [("code;name\n", "code;name"), ("name,code\nx,y\n", "name"), ("", "")] {
            match Sheet::read(text.as_bytes(), COLUMNS).unwrap_err() {
                Error::Header { expected, found } => {
                    assert_eq!(expected, COLUMNS);
                    assert_eq!(found.first().map_or("", String::as_str), has);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_utf8_says_from_which_line_on() {
        let error = Sheet::read(b"code,name\nH26,x\nH27,\xff\n", COLUMNS).unwrap_err();
        assert!(matches!(error, Error::NotText { line: 3 }), "{error:?}");
        assert!(matches!(Sheet::read(b"code,name\n", COLUMNS), Err(Error::NoLines)));
    }

    #[test]
    fn all_faults_are_told_in_the_order_of_the_lines() {
        let mut sheet = Sheet::read("code,name\nH26\n\nH27, Sở \n".as_bytes(), COLUMNS).unwrap();
        let line = sheet.lines()[0].clone();
        assert_eq!((line.number, line.field(1)), (4, "Sở"));
        sheet.fault(line.number, 1, ValueFault::Empty);
        sheet.fault(3, 0, ValueFault::Code);
        let Err(Error::Lines(faults)) = sheet.finish() else { panic!("faults") };
        let places: Vec<String> = faults.iter().map(|fault| fault.place(Lang::En)).collect();
        assert_eq!(places, ["line 2", "line 3, column code", "line 4, column name"]);
    }

    #[test]
    fn a_mark_of_the_byte_order_and_windows_line_ends_do_no_harm() {
        let text = "\u{feff}code,name\r\nH26,\"Sở, ban\"\r\n\r\nH27,\"Hai\r\ndòng\"\r\nH28,x\r\n";
        let sheet = Sheet::read(text.as_bytes(), COLUMNS).unwrap();
        assert_eq!(sheet.lines()[0].field(1), "Sở, ban");
        assert_eq!(sheet.lines().iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4, 6]);
    }

    #[test]
    fn a_value_seen_twice_names_the_first_line() {
        let mut once = Once::default();
        assert_eq!(once.see("H26", 2), Ok(()));
        assert_eq!(once.see("H26", 9), Err(ValueFault::Repeated { value: "H26".into(), line: 2 }));
    }
}
