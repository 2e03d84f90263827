//! What can go wrong with folders.

use crate::model::input::{Faults, InputFault};
use crate::t;
use calendar::Day;
use context::{Explain, Fault, Lang, Problem};

/// A fault of an act on a folder, a yearly list or a hand-over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this reader.
    #[error("not found")]
    NotFound,
    /// Somebody changed it since the page was shown.
    #[error("changed meanwhile")]
    Stale,
    /// Its state does not allow this.
    #[error("not in state {state}")]
    NotNow {
        /// The state it is in.
        state: String,
    },
    /// Fields are wrong.
    #[error("input: {0:?}")]
    Input(Faults),
    /// The folder was closed before.
    #[error("closed on {}", day.iso())]
    Closed {
        /// When.
        day: Day,
    },
    /// Pieces of the folder are still being worked on.
    #[error("still open: {0:?}")]
    StillOpen(Vec<String>),
    /// There is nothing in the folder.
    #[error("empty")]
    Empty,
    /// There is no room for more.
    #[error("full at {most}")]
    Full {
        /// The most.
        most: i64,
    },
    /// The folder holds state secrets, of which nothing enters this system.
    #[error("secret")]
    Secret,
    /// The record lies in the folder already.
    #[error("already in {code}")]
    AlreadyIn {
        /// The folder's code.
        code: String,
    },
    /// The item has a folder.
    #[error("{code} was opened")]
    Opened {
        /// Its code.
        code: String,
    },
    /// The item is not approved as it stands, or the list is not.
    #[error("{code} is not approved")]
    NotApproved {
        /// Its code.
        code: String,
    },
    /// The agency has a list for the year.
    #[error("there is a list for {year}")]
    ListExists {
        /// The year.
        year: i64,
    },
    /// The item was approved or has a folder, so it stays.
    #[error("{code} stays")]
    ItemStays {
        /// Its code.
        code: String,
    },
    /// The folder lies in a hand-over.
    #[error("{code} is being handed over")]
    BeingHandedOver {
        /// Its code.
        code: String,
    },
    /// A file of lines.
    #[error(transparent)]
    Lines(#[from] organisation::Error),
    /// Access.
    #[error(transparent)]
    Access(#[from] access::Error),
    /// Duties.
    #[error(transparent)]
    Duties(#[from] duties::Error),
    /// Measures.
    #[error(transparent)]
    Measures(#[from] measures::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A fault of one field.
    pub fn at(field: &'static str, fault: InputFault) -> Error {
        Error::Input(vec![(field, fault)])
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Error {
        Error::Input(faults)
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let conflict = |code, title: &str, remedy: &str| Problem::new(code, Fault::Conflict, title, remedy);
        match self {
            Error::NotFound => Problem::new(
                "folders.not_found",
                Fault::NotFound,
                t::error_not_found_title(lang),
                t::error_not_found_remedy(lang),
            ),
            Error::Stale => {
                conflict("folders.stale", t::error_stale_title(lang), t::error_stale_remedy(lang))
            }
            Error::NotNow { state } => conflict(
                "folders.not_now",
                &t::error_not_now_title(lang, crate::words::state(lang, state)),
                t::error_not_now_remedy(lang),
            ),
            Error::Input(faults) => {
                let problem = Problem::new(
                    "folders.input",
                    Fault::Invalid,
                    t::error_input_title(lang, faults.len()),
                    t::error_input_remedy(lang),
                );
                faults.iter().fold(problem, |problem, (field, fault)| problem.at(*field, words(lang, fault)))
            }
            Error::Closed { day } => conflict(
                "folders.closed",
                &t::error_closed_title(lang, ui::time::date(lang, *day)),
                t::error_closed_remedy(lang),
            ),
            Error::StillOpen(pieces) => {
                let title = t::error_still_open_title(lang, pieces.len());
                let problem = conflict("folders.still_open", &title, t::error_still_open_remedy(lang));
                pieces.iter().fold(problem, |problem, piece| problem.at("entries", piece.clone()))
            }
            Error::Empty => {
                conflict("folders.empty", t::error_empty_title(lang), t::error_empty_remedy(lang))
            }
            Error::Full { most } => {
                conflict("folders.full", &t::error_full_title(lang, most), t::error_full_remedy(lang))
            }
            Error::Secret => {
                conflict("folders.secret", t::error_secret_title(lang), t::error_secret_remedy(lang))
            }
            Error::AlreadyIn { code } => conflict(
                "folders.already_in",
                &t::error_already_in_title(lang, code),
                t::error_already_in_remedy(lang),
            ),
            Error::Opened { code } => {
                conflict("folders.opened", &t::error_opened_title(lang, code), t::error_opened_remedy(lang))
            }
            Error::NotApproved { code } => conflict(
                "folders.not_approved",
                &t::error_not_approved_title(lang, code),
                t::error_not_approved_remedy(lang),
            ),
            Error::ListExists { year } => conflict(
                "folders.list_exists",
                &t::error_list_exists_title(lang, year),
                t::error_list_exists_remedy(lang),
            ),
            Error::ItemStays { code } => conflict(
                "folders.item_stays",
                &t::error_item_stays_title(lang, code),
                t::error_item_stays_remedy(lang),
            ),
            Error::BeingHandedOver { code } => conflict(
                "folders.being_handed_over",
                &t::error_being_handed_over_title(lang, code),
                t::error_being_handed_over_remedy(lang),
            ),
            Error::Lines(error) => error.explain(lang),
            Error::Access(error) => error.explain(lang),
            Error::Duties(error) => error.explain(lang),
            Error::Measures(error) => error.explain(lang),
            Error::Db(error) => error.explain(lang),
        }
    }
}

fn words(lang: Lang, fault: &InputFault) -> String {
    match fault {
        InputFault::Missing => t::fault_missing(lang).to_owned(),
        InputFault::TooLong(most) => t::fault_too_long(lang, most),
        InputFault::Future => t::fault_future(lang).to_owned(),
        InputFault::Before(day) => t::fault_before(lang, ui::time::date(lang, *day)),
        InputFault::Unknown => t::fault_unknown(lang).to_owned(),
        InputFault::NoDay => t::fault_no_day(lang).to_owned(),
        InputFault::OutOfRange(least, most) => t::fault_out_of_range(lang, least, most),
        InputFault::Taken(code) => t::fault_taken(lang, code),
    }
}
