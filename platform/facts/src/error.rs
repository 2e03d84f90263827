//! What can go wrong with the log.

use crate::t;
use context::{Explain, Fault, Lang, Problem};
use std::path::PathBuf;

/// A fault of the log, its key or its file of heads.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database's own.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// There is no note to erase.
    #[error("the fact has no note, or no longer")]
    NoNote,
    /// The file of the key or of the heads cannot be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        cause: std::io::Error,
    },
    /// The file of the key holds something else.
    #[error("{} holds no key: expected 64 hexadecimal digits", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// Others than the owner may read the key.
    #[error("{} can be read by others: run chmod 600 on it", path.display())]
    KeyExposed {
        /// The file.
        path: PathBuf,
    },
    /// The machine gives no random bytes to make a key of.
    #[error("no random bytes for a key: {0}")]
    NoChance(String),
    /// A line of the heads' file that cannot be read.
    #[error("{} line {line} is no head of a seal", path.display())]
    HeadsUnreadable {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
    },
    /// The heads' file tells of another history than the database: its tail was cut, or an old copy restored.
    #[error(
        "{} knows seal {number}, which the database does not hold so; run `khuevan audit verify`. After a \
         restore that was intended, keep the file as evidence under another name",
        path.display()
    )]
    OtherHistory {
        /// The file.
        path: PathBuf,
        /// The seal's number.
        number: i64,
    },
}

impl Error {
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
        move |cause| Error::File { path: path.to_owned(), cause }
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let (code, fault, title, remedy) = match self {
            Error::Db(error) => return error.explain(lang),
            Error::NoNote => (
                "facts.no_note",
                Fault::Conflict,
                t::error_no_note_title(lang).to_owned(),
                t::error_no_note_remedy(lang).to_owned(),
            ),
            Error::File { path, cause } => (
                "facts.file",
                Fault::Internal,
                t::error_file_title(lang, path.display()),
                t::error_file_remedy(lang, cause),
            ),
            Error::NoKey { path } => (
                "facts.no_key",
                Fault::Internal,
                t::error_no_key_title(lang, path.display()),
                t::error_no_key_remedy(lang).to_owned(),
            ),
            Error::KeyExposed { path } => (
                "facts.key_exposed",
                Fault::Internal,
                t::error_key_exposed_title(lang, path.display()),
                t::error_key_exposed_remedy(lang).to_owned(),
            ),
            Error::NoChance(cause) => (
                "facts.no_chance",
                Fault::Internal,
                t::error_no_chance_title(lang).to_owned(),
                t::error_no_chance_remedy(lang, cause),
            ),
            Error::HeadsUnreadable { path, line } => (
                "facts.heads_unreadable",
                Fault::Internal,
                t::error_heads_unreadable_title(lang, line, path.display()),
                t::error_heads_unreadable_remedy(lang).to_owned(),
            ),
            Error::OtherHistory { path, number } => (
                "facts.other_history",
                Fault::Internal,
                t::error_other_history_title(lang, path.display(), number),
                t::error_other_history_remedy(lang).to_owned(),
            ),
        };
        Problem::new(code, fault, title, remedy)
    }
}
