//! How a command fails: what happened and what to do, in the reader's language, with an exit code to trust.

use crate::t;
use context::{Explain, Fault};
use std::fmt::{Display, Write};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use words::Lang;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command did its work and found something wrong: a log that was tampered with, lines of a file at
    /// fault, a user that does not exist.
    Found = 1,
    /// The command line or the configuration is wrong; nothing was done.
    Usage = 2,
    /// Something that is needed cannot be reached: the database, the disk, a port. Trying again may help.
    Unavailable = 3,
}

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    title: String,
    details: Vec<String>,
    remedy: String,
}

/// How a command ends.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure in one's own words.
    pub(crate) fn new(exit: Exit, title: impl Into<String>, remedy: impl Into<String>) -> Failure {
        Failure { exit, title: title.into(), details: Vec::new(), remedy: remedy.into() }
    }

    /// The same failure with one more thing to say between title and remedy.
    pub(crate) fn with(mut self, detail: impl Display) -> Failure {
        self.details.push(detail.to_string());
        self
    }

    /// A file or folder that cannot be read or written.
    pub(crate) fn file(path: &Path, cause: &io::Error) -> Failure {
        let lang = lang();
        let exit = match cause.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => {
                Exit::Usage
            }
            _ => Exit::Unavailable,
        };
        Failure::new(exit, t::error_file(lang, path.display(), cause), t::error_file_remedy(lang))
    }

    /// The exit code.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(self.exit as u8)
    }

    /// The whole message, line by line.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{} {}\n", t::error_mark(lang()), self.title);
        for detail in &self.details {
            // Writing to a text does not fail.
            let _ = writeln!(text, "  - {detail}");
        }
        if !self.remedy.is_empty() {
            text.push_str(&self.remedy);
            text.push('\n');
        }
        text
    }
}

/// Every error of the house explains itself; its nature decides the exit code.
impl<E: Explain + std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        let problem = error.explain(lang());
        let exit = match problem.fault {
            Fault::Unavailable | Fault::Internal => Exit::Unavailable,
            _ => Exit::Found,
        };
        let mut failure = Failure::new(exit, problem.title, problem.remedy);
        failure.details = problem.fields.iter().map(|it| format!("{}: {}", it.field, it.message)).collect();
        if exit == Exit::Unavailable {
            failure.details.push(format!("{} ({error})", problem.code));
        }
        failure
    }
}

/// The language of whoever sits at the terminal: English unless the environment says Vietnamese.
pub(crate) fn lang() -> Lang {
    let first = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match first {
        Some(value) if value.starts_with("vi") => Lang::Vi,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nature_of_a_fault_decides_the_exit_code() {
        let gone: Failure = db::Error::Unreachable("no route".to_owned()).into();
        assert_eq!(gone.exit, Exit::Unavailable);
        assert!(gone.text().contains("no route"), "{}", gone.text());
        let missing: Failure = access::Error::NotFound.into();
        assert_eq!(missing.exit, Exit::Found);
    }

    #[test]
    fn all_faults_of_a_file_are_listed() {
        let faults = (2..4).map(|line| organisation::sheet::LineFault {
            line,
            column: Some("tier"),
            fault: organisation::ValueFault::unknown("x"),
        });
        let failure: Failure = organisation::Error::Lines(faults.collect()).into();
        assert_eq!(failure.details.len(), 2);
        assert!(failure.text().lines().count() >= 4, "{}", failure.text());
    }
}
