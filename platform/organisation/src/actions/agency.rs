//! Agencies: founded, changed, ended, merged, split.

use super::{current, existing, require, tell, written};
use crate::model::{Agency, AgencyInput, Body, BodyKind, Succession, SuccessionKind, ValueFault, not_before};
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

/// Makes the present rows of agencies say what holds today: changes and hand-overs of issuing bodies prepared for a
/// day that has come. A timer calls this; returns how many agencies changed.
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
    for (from, to) in store::agency::outlived_desks(tx, day)? {
        store::body::hand_over(tx, from, to, day)?;
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

/// Merges agencies into one (sáp nhập, hợp nhất) that exists on that day and may be new. Those merged end; from
/// that day on the bodies that their records desks served are served by the successor's. What they owe is handed
/// over by whoever calls this.
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
        let kind = SuccessionKind::Merged;
        let succession = Succession { former: *id, successor: into, day, kind, ordinal: 0, records: true };
        store::agency::insert_succession(tx, &succession)?;
        hand_over_bodies(tx, ctx, *id, into, day)?;
        let data = json!({ "day": day.iso(), "into": into });
        tell(tx, ctx, "organisation.agency_merged", subject(*id), data)?;
    }
    Ok(())
}

/// How an agency is split.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Split {
    /// The agency.
    pub from: Uuid,
    /// Those that it goes on as. If it is one of them it goes on itself (tách), else it ends (chia) and the first
    /// of them takes over its desk.
    pub into: Vec<Uuid>,
    /// Those of them that read what it left.
    pub readers: Vec<Uuid>,
    /// The first day of it.
    pub day: Day,
}

/// Splits an agency into others that exist on that day. If it ends, the bodies that its records desk served are
/// served by the first successor's from that day on. What it owes is handed over by whoever calls this.
///
/// # Errors
/// As [`end_agency`]; [`Error::NoSuccessor`] when no other agency is given.
pub fn split_agency(tx: &mut Tx<'_>, ctx: &Ctx, split: &Split) -> Result<(), Error> {
    let Split { from, into, readers, day } = split;
    for id in into.iter().chain([from]) {
        require(tx, ctx, RESTRUCTURE, &Place::agency(*id))?;
    }
    let others: Vec<Uuid> = into.iter().copied().filter(|id| id != from).collect();
    let Some(first) = others.first().copied() else { return Err(Error::NoSuccessor) };
    lock_tree(tx)?;
    existing(tx, *from, *day)?;
    for (ordinal, successor) in (0_i64..).zip(others.iter().copied()) {
        existing(tx, successor, *day)?;
        let (kind, records) = (SuccessionKind::Split, readers.contains(&successor));
        let succession = Succession { former: *from, successor, day: *day, kind, ordinal, records };
        store::agency::insert_succession(tx, &succession)?;
    }
    if others.len() == into.len() {
        end(tx, *from, *day, &[])?;
        hand_over_bodies(tx, ctx, *from, first, *day)?;
    }
    let data = json!({ "day": day.iso(), "into": into, "readers": readers });
    tell(tx, ctx, "organisation.agency_split", subject(*from), data)
}

/// Gives the bodies that a desk serves to another desk. For a day to come this waits for [`refresh_agencies`].
fn hand_over_bodies(tx: &mut Tx<'_>, ctx: &Ctx, from: Uuid, to: Uuid, day: Day) -> Result<(), Error> {
    if day <= ctx.now.day() {
        store::body::hand_over(tx, from, to, day)?;
    }
    Ok(())
}

/// Moves the day on which an agency is to end, with all that is to end with it, or calls the end off. Only a day to
/// come can be moved, and only to another day to come.
///
/// # Errors
/// [`Error::NotEnding`] when no end is planned or its day has come; [`Error::Ended`] when its successor or the agency
/// above does not exist then; [`Error::HasChildren`]; [`Error::Field`] for a day that is not possible, or an
/// identifier that is in use by then.
pub fn reschedule_end(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, to: Option<Day>) -> Result<(), Error> {
    require(tx, ctx, RESTRUCTURE, &Place::agency(id))?;
    lock_tree(tx)?;
    let agency = store::agency::agency(tx, id)?.ok_or(Error::NotFound)?;
    let today = ctx.now.day();
    let from = agency.ends.filter(|ends| *ends > today).ok_or(Error::NotEnding)?;
    match to {
        Some(day) => check_end(tx, &agency, from, day, today)?,
        None => check_going_on(tx, &agency, from)?,
    }
    written(store::agency::update(tx, &Agency { ends: to, ..agency })?)?;
    store::agency::move_end(tx, id, from, to)?;
    tx.announce("access", "");
    let data = json!({ "from": from.iso(), "to": to.map(Day::iso) });
    tell(tx, ctx, "organisation.end_rescheduled", subject(id), data)
}

/// An agency can end on another day than was planned.
fn check_end(read: &mut Read<'_>, agency: &Agency, from: Day, to: Day, today: Day) -> Result<(), Error> {
    let last = store::agency::standing_ending(read, agency.id, from)?.unwrap_or(agency.starts);
    not_before("day", to, last.max(today).plus(1))?;
    no_children(read, agency.id, to, &[])?;
    if let Some(parent) = agency.parent {
        existing(read, parent, to.plus(-1))?;
    }
    for succession in store::agency::successions(read, agency.id)? {
        if succession.former == agency.id && succession.day == from {
            existing(read, succession.successor, to)?;
        }
    }
    Ok(())
}

/// An agency that was to end can go on.
fn check_going_on(read: &mut Read<'_>, agency: &Agency, from: Day) -> Result<(), Error> {
    check_code_free(read, agency, from)?;
    match agency.parent {
        Some(parent) => existing(read, parent, from).map(drop),
        None => Ok(()),
    }
}

/// Ends an agency and all in it. Children that end on the same day do not stand in the way.
fn end(tx: &mut Tx<'_>, id: Uuid, day: Day, together: &[Uuid]) -> Result<(), Error> {
    let mut agency = existing(tx, id, day)?;
    if agency.ends.is_some() {
        return Err(Error::Ended);
    }
    let last = store::agency::last_standing(tx, id)?.ok_or(Error::Ended)?;
    not_before("day", day, last.max(agency.starts).plus(1))?;
    no_children(tx, id, day, together)?;
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

/// No agency stands below it on that day, but for those that end with it.
fn no_children(read: &mut Read<'_>, id: Uuid, day: Day, together: &[Uuid]) -> Result<(), Error> {
    let children: Vec<Uuid> = store::agency::children(read, id, day)?
        .into_iter()
        .filter(|child| !together.contains(child))
        .collect();
    if children.is_empty() {
        return Ok(());
    }
    let children = store::agency::agencies(read, &children)?;
    let names = children.into_iter().take(MOST_NAMES).map(|child| child.name).collect();
    Err(Error::HasChildren { names })
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
