//! What people see of the jobs: how long the queues are, and the letters that could not be delivered.

use crate::Error;
use crate::queue::TOPIC;
use crate::store;
use context::{Ctx, Time, Uuid};
use db::{Page, Read, Tx};
use serde::Serialize;
use serde_json::Value;

db::row! {
    /// A job that was given up.
    #[derive(Clone, Debug, PartialEq, Serialize)]
    pub struct Dead {
        /// Its id.
        pub id: Uuid,
        /// What was to be done.
        pub kind: String,
        /// Names the work within its kind.
        pub key: Option<String>,
        /// What was to be worked on.
        pub payload: Value,
        /// When it was asked for.
        pub asked_at: Time,
        /// When it was given up.
        pub died_at: Time,
        /// How often it was tried.
        pub attempts: u32,
        /// How the last attempt failed; for administrators, in the words of whatever failed.
        pub error: Option<String>,
    }
}

db::row! {
    /// The jobs of one kind.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Queue {
        /// What is to be done.
        pub kind: String,
        /// How many wait, for their time, their turn or another attempt.
        pub waiting: i64,
        /// How many are being done.
        pub running: i64,
        /// How many were given up.
        pub dead: i64,
        /// Since when the first of the waiting ones could be done; later than now if none can yet.
        pub oldest: Option<Time>,
    }
}

/// The dead letters, newest first, behind the last one of the page before.
///
/// # Errors
/// Those of the database.
pub fn dead(read: &mut Read<'_>, behind: Option<(Time, Uuid)>, limit: usize) -> db::Result<Page<Dead>> {
    let (at, id) = behind.unwrap_or((Time(i64::MAX), Uuid::max()));
    Ok(Page::cut(store::dead(read, at, id, limit as i64 + 1)?, limit))
}

/// The queues, by kind; one without any job is not listed.
///
/// # Errors
/// Those of the database.
pub fn queues(read: &mut Read<'_>) -> db::Result<Vec<Queue>> {
    store::queues(read)
}

/// Has a dead letter tried again, as if for the first time. The caller has asked whether the actor may, and
/// records it.
///
/// # Errors
/// [`Error::NotDead`] when it is no dead letter, or no longer.
pub fn retry(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    if !store::revive(tx, ctx.now, id)? {
        return Err(Error::NotDead);
    }
    tx.announce(TOPIC, "");
    Ok(())
}

/// Has all dead letters of a kind tried again, as after an outage that is over. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn retry_kind(tx: &mut Tx<'_>, ctx: &Ctx, kind: &str) -> Result<u64, Error> {
    let revived = store::revive_kind(tx, ctx.now, kind)?;
    tx.announce(TOPIC, kind);
    Ok(revived)
}

/// Gives a dead letter up for good. The caller has asked whether the actor may, and records it.
///
/// # Errors
/// [`Error::NotDead`] when it is no dead letter, or no longer.
pub fn discard(tx: &mut Tx<'_>, id: Uuid) -> Result<(), Error> {
    match store::discard(tx, id)? {
        None => Err(Error::NotDead),
        Some((None, _)) => Ok(()),
        Some((Some(batch), units)) => Ok(store::count_discarded(tx, batch, units)?),
    }
}
