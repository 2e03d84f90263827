//! Absences, assistants, delegations: entered and ended.

use super::{require, tell, written};
use crate::model::absence::{LONGEST_ABSENCE, Lost, reach, turning_days};
use crate::model::{
    Absence, AbsenceInput, Assistant, DelegationInput, Position, StandIn, ValueFault, not_before,
};
use crate::reach::{Place, reaches};
use crate::store::absence as rows;
use crate::{Error, MANAGE, store};
use context::{Ctx, Day, Ref, Uuid, Work};
use db::{Read, Tx};
use serde_json::json;

/// Enters that whoever holds a position is absent (báo vắng), and who stands in: by themselves, their assistant, or
/// whoever manages the agency. It begins and ends by itself.
///
/// # Errors
/// [`Error::Field`]: a day that is past or too far, another absence on these days, a substitute who is the same
/// person, of another agency, without a holder, absent without leaving this work to anybody, or for whom the absent
/// one stands in already; and work of others that would reach nobody.
pub fn leave(tx: &mut Tx<'_>, ctx: &Ctx, input: &AbsenceInput) -> Result<Uuid, Error> {
    let today = ctx.now.day();
    let position = kept(tx, ctx, input.position)?;
    let person = position.person.ok_or(Error::at("position", ValueFault::unknown(&position.title)))?;
    not_before("from", input.from, today)?;
    not_before("until", input.until, input.from)?;
    let longest = i64::from(LONGEST_ABSENCE);
    if input.until.0 - input.from.0 >= LONGEST_ABSENCE {
        return Err(Error::at("until", ValueFault::Number { least: 1, most: longest }));
    }
    // Two who enter each other at once: the second sees the first.
    tx.serialise(&format!("organisation.absence {}", position.agency))?;
    let ends = input.until.plus(1);
    let absences = rows::absences_of(tx, position.agency, today)?;
    let own = absences.iter().find(|it| {
        it.position == position.id && it.person == person && it.starts < ends && input.from < it.ends
    });
    if let Some(own) = own {
        return Err(Error::at("from", ValueFault::Overlaps { from: own.starts, until: own.ends.plus(-1) }));
    }
    for substitute in input.substitutes.values() {
        check_substitute(tx, &position, person, *substitute, input.from)?;
    }
    let new = Absence {
        id: ctx.new_id(),
        position: position.id,
        person,
        agency: position.agency,
        starts: input.from,
        ends,
        version: 1,
    };
    check_reach(tx, &new, input, absences, today)?;
    rows::insert(tx, &new, &input.substitutes)?;
    tx.announce("access", "");
    let substitutes: Vec<_> =
        input.substitutes.iter().map(|(work, position)| json!([work.code(), position])).collect();
    let data = json!({ "absence": new.id, "from": new.starts.iso(), "until": input.until.iso(),
                       "substitutes": substitutes });
    tell(tx, ctx, "organisation.absence_entered", Ref::new("position", position.id), data)?;
    Ok(new.id)
}

fn check_substitute(
    read: &mut Read<'_>,
    absent: &Position,
    person: Uuid,
    substitute: Uuid,
    day: Day,
) -> Result<(), Error> {
    let unknown = || Error::at("substitute", ValueFault::unknown(&substitute.to_string()));
    let known = store::position::position(read, substitute, day)?.ok_or_else(unknown)?;
    if known.agency != absent.agency {
        return Err(Error::at("substitute", ValueFault::Elsewhere));
    }
    let ended = known.ends.is_some_and(|ends| ends <= day);
    match known.person {
        Some(other) if other == person => Err(Error::at("substitute", ValueFault::Oneself)),
        Some(_) if !ended => Ok(()),
        _ => Err(Error::at("substitute", ValueFault::unknown(&known.title))),
    }
}

/// Whether, with a new absence, all work of the agency that was left to somebody still reaches somebody.
fn check_reach(
    read: &mut Read<'_>,
    new: &Absence,
    input: &AbsenceInput,
    mut absences: Vec<Absence>,
    today: Day,
) -> Result<(), Error> {
    let mut stand_ins = rows::stand_ins_of(read, new.agency, today)?;
    stand_ins.extend(input.substitutes.iter().map(|(work, substitute)| StandIn {
        absence: new.id,
        position: new.position,
        starts: new.starts,
        ends: new.ends,
        work: work.code().to_owned(),
        substitute: *substitute,
    }));
    absences.push(new.clone());
    for day in turning_days(new.starts, new.ends, &absences) {
        let given = stand_ins.iter().filter(|it| it.starts <= day && day < it.ends);
        for one in given {
            let Some(work) = Work::of(&one.work) else { continue };
            let fault = match reach(one.position, work, day, &stand_ins, &absences) {
                Ok(_) => continue,
                Err(Lost::Round) => ValueFault::Round,
                // The new absence leaves to nobody what others have left to its holder.
                Err(Lost::Nobody { position, .. }) if position == new.position => {
                    let names = store::position::position(read, one.position, day)?;
                    let name = names.and_then(|it| it.person_name).unwrap_or_default();
                    ValueFault::StandsIn { name, work }
                }
                Err(Lost::Nobody { until, .. }) if one.position == new.position => ValueFault::Away { until },
                // Entered before as it is; not for this act to mend.
                Err(Lost::Nobody { .. }) => continue,
            };
            return Err(Error::at("substitute", fault));
        }
    }
    Ok(())
}

/// Ends an absence early: its holder is back today. One that has not begun does not take place.
///
/// # Errors
/// [`Error::Ended`] when it is over; [`Error::Stale`].
pub fn come_back(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: i64) -> Result<(), Error> {
    let known = rows::absence(tx, id)?.ok_or(Error::NotFound)?;
    kept(tx, ctx, known.position)?;
    let today = ctx.now.day();
    if known.ends <= today || known.ends <= known.starts {
        return Err(Error::Ended);
    }
    written(rows::end(tx, id, version, today.max(known.starts))?)?;
    tx.announce("access", "");
    let data = json!({ "absence": id, "day": today.iso() });
    tell(tx, ctx, "organisation.absence_ended", Ref::new("position", known.position), data)
}

/// Gives a position an assistant (thư ký, trợ lý): they see its boxes and prepare directions, and never decide.
///
/// # Errors
/// [`Error::Field`] for an assistant of another agency, without a holder, or who assists already.
pub fn name_assistant(tx: &mut Tx<'_>, ctx: &Ctx, position: Uuid, assistant: Uuid) -> Result<Uuid, Error> {
    let today = ctx.now.day();
    let leader = deciding(tx, ctx, position)?;
    let person = leader.person.ok_or(Error::Ended)?;
    check_substitute(tx, &leader, person, assistant, today).map_err(|error| moved(error, "assistant"))?;
    tx.serialise(&format!("organisation.assistant {position}"))?;
    if rows::assists(tx, assistant, position, today)? {
        return Err(Error::at("assistant", ValueFault::taken(&leader.title)));
    }
    let new = Assistant { id: ctx.new_id(), position, assistant, starts: today, ends: None, version: 1 };
    rows::insert_assistant(tx, &new)?;
    tx.announce("access", "");
    let data = json!({ "assistant": assistant });
    tell(tx, ctx, "organisation.assistant_named", Ref::new("position", position), data)?;
    Ok(new.id)
}

/// From today on somebody is no longer an assistant.
///
/// # Errors
/// [`Error::Stale`], also when they no longer are.
pub fn end_assistant(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: i64) -> Result<(), Error> {
    let known = rows::assistant(tx, id)?.ok_or(Error::NotFound)?;
    deciding(tx, ctx, known.position)?;
    written(rows::end_assistant(tx, id, version, ctx.now.day())?)?;
    tx.announce("access", "");
    let data = json!({ "assistant": known.assistant });
    tell(tx, ctx, "organisation.assistant_ended", Ref::new("position", known.position), data)
}

/// Enters a written delegation of powers (ủy quyền): whoever it names may sign for a position.
///
/// # Errors
/// [`Error::Field`] for a value at fault; the form is under delegation or for the head.
pub fn delegate(tx: &mut Tx<'_>, ctx: &Ctx, input: &DelegationInput) -> Result<Uuid, Error> {
    let position = deciding(tx, ctx, input.position)?;
    let person = position.person.ok_or(Error::Ended)?;
    let input = input.checked()?;
    let forms = ["tuq", "kt"];
    if !forms.contains(&input.form.as_str()) {
        return Err(Error::at("form", ValueFault::not_listed(&input.form, forms)));
    }
    not_before("from", input.from, ctx.now.day())?;
    not_before("until", input.until, input.from)?;
    check_substitute(tx, &position, person, input.delegate, input.from)
        .map_err(|error| moved(error, "delegate"))?;
    let id = ctx.new_id();
    rows::insert_delegation(tx, id, &input)?;
    let data = json!({ "delegation": id, "delegate": input.delegate, "form": input.form,
                       "from": input.from.iso(), "until": input.until.iso() });
    tell(tx, ctx, "organisation.powers_delegated", Ref::new("position", position.id), data)?;
    Ok(id)
}

/// Withdraws a delegation from today on.
///
/// # Errors
/// [`Error::Ended`] when it is over; [`Error::Stale`].
pub fn end_delegation(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: i64) -> Result<(), Error> {
    let known = rows::delegation(tx, id)?.ok_or(Error::NotFound)?;
    deciding(tx, ctx, known.position)?;
    let today = ctx.now.day();
    if known.ends <= today || known.ends <= known.starts {
        return Err(Error::Ended);
    }
    written(rows::end_delegation(tx, id, version, today.max(known.starts))?)?;
    let data = json!({ "delegation": id });
    tell(tx, ctx, "organisation.delegation_ended", Ref::new("position", known.position), data)
}

fn moved(error: Error, to: &'static str) -> Error {
    match error {
        Error::Field { fault, .. } => Error::at(to, fault),
        other => other,
    }
}

/// Whether the actor keeps the absences of a position: its holder, their assistant, or whoever manages the agency.
///
/// # Errors
/// Those of the database.
pub fn keeps_absences(read: &mut Read<'_>, ctx: &Ctx, position: &Position) -> Result<bool, Error> {
    let actor = &ctx.actor;
    let holder = actor.position == Some(position.id) && actor.stead.as_ref().is_none_or(|it| it.assists);
    if holder || reaches(read, ctx, MANAGE, &Place::agency(position.agency))? {
        return Ok(true);
    }
    match actor.position.filter(|_| actor.stead.is_none()) {
        Some(own) => Ok(rows::assists(read, own, position.id, ctx.now.day())?),
        None => Ok(false),
    }
}

/// A position whose absences the actor keeps.
fn kept(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Position, Error> {
    let position = store::position::position(read, id, ctx.now.day())?.ok_or(Error::NotFound)?;
    if keeps_absences(read, ctx, &position)? { Ok(position) } else { Err(Error::NotFound) }
}

/// A position for which the actor decides: its holder in person, or whoever manages the agency.
fn deciding(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Position, Error> {
    let position = store::position::position(read, id, ctx.now.day())?.ok_or(Error::NotFound)?;
    if ctx.actor.position != Some(id) || ctx.actor.stead.is_some() {
        require(read, ctx, MANAGE, &Place::agency(position.agency))?;
    }
    Ok(position)
}
