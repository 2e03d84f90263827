//! What people type.

use context::{Day, Uuid};
use serde::{Deserialize, Serialize};

/// The longest title.
pub const MOST_TITLE: usize = 500;
/// The longest code.
pub const MOST_CODE: usize = 60;
/// The longest remark or reason.
pub const MOST_WORDS: usize = 1_000;
/// The most lines of a list.
pub const MOST_ITEMS: usize = paper::Filing::MOST_LINES;
/// The most pieces of one folder: what one paper can list, and what still can be held as one.
pub const MOST_ENTRIES: i64 = 1_000;
/// The most folders of one hand-over.
pub const MOST_OFFERED: usize = 500;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFault {
    /// Nothing was given.
    Missing,
    /// It has more characters or lines than these.
    TooLong(usize),
    /// The day lies in the future.
    Future,
    /// The day lies before another.
    Before(Day),
    /// It is not among what can be chosen.
    Unknown,
    /// It is no day.
    NoDay,
    /// It is no whole number in these bounds.
    OutOfRange(i64, i64),
    /// Another item or folder of the year has this code.
    Taken(String),
}

/// Faults by field.
pub type Faults = Vec<(&'static str, InputFault)>;

/// A line of a yearly list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemInput {
    /// Whether it is a heading (đề mục).
    #[serde(default)]
    pub heading: bool,
    /// Its code (số và ký hiệu hồ sơ).
    #[serde(default)]
    pub code: String,
    /// Its title (tiêu đề).
    #[serde(default)]
    pub title: String,
    /// How long it is kept: a code of `law/retention`.
    #[serde(default)]
    pub retention: String,
    /// The unit that keeps it.
    pub unit: Option<Uuid>,
    /// The position that keeps it.
    pub keeper: Option<Uuid>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

impl ItemInput {
    /// What is wrong with it, apart from what it names.
    pub fn faults(&self) -> Faults {
        let mut faults = Vec::new();
        text(&mut faults, "code", &self.code, MOST_CODE, true);
        text(&mut faults, "title", &self.title, MOST_TITLE, true);
        text(&mut faults, "note", &self.note, MOST_WORDS, false);
        if !self.heading && self.retention.is_empty() {
            faults.push(("retention", InputFault::Missing));
        }
        faults
    }
}

/// A folder to be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInput {
    /// The item of the approved list; none for a folder that the list did not foresee.
    pub item: Option<Uuid>,
    /// Why it is opened beside the list.
    #[serde(default)]
    pub reason: String,
    /// Its code, where no item gives it.
    #[serde(default)]
    pub code: String,
    /// Its title; that of the item if empty.
    #[serde(default)]
    pub title: String,
    /// How long it is kept, where no item says it.
    #[serde(default)]
    pub retention: String,
    /// The position that keeps it; that of the item, else the actor's own.
    pub keeper: Option<Uuid>,
    /// ordinary | construction; ordinary if empty.
    #[serde(default)]
    pub kind: String,
    /// Whether it holds state secrets.
    #[serde(default)]
    pub secret: bool,
    /// The day of its first document; today if none is given.
    pub starts: Option<Day>,
}

/// What can be changed of an open folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditInput {
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// The position that keeps it; as before if none is given.
    pub keeper: Option<Uuid>,
    /// ordinary | construction; as before if empty.
    #[serde(default)]
    pub kind: String,
    /// The day of its first document; as before if none is given.
    pub starts: Option<Day>,
    /// The version that the page showed.
    pub version: Option<i64>,
}

/// A piece that is on paper alone (tài liệu giấy), or the description of an uploaded file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceInput {
    /// Its number and symbol.
    #[serde(default)]
    pub symbol: String,
    /// Its date.
    pub day: Option<Day>,
    /// Who issued it.
    #[serde(default)]
    pub issuer: String,
    /// What it is about.
    #[serde(default)]
    pub subject: String,
    /// Its pages.
    #[serde(default)]
    pub pages: i64,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

impl PieceInput {
    /// What is wrong with it.
    pub fn faults(&self, today: Day) -> Faults {
        let mut faults = Vec::new();
        text(&mut faults, "subject", &self.subject, MOST_TITLE, true);
        text(&mut faults, "symbol", &self.symbol, MOST_CODE, false);
        text(&mut faults, "issuer", &self.issuer, MOST_TITLE, false);
        text(&mut faults, "note", &self.note, MOST_WORDS, false);
        if self.day.is_some_and(|day| day > today) {
            faults.push(("day", InputFault::Future));
        }
        if !(0..=10_000).contains(&self.pages) {
            faults.push(("pages", InputFault::OutOfRange(0, 10_000)));
        }
        faults
    }
}

/// The end of the work of a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseInput {
    /// The day on which the work ended, or the final accounts were approved; today if none is given.
    pub settled: Option<Day>,
    /// The version that the page showed.
    pub version: Option<i64>,
}

/// Folders to be handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferInput {
    /// The folders.
    #[serde(default)]
    pub folders: Vec<Uuid>,
    /// In which state the papers are.
    #[serde(default)]
    pub note: String,
}

/// Notes what is wrong with a text.
pub fn text(faults: &mut Faults, field: &'static str, value: &str, most: usize, needed: bool) {
    if needed && value.trim().is_empty() {
        faults.push((field, InputFault::Missing));
    } else if value.trim().chars().count() > most {
        faults.push((field, InputFault::TooLong(most)));
    }
}

/// A reason that must be given.
///
/// # Errors
/// What is wrong with it.
pub fn reason(value: &str) -> Result<&str, Faults> {
    let mut faults = Vec::new();
    text(&mut faults, "reason", value, MOST_WORDS, true);
    if faults.is_empty() { Ok(value.trim()) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_code_title_and_unless_it_is_a_heading_a_retention() {
        let fields = |input: &ItemInput| input.faults().iter().map(|(field, _)| *field).collect::<Vec<_>>();
        assert_eq!(fields(&ItemInput::default()), ["code", "title", "retention"]);
        let heading =
            ItemInput { heading: true, code: "I".into(), title: "x".repeat(501), ..ItemInput::default() };
        assert_eq!(heading.faults(), [("title", InputFault::TooLong(MOST_TITLE))]);
    }

    #[test]
    fn a_piece_is_about_something_and_not_of_tomorrow() {
        let today = Day(19_000);
        let input = PieceInput { day: Some(today.plus(1)), pages: -1, ..PieceInput::default() };
        let fields: Vec<_> = input.faults(today).iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["subject", "day", "pages"]);
        let whole = PieceInput { subject: "Bản vẽ".into(), day: Some(today), ..PieceInput::default() };
        assert!(whole.faults(today).is_empty());
    }

    #[test]
    fn blanks_are_no_reason() {
        assert!(reason("  \n").is_err());
        assert_eq!(reason(" vì sao "), Ok("vì sao"));
    }
}
