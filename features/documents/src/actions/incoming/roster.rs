//! The duty roster: kept by the desk, read by everybody of the agency.

use super::rules::keeps_rules;
use crate::Error;
use crate::model::roster::{ShiftFault, ShiftInput};
use crate::store::roster::{self, Shift};
use calendar::{Day, Time};
use context::{Ctx, Ref, Uuid};
use db::{Read, Tx};
use serde_json::json;

/// The agency whose roster the actor keeps: whoever keeps the rules of its desk.
fn desk(ctx: &Ctx) -> Result<Uuid, Error> {
    ctx.actor.agency.filter(|_| keeps_rules(ctx)).ok_or(Error::NotFound)
}

/// Enters a shift, or changes one. It may have nobody yet.
///
/// # Errors
/// [`Error::Shift`] when it cannot be, [`Error::ShiftOver`] when another lies there, [`Error::Unknown`] for somebody
/// who holds no position of the agency; [`Error::NotFound`]; [`Error::Stale`].
pub fn set_shift(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    known: Option<(Uuid, i64)>,
    input: &ShiftInput,
) -> Result<Uuid, Error> {
    let agency = desk(ctx)?;
    if let Some((field, fault)) = input.fault(ctx.now) {
        return Err(Error::Shift(field, fault));
    }
    people(tx, ctx, agency, &input.people)?;
    tx.serialise(&format!("documents.roster {agency}"))?;
    let others = roster::shifts(tx, agency, input.starts, input.ends)?;
    if let Some(other) = others.iter().find(|other| known.is_none_or(|(id, _)| id != other.id)) {
        return Err(Error::ShiftOver { starts: other.starts, ends: other.ends });
    }
    let id = match known {
        Some((id, version)) => {
            own(tx, agency, id)?;
            if !roster::update(tx, id, version, input)? {
                return Err(Error::Stale);
            }
            id
        }
        None => {
            let id = ctx.new_id();
            roster::insert(tx, id, agency, input)?;
            id
        }
    };
    told(tx, ctx, id, "documents.shift_set", json!({ "starts": input.starts, "people": input.people }))?;
    Ok(id)
}

/// Removes a shift that has not begun.
///
/// # Errors
/// [`Error::Shift`] once it has; [`Error::NotFound`]; [`Error::Stale`].
pub fn remove_shift(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: i64) -> Result<(), Error> {
    let known = own(tx, desk(ctx)?, id)?;
    if known.starts <= ctx.now {
        return Err(Error::Shift("starts", ShiftFault::NotThen));
    }
    if !roster::remove(tx, id, version)? {
        return Err(Error::Stale);
    }
    told(tx, ctx, id, "documents.shift_removed", json!({ "starts": known.starts }))
}

/// Two shifts exchange their people (đổi ca).
///
/// # Errors
/// [`Error::Shift`] when one is over; [`Error::NotFound`]; [`Error::Stale`].
pub fn swap_shifts(tx: &mut Tx<'_>, ctx: &Ctx, one: Uuid, other: Uuid) -> Result<(), Error> {
    let agency = desk(ctx)?;
    tx.serialise(&format!("documents.roster {agency}"))?;
    let (one, other) = (own(tx, agency, one)?, own(tx, agency, other)?);
    if one.ends <= ctx.now || other.ends <= ctx.now {
        return Err(Error::Shift("starts", ShiftFault::NotThen));
    }
    for (shift, people) in [(&one, &other.people), (&other, &one.people)] {
        let input = ShiftInput { starts: shift.starts, ends: shift.ends, people: people.clone() };
        if !roster::update(tx, shift.id, shift.version, &input)? {
            return Err(Error::Stale);
        }
    }
    told(tx, ctx, one.id, "documents.shifts_swapped", json!({ "with": other.id }))
}

/// Copies the shifts of the week before one into it, from a Monday on, as far as nothing lies there and they are not
/// over; people whose positions nobody holds any more are left out. Answers with how many were copied.
///
/// # Errors
/// [`Error::NotFound`] for whoever keeps no roster.
pub fn copy_week(tx: &mut Tx<'_>, ctx: &Ctx, monday: Day) -> Result<usize, Error> {
    let agency = desk(ctx)?;
    tx.serialise(&format!("documents.roster {agency}"))?;
    let week = 7 * Time::DAY;
    let from = monday.start();
    let earlier = roster::shifts(tx, agency, from.plus(-week), from)?;
    let there = roster::shifts(tx, agency, from, from.plus(week + Time::DAY))?;
    let staffed = organisation::positions_of(tx, agency, ctx.now.day())?;
    let held = |id: &Uuid| staffed.iter().any(|position| position.id == *id && position.person.is_some());
    let mut copied = 0;
    // One that reaches over from the week before that is not of the week that is copied.
    for shift in earlier.iter().filter(|shift| shift.starts >= from.plus(-week)) {
        let people = shift.people.iter().copied().filter(held).collect();
        let input = ShiftInput { starts: shift.starts.plus(week), ends: shift.ends.plus(week), people };
        let taken = there.iter().any(|other| input.overlaps(other.starts, other.ends));
        if !taken && input.fault(ctx.now).is_none() {
            let id = ctx.new_id();
            roster::insert(tx, id, agency, &input)?;
            told(tx, ctx, id, "documents.shift_set", json!({ "starts": input.starts, "copied": shift.id }))?;
            copied += 1;
        }
    }
    Ok(copied)
}

fn own(tx: &mut Tx<'_>, agency: Uuid, id: Uuid) -> Result<Shift, Error> {
    roster::shift(tx, id)?.filter(|shift| shift.agency == agency).ok_or(Error::NotFound)
}

/// Everybody named holds a position of the agency today.
fn people(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid, people: &[Uuid]) -> Result<(), Error> {
    let found = organisation::positions(read, people, ctx.now.day())?;
    let ours = |id: &Uuid| found.iter().any(|it| it.id == *id && it.agency == agency && it.person.is_some());
    if people.iter().all(ours) { Ok(()) } else { Err(Error::Unknown { field: "people" }) }
}

fn told(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(action, Ref::new("shift", id)) })?;
    Ok(())
}
