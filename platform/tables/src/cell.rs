//! What stands in a cell.

use context::{Day, Time};
use std::borrow::Cow;

/// The content of one cell of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Text, which no spreadsheet takes for anything else. Empty if there is nothing.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Day),
    /// An instant, to the second, by the clock of Viet Nam.
    Time(Time),
}

impl Cell<'_> {
    /// As it is written where there is only text: days and instants as ISO 8601 has them.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Number(number) => number.to_string().into(),
            Cell::Day(day) => day.iso().into(),
            Cell::Time(time) => {
                let civil = time.civil();
                let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
                format!("{} {hour:02}:{minute:02}:{second:02}", time.day().iso()).into()
            }
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(text.into())
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Number(number)
    }
}

impl From<Day> for Cell<'_> {
    fn from(day: Day) -> Self {
        Cell::Day(day)
    }
}

impl From<Time> for Cell<'_> {
    fn from(time: Time) -> Self {
        Cell::Time(time)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::Text("".into()), Into::into)
    }
}
