//! What can go wrong with duties.

use crate::model::{State, Step};
use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// A fault of an action or a look.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such duty.
    #[error("no such duty")]
    NotFound,
    /// The reader may not see the agency's duties, or not set rules.
    #[error("not allowed")]
    NotAllowed,
    /// The duty's state does not allow the step.
    #[error("a duty that is {state:?} cannot take the step {step:?}")]
    NotNow {
        /// Where the duty stands.
        state: State,
        /// What was asked for.
        step: Step,
    },
    /// More time may be asked for only before the deadline.
    #[error("more time is granted only before the deadline")]
    TooLate,
    /// The new due instant is not later than the present one.
    #[error("the new due instant is not later than the present one")]
    NotLater,
    /// The stated instant of fulfilment lies before the start of the duty or in the future.
    #[error("the instant of fulfilment is before the start or in the future")]
    NotThen,
    /// A rule of reminding names too many reminders, or one too far away.
    #[error(
        "a rule of reminding holds at most {most} reminders of each side, none over {longest} of its unit"
    )]
    Rule {
        /// The most reminders before, and after, the deadline.
        most: usize,
        /// The largest amount.
        longest: u32,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let (code, fault, title, remedy) = match self {
            Error::NotFound | Error::NotAllowed => {
                ("duties.not_found", Fault::NotFound, t::not_found_title(lang), t::not_found_remedy(lang))
            }
            Error::NotNow { .. } => {
                ("duties.not_now", Fault::Conflict, t::not_now_title(lang), t::not_now_remedy(lang))
            }
            Error::TooLate => {
                ("duties.too_late", Fault::Conflict, t::too_late_title(lang), t::too_late_remedy(lang))
            }
            Error::NotLater => {
                let (title, remedy) = (t::not_later_title(lang), t::not_later_remedy(lang));
                return Problem::new("duties.not_later", Fault::Invalid, title, remedy).at("due", remedy);
            }
            Error::NotThen => {
                let (title, remedy) = (t::not_then_title(lang), t::not_then_remedy(lang));
                return Problem::new("duties.not_then", Fault::Invalid, title, remedy).at("done_at", remedy);
            }
            Error::Rule { most, longest } => {
                let remedy = t::rule_remedy(lang, most, longest);
                let title = t::rule_title(lang);
                return Problem::new("duties.rule", Fault::Invalid, title, &remedy).at("rule", &remedy);
            }
            Error::Db(error) => return error.explain(lang),
        };
        Problem::new(code, fault, title, remedy)
    }
}
