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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::pages::places::{merge_into, move_end};
    use context::{Actor, Ref, Time};
    use db::Db;
    use organisation::AgencyKind;
    use organisation::actions::{Split, found_agency, split_agency};
    use organisation::model::AgencyInput;

    const SETS: &[db::Migrations] = &[
        facts::MIGRATIONS,
        jobs::MIGRATIONS,
        organisation::MIGRATIONS,
        access::MIGRATIONS,
        files::MIGRATIONS,
        search::MIGRATIONS,
        notify::MIGRATIONS,
        duties::MIGRATIONS,
        measures::MIGRATIONS,
        documents::MIGRATIONS,
    ];

    fn day(of_month: i8) -> Day {
        Day::new(2023, 9, of_month).unwrap()
    }

    fn on(day: Day) -> Ctx {
        Ctx::new(Actor::system(), Time::local(day, 1, 0), testkit::law())
    }

    fn found(db: &Db, code: &str) -> Uuid {
        let ctx = on(day(1));
        let input = AgencyInput {
            code: code.into(),
            symbol: "SNV".into(),
            name: format!("Cơ quan {code}"),
            kind: AgencyKind::Department,
            tier: 1,
            parent: None,
            gso_code: String::new(),
        };
        db.write(&ctx, |tx| found_agency(tx, &ctx, &input, Day::new(2021, 6, 1).unwrap())).unwrap()
    }

    /// A duty that an agency owes.
    fn owes(db: &Db, agency: Uuid) -> Uuid {
        let ctx = on(day(1));
        let open = duties::Open {
            subject: Ref::new("document", ctx.new_id()),
            about: None,
            kind: "documents.reply",
            owner: Party::agency(agency),
            creditor: None,
            start: ctx.now,
            due: duties::Due::Standing,
        };
        db.write(&ctx, |tx| duties::open(tx, &ctx, open.clone())).unwrap()
    }

    fn owner(db: &Db, duty: Uuid) -> Uuid {
        db.read(|read| duties::duty(read, duty)).unwrap().owner.agency
    }

    /// Does whatever is due at one in the night of a day.
    fn night_of(db: &Db, day: Day) {
        let mut workers = duties::workers();
        workers.extend([worker(), documents::actions::inherit::worker()]);
        let runner = jobs::Runner::new(db.clone(), move || on(day), workers, 1);
        while runner.run_once().unwrap() {}
        let ctx = on(day);
        db.write(&ctx, |tx| organisation::actions::refresh_agencies(tx, &ctx)).unwrap();
    }

    #[test]
    fn a_merger_to_come_waits_for_its_day_wherever_that_is_moved() {
        testkit::both(SETS, |db| {
            let (former, into) = (found(db, "H26.2"), found(db, "H26.3"));
            let duty = owes(db, former);
            let ctx = on(day(1));
            db.write(&ctx, |tx| merge_into(tx, &ctx, former, into, day(10))).unwrap();
            night_of(db, day(1));
            night_of(db, day(9));
            assert_eq!(owner(db, duty), former);
            // Later: the first day then changes nothing.
            let ctx = on(day(9));
            db.write(&ctx, |tx| move_end(tx, &ctx, former, Some(day(20)))).unwrap();
            night_of(db, day(10));
            assert_eq!(owner(db, duty), former);
            // Earlier again: it does not wait for the twentieth.
            let ctx = on(day(10));
            db.write(&ctx, |tx| move_end(tx, &ctx, former, Some(day(15)))).unwrap();
            night_of(db, day(14));
            assert_eq!(owner(db, duty), former);
            night_of(db, day(15));
            assert_eq!(owner(db, duty), into);
            assert_eq!(db.read(|read| organisation::heirs(read, former, day(15))).unwrap(), [into]);
        });
    }

    #[test]
    fn a_merger_that_is_called_off_hands_nothing_over() {
        testkit::both(SETS, |db| {
            let (former, into) = (found(db, "H26.2"), found(db, "H26.3"));
            let duty = owes(db, former);
            let ctx = on(day(1));
            db.write(&ctx, |tx| merge_into(tx, &ctx, former, into, day(10))).unwrap();
            db.write(&ctx, |tx| move_end(tx, &ctx, former, None)).unwrap();
            night_of(db, day(10));
            assert_eq!(owner(db, duty), former);
            assert!(db.read(|read| organisation::agency(read, former)).unwrap().unwrap().ends.is_none());
        });
    }

    #[test]
    fn the_first_part_of_an_agency_that_is_split_takes_over_what_it_owes() {
        testkit::both(SETS, |db| {
            let (former, first, second) = (found(db, "H26.2"), found(db, "H26.3"), found(db, "H26.4"));
            let duty = owes(db, former);
            let ctx = on(day(1));
            let split = Split { from: former, into: vec![second, first], readers: vec![first], day: day(10) };
            db.write(&ctx, |tx| -> Result<(), organisation::Error> {
                split_agency(tx, &ctx, &split)?;
                Ok(later(tx, &ctx, Desk::Agency(former), None, day(10))?)
            })
            .unwrap();
            night_of(db, day(9));
            assert_eq!(owner(db, duty), former);
            night_of(db, day(10));
            assert_eq!(owner(db, duty), second);
        });
    }
}
