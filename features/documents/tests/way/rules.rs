//! What a desk's rules send straight on, what comes back, and directions entered on a leader's word.

use super::city::{City, city};
use super::incoming::{accepted, entry, lead, wording};
use super::{SETS, act};
use calendar::Day;
use context::{Ctx, Ref, Uuid};
use db::Db;
use documents::Error;
use documents::actions::incoming::{self as inc, DirectInput, EnterInput, Entered};
use documents::model::boxes::Box;
use documents::model::direction::Target;
use documents::model::rule::RuleInput;
use documents::store::direction::Direction;
use documents::store::{self, lists};
use std::sync::Barrier;
use std::thread;

fn rule(city: &City, words: &str, straight: bool) -> RuleInput {
    RuleInput {
        name: format!("Về {words}"),
        issuer: String::new(),
        kind: String::new(),
        words: words.into(),
        urgency: String::new(),
        lead: Target::Unit(city.district.unit),
        direction: "Tham mưu".into(),
        days: Some(3),
        straight,
        is_on: true,
        from: Day::new(2023, 8, 1).unwrap(),
        until: None,
        ordinal: 0,
    }
}

fn make(db: &Db, ctx: &Ctx, says: &RuleInput) -> Result<Uuid, Error> {
    act(db, ctx, |tx| inc::make_rule(tx, ctx, says))
}

fn enter(db: &Db, city: &City, input: &EnterInput) -> Uuid {
    let clerk = city.district.one("clerk").at(9);
    match act(db, &clerk, |tx| inc::enter(tx, &clerk, input)).unwrap() {
        Entered::Registered { arrival, .. } => arrival,
        other => panic!("{other:?}"),
    }
}

fn given(db: &Db, arrival: Uuid) -> Vec<Direction> {
    db.read(|read| store::direction::directions(read, arrival)).unwrap()
}

fn in_box(db: &Db, holder: Uuid, place: Box) -> Vec<Uuid> {
    let page = db.read(|read| lists::page(read, &[holder], place, &Default::default(), None, 10)).unwrap();
    page.rows.into_iter().map(|row| row.record).collect()
}

fn owed(db: &Db, arrival: Uuid, kind: &str) -> usize {
    let running = db.read(|read| duties::of(read, &[Ref::new("arrival", arrival)])).unwrap();
    running.iter().filter(|duty| duty.kind == kind).count()
}

fn told(db: &Db, arrival: Uuid) -> Vec<String> {
    let told = db.read(|read| facts::of(read, &[Ref::new("arrival", arrival)], 50)).unwrap();
    told.into_iter().filter(|fact| fact.subject.id == arrival).map(|fact| fact.action).collect()
}

#[test]
fn rules_are_kept_by_the_desk_and_wrong_ones_are_named() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let good = rule(&city, "cải cách hành chính", true);
        for stranger in [city.district.one("officer").at(9), city.district.one("head").at(9)] {
            let refused = make(db, &stranger, &good);
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        let office = city.district.one("office").at(9);
        let wrong = RuleInput {
            name: " ".into(),
            words: String::new(),
            kind: "XX".into(),
            days: Some(0),
            until: Day::new(2023, 7, 1),
            ..good.clone()
        };
        match make(db, &office, &wrong) {
            Err(Error::Input(faults)) => {
                let fields: Vec<_> = faults.iter().map(|(field, _)| *field).collect();
                assert_eq!(fields, ["name", "kind", "days", "until"]);
            }
            other => panic!("{other:?}"),
        }
        let everything = RuleInput { words: String::new(), ..good.clone() };
        assert!(matches!(make(db, &office, &everything), Err(Error::Input(_))));
        let foreign = RuleInput { lead: Target::Unit(city.department.unit), ..good.clone() };
        assert!(matches!(make(db, &office, &foreign), Err(Error::Unknown { field: "lead" })));
        let id = make(db, &office, &good).unwrap();
        // Another agency's desk can neither see nor change it.
        let elsewhere = city.department.one("office").at(9);
        let refused = act(db, &elsewhere, |tx| inc::change_rule(tx, &elsewhere, id, 1, &good));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let stale = act(db, &office, |tx| inc::change_rule(tx, &office, id, 5, &good));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    });
}

#[test]
fn the_first_rule_that_fits_sends_it_straight_to_the_unit() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let office = district.one("office").at(9);
        let off = RuleInput { is_on: false, ..rule(&city, "chỉ số", true) };
        make(db, &office, &off).unwrap();
        let gone =
            RuleInput { lead: Target::Unit(district.other_unit), ..rule(&city, "tự đánh giá", true) };
        make(db, &office, &gone).unwrap();
        let fits = make(db, &office, &rule(&city, "CẢI CÁCH HÀNH CHÍNH", true)).unwrap();
        make(db, &office, &rule(&city, "hành chính", false)).unwrap();
        // The unit of the second is closed by now: it is passed over, and the record says so.
        let admin = testkit::system();
        let head = district.one("other_head").position;
        let today = admin.now.day();
        db.write(&admin, |tx| organisation::actions::end_position(tx, &admin, head, today)).unwrap();
        db.write(&admin, |tx| organisation::actions::close_unit(tx, &admin, district.other_unit, today))
            .unwrap();
        let id = enter(db, &city, &entry());
        let direction = given(db, id).pop().unwrap();
        assert_eq!((direction.state.as_str(), direction.rule), ("given", Some(fits)));
        assert_eq!(direction.giver, Some(district.one("leader").position));
        assert_eq!(direction.due_day, Day::new(2023, 8, 22), "three working days from Thursday");
        assert_eq!(in_box(db, district.unit, Box::Handle), [id]);
        assert_eq!(in_box(db, district.one("office").position, Box::Propose), Vec::<Uuid>::new());
        assert_eq!(in_box(db, district.id, Box::All), [id]);
        let told = told(db, id);
        for action in ["documents.rule_passed_over", "documents.routed_by_rule", "documents.accepted"] {
            assert!(told.contains(&action.to_owned()), "{action}: {told:?}");
        }
        assert_eq!(owed(db, id, "documents.handle"), 1);
        // What none fits goes the usual way.
        let other = EnterInput { subject: "Mời họp".into(), symbol: "7/GM".into(), ..entry() };
        let other = enter(db, &city, &other);
        assert_eq!(in_box(db, district.one("office").position, Box::Propose), [other]);
        let tried = db.read(|read| inc::try_rule(read, &office, &rule(&city, "mời họp", true))).unwrap();
        let caught: Vec<Uuid> = tried.0.iter().map(|it| it.arrival).collect();
        assert_eq!((caught, tried.1), (vec![other], 2));
    });
}

#[test]
fn a_rule_may_only_propose_and_the_leader_confirms() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let office = district.one("office").at(9);
        let by = make(db, &office, &rule(&city, "cải cách", false)).unwrap();
        let id = enter(db, &city, &entry());
        let proposal = given(db, id).pop().unwrap();
        assert_eq!((proposal.state.as_str(), proposal.rule), ("proposed", Some(by)));
        let leader = district.one("leader").at(10);
        assert_eq!(in_box(db, district.one("leader").position, Box::Direct), [id]);
        act(db, &leader, |tx| inc::confirm_proposal(tx, &leader, proposal.id)).unwrap();
        let direction = given(db, id).pop().unwrap();
        assert_eq!((direction.state.as_str(), direction.rule), ("given", Some(by)));
    });
}

#[test]
fn what_a_unit_returns_is_owed_by_it_until_somebody_else_is_directed() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let office = district.one("office").at(9);
        make(db, &office, &rule(&city, "cải cách", true)).unwrap();
        let id = enter(db, &city, &entry());
        let held = lead(db, id);
        let head = district.one("head").at(10);
        let empty = act(db, &head, |tx| inc::return_direction(tx, &head, held.id, " "));
        assert!(matches!(empty, Err(Error::Input(_))), "{empty:?}");
        let due = |db: &Db| {
            let running = db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap();
            running.into_iter().find(|duty| duty.kind == "documents.handle").map(|it| (it.owner.unit, it.due))
        };
        let before = due(db);
        act(db, &head, |tx| inc::return_direction(tx, &head, held.id, "Thuộc phòng khác")).unwrap();
        // The clock runs on, with the same owner; the giver owes another direction.
        assert_eq!(due(db), before);
        assert_eq!(before.unwrap().0, Some(district.unit));
        assert_eq!(in_box(db, district.unit, Box::Handle), [id]);
        let leader = district.one("leader").at(11);
        assert_eq!(in_box(db, district.one("leader").position, Box::Direct), [id]);
        assert_eq!(owed(db, id, "documents.direct"), 1);
        let again = act(db, &head, |tx| inc::return_direction(tx, &head, held.id, "Lần nữa"));
        assert!(matches!(again, Err(Error::NotNow { .. })), "{again:?}");
        let mut other = wording(district);
        other.lead = Some(Target::Unit(district.other_unit));
        other.support = vec![];
        let input = DirectInput { wording: other, behalf: String::new(), version: None };
        act(db, &leader, |tx| inc::direct(tx, &leader, id, &input)).unwrap();
        assert_eq!(in_box(db, district.unit, Box::Handle), Vec::<Uuid>::new());
        assert_eq!(due(db).unwrap().0, Some(district.other_unit));
        assert_eq!(owed(db, id, "documents.direct"), 0);
    });
}

#[test]
fn a_word_holds_at_once_and_is_confirmed_by_its_leader_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let (office, leader) = (district.one("office").at(10), district.one("leader").at(15));
        let id = enter(db, &city, &entry());
        let record =
            |giver: Uuid| act(db, &office, |tx| inc::record_word(tx, &office, id, giver, &wording(district)));
        let head = record(district.one("head").position);
        assert!(matches!(head, Err(Error::Unknown { field: "giver" })), "{head:?}");
        record(district.one("leader").position).unwrap();
        let again = record(district.one("leader").position);
        assert!(matches!(again, Err(Error::NotNow { .. })), "{again:?}");
        let direction = given(db, id).pop().unwrap();
        assert_eq!((direction.state.as_str(), direction.behalf.as_str()), ("given", "Người leader"));
        assert_eq!(direction.person, office.actor.person);
        assert_eq!(in_box(db, district.unit, Box::Handle), [id]);
        assert_eq!(owed(db, id, "documents.confirm_word"), 1);
        let refused = act(db, &office, |tx| inc::confirm_word(tx, &office, direction.id));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let gate = Barrier::new(2);
        let outcomes: Vec<Result<(), Error>> = thread::scope(|scope| {
            let acting: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let leader = district.one("leader").at(15);
                        gate.wait();
                        act(db, &leader, |tx| inc::confirm_word(tx, &leader, direction.id))
                    })
                })
                .collect();
            acting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(given(db, id).pop().unwrap().confirmed_at, Some(leader.now));
        assert_eq!(owed(db, id, "documents.confirm_word"), 0);
        // Replaced before it was confirmed, it is no longer to be confirmed.
        let second = accepted(db, &city);
        let word = |tx: &mut db::Tx<'_>| {
            inc::record_word(tx, &office, second, district.one("leader").position, &wording(district))
        };
        act(db, &office, word).unwrap();
        let input = DirectInput { wording: wording(district), behalf: String::new(), version: None };
        act(db, &leader, |tx| inc::direct(tx, &leader, second, &input)).unwrap();
        assert_eq!(owed(db, second, "documents.confirm_word"), 0);
    });
}
