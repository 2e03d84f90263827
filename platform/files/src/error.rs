//! What can go wrong with a file.

use crate::t;
use context::{Explain, Fault, Lang, Problem};
use std::io;

/// A fault of a file or of the place where files lie.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It has no content.
    #[error("{name} is empty")]
    Empty {
        /// The file's name.
        name: String,
    },
    /// It is larger than the limit.
    #[error("{name} is larger than {limit} bytes")]
    TooLarge {
        /// The file's name.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Its content is not what its name says.
    #[error("{name} is {found}")]
    Other {
        /// The file's name.
        name: String,
        /// What the content is.
        found: &'static str,
    },
    /// Its content is of no kind that is taken.
    #[error("{name} is of no kind that is taken")]
    Unknown {
        /// The file's name.
        name: String,
    },
    /// It is an archive or office document whose end is missing.
    #[error("{name} is damaged")]
    Damaged {
        /// The file's name.
        name: String,
    },
    /// The scanner found malware.
    #[error("{name} carries {found}")]
    Infected {
        /// The file's name.
        name: String,
        /// What the scanner calls it.
        found: String,
    },
    /// The scanner is configured and does not answer.
    #[error("the scanner does not answer: {0}")]
    Unscanned(String),
    /// The disk is full. Nothing was left behind.
    #[error("the disk is full")]
    Full,
    /// The folder cannot be written or read.
    #[error("the folder of files: {0}")]
    Unwritable(io::Error),
    /// A file that a record uses is not in its place.
    #[error("the file {0} is missing")]
    Missing(String),
    /// A file is no longer what its digest says.
    #[error("the file {0} was altered")]
    Altered(String),
    /// Most files are unknown to the database: it is another folder's. Nothing was deleted.
    #[error("{unknown} of {all} files are unknown to the database")]
    OtherDatabase {
        /// How many the database does not know.
        unknown: usize,
        /// How many there are.
        all: usize,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
            _ => Error::Unwritable(error),
        }
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let (code, fault, title, remedy) = match self {
            Error::Empty { name } => {
                ("files.empty", Fault::Invalid, t::empty_title(lang), t::empty_remedy(lang, name))
            }
            Error::TooLarge { name, limit } => {
                let megabytes = limit / (1024 * 1024);
                (
                    "files.too_large",
                    Fault::TooLarge,
                    t::large_title(lang),
                    t::large_remedy(lang, name, megabytes),
                )
            }
            Error::Other { name, found } => {
                ("files.other_kind", Fault::Invalid, t::other_title(lang), t::other_remedy(lang, name, found))
            }
            Error::Unknown { name } => {
                ("files.unknown_kind", Fault::Invalid, t::unknown_title(lang), t::unknown_remedy(lang, name))
            }
            Error::Damaged { name } => {
                ("files.damaged", Fault::Invalid, t::damaged_title(lang), t::damaged_remedy(lang, name))
            }
            Error::Infected { name, found } => (
                "files.infected",
                Fault::Invalid,
                t::infected_title(lang),
                t::infected_remedy(lang, name, found),
            ),
            Error::Unscanned(_) => (
                "files.unscanned",
                Fault::Unavailable,
                t::unscanned_title(lang),
                t::unscanned_remedy(lang).to_owned(),
            ),
            Error::Full => {
                ("files.full", Fault::Unavailable, t::full_title(lang), t::full_remedy(lang).to_owned())
            }
            Error::Unwritable(_) => (
                "files.unwritable",
                Fault::Unavailable,
                t::unwritable_title(lang),
                t::unwritable_remedy(lang).to_owned(),
            ),
            Error::Missing(_) => {
                ("files.missing", Fault::Internal, t::missing_title(lang), t::missing_remedy(lang).to_owned())
            }
            Error::Altered(digest) => {
                ("files.altered", Fault::Internal, t::altered_title(lang), t::altered_remedy(lang, digest))
            }
            Error::OtherDatabase { unknown, all } => (
                "files.other_database",
                Fault::Internal,
                t::foreign_title(lang),
                t::foreign_remedy(lang, unknown, all),
            ),
            Error::Db(error) => return error.explain(lang),
        };
        let problem = Problem::new(code, fault, title, remedy.clone());
        match fault {
            Fault::Invalid | Fault::TooLarge => problem.at("file", remedy),
            _ => problem,
        }
    }
}
