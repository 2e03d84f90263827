//! Recording, numbering, reading and searching, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use context::{Actor, Ctx, Day, Ref, Uuid};
use db::Db;
use facts::{Fact, Filter, New, Note, Reach, Walk};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const SETS: &[db::Migrations] = &[facts::MIGRATIONS];

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Somebody in position 20 of agency `agency`.
fn person(person: u128, agency: u128) -> Actor {
    let mut actor = Actor::nobody();
    actor.person = Some(id(person));
    actor.position = Some(id(20));
    actor.unit = Some(id(30));
    actor.agency = Some(id(agency));
    actor
}

fn add(db: &Db, ctx: &Ctx, new: New) -> Uuid {
    db.write(ctx, |tx| facts::record(tx, ctx, new.clone())).unwrap()
}

fn all(db: &Db) -> Vec<Fact> {
    db.read(|read| facts::after(read, 0, 10_000)).unwrap()
}

#[test]
fn a_fact_comes_back_as_it_was_given() {
    testkit::both(SETS, |db| {
        let ctx = testkit::at(person(10, 40), 23, 30);
        let new = New {
            about: Some(Ref::new("document", id(2))),
            data: json!({"number": 7, "code": "đ"}),
            note: Some("Đề nghị bổ sung".into()),
            ..New::new("documents.returned", Ref::new("submission", id(1)))
        };
        let fact = add(db, &ctx, new);
        assert_eq!(all(db), [], "it has no position yet");
        assert_eq!(facts::sequence(db, &ctx).unwrap(), 1);
        assert_eq!(facts::sequence(db, &ctx).unwrap(), 0);
        let [read] = &all(db)[..] else { panic!("one fact") };
        assert_eq!((read.id, read.position, read.at, read.day), (fact, Some(1), ctx.now, ctx.now.day()));
        assert_eq!(
            read.who,
            facts::Who {
                person: Some(id(10)),
                position: Some(id(20)),
                unit: Some(id(30)),
                agency: Some(id(40)),
                system: false
            }
        );
        assert_eq!(read.action, "documents.returned");
        assert_eq!(read.subject, Ref::new("submission", id(1)));
        assert_eq!(read.about, Some(Ref::new("document", id(2))));
        assert_eq!(read.data, json!({"number": 7, "code": "đ"}));
        assert_eq!(read.note, Note::Text("Đề nghị bổ sung".into()));
    });
}

#[test]
fn a_note_is_erased_once_and_its_erasure_is_a_fact() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let subject = Ref::new("document", id(1));
        let noted = New { note: Some("riêng tư".into()), ..New::new("a.b", subject.clone()) };
        let fact = add(db, &ctx, noted);
        let blank = add(db, &ctx, New { note: Some(" \n".into()), ..New::new("a.c", subject.clone()) });
        let erase = |fact| db.write(&ctx, |tx| facts::erase_note(tx, &ctx, fact));
        erase(fact).unwrap();
        for fact in [fact, blank, id(9)] {
            assert!(matches!(erase(fact), Err(facts::Error::NoNote)));
        }
        facts::sequence(db, &ctx).unwrap();
        let trail = db.read(|read| facts::of(read, std::slice::from_ref(&subject), 10)).unwrap();
        let told: Vec<_> = trail.iter().map(|it| (it.action.as_str(), it.note.clone())).collect();
        let erased = (facts::NOTE_ERASED, Note::None);
        assert_eq!(told, [("a.b", Note::Erased), ("a.c", Note::None), erased]);
        assert_eq!(trail[2].subject, Ref::new("fact", fact));
    });
}

#[test]
fn the_trail_of_a_record_is_oldest_first_and_keeps_its_newest_end() {
    testkit::both(SETS, |db| {
        let (one, two) = (Ref::new("document", id(1)), Ref::new("document", id(2)));
        let at = |hour| testkit::at(Actor::system(), hour, 0);
        add(db, &at(8), New::new("a.first", one.clone()));
        add(db, &at(9), New { about: Some(one.clone()), ..New::new("a.second", two.clone()) });
        add(db, &at(10), New::new("a.other", Ref::new("document", id(3))));
        facts::sequence(db, &at(10)).unwrap();
        // The last two of the same instant keep the order in which they came, numbered or not.
        add(db, &at(11), New::new("a.third", one.clone()));
        add(db, &at(11), New::new("a.fourth", one.clone()));
        let trail = |refs: &[Ref], limit| -> Vec<String> {
            let facts = db.read(|read| facts::of(read, refs, limit)).unwrap();
            facts.into_iter().map(|fact| fact.action).collect()
        };
        assert_eq!(trail(std::slice::from_ref(&one), 9), ["a.first", "a.second", "a.third", "a.fourth"]);
        assert_eq!(trail(&[one.clone(), two], 3), ["a.second", "a.third", "a.fourth"]);
        assert_eq!(trail(&[], 9), [""; 0]);
        facts::sequence(db, &at(11)).unwrap();
        assert_eq!(trail(&[one], 2), ["a.third", "a.fourth"]);
    });
}

#[test]
fn concurrent_writers_get_gapless_positions_and_readers_miss_nothing() {
    testkit::both(SETS, |db| {
        let (writers, rounds) = (6, 25);
        let over = AtomicBool::new(false);
        let seen = thread::scope(|scope| {
            let sequencers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        while !over.load(Ordering::SeqCst) {
                            facts::sequence(db, &testkit::system()).unwrap();
                        }
                    })
                })
                .collect();
            let reader = scope.spawn(|| {
                let mut seen: Vec<i64> = Vec::new();
                loop {
                    // Asked before reading: what is read afterwards is all there is.
                    let last = over.load(Ordering::SeqCst);
                    let from = seen.last().copied().unwrap_or(0);
                    let more = db.read(|read| facts::after(read, from, 1000)).unwrap();
                    seen.extend(more.iter().filter_map(|fact| fact.position));
                    if last {
                        return seen;
                    }
                }
            });
            let writers: Vec<_> = (0..writers)
                .map(|writer| {
                    scope.spawn(move || {
                        for round in 0..rounds {
                            let ctx = testkit::system();
                            let new = New::new("a.b", Ref::new("document", id(writer)));
                            let outcome: Result<Uuid, db::Error> = db.write(&ctx, |tx| {
                                let fact = facts::record(tx, &ctx, new.clone())?;
                                // Rolled back ones leave no gap.
                                if round % 5 == 4 { Err(db::Error::NoRow) } else { Ok(fact) }
                            });
                            assert_eq!(outcome.is_err(), round % 5 == 4);
                        }
                    })
                })
                .collect();
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            facts::sequence(db, &testkit::system()).unwrap();
            over.store(true, Ordering::SeqCst);
            sequencers.into_iter().for_each(|sequencer| sequencer.join().unwrap());
            reader.join().unwrap()
        });
        let expected = (writers as i64) * rounds * 4 / 5;
        assert_eq!(seen, (1..=expected).collect::<Vec<_>>());
    });
}

#[test]
fn the_search_narrows_and_pages_and_never_leaves_the_readers_reach() {
    testkit::both(SETS, |db| {
        let day = Day::new(2023, 8, 17).unwrap();
        let add = |by: Actor, hour, action, record| {
            add(db, &testkit::at(by, hour, 0), New::new(action, Ref::new("document", id(record))));
        };
        add(person(10, 40), 0, "documents.registered", 1);
        add(person(10, 40), 8, "documents.returned", 2);
        add(person(11, 41), 9, "documents_old.registered", 1);
        add(person(11, 41), 23, "tasks.given", 3);
        add(Actor::system(), 23, "facts.sealed", 4);
        let find = |reach: &Reach, filter: &Filter| -> Vec<String> {
            let page = db.read(|read| facts::search(read, reach, filter, Walk::Newest, 10)).unwrap();
            page.rows.into_iter().map(|fact| fact.action).collect()
        };
        let everything = Filter::default();
        assert_eq!(find(&Reach::All, &everything).len(), 5);
        let own = Reach::Agencies(vec![id(40)]);
        assert_eq!(find(&own, &everything), ["documents.returned", "documents.registered"]);
        let wide = Reach::Agencies((40..60).filter(|number| *number != 41).map(id).collect());
        assert_eq!(find(&wide, &everything), ["documents.returned", "documents.registered"]);
        assert_eq!(find(&Reach::Agencies(vec![]), &everything), [""; 0]);
        assert_eq!(find(&own, &Filter { agency: Some(id(41)), ..Filter::default() }), [""; 0]);

        let by = Filter { person: Some(id(11)), ..Filter::default() };
        assert_eq!(find(&Reach::All, &by), ["tasks.given", "documents_old.registered"]);
        let begins = Filter { action: Some("documents.".into()), ..Filter::default() };
        assert_eq!(find(&Reach::All, &begins), ["documents.returned", "documents.registered"]);
        let record = Filter { record: Some(Ref::new("document", id(1))), ..Filter::default() };
        assert_eq!(find(&Reach::All, &record), ["documents_old.registered", "documents.registered"]);
        let days = |from, to| Filter { from: Some(from), to: Some(to), ..Filter::default() };
        assert_eq!(find(&Reach::All, &days(day, day)).len(), 5);
        assert_eq!(find(&Reach::All, &days(day.plus(-1), day.plus(-1))), [""; 0]);
        assert_eq!(find(&Reach::All, &days(day.plus(1), day.plus(1))), [""; 0]);

        let mut paged = Vec::new();
        let mut walk = Walk::Newest;
        loop {
            let page = db.read(|read| facts::search(read, &Reach::All, &everything, walk, 2)).unwrap();
            paged.extend(page.rows.iter().map(|fact| fact.id));
            walk = paged.last().copied().map_or(walk, Walk::Behind);
            if !page.more {
                break;
            }
        }
        let whole = db.read(|read| facts::search(read, &Reach::All, &everything, Walk::Newest, 10)).unwrap();
        assert_eq!(paged, whole.rows.iter().map(|fact| fact.id).collect::<Vec<_>>());
        // Forwards from the third: the second, then the first, the newest.
        let ahead = Walk::Ahead(paged[2]);
        let back = db.read(|read| facts::search(read, &Reach::All, &everything, ahead, 10)).unwrap();
        assert_eq!(back.rows.iter().map(|fact| fact.id).collect::<Vec<_>>(), [paged[1], paged[0]]);
    });
}
