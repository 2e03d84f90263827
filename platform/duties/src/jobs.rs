//! What happens to duties by itself: reminders by a timer, and what concerns many duties at once, batch by
//! batch, so that no transaction is long.

use crate::actions::{self, Desk};
use crate::model::Party;
use crate::{Error, remind};
use ::jobs::{Failure, New, Timer, Worker};
use context::{Ctx, Day};
use db::{Db, Tx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

const REMIND: &str = "duties.remind";
const REDERIVE: &str = "duties.rederive";
const HAND_OVER: &str = "duties.hand_over";

/// How many duties one transaction touches.
const BATCH: usize = 100;

/// The workers of this crate.
pub fn workers() -> Vec<Worker> {
    vec![
        Worker::new(REMIND, |db, ctx, _| give_reminders(db, ctx)),
        Worker::new(REDERIVE, rederive_all),
        Worker::new(HAND_OVER, hand_over_desk),
    ]
}

/// The timers of this crate: reminders every minute.
pub fn timers() -> Vec<Timer> {
    vec![Timer { kind: REMIND, every: Duration::from_secs(60) }]
}

/// Counts all due instants again from a day on, after the commit: a holiday was declared late.
///
/// # Errors
/// Those of the database.
pub fn rederive_later(tx: &mut Tx<'_>, ctx: &Ctx, from: Day) -> Result<(), Error> {
    enqueue(tx, ctx, REDERIVE, json!(Rederive { from }))
}

/// Hands over all running duties of a desk that ends, after the commit: an agency was merged, a unit closed.
///
/// # Errors
/// Those of the database.
pub fn hand_over_later(tx: &mut Tx<'_>, ctx: &Ctx, from: Desk, to: Party) -> Result<(), Error> {
    enqueue(tx, ctx, HAND_OVER, json!(HandOver { from, to }))
}

#[derive(Serialize, Deserialize)]
struct Rederive {
    from: Day,
}

#[derive(Serialize, Deserialize)]
struct HandOver {
    from: Desk,
    to: Party,
}

fn enqueue(tx: &mut Tx<'_>, ctx: &Ctx, kind: &'static str, payload: Value) -> Result<(), Error> {
    let key = Some(payload.to_string());
    ::jobs::enqueue(tx, ctx, New { kind, key, payload, not_before: ctx.now })?;
    Ok(())
}

// Each of these leaves its progress in the duties themselves, so a repeated run goes on where the last one
// ended; its many equal writes must not share the job's idempotency key.

fn give_reminders(db: &Db, ctx: &Ctx) -> Result<(), Failure> {
    let ctx = ctx.as_system();
    while db.write(&ctx, |tx| remind::due_reminders(tx, &ctx, BATCH))? == BATCH {}
    Ok(())
}

fn rederive_all(db: &Db, ctx: &Ctx, payload: &Value) -> Result<(), Failure> {
    let (ctx, Rederive { from }) = (ctx.as_system(), read(payload)?);
    let mut after = None;
    loop {
        after = db.write(&ctx, |tx| actions::rederive(tx, &ctx, from, after, BATCH))?.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn hand_over_desk(db: &Db, ctx: &Ctx, payload: &Value) -> Result<(), Failure> {
    let (ctx, HandOver { from, to }) = (ctx.as_system(), read(payload)?);
    while db.write(&ctx, |tx| actions::hand_over_all(tx, &ctx, from, &to, BATCH))?.more {}
    Ok(())
}

fn read<T: DeserializeOwned>(payload: &Value) -> Result<T, Failure> {
    serde_json::from_value(payload.clone())
        .map_err(|error| Failure::lasting(format!("the payload {payload} is not understood: {error}")))
}
