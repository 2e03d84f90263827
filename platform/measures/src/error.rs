//! What can go wrong with measures.

use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// A fault of a contribution or a question.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A last day before the first, or days that no calendar holds.
    #[error("the last day lies before the first, or a day lies outside the calendar")]
    Days,
    /// Something cannot have been done in the future.
    #[error("it cannot have been done after now")]
    Future,
    /// The database's own.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        match self {
            Error::Days => {
                let (title, remedy) = (t::error_days_title(lang), t::error_days_remedy(lang));
                Problem::new("measures.days", Fault::Invalid, title, remedy).at("until", remedy)
            }
            Error::Future => {
                let (title, remedy) = (t::error_future_title(lang), t::error_future_remedy(lang));
                Problem::new("measures.future", Fault::Invalid, title, remedy).at("done", remedy)
            }
            Error::Db(error) => error.explain(lang),
        }
    }
}
