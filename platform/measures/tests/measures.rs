//! Figures on both engines.
#![allow(clippy::unwrap_used, missing_docs)]

use context::{Actor, Ctx, Day, Ref, Time, Uuid};
use db::{Db, Migrations, params};
use measures::*;
use organisation::AgencyKind;
use organisation::actions::{found_agency, merge_agencies};
use organisation::model::AgencyInput;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

const SETS: &[Migrations] = &[facts::MIGRATIONS, organisation::MIGRATIONS, measures::MIGRATIONS];

const ANSWERED: Measure = Measure {
    code: "sample.answered",
    counted: "sample.answered",
    numerator: &[Part::DoneOnTime],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::Overdue],
};

fn day(month: i8, day: i8) -> Day {
    Day::new(2023, month, day).unwrap()
}

fn noon(month: i8, of_month: i8) -> Time {
    Time::local(day(month, of_month), 12, 0)
}

/// The system acting at an instant.
fn on(now: Time) -> Ctx {
    Ctx::new(Actor::system(), now, testkit::law())
}

fn august() -> Period {
    Period::month(2023, 8).unwrap()
}

fn say(db: &Db, now: Time, it: &Contribution) -> Result<(), Error> {
    let ctx = on(now);
    db.write(&ctx, |tx| contribute(tx, &ctx, it))
}

fn ask(db: &Db, now: Time, place: Where, period: Period, as_of: Time) -> Figure {
    let question = Question { measure: &ANSWERED, place, period, as_of, carried_over: true };
    db.read(|read| figure(read, &on(now), &question)).unwrap()
}

/// A letter that came in that day, to be answered by noon of another.
fn letter(agency: Uuid, from: Day, due: Time) -> Contribution {
    let record = Ref::new("letter", Uuid::new_v4());
    Contribution {
        measure: ANSWERED.code,
        record,
        agency,
        from,
        until: Some(from),
        due: Some(due),
        done: None,
        unit: None,
        minutes: 0,
    }
}

#[test]
fn lateness_comes_without_any_fact_and_a_past_figure_can_be_counted_again() {
    testkit::both(SETS, |db| {
        let agency = Uuid::new_v4();
        let place = Where::Agency(agency);
        let first = letter(agency, day(8, 1), noon(8, 10));
        let second = letter(agency, day(8, 2), noon(8, 10));
        say(db, noon(8, 1), &first).unwrap();
        say(db, noon(8, 2), &second).unwrap();
        say(db, noon(8, 9), &Contribution { done: Some(noon(8, 9)), ..first.clone() }).unwrap();
        let before = ask(db, noon(8, 9), place, august(), noon(8, 9));
        assert_eq!((before.numerator, before.denominator, before.tally.open_in_time), (1, 1, 1));
        let after = ask(db, noon(8, 11), place, august(), noon(8, 11));
        assert_eq!((after.numerator, after.denominator, after.tally.overdue), (1, 2, 1));
        // A correction: it was the other that was answered, and the first does not belong here.
        say(db, noon(8, 12), &Contribution { done: Some(noon(8, 11)), ..second }).unwrap();
        let ctx = on(noon(8, 12));
        db.write(&ctx, |tx| retract(tx, &ctx, &[(ANSWERED.code, first.record.clone(), agency)])).unwrap();
        let now = ask(db, noon(8, 13), place, august(), noon(8, 13));
        assert_eq!(now.tally, Tally { done_late: 1, ..Tally::default() });
        assert_eq!(ask(db, noon(8, 13), place, august(), noon(8, 9)), before);
        assert_eq!(ask(db, noon(8, 13), place, august(), noon(8, 11)), after);
    });
}

#[test]
fn what_goes_on_is_carried_over_into_each_period_that_it_touches() {
    testkit::both(SETS, |db| {
        let agency = Uuid::new_v4();
        let place = Where::Agency(agency);
        let task = Contribution { until: None, ..letter(agency, day(7, 20), noon(9, 30)) };
        say(db, noon(7, 20), &task).unwrap();
        let month = |n| Period::month(2023, n).unwrap();
        let open = |n| ask(db, noon(10, 1), place, month(n), noon(8, 1)).tally.open_in_time;
        assert_eq!([open(6), open(7), open(8), open(9)], [0, 1, 1, 1]);
        let done = Contribution { until: Some(day(8, 5)), done: Some(noon(8, 5)), ..task };
        say(db, noon(8, 6), &done).unwrap();
        let reached = |n| ask(db, noon(10, 1), place, month(n), noon(10, 1)).numerator;
        assert_eq!([reached(6), reached(7), reached(8), reached(9)], [0, 1, 1, 0]);
    });
}

fn found(db: &Db, code: &str, parent: Option<Uuid>) -> Uuid {
    let ctx = on(noon(1, 1));
    let input = AgencyInput {
        code: code.into(),
        symbol: "SM".into(),
        name: format!("Cơ quan {code}"),
        kind: AgencyKind::Department,
        tier: if parent.is_some() { 2 } else { 1 },
        parent,
        gso_code: String::new(),
    };
    db.write(&ctx, |tx| found_agency(tx, &ctx, &input, day(1, 1))).unwrap()
}

#[test]
fn a_subtree_is_added_up_with_the_tree_of_each_day() {
    testkit::both(SETS, |db| {
        let [city, other] = [found(db, "H99", None), found(db, "H98", None)];
        let [left, right, elsewhere] = [("H99.1", city), ("H99.2", city), ("H98.1", other)]
            .map(|(code, parent)| found(db, code, Some(parent)));
        for (agency, from) in [(city, 1), (left, 2), (right, 3), (elsewhere, 4), (left, 20), (elsewhere, 21)]
        {
            say(db, noon(8, from), &letter(agency, day(8, from), noon(9, 10))).unwrap();
        }
        let count =
            |agency| ask(db, noon(9, 1), Where::Subtree(agency), august(), noon(9, 1)).tally.open_in_time;
        assert_eq!([count(city), count(other), count(left)], [4, 2, 2]);
        // One that ends within the month keeps what it received before.
        let ctx = on(noon(8, 15));
        db.write(&ctx, |tx| merge_agencies(tx, &ctx, &[right], left, day(8, 16))).unwrap();
        assert_eq!([count(city), count(other), count(left)], [4, 2, 2]);

        let question = Question {
            measure: &ANSWERED,
            place: Where::Subtree(city),
            period: august(),
            as_of: noon(9, 1),
            carried_over: true,
        };
        let mut days = Vec::new();
        let mut behind = None;
        loop {
            let page = db.read(|read| records(read, &question, &[Part::OpenInTime], behind, 1)).unwrap();
            behind = page.rows.last().map(|it| Cursor::behind(it).to_string().parse().unwrap());
            days.extend(page.rows.iter().map(|it| it.from.of_month()));
            if !page.more {
                break;
            }
        }
        assert_eq!(days, [1, 2, 3, 20]);
        let none = db.read(|read| records(read, &question, &[], None, 9)).unwrap();
        assert!(none.rows.is_empty());
    });
}

#[test]
fn figures_of_many_are_those_of_each_and_what_began_before_is_left_out() {
    testkit::both(SETS, |db| {
        let city = found(db, "H99", None);
        let [left, right] = [("H99.1", city), ("H99.2", city)].map(|(code, up)| found(db, code, Some(up)));
        let below = found(db, "H99.1.1", Some(left));
        let unit = Uuid::new_v4();
        for (agency, month, of_month) in
            [(city, 8, 1), (left, 8, 2), (below, 8, 3), (below, 8, 30), (right, 8, 10), (right, 7, 31)]
        {
            let it = Contribution {
                done: (agency == below).then(|| noon(8, 31)),
                minutes: if agency == below { of_month } else { 0 },
                unit: (agency == below && of_month == 3).then_some(unit),
                until: None,
                ..letter(agency, day(month, of_month as i8), noon(8, 20))
            };
            say(db, noon(8, 31), &it).unwrap();
        }
        // One ends in the middle of the month; what it received before counts where it stood then.
        let ctx = on(noon(8, 15));
        db.write(&ctx, |tx| merge_agencies(tx, &ctx, &[right], left, day(8, 16))).unwrap();
        let now = on(noon(9, 1));
        let one = |place| Question {
            measure: &ANSWERED,
            place,
            period: august(),
            as_of: now.now,
            carried_over: false,
        };
        let roots = [city, left, right];
        let many = db.read(|read| figures(read, &now, &ANSWERED, &roots, august())).unwrap();
        let alone = |place| db.read(|read| figure(read, &now, &one(place))).unwrap();
        assert_eq!(many[&left], alone(Where::Subtree(left)));
        assert_eq!(many[&right], alone(Where::Subtree(right)));
        assert_eq!(many[&city], alone(Where::Agency(city)));
        assert_eq!(many[&left].mean_minutes(), Some(17), "16.5 of two, rounded half up");
        let all: i64 = many.values().map(|figure| figure.tally.sum(&Part::ALL)).sum();
        let whole = alone(Where::Subtree(city));
        assert_eq!((all, whole.tally.sum(&Part::ALL)), (5, 5), "July's letter is not August's");
        let units = db.read(|read| figures_of_units(read, &now, &ANSWERED, below, august())).unwrap();
        assert_eq!(units[&unit], alone(Where::Unit { agency: below, unit }));
        assert_eq!((units[&unit].tally.minutes, units[&below].tally.minutes), (3, 30));
        // Whatever is counted is listed, and nothing else.
        for place in [Where::Subtree(city), Where::Subtree(left), Where::Unit { agency: below, unit }] {
            let tally = alone(place).tally;
            for part in Part::ALL {
                let rows = db.read(|read| records(read, &one(place), &[part], None, 99)).unwrap().rows;
                assert_eq!(rows.len() as i64, tally.of(part), "{place:?} {part:?}");
            }
        }
        assert_eq!(db.write(&now, |tx| recompute(tx, ANSWERED.code)).unwrap(), 0);
    });
}

#[test]
fn what_cannot_be_is_refused() {
    testkit::both(SETS, |db| {
        let agency = Uuid::new_v4();
        let it = letter(agency, day(8, 2), noon(8, 10));
        let backwards = Contribution { until: Some(day(8, 1)), ..it.clone() };
        assert!(matches!(say(db, noon(8, 2), &backwards), Err(Error::Days)));
        let endless = Contribution { until: Day::new(9999, 12, 31), ..it.clone() };
        assert!(matches!(say(db, noon(8, 2), &endless), Err(Error::Days)));
        let early = Contribution { done: Some(noon(8, 3)), ..it };
        assert!(matches!(say(db, noon(8, 2), &early), Err(Error::Future)));
        let period = Period { from: day(8, 2), until: day(8, 1) };
        let question = Question {
            measure: &ANSWERED,
            place: Where::Agency(agency),
            period,
            as_of: noon(8, 2),
            carried_over: true,
        };
        assert!(matches!(db.read(|read| figure(read, &on(noon(8, 2)), &question)), Err(Error::Days)));
        let ctx = on(noon(8, 2));
        let record = Ref::new("letter", Uuid::new_v4());
        db.write(&ctx, |tx| retract(tx, &ctx, &[(ANSWERED.code, record.clone(), agency)])).unwrap();
    });
}

#[test]
fn counting_again_mends_what_was_changed_by_hand() {
    testkit::both(SETS, |db| {
        let agency = Uuid::new_v4();
        for n in 1..=3 {
            let done = (n == 1).then(|| noon(8, n));
            say(db, noon(8, n), &Contribution { done, ..letter(agency, day(8, n), noon(8, 10)) }).unwrap();
        }
        let look = || ask(db, noon(8, 5), Where::Agency(agency), august(), noon(8, 5)).tally;
        let right = look();
        let ctx = on(noon(8, 5));
        let mend = || db.write(&ctx, |tx| recompute(tx, ANSWERED.code)).unwrap();
        assert_eq!(mend(), 0);
        db.write(&ctx, |tx| {
            tx.run(
                "UPDATE measures_summary SET begun = 9, done_late = 4 WHERE day = :day",
                params! { day: day(8, 1) },
            )?;
            tx.run("DELETE FROM measures_summary WHERE day = :day", params! { day: day(8, 2) })
        })
        .unwrap();
        assert_ne!(look(), right);
        // The day whose row was changed, the one whose row is gone, and the month that begins with the first.
        assert_eq!((mend(), look()), (3, right));
    });
}

#[test]
fn many_at_once_lose_nothing() {
    testkit::both(SETS, |db| {
        let agency = Uuid::new_v4();
        let shared = letter(agency, day(8, 1), noon(8, 10));
        std::thread::scope(|scope| {
            for n in 0..4 {
                let shared = &shared;
                scope.spawn(move || {
                    for m in 0..5 {
                        say(db, noon(8, 2), &letter(agency, day(8, 1), noon(8, 10))).unwrap();
                        let done = (m % 2 == n % 2).then(|| noon(8, 2));
                        say(db, noon(8, 2), &Contribution { done, ..shared.clone() }).unwrap();
                    }
                });
            }
        });
        let tally = ask(db, noon(8, 3), Where::Agency(agency), august(), noon(8, 3)).tally;
        assert_eq!(tally.sum(&Part::ALL), 21);
        let ctx = on(noon(8, 3));
        assert_eq!(db.write(&ctx, |tx| recompute(tx, ANSWERED.code)).unwrap(), 0);
    });
}

/// One act on one of a few records: taken back, or contributed with days counted from 1 August.
#[derive(Clone, Debug)]
enum Act {
    Retract,
    Say { from: i32, length: Option<i32>, due: Option<i64>, done: Option<i64> },
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let hours = |most| prop::option::of(0..most);
    let say = (-20..50_i32, prop::option::of(0..30_i32), hours(24 * 60_i64), hours(24 * 40))
        .prop_map(|(from, length, due, done)| Act::Say { from, length, due, done });
    prop::collection::vec((0..4_usize, prop_oneof![1 => Just(Act::Retract), 4 => say]), 1..12)
}

/// What the figure should be, counted without any table.
fn naive(held: &BTreeMap<usize, Contribution>, period: Period, as_of: Time) -> Tally {
    let (mut counts, mut minutes) = ([0; 4], 0);
    for it in held.values() {
        if it.from <= period.until && it.until.is_none_or(|until| until >= period.from) {
            let part = Part::at(it.due, it.done, as_of);
            counts[Part::ALL.iter().position(|other| *other == part).unwrap()] += 1;
            if [Part::DoneOnTime, Part::DoneLate].contains(&part) {
                minutes += it.minutes;
            }
        }
    }
    let [done_on_time, done_late, open_in_time, overdue] = counts;
    Tally { done_on_time, done_late, open_in_time, overdue, minutes }
}

#[test]
fn figures_are_what_counting_by_hand_gives_now_and_for_every_past_instant() {
    testkit::both(SETS, |db| {
        let mut runner =
            TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        runner
            .run(&acts(), |acts| {
                let agency = Uuid::new_v4();
                let place = Where::Agency(agency);
                let records: Vec<Ref> = (0..4).map(|_| Ref::new("letter", Uuid::new_v4())).collect();
                let begin = day(8, 1).start();
                let mut held = BTreeMap::new();
                let mut past = Vec::new();
                for (n, (record, act)) in (0_i64..).zip(acts) {
                    let now = begin.plus((24 * 40 + n) * Time::HOUR);
                    match act {
                        Act::Retract => {
                            let ctx = on(now);
                            let record = &records[record];
                            db.write(&ctx, |tx| {
                                retract(tx, &ctx, &[(ANSWERED.code, record.clone(), agency)])
                            })
                            .unwrap();
                            held.remove(&records.iter().position(|it| it == record).unwrap());
                        }
                        Act::Say { from, length, due, done } => {
                            let from = day(8, 1).plus(from);
                            let it = Contribution {
                                measure: ANSWERED.code,
                                record: records[record].clone(),
                                agency,
                                from,
                                until: length.map(|length| from.plus(length)),
                                due: due.map(|hours| begin.plus(hours * Time::HOUR)),
                                done: done.map(|hours| begin.plus(hours * Time::HOUR)),
                                unit: None,
                                minutes: done.unwrap_or(0),
                            };
                            say(db, now, &it).unwrap();
                            held.insert(record, it);
                        }
                    }
                    let tally = ask(db, now, place, august(), now).tally;
                    prop_assert_eq!(tally, naive(&held, august(), now));
                    past.push((now, tally));
                }
                for (as_of, tally) in past {
                    prop_assert_eq!(ask(db, noon(12, 1), place, august(), as_of).tally, tally);
                    let question =
                        Question { measure: &ANSWERED, place, period: august(), as_of, carried_over: true };
                    for part in Part::ALL {
                        let page =
                            db.read(|read| measures::records(read, &question, &[part], None, 99)).unwrap();
                        prop_assert_eq!(page.rows.len() as i64, tally.of(part));
                        prop_assert!(page.rows.iter().all(|row| row.part == part));
                    }
                }
                Ok(())
            })
            .unwrap();
        let ctx = on(noon(12, 1));
        assert_eq!(db.write(&ctx, |tx| recompute(tx, ANSWERED.code)).unwrap(), 0);
    });
}
