//! Large pieces of work: many units, done in slices, with visible progress.

use crate::model::Failure;
use crate::queue::TOPIC;
use crate::store::{self, Draft};
use context::{Ctx, Ref, Time, Uuid};
use db::{Read, Tx};
use serde::Serialize;
use serde_json::Value;

/// How many units one job does.
pub const SLICE: usize = 50;

/// A large piece of work.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// What is to be done with every unit; a worker of this kind does it with [`each_unit`].
    pub kind: &'static str,
    /// The record on whose page the progress is shown.
    pub about: Option<Ref>,
    /// What all units share: ids and codes.
    pub shared: Value,
    /// Ids or codes, one a unit.
    pub units: Vec<Value>,
}

/// A batch that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// What is done with every unit.
    pub kind: String,
    /// When it was started.
    pub started_at: Time,
    /// How far it is.
    pub progress: Progress,
}

/// How far a batch is, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// All units.
    pub total: i64,
    /// Done.
    pub done: i64,
    /// Given up: their jobs are dead letters, or were discarded.
    pub failed: i64,
}

impl Progress {
    /// Whether nothing is left to do or to try again.
    pub fn finished(self) -> bool {
        self.done + self.failed >= self.total
    }
}

/// Starts a batch, in the transaction of the change that wants it. Its jobs give way to single jobs.
///
/// # Errors
/// Those of the database.
pub fn start_batch(tx: &mut Tx<'_>, ctx: &Ctx, new: NewBatch) -> db::Result<Uuid> {
    let batch = ctx.new_id();
    store::insert_batch(tx, batch, new.kind, new.about.as_ref(), ctx.now, new.units.len() as i64)?;
    for units in new.units.chunks(SLICE) {
        let payload = serde_json::json!({ "batch": batch, "shared": new.shared, "units": units });
        store::insert(
            tx,
            &Draft {
                id: ctx.new_id(),
                kind: new.kind,
                key: None,
                payload: &payload.to_string(),
                asked_at: ctx.now,
                due_at: ctx.now,
                batch: Some(batch),
                units: units.len() as i32,
            },
        )?;
    }
    tx.announce(TOPIC, new.kind);
    Ok(batch)
}

/// Does every unit of a slice: what a batch's worker calls with its job's payload. Each unit has a context
/// with an idempotency key of its own, so that a slice that is tried again repeats nothing. A unit that fails
/// does not keep the others from being done.
///
/// # Errors
/// The first unit's failure, with how many failed; lasting if every one of them is.
pub fn each_unit(
    ctx: &Ctx,
    payload: &Value,
    mut act: impl FnMut(&Ctx, &Value, &Value) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (Some(shared), Some(units)) = (payload.get("shared"), payload.get("units").and_then(Value::as_array))
    else {
        return Err(Failure::lasting("the payload is no slice of a batch"));
    };
    let mut failures = Vec::new();
    for (place, unit) in units.iter().enumerate() {
        let mut own = ctx.as_system();
        own.once = ctx.once.as_ref().map(|job| format!("{job}/{place}"));
        if let Err(failure) = act(&own, shared, unit) {
            failures.push((unit, failure));
        }
    }
    let Some((unit, first)) = failures.first() else { return Ok(()) };
    Err(Failure {
        text: format!("{} of {} units failed; {unit}: {}", failures.len(), units.len(), first.text),
        lasting: failures.iter().all(|(_, failure)| failure.lasting),
    })
}

/// How far a batch is; none if there is no such batch.
///
/// # Errors
/// Those of the database.
pub fn progress(read: &mut Read<'_>, batch: Uuid) -> db::Result<Option<Progress>> {
    Ok(store::batches(read, store::BatchesOf::One(batch))?.pop().map(|batch| batch.progress))
}

/// The batches started about a record, newest first.
///
/// # Errors
/// Those of the database.
pub fn batches_about(read: &mut Read<'_>, about: &Ref) -> db::Result<Vec<Batch>> {
    store::batches(read, store::BatchesOf::About(about.id))
}
