//! Batches on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::{Clock, SETS, ask, dead, drain, lengths, noting};
use context::{Ref, Uuid};
use jobs::{Failure, NewBatch, Progress, Worker};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

#[test]
fn a_batch_is_cut_into_slices_and_shows_how_far_it_is() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let ctx = clock.ctx();
        let about = Ref::new("document", Uuid::from_u128(7));
        let units: Vec<Value> = (0..120).map(|number| json!(number)).collect();
        let batch = NewBatch { kind: "a.each", about: Some(about.clone()), shared: json!("s"), units };
        let id = db.write(&ctx, |tx| jobs::start_batch(tx, &ctx, batch.clone())).unwrap();
        let progress = || db.read(|read| jobs::progress(read, id)).unwrap().unwrap();
        assert_eq!(progress(), Progress { total: 120, done: 0, failed: 0 });

        // Units 0 to 49 are in order, one of the next slice can never be done.
        let worker = Worker::new("a.each", |_, ctx, payload| {
            jobs::each_unit(ctx, payload, |_, shared, unit| {
                assert_eq!(shared, "s");
                match unit.as_u64() {
                    Some(60) => Err(Failure::lasting("no such unit")),
                    _ => Ok(()),
                }
            })
        });
        let runner = clock.runner(db, vec![worker.attempts(1)]);
        // A single job goes first, though it was asked for later.
        clock.pass(1);
        assert!(runner.run_once().unwrap());
        assert_eq!(progress(), Progress { total: 120, done: 50, failed: 0 });
        assert_eq!(drain(&runner), 2);
        assert_eq!(progress(), Progress { total: 120, done: 70, failed: 50 });
        assert!(progress().finished());
        let letters = dead(db);
        assert_eq!(letters[0].error.as_deref(), Some("1 of 50 units failed; 60: no such unit"));
        db.write(&ctx, |tx| jobs::discard(tx, letters[0].id)).unwrap();
        assert_eq!(progress(), Progress { total: 120, done: 70, failed: 50 });

        let listed = db.read(|read| jobs::batches_about(read, &about)).unwrap();
        assert_eq!((listed.len(), listed[0].id, listed[0].progress.failed), (1, id, 50));
        assert_eq!(db.read(|read| jobs::progress(read, Uuid::nil())).unwrap(), None);
    });
}

#[test]
fn single_jobs_go_before_batches() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let ctx = clock.ctx();
        let units = vec![json!(1)];
        let batch = NewBatch { kind: "a.each", about: None, shared: Value::Null, units };
        db.write(&ctx, |tx| jobs::start_batch(tx, &ctx, batch.clone())).unwrap();
        clock.pass(1);
        ask(db, &clock.ctx(), "a.single", None, Value::Null);
        let (each, _) = noting("a.each");
        let (single, singles) = noting("a.single");
        assert!(clock.runner(db, vec![each, single]).run_once().unwrap());
        assert_eq!(singles.lock().unwrap().len(), 1);
    });
}

#[test]
fn a_slice_that_is_tried_again_repeats_no_unit() {
    testkit::both(SETS, |db| {
        let clock = Clock::new();
        let ctx = clock.ctx();
        let batch = NewBatch {
            kind: "a.each",
            about: None,
            shared: Value::Null,
            units: (0..10).map(|number| json!(number)).collect(),
        };
        db.write(&ctx, |tx| jobs::start_batch(tx, &ctx, batch.clone())).unwrap();
        let done = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&done);
        let attempt = AtomicU32::new(0);
        let worker = Worker::new("a.each", move |db, ctx, payload| {
            let attempt = attempt.fetch_add(1, Ordering::SeqCst);
            jobs::each_unit(ctx, payload, |ctx, _, unit| {
                if attempt == 0 && unit == 3 {
                    return Err(Failure::passing("not now"));
                }
                // The key answers for what was written before, so this runs once a unit.
                db.write(ctx, |_| {
                    kept.lock().unwrap().push(unit.clone());
                    Ok::<_, db::Error>(())
                })?;
                Ok(())
            })
        });
        let runner = clock.runner(db, vec![worker]);
        assert_eq!(drain(&runner), 1);
        clock.pass(60);
        assert_eq!(drain(&runner), 1);
        let mut done = done.lock().unwrap().clone();
        assert_eq!(done.len(), 10);
        assert_eq!(done.pop(), Some(json!(3)));
        assert!(lengths(db).is_empty());
    });
}

#[test]
fn a_payload_that_is_no_slice_is_a_lasting_failure() {
    let ctx = testkit::system();
    let failed = jobs::each_unit(&ctx, &json!({"units": 7}), |_, _, _| panic!("there is no unit"));
    assert_eq!(failed, Err(Failure::lasting("the payload is no slice of a batch")));
}
