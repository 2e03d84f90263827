//! What can go wrong with access.

use crate::PasswordFault;
use crate::t;
use context::{Explain, Fault, Lang, Problem};
use organisation::ValueFault;

/// Why somebody was not let in, or an act on accounts, sessions and roles was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this actor: both answer alike.
    #[error("not found")]
    NotFound,
    /// One field of the input is at fault.
    #[error("{field}: {fault}")]
    Field {
        /// The field's name in the form and in the API.
        field: &'static str,
        /// What is wrong with it.
        fault: ValueFault,
    },
    /// The new password is not good enough.
    #[error("password: {0}")]
    Password(#[from] PasswordFault),
    /// User name and password do not fit together, or there is no such user, or the account is closed: all
    /// answer alike.
    #[error("wrong user name or password")]
    WrongCredentials,
    /// The password entered to confirm a change is not the present one.
    #[error("wrong present password")]
    WrongPassword,
    /// The password is right; the second factor is asked for now.
    #[error("second factor needed")]
    CodeNeeded,
    /// The second factor's code is wrong or was used already.
    #[error("wrong second factor")]
    WrongSecondFactor,
    /// The one-time code is wrong or too old, or there is no such user: all answer alike.
    #[error("wrong or expired one-time code")]
    WrongCode,
    /// Too many attempts lately.
    #[error("too many attempts; {seconds} s to wait")]
    TooMany {
        /// How long to wait.
        seconds: i64,
    },
    /// A colleague has changed it since the page was opened.
    #[error("changed meanwhile")]
    Stale,
    /// The role allows more than the actor may give.
    #[error("the role goes beyond what the actor may give")]
    Beyond,
    /// A guarded role is given to whoever holds a position, and nobody does.
    #[error("nobody holds the position")]
    Vacant,
    /// Nobody would be left to administer the system.
    #[error("the last administrator")]
    LastAdministrator,
    /// The second factor is not, or already, set up.
    #[error("second factor not in that state")]
    SecondFactorState,
    /// The file of the key under which second factors are kept cannot be used.
    #[error("{path}: {fault}")]
    Key {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        fault: String,
    },
    /// The key is not the one under which this database keeps second factors.
    #[error("the key of second factors is another than at the first start")]
    OtherKey,
    /// The machine gives no randomness, or a secret cannot be made from it.
    #[error("no secret could be made: {0}")]
    Chance(String),
    /// The organisation.
    #[error(transparent)]
    Organisation(#[from] organisation::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A fault of one field.
    pub(crate) fn at(field: &'static str, fault: ValueFault) -> Error {
        Error::Field { field, fault }
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        use Fault::{Conflict, Internal, Invalid, NotFound, TooMany};
        match self {
            Error::Db(error) => error.explain(lang),
            Error::Organisation(error) => error.explain(lang),
            Error::NotFound => Problem::new(
                "access.not_found",
                NotFound,
                t::not_found_title(lang),
                t::not_found_remedy(lang),
            ),
            Error::Field { field, fault } => {
                Problem::new("access.field", Invalid, t::field_title(lang), t::field_remedy(lang))
                    .at(*field, fault.words(lang))
            }
            Error::Password(fault) => {
                Problem::new("access.password", Invalid, t::password_title(lang), t::password_remedy(lang))
                    .at("password", fault.words(lang))
            }
            Error::WrongCredentials => Problem::new(
                "access.wrong_credentials",
                Invalid,
                t::wrong_credentials_title(lang),
                t::wrong_credentials_remedy(lang),
            )
            .at("password", t::wrong_credentials_title(lang)),
            Error::WrongPassword => Problem::new(
                "access.wrong_password",
                Invalid,
                t::wrong_password_title(lang),
                t::wrong_password_remedy(lang),
            )
            .at("old", t::wrong_password_title(lang)),
            Error::CodeNeeded => Problem::new(
                "access.code_needed",
                Invalid,
                t::code_needed_title(lang),
                t::code_needed_remedy(lang),
            )
            .at("code", t::code_needed_remedy(lang)),
            Error::WrongSecondFactor => Problem::new(
                "access.wrong_second_factor",
                Invalid,
                t::wrong_second_factor_title(lang),
                t::wrong_second_factor_remedy(lang),
            )
            .at("code", t::wrong_second_factor_title(lang)),
            Error::WrongCode => Problem::new(
                "access.wrong_code",
                Invalid,
                t::wrong_code_title(lang),
                t::wrong_code_remedy(lang),
            )
            .at("code", t::wrong_code_title(lang)),
            Error::TooMany { seconds } => Problem::new(
                "access.too_many",
                TooMany,
                t::too_many_title(lang),
                match (*seconds, (seconds + 59) / 60) {
                    (seconds, _) if seconds < 60 => t::too_many_seconds(lang, seconds.max(1)),
                    (_, minutes) => t::too_many_minutes(lang, minutes),
                },
            ),
            Error::Stale => {
                Problem::new("access.stale", Conflict, t::stale_title(lang), t::stale_remedy(lang))
            }
            Error::Beyond => {
                Problem::new("access.beyond", Invalid, t::beyond_title(lang), t::beyond_remedy(lang))
                    .at("role", t::beyond_title(lang))
            }
            Error::Vacant => {
                Problem::new("access.vacant", Conflict, t::vacant_title(lang), t::vacant_remedy(lang))
            }
            Error::LastAdministrator => Problem::new(
                "access.last_administrator",
                Conflict,
                t::last_administrator_title(lang),
                t::last_administrator_remedy(lang),
            ),
            Error::SecondFactorState => Problem::new(
                "access.second_factor_state",
                Conflict,
                t::second_factor_state_title(lang),
                t::second_factor_state_remedy(lang),
            ),
            Error::Key { path, fault } => {
                let title = t::key_title(lang, path.display(), fault);
                Problem::new("access.key", Internal, title, t::key_remedy(lang))
            }
            Error::OtherKey => Problem::new(
                "access.other_key",
                Internal,
                t::other_key_title(lang),
                t::other_key_remedy(lang),
            ),
            Error::Chance(_) => {
                Problem::new("access.chance", Internal, t::chance_title(lang), t::chance_remedy(lang))
            }
        }
    }
}

impl PasswordFault {
    /// What is wrong and how to mend it.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            PasswordFault::TooShort { least } => t::password_too_short(lang, least),
            PasswordFault::TooLong { most } => t::password_too_long(lang, most),
            PasswordFault::UserName => t::password_user_name(lang).to_owned(),
            PasswordFault::Common => t::password_common(lang).to_owned(),
        }
    }
}
