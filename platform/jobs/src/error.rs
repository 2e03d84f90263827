//! What can go wrong when a person deals with jobs.

use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// A fault of dealing with jobs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database's own.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The job is no dead letter, or no longer.
    #[error("the job is no dead letter, or no longer")]
    NotDead,
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        match self {
            Error::Db(error) => error.explain(lang),
            Error::NotDead => Problem::new(
                "jobs.not_dead",
                Fault::Conflict,
                t::not_dead_title(lang),
                t::not_dead_remedy(lang),
            ),
        }
    }
}
