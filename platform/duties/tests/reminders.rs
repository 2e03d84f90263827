//! Reminders, escalation and the jobs of duties, on both engines.
#![allow(clippy::unwrap_used, missing_docs)]

mod kit;

use calendar::{Allowance, DayKind, Unit};
use context::{Actor, Ctx, Day, Law, Uuid};
use db::Db;
use duties::*;
use kit::{SETS, at, days, later, open, write};
use organisation::actions::{Seated, found_agency, seat_many};
use organisation::model::{AgencyInput, SeatInput};
use organisation::{AgencyKind, Rank};
use std::sync::Arc;

const KIND: &str = "sample.handle";

struct Office {
    agency: Uuid,
    leader: Seated,
    head: Seated,
    officer: Seated,
    clerk: Seated,
}

/// An agency with a leader, a records clerk, and a unit of a head and an officer.
fn office(db: &Db) -> Office {
    let start = Day::new(2023, 1, 1).unwrap();
    let agency = AgencyInput {
        code: "H99.1".into(),
        symbol: "SM".into(),
        name: "Sở Mẫu".into(),
        kind: AgencyKind::Department,
        tier: 1,
        parent: None,
        gso_code: String::new(),
    };
    let seats = [
        ("", "Giám đốc", Rank::Leader),
        ("Phòng Một", "Trưởng phòng", Rank::Head),
        ("Phòng Một", "Chuyên viên", Rank::Officer),
        ("", "Văn thư", Rank::Clerk),
    ];
    let ctx = testkit::system();
    let (agency, seated) = db
        .write(&ctx, |tx| {
            let agency = found_agency(tx, &ctx, &agency, start)?;
            let seats = seats.map(|(unit, title, rank)| SeatInput {
                agency,
                unit: unit.into(),
                title: title.into(),
                rank,
                name: "Người Mẫu".into(),
            });
            let seated = seat_many(tx, &ctx, &seats, start)?;
            Ok::<_, organisation::Error>((agency, seated))
        })
        .unwrap();
    Office { agency, leader: seated[0], head: seated[1], officer: seated[2], clerk: seated[3] }
}

/// Reminds a working day before; escalates at the deadline and two working days behind it.
fn set(db: &Db) {
    let rule = Rule {
        remind: vec![Allowance { amount: 1, unit: Unit::WorkingDay }],
        escalate: vec![
            Allowance { amount: 0, unit: Unit::Hour },
            Allowance { amount: 2, unit: Unit::WorkingDay },
        ],
    };
    write(db, &testkit::system(), |tx, ctx| set_rule(tx, ctx, KIND, Some(&rule))).unwrap();
}

/// Opens a duty of two working days, due on Monday the 21st at 17:00.
fn owed(db: &Db, owner: Party) -> Uuid {
    write(db, &testkit::system(), |tx, ctx| {
        duties::open(tx, ctx, Open { owner, kind: KIND, ..open(ctx, days(2)) })
    })
    .unwrap()
}

fn run(db: &Db, ctx: &Ctx) -> usize {
    write(db, ctx, |tx, ctx| due_reminders(tx, ctx, 100)).unwrap()
}

/// What a position was told, the newest first.
fn told(db: &Db, seat: Seated) -> Vec<String> {
    let mut actor = Actor::nobody();
    actor.position = Some(seat.position);
    let ctx = testkit::at(actor, 9, 0);
    let notices = db.read(|read| notify::notices(read, &ctx, None, 100)).unwrap();
    notices.rows.into_iter().map(|notice| notice.kind).collect()
}

#[test]
fn the_owner_is_told_before_and_the_head_after_the_deadline_each_once() {
    testkit::both(SETS, |db| {
        let office = office(db);
        set(db);
        let officer = office.officer;
        let id =
            owed(db, Party { agency: office.agency, unit: officer.unit, position: Some(officer.position) });
        assert_eq!(run(db, &later(17, 12)), 0);
        assert_eq!((run(db, &later(18, 9)), run(db, &later(18, 9))), (1, 0));
        assert_eq!((told(db, officer), told(db, office.head)), (vec![SOON.to_owned()], vec![]));
        assert_eq!((run(db, &later(21, 18)), run(db, &later(21, 19))), (1, 0));
        assert_eq!(told(db, officer), [OVERDUE, SOON]);
        assert_eq!(told(db, office.head), [ESCALATED]);
        assert_eq!((run(db, &later(23, 9)), run(db, &later(30, 9))), (1, 0));
        assert_eq!(told(db, office.head), [ESCALATED, ESCALATED]);
        assert_eq!((told(db, officer).len(), told(db, office.leader).len()), (2, 0));
        write(db, &later(30, 9), |tx, ctx| close(tx, ctx, id, Outcome::Done)).unwrap();
    });
}

#[test]
fn what_was_missed_is_told_once_and_a_closed_or_paused_duty_is_silent() {
    testkit::both(SETS, |db| {
        let office = office(db);
        set(db);
        let unit = Party::unit(office.agency, office.head.unit.unwrap());
        owed(db, unit);
        let [closed, paused] = [owed(db, unit), owed(db, unit)];
        write(db, &later(17, 10), |tx, ctx| close(tx, ctx, closed, Outcome::Done)).unwrap();
        write(db, &later(17, 10), |tx, ctx| pause(tx, ctx, paused)).unwrap();
        assert_eq!(run(db, &later(24, 9)), 1);
        // The head looks after what the unit owes; above the unit's head stands the head alone.
        assert_eq!(told(db, office.head), [ESCALATED, OVERDUE]);
        assert!(told(db, office.officer).is_empty());
    });
}

#[test]
fn an_agency_is_told_through_its_records_desk_and_a_head_through_the_leader() {
    testkit::both(SETS, |db| {
        let office = office(db);
        set(db);
        let head = office.head;
        owed(db, Party::agency(office.agency));
        owed(db, Party { agency: office.agency, unit: head.unit, position: Some(head.position) });
        assert_eq!(run(db, &later(21, 18)), 2);
        assert_eq!(told(db, office.clerk), [OVERDUE]);
        assert_eq!(told(db, head), [OVERDUE]);
        assert_eq!(told(db, office.leader), [ESCALATED, ESCALATED]);
    });
}

#[test]
fn two_timers_at_once_tell_once() {
    testkit::both(SETS, |db| {
        let office = office(db);
        set(db);
        for _ in 0..20 {
            owed(db, Party::agency(office.agency));
        }
        let gate = std::sync::Barrier::new(2);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let ctx = later(18, 9);
                    gate.wait();
                    while write(db, &ctx, |tx, ctx| due_reminders(tx, ctx, 5)).unwrap() == 5 {}
                });
            }
        });
        // Whoever found the last ones taken went away; the next minute gets them.
        run(db, &later(18, 9));
        assert_eq!(told(db, office.clerk), vec![SOON; 20]);
    });
}

#[test]
fn the_law_proposes_and_administrators_decide() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let proposed = &ctx.law.deadlines()[0];
        let kind = proposed.code.as_str();
        let own = Rule { remind: vec![], escalate: vec![] };
        let rule = || db.read(|read| rule_of(read, &ctx, kind)).unwrap();
        assert_eq!((&rule().remind, &rule().escalate), (&proposed.remind, &proposed.escalate));
        write(db, &ctx, |tx, ctx| set_rule(tx, ctx, kind, Some(&own))).unwrap();
        assert_eq!(
            (rule(), db.read(rules_set).unwrap()),
            (own.clone(), vec![(kind.to_owned(), own.clone())])
        );
        write(db, &ctx, |tx, ctx| set_rule(tx, ctx, kind, None)).unwrap();
        assert_eq!(rule().remind, proposed.remind);
        let clerk = testkit::at(Actor::nobody(), 9, 0);
        let refused = write(db, &clerk, |tx, ctx| set_rule(tx, ctx, kind, Some(&own)));
        assert!(matches!(refused, Err(Error::NotAllowed)));
    });
}

fn runner(db: &Db, law: Arc<Law>) -> jobs::Runner {
    let now = move || Ctx::new(Actor::system(), at(18, 9), Arc::clone(&law));
    jobs::Runner::new(db.clone(), now, workers(), 1)
}

#[test]
fn a_job_counts_again_and_another_hands_over_and_a_timer_reminds() {
    testkit::both(SETS, |db| {
        let office = office(db);
        let [former, successor] = [office.agency, Uuid::from_u128(7)];
        let holiday = Day::new(2023, 8, 21).unwrap();
        let ids: Vec<Uuid> = (0..150).map(|_| owed(db, Party::agency(former))).collect();
        write(db, &later(18, 9), |tx, ctx| {
            rederive_later(tx, ctx, holiday)?;
            hand_over_later(tx, ctx, Desk::Agency(former), Party::agency(successor))
        })
        .unwrap();
        let runner = runner(db, Arc::new(Law::default().with_days(&[(holiday, DayKind::Off)])));
        while runner.run_once().unwrap() {}
        for id in [ids[0], ids[149]] {
            let duty = db.read(|read| duties::duty(read, id)).unwrap();
            assert_eq!((duty.due, duty.owner.agency), (Some(at(22, 17)), successor));
        }
        // Without a rule of its own a kind reminds when the deadline is here.
        owed(db, Party::agency(former));
        write(db, &later(22, 18), |tx, ctx| {
            let payload = serde_json::Value::Null;
            let kind = timers()[0].kind;
            Ok(jobs::enqueue(tx, ctx, jobs::New { kind, key: None, payload, not_before: at(18, 9) })?)
        })
        .unwrap();
        let law = testkit::law();
        let evening = move || Ctx::new(Actor::system(), at(22, 18), Arc::clone(&law));
        let timer = jobs::Runner::new(db.clone(), evening, workers(), 1);
        while timer.run_once().unwrap() {}
        assert_eq!(told(db, office.clerk), [OVERDUE]);
    });
}

#[test]
fn the_words_of_a_notice_are_in_both_languages() {
    for kind in [SOON, OVERDUE, ESCALATED] {
        let [vi, en] =
            [context::Lang::Vi, context::Lang::En].map(|lang| notice_words(kind, "Trả lời", lang).unwrap());
        assert!(vi.ends_with("Trả lời") && en.ends_with("Trả lời") && vi != en);
    }
    assert_eq!(notice_words("sample.other", "", context::Lang::Vi), None);
}
