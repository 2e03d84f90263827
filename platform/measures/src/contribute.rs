//! What records contribute.

use crate::Error;
use crate::model::{Contribution, FIRST_DAY, LAST_DAY};
use crate::store::{self, Held, Id, Key, Row, Sums};
use context::{Ctx, Ref, Time, Uuid};
use db::Tx;
use std::collections::BTreeMap;

/// Says what a record contributes to a measure at an agency, for the first time or as a correction of what it
/// contributed before. Saying the same again changes nothing.
///
/// # Errors
/// [`Error::Days`] when the last day lies before the first; [`Error::Future`] when it was done after now.
pub fn contribute(tx: &mut Tx<'_>, ctx: &Ctx, it: &Contribution) -> Result<(), Error> {
    contribute_many(tx, ctx, std::slice::from_ref(it))
}

/// Says what many records contribute, by few statements. No two may be of the same record, measure and agency.
///
/// # Errors
/// As [`contribute`]; then nothing is said of any.
pub fn contribute_many(tx: &mut Tx<'_>, ctx: &Ctx, all: &[Contribution]) -> Result<(), Error> {
    for it in all {
        if it.from < FIRST_DAY || it.until.is_some_and(|until| until < it.from || until >= LAST_DAY) {
            return Err(Error::Days);
        }
        if it.done.is_some_and(|done| done > ctx.now) {
            return Err(Error::Future);
        }
    }
    let keys = all.iter().map(|it| Key { measure: it.measure, record: &it.record, agency: it.agency });
    let keys: Vec<Key<'_>> = keys.collect();
    let mut before = alone(tx, &keys)?;
    let changes = keys.into_iter().zip(all).map(|(key, it)| {
        let before = before.remove(&key.id());
        let named = before.as_ref().and_then(|row| row.held.unit);
        let held = Held::of(it);
        Change { before, held: Held { unit: held.unit.or(named), ..held }, key }
    });
    set(tx, ctx, changes.collect())
}

/// Takes back what records contribute to measures at agencies: they were recalled, or never belonged there. Nothing
/// to take back is no fault.
///
/// # Errors
/// Those of the database.
pub fn retract(tx: &mut Tx<'_>, ctx: &Ctx, all: &[(&str, Ref, Uuid)]) -> Result<(), Error> {
    let keys = all.iter().map(|(measure, record, agency)| Key { measure, record, agency: *agency });
    let keys: Vec<Key<'_>> = keys.collect();
    let mut before = alone(tx, &keys)?;
    let changes = keys.into_iter().filter_map(|key| {
        let row = before.remove(&key.id())?;
        Some(Change { held: Held { counts: false, ..row.held }, before: Some(row), key })
    });
    set(tx, ctx, changes.collect())
}

/// Counts the summaries of a measure again from its contributions; how many were wrong, which is none unless
/// somebody changed the tables by hand.
///
/// # Errors
/// Those of the database.
pub fn recompute(tx: &mut Tx<'_>, measure: &str) -> Result<u64, Error> {
    Ok(store::mend(tx, measure)?)
}

/// The rows that hold, while nobody else can replace them.
fn alone(tx: &mut Tx<'_>, keys: &[Key<'_>]) -> Result<BTreeMap<Id, Row>, Error> {
    let name = |key: &Key<'_>| format!("measures/{}/{}/{}", key.measure, key.record.id, key.agency);
    tx.serialise_all(keys.iter().map(name).collect())?;
    Ok(store::holding(tx, keys)?)
}

/// What holds of a contribution from now on.
struct Change<'a> {
    key: Key<'a>,
    before: Option<Row>,
    held: Held,
}

/// Lets rows hold in place of those before, and the summaries follow.
fn set(tx: &mut Tx<'_>, ctx: &Ctx, changes: Vec<Change<'_>>) -> Result<(), Error> {
    let same = |change: &Change<'_>| change.before.as_ref().is_some_and(|row| row.held == change.held);
    let changes: Vec<Change<'_>> = changes.into_iter().filter(|change| !same(change)).collect();
    let replaced: Vec<&Row> = changes.iter().filter_map(|change| change.before.as_ref()).collect();
    // Two acts whose clocks differ a little still follow one another.
    let at = replaced.iter().map(|row| row.recorded_at).fold(ctx.now, Time::max);
    store::replace(tx, &replaced.iter().map(|row| row.id).collect::<Vec<_>>(), at)?;
    let rows = changes.iter().map(|change| (ctx.new_id(), &change.key, change.held));
    store::insert(tx, &rows.collect::<Vec<_>>(), at)?;
    let mut sums = Sums::default();
    for change in &changes {
        let before = change.before.as_ref().map(|row| (row.held, -1));
        for (held, sign) in before.into_iter().chain([(change.held, 1)]).filter(|(held, _)| held.counts) {
            sums.count(change.key.measure, change.key.agency, held, sign);
        }
    }
    Ok(store::add(tx, &sums)?)
}
