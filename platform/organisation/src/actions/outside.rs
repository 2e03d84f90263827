//! The directory of outside bodies, and saved groups of recipients.

use super::{current, existing, require, tell, written};
use crate::model::{Group, GroupInput, Outside, OutsideInput, Recipient, ValueFault, not_before};
use crate::picker::PickKind;
use crate::reach::Place;
use crate::{ADDRESSES, Error, store};
use context::{Ctx, Day, Ref, Uuid};
use db::Tx;
use serde_json::json;
use std::collections::BTreeSet;

/// Adds an outside body to the directory that all agencies share; whoever keeps addresses anywhere may.
///
/// # Errors
/// [`Error::Field`] for a value at fault.
pub fn add_outside(tx: &mut Tx<'_>, ctx: &Ctx, input: &OutsideInput) -> Result<Uuid, Error> {
    require_addresses(ctx)?;
    let input = input.checked()?;
    let outside = Outside {
        id: ctx.new_id(),
        name: input.name,
        symbol: input.symbol,
        kind: input.kind,
        delivery: input.delivery,
        address: input.address,
        email: input.email,
        starts: ctx.now.day(),
        ends: None,
        version: 1,
    };
    store::outside::insert(tx, &outside)?;
    store::term::put(tx, PickKind::Outside, outside.id, &outside.name, &[&outside.symbol])?;
    tell(tx, ctx, "organisation.outside_added", Ref::new("outside", outside.id), json!({}))?;
    Ok(outside.id)
}

/// Changes an outside body.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`]; [`Error::Ended`].
pub fn change_outside(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &OutsideInput,
) -> Result<(), Error> {
    require_addresses(ctx)?;
    let input = input.checked()?;
    let before = store::outside::outside(tx, id)?.ok_or(Error::NotFound)?;
    current(version, before.version)?;
    if before.ends.is_some() {
        return Err(Error::Ended);
    }
    let after = Outside {
        name: input.name,
        symbol: input.symbol,
        kind: input.kind,
        delivery: input.delivery,
        address: input.address,
        email: input.email,
        ..before
    };
    written(store::outside::update(tx, &after)?)?;
    name_again(tx, &after)?;
    tell(tx, ctx, "organisation.outside_changed", Ref::new("outside", id), json!({}))
}

/// Takes an outside body out of the directory: `day` is the first on which it is no more.
///
/// # Errors
/// [`Error::Ended`]; [`Error::Field`] when the day is before its first.
pub fn end_outside(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    require_addresses(ctx)?;
    let before = store::outside::outside(tx, id)?.ok_or(Error::NotFound)?;
    if before.ends.is_some() {
        return Err(Error::Ended);
    }
    not_before("day", day, before.starts)?;
    written(store::outside::update(tx, &Outside { ends: Some(day), ..before })?)?;
    tell(tx, ctx, "organisation.outside_ended", Ref::new("outside", id), json!({ "day": day.iso() }))
}

/// Merges entries of the directory that are one body into one of them: it is found by all their names, groups name it in
/// their place, and what goes out from now on goes to it. What was sent before keeps the name that stood on it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Ended`] when one is no more; [`Error::Field`] when nothing but itself is to be merged.
pub fn merge_outside(tx: &mut Tx<'_>, ctx: &Ctx, into: Uuid, from: &[Uuid]) -> Result<(), Error> {
    require_addresses(ctx)?;
    let from: BTreeSet<Uuid> = from.iter().copied().filter(|id| *id != into).collect();
    if from.is_empty() {
        return Err(Error::at("from", ValueFault::Empty));
    }
    let kept = store::outside::outside(tx, into)?.ok_or(Error::NotFound)?;
    if kept.ends.is_some() {
        return Err(Error::Ended);
    }
    for id in &from {
        let before = store::outside::outside(tx, *id)?.ok_or(Error::NotFound)?;
        if before.ends.is_some() {
            return Err(Error::Ended);
        }
        let ends = Some(ctx.now.day().max(before.starts));
        written(store::outside::update(tx, &Outside { ends, ..before })?)?;
        store::outside::merge(tx, *id, into)?;
        let data = json!({ "into": into });
        tell(tx, ctx, "organisation.outside_merged", Ref::new("outside", *id), data)?;
    }
    name_again(tx, &kept)
}

/// A body is found by its own names and by those of the entries that were merged into it.
fn name_again(tx: &mut Tx<'_>, outside: &Outside) -> Result<(), Error> {
    let aliases = store::outside::aliases(tx, outside.id)?;
    let others: Vec<&str> =
        std::iter::once(outside.symbol.as_str()).chain(aliases.iter().map(String::as_str)).collect();
    Ok(store::term::replace(tx, PickKind::Outside, outside.id, &outside.name, &others)?)
}

fn require_addresses(ctx: &Ctx) -> Result<(), Error> {
    if ctx.actor.holds(ADDRESSES) { Ok(()) } else { Err(Error::NotFound) }
}

/// Saves a new group of recipients for an agency.
///
/// # Errors
/// [`Error::Field`] for a value at fault.
pub fn save_group(tx: &mut Tx<'_>, ctx: &Ctx, input: &GroupInput) -> Result<Uuid, Error> {
    require(tx, ctx, ADDRESSES, &Place::agency(input.agency))?;
    let input = input.checked()?;
    existing(tx, input.agency, ctx.now.day())?;
    let group = Group { id: ctx.new_id(), agency: input.agency, name: input.name, version: 1 };
    check_members(tx, ctx, &input.members)?;
    store::outside::insert_group(tx, &group)?;
    store::outside::replace_members(tx, group.id, &input.members)?;
    let data = json!({ "agency": group.agency, "members": input.members.len() });
    tell(tx, ctx, "organisation.group_saved", Ref::new("group", group.id), data)?;
    Ok(group.id)
}

/// Changes a group's name and members.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`].
pub fn change_group(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &GroupInput,
) -> Result<(), Error> {
    let before = store::outside::group(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, ADDRESSES, &Place::agency(before.agency))?;
    let input = input.checked()?;
    if input.agency != before.agency {
        return Err(Error::at("agency", ValueFault::Elsewhere));
    }
    current(version, before.version)?;
    check_members(tx, ctx, &input.members)?;
    written(store::outside::update_group(tx, &Group { name: input.name, ..before })?)?;
    store::outside::replace_members(tx, id, &input.members)?;
    let data = json!({ "members": input.members.len() });
    tell(tx, ctx, "organisation.group_changed", Ref::new("group", id), data)
}

/// Removes a group. It only spares typing; no record points at it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_group(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let group = store::outside::group(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, ADDRESSES, &Place::agency(group.agency))?;
    store::outside::delete_group(tx, id)?;
    tell(tx, ctx, "organisation.group_removed", Ref::new("group", id), json!({ "agency": group.agency }))
}

/// All members exist today.
fn check_members(tx: &mut Tx<'_>, ctx: &Ctx, members: &[Recipient]) -> Result<(), Error> {
    let day = ctx.now.day();
    let agencies: Vec<Uuid> = members
        .iter()
        .filter_map(|member| match member {
            Recipient::Agency(id) => Some(*id),
            Recipient::Outside(_) => None,
        })
        .collect();
    let outsides: Vec<Uuid> = members
        .iter()
        .filter_map(|member| match member {
            Recipient::Outside(id) => Some(*id),
            Recipient::Agency(_) => None,
        })
        .collect();
    let mut known: Vec<Uuid> = store::agency::agencies(tx, &agencies)?
        .into_iter()
        .filter(|agency| agency.exists_on(day))
        .map(|agency| agency.id)
        .collect();
    known.extend(store::outside::existing(tx, &outsides, day)?);
    match agencies.iter().chain(&outsides).find(|id| !known.contains(id)) {
        Some(missing) => Err(Error::at("members", ValueFault::unknown(&missing.to_string()))),
        None => Ok(()),
    }
}
