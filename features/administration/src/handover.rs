//! What an agency, a unit or a position that ends leaves behind passes to another: what it owes and is owed, and what
//! lies on its desks. It passes on the day on which it ends and not before, by a job that asks again, when that day
//! has come, whether it still is the day.

use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use documents::actions::inherit::{Inheritance, inherit_later};
use documents::model::boxes::Heritage;
use duties::{Desk, Party};
use edge::Failure;
use jobs::Worker;
use organisation::Succession;
use serde::{Deserialize, Serialize};

/// The job.
pub(crate) const HAND_OVER: &str = "administration.hand_over";

#[derive(Serialize, Deserialize)]
struct HandOver {
    from: Desk,
    /// Who goes on. Those who go on as an agency are read anew when its day has come.
    to: Option<Party>,
    day: Day,
}

/// Lets what a desk has to do and holds pass to another on a day. A desk whose end is moved to another day asks for
/// this again, with that day; the earlier job then finds nothing to do.
///
/// # Errors
/// Those of the database.
pub(crate) fn later(tx: &mut Tx<'_>, ctx: &Ctx, from: Desk, to: Option<Party>, day: Day) -> db::Result<()> {
    let payload = serde_json::json!(HandOver { from, to, day });
    let not_before = day.start().max(ctx.now);
    let key = Some(payload.to_string());
    jobs::enqueue(tx, ctx, jobs::New { kind: HAND_OVER, key, payload, not_before })?;
    Ok(())
}

/// The worker of the job.
pub(crate) fn worker() -> Worker {
    Worker::new(HAND_OVER, |db, ctx, payload| {
        let order: HandOver = serde_json::from_value(payload.clone()).map_err(|error| {
            jobs::Failure::lasting(format!("the payload {payload} is not understood: {error}"))
        })?;
        let done: Result<(), Failure> = db.write(ctx, |tx| hand_over(tx, ctx, &order));
        done.map_err(|failure| {
            let problem = failure.problem(context::Lang::En);
            jobs::Failure::passing(format!("{}: {}", problem.code, problem.title))
        })
    })
}

fn hand_over(tx: &mut Tx<'_>, ctx: &Ctx, order: &HandOver) -> Result<(), Failure> {
    let ends = match order.from {
        Desk::Agency(id) => return succeed(tx, ctx, id, order.day),
        Desk::Unit(id) => organisation::unit(tx, id)?.and_then(|unit| unit.ends),
        Desk::Position(id) => organisation::position(tx, id, order.day)?.and_then(|position| position.ends),
    };
    match order.to {
        Some(to) if ends == Some(order.day) => pass_on(tx, ctx, order.from, to),
        _ => Ok(()),
    }
}

/// What a unit or position had to do, and what lies there, is its successor's.
fn pass_on(tx: &mut Tx<'_>, ctx: &Ctx, from: Desk, to: Party) -> Result<(), Failure> {
    let (desk, heritage) = match from {
        Desk::Position(id) => (id, Heritage::Waiting),
        Desk::Unit(id) | Desk::Agency(id) => (id, Heritage::Everything),
    };
    duties::hand_over_later(tx, ctx, from, to)?;
    Ok(inherit_later(tx, ctx, &Inheritance { from: vec![desk], to: to.desk(), heritage })?)
}

/// Those who go on as an agency since a day take over: the first one its desk if it has ended, every one that was
/// given its records what its desk held.
fn succeed(tx: &mut Tx<'_>, ctx: &Ctx, former: Uuid, day: Day) -> Result<(), Failure> {
    let Some(agency) = organisation::agency(tx, former)? else { return Ok(()) };
    let ended = agency.ends == Some(day);
    let successors = organisation::successions(tx, former)?;
    for succession in successors.iter().filter(|one| one.former == former && one.day == day) {
        let takes_over = ended && succession.ordinal == 0;
        if takes_over {
            duties::hand_over_later(tx, ctx, Desk::Agency(former), Party::agency(succession.successor))?;
        }
        bequeath(tx, ctx, succession, takes_over)?;
    }
    Ok(())
}

fn bequeath(tx: &mut Tx<'_>, ctx: &Ctx, succession: &Succession, takes_over: bool) -> Result<(), Failure> {
    let Succession { former, successor, day, records, .. } = *succession;
    if records {
        let heritage = if takes_over { Heritage::Everything } else { Heritage::Settled };
        inherit_later(tx, ctx, &Inheritance { from: vec![former], to: successor, heritage })?;
    }
    if takes_over {
        // Units and positions end with their agency; what waited there waits at the successor's own desk.
        let eve = day.plus(-1);
        let units = organisation::units_of(tx, former, eve)?.into_iter().map(|unit| unit.id);
        let desks: Vec<Uuid> = units
            .chain(organisation::positions_of(tx, former, eve)?.into_iter().map(|seat| seat.id))
            .collect();
        inherit_later(tx, ctx, &Inheritance { from: desks, to: successor, heritage: Heritage::Waiting })?;
    }
    Ok(())
}
