//! What can go wrong with telling people.

use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// A fault of an action or of the mail's settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Preferences belong to a person, and none acts.
    #[error("no person acts, so there are no preferences")]
    NobodyActs,
    /// A setting of the mail is wrong.
    #[error("mail.{setting}: {fault}")]
    Setting {
        /// Its name in the configuration.
        setting: &'static str,
        /// What is wrong with it, and what to write.
        fault: String,
    },
    /// The database's own.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        match self {
            Error::NobodyActs => Problem::new(
                "notify.nobody_acts",
                Fault::SignIn,
                t::error_nobody_acts_title(lang),
                t::error_nobody_acts_remedy(lang),
            ),
            Error::Setting { .. } => {
                Problem::new("notify.setting", Fault::Internal, t::error_setting(lang), self.to_string())
            }
            Error::Db(error) => error.explain(lang),
        }
    }
}
