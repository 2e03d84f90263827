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
}

/// Makes a record findable, or changes what is known of it. Its holders and the words of its paper stay. The caller
/// has locked the record.
///
/// # Errors
/// Those of the database.
pub fn index(tx: &mut Tx<'_>, _: &Ctx, entry: &Entry<'_>) -> Result<()> {
    if let Some(id) = store::add(tx, entry)? {
        let known = Known {
            id,
            title: entry.title.to_owned(),
            symbol: entry.symbol.to_owned(),
            issuer: entry.issuer.to_owned(),
            body: String::new(),
        };
        let words = all_words(tx, entry.record.id, &known)?;
        return tx.put_words(id, &words);
    }
    store::change(tx, entry)?;
    refresh(tx, entry.record.id)
}

/// Sets the words of a record's paper. Nothing if the record is not indexed.
///
/// # Errors
/// Those of the database.
pub fn index_body(tx: &mut Tx<'_>, _: &Ctx, record: &Ref, body: &Body) -> Result<()> {
    if store::set_body(tx, record.id, &body.0)? { refresh(tx, record.id) } else { Ok(()) }
}

/// Lets holders (positions, units, agencies) find a record, whether it is indexed yet or not.
///
/// # Errors
/// Those of the database.
pub fn hold(tx: &mut Tx<'_>, record: Uuid, holders: &[Uuid]) -> Result<()> {
    let mut fresh = false;
    for holder in holders {
        fresh |= store::add_holder(tx, record, *holder)?;
    }
    if fresh { refresh(tx, record) } else { Ok(()) }
}

/// Forgets a record.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    if let Some(id) = store::remove(tx, record)? {
        tx.remove_words(id)?;
    }
    Ok(())
}

/// Puts the words of an entry anew; nothing if there is none. The entry is locked before its holders are read, so
/// that of two who add one at the same time the later knows both.
fn refresh(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    let Some(known) = store::locked(tx, record)? else { return Ok(()) };
    let words = all_words(tx, record, &known)?;
    tx.set_words(known.id, &words)
}

fn all_words(tx: &mut Tx<'_>, record: Uuid, known: &Known) -> Result<BTreeSet<String>> {
    let mut all = words::of_text(&known.title, LINE);
    all.extend(words::of_text(&known.symbol, LINE));
    all.extend(words::of_issuer(&known.issuer, LINE));
    all.extend(known.body.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
    all.extend(store::holders(tx, record)?.into_iter().map(words::of_holder));
    Ok(all)
}
