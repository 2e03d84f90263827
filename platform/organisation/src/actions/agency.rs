//! Agencies: founded, changed, ended, merged, split.

use super::{current, existing, require, tell, written};
use crate::model::{Agency, AgencyInput, Body, BodyKind, SuccessionKind, ValueFault, not_before};
use crate::picker::PickKind;
use crate::reach::Place;
use crate::{Error, RESTRUCTURE, store};
use context::{Ctx, Day, Ref, Uuid};
use db::{Read, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most names that a message lists.
const MOST_NAMES: usize = 5;

/// One change of the tree at a time: its rules concern many rows.
pub(crate) fn lock_tree(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx.serialise("organisation")?)
}

/// Founds an agency (thành lập) that exists from `day` on; it becomes an issuing body of its own too.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::NotFound`] for whoever may not restructure below its parent.
pub fn found_agency(tx: &mut Tx<'_>, ctx: &Ctx, input: &AgencyInput, day: Day) -> Result<Uuid, Error> {
    require(tx, ctx, RESTRUCTURE, &input.parent.map_or(Place::SYSTEM, Place::agency))?;
    let input = input.checked()?;
    lock_tree(tx)?;
    let agency = Agency {
        id: ctx.new_id(),
        code: input.code,
        symbol: input.symbol,
        name: input.name,
        kind: input.kind,
        tier: input.tier,
        parent: input.parent,
        gso_code: input.gso_code,
        starts: day,
        ends: None,
        version: 1,
    };
    check_parent(tx, &agency, day)?;
    check_code_free(tx, &agency, day)?;
    place(tx, ctx, &agency)?;
    tell(
        tx,
        ctx,
        "organisation.agency_founded",
        subject(agency.id),
        json!({ "code": agency.code, "day": day.iso() }),
    )?;
    Ok(agency.id)
}

/// Stores a new agency and the issuing body that it is.
pub(crate) fn place(tx: &mut Tx<'_>, ctx: &Ctx, agency: &Agency) -> Result<(), Error> {
    store::agency::insert(tx, agency)?;
    store::term::put(tx, PickKind::Agency, agency.id, &agency.name, &[&agency.symbol, &agency.code])?;
    let body = Body {
        id: ctx.new_id(),
        agency: agency.id,
        stands_for: Some(agency.id),
        symbol: agency.symbol.clone(),
        name: agency.name.clone(),
        kind: BodyKind::Agency,
        starts: agency.starts,
        ends: None,
        version: 1,
    };
    Ok(store::body::insert(tx, &body)?)
}

/// What an agency becomes on a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// The agency.
    pub agency: Uuid,
    /// The version on which the page was opened.
    pub version: i64,
    /// What it is from `day` on: name, symbol, kind, identifier, place in the tree.
    pub input: AgencyInput,
    /// The first day of it. What was before stays readable by its day; a day to come waits for
    /// [`refresh_agencies`].
    pub day: Day,
}

/// Renames, recodes or moves an agency from a day on.
///
/// # Errors
/// [`Error::Field`] for a value at fault, also when the agency already becomes something later than `day`;
/// [`Error::Stale`]; [`Error::Ended`].
pub fn change_agency(tx: &mut Tx<'_>, ctx: &Ctx, change: &Changed) -> Result<(), Error> {
    let (id, day) = (change.agency, change.day);
    require(tx, ctx, RESTRUCTURE, &Place::agency(id))?;
    let input = change.input.checked()?;
    lock_tree(tx)?;
    let before = existing(tx, id, day)?;
    current(change.version, before.version)?;
    if before.parent != input.parent {
        require(tx, ctx, RESTRUCTURE, &input.parent.map_or(Place::SYSTEM, Place::agency))?;
    }
    let after = Agency {
        code: input.code,
        symbol: input.symbol,
        name: input.name,
        kind: input.kind,
        tier: input.tier,
        parent: input.parent,
        gso_code: input.gso_code,
        ..before.clone()
    };
    check_parent(tx, &after, day)?;
    restand(tx, &after, day)?;
    recode(tx, &after, day)?;
    if day <= ctx.now.day() {
        written(store::agency::update(tx, &after)?)?;
        replace_terms(tx, &after)?;
        follow(tx, ctx, &before, &after)?;
    } else {
        // Only what does not wait for its day changes now; the version shows that something was prepared.
        let prepared = Agency { gso_code: after.gso_code.clone(), ..before.clone() };
        written(store::agency::update(tx, &prepared)?)?;
    }
    tell(
        tx,
        ctx,
        "organisation.agency_changed",
        subject(id),
        json!({ "day": day.iso(), "code": after.code, "parent": after.parent, "tier": after.tier }),
    )
}

/// Writes the standing that begins on `day`, if it differs from the one that goes on.
fn restand(tx: &mut Tx<'_>, after: &Agency, day: Day) -> Result<(), Error> {
    let last = store::agency::last_standing(tx, after.id)?.ok_or(Error::Ended)?;
    not_before("day", day, last)?;
    if let Some(known) = store::agency::agency_on(tx, after.id, day)?
        && (&known.symbol, &known.name, known.kind, known.tier, known.parent)
            == (&after.symbol, &after.name, after.kind, after.tier, after.parent)
    {
        return Ok(());
    }
    store::agency::end_standing(tx, after.id, day)?;
    store::agency::insert_standing(tx, after, day)?;
    Ok(())
}

/// Writes the identifier that begins on `day`, if it is another.
fn recode(tx: &mut Tx<'_>, after: &Agency, day: Day) -> Result<(), Error> {
    if store::agency::agency_on(tx, after.id, day)?.is_some_and(|known| known.code == after.code) {
        return Ok(());
    }
    not_before("day", day, store::agency::last_code(tx, after.id)?.ok_or(Error::Ended)?)?;
    check_code_free(tx, after, day)?;
    store::agency::end_code(tx, after.id, day)?;
    store::agency::insert_code(tx, after.id, &after.code, day)?;
    Ok(())
}

/// The issuing body that an agency is takes its new name and symbol.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, before: &Agency, after: &Agency) -> Result<(), Error> {
    if (&before.name, &before.symbol) == (&after.name, &after.symbol) {
        return Ok(());
    }
    let day = ctx.now.day().max(after.starts);
    for mut body in store::body::issuing_bodies_standing_for(tx, after.id, day)? {
        body.name.clone_from(&after.name);
        body.symbol.clone_from(&after.symbol);
        written(store::body::update(tx, &body)?)?;
    }
    Ok(())
}

/// Makes the present rows of agencies say what holds today: changes prepared for a day that has come. A timer
/// calls this each day; returns how many changed.
///
/// # Errors
/// Those of the database.
pub fn refresh_agencies(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<usize, Error> {
    lock_tree(tx)?;
    let day = ctx.now.day();
    let outdated = store::agency::outdated(tx, day)?;
    for id in &outdated {
        let (Some(before), Some(after)) =
            (store::agency::agency(tx, *id)?, store::agency::agency_on(tx, *id, day)?)
        else {
            continue;
        };
        written(store::agency::update(tx, &after)?)?;
        replace_terms(tx, &after)?;
        follow(tx, ctx, &before, &after)?;
        tell(tx, ctx, "organisation.agency_refreshed", subject(*id), json!({ "day": day.iso() }))?;
    }
    Ok(outdated.len())
}

/// Ends an agency (giải thể, chấm dứt hoạt động): `day` is the first on which it is no more. Its units,
/// positions, tenures, identifier and issuing body end with it; it stays readable.
///
/// # Errors
/// [`Error::HasChildren`] while others stand below it on that day; [`Error::Ended`].
pub fn end_agency(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    require(tx, ctx, RESTRUCTURE, &Place::agency(id))?;
    lock_tree(tx)?;
    end(tx, id, day, &[])?;
    tell(tx, ctx, "organisation.agency_ended", subject(id), json!({ "day": day.iso() }))
}

/// Merges agencies into one (sáp nhập, hợp nhất) that exists on that day and may be new. Those merged end; the
/// bodies that their records desks served are served by the successor's. What they owe is handed over by
/// whoever calls this, in the same transaction.
///
/// # Errors
/// As [`end_agency`]; [`Error::NoSuccessor`] when the successor is one of them or none is given.
pub fn merge_agencies(tx: &mut Tx<'_>, ctx: &Ctx, from: &[Uuid], into: Uuid, day: Day) -> Result<(), Error> {
    for id in from.iter().chain([&into]) {
        require(tx, ctx, RESTRUCTURE, &Place::agency(*id))?;
    }
    if from.is_empty() || from.contains(&into) {
        return Err(Error::NoSuccessor);
    }
    lock_tree(tx)?;
    existing(tx, into, day)?;
    for id in from {
        end(tx, *id, day, from)?;
        store::body::hand_over(tx, *id, into, day)?;
        store::agency::insert_succession(tx, *id, into, day, SuccessionKind::Merged)?;
        let data = json!({ "day": day.iso(), "into": into });
        tell(tx, ctx, "organisation.agency_merged", subject(*id), data)?;
    }
    Ok(())
}

/// Splits an agency into others that exist on that day. If it is one of them it goes on (tách), else it ends
/// (chia), and the bodies that its records desk served are served by the first successor's.
///
/// # Errors
/// As [`end_agency`]; [`Error::NoSuccessor`] when no other agency is given.
pub fn split_agency(tx: &mut Tx<'_>, ctx: &Ctx, from: Uuid, into: &[Uuid], day: Day) -> Result<(), Error> {
    for id in into.iter().chain([&from]) {
        require(tx, ctx, RESTRUCTURE, &Place::agency(*id))?;
    }
    let others: Vec<Uuid> = into.iter().copied().filter(|id| *id != from).collect();
    let Some(first) = others.first().copied() else { return Err(Error::NoSuccessor) };
    lock_tree(tx)?;
    existing(tx, from, day)?;
    for id in &others {
        existing(tx, *id, day)?;
        store::agency::insert_succession(tx, from, *id, day, SuccessionKind::Split)?;
    }
    if others.len() == into.len() {
        end(tx, from, day, &[])?;
        store::body::hand_over(tx, from, first, day)?;
    }
    tell(tx, ctx, "organisation.agency_split", subject(from), json!({ "day": day.iso(), "into": into }))
}

/// Ends an agency and all in it. Children that end on the same day do not stand in the way.
fn end(tx: &mut Tx<'_>, id: Uuid, day: Day, together: &[Uuid]) -> Result<(), Error> {
    let mut agency = existing(tx, id, day)?;
    if agency.ends.is_some() {
        return Err(Error::Ended);
    }
    let last = store::agency::last_standing(tx, id)?.ok_or(Error::Ended)?;
    not_before("day", day, last.max(agency.starts).plus(1))?;
    let children: Vec<Uuid> =
        store::agency::children(tx, id, day)?.into_iter().filter(|child| !together.contains(child)).collect();
    if !children.is_empty() {
        let children = store::agency::agencies(tx, &children)?;
        let names = children.into_iter().take(MOST_NAMES).map(|child| child.name).collect();
        return Err(Error::HasChildren { names });
    }
    agency.ends = Some(day);
    written(store::agency::update(tx, &agency)?)?;
    store::agency::end_standing(tx, id, day)?;
    store::agency::end_code(tx, id, day)?;
    store::body::end_of_agency(tx, id, day)?;
    store::unit::end_of_agency(tx, id, day)?;
    store::position::end_of_agency(tx, id, day)?;
    // Who sat there may sit elsewhere now.
    tx.announce("access", "");
    Ok(())
}

/// The agency above exists on that day, has no lower tier, and is not below this one.
fn check_parent(read: &mut Read<'_>, agency: &Agency, day: Day) -> Result<(), Error> {
    let Some(parent) = agency.parent else { return Ok(()) };
    let unknown = || Error::at("parent", ValueFault::unknown(&parent.to_string()));
    let above =
        store::agency::agency(read, parent)?.filter(|above| above.exists_on(day)).ok_or_else(unknown)?;
    if parent == agency.id || store::agency::ancestors(read, parent, day)?.contains(&agency.id) {
        return Err(Error::at("parent", ValueFault::Circle));
    }
    if agency.tier < above.tier {
        return Err(Error::at("tier", ValueFault::Tier { parent: above.tier }));
    }
    Ok(())
}

fn check_code_free(read: &mut Read<'_>, agency: &Agency, day: Day) -> Result<(), Error> {
    if store::agency::is_code_taken(read, &agency.code, day, agency.id)? {
        return Err(Error::at("code", ValueFault::taken(&agency.code)));
    }
    Ok(())
}

fn replace_terms(tx: &mut Tx<'_>, agency: &Agency) -> Result<(), Error> {
    let others = [agency.symbol.as_str(), agency.code.as_str()];
    Ok(store::term::replace(tx, PickKind::Agency, agency.id, &agency.name, &others)?)
}

fn subject(id: Uuid) -> Ref {
    Ref::new("agency", id)
}
