//! People who are not there: who may say so, who stands in, and when it ends.

use super::{City, SETS, began, city, day, fault, person, position, somebody, told, unit};
use context::{Actor, Ctx, Day, Scope, Time, Uuid, Work};
use db::Db;
use organisation::model::{AbsenceInput, DelegationInput};
use organisation::{Error, MANAGE, Rank, ValueFault, actions};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

/// A department with a leader, two heads and an officer, each by position and person.
struct Office {
    agency: Uuid,
    seats: [(Uuid, Uuid); 4],
}

fn office(db: &Db, agency: Uuid) -> Office {
    let room = unit(db, agency, "Phòng Nội vụ");
    let seats = [
        ("Giám đốc", Rank::Leader, None),
        ("Trưởng phòng", Rank::Head, Some(room)),
        ("Phó Trưởng phòng", Rank::Deputy, Some(room)),
        ("Chuyên viên", Rank::Officer, Some(room)),
    ]
    .map(|(title, rank, unit)| {
        let seat = position(db, agency, unit, title, rank);
        let holder = person(db, agency, &format!("Người {title}"));
        let ctx = testkit::system();
        db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, holder, began())).unwrap();
        (seat, holder)
    });
    Office { agency, seats }
}

/// The holder of a position on a day of August 2023.
fn holder(office: &Office, n: usize, of_month: i8) -> Ctx {
    let mut actor = Actor::nobody();
    actor.agency = Some(office.agency);
    (actor.position, actor.person) = (Some(office.seats[n].0), Some(office.seats[n].1));
    Ctx::new(actor, Time::local(august(of_month), 9, 0), testkit::law())
}

fn august(of_month: i8) -> Day {
    day(2023, 8, of_month)
}

fn absent(office: &Office, n: usize, days: [i8; 2], substitutes: &[(Work, usize)]) -> AbsenceInput {
    AbsenceInput {
        position: office.seats[n].0,
        from: august(days[0]),
        until: august(days[1]),
        substitutes: substitutes.iter().map(|(work, n)| (*work, office.seats[*n].0)).collect(),
    }
}

fn leave(db: &Db, ctx: &Ctx, input: &AbsenceInput) -> Result<Uuid, Error> {
    db.write(ctx, |tx| actions::leave(tx, ctx, input))
}

/// The positions in which somebody may act for others on a day, with which work.
fn stands_in(db: &Db, office: &Office, n: usize, of_month: i8) -> Vec<(usize, Vec<Work>)> {
    let found = db.read(|read| organisation::stands_in(read, office.seats[n].1, august(of_month))).unwrap();
    let place = |id: Uuid| office.seats.iter().position(|seat| seat.0 == id).unwrap();
    let mut found: Vec<_> =
        found.into_iter().map(|it| (place(it.held.id), it.works.into_iter().collect())).collect();
    found.sort();
    found
}

const ALL: [Work; 4] = Work::ALL;

#[test]
fn only_the_holder_their_assistant_and_the_administrator_say_who_is_absent() {
    testkit::both(SETS, |db| {
        let City { department, districts, .. } = city(db);
        let office = office(db, department);
        let input = absent(&office, 0, [17, 20], &[(Work::Direct, 1)]);
        for stranger in [holder(&office, 1, 17), somebody(districts[0], MANAGE, Scope::Agency)] {
            let refused = leave(db, &stranger, &input);
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
            let refused = db.write(&stranger, |tx| {
                actions::name_assistant(tx, &stranger, office.seats[0].0, office.seats[3].0)
            });
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        let leader = holder(&office, 0, 17);
        let name = |ctx: &Ctx| {
            db.write(ctx, |tx| actions::name_assistant(tx, ctx, office.seats[0].0, office.seats[3].0))
        };
        let assistant = name(&leader).unwrap();
        assert_eq!(fault(name(&leader)).0, "assistant");
        // The assistant enters it, the administrator ends it.
        let id = leave(db, &holder(&office, 3, 17), &input).unwrap();
        let admin = somebody(department, MANAGE, Scope::Agency);
        let stale = db.write(&admin, |tx| actions::come_back(tx, &admin, id, 7));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        db.write(&admin, |tx| actions::come_back(tx, &admin, id, 1)).unwrap();
        let over = db.write(&admin, |tx| actions::come_back(tx, &admin, id, 2));
        assert!(matches!(over, Err(Error::Ended)), "{over:?}");
        // Whoever assists no longer enters nothing.
        db.write(&leader, |tx| actions::end_assistant(tx, &leader, assistant, 1)).unwrap();
        let refused = leave(db, &holder(&office, 3, 18), &absent(&office, 0, [18, 20], &[]));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let told = told(db);
        for action in ["absence_entered", "absence_ended", "assistant_named", "assistant_ended"] {
            assert!(told.contains(&format!("organisation.{action}")), "{action}");
        }
    });
}

#[test]
fn days_and_substitutes_that_cannot_be_are_named() {
    testkit::both(SETS, |db| {
        let City { department, districts, .. } = city(db);
        let office = office(db, department);
        let elsewhere = self::office(db, districts[0]);
        let leader = holder(&office, 0, 17);
        let enter = |input: &AbsenceInput| fault(leave(db, &leader, input));
        assert_eq!(enter(&absent(&office, 0, [16, 20], &[])).0, "from");
        assert_eq!(enter(&absent(&office, 0, [20, 19], &[])).0, "until");
        let long = AbsenceInput { until: day(2024, 9, 1), ..absent(&office, 0, [17, 20], &[]) };
        assert_eq!(enter(&long).0, "until");
        let own = absent(&office, 0, [17, 20], &[(Work::Direct, 0)]);
        assert_eq!(enter(&own), ("substitute", ValueFault::Oneself));
        let foreign = AbsenceInput {
            substitutes: BTreeMap::from([(Work::Direct, elsewhere.seats[0].0)]),
            ..absent(&office, 0, [17, 20], &[])
        };
        assert_eq!(enter(&foreign), ("substitute", ValueFault::Elsewhere));
        // A position that has ended by then, and one that nobody holds.
        let admin = somebody(department, MANAGE, Scope::Agency);
        db.write(&admin, |tx| actions::end_position(tx, &admin, office.seats[3].0, august(19))).unwrap();
        let ended = absent(&office, 0, [19, 20], &[(Work::Handle, 3)]);
        assert!(matches!(enter(&ended).1, ValueFault::Unknown { .. }));
        leave(db, &leader, &absent(&office, 0, [18, 20], &[])).unwrap();
        let again = enter(&absent(&office, 0, [20, 21], &[(Work::Direct, 1)]));
        assert_eq!(again, ("from", ValueFault::Overlaps { from: august(18), until: august(20) }));
        assert_eq!(told(db).iter().filter(|action| action.ends_with("absence_entered")).count(), 1);
    });
}

#[test]
fn a_circle_is_refused_and_nobodys_work_is_lost() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let office = office(db, department);
        leave(db, &holder(&office, 0, 17), &absent(&office, 0, [17, 25], &[(Work::Direct, 1)])).unwrap();
        let head = holder(&office, 1, 17);
        let enter =
            |substitutes: &[(Work, usize)]| leave(db, &head, &absent(&office, 1, [20, 21], substitutes));
        // Back to the leader, who is absent: a circle, also by way of a third.
        assert_eq!(fault(enter(&[(Work::Direct, 0)])), ("substitute", ValueFault::Round));
        // The leader's directing would reach nobody.
        let lost = fault(enter(&[(Work::Handle, 2)]));
        assert_eq!(
            lost,
            ("substitute", ValueFault::StandsIn { name: "Người Giám đốc".into(), work: Work::Direct })
        );
        enter(&[(Work::Direct, 2), (Work::Handle, 2)]).unwrap();
        // The third one is absent on a day of it and leaves it to nobody.
        let third = holder(&office, 2, 17);
        let refused = leave(db, &third, &absent(&office, 2, [21, 22], &[]));
        assert!(matches!(fault(refused).1, ValueFault::StandsIn { .. }));
        let round = leave(db, &third, &absent(&office, 2, [21, 22], &[(Work::Direct, 0), (Work::Handle, 3)]));
        assert_eq!(fault(round).1, ValueFault::Round);
        // Somebody who will be absent cannot be chosen for that time.
        leave(db, &holder(&office, 3, 17), &absent(&office, 3, [28, 30], &[])).unwrap();
        let away = leave(db, &third, &absent(&office, 2, [28, 28], &[(Work::Handle, 3)]));
        assert_eq!(fault(away), ("substitute", ValueFault::Away { until: august(30) }));
    });
}

#[test]
fn work_passes_on_while_a_substitute_is_absent_and_ends_by_itself() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let office = office(db, department);
        let all: Vec<(Work, usize)> = ALL.map(|work| (work, 1)).into();
        leave(db, &holder(&office, 0, 17), &absent(&office, 0, [18, 25], &all)).unwrap();
        assert_eq!(stands_in(db, &office, 1, 17), [], "not yet");
        assert_eq!(stands_in(db, &office, 1, 18), [(0, ALL.to_vec())]);
        let on: Vec<(Work, usize)> = ALL.map(|work| (work, 2)).into();
        let id = leave(db, &holder(&office, 1, 17), &absent(&office, 1, [20, 22], &on)).unwrap();
        assert_eq!(stands_in(db, &office, 2, 19), []);
        assert_eq!(stands_in(db, &office, 2, 20), [(0, ALL.to_vec()), (1, ALL.to_vec())]);
        assert_eq!(stands_in(db, &office, 2, 23), []);
        assert_eq!(stands_in(db, &office, 1, 26), []);
        // Whoever chooses is told, as long as it lasts.
        let seat = office.seats[0].0;
        let away = |of_month| db.read(|read| organisation::away(read, &[seat], august(of_month))).unwrap();
        assert_eq!(away(17), []);
        assert_eq!(away(25)[0].substitutes, [("Người Trưởng phòng".to_owned(), ALL.to_vec())]);
        assert_eq!(away(26), []);
        // Back early: what was passed on is theirs again at once.
        let head = holder(&office, 1, 21);
        db.write(&head, |tx| actions::come_back(tx, &head, id, 1)).unwrap();
        assert_eq!(stands_in(db, &office, 2, 21), []);
        assert_eq!(stands_in(db, &office, 1, 21), [(0, ALL.to_vec())]);
        // Whoever no longer holds the position neither is absent from it nor has a substitute.
        let admin = testkit::system();
        db.write(&admin, |tx| actions::end_tenure(tx, &admin, seat, august(22))).unwrap();
        assert_eq!((stands_in(db, &office, 1, 22), away(22)), (vec![], vec![]));
    });
}

#[test]
fn of_two_who_enter_each_other_at_once_one_is_told() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let office = office(db, department);
        let gate = Barrier::new(2);
        let outcomes = thread::scope(|scope| {
            let (office, gate) = (&office, &gate);
            [(0, 1), (1, 0)]
                .map(|(absent_one, other)| {
                    scope.spawn(move || {
                        let ctx = holder(office, absent_one, 17);
                        gate.wait();
                        leave(db, &ctx, &absent(office, absent_one, [17, 20], &[(Work::Direct, other)]))
                    })
                })
                .map(|thread| thread.join().unwrap())
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let round = |outcome: &Result<Uuid, Error>| {
            matches!(outcome, Err(Error::Field { fault: ValueFault::Round, .. }))
        };
        assert!(outcomes.iter().any(round), "{outcomes:?}");
    });
}

#[test]
fn powers_are_delegated_in_writing_by_the_holder_alone() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let office = office(db, department);
        let input = DelegationInput {
            position: office.seats[0].0,
            delegate: office.seats[1].0,
            form: "tuq".into(),
            basis: "Quyết định số 12/QĐ-SNV ngày 01/8/2023".into(),
            scope: "Văn bản hành chính của phòng".into(),
            from: august(17),
            until: august(20),
        };
        let other = holder(&office, 1, 17);
        let refused = db.write(&other, |tx| actions::delegate(tx, &other, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let leader = holder(&office, 0, 17);
        let enter = |input: &DelegationInput| db.write(&leader, |tx| actions::delegate(tx, &leader, input));
        assert_eq!(fault(enter(&DelegationInput { basis: " ".into(), ..input.clone() })).0, "basis");
        assert_eq!(fault(enter(&DelegationInput { form: "tm".into(), ..input.clone() })).0, "form");
        assert_eq!(
            fault(enter(&DelegationInput { delegate: office.seats[0].0, ..input.clone() })).0,
            "delegate"
        );
        let id = enter(&input).unwrap();
        let found = |of_month| {
            let (position, person) = (office.seats[0].0, office.seats[1].1);
            let found = db.read(|read| organisation::may_sign_for(read, position, person, august(of_month)));
            found.unwrap().map(|it| it.id)
        };
        assert_eq!([found(16), found(17), found(20), found(21)], [None, Some(id), Some(id), None]);
        db.write(&leader, |tx| actions::end_delegation(tx, &leader, id, 1)).unwrap();
        assert_eq!(found(17), None);
    });
}
