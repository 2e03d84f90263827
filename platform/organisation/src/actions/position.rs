//! Positions: made, changed, ended; people appointed to them.

use super::{current, existing, require, tell, written};
use crate::model::{Position, PositionInput, ValueFault, not_before};
use crate::reach::Place;
use crate::{Error, MANAGE, store};
use context::{Ctx, Day, Ref, Uuid};
use db::{Read, Tx};
use serde_json::json;

/// Makes a position from a day on; nobody holds it yet.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Ended`] when its agency does not exist on that day.
pub fn make_position(tx: &mut Tx<'_>, ctx: &Ctx, input: &PositionInput, day: Day) -> Result<Uuid, Error> {
    require(tx, ctx, MANAGE, &Place::agency(input.agency))?;
    let input = input.checked()?;
    tx.lock("organisation_agency", input.agency)?;
    let agency = existing(tx, input.agency, day)?;
    check_unit(tx, input.unit, input.agency, day)?;
    let position = Position {
        id: ctx.new_id(),
        agency: input.agency,
        agency_name: agency.name,
        unit: input.unit,
        unit_name: None,
        title: input.title,
        rank: input.rank,
        is_appointed: input.is_appointed,
        ordinal: input.ordinal,
        starts: day,
        ends: None,
        version: 1,
        person: None,
        person_name: None,
    };
    store::position::insert(tx, &position)?;
    tell(
        tx,
        ctx,
        "organisation.position_made",
        subject(position.id),
        json!({ "agency": position.agency, "unit": position.unit, "rank": position.rank.code() }),
    )?;
    Ok(position.id)
}

/// Changes a position within its agency.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`]; [`Error::Ended`].
pub fn change_position(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &PositionInput,
) -> Result<(), Error> {
    let before = locked(tx, ctx, id)?;
    let input = input.checked()?;
    if input.agency != before.agency {
        return Err(Error::at("agency", ValueFault::Elsewhere));
    }
    current(version, before.version)?;
    check_unit(tx, input.unit, input.agency, ctx.now.day())?;
    let after = Position {
        unit: input.unit,
        title: input.title,
        rank: input.rank,
        is_appointed: input.is_appointed,
        ordinal: input.ordinal,
        ..before
    };
    written(store::position::update(tx, &after)?)?;
    tx.announce("access", "");
    tell(tx, ctx, "organisation.position_changed", subject(id), json!({ "rank": after.rank.code() }))
}

/// Ends a position and whoever's term in it: `day` is the first on which it is no more.
///
/// # Errors
/// [`Error::Field`] when the day is not behind its first; [`Error::Ended`].
pub fn end_position(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    let before = locked(tx, ctx, id)?;
    not_before("day", day, before.starts.plus(1))?;
    store::position::end_tenures(tx, id, day)?;
    written(store::position::update(tx, &Position { ends: Some(day), ..before })?)?;
    tx.announce("access", "");
    tell(tx, ctx, "organisation.position_ended", subject(id), json!({ "day": day.iso() }))
}

/// Appoints a person to a position (bổ nhiệm, giao việc) from a day on. A person may hold several.
///
/// # Errors
/// [`Error::Held`] while somebody holds it on that day or later; [`Error::Ended`].
pub fn appoint(tx: &mut Tx<'_>, ctx: &Ctx, position: Uuid, person: Uuid, day: Day) -> Result<Uuid, Error> {
    let place = locked(tx, ctx, position)?;
    if store::person::person(tx, person)?.is_none() {
        return Err(Error::at("person", ValueFault::unknown(&person.to_string())));
    }
    not_before("day", day, place.starts)?;
    match store::position::free_from(tx, position)? {
        Some(free) if free <= day => {}
        _ => return Err(Error::Held),
    }
    let id = ctx.new_id();
    store::position::insert_tenure(tx, id, position, person, day)?;
    tx.announce("access", "");
    let data = json!({ "person": person, "day": day.iso() });
    tell(tx, ctx, "organisation.person_appointed", subject(position), data)?;
    Ok(id)
}

/// Ends the term of whoever holds a position: `day` is the first on which they no longer do.
///
/// # Errors
/// [`Error::Field`] when nobody holds it on that day or later.
pub fn end_tenure(tx: &mut Tx<'_>, ctx: &Ctx, position: Uuid, day: Day) -> Result<(), Error> {
    locked(tx, ctx, position)?;
    if store::position::end_tenures(tx, position, day)? == 0 {
        return Err(Error::Ended);
    }
    tx.announce("access", "");
    tell(tx, ctx, "organisation.tenure_ended", subject(position), json!({ "day": day.iso() }))
}

/// A position that has not ended, in an agency that the actor manages; nobody else changes it meanwhile.
fn locked(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Position, Error> {
    tx.lock("organisation_position", id)?;
    let position = store::position::position(tx, id, ctx.now.day())?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(position.agency))?;
    if position.ends.is_some() { Err(Error::Ended) } else { Ok(position) }
}

fn check_unit(read: &mut Read<'_>, unit: Option<Uuid>, agency: Uuid, day: Day) -> Result<(), Error> {
    let Some(unit) = unit else { return Ok(()) };
    match store::unit::unit(read, unit)? {
        Some(known) if known.agency != agency => Err(Error::at("unit", ValueFault::Elsewhere)),
        Some(known) if known.ends.is_none_or(|ends| day < ends) => Ok(()),
        _ => Err(Error::at("unit", ValueFault::unknown(&unit.to_string()))),
    }
}

fn subject(id: Uuid) -> Ref {
    Ref::new("position", id)
}
