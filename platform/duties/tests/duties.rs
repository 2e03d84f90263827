//! Duties on both engines.
#![allow(clippy::unwrap_used, missing_docs)]

mod kit;

use calendar::{Allowance, Unit};
use context::{Actor, Ctx, Day, Grant, Law, Ref, Scope, Time, Uuid};
use db::{Db, Tx};
use duties::*;
use kit::{SETS, at, days, later, open, write};
use std::sync::Arc;

/// Opened on Thursday 17 August 2023, 09:00.
fn opened(db: &Db, due: Due) -> Duty {
    let id = write(db, &testkit::system(), |tx, ctx| duties::open(tx, ctx, open(ctx, due.clone()))).unwrap();
    db.read(|read| duties::duty(read, id)).unwrap()
}

#[test]
fn a_duty_says_when_it_is_due_and_whether_it_was_late() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(1));
        assert_eq!(duty.due, Some(at(18, 17)));
        assert_eq!(duty.first_due, duty.due);
        assert!(!duty.is_late(at(18, 17)) && duty.is_late(at(18, 18)));
        write(db, &later(21, 9), |tx, ctx| close(tx, ctx, duty.id, Outcome::Done)).unwrap();
        let closed = db.read(|read| duties::duty(read, duty.id)).unwrap();
        assert_eq!(
            (closed.state, closed.outcome, closed.closed),
            (State::Closed, Some(Outcome::Done), Some(at(21, 9)))
        );
        assert!(closed.is_late(at(30, 9)));
    });
}

#[test]
fn a_result_confirmed_late_is_on_time_by_when_it_was_reported() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(1));
        let wrong = [at(17, 8), at(22, 9)];
        for instant in wrong {
            let refused =
                write(db, &later(21, 9), |tx, ctx| close_at(tx, ctx, duty.id, Outcome::Done, instant));
            assert!(matches!(refused, Err(Error::NotThen)), "{refused:?}");
        }
        write(db, &later(21, 9), |tx, ctx| close_at(tx, ctx, duty.id, Outcome::Done, at(18, 10))).unwrap();
        assert!(!db.read(|read| duties::duty(read, duty.id)).unwrap().is_late(at(30, 9)));
    });
}

/// Brings a fresh duty into a state.
fn in_state(db: &Db, state: State) -> Uuid {
    let id = opened(db, days(5)).id;
    match state {
        State::Open => {}
        State::Paused => write(db, &later(17, 10), |tx, ctx| pause(tx, ctx, id)).unwrap(),
        State::Closed => write(db, &later(17, 10), |tx, ctx| close(tx, ctx, id, Outcome::Done)).unwrap(),
    }
    id
}

fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, step: Step) -> Result<(), Error> {
    match step {
        Step::Close => close(tx, ctx, id, Outcome::Withdrawn),
        Step::Reopen => reopen(tx, ctx, id),
        Step::Pause => pause(tx, ctx, id),
        Step::Resume => resume(tx, ctx, id),
        Step::Extend => extend(tx, ctx, id, days(9), Window::AnyTime),
        Step::HandOver => hand_over(tx, ctx, id, Party::agency(ctx.new_id())),
        Step::Rederive => rederive(tx, ctx, ctx.now.day(), None, 10).map(|_| ()),
    }
}

#[test]
fn the_actions_allow_what_the_state_machine_allows_and_nothing_else() {
    testkit::both(SETS, |db| {
        let steps = [Step::Close, Step::Reopen, Step::Pause, Step::Resume, Step::Extend, Step::HandOver];
        for state in [State::Open, State::Paused, State::Closed] {
            for step in steps {
                let id = in_state(db, state);
                let taken = write(db, &later(17, 11), |tx, ctx| take(tx, ctx, id, step));
                let after = db.read(|read| duties::duty(read, id)).unwrap().state;
                match transition(state, step) {
                    Some(next) => assert_eq!((taken.is_ok(), after), (true, next), "{state:?} {step:?}"),
                    None => {
                        assert!(matches!(taken, Err(Error::NotNow { .. })), "{state:?} {step:?}: {taken:?}");
                        assert_eq!(after, state);
                    }
                }
            }
        }
        let nobody = write(db, &later(17, 11), |tx, ctx| take(tx, ctx, ctx.new_id(), Step::Close));
        assert!(matches!(nobody, Err(Error::NotFound)));
    });
}

#[test]
fn closing_by_record_closes_one_kind_of_one_record() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let (record, other) = (Ref::new("arrival", ctx.new_id()), Ref::new("arrival", ctx.new_id()));
        let closed = write(db, &ctx, |tx, ctx| {
            for (subject, kind) in [
                (&record, "sample.accept"),
                (&record, "sample.accept"),
                (&record, "sample.reply"),
                (&other, "sample.accept"),
            ] {
                let new = Open { subject: subject.clone(), kind, ..open(ctx, days(1)) };
                duties::open(tx, ctx, new)?;
            }
            Ok(close_of(tx, ctx, &record, &["sample.accept"], Outcome::Done)?.len())
        })
        .unwrap();
        assert_eq!(closed, 2);
        let left = db.read(|read| of(read, &[record.clone(), other.clone()])).unwrap();
        assert_eq!(left.len(), 2);
        assert!(left.iter().any(|duty| duty.kind == "sample.reply"));
        assert_eq!(db.read(|read| all_of(read, &record)).unwrap().len(), 3);
    });
}

#[test]
fn a_clock_that_stood_still_moves_the_deadline_and_the_earlier_ones_are_kept() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(3));
        write(db, &later(18, 9), |tx, ctx| pause(tx, ctx, duty.id)).unwrap();
        let paused = db.read(|read| duties::duty(read, duty.id)).unwrap();
        assert_eq!((paused.state, paused.due), (State::Paused, None));
        assert!(!paused.is_late(at(30, 9)));
        write(db, &later(22, 9), |tx, ctx| resume(tx, ctx, duty.id)).unwrap();
        let resumed = db.read(|read| duties::duty(read, duty.id)).unwrap();
        assert_eq!((resumed.first_due, resumed.due), (Some(at(22, 17)), Some(at(24, 17))));
        let history = db.read(|read| due_history(read, duty.id)).unwrap();
        let told: Vec<_> = history.iter().map(|it| (it.reason, it.due)).collect();
        assert_eq!(
            told,
            [(Reason::Opened, Some(at(22, 17))), (Reason::Paused, None), (Reason::Resumed, Some(at(24, 17))),]
        );
    });
}

#[test]
fn stopping_the_clock_does_not_heal_what_is_late() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(1));
        write(db, &later(21, 9), |tx, ctx| pause(tx, ctx, duty.id)).unwrap();
        assert!(db.read(|read| duties::duty(read, duty.id)).unwrap().is_late(at(21, 9)));
        write(db, &later(23, 9), |tx, ctx| close(tx, ctx, duty.id, Outcome::Done)).unwrap();
        let closed = db.read(|read| duties::duty(read, duty.id)).unwrap();
        assert_eq!(closed.due, duty.due);
        assert!(closed.is_late(at(23, 9)));
    });
}

#[test]
fn more_time_is_granted_before_the_deadline_and_the_first_stays_visible() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(1));
        let grant = |ctx: Ctx, to: Due, window| {
            write(db, &ctx, |tx, ctx| extend(tx, ctx, duty.id, to.clone(), window))
        };
        let friday_next = Due::EndOf(Day::new(2023, 8, 25).unwrap());
        assert!(matches!(grant(later(17, 10), days(1), Window::AnyTime), Err(Error::NotLater)));
        assert!(matches!(
            grant(later(21, 9), friday_next.clone(), Window::BeforeDeadline),
            Err(Error::TooLate)
        ));
        grant(later(18, 9), days(2), Window::BeforeDeadline).unwrap();
        grant(later(22, 9), friday_next, Window::AnyTime).unwrap();
        let extended = db.read(|read| duties::duty(read, duty.id)).unwrap();
        assert_eq!((extended.first_due, extended.due), (Some(at(18, 17)), Some(at(25, 17))));
        assert_eq!(extended.extensions, 2);
        assert!(!extended.is_late(at(22, 9)));
    });
}

#[test]
fn a_holiday_declared_late_moves_what_it_concerns_and_leaves_a_fact() {
    testkit::both(SETS, |db| {
        let before = opened(db, days(1));
        let across = opened(db, days(3));
        let fixed = opened(db, Due::At(at(24, 9)));
        let standing = opened(db, Due::Standing);
        let mut ctx = later(18, 9);
        let off = [(Day::new(2023, 8, 21).unwrap(), calendar::DayKind::Off)];
        ctx.law = Arc::new(Law::default().with_days(&off));
        let mut after = None;
        let mut moved = 0;
        loop {
            let done = write(db, &ctx, |tx, ctx| rederive(tx, ctx, off[0].0, after, 2)).unwrap();
            moved += done.moved;
            after = done.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(moved, 1);
        let due = |duty: &Duty| db.read(|read| duties::duty(read, duty.id)).unwrap().due;
        assert_eq!(due(&before), Some(at(18, 17)));
        assert_eq!(due(&across), Some(at(23, 17)));
        assert_eq!(due(&fixed), Some(at(24, 9)));
        assert_eq!(due(&standing), None);
        let facts = db.read(|read| facts::of(read, std::slice::from_ref(&across.subject), 10)).unwrap();
        assert_eq!(facts.iter().map(|fact| fact.action.as_str()).collect::<Vec<_>>(), [REDERIVED]);
        // A second run finds nothing to do.
        assert_eq!(write(db, &ctx, |tx, ctx| rederive(tx, ctx, off[0].0, None, 100)).unwrap().moved, 0);
    });
}

/// Somebody in a position of a unit of an agency.
fn actor(agency: Uuid, unit: Uuid, position: Uuid, scope: Option<Scope>) -> Actor {
    let grants = scope.map(|scope| Grant { permission: READ.into(), scope }).into_iter().collect();
    let mut actor = Actor::nobody();
    (actor.agency, actor.unit, actor.position) = (Some(agency), Some(unit), Some(position));
    actor.grants = grants;
    actor
}

#[test]
fn lists_hold_what_is_owed_by_urgency_page_by_page() {
    testkit::both(SETS, |db| {
        let [agency, unit, me, colleague, boss] = [1, 2, 3, 4, 5].map(Uuid::from_u128);
        let mine = Party { agency, unit: Some(unit), position: Some(me) };
        let theirs = Party { position: Some(colleague), ..mine };
        let dues =
            [Due::Standing, Due::At(at(25, 9)), Due::At(at(17, 8)), Due::At(at(18, 9)), Due::At(at(17, 16))];
        write(db, &testkit::system(), |tx, ctx| {
            for due in &dues {
                for owner in [mine, theirs, Party::agency(agency)] {
                    let creditor = Some(Party { agency, unit: None, position: Some(boss) });
                    duties::open(tx, ctx, Open { owner, creditor, ..open(ctx, due.clone()) })?;
                }
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        let ctx = testkit::at(actor(agency, unit, me, None), 9, 0);
        let filter = Filter::default();
        let mut seen = Vec::new();
        let mut behind = None;
        loop {
            let page = db.read(|read| owed_by(read, &ctx, Whose::Me, &filter, behind, 2)).unwrap();
            behind = page.rows.last().map(|duty| Cursor::behind(duty).to_string().parse().unwrap());
            seen.extend(page.rows.iter().map(|duty| duty.due));
            if !page.more {
                break;
            }
        }
        let expected = [Some(at(17, 8)), Some(at(17, 16)), Some(at(18, 9)), Some(at(25, 9)), None];
        assert_eq!(seen, expected);
        let counts = db.read(|read| count_by(read, &ctx, Whose::Unit, &filter)).unwrap();
        assert_eq!(counts, Counts { overdue: 2, today: 2, week: 2, later: 4 });
        let today =
            Filter { bucket: Some(Bucket::Today), kind: Some("sample.accept".into()), ..Filter::default() };
        let page = db.read(|read| owed_by(read, &ctx, Whose::Unit, &today, None, 10)).unwrap();
        assert_eq!((page.rows.len(), page.more), (2, false));
        let other = Filter { subject_kind: Some("task".into()), ..Filter::default() };
        assert_eq!(db.read(|read| count_by(read, &ctx, Whose::Me, &other)).unwrap().total(), 0);

        let bars = db.read(|read| ahead(read, &ctx, Whose::Me, &filter)).unwrap();
        let days: Vec<_> =
            bars.iter().map(|bar| (bar.day.of_month(), bar.count)).filter(|bar| bar.1 > 0).collect();
        assert_eq!((bars.len(), days), (14, vec![(17, 1), (18, 1), (25, 1)]));

        let boss = testkit::at(actor(agency, unit, boss, None), 9, 0);
        let lent = db.read(|read| owed_to(read, &boss, Whose::Me, &filter, None, 100)).unwrap();
        assert_eq!(lent.rows.len(), 15);
        assert_eq!(db.read(|read| count_to(read, &boss, Whose::Me, &filter)).unwrap().overdue, 3);
    });
}

#[test]
fn the_agency_is_seen_by_those_who_may() {
    testkit::both(SETS, |db| {
        let [agency, unit, position] = [1, 2, 3].map(Uuid::from_u128);
        write(db, &testkit::system(), |tx, ctx| {
            duties::open(tx, ctx, Open { owner: Party::agency(agency), ..open(ctx, days(1)) })
        })
        .unwrap();
        let look = |scope| {
            let ctx = testkit::at(actor(agency, unit, position, scope), 9, 0);
            db.read(|read| owed_by(read, &ctx, Whose::Agency, &Filter::default(), None, 10))
        };
        assert!(matches!(look(None), Err(Error::NotAllowed)));
        assert!(matches!(look(Some(Scope::Unit)), Err(Error::NotAllowed)));
        assert_eq!(look(Some(Scope::Agency)).unwrap().rows.len(), 1);
        let nobody = testkit::at(Actor::nobody(), 9, 0);
        let page = db.read(|read| owed_by(read, &nobody, Whose::Me, &Filter::default(), None, 10)).unwrap();
        assert!(page.rows.is_empty());
    });
}

#[test]
fn what_a_desk_owes_as_a_whole_is_theirs_who_do_it_for_the_whole() {
    const KINDS: [Kind; 2] = [
        Kind { code: "sample.accept", permission: "sample.accept", verb: |_| "Accept" },
        Kind { code: "sample.handle", permission: "sample.handle", verb: |_| "Handle" },
    ];
    testkit::both(SETS, |db| {
        let [agency, unit, me, colleague] = [1, 2, 3, 4].map(Uuid::from_u128);
        let all = [
            ("sample.accept", Party::agency(agency)),
            ("sample.handle", Party::agency(agency)),
            ("sample.handle", Party::unit(agency, unit)),
            ("sample.accept", Party { agency, unit: Some(unit), position: Some(colleague) }),
            ("sample.accept", Party { agency, unit: Some(unit), position: Some(me) }),
        ];
        let ids = write(db, &testkit::system(), |tx, ctx| {
            let mut ids = Vec::new();
            for (n, (kind, owner)) in (1..).zip(all) {
                ids.push(duties::open(tx, ctx, Open { kind, owner, ..open(ctx, days(n)) })?);
            }
            Ok::<_, Error>(ids)
        })
        .unwrap();
        let mine = |grants: &[(&str, Scope)]| {
            let mut who = actor(agency, unit, me, None);
            let grant = |(permission, scope): &(&str, Scope)| Grant {
                permission: (*permission).to_owned(),
                scope: *scope,
            };
            who.grants.extend(grants.iter().map(grant));
            let filter = Filter { hands: Hands::of(&who, KINDS.iter()), ..Filter::default() };
            let ctx = testkit::at(who, 9, 0);
            let mut seen: Vec<Uuid> = Vec::new();
            let mut behind = None;
            loop {
                let page = db.read(|read| owed_by(read, &ctx, Whose::Me, &filter, behind, 1)).unwrap();
                behind = page.rows.last().map(Cursor::behind);
                seen.extend(page.rows.iter().map(|duty| duty.id));
                if !page.more {
                    break;
                }
            }
            let count = db.read(|read| count_by(read, &ctx, Whose::Me, &filter)).unwrap().total();
            assert_eq!(count, seen.len() as i64);
            let ahead = db.read(|read| ahead(read, &ctx, Whose::Me, &filter)).unwrap();
            assert_eq!(ahead.iter().map(|day| day.count).sum::<i64>(), count);
            seen
        };
        assert_eq!(mine(&[]), [ids[4]]);
        assert_eq!(mine(&[("sample.accept", Scope::Own), ("sample.handle", Scope::Own)]), [ids[4]]);
        assert_eq!(mine(&[("sample.handle", Scope::Unit)]), [ids[2], ids[4]]);
        assert_eq!(mine(&[("sample.accept", Scope::Agency)]), [ids[0], ids[4]]);
        let both = [("sample.accept", Scope::Agency), ("sample.handle", Scope::Agency)];
        assert_eq!(mine(&both), [ids[0], ids[1], ids[2], ids[4]]);
    });
}

#[test]
fn an_agency_that_ends_leaves_its_duties_to_its_successor() {
    testkit::both(SETS, |db| {
        let [former, successor, third] = [1, 2, 3].map(Uuid::from_u128);
        let subjects = write(db, &testkit::system(), |tx, ctx| {
            let mut subjects = Vec::new();
            for (owner, creditor) in [(former, third), (former, former), (third, former), (third, third)] {
                let (owner, creditor) = (Party::agency(owner), Some(Party::agency(creditor)));
                let new = Open { owner, creditor, ..open(ctx, days(2)) };
                subjects.push(new.subject.clone());
                duties::open(tx, ctx, new)?;
            }
            let done = Open { owner: Party::agency(former), ..open(ctx, days(2)) };
            subjects.push(done.subject.clone());
            let id = duties::open(tx, ctx, done)?;
            close(tx, ctx, id, Outcome::Done)?;
            Ok::<_, Error>(subjects)
        })
        .unwrap();
        let to = Party::agency(successor);
        let mut count = 0;
        loop {
            let ctx = later(18, 9);
            let done =
                write(db, &ctx, |tx, ctx| hand_over_all(tx, ctx, Desk::Agency(former), &to, 2)).unwrap();
            count += done.count;
            if !done.more {
                break;
            }
        }
        assert_eq!(count, 4);
        let parties = |subject: &Ref| {
            let duty = db.read(|read| all_of(read, subject)).unwrap().pop().unwrap();
            (duty.owner.agency, duty.creditor.map(|it| it.agency))
        };
        assert_eq!(parties(&subjects[0]), (successor, Some(third)));
        assert_eq!(parties(&subjects[1]), (successor, Some(successor)));
        assert_eq!(parties(&subjects[2]), (third, Some(successor)));
        assert_eq!(parties(&subjects[3]), (third, Some(third)));
        assert_eq!(parties(&subjects[4]).0, former);
        let facts = db.read(|read| facts::of(read, &subjects, 10)).unwrap();
        assert_eq!(facts.len(), 4);
        assert!(facts.iter().all(|fact| fact.action == HANDED_OVER));
    });
}

#[test]
fn two_who_close_at_once_close_once() {
    testkit::both(SETS, |db| {
        let duty = opened(db, days(1));
        let gate = std::sync::Barrier::new(2);
        let closed: Vec<bool> = std::thread::scope(|scope| {
            let both: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        gate.wait();
                        write(db, &later(17, 10), |tx, ctx| close(tx, ctx, duty.id, Outcome::Done)).is_ok()
                    })
                })
                .collect();
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(closed.iter().filter(|ok| **ok).count(), 1);
    });
}

#[test]
fn a_desk_with_many_duties_is_read_through_its_index() {
    let made = testkit::sqlite(SETS);
    let sql = "SELECT id FROM duties_duty WHERE state <> 'closed' AND owner_unit = :desk AND due_at >= :from \
               AND due_at <= :until AND (due_at, id) > (:from, :desk) ORDER BY due_at, id LIMIT 50";
    let plan = made
        .db
        .read(|read| read.explain(sql, db::params! { desk: Uuid::nil(), from: Time(0), until: Time(9) }))
        .unwrap()
        .join("\n");
    assert!(plan.contains("duties_duty_by_unit") && !plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn an_allowance_by_the_clock_runs_through_the_night() {
    testkit::both(SETS, |db| {
        let duty = opened(db, Due::Within(Allowance { amount: 20, unit: Unit::Hour }));
        assert_eq!(duty.due, Some(at(18, 5)));
    });
}
