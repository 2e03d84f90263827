//! Full text: one index of words for the whole database, under ids that the caller gives.
//!
//! The words come finished from the caller, folded and cut as the language asks, and consist of letters and digits
//! only. Neither engine's own ideas of words, accents or stems take part, so both find the same.

use crate::plan::Param;
use crate::tx::Conn;
use crate::{Read, Result, ToValue, Tx, Value, in_list, params};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// A word that must be there, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Letters and digits only.
    pub word: String,
    /// Whether any word that begins so will do.
    pub begins: bool,
}

/// What the words under an id must be. A condition without any word matches nothing.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// All of these are there.
    pub all: &'a [Term],
    /// At least one of these is missing; if it is empty, that is no condition.
    pub not_all: &'a [Term],
    /// One of these is there, as it stands; none if that is no condition.
    pub one_of: Option<&'a [String]>,
}

// Beginnings of three and four letters have lists of their own: theirs are the long ones.
pub(crate) const EMBEDDED: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS db_text USING fts5 \
    (words, content='', contentless_delete=1, detail='none', prefix='3 4', \
    tokenize=\"unicode61 remove_diacritics 0\");";
// What is not in the index yet is looked through word by word at each search, so it is kept short.
pub(crate) const SERVER: &str =
    "CREATE TABLE IF NOT EXISTS db_text (id bigint PRIMARY KEY, words tsvector NOT NULL);
    CREATE INDEX IF NOT EXISTS db_text_words ON db_text USING gin (words) WITH (gin_pending_list_limit = 256);";

/// What is to stand under ids from the end of an act on: words, or nothing any more. In the order of the ids, in which
/// the embedded engine takes them without looking twice.
#[derive(Default)]
pub(crate) struct Words(BTreeMap<i64, Option<String>>);

impl Words {
    /// Those of one act and then those of another.
    pub(crate) fn append(&mut self, mut later: Words) {
        self.0.append(&mut later.0);
    }

    /// The embedded engine's statements that put them there.
    pub(crate) fn statements(&self) -> impl Iterator<Item = (&'static str, Vec<Param<'_>>)> {
        self.0.iter().map(|(id, words)| {
            let id = ("id", Value::Int(*id));
            match words {
                Some(words) => (
                    "REPLACE INTO db_text (rowid, words) VALUES (:id, :words)",
                    vec![id, ("words", words.to_value())],
                ),
                None => ("DELETE FROM db_text WHERE rowid = :id", vec![id]),
            }
        })
    }
}

/// Words are put into the index when the act is over, once for each id, whatever it changed how often: what an act
/// does itself is found by others after it, and not by itself.
impl Tx<'_> {
    /// Puts words under an id, in place of those that were there. On PostgreSQL all together have less than a
    /// mebibyte.
    pub fn set_words(&mut self, id: i64, words: &BTreeSet<String>) {
        self.words.0.insert(id, Some(joined(words)));
    }

    /// Takes the words under an id away.
    pub fn remove_words(&mut self, id: i64) {
        self.words.0.insert(id, None);
    }

    /// Puts the words into the server's index, by few statements.
    pub(crate) fn put_words(&mut self) -> Result<()> {
        let words = mem::take(&mut self.words).0;
        let (there, gone): (Vec<_>, Vec<_>) = words.into_iter().partition(|(_, words)| words.is_some());
        for some in there.chunks(64) {
            let (ids, words): (Vec<i64>, Vec<&str>) =
                some.iter().map(|(id, words)| (*id, words.as_deref().unwrap_or_default())).unzip();
            // A list is padded with its last item, hence DISTINCT.
            self.run(
                "INSERT INTO db_text (id, words) \
                 SELECT DISTINCT given.id, array_to_tsvector(string_to_array(given.words, ' ')) \
                 FROM unnest(CAST(ARRAY[:ids] AS bigint[]), CAST(ARRAY[:words] AS text[])) AS given (id, words) \
                 ON CONFLICT (id) DO UPDATE SET words = excluded.words",
                params! { ids: in_list(&ids), words: in_list(&words) },
            )?;
        }
        if !gone.is_empty() {
            let ids: Vec<i64> = gone.into_iter().map(|(id, _)| id).collect();
            self.run("DELETE FROM db_text WHERE id IN (:ids)", params! { ids: in_list(&ids) })?;
        }
        Ok(())
    }
}

/// Words as the engines take them.
fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Read<'_> {
    /// What stands in a `FROM` and gives the ids (`id`) whose words are as asked, and the value of its parameter
    /// `name`. Sorted by `id` and limited, the embedded engine stops at the limit, if the statement joins other
    /// tables behind it by `CROSS JOIN`.
    pub fn having_words(&self, name: &'static str, terms: &Terms<'_>) -> (String, Param<'static>) {
        let (source, text) = match self.conn() {
            Conn::Sqlite(_) => (
                format!("(SELECT rowid AS id FROM db_text WHERE db_text MATCH :{name})"),
                EMBEDDED_SIGNS.write(terms),
            ),
            Conn::Postgres(_) => (
                format!("(SELECT id FROM db_text WHERE words @@ CAST(CAST(:{name} AS text) AS tsquery))"),
                SERVER_SIGNS.write(terms),
            ),
        };
        (source, (name, Value::Text(text.into())))
    }
}

/// The signs of an engine's language of queries.
struct Signs {
    quote: char,
    begins: &'static str,
    and: &'static str,
    or: &'static str,
    but: &'static str,
}

const EMBEDDED_SIGNS: Signs = Signs { quote: '"', begins: " *", and: " AND ", or: " OR ", but: " NOT " };
const SERVER_SIGNS: Signs = Signs { quote: '\'', begins: ":*", and: " & ", or: " | ", but: " & !" };

impl Signs {
    fn write(&self, terms: &Terms<'_>) -> String {
        let mut text = self.joined(terms.all.iter().map(|term| (term.word.as_str(), term.begins)), self.and);
        if let Some(words) = terms.one_of {
            text = format!(
                "({text}{}{})",
                self.and,
                self.joined(words.iter().map(|word| (word.as_str(), false)), self.or)
            );
        }
        if !terms.not_all.is_empty() {
            let but =
                self.joined(terms.not_all.iter().map(|term| (term.word.as_str(), term.begins)), self.and);
            text = format!("{text}{}{but}", self.but);
        }
        text
    }

    /// A word that is no word, which no caller should send, is left out: its signs would be read as operators.
    fn joined<'w>(&self, words: impl Iterator<Item = (&'w str, bool)>, between: &str) -> String {
        let quote = self.quote;
        let written: Vec<String> = words
            .filter(|(word, _)| !word.is_empty() && word.chars().all(char::is_alphanumeric))
            .map(|(word, begins)| format!("{quote}{word}{quote}{}", if begins { self.begins } else { "" }))
            .collect();
        // Callers mark their words, so that none is called this.
        if written.is_empty() { format!("({quote}0{quote})") } else { format!("({})", written.join(between)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_reads_its_own_signs_and_no_foreign_ones() {
        let term = |word: &str, begins| Term { word: word.to_owned(), begins };
        let (all, not_all) =
            ([term("fso", false), term("f\" OR '", false), term("f5", true)], [term("psố", false)]);
        let one_of = ["ha".to_owned(), "hb".to_owned()];
        let terms = Terms { all: &all, not_all: &not_all, one_of: Some(&one_of) };
        assert_eq!(EMBEDDED_SIGNS.write(&terms), r#"(("fso" AND "f5" *) AND ("ha" OR "hb")) NOT ("psố")"#);
        assert_eq!(SERVER_SIGNS.write(&terms), "(('fso' & 'f5':*) & ('ha' | 'hb')) & !('psố')");
        let nobody = Terms { all: &all[..1], not_all: &[], one_of: Some(&[]) };
        assert_eq!(EMBEDDED_SIGNS.write(&nobody), r#"(("fso") AND ("0"))"#);
    }
}
