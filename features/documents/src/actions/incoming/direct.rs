//! Directions: proposed, given, passed down, returned, taken back.

mod tree;

pub(super) use tree::{end_all, end_below};

use super::{Case, route};
use crate::Error;
use crate::model::arrival::{ArrivalMove, ArrivalState};
use crate::model::boxes::Box;
use crate::model::direction::{AssignmentMove, AssignmentState, Role, Target, Wording};
use crate::model::input;
use crate::store::arrival;
use crate::store::desk::{self, Placing};
use crate::store::direction::{self, Assignment, Direction};
use calendar::{Allowance, Day, Time, Unit};
use context::{Ctx, Uuid};
use db::{Read, Tx};
use duties::{Due, Outcome, Party};
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tree::Tree;

/// The duty of whoever leads.
pub(crate) const HANDLE: &str = "documents.handle";
/// The duty of whoever supports.
pub(crate) const SUPPORT: &str = "documents.support";

/// A direction as it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DirectInput {
    /// Who is to do what, by when, in which words.
    pub wording: Wording,
    /// Entered for someone who spoke or wrote it (“ghi theo chỉ đạo của …”); empty otherwise.
    #[serde(default)]
    pub behalf: String,
    /// The version of the arrival that the page showed.
    pub version: Option<i64>,
}

/// Proposes a direction to a leader, who confirms it with one touch.
///
/// # Errors
/// [`Error::Input`] names what is wrong with it.
pub fn propose(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, giver: Uuid, wording: &Wording) -> Result<Uuid, Error> {
    // An assistant prepares for whom they assist, and for nobody else.
    let mut case = match ctx.actor.assists() {
        Some(leader) => Case::assisting(tx, ctx, id).and_then(|case| match leader == giver {
            true => Ok(case),
            false => Err(Error::Unknown { field: "giver" }),
        })?,
        None => Case::open(tx, ctx, id, crate::PROPOSE)?,
    };
    if !matches!(case.arrival.state(), ArrivalState::Accepted) {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    let parties = check(tx, ctx, &case, wording, case.arrival.due_day)?;
    let tree = Tree::of(tx, id)?;
    for earlier in tree.directions.iter().filter(|known| known.state == "proposed") {
        tree.end(tx, ctx, earlier, "superseded")?;
    }
    let proposed = prepare(tx, ctx, &case, giver, wording, &parties, None)?;
    touch(tx, ctx, &mut case)?;
    case.tell(
        tx,
        ctx,
        "documents.direction_proposed",
        json!({ "direction": proposed }),
        note(wording.words.trim()),
    )?;
    Ok(proposed)
}

/// Lays a proposal before a leader.
pub(super) fn prepare(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    giver: Uuid,
    wording: &Wording,
    parties: &Parties,
    rule: Option<Uuid>,
) -> Result<Uuid, Error> {
    let new = Direction {
        id: ctx.new_id(),
        arrival: case.arrival.id,
        parent: None,
        state: "proposed".to_owned(),
        giver: Some(giver),
        proposer: ctx.actor.position,
        behalf: String::new(),
        words: wording.words.trim().to_owned(),
        due_day: wording.due,
        at: ctx.now,
        given_at: None,
        person: ctx.actor.person,
        confirmed_at: None,
        rule,
    };
    direction::insert_direction(tx, &new)?;
    let named = parties
        .iter()
        .map(|(role, target, _)| assignment(ctx, &new, *role, *target, AssignmentState::Proposed));
    direction::insert_assignments(tx, &named.collect::<Vec<_>>())?;
    route::to_leader(tx, ctx, case, giver)?;
    Ok(new.id)
}

/// Confirms a proposal as it stands.
///
/// # Errors
/// [`Error::NotNow`] when it was confirmed or replaced already.
pub fn confirm_proposal(tx: &mut Tx<'_>, ctx: &Ctx, proposal: Uuid) -> Result<(), Error> {
    let known = direction::direction(tx, proposal)?.ok_or(Error::NotFound)?;
    let mut case = Case::open(tx, ctx, known.arrival, crate::DIRECT)?;
    // Read again under the lock: another may have confirmed it meanwhile.
    let known = direction::direction(tx, proposal)?.ok_or(Error::NotFound)?;
    if known.state != "proposed" {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    let tree = Tree::of(tx, known.arrival)?;
    let named: Vec<(Role, Target)> = tree
        .named
        .iter()
        .filter(|named| named.direction == proposal)
        .filter_map(|named| Some((named.role(), named.target()?)))
        .collect();
    let of = |role: Role| named.iter().filter(move |(r, _)| *r == role).map(|(_, target)| *target);
    let wording = Wording {
        lead: of(Role::Lead).next(),
        support: of(Role::Support).collect(),
        inform: of(Role::Inform).collect(),
        due: known.due_day,
        words: known.words.clone(),
    };
    tree.end(tx, ctx, &known, "superseded")?;
    let parties = parties(tx, ctx, case.arrival.agency, &wording)?;
    let by = By { proposer: known.proposer, rule: known.rule, ..By::actor(ctx) };
    give(tx, ctx, &mut case, None, &wording, &parties, by)
}

/// Gives a direction, in place of whatever was directed before.
///
/// # Errors
/// [`Error::Input`] names what is wrong with it; [`Error::Stale`] when somebody directed meanwhile.
pub fn direct(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &DirectInput) -> Result<(), Error> {
    let mut case = Case::open(tx, ctx, id, crate::DIRECT)?;
    if input.version.is_some_and(|version| version != case.arrival.version) {
        return Err(Error::Stale);
    }
    let parties = check(tx, ctx, &case, &input.wording, case.arrival.due_day)?;
    end_all(tx, ctx, id)?;
    let by = By { behalf: input.behalf.trim().to_owned(), ..By::actor(ctx) };
    give(tx, ctx, &mut case, None, &input.wording, &parties, by)
}

/// Passes an assignment down: to officers, or to units below.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's; [`Error::Input`] when its deadline is later than their own.
pub fn pass_down(tx: &mut Tx<'_>, ctx: &Ctx, from: Uuid, wording: &Wording) -> Result<(), Error> {
    let (mut case, mut held) = hold(tx, ctx, from)?;
    let given = direction::direction(tx, held.direction)?.ok_or(Error::NotFound)?;
    let parties = check(tx, ctx, &case, wording, given.due_day.or(case.arrival.due_day))?;
    advance(&mut held, AssignmentMove::PassDown)?;
    direction::update_assignment(tx, &held)?;
    end_below(tx, ctx, &held)?;
    give(tx, ctx, &mut case, Some(&held), wording, &parties, By::actor(ctx))
}

/// Sends a wrong direction back to whoever gave it, with the reason. Its holder answers for it until somebody
/// else is directed; the clock runs on.
///
/// # Errors
/// [`Error::Input`] without a reason.
pub fn return_direction(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let (case, mut held) = hold(tx, ctx, id)?;
    let given = direction::direction(tx, held.direction)?.ok_or(Error::NotFound)?;
    advance(&mut held, AssignmentMove::Return)?;
    held.result = reason.to_owned();
    direction::update_assignment(tx, &held)?;
    match given.parent {
        // Passed down by somebody: it is back on their desk.
        Some(parent) => {
            if let Some(mut above) = direction::assignment(tx, parent)?
                && let Some(holder) = above.target().map(Target::holder)
            {
                above.state = AssignmentState::InProgress.code().to_owned();
                direction::update_assignment(tx, &above)?;
                route::lay(tx, &case, holder, role_box(above.role()))?;
            }
        }
        None => {
            route::back_to_giver(tx, ctx, &case, given.giver)?;
        }
    }
    case.tell(
        tx,
        ctx,
        "documents.direction_returned",
        json!({ "assignment": held.id, "direction": given.id }),
        Some(reason.to_owned()),
    )
}

/// Takes a direction back while nobody named in it has begun.
///
/// # Errors
/// [`Error::NotNow`] when somebody has.
pub fn take_back_direction(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let known = direction::direction(tx, id)?.ok_or(Error::NotFound)?;
    let mut case = Case::lock(tx, known.arrival)?;
    let known = direction::direction(tx, id)?.ok_or(Error::NotFound)?;
    if known.giver.is_none() || known.giver != ctx.actor.position {
        return Err(Error::NotFound);
    }
    let tree = Tree::of(tx, known.arrival)?;
    let untouched = tree
        .named
        .iter()
        .filter(|named| named.direction == id)
        .all(|named| named.state() == AssignmentState::Open);
    if known.state != "given" || !untouched {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    tree.end(tx, ctx, &known, "withdrawn")?;
    if known.parent.is_none() {
        case.step(tx, ctx, ArrivalMove::Unassign, "")?;
        arrival::set_due(tx, case.arrival.id, None)?;
        let giver = ctx.actor.position.ok_or(Error::NotFound)?;
        route::to_leader(tx, ctx, &case, giver)?;
    }
    case.tell(tx, ctx, "documents.direction_taken_back", json!({ "direction": id }), None)
}

/// An assignment that the actor holds, with its case locked.
pub(super) fn hold(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(Case, Assignment), Error> {
    let known = direction::assignment(tx, id)?.ok_or(Error::NotFound)?;
    let case = Case::lock(tx, known.arrival)?;
    let held = direction::assignment(tx, id)?.ok_or(Error::NotFound)?;
    let agency = case.arrival.agency;
    let place = match held.target() {
        Some(Target::Position(position)) => Place::position(agency, None, position),
        Some(Target::Unit(unit)) => Place::unit(agency, Some(unit)),
        None => return Err(Error::NotFound),
    };
    if !access::may(tx, ctx, crate::HANDLE, &place)? {
        return Err(Error::NotFound);
    }
    Ok((case, held))
}

/// Moves an assignment on, if that is allowed where it stands.
pub(super) fn advance(held: &mut Assignment, step: AssignmentMove) -> Result<(), Error> {
    let from = held.state();
    let to = from.transition(step).ok_or(Error::NotNow { state: from.code() })?;
    held.state = to.code().to_owned();
    Ok(())
}

/// The box in which somebody with a role finds it.
pub(super) fn role_box(role: Role) -> Box {
    match role {
        Role::Lead => Box::Handle,
        Role::Support => Box::Support,
        Role::Inform => Box::Inform,
    }
}

/// By whom a direction is given, and how it came about.
#[derive(Default)]
pub(super) struct By {
    /// The position that gives it and answers for it.
    pub(super) giver: Option<Uuid>,
    /// The position that prepared it.
    pub(super) proposer: Option<Uuid>,
    /// On whose word it was entered.
    pub(super) behalf: String,
    /// The rule of the desk that gives it.
    pub(super) rule: Option<Uuid>,
}

impl By {
    /// By the actor, in the position that they act in.
    fn actor(ctx: &Ctx) -> By {
        By { giver: ctx.actor.position, ..By::default() }
    }
}

/// Writes a direction down and lays the arrival on the desks of those named.
pub(super) fn give(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &mut Case,
    parent: Option<&Assignment>,
    wording: &Wording,
    parties: &Parties,
    by: By,
) -> Result<(), Error> {
    let new = Direction {
        id: ctx.new_id(),
        arrival: case.arrival.id,
        parent: parent.map(|parent| parent.id),
        state: "given".to_owned(),
        giver: by.giver,
        proposer: by.proposer,
        behalf: by.behalf,
        words: wording.words.trim().to_owned(),
        due_day: wording.due,
        at: ctx.now,
        given_at: Some(ctx.now),
        person: ctx.actor.person,
        confirmed_at: None,
        rule: by.rule,
    };
    direction::insert_direction(tx, &new)?;
    let mut placings = name(tx, ctx, case, &new, parties)?;
    desk::take(tx, case.arrival.id, &[Box::Propose, Box::Direct])?;
    match parent {
        Some(parent) => {
            if let Some(holder) = parent.target().map(Target::holder) {
                desk::take_from(tx, case.arrival.id, role_box(parent.role()), holder)?;
                placings.push(route::placing(case, holder, Box::Tracking));
            }
            case.step(tx, ctx, ArrivalMove::Begin, "")?;
        }
        None => {
            let waits = [route::PRESENT, route::DIRECT];
            duties::close_of(tx, ctx, &case.subject(), &waits, Outcome::Done)?;
            if wording.lead.is_some() {
                case.step(tx, ctx, ArrivalMove::Assign, "")?;
            } else {
                // For information alone: there is nothing left to wait for.
                case.step(tx, ctx, ArrivalMove::Finish, "")?;
                duties::close_of(tx, ctx, &case.subject(), &[crate::REPLY_DUTY], Outcome::Done)?;
            }
            placings.extend(new.giver.map(|giver| route::placing(case, giver, Box::Tracking)));
        }
    }
    desk::put_all(tx, &placings)?;
    let action = if parent.is_some() { "documents.passed_down" } else { "documents.directed" };
    case.tell(tx, ctx, action, json!({ "direction": new.id }), note(&new.words))
}

/// Names units and positions in a direction: their rows and duties, and the desks on which it is to lie.
fn name(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &mut Case,
    given: &Direction,
    parties: &Parties,
) -> Result<Vec<Placing<'static>>, Error> {
    let agency = case.acting(tx, ctx)?;
    let (mut rows, mut owed, mut placings) = (Vec::new(), Vec::new(), Vec::new());
    for (role, target, party) in parties {
        let kind = match role {
            Role::Lead => Some(HANDLE),
            Role::Support => Some(SUPPORT),
            Role::Inform => None,
        };
        let due = kind.map(|kind| given.due_day.map_or_else(|| case.allowed(ctx, kind), Due::EndOf));
        rows.push(assignment(ctx, given, *role, *target, AssignmentState::Open));
        placings.push(route::placing(case, target.holder(), role_box(*role)));
        let due_at = due.as_ref().and_then(|due| instant(ctx, due));
        if let Some((kind, due)) = kind.zip(due) {
            let by = match given.giver {
                Some(giver) if Some(giver) != ctx.actor.position => {
                    Party { agency, unit: None, position: Some(giver) }
                }
                _ => Party { agency, unit: ctx.actor.unit, position: ctx.actor.position },
            };
            owed.push(duties::Open {
                subject: case.subject(),
                about: None,
                kind,
                owner: *party,
                creditor: Some(by),
                start: ctx.now,
                due,
            });
        }
        if *role == Role::Lead && given.parent.is_none() {
            case.arrival.due_at = due_at;
            arrival::set_due(tx, case.arrival.id, due_at)?;
            crate::measures::directed(tx, ctx, &case.arrival, party.unit, due_at)?;
        }
    }
    let opened = duties::open_many(tx, ctx, owed)?;
    let owing = rows.iter_mut().filter(|row| row.role() != Role::Inform);
    for (row, duty) in owing.zip(&opened) {
        row.duty = Some(duty.id);
    }
    direction::insert_assignments(tx, &rows)?;
    Ok(placings)
}

fn assignment(
    ctx: &Ctx,
    given: &Direction,
    role: Role,
    target: Target,
    state: AssignmentState,
) -> Assignment {
    Assignment {
        id: ctx.new_id(),
        direction: given.id,
        arrival: given.arrival,
        role: role.code().to_owned(),
        unit: target.unit(),
        position: target.position(),
        state: state.code().to_owned(),
        percent: 0,
        result: String::new(),
        reply: None,
        duty: None,
        opened_at: ctx.now,
        closed_at: None,
    }
}

/// Whom a wording names, in its order, and who owes.
pub(super) type Parties = Vec<(Role, Target, Party)>;

/// Checks the wording, and that everybody named is of this agency and in office today.
pub(super) fn check(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    wording: &Wording,
    limit: Option<Day>,
) -> Result<Parties, Error> {
    let faults = wording.faults(ctx.now.day(), limit);
    if !faults.is_empty() {
        return Err(Error::Direction(faults));
    }
    parties(tx, ctx, case.arrival.agency, wording)
}

/// Who owes, of the units and positions of the agency that a wording names; after its end, of its successor.
pub(super) fn parties(
    tx: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    wording: &Wording,
) -> Result<Parties, Error> {
    let today = ctx.now.day();
    let agency = organisation::acting(tx, agency, today)?;
    let named: Vec<(Role, Target)> = wording.named().collect();
    let ids = |of: fn(Target) -> Option<Uuid>| -> Vec<Uuid> {
        named.iter().filter_map(|(_, target)| of(*target)).collect()
    };
    let units = match ids(Target::unit) {
        ids if ids.is_empty() => Vec::new(),
        ids => organisation::units(tx, &ids)?,
    };
    let positions = match ids(Target::position) {
        ids if ids.is_empty() => Vec::new(),
        ids => organisation::positions(tx, &ids, today)?,
    };
    let party = |target: Target| match target {
        Target::Unit(id) => units
            .iter()
            .find(|unit| unit.id == id && unit.agency == agency)
            .filter(|unit| unit.starts <= today && unit.ends.is_none_or(|ends| today < ends))
            .map(|unit| Party::unit(agency, unit.id)),
        Target::Position(id) => positions
            .iter()
            .find(|position| position.id == id && position.agency == agency)
            .filter(|position| position.ends.is_none_or(|ends| today < ends))
            .map(|position| Party { agency, unit: position.unit, position: Some(id) }),
    };
    let known = |(role, target)| Some((role, target, party(target)?));
    named.into_iter().map(known).collect::<Option<Parties>>().ok_or(Error::Unknown { field: "target" })
}

/// The instant of a deadline, for lists; the duty counts it for itself.
fn instant(ctx: &Ctx, due: &Due) -> Option<Time> {
    let calendar = ctx.law.calendar();
    match due {
        Due::EndOf(day) => Some(calendar.close_of(*day)),
        Due::Within(allowance) => Some(calendar::due(ctx.now, *allowance, calendar, &[])),
        Due::At(at) => Some(*at),
        Due::Standing => None,
    }
}

/// The deadline that a page offers for a lead: the document's own, else what the rule allows.
pub fn offered_due(ctx: &Ctx, document_due: Option<Day>) -> Day {
    let allowance = ctx
        .law
        .deadline(HANDLE, ctx.now.day())
        .map_or(Allowance { amount: 7, unit: Unit::WorkingDay }, |rule| rule.allowance);
    let by_rule = calendar::due(ctx.now, allowance, ctx.law.calendar(), &[]).day();
    document_due.filter(|day| *day >= ctx.now.day()).unwrap_or(by_rule)
}

fn note(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}

/// Moves the version on, so that a page shown before is told.
fn touch(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case) -> Result<(), Error> {
    let state = case.arrival.state();
    if !arrival::set_state(tx, &case.arrival, state, "", ctx.now)? {
        return Err(Error::Stale);
    }
    case.arrival.version += 1;
    Ok(())
}
