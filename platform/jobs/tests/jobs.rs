//! Jobs on both engines. The clock is the tests' own, so that waits and leases pass at once.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::{Clock, SETS, ask, dead, drain, lengths, new, noting};
use context::{Actor, Ctx, Time, Uuid};
use jobs::{Failure, New, Runner, Timer, Worker};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_job_is_done_once_and_is_gone() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let (worker, notes) = noting("a.b");
        let runner = clock.runner(db, vec![worker]);
        ask(db, &clock.ctx(), "a.b", None, json!({"document": 7}));
        ask(db, &clock.ctx(), "a.unknown", None, Value::Null);
        assert_eq!(drain(&runner), 1);
        assert_eq!(*notes.lock().unwrap(), [json!({"document": 7})]);
        // What no worker here knows waits for a node that does.
        assert_eq!(lengths(db), HashMap::from([("a.unknown".to_owned(), (1, 0, 0))]));
    });
}

#[test]
fn what_failed_leaves_no_job_and_what_is_for_later_waits() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let (worker, notes) = noting("a.b");
        let runner = clock.runner(db, vec![worker]);
        let ctx = clock.ctx();
        let failed: Result<Uuid, db::Error> = db.write(&ctx, |tx| {
            jobs::enqueue(tx, &ctx, new("a.b", None, json!("never"), &ctx))?;
            Err(db::Error::NoRow)
        });
        assert!(failed.is_err());
        let later = New { not_before: ctx.now.plus(Time::MINUTE), ..new("a.b", None, json!("later"), &ctx) };
        db.write(&ctx, |tx| jobs::enqueue(tx, &ctx, later.clone())).unwrap();
        assert_eq!(drain(&runner), 0);
        clock.pass(60);
        assert_eq!(drain(&runner), 1);
        assert_eq!(*notes.lock().unwrap(), [json!("later")]);
    });
}

#[test]
fn a_job_acts_as_the_system_with_its_id_as_key() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let seen = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&seen);
        let worker = Worker::new("a.b", move |_, ctx, _| {
            *kept.lock().unwrap() = Some((ctx.actor.is_system(), ctx.once.clone(), ctx.now));
            Ok(())
        });
        let id = ask(db, &clock.ctx(), "a.b", None, Value::Null);
        drain(&clock.runner(db, vec![worker]));
        assert_eq!(seen.lock().unwrap().take(), Some((true, Some(id.to_string()), clock.ctx().now)));
    });
}

#[test]
fn asking_twice_for_waiting_work_is_asking_once() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let (worker, notes) = noting("a.b");
        let (other, _) = noting("a.c");
        let runner = clock.runner(db, vec![worker, other]);
        let ctx = clock.ctx();
        let later = New { not_before: ctx.now.plus(Time::HOUR), ..new("a.b", Some("7"), json!(7), &ctx) };
        let first = db.write(&ctx, |tx| jobs::enqueue(tx, &ctx, later.clone())).unwrap();
        // The earlier time counts.
        assert_eq!(ask(db, &ctx, "a.b", Some("7"), json!(7)), first);
        assert_ne!(ask(db, &ctx, "a.b", Some("8"), json!(8)), first);
        assert_ne!(ask(db, &ctx, "a.c", Some("7"), json!(7)), first);
        assert_eq!(drain(&runner), 3);
        assert_eq!(*notes.lock().unwrap(), [json!(7), json!(8)]);
        // Done means free again.
        assert_ne!(ask(db, &ctx, "a.b", Some("7"), json!(7)), first);
        assert_eq!(drain(&runner), 1);
    });
}

#[test]
fn many_who_ask_at_once_get_one_job() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let ids: Vec<Uuid> = thread::scope(|scope| {
            let asking: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| ask(db, &clock.ctx(), "a.b", Some("same"), Value::Null)))
                .collect();
            asking.into_iter().map(|asking| asking.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(lengths(db)["a.b"], (1, 0, 0));
    });
}

#[test]
fn work_asked_for_while_it_is_being_done_is_done_once_more() {
    testkit::both(SETS, |db| {
        for fails in [false, true] {
            let clock = Clock::new();
            let runs = Arc::new(Mutex::new(Vec::new()));
            let (kept, own) = (Arc::clone(&runs), clock.clone());
            let worker = Worker::new("a.b", move |db, ctx, _| {
                let mut runs = kept.lock().unwrap();
                runs.push(ctx.once.clone());
                if runs.len() == 1 {
                    // Twice is still once.
                    ask(db, &own.ctx(), "a.b", Some("7"), Value::Null);
                    ask(db, &own.ctx(), "a.b", Some("7"), Value::Null);
                    if fails {
                        return Err(Failure::lasting("no"));
                    }
                }
                Ok(())
            });
            ask(db, &clock.ctx(), "a.b", Some("7"), Value::Null);
            assert_eq!(drain(&clock.runner(db, vec![worker])), 2);
            let runs = runs.lock().unwrap();
            assert_ne!(runs[0], runs[1], "what the first has done must not keep the second from doing it");
            assert!(lengths(db).is_empty());
        }
    });
}

#[test]
fn a_failing_job_waits_longer_each_time_and_becomes_a_dead_letter() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let tries = Arc::new(AtomicU32::new(0));
        let kept = Arc::clone(&tries);
        let worker = Worker::new("a.b", move |_, _, _| {
            Err(Failure::passing(format!("no {}", kept.fetch_add(1, Ordering::SeqCst) + 1)))
        });
        let runner = clock.runner(db, vec![worker.attempts(3)]);
        let id = ask(db, &clock.ctx(), "a.b", Some("7"), json!([1]));
        for wait in [5, 10] {
            assert_eq!(drain(&runner), 1);
            clock.pass(wait - 1);
            assert_eq!(drain(&runner), 0, "not before {wait} seconds");
            // With the spread of up to a quarter.
            clock.pass(1 + wait / 4 + 1);
        }
        assert_eq!(drain(&runner), 1);
        assert_eq!(lengths(db)["a.b"], (0, 0, 1));
        clock.pass(100_000);
        assert_eq!(drain(&runner), 0);
        let letters = dead(db);
        assert_eq!((letters[0].id, letters[0].attempts, letters[0].error.as_deref()), (id, 3, Some("no 3")));
        assert_eq!(letters[0].payload, json!([1]));
    });
}

#[test]
fn a_lasting_failure_and_a_panic() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let lasting = Worker::new("a.lasting", |_, _, _| Err(Failure::lasting("never")));
        let panics = Worker::new("a.panics", |_, _, _| panic!("a bug")).attempts(1);
        let runner = clock.runner(db, vec![lasting, panics]);
        ask(db, &clock.ctx(), "a.lasting", None, Value::Null);
        assert_eq!(drain(&runner), 1);
        clock.pass(1);
        ask(db, &clock.ctx(), "a.panics", None, Value::Null);
        assert_eq!(drain(&runner), 1);
        let told: Vec<_> = dead(db).into_iter().map(|it| it.error.unwrap()).collect();
        assert_eq!(told, ["panicked: a bug", "never"]);
    });
}

#[test]
fn dead_letters_are_paged_retried_discarded_and_replaced() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let broken = Arc::new(AtomicU32::new(1));
        let kept = Arc::clone(&broken);
        let worker = Worker::new("a.b", move |_, _, _| match kept.load(Ordering::SeqCst) {
            1 => Err(Failure::lasting("down")),
            _ => Ok(()),
        });
        let runner = clock.runner(db, vec![worker]);
        let ids: Vec<Uuid> =
            (0..5).map(|key| ask(db, &clock.ctx(), "a.b", Some(&key.to_string()), json!(key))).collect();
        assert_eq!(drain(&runner), 5);
        let page = db.read(|read| jobs::dead(read, None, 3)).unwrap();
        assert!(page.more);
        let last = page.rows.last().map(|it| (it.died_at, it.id));
        let rest = db.read(|read| jobs::dead(read, last, 3)).unwrap();
        assert_eq!((page.rows.len(), rest.rows.len(), rest.more), (3, 2, false));

        let ctx = clock.ctx();
        let retry = |id| db.write(&ctx, |tx| jobs::retry(tx, &ctx, id));
        let discard = |id| db.write(&ctx, |tx| jobs::discard(tx, id));
        retry(ids[0]).unwrap();
        assert!(matches!(retry(ids[0]), Err(jobs::Error::NotDead)));
        assert!(matches!(discard(ids[0]), Err(jobs::Error::NotDead)));
        discard(ids[1]).unwrap();
        assert!(matches!(discard(ids[1]), Err(jobs::Error::NotDead)));
        // Asked for anew, the work is new.
        assert_ne!(ask(db, &ctx, "a.b", Some("2"), json!(2)), ids[2]);
        assert_eq!(lengths(db)["a.b"], (2, 0, 2));
        assert_eq!(db.write(&ctx, |tx| jobs::retry_kind(tx, &ctx, "a.other")).unwrap(), 0);
        assert_eq!(db.write(&ctx, |tx| jobs::retry_kind(tx, &ctx, "a.b")).unwrap(), 2);
        broken.store(0, Ordering::SeqCst);
        assert_eq!(drain(&runner), 4);
        assert!(lengths(db).is_empty());
    });
}

#[test]
fn a_lost_workers_job_is_taken_again_after_its_lease_and_the_lost_one_has_no_say() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let (started, starts) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let goes_on = Mutex::new(goes_on);
        let stuck = Worker::new("a.b", move |_, _, _| {
            started.send(()).unwrap();
            goes_on.lock().unwrap().recv().unwrap();
            Err(Failure::lasting("told too late"))
        });
        let (healthy, notes) = noting("a.b");
        // Nobody prolongs the lease of a single run, as of a process that is no more.
        let (lost, other) = (clock.runner(db, vec![stuck]), clock.runner(db, vec![healthy]));
        ask(db, &clock.ctx(), "a.b", None, json!(1));
        thread::scope(|scope| {
            let lost = scope.spawn(move || lost.run_once().unwrap());
            starts.recv().unwrap();
            clock.pass(59);
            assert_eq!(drain(&other), 0);
            clock.pass(1);
            assert_eq!(drain(&other), 1);
            go_on.send(()).unwrap();
            lost.join().unwrap();
        });
        assert_eq!(*notes.lock().unwrap(), [json!(1)]);
        assert!(lengths(db).is_empty());
    });
}

#[test]
fn a_job_that_ends_every_process_is_given_up() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        ask(db, &clock.ctx(), "a.b", None, Value::Null);
        // The process ends while it works: nothing is noted, and the lease runs out.
        let die = || {
            db.write(&clock.ctx(), |tx| {
                tx.run(
                    "UPDATE jobs_job SET holder = id, attempt = attempt + 1, due_at = :until",
                    db::params! { until: clock.ctx().now.plus(Time::MINUTE) },
                )
            })
        };
        let (worker, notes) = noting("a.b");
        let runner = clock.runner(db, vec![worker.attempts(2)]);
        for _ in 0..2 {
            die().unwrap();
            clock.pass(60);
        }
        assert_eq!(drain(&runner), 1);
        assert!(notes.lock().unwrap().is_empty());
        assert!(dead(db)[0].error.as_deref().unwrap().contains("process ended"));
    });
}

/// Waits for something that threads bring about.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "waited too long until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn two_runners_never_do_the_same_job_at_the_same_time() {
    testkit::both(SETS, |db| {
        let jobs = 60;
        let doing = Arc::new(Mutex::new(HashMap::<u64, u32>::new()));
        let runners: Vec<_> = (0..2)
            .map(|_| {
                let doing = Arc::clone(&doing);
                let worker = Worker::new("a.b", move |_, _, payload| {
                    *doing.lock().unwrap().entry(payload.as_u64().unwrap()).or_default() += 1;
                    thread::sleep(Duration::from_millis(2));
                    Ok(())
                });
                Runner::new(db.clone(), real, vec![worker], 3).start().unwrap()
            })
            .collect();
        for number in 0..jobs {
            ask(db, &real(), "a.b", None, json!(number));
        }
        until("all are done", || lengths(db).is_empty());
        runners.into_iter().for_each(jobs::Running::stop);
        let doing = doing.lock().unwrap();
        assert_eq!(doing.len() as u64, jobs);
        assert!(doing.values().all(|times| *times == 1), "{doing:?}");
    });
}

fn real() -> Ctx {
    Ctx::new(Actor::system(), Time::from_clock(), testkit::law())
}

#[test]
fn a_long_job_keeps_its_lease_and_a_stop_waits_for_it() {
    testkit::both(SETS, |db| {
        let runs = Arc::new(AtomicU32::new(0));
        let ended = Arc::new(AtomicU32::new(0));
        let start = || {
            let (runs, ended) = (Arc::clone(&runs), Arc::clone(&ended));
            let worker = Worker::new("a.b", move |_, _, _| {
                runs.fetch_add(1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(1500));
                ended.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
            Runner::new(db.clone(), real, vec![worker], 1).lease(Duration::from_millis(400)).start().unwrap()
        };
        let (one, two) = (start(), start());
        ask(db, &real(), "a.b", None, Value::Null);
        until("one has begun", || runs.load(Ordering::SeqCst) == 1);
        one.stop();
        two.stop();
        assert_eq!((runs.load(Ordering::SeqCst), ended.load(Ordering::SeqCst)), (1, 1));
        assert!(lengths(db).is_empty());
    });
}

#[test]
fn an_idle_runner_hears_of_a_new_job_at_once() {
    testkit::both(SETS, |db| {
        let (worker, notes) = noting("a.b");
        let running = Runner::new(db.clone(), real, vec![worker], 1).start().unwrap();
        // The server engine's listener connects in the background.
        thread::sleep(Duration::from_millis(300));
        let mut slowest = Duration::ZERO;
        for number in 1..=5 {
            let asked = Instant::now();
            ask(db, &real(), "a.b", None, Value::Null);
            until("it is done", || notes.lock().unwrap().len() == number);
            slowest = slowest.max(asked.elapsed());
        }
        running.stop();
        // Five times out of five within the second of the next look: it was woken.
        assert!(slowest < Duration::from_millis(700), "{slowest:?}");
    });
}

#[test]
fn a_timers_job_is_asked_for_once_by_all_nodes_together() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let runs = Arc::new(AtomicU32::new(0));
        let nodes: Vec<_> = (0..2)
            .map(|_| {
                let (runs, own) = (Arc::clone(&runs), clock.clone());
                let worker = Worker::new("a.tick", move |_, _, _| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                });
                let timer = Timer { kind: "a.tick", every: Duration::from_secs(3600) };
                let runner = Runner::new(db.clone(), move || own.ctx(), vec![worker], 1);
                runner.timers(vec![timer]).lease(Duration::from_millis(200)).start().unwrap()
            })
            .collect();
        for round in 1..=3 {
            until("the timer has run", || runs.load(Ordering::SeqCst) == round);
            // Some looks later it has still run only once.
            thread::sleep(Duration::from_millis(150));
            assert_eq!(runs.load(Ordering::SeqCst), round);
            clock.pass(3600);
        }
        nodes.into_iter().for_each(jobs::Running::stop);
    });
}
