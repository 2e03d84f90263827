//! Keeping what can be found.

use crate::{store, words};
use context::{Ctx, Day, Ref, Uuid};
use db::{Result, Tx};

/// At most so many words of a paper are indexed.
pub const MOST_WORDS: usize = 10_000;
/// The most words of a title.
const MOST_TITLE: usize = 300;

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

/// Makes a record findable, or changes what is known of it. Its holders and the words of its paper stay.
///
/// # Errors
/// Those of the database.
pub fn index(tx: &mut Tx<'_>, _: &Ctx, entry: &Entry<'_>) -> Result<()> {
    let (id, body) = store::put(tx, entry)?;
    set_words(tx, id, entry.title, entry.symbol, &body)
}

/// Adds the words of a record's paper; at most [`MOST_WORDS`]. Nothing if the record is not indexed.
///
/// # Errors
/// Those of the database.
pub fn index_body(tx: &mut Tx<'_>, _: &Ctx, record: &Ref, text: &str) -> Result<()> {
    let Some((id, title, symbol)) = store::locked(tx, record.id)? else { return Ok(()) };
    let body: Vec<String> = words::of_text(text, MOST_WORDS).into_iter().collect();
    let body = body.join(" ");
    store::set_body(tx, id, &body)?;
    set_words(tx, id, &title, &symbol, &body)
}

/// Lets holders (positions, units, agencies) find a record, whether it is indexed yet or not.
///
/// # Errors
/// Those of the database.
pub fn hold(tx: &mut Tx<'_>, record: Uuid, holders: &[Uuid]) -> Result<()> {
    holders.iter().try_for_each(|holder| store::add_holder(tx, record, *holder))
}

/// Lets a holder no longer find a record.
///
/// # Errors
/// Those of the database.
pub fn unhold(tx: &mut Tx<'_>, record: Uuid, holder: Uuid) -> Result<()> {
    store::remove_holder(tx, record, holder)
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

fn set_words(tx: &mut Tx<'_>, id: i64, title: &str, symbol: &str, body: &str) -> Result<()> {
    let mut all = words::of_text(title, MOST_TITLE);
    all.extend(words::of_text(symbol, MOST_TITLE));
    all.extend(body.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
    tx.set_words(id, &all)
}
