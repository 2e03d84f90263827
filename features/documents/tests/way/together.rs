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
