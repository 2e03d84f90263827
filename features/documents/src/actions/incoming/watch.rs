//! Urgent arrivals at any hour: whoever is on duty is alerted at once, the next in line when they do not open it in
//! time, and the head when the line ends or nobody is on duty.
//!
//! Each alert is a duty to open it, on clock time: who was alerted when, and who answered, is read from these.

use super::{Case, route};
use crate::Error;
use crate::model::arrival::ArrivalState;
use crate::model::boxes::Box;
use crate::model::roster::{Why, next_in_line};
use crate::store::roster;
use context::{Ctx, Ref, Time, Uuid};
use db::{Read, Tx};
use duties::{Due, Duty, Outcome, Party};
use jobs::Worker;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The duty of whoever is alerted: to open it.
pub(crate) const WATCH: &str = "documents.watch";

/// What the job that looks again carries.
#[derive(Serialize, Deserialize)]
struct Again {
    arrival: Uuid,
}

/// Alerts whoever is on duty when something urgent has arrived. In working hours without a shift the desk is manned,
/// and its own duty runs on clock time.
pub(crate) fn raise(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case) -> Result<(), Error> {
    let today = ctx.now.day();
    let clock = ctx.law.urgency(&case.document.urgency, today).is_some_and(|urgency| urgency.clock);
    if !clock {
        return Ok(());
    }
    let agency = case.acting(tx, ctx)?;
    let shift = roster::shifts(tx, agency, ctx.now, ctx.now.plus(1))?.pop();
    let calendar = ctx.law.calendar();
    let manned = calendar.worked_between(ctx.now, ctx.now.plus(Time::MINUTE)) > 0;
    if shift.is_none() && manned {
        return Ok(());
    }
    next(tx, ctx, case)
}

/// Alerts the next in line of those on duty when it arrived.
fn next(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case) -> Result<(), Error> {
    let agency = case.acting(tx, ctx)?;
    let at = case.arrival.arrived_at;
    let shift = roster::shifts(tx, agency, at, at.plus(1))?.pop();
    let staffed = organisation::positions_of(tx, agency, ctx.now.day())?;
    let held = |id: &Uuid| staffed.iter().any(|it| it.id == *id && it.person.is_some());
    // Whoever no longer holds a position is nobody.
    let line: Vec<Uuid> =
        shift.map(|shift| shift.people).unwrap_or_default().into_iter().filter(held).collect();
    let head = route::leader(&staffed).map(|leader| leader.id);
    let alerted: Vec<Uuid> =
        alerts(tx, case.arrival.id)?.iter().filter_map(|duty| duty.owner.position).collect();
    let Some((position, why)) = next_in_line(&line, head, &alerted) else {
        return case.tell(tx, ctx, "documents.nobody_answered", json!({ "alerted": alerted }), None);
    };
    let unit = staffed.iter().find(|it| it.id == position).and_then(|it| it.unit);
    let due =
        ctx.law.deadline(WATCH, ctx.now.day()).map_or(Due::Standing, |rule| Due::Within(rule.allowance));
    let new = duties::Open {
        subject: case.subject(),
        about: None,
        kind: WATCH,
        owner: Party { agency, unit, position: Some(position) },
        creditor: Some(Party::agency(agency)),
        start: ctx.now,
        due,
    };
    let opened = duties::open_many(tx, ctx, vec![new])?;
    route::lay(tx, case, position, Box::Inform)?;
    for duty in &opened {
        duties::alert(tx, ctx, duty.id)?;
        if let Some(due) = duty.due {
            let payload = json!(Again { arrival: case.arrival.id });
            let key = Some(format!("{}/{}", case.arrival.id, alerted.len()));
            jobs::enqueue(tx, ctx, jobs::New { kind: WATCH, key, payload, not_before: due })?;
        }
    }
    let action = match why {
        Why::OnDuty => "documents.alerted",
        Why::NobodyOnDuty => "documents.roster_empty",
        Why::NobodyAnswered => "documents.alert_passed_on",
    };
    case.tell(tx, ctx, action, json!({ "position": position }), None)
}

/// Looks again when the time of an alert is over: while nobody has opened it and the desk has not taken it in, the next
/// in line is alerted.
///
/// # Errors
/// Those of the database.
pub fn watch_on(tx: &mut Tx<'_>, ctx: &Ctx, arrival: Uuid) -> Result<(), Error> {
    let case = Case::lock(tx, arrival)?;
    let all = alerts(tx, arrival)?;
    let running = |duty: &Duty| duty.outcome.is_none();
    // Also when the last one has time yet: the job of an earlier alert ran twice.
    let waits = all.iter().any(|duty| running(duty) && duty.due.is_some_and(|due| ctx.now < due));
    let open = matches!(case.arrival.state(), ArrivalState::Arrived | ArrivalState::Accepted);
    if !open || waits || !all.iter().any(running) {
        return Ok(());
    }
    next(tx, ctx, &case)
}

/// Whoever was alerted has opened it: nobody else needs to.
pub(crate) fn answered(tx: &mut Tx<'_>, ctx: &Ctx, arrival: Uuid) -> Result<(), Error> {
    let all = alerts(tx, arrival)?;
    let running: Vec<&Duty> = all.iter().filter(|duty| duty.outcome.is_none()).collect();
    let mine = |duty: &&&Duty| duty.owner.position.is_some() && duty.owner.position == ctx.actor.position;
    if !running.iter().any(|duty| mine(&duty)) {
        return Ok(());
    }
    for duty in &running {
        let outcome = if mine(&duty) { Outcome::Done } else { Outcome::Withdrawn };
        duties::close(tx, ctx, duty.id, outcome)?;
    }
    let case = Case::lock(tx, arrival)?;
    case.tell(tx, ctx, "documents.alert_answered", json!({}), None)
}

/// The alerts of an arrival, the first first.
///
/// # Errors
/// Those of the database.
pub fn alerts(read: &mut Read<'_>, arrival: Uuid) -> Result<Vec<Duty>, Error> {
    let all = duties::all_of(read, &Ref::new(crate::ARRIVAL, arrival))?;
    Ok(all.into_iter().filter(|duty| duty.kind == WATCH).collect())
}

/// The worker that looks again.
pub fn worker() -> Worker {
    Worker::new(WATCH, |db, ctx, payload| {
        let again: Again = serde_json::from_value(payload.clone()).map_err(|error| {
            jobs::Failure::lasting(format!("the payload {payload} is not understood: {error}"))
        })?;
        let ctx = ctx.as_system();
        db.write(&ctx, |tx| watch_on(tx, &ctx, again.arrival))?;
        Ok(())
    })
}
