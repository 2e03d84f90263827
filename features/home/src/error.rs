//! What can go wrong here.

use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// A fault of an action or a look.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such duty, or it is not owed to the reader.
    #[error("no such duty, or it is not owed to the reader")]
    NotFound,
    /// Its owner was reminded today.
    #[error("already reminded today")]
    AlreadyToday,
    /// It is not owed at present.
    #[error("not owed at present")]
    NotOwed,
    /// Nobody looks after it at its owner.
    #[error("nobody looks after it")]
    Nobody,
    /// The place in a list is none.
    #[error("`{0}` is not the place of a page in a list")]
    Cursor(String),
    /// No measure has this code.
    #[error("no measure has the code `{0}`")]
    NoMeasure(String),
    /// Of figures.
    #[error(transparent)]
    Measures(#[from] measures::Error),
    /// Of duties.
    #[error(transparent)]
    Duties(#[from] duties::Error),
    /// The database's own.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let (code, fault, title, remedy) = match self {
            Error::NotFound => (
                "home.not_found",
                Fault::NotFound,
                t::error_not_found_title(lang),
                t::error_not_found_remedy(lang),
            ),
            Error::AlreadyToday => (
                "home.already_today",
                Fault::Conflict,
                t::error_already_title(lang),
                t::error_already_remedy(lang),
            ),
            Error::NotOwed => (
                "home.not_owed",
                Fault::Conflict,
                t::error_not_owed_title(lang),
                t::error_not_owed_remedy(lang),
            ),
            Error::Nobody => {
                ("home.nobody", Fault::Conflict, t::error_nobody_title(lang), t::error_nobody_remedy(lang))
            }
            Error::Cursor(_) => {
                let (title, remedy) = (t::error_cursor_title(lang), t::error_cursor_remedy(lang));
                return Problem::new("home.cursor", Fault::Invalid, title, remedy).at("cursor", remedy);
            }
            Error::NoMeasure(_) => {
                let (title, remedy) = (t::error_measure_title(lang), t::error_measure_remedy(lang));
                return Problem::new("home.measure", Fault::Invalid, title, remedy).at("measure", remedy);
            }
            Error::Measures(error) => return error.explain(lang),
            Error::Duties(error) => return error.explain(lang),
            Error::Db(error) => return error.explain(lang),
        };
        Problem::new(code, fault, title, remedy)
    }
}
