//! Nights: the roster, and who is alerted of what is urgent.

use super::city::{City, city};
use super::incoming::entry;
use super::outgoing::{approve, draft, submit};
use super::{SETS, act, drain, paper};
use calendar::{Day, Time};
use context::{Ctx, Ref, Uuid};
use db::Db;
use documents::Error;
use documents::actions::incoming::{self as inc, EnterInput, Entered, watch};
use documents::actions::opening::{self, Opened};
use documents::actions::outgoing::{self as out, NumberInput};
use documents::model::boxes::Box;
use documents::model::roster::{ShiftFault, ShiftInput};
use documents::store::{self, lists};
use duties::Outcome;
use std::sync::Barrier;
use std::thread;

fn thursday() -> Day {
    Day::new(2023, 8, 17).unwrap()
}

/// From the evening of a day until the next morning.
fn night(day: Day, people: &[Uuid]) -> ShiftInput {
    let (starts, ends) = (Time::local(day, 17, 0), Time::local(day.plus(1), 8, 0));
    ShiftInput { starts, ends, people: people.to_vec() }
}

fn set(db: &Db, ctx: &Ctx, shift: &ShiftInput) -> Result<Uuid, Error> {
    act(db, ctx, |tx| inc::set_shift(tx, ctx, None, shift))
}

fn enter(db: &Db, city: &City, hour: i8, urgency: &str) -> Uuid {
    let clerk = city.district.one("clerk").at(hour);
    let input = EnterInput { urgency: urgency.into(), ..entry() };
    match act(db, &clerk, |tx| inc::enter(tx, &clerk, &input)).unwrap() {
        Entered::Registered { arrival, .. } => arrival,
        other => panic!("{other:?}"),
    }
}

/// Whom of the district the alerts reached, and how each ended.
fn alerts(db: &Db, city: &City, arrival: Uuid) -> Vec<(&'static str, Option<Outcome>)> {
    let people = ["leader", "office", "clerk", "head", "officer", "other_head"];
    let found = db.read(|read| watch::alerts(read, arrival)).unwrap();
    let name =
        |id: Option<Uuid>| *people.iter().find(|who| Some(city.district.one(who).position) == id).unwrap();
    found.iter().map(|duty| (name(duty.owner.position), duty.outcome)).collect()
}

fn look_again(db: &Db, arrival: Uuid, minutes: i64) {
    let ctx = Ctx::new(
        context::Actor::system(),
        Time::local(thursday(), 22, 0).plus(minutes * Time::MINUTE),
        testkit::law(),
    );
    db.write(&ctx, |tx| watch::watch_on(tx, &ctx, arrival)).unwrap();
}

fn told(db: &Db, arrival: Uuid, action: &str) -> usize {
    let told = db.read(|read| facts::of(read, &[Ref::new("arrival", arrival)], 50)).unwrap();
    told.iter().filter(|fact| fact.action == action).count()
}

#[test]
fn at_night_whoever_is_on_duty_is_alerted_then_the_next_then_the_head() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let office = district.one("office").at(9);
        let line = [district.one("officer").position, district.one("head").position];
        set(db, &office, &night(thursday(), &line)).unwrap();
        let id = enter(db, &city, 22, "express");
        assert_eq!(alerts(db, &city, id), [("officer", None)]);
        // It lies on their desk, and they are told whatever they want by mail.
        let officer = district.one("officer").at(22);
        let page = db.read(|read| lists::page(read, &line[..1], Box::Inform, &Default::default(), None, 5));
        assert_eq!(page.unwrap().rows[0].record, id);
        let notices = db.read(|read| notify::notices(read, &officer, None, 5)).unwrap().rows;
        assert_eq!((notices[0].kind.as_str(), notices[0].always), ("duties.now", true));
        // Before the time is over nobody else is; and a job that runs twice alerts one.
        look_again(db, id, 10);
        assert_eq!(alerts(db, &city, id).len(), 1);
        look_again(db, id, 16);
        look_again(db, id, 16);
        assert_eq!(alerts(db, &city, id), [("officer", None), ("head", None)]);
        look_again(db, id, 32);
        assert_eq!(alerts(db, &city, id)[2], ("leader", None));
        assert_eq!(told(db, id, "documents.alert_passed_on"), 1);
        look_again(db, id, 48);
        assert_eq!((alerts(db, &city, id).len(), told(db, id, "documents.nobody_answered")), (3, 1));
        // The second opens it: answered, and nobody else owes it any more.
        let head = district.one("head").at(23);
        db.write(&head, |tx| opening::open(tx, &head, Opened::Arrival(id))).unwrap();
        let ended = [Outcome::Withdrawn, Outcome::Done, Outcome::Withdrawn].map(Some);
        assert_eq!(alerts(db, &city, id).iter().map(|it| it.1).collect::<Vec<_>>(), ended);
        look_again(db, id, 64);
        assert_eq!(alerts(db, &city, id).len(), 3);
        // The hour of arrival is recorded.
        let arrival = db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap();
        assert_eq!(arrival.arrived_at, Time::local(thursday(), 22, 0));
    });
}

#[test]
fn with_nobody_on_duty_the_head_is_alerted_and_it_says_so() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let id = enter(db, &city, 22, "very_urgent");
        assert_eq!(alerts(db, &city, id), [("leader", None)]);
        assert_eq!(told(db, id, "documents.roster_empty"), 1);
        // The same for a shift with nobody in it, or with somebody whose position has ended since.
        let office = district.one("office").at(9);
        set(db, &office, &night(thursday(), &[district.one("officer").position])).unwrap();
        let admin = testkit::system();
        let gone = district.one("officer").position;
        db.write(&admin, |tx| organisation::actions::end_position(tx, &admin, gone, thursday())).unwrap();
        let again = EnterInput { symbol: "5/BNV".into(), urgency: "express".into(), ..entry() };
        let clerk = district.one("clerk").at(22);
        let entered = act(db, &clerk, |tx| inc::enter(tx, &clerk, &again)).unwrap();
        let Entered::Registered { arrival, .. } = entered else { panic!("{entered:?}") };
        assert_eq!(alerts(db, &city, arrival), [("leader", None)]);
    });
}

#[test]
fn what_is_not_urgent_waits_for_the_next_working_morning_and_by_day_the_desk_is_manned() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = enter(db, &city, 22, "normal");
        assert_eq!(alerts(db, &city, id), []);
        let owed = db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap();
        let present = owed.iter().find(|duty| duty.kind == "documents.present").unwrap();
        let law = testkit::law();
        let allowance = law.deadline("documents.present", thursday()).unwrap().allowance;
        let morning = law.calendar().open_of(thursday().plus(1));
        assert_eq!(present.due, Some(calendar::due(morning, allowance, law.calendar(), &[])));
        // Sent by day to a manned desk: nobody is alerted, and the clock of the desk's own duty runs.
        let officer = city.department.one("officer").at(9);
        let input = out::DraftInput { urgency: "express".into(), ..draft(&city) };
        let sent = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[paper("khan")])).unwrap();
        submit(db, &city, sent);
        for who in ["head", "office", "leader"] {
            approve(db, &city, sent, who);
        }
        let clerk = city.department.one("clerk").at(10);
        act(db, &clerk, |tx| out::number(tx, &clerk, sent, &NumberInput::default())).unwrap();
        act(db, &clerk, |tx| out::issue(tx, &clerk, sent, &out::IssueInput::default())).unwrap();
        drain(db, clerk.now);
        let there =
            db.read(|read| store::arrival::arrival_at(read, sent, city.district.id)).unwrap().unwrap();
        assert_eq!(alerts(db, &city, there.id), []);
        let owed = db.read(|read| duties::of(read, &[Ref::new("arrival", there.id)])).unwrap();
        let accept = owed.iter().find(|duty| duty.kind == "documents.accept").unwrap();
        assert_eq!(accept.due, Some(clerk.now.plus(Time::HOUR)));
    });
}

#[test]
fn the_roster_is_kept_by_the_desk_and_no_shift_lies_over_another() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let one = district.one("officer").position;
        let officer = district.one("officer").at(9);
        assert!(matches!(set(db, &officer, &night(thursday(), &[one])), Err(Error::NotFound)));
        let office = district.one("office").at(9);
        let foreign = night(thursday(), &[city.department.one("officer").position]);
        assert!(matches!(set(db, &office, &foreign), Err(Error::Unknown { field: "people" })));
        let past = set(db, &office, &night(thursday().plus(-2), &[one]));
        assert!(matches!(past, Err(Error::Shift("starts", ShiftFault::NotThen))), "{past:?}");
        // Two at once for the same night: one is told.
        let gate = Barrier::new(2);
        let outcomes: Vec<Result<Uuid, Error>> = thread::scope(|scope| {
            let setting: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let office = district.one("office").at(9);
                        gate.wait();
                        set(db, &office, &night(thursday(), &[one]))
                    })
                })
                .collect();
            setting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().any(|it| matches!(it, Err(Error::ShiftOver { .. }))), "{outcomes:?}");
        let first = outcomes.into_iter().find_map(Result::ok).unwrap();
        let second = set(db, &office, &night(thursday().plus(1), &[district.one("head").position])).unwrap();
        act(db, &office, |tx| inc::swap_shifts(tx, &office, first, second)).unwrap();
        let people = |id: Uuid| db.read(|read| store::roster::shift(read, id)).unwrap().unwrap().people;
        assert_eq!((people(first), people(second)), (vec![district.one("head").position], vec![one]));
        // The next week as this one, once; what lies there stays.
        let monday = Day::new(2023, 8, 21).unwrap();
        let copy = || act(db, &office, |tx| inc::copy_week(tx, &office, monday)).unwrap();
        assert_eq!((copy(), copy()), (2, 0));
        let stale = act(db, &office, |tx| inc::remove_shift(tx, &office, second, 1));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        act(db, &office, |tx| inc::remove_shift(tx, &office, second, 2)).unwrap();
        let elsewhere = city.department.one("office").at(9);
        let refused = act(db, &elsewhere, |tx| inc::remove_shift(tx, &elsewhere, first, 2));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        // One that has begun stays in the record.
        let late = district.one("office").at(18);
        let begun = act(db, &late, |tx| inc::remove_shift(tx, &late, first, 2));
        assert!(matches!(begun, Err(Error::Shift("starts", _))), "{begun:?}");
    });
}
