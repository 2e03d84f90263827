//! What can go wrong with the organisation.

use crate::model::ValueFault;
use crate::sheet::LineFault;
use crate::t;
use context::{Explain, Fault, Lang, Problem};

/// Why an act on the organisation was not done.
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
    /// A colleague has changed it since the page was opened.
    #[error("changed meanwhile")]
    Stale,
    /// It has ended already, or ends before that day.
    #[error("ended")]
    Ended,
    /// No end is planned for it, or its day has come.
    #[error("no end to come")]
    NotEnding,
    /// Other agencies still stand below it on that day.
    #[error("agencies stand below: {}", .names.join(", "))]
    HasChildren {
        /// The first of them.
        names: Vec<String>,
    },
    /// A unit still has units or positions.
    #[error("the unit is not empty: {units} units, {positions} positions")]
    NotEmpty {
        /// Units below it.
        units: i64,
        /// Positions in it.
        positions: i64,
    },
    /// Somebody holds the position on that day.
    #[error("held")]
    Held,
    /// An agency was to go on as itself, or as nothing.
    #[error("no successor")]
    NoSuccessor,
    /// The file is not text in UTF-8.
    #[error("not UTF-8, from line {line} on")]
    NotText {
        /// The first line that is not.
        line: u64,
    },
    /// The first line does not name the expected columns.
    #[error("header {found:?}, expected {expected:?}")]
    Header {
        /// The columns that the file must have.
        expected: Vec<&'static str>,
        /// Those that it has.
        found: Vec<String>,
    },
    /// The file has no line behind its header.
    #[error("no lines")]
    NoLines,
    /// Lines of the file are wrong; nothing was imported.
    #[error("{} faults in lines", .0.len())]
    Lines(Vec<LineFault>),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A fault of one field.
    pub fn at(field: &'static str, fault: ValueFault) -> Error {
        Error::Field { field, fault }
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        match self {
            Error::Db(error) => error.explain(lang),
            Error::NotFound => Problem::new(
                "organisation.not_found",
                Fault::NotFound,
                t::not_found_title(lang),
                t::not_found_remedy(lang),
            ),
            Error::Field { field, fault } => Problem::new(
                "organisation.field",
                Fault::Invalid,
                t::field_title(lang),
                t::field_remedy(lang),
            )
            .at(*field, fault.words(lang)),
            Error::Stale => Problem::new(
                "organisation.stale",
                Fault::Conflict,
                t::stale_title(lang),
                t::stale_remedy(lang),
            ),
            Error::Ended => Problem::new(
                "organisation.ended",
                Fault::Conflict,
                t::ended_title(lang),
                t::ended_remedy(lang),
            ),
            Error::NotEnding => Problem::new(
                "organisation.not_ending",
                Fault::Conflict,
                t::not_ending_title(lang),
                t::not_ending_remedy(lang),
            ),
            Error::HasChildren { names } => Problem::new(
                "organisation.has_children",
                Fault::Conflict,
                t::has_children_title(lang, names.join(", ")),
                t::has_children_remedy(lang),
            ),
            Error::NotEmpty { units, positions } => Problem::new(
                "organisation.not_empty",
                Fault::Conflict,
                t::not_empty_title(lang, units, positions),
                t::not_empty_remedy(lang),
            ),
            Error::Held => {
                Problem::new("organisation.held", Fault::Conflict, t::held_title(lang), t::held_remedy(lang))
            }
            Error::NoSuccessor => Problem::new(
                "organisation.no_successor",
                Fault::Invalid,
                t::no_successor_title(lang),
                t::no_successor_remedy(lang),
            )
            .at("into", t::no_successor_remedy(lang)),
            Error::NotText { line } => Problem::new(
                "organisation.not_text",
                Fault::Invalid,
                t::not_text_title(lang, line),
                t::not_text_remedy(lang),
            )
            .at("file", t::not_text_remedy(lang)),
            Error::Header { expected, found } => {
                let words = t::header_found(lang, expected.join(","), found.join(","));
                Problem::new(
                    "organisation.header",
                    Fault::Invalid,
                    t::header_title(lang),
                    t::header_remedy(lang),
                )
                .at("file", words)
            }
            Error::NoLines => Problem::new(
                "organisation.no_lines",
                Fault::Invalid,
                t::no_lines_title(lang),
                t::no_lines_remedy(lang),
            )
            .at("file", t::no_lines_remedy(lang)),
            Error::Lines(faults) => faults.iter().fold(
                Problem::new(
                    "organisation.lines",
                    Fault::Invalid,
                    t::lines_title(lang, faults.len()),
                    t::lines_remedy(lang),
                ),
                |problem, fault| problem.at(fault.place(lang), fault.fault.words(lang)),
            ),
        }
    }
}
