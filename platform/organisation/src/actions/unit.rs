//! Units: opened, changed, closed.

use super::{current, existing, require, tell, written};
use crate::model::{Unit, UnitInput, ValueFault, not_before};
use crate::picker::PickKind;
use crate::reach::Place;
use crate::{Error, MANAGE, store};
use context::{Ctx, Day, Ref, Uuid};
use db::Tx;
use serde_json::json;

/// Opens a unit from a day on.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Ended`] when its agency does not exist on that day.
pub fn open_unit(tx: &mut Tx<'_>, ctx: &Ctx, input: &UnitInput, day: Day) -> Result<Uuid, Error> {
    require(tx, ctx, MANAGE, &Place::agency(input.agency))?;
    let input = input.checked()?;
    tx.lock("organisation_agency", input.agency)?;
    existing(tx, input.agency, day)?;
    let unit = Unit {
        id: ctx.new_id(),
        agency: input.agency,
        parent: input.parent,
        symbol: input.symbol,
        name: input.name,
        ordinal: input.ordinal,
        starts: day,
        ends: None,
        version: 1,
    };
    check(tx, &unit, day)?;
    insert(tx, &unit)?;
    tell(
        tx,
        ctx,
        "organisation.unit_opened",
        subject(&unit),
        json!({ "agency": unit.agency, "day": day.iso() }),
    )?;
    Ok(unit.id)
}

pub(super) fn insert(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), Error> {
    store::unit::insert(tx, unit)?;
    Ok(store::term::put(tx, PickKind::Unit, unit.id, &unit.name, &[&unit.symbol])?)
}

/// Renames or moves a unit within its agency.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`]; [`Error::Ended`].
pub fn change_unit(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &UnitInput,
) -> Result<(), Error> {
    let before = store::unit::unit(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(before.agency))?;
    let input = input.checked()?;
    if input.agency != before.agency {
        return Err(Error::at("agency", ValueFault::Elsewhere));
    }
    tx.lock("organisation_agency", before.agency)?;
    current(version, before.version)?;
    if before.ends.is_some() {
        return Err(Error::Ended);
    }
    let after = Unit {
        parent: input.parent,
        symbol: input.symbol,
        name: input.name,
        ordinal: input.ordinal,
        ..before
    };
    check(tx, &after, ctx.now.day())?;
    written(store::unit::update(tx, &after)?)?;
    store::term::replace(tx, PickKind::Unit, id, &after.name, &[&after.symbol])?;
    tell(tx, ctx, "organisation.unit_changed", subject(&after), json!({ "agency": after.agency }))
}

/// Closes an empty unit: `day` is the first on which it is no more.
///
/// # Errors
/// [`Error::NotEmpty`] while units or positions are in it; [`Error::Field`] when the day is not behind its
/// first; [`Error::Ended`].
pub fn close_unit(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    let before = store::unit::unit(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(before.agency))?;
    tx.lock("organisation_agency", before.agency)?;
    if before.ends.is_some() {
        return Err(Error::Ended);
    }
    not_before("day", day, before.starts.plus(1))?;
    let (units, positions) = (store::unit::below(tx, id, day)?, store::position::in_unit(tx, id, day)?);
    if (units, positions) != (0, 0) {
        return Err(Error::NotEmpty { units, positions });
    }
    let after = Unit { ends: Some(day), ..before };
    written(store::unit::update(tx, &after)?)?;
    tell(tx, ctx, "organisation.unit_closed", subject(&after), json!({ "day": day.iso() }))
}

/// The unit above is of the same agency, exists on that day and is not below this one; no sibling has the name.
fn check(tx: &mut Tx<'_>, unit: &Unit, day: Day) -> Result<(), Error> {
    let siblings = store::unit::units_of(tx, unit.agency, day)?;
    let mut above = unit.parent;
    for _ in 0..=siblings.len() {
        let Some(parent) = above else { break };
        if parent == unit.id {
            return Err(Error::at("parent", ValueFault::Circle));
        }
        match siblings.iter().find(|known| known.id == parent) {
            Some(known) => above = known.parent,
            None => return Err(Error::at("parent", ValueFault::Elsewhere)),
        }
    }
    let twin = |known: &&Unit| known.id != unit.id && known.parent == unit.parent && known.name == unit.name;
    match siblings.iter().find(twin) {
        Some(_) => Err(Error::at("name", ValueFault::taken(&unit.name))),
        None => Ok(()),
    }
}

fn subject(unit: &Unit) -> Ref {
    Ref::new("unit", unit.id)
}
