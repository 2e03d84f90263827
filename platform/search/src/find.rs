//! Looking for records.

use crate::store::{self, Limits, Wanted};
use crate::words::{self, Asked};
use context::{Day, Ref, Uuid};
use db::{Page, Read, Result};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use vietnamese::symbol_key;

/// The longest beginning of a symbol.
const LONGEST_SYMBOL: usize = 100;

/// What is sought.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words, or the beginning of a symbol.
    pub text: String,
    /// Only these kinds of records; empty for all.
    pub kinds: Vec<String>,
    /// Only from this day on.
    pub from: Option<Day>,
    /// Only until this day.
    pub until: Option<Day>,
    /// Only of an issuer whose name has these words; the last may go on.
    pub issuer: Option<String>,
}

/// A piece of a title, and whether it is among the words sought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was sought.
    pub marked: bool,
}

/// A record found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The record.
    pub record: Ref,
    /// Its subject.
    pub title: String,
    /// Its subject in pieces, the sought words marked.
    pub pieces: Vec<Piece>,
    /// Its number and symbol.
    pub symbol: String,
    /// Who issued it.
    pub issuer: String,
    /// Its day.
    pub day: Option<Day>,
    /// Where the list goes on behind it.
    pub cursor: Cursor,
}

/// A place in what was found: the pass, and the entry in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cursor {
    pass: u8,
    id: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.pass, self.id)
    }
}

impl FromStr for Cursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> std::result::Result<Cursor, Self::Err> {
        let (pass, id) = text.split_once('.').unwrap_or((text, ""));
        Ok(Cursor { pass: pass.parse()?, id: id.parse()? })
    }
}

db::row! {
    /// One row of a pass.
    pub(crate) struct Found {
        pub(crate) id: i64,
        pub(crate) kind: String,
        pub(crate) record: Uuid,
        pub(crate) title: String,
        pub(crate) symbol: String,
        pub(crate) issuer: String,
        pub(crate) day: Option<Day>,
    }
}

/// Finds what some desks hold, or with none what there is. First what has the symbol, then what has the words as
/// typed, then what has the words without accents.
///
/// # Errors
/// Those of the database; no text is an error.
pub fn find(
    read: &mut Read<'_>,
    query: &Query,
    holders: Option<&[Uuid]>,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Hit>> {
    let asked = Asked::of(&query.text);
    if asked.folded.is_empty() {
        return Ok(Page { rows: Vec::new(), more: false });
    }
    let limits = Limits {
        kinds: &query.kinds,
        from: query.from,
        until: query.until,
        issuer: words::asked_of_issuer(query.issuer.as_deref().unwrap_or_default()),
        holders,
    };
    let symbol = symbol(&query.text);
    let symbol = symbol.as_deref();
    let mut passes: Vec<(u8, Wanted<'_>)> = Vec::new();
    if let Some(symbol) = symbol {
        passes.push((0, Wanted::Symbol(symbol)));
    }
    if asked.has_accents {
        passes.push((1, Wanted::Words { all: &asked.accented, not_all: &[], symbol }));
        passes.push((2, Wanted::Words { all: &asked.folded, not_all: &asked.accented, symbol }));
    } else {
        passes.push((2, Wanted::Words { all: &asked.folded, not_all: &[], symbol }));
    }
    let start = behind.unwrap_or(Cursor { pass: 0, id: i64::MAX });
    let mut hits = Vec::new();
    for (pass, wanted) in passes.into_iter().filter(|(pass, _)| *pass >= start.pass) {
        let below = if pass == start.pass { start.id } else { i64::MAX };
        let room = limit + 1 - hits.len();
        let found = store::pass(read, &wanted, &limits, below, room)?;
        hits.extend(found.into_iter().map(|row| hit(row, pass, &asked)));
        if hits.len() > limit {
            break;
        }
    }
    Ok(Page::cut(hits, limit))
}

/// The beginning of a symbol that a text may be: a number with a sign behind it, `123/UBND`.
fn symbol(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_SYMBOL).collect();
    let signed = text.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let numbered = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    (numbered && signed.starts_with(['/', '-'])).then(|| symbol_key(&text))
}

fn hit(row: Found, pass: u8, asked: &Asked) -> Hit {
    Hit {
        record: Ref { kind: row.kind.into(), id: row.record },
        pieces: pieces(&row.title, asked),
        title: row.title,
        symbol: row.symbol,
        issuer: row.issuer,
        day: row.day,
        cursor: Cursor { pass, id: row.id },
    }
}

/// Cuts a title at the words that were sought.
fn pieces(title: &str, asked: &Asked) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = title;
    while let Some(first) = rest.chars().next() {
        let word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        let marked = word && asked.names(text);
        match pieces.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(text),
            _ => pieces.push(Piece { text: text.to_owned(), marked }),
        }
        rest = behind;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_with_a_sign_begins_a_symbol() {
        for (text, found) in [
            ("123/UBND", Some("123/ubnd")),
            (" 05-CV/TU", Some("5-cv/tu")),
            ("5 / QĐ", Some("5/qd")),
            ("1/\0x", Some("1/x")),
            ("123", None),
            ("năm 2023-2025", None),
            ("12 tháng/năm", None),
            ("/", None),
        ] {
            assert_eq!(symbol(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn a_title_is_cut_at_the_words_sought_and_nothing_is_lost() {
        let asked = Asked::of("thu tuc");
        let title = "Về “Thủ tục”, (thu) tức thời";
        let pieces = pieces(title, &asked);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), title);
        let marked: Vec<_> =
            pieces.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, ["Thủ", "tục", "thu", "tức"]);
    }

    #[test]
    fn a_cursor_comes_back_and_what_is_none_is_refused() {
        let cursor = Cursor { pass: 2, id: -7 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "1", "1.", "x.1", "300.1", "1.2.3"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
