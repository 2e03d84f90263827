//! Two people at once: nothing doubled, nothing lost, both told the truth.

use super::city::city;
use super::outgoing::{approved, current, drafted, issued, submit};
use super::{SETS, act};
use documents::actions::incoming as inc;
use documents::actions::outgoing::{self as out, NumberInput, StepInput};
use documents::{Error, store};
use std::sync::Barrier;
use std::thread;

#[test]
fn many_numberings_at_once_draw_each_number_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let ids: Vec<_> = (0..6).map(|_| approved(db, &city)).collect();
        let gate = Barrier::new(ids.len());
        let mut symbols: Vec<String> = thread::scope(|scope| {
            let numbering: Vec<_> = ids
                .iter()
                .map(|id| {
                    scope.spawn(|| {
                        let clerk = city.department.one("clerk").at(11);
                        gate.wait();
                        act(db, &clerk, |tx| out::number(tx, &clerk, *id, &NumberInput::default())).unwrap()
                    })
                })
                .collect();
            numbering.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        symbols.sort();
        assert_eq!(symbols, (1..=6).map(|n| format!("0{n}/BC-SNV")).collect::<Vec<_>>());
        assert_eq!(db.read(store::number::unaccounted).unwrap(), []);
    });
}

#[test]
fn of_two_approvals_at_once_one_counts_and_the_other_is_told() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        let step = current(db, id).id;
        let gate = Barrier::new(2);
        let outcomes: Vec<Result<(), Error>> = thread::scope(|scope| {
            let acting: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let head = city.department.one("head").at(10);
                        gate.wait();
                        act(db, &head, |tx| out::approve(tx, &head, step, &StepInput::default()))
                    })
                })
                .collect();
            acting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(Error::NotNow { .. }))), "{outcomes:?}");
    });
}

#[test]
fn of_two_acceptances_at_once_one_draws_a_number() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let document = issued(db, &city);
        let id =
            db.read(|read| store::arrival::arrival_at(read, document, city.district.id)).unwrap().unwrap().id;
        let gate = Barrier::new(2);
        let outcomes: Vec<Result<i64, Error>> = thread::scope(|scope| {
            let acting: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let clerk = city.district.one("clerk").at(14);
                        gate.wait();
                        act(db, &clerk, |tx| inc::accept(tx, &clerk, id))
                    })
                })
                .collect();
            acting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(db.read(store::number::unaccounted).unwrap(), []);
    });
}

#[test]
fn the_same_form_sent_twice_is_one_document() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let mut officer = city.department.one("officer").at(9);
        officer.once = Some("form-1".into());
        let draft = super::outgoing::draft(&city);
        let send = || act(db, &officer, |tx| out::create_draft(tx, &officer, &draft, &[]));
        let (first, second) = (send().unwrap(), send().unwrap());
        assert_eq!(first, second);
    });
}

/// Runs the same act from several threads at once.
fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(count);
    thread::scope(|scope| {
        let acting: Vec<_> = (0..count)
            .map(|place| {
                let (gate, act) = (&gate, &act);
                scope.spawn(move || {
                    gate.wait();
                    act(place)
                })
            })
            .collect();
        acting.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn a_number_that_two_take_by_hand_at_once_goes_to_one() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let ids = [approved(db, &city), approved(db, &city)];
        // Two rounds: a number that has not come yet, then one that was kept free below it.
        for wanted in [3, 2] {
            let outcomes = at_once(2, |place| {
                let clerk = city.department.one("clerk").at(11);
                let input = NumberInput { number: Some(wanted), ..NumberInput::default() };
                act(db, &clerk, |tx| out::number(tx, &clerk, ids[place], &input))
            });
            let taken = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert_eq!(taken, 1, "{outcomes:?}");
            let refused = |outcome: &Result<String, Error>| matches!(outcome, Err(Error::NumberTaken { number }) if *number == wanted);
            assert!(outcomes.iter().any(refused), "{outcomes:?}");
            // The one that has it gives it up again, for the next round.
            let winner = outcomes.iter().position(Result::is_ok).unwrap();
            let clerk = city.department.one("clerk").at(12);
            act(db, &clerk, |tx| out::void_number(tx, &clerk, ids[winner], "Nhầm")).unwrap();
        }
        assert_eq!(db.read(store::number::unaccounted).unwrap(), []);
    });
}

#[test]
fn of_two_edits_at_once_of_one_version_one_is_kept_and_the_other_is_told() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        let seen = db.read(|read| store::document::document(read, id)).unwrap().unwrap().version;
        let subject = |place: usize| format!("Bản {place}");
        let outcomes = at_once(2, |place| {
            let officer = city.department.one("officer").at(9);
            let draft = out::DraftInput { subject: subject(place), ..super::outgoing::draft(&city) };
            act(db, &officer, |tx| out::edit_draft(tx, &officer, id, &draft, Some(seen)))
        });
        let winner = outcomes.iter().position(Result::is_ok).unwrap();
        assert!(matches!(outcomes[1 - winner], Err(Error::Stale)), "{outcomes:?}");
        let kept = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!(kept.subject, subject(winner));
    });
}

#[test]
fn issued_twice_at_once_it_goes_out_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = approved(db, &city);
        let clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        let outcomes = at_once(2, |_| {
            let clerk = city.department.one("clerk").at(11);
            act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default()))
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let started = db.read(|read| jobs::batches_about(read, &context::Ref::new("document", id))).unwrap();
        assert_eq!(started.iter().map(|batch| batch.progress.total).collect::<Vec<_>>(), [1]);
    });
}
