//! Full text: one index of words for the whole database, under ids that the caller gives.
//!
//! The words come finished from the caller, folded and cut as the language asks, and consist of letters and digits
//! only. Neither engine's own ideas of words, accents or stems take part, so both find the same.

use crate::plan::Param;
use crate::tx::Conn;
use crate::{Read, Result, Tx, params};
use std::collections::BTreeSet;

/// A word that must be there, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Letters and digits only.
    pub word: String,
    /// Whether any word that begins so will do.
    pub begins: bool,
}

pub(crate) const EMBEDDED: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS db_text USING fts5 \
    (words, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0\");";
pub(crate) const SERVER: &str =
    "CREATE TABLE IF NOT EXISTS db_text (id bigint PRIMARY KEY, words tsvector NOT NULL);
    CREATE INDEX IF NOT EXISTS db_text_words ON db_text USING gin (words);";

impl Tx<'_> {
    /// Puts words under an id, in place of those that were there.
    pub fn set_words(&mut self, id: i64, words: &BTreeSet<String>) -> Result<()> {
        self.remove_words(id)?;
        let sorted: Vec<&str> = words.iter().map(String::as_str).collect();
        let words = sorted.join(" ");
        let sql = match self.conn() {
            Conn::Sqlite(_) => "INSERT INTO db_text (rowid, words) VALUES (:id, :words)",
            Conn::Postgres(_) => {
                "INSERT INTO db_text (id, words) VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))"
            }
        };
        self.run(sql, params! { id, words })?;
        Ok(())
    }

    /// Takes the words under an id away.
    pub fn remove_words(&mut self, id: i64) -> Result<()> {
        let sql = match self.conn() {
            Conn::Sqlite(_) => "DELETE FROM db_text WHERE rowid = :id",
            Conn::Postgres(_) => "DELETE FROM db_text WHERE id = :id",
        };
        self.run(sql, params! { id })?;
        Ok(())
    }
}

impl Read<'_> {
    /// A condition on a column of ids, and the value of its parameter `name`: all the terms are among the words
    /// under the id. Without terms nothing matches.
    pub fn has_words(&self, column: &str, name: &'static str, terms: &[Term]) -> (String, Param<'static>) {
        let (condition, text) = match self.conn() {
            Conn::Sqlite(_) => (
                format!("{column} IN (SELECT rowid FROM db_text WHERE db_text MATCH :{name})"),
                joined(terms, " AND ", |term| match term.begins {
                    true => format!("\"{}\" *", term.word),
                    false => format!("\"{}\"", term.word),
                }),
            ),
            Conn::Postgres(_) => (
                format!(
                    "{column} IN (SELECT id FROM db_text WHERE words @@ CAST(CAST(:{name} AS text) AS tsquery))"
                ),
                joined(terms, " & ", |term| match term.begins {
                    true => format!("'{}':*", term.word),
                    false => format!("'{}'", term.word),
                }),
            ),
        };
        (condition, (name, crate::Value::Text(text.into())))
    }
}

/// Terms as an engine reads them. A word that is no word, which no caller should send, is left out: its signs would
/// be read as operators.
fn joined(terms: &[Term], and: &str, write: impl Fn(&Term) -> String) -> String {
    let written: Vec<String> = terms
        .iter()
        .filter(|term| !term.word.is_empty() && term.word.chars().all(char::is_alphanumeric))
        .map(write)
        .collect();
    // Callers mark their words, so that none is called this.
    if written.is_empty() { "0".to_owned() } else { written.join(and) }
}
