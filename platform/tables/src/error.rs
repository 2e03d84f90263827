//! What can be wrong with what a list is asked for, or with its file.

use context::{Explain, Fault, Lang, Problem};
use rust_xlsxwriter::XlsxError;

/// A list that cannot be shown as its address asks, or a file that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address cannot be read at all.
    #[error("the address cannot be read")]
    Address,
    /// The list has no such filter.
    #[error("no filter {name}; there are {}", known.join(", "))]
    Filter {
        /// What was named.
        name: String,
        /// What can be named.
        known: &'static [&'static str],
    },
    /// The list cannot be sorted so.
    #[error("no order {name}; there are {}", known.join(", "))]
    Sort {
        /// What was named.
        name: String,
        /// What can be named.
        known: Vec<&'static str>,
    },
    /// More than one value for what has one.
    #[error("{name} is given more than once")]
    Twice {
        /// Which parameter.
        name: String,
    },
    /// The value of a filter cannot be read.
    #[error("{name} cannot be {value}")]
    Value {
        /// The filter.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// The place in the list is none, or one of another order.
    #[error("no place in this list")]
    Cursor,
    /// More rows or longer cells than the format holds.
    #[error("the spreadsheet cannot hold it: {0}")]
    Spreadsheet(#[from] XlsxError),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let code = match self {
            Error::Address => "tables.address",
            Error::Filter { .. } => "tables.filter",
            Error::Sort { .. } => "tables.sort",
            Error::Twice { .. } => "tables.twice",
            Error::Value { .. } => "tables.value",
            Error::Cursor => "tables.cursor",
            Error::Spreadsheet(_) => "tables.too_much",
        };
        let (title, remedy) = match lang {
            Lang::Vi => self.vietnamese(),
            Lang::En => self.english(),
        };
        let problem = Problem::new(code, Fault::Invalid, title, remedy.clone());
        match self {
            Error::Filter { name, .. } | Error::Twice { name } => problem.at(short(name), remedy),
            Error::Sort { .. } => problem.at(crate::SORT, remedy),
            Error::Value { name, .. } => problem.at(*name, remedy),
            Error::Cursor => problem.at(crate::BEHIND, remedy),
            Error::Address | Error::Spreadsheet(_) => problem,
        }
    }
}

impl Error {
    fn vietnamese(&self) -> (String, String) {
        match self {
            Error::Address => ("Không đọc được địa chỉ".into(), "Hãy mở lại danh sách từ trình đơn.".into()),
            Error::Filter { name, known } => (
                format!("Danh sách không có bộ lọc “{}”", short(name)),
                format!("Các bộ lọc: {}.", known.join(", ")),
            ),
            Error::Sort { name, known } => (
                format!("Danh sách không sắp xếp được theo “{}”", short(name)),
                format!("Có thể sắp xếp theo: {}; thêm dấu “-” ở đầu để đảo chiều.", known.join(", ")),
            ),
            Error::Twice { name } => {
                (format!("“{}” được nêu nhiều lần", short(name)), "Chỉ giữ lại một giá trị.".into())
            }
            Error::Value { name, value } => (
                format!("Giá trị “{}” không hợp lệ cho bộ lọc “{name}”", short(value)),
                "Hãy sửa hoặc bỏ giá trị này.".into(),
            ),
            Error::Cursor => {
                ("Vị trí trong danh sách không hợp lệ".into(), "Hãy mở lại trang đầu của danh sách.".into())
            }
            Error::Spreadsheet(_) => {
                ("Danh sách quá lớn cho một tệp".into(), "Hãy thu hẹp bộ lọc rồi xuất lại.".into())
            }
        }
    }

    fn english(&self) -> (String, String) {
        match self {
            Error::Address => {
                ("The address cannot be read".into(), "Open the list from the menu again.".into())
            }
            Error::Filter { name, known } => (
                format!("The list has no filter “{}”", short(name)),
                format!("Its filters: {}.", known.join(", ")),
            ),
            Error::Sort { name, known } => (
                format!("The list cannot be sorted by “{}”", short(name)),
                format!("It can be sorted by {}; a “-” in front turns the order round.", known.join(", ")),
            ),
            Error::Twice { name } => {
                (format!("“{}” is given more than once", short(name)), "Keep one value.".into())
            }
            Error::Value { name, value } => (
                format!("The filter “{name}” cannot be “{}”", short(value)),
                "Correct the value or leave it out.".into(),
            ),
            Error::Cursor => {
                ("This is no place in the list".into(), "Open the first page of the list again.".into())
            }
            Error::Spreadsheet(_) => (
                "The list is too large for one file".into(),
                "Narrow the filters and take it away again.".into(),
            ),
        }
    }
}

/// As much of a foreign text as a message can repeat.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_the_field_and_what_it_may_be() {
        let error = Error::Filter { name: "x".repeat(1000), known: &["kind", "from"] };
        for lang in [Lang::Vi, Lang::En] {
            let problem = error.explain(lang);
            assert_eq!(problem.code, "tables.filter");
            assert!(problem.remedy.contains("kind, from"), "{}", problem.remedy);
            assert!(problem.title.chars().count() < 120 && problem.fields[0].field.chars().count() <= 61);
        }
        assert_eq!(Error::Cursor.explain(Lang::Vi).fields[0].field, "behind");
    }
}
