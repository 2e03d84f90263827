//! Jobs as they are asked for, and those who do them.

use context::{Ctx, Time, Uuid};
use db::Db;
use serde_json::Value;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

/// A job to be done.
#[derive(Clone, Debug)]
pub struct New {
    /// What is to be done, `crate.verb`: `documents.deliver`. A [`Worker`] of this kind does it.
    pub kind: &'static str,
    /// Names the work within its kind. Asking for the same work while it waits changes nothing; asking while
    /// it is being done has it done once more afterwards.
    pub key: Option<String>,
    /// Ids and codes that say what to work on; the same for the same key.
    pub payload: Value,
    /// Not before this instant.
    pub not_before: Time,
}

type Run = dyn Fn(&Db, &Ctx, &Value) -> Result<(), Failure> + Send + Sync;

/// Does the jobs of one kind.
#[derive(Clone)]
pub struct Worker {
    pub(crate) kind: &'static str,
    pub(crate) run: Arc<Run>,
    pub(crate) attempts: u32,
}

impl Worker {
    /// A worker that tries each job up to ten times, over some forty minutes.
    ///
    /// The context acts as the system and carries the job's id as idempotency key.
    pub fn new(
        kind: &'static str,
        run: impl Fn(&Db, &Ctx, &Value) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Worker {
        Worker { kind, run: Arc::new(run), attempts: 10 }
    }

    /// The same worker with another number of attempts, at least one.
    pub fn attempts(mut self, attempts: u32) -> Worker {
        self.attempts = attempts.max(1);
        self
    }
}

/// Something that is to be done again and again: a job of this kind, asked for on one node each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The kind of job.
    pub kind: &'static str,
    /// How long after the last time.
    pub every: Duration,
}

/// Why a job could not be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub(crate) text: String,
    pub(crate) lasting: bool,
}

impl Failure {
    /// Another attempt may help.
    pub fn passing(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), lasting: false }
    }

    /// No further attempt can help: the job becomes a dead letter at once.
    pub fn lasting(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), lasting: true }
    }
}

/// Any error is a passing failure; its causes are told with it.
impl<E: StdError> From<E> for Failure {
    fn from(error: E) -> Failure {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let told = error.to_string();
            if !text.contains(&told) {
                text.push_str(": ");
                text.push_str(&told);
            }
            cause = error.source();
        }
        Failure::passing(text)
    }
}

/// The wait after the first attempt.
const FIRST_WAIT: i64 = 5 * Time::SECOND;
/// No wait is longer, but for the spread.
const LONGEST_WAIT: i64 = Time::HOUR;

/// The wait before the next attempt, in microseconds: doubled each time, and up to a quarter longer by the
/// job's id, so that jobs that failed together do not all come back together.
pub(crate) fn wait_after(attempt: u32, id: Uuid) -> i64 {
    let doublings = attempt.saturating_sub(1).min(20);
    let wait = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    wait + wait / 4 * i64::from(id.as_bytes()[15]) / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_differ_by_job() {
        let nil = Uuid::nil();
        let waits: Vec<i64> = (0..5).map(|attempt| wait_after(attempt, nil) / Time::SECOND).collect();
        assert_eq!(waits, [5, 5, 10, 20, 40]);
        assert_eq!(wait_after(u32::MAX, nil), Time::HOUR);
        assert!(wait_after(u32::MAX, Uuid::max()) < Time::HOUR * 5 / 4);
        assert!(wait_after(1, Uuid::max()) > wait_after(1, nil));
    }

    #[test]
    fn a_failure_tells_its_causes_once() {
        let error = db::Error::Unreachable("no route".to_owned());
        assert_eq!(Failure::from(error).text, "the database cannot be reached: no route");
        assert!(Failure::lasting("gone").lasting);
    }
}
