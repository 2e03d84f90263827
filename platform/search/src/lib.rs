//! Finding records by their words, with and without accents.
//!
//! A feature calls [`index`] in the transaction of its record, [`hold`] when the record comes to a desk, and
//! [`index_body`] from a job. [`find`] gives what the reader's desks hold: first what has the symbol, then what has
//! the words as they were typed, then what has them without accents, each the newest first. Both engines find the
//! same.
//!
//! Who holds a record is a word of its entry like any other, under which nobody can search. So the index itself
//! answers "these words on one of these desks": it skips what the reader may not see instead of looking at it, and
//! the cost follows the rarest of the words and desks, not the number of records.

mod find;
mod index;
mod store;
mod words;

pub use find::{Cursor, Hit, Piece, Query, find};
pub use index::{Body, Entry, MOST_WORDS, forget, hold, index, index_body, index_new};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("search", "0001_search.sql");
