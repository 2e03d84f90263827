//! The actions on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod absences;
mod addresses;
mod agencies;
mod imports;
mod people;

use context::{Actor, Ctx, Day, Grant, Permission, Scope, Time, Uuid};
use db::{Db, Migrations};
use organisation::model::{AgencyInput, PositionInput, UnitInput};
use organisation::{AgencyKind, Error, Rank, ValueFault, actions};

/// What this crate stands on, and its own.
const SETS: &[Migrations] = &[facts::MIGRATIONS, organisation::MIGRATIONS];

fn day(year: i16, month: i8, of_month: i8) -> Day {
    Day::new(year, month, of_month).unwrap()
}

/// The first day of everything in these tests.
fn began() -> Day {
    day(2021, 6, 1)
}

/// The system acting at nine on a day.
fn on(day: Day) -> Ctx {
    Ctx::new(Actor::system(), Time::local(day, 9, 0), testkit::law())
}

/// Somebody of an agency who holds one permission.
fn somebody(agency: Uuid, permission: Permission, scope: Scope) -> Ctx {
    let mut actor = Actor::nobody();
    actor.agency = Some(agency);
    actor.person = Some(Uuid::from_u128(7));
    actor.grants.push(Grant { permission: permission.to_owned(), scope });
    testkit::at(actor, 9, 0)
}

fn input(code: &str, name: &str, tier: u8, parent: Option<Uuid>) -> AgencyInput {
    AgencyInput {
        code: code.into(),
        symbol: "UBND".into(),
        name: name.into(),
        kind: AgencyKind::PeopleCommittee,
        tier,
        parent,
        gso_code: String::new(),
    }
}

fn found(db: &Db, code: &str, name: &str, tier: u8, parent: Option<Uuid>) -> Uuid {
    let ctx = testkit::system();
    db.write(&ctx, |tx| actions::found_agency(tx, &ctx, &input(code, name, tier, parent), began())).unwrap()
}

/// A city with a department and two districts of two communes each.
struct City {
    city: Uuid,
    department: Uuid,
    districts: [Uuid; 2],
    communes: [Uuid; 4],
}

fn city(db: &Db) -> City {
    let city = found(db, "H26", "Ủy ban nhân dân Thành phố", 1, None);
    let department = found(db, "H26.2", "Sở Nội vụ", 1, Some(city));
    let districts = [("H26.24", "Ủy ban nhân dân quận Đông"), ("H26.25", "Ủy ban nhân dân quận Tây")]
        .map(|(code, name)| found(db, code, name, 2, Some(city)));
    let communes =
        [(0, "H26.24.1", "Một"), (0, "H26.24.2", "Hai"), (1, "H26.25.1", "Ba"), (1, "H26.25.2", "Bốn")].map(
            |(district, code, name)| {
                found(db, code, &format!("Ủy ban nhân dân phường {name}"), 3, Some(districts[district]))
            },
        );
    City { city, department, districts, communes }
}

fn unit(db: &Db, agency: Uuid, name: &str) -> Uuid {
    let ctx = testkit::system();
    let input = UnitInput { agency, parent: None, symbol: String::new(), name: name.into(), ordinal: 1 };
    db.write(&ctx, |tx| actions::open_unit(tx, &ctx, &input, began())).unwrap()
}

fn position(db: &Db, agency: Uuid, unit: Option<Uuid>, title: &str, rank: Rank) -> Uuid {
    let ctx = testkit::system();
    let input = PositionInput { agency, unit, title: title.into(), rank, is_appointed: false, ordinal: 1 };
    db.write(&ctx, |tx| actions::make_position(tx, &ctx, &input, began())).unwrap()
}

fn person(db: &Db, agency: Uuid, name: &str) -> Uuid {
    let ctx = testkit::system();
    let input = organisation::model::PersonInput { name: name.into(), ..Default::default() };
    db.write(&ctx, |tx| actions::register_person(tx, &ctx, agency, &input)).unwrap()
}

/// The field at fault and what is wrong with it.
fn fault<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (&'static str, ValueFault) {
    match outcome {
        Err(Error::Field { field, fault }) => (field, fault),
        other => panic!("no fault of a field: {other:?}"),
    }
}

/// The actions recorded so far, in order.
fn told(db: &Db) -> Vec<String> {
    let ctx = testkit::system();
    facts::sequence(db, &ctx).unwrap();
    db.read(|read| facts::after(read, 0, 10_000)).unwrap().into_iter().map(|fact| fact.action).collect()
}
