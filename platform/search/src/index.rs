//! Keeping what can be found.

use crate::words::{self, Most};
use crate::{store, store::Known};
use context::{Ctx, Day, Ref, Uuid};
use db::{Result, Tx};
use std::collections::BTreeSet;

/// At most so many words of a paper are indexed.
pub const MOST_WORDS: usize = 10_000;
/// So much of a paper, a title, a symbol and an issuer's name is indexed. An engine holds less than a mebibyte
/// for one entry, so foreign texts of very long words end earlier.
const BODY: Most = Most { words: MOST_WORDS, bytes: 600_000 };
const LINE: Most = Most { words: 300, bytes: 60_000 };

/// What search knows of a record at once; the words of its paper follow by a job.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The record.
    pub record: &'a Ref,
    /// Its subject.
    pub title: &'a str,
    /// Its number and symbol; empty if it has none.
    pub symbol: &'a str,
    /// Who issued it.
    pub issuer: &'a str,
    /// Its day.
    pub day: Option<Day>,
}

/// The words of a paper, ready to be indexed. Made before the transaction, and once for all records of one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// The words of a text; at most [`MOST_WORDS`].
    pub fn of(text: &str) -> Body {
        let words: Vec<String> = words::of_text(text, BODY).into_iter().collect();
        Body(words.join(" "))
    }

    /// The words, to be kept and read again.
    pub fn into_text(self) -> String {
        self.0
    }

    /// From what [`Body::into_text`] gave.
    pub fn from_text(text: String) -> Body {
        Body(text)
    }

    /// How many words there are.
    pub fn words(&self) -> usize {
        self.0.split(' ').count()
    }
}

/// Makes a record findable, or changes what is known of it. Its holders and the words of its paper stay. The caller
/// has locked the record.
///
/// # Errors
/// Those of the database.
pub fn index(tx: &mut Tx<'_>, _: &Ctx, entry: &Entry<'_>) -> Result<()> {
    if let Some(known) = store::change(tx, entry)? {
        return refresh(tx, &[known]);
    }
    index_new(tx, std::slice::from_ref(entry))
}

/// Makes many records findable that are new, by few statements.
///
/// # Errors
/// Those of the database.
pub fn index_new(tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Result<()> {
    let added = store::add(tx, entries)?;
    refresh(tx, &added)
}

/// Sets the words of a record's paper. Nothing if the record is not indexed.
///
/// # Errors
/// Those of the database.
pub fn index_body(tx: &mut Tx<'_>, _: &Ctx, record: &Ref, body: &Body) -> Result<()> {
    match store::set_body(tx, record.id, &body.0)? {
        Some(known) => refresh(tx, &[known]),
        None => Ok(()),
    }
}

/// Lets holders (positions, units, agencies) find records, whether they are indexed yet or not.
///
/// # Errors
/// Those of the database.
pub fn hold(tx: &mut Tx<'_>, held: &[(Uuid, Uuid)]) -> Result<()> {
    let fresh = store::add_holders(tx, held)?;
    if fresh.is_empty() {
        return Ok(());
    }
    let known = store::locked(tx, &fresh)?;
    refresh(tx, &known)
}

/// Forgets a record.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    if let Some(id) = store::remove(tx, record)? {
        tx.remove_words(id);
    }
    Ok(())
}

/// Puts the words of entries anew. They are locked before their holders are read, so that of two who add one at the
/// same time the later knows both.
fn refresh(tx: &mut Tx<'_>, entries: &[Known]) -> Result<()> {
    let holders = store::holders(tx, entries)?;
    for known in entries {
        let mut words = words_of(known);
        words.extend(holders_of(known, &holders));
        tx.set_words(known.id, &words);
    }
    Ok(())
}

fn words_of(known: &Known) -> BTreeSet<String> {
    let mut all = words::of_text(&known.title, LINE);
    all.extend(words::of_text(&known.symbol, LINE));
    all.extend(words::of_issuer(&known.issuer, LINE));
    all.extend(known.body.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
    all
}

fn holders_of<'h>(known: &Known, holders: &'h [(Uuid, Uuid)]) -> impl Iterator<Item = String> + use<'h> {
    let record = known.record;
    holders.iter().filter(move |(of, _)| *of == record).map(|(_, holder)| words::of_holder(*holder))
}
