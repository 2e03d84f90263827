//! What can go wrong with administration.

use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// Why a day was not declared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is too far away to be meant.
    #[error("the day lies not between {first} and {last}")]
    FarDay {
        /// The first year.
        first: i32,
        /// The last.
        last: i32,
    },
    /// It has no name in any language.
    #[error("the day has no name")]
    Nameless,
    /// A name is too long or not on one line.
    #[error("{field} is longer than {most} characters or not on one line")]
    Name {
        /// Which.
        field: &'static str,
        /// The most characters.
        most: usize,
    },
    /// Who may, and what they may do.
    #[error(transparent)]
    Access(#[from] access::Error),
    /// Nothing was declared for the day.
    #[error("no such declaration")]
    NotFound,
    /// The deadlines that follow.
    #[error(transparent)]
    Duties(#[from] duties::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let field = |code: &'static str, field: &'static str, text: String| {
            Problem::new(code, Fault::Invalid, t::days_wrong(lang), t::days_wrong_remedy(lang))
                .at(field, text)
        };
        match self {
            Error::FarDay { first, last } => {
                field("administration.far_day", "day", t::days_far(lang, first, last))
            }
            Error::Nameless => field("administration.nameless", "name_vi", t::days_nameless(lang).to_owned()),
            Error::Name { field: of, most } => {
                field("administration.name", of, t::days_name_long(lang, most))
            }
            Error::NotFound => access::Error::NotFound.explain(lang),
            Error::Access(error) => error.explain(lang),
            Error::Duties(error) => error.explain(lang),
            Error::Db(error) => error.explain(lang),
        }
    }
}
