//! Looking for records.

use crate::store::{self, Limits, Wanted};
use crate::words::Asked;
use context::{Day, Ref, Uuid};
use db::{Page, Read, Result};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use vietnamese::fold;

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
    /// Only of an issuer whose name begins so.
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

/// Finds what some desks hold, or with none what there is. First what has the symbol or the words as typed, then
/// what has the words without accents.
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
        issuer: query.issuer.as_deref().map(fold),
        holders,
    };
    let symbol = query.text.trim();
    let mut passes: Vec<(u8, Wanted<'_>)> = Vec::new();
    // A number with a sign behind it is a symbol: `123/UBND`.
    if symbol.starts_with(|c: char| c.is_ascii_digit()) && symbol.contains(['/', '-']) {
        passes.push((0, Wanted::Symbol(symbol)));
    } else if asked.has_accents {
        passes.push((1, Wanted::Words(&asked.accented, None)));
        passes.push((2, Wanted::Words(&asked.folded, Some(&asked.accented))));
    } else {
        passes.push((2, Wanted::Words(&asked.folded, None)));
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
    for word in title.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let marked = asked.names(word);
        match pieces.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(word),
            _ => pieces.push(Piece { text: word.to_owned(), marked }),
        }
    }
    pieces
}
