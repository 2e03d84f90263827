//! Work that happens after the transaction that asked for it.
//!
//! [`enqueue`] puts a job into the same transaction as the change that wants it: both happen or neither. A
//! [`Runner`] on every node takes jobs, one node each, and tries again with growing waits when one fails; what
//! keeps failing becomes a dead letter ([`dead`]) that a person can see, [`retry`] or [`discard`].
//!
//! A job may run more than once (a node dies between the work and its being noted), so its context carries
//! the job's id as idempotency key: a write that was done is not done again. One write per job then needs no
//! further thought; a job with several equal writes gives each its own key, as [`each_unit`] does.
//!
//! Large pieces of work are cut into jobs of [`SLICE`] units by [`start_batch`], and [`progress`] tells how far
//! they are.

mod batch;
mod dead;
mod error;
mod keeper;
mod model;
mod queue;
mod runner;
mod store;

words::include_words!();

pub use batch::{Batch, NewBatch, Progress, SLICE, batches_about, each_unit, progress, start_batch};
pub use dead::{Dead, Queue, dead, discard, queues, retry, retry_kind};
pub use error::Error;
pub use model::{Failure, New, Timer, Worker};
pub use queue::enqueue;
pub use runner::{Runner, Running};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("jobs", "0001_jobs.sql");
