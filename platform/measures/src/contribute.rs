//! What records contribute.

use crate::Error;
use crate::model::{Contribution, FIRST_DAY, LAST_DAY};
use crate::store::{self, Held, Key};
use context::{Ctx, Ref, Uuid};
use db::Tx;

/// Says what a record contributes to a measure at an agency, for the first time or as a correction of what it
/// contributed before. Saying the same again changes nothing.
///
/// # Errors
/// [`Error::Days`] when the last day lies before the first; [`Error::Future`] when it was done after now.
pub fn contribute(tx: &mut Tx<'_>, ctx: &Ctx, it: &Contribution) -> Result<(), Error> {
    if it.from < FIRST_DAY || it.until.is_some_and(|until| until < it.from || until >= LAST_DAY) {
        return Err(Error::Days);
    }
    if it.done.is_some_and(|done| done > ctx.now) {
        return Err(Error::Future);
    }
    let key = Key { measure: it.measure, record: &it.record, agency: it.agency };
    let before = alone(tx, &key)?;
    set(tx, ctx, &key, before, Held::of(it))
}

/// Takes back what a record contributes to a measure at an agency: it was recalled, or never belonged there.
/// Nothing to take back is no fault.
///
/// # Errors
/// Those of the database.
pub fn retract(tx: &mut Tx<'_>, ctx: &Ctx, measure: &str, record: &Ref, agency: Uuid) -> Result<(), Error> {
    let key = Key { measure, record, agency };
    let before = alone(tx, &key)?;
    match before {
        Some(row) => {
            let held = Held { counts: false, ..row.held };
            set(tx, ctx, &key, Some(row), held)
        }
        None => Ok(()),
    }
}

/// Counts the summaries of a measure again from its contributions; how many were wrong, which is none unless
/// somebody changed the tables by hand.
///
/// # Errors
/// Those of the database.
pub fn recompute(tx: &mut Tx<'_>, measure: &str) -> Result<u64, Error> {
    Ok(store::mend(tx, measure)?)
}

/// The row that holds, while nobody else can replace it.
fn alone(tx: &mut Tx<'_>, key: &Key<'_>) -> Result<Option<store::Row>, Error> {
    tx.serialise(&format!("measures/{}/{}/{}", key.measure, key.record.id, key.agency))?;
    Ok(store::holding(tx, key.measure, key.record.id, key.agency)?)
}

/// Lets a row hold in place of the one before, and the summaries follow.
fn set(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    key: &Key<'_>,
    before: Option<store::Row>,
    held: Held,
) -> Result<(), Error> {
    let mut at = ctx.now;
    if let Some(before) = before {
        if before.held == held {
            return Ok(());
        }
        // Two acts whose clocks differ a little still follow one another.
        at = at.max(before.recorded_at);
        store::replace(tx, before.id, at)?;
        if before.held.counts {
            store::add(tx, key, before.held, -1)?;
        }
    }
    store::insert(tx, ctx.new_id(), key, held, at)?;
    if held.counts {
        store::add(tx, key, held, 1)?;
    }
    Ok(())
}
