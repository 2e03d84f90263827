//! What the tests share.
#![allow(dead_code, clippy::unwrap_used, reason = "each file of tests uses its part")]

use context::{Actor, Ctx, Time, Uuid};
use db::Db;
use jobs::{New, Runner, Worker};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) const SETS: &[db::Migrations] = &[jobs::MIGRATIONS];

/// A clock that stands until it is moved.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock(Arc::new(AtomicI64::new(testkit::system().now.0)))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * Time::SECOND, Ordering::SeqCst);
    }

    pub(crate) fn ctx(&self) -> Ctx {
        Ctx::new(Actor::system(), Time(self.0.load(Ordering::SeqCst)), testkit::law())
    }

    pub(crate) fn runner(&self, db: &Db, workers: Vec<Worker>) -> Runner {
        let clock = self.clone();
        Runner::new(db.clone(), move || clock.ctx(), workers, 2)
    }
}

/// A worker that writes down what it was given.
pub(crate) fn noting(kind: &'static str) -> (Worker, Arc<Mutex<Vec<Value>>>) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&notes);
    let worker = Worker::new(kind, move |_, _, payload| {
        kept.lock().unwrap().push(payload.clone());
        Ok(())
    });
    (worker, notes)
}

pub(crate) fn new(kind: &'static str, key: Option<&str>, payload: Value, ctx: &Ctx) -> New {
    New { kind, key: key.map(str::to_owned), payload, not_before: ctx.now }
}

pub(crate) fn ask(db: &Db, ctx: &Ctx, kind: &'static str, key: Option<&str>, payload: Value) -> Uuid {
    db.write(ctx, |tx| jobs::enqueue(tx, ctx, new(kind, key, payload.clone(), ctx))).unwrap()
}

/// Runs what is due on this thread; how many attempts it made.
pub(crate) fn drain(runner: &Runner) -> u32 {
    let mut attempts = 0;
    while runner.run_once().unwrap() {
        attempts += 1;
    }
    attempts
}

pub(crate) fn lengths(db: &Db) -> HashMap<String, (i64, i64, i64)> {
    let queues = db.read(jobs::queues).unwrap();
    queues.into_iter().map(|queue| (queue.kind, (queue.waiting, queue.running, queue.dead))).collect()
}

pub(crate) fn dead(db: &Db) -> Vec<jobs::Dead> {
    db.read(|read| jobs::dead(read, None, 100)).unwrap().rows
}
