//! Reads the dated legal data kept under `law/`.
//!
//! [`Law::default`] is the data built in; [`Law::load`] lays a folder over it. What an administrator has changed
//! while the system runs (a holiday declared late) is laid over that with [`Law::with_days`].

mod entry;
mod read;

pub use entry::{Choice, Deadline, DocumentType, Named, Urgency};

use calendar::{Calendar, Day, DayKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of `law/` that does not say what it should.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", file.display())]
pub struct Error {
    /// The file.
    pub file: PathBuf,
    /// Where in it and what is wrong.
    pub fault: String,
}

/// Every legal value that the system uses. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Law {
    parts: Arc<read::Parts>,
    calendar: Arc<Calendar>,
}

impl Default for Law {
    /// The data built in. It is checked by this crate's tests; a file that cannot be read is left out, so
    /// that what needs it says so by name.
    fn default() -> Law {
        let parts = read::Parts::built_in();
        let calendar = Arc::new(parts.calendar(&[]));
        Law { parts: Arc::new(parts), calendar }
    }
}

impl Law {
    /// The built-in data with the files of a folder in place of its own.
    ///
    /// # Errors
    /// The first file that cannot be read, and why.
    pub fn load(folder: &Path) -> Result<Law, Error> {
        let parts = read::Parts::from_folder(folder)?;
        let calendar = Arc::new(parts.calendar(&[]));
        Ok(Law { parts: Arc::new(parts), calendar })
    }

    /// The same law with days that an administrator has declared off or worked.
    pub fn with_days(&self, days: &[(Day, DayKind)]) -> Law {
        Law { parts: Arc::clone(&self.parts), calendar: Arc::new(self.parts.calendar(days)) }
    }

    /// Working days and hours.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The days off and the days worked instead that the files name, with their names.
    pub fn holidays(&self) -> &[(Day, DayKind, String)] {
        &self.parts.holidays
    }

    /// The kinds of documents on a day, in the order of the decree.
    pub fn document_types(&self, day: Day) -> impl Iterator<Item = &DocumentType> {
        self.parts.types.iter().filter(move |kind| kind.valid.holds(day))
    }

    /// One kind of document, as it was on a day.
    pub fn document_type(&self, code: &str, day: Day) -> Option<&DocumentType> {
        self.document_types(day).find(|kind| kind.code == code)
    }

    /// The degrees of urgency, the least first.
    pub fn urgencies(&self) -> &[Urgency] {
        &self.parts.urgencies
    }

    /// One degree of urgency.
    pub fn urgency(&self, code: &str) -> Option<&Urgency> {
        self.parts.urgencies.iter().find(|urgency| urgency.code == code)
    }

    /// The degrees of secrecy, none of which may enter the system.
    pub fn secrecies(&self) -> &[Choice] {
        &self.parts.secrecies
    }

    /// The forms of signing.
    pub fn signing_forms(&self) -> &[Choice] {
        &self.parts.forms
    }

    /// The forms of copies.
    pub fn copies(&self) -> &[Choice] {
        &self.parts.copies
    }

    /// The states of a document at its recipient, by national code.
    pub fn exchange_statuses(&self) -> &[Choice] {
        &self.parts.statuses
    }

    /// The rule for one kind of duty on a day.
    pub fn deadline(&self, code: &str, day: Day) -> Option<&Deadline> {
        self.parts.deadlines.iter().find(|rule| rule.code == code && rule.valid.holds(day))
    }

    /// All rules for duties.
    pub fn deadlines(&self) -> &[Deadline] {
        &self.parts.deadlines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i16, m: i8, d: i8) -> Day {
        Day::new(y, m, d).unwrap()
    }

    #[test]
    fn the_built_in_data_is_whole() {
        let law = Law::default();
        assert_eq!(law.document_types(day(2023, 8, 17)).count(), 29);
        assert_eq!(law.document_type("TTr", day(2023, 8, 17)).unwrap().vi, "Tờ trình");
        assert_eq!(law.document_type("CV", day(2023, 8, 17)).unwrap().abbreviation, "");
        assert_eq!(law.document_types(day(2019, 1, 1)).count(), 0);
        assert_eq!(law.urgencies().len(), 5);
        assert_eq!((law.secrecies().len(), law.signing_forms().len(), law.copies().len()), (3, 6, 3));
        assert_eq!(law.exchange_statuses().len(), 9);
        assert!(law.deadline("documents.accept", day(2023, 8, 17)).unwrap().confirmed);
        assert!(law.deadline("documents.unheard_of", day(2023, 8, 17)).is_none());
    }

    #[test]
    fn holidays_fall_on_weekdays_and_swapped_days_on_weekends() {
        let law = Law::default();
        assert!(law.holidays().len() > 50);
        for (day, kind, name) in law.holidays() {
            let weekend = day.weekday() > 5;
            assert_eq!(weekend, *kind == DayKind::Work, "{} {name}", day.iso());
        }
        assert!(!law.calendar().is_working(day(2023, 9, 4)));
        assert!(law.calendar().is_working(day(2025, 4, 26)));
    }

    #[test]
    fn a_day_declared_late_is_laid_over() {
        let law =
            Law::default().with_days(&[(day(2023, 8, 17), DayKind::Off), (day(2023, 9, 4), DayKind::Work)]);
        assert!(!law.calendar().is_working(day(2023, 8, 17)));
        assert!(law.calendar().is_working(day(2023, 9, 4)));
    }

    #[test]
    fn a_folder_replaces_files_and_its_faults_are_named() {
        let folder = std::env::temp_dir().join(format!("khuevan-law-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("copies.toml", "reference = 'x'\n[[copy]]\ncode = 'SY'\nvi = 'Sao y'\nen = 'Copy'\n");
        assert_eq!(Law::load(&folder).unwrap().copies().len(), 1);
        for (name, text, word) in [
            ("copies.toml", "reference = 'x'\n[[copy]]\ncode = 'SY'\nvie = 'Sao y'\n", "vie"),
            ("holidays.csv", "date,kind,name,note\n2023-02-30,off,Tết,\n", "line 2"),
            ("holidays.csv", "day,kind,name,note\n", "date"),
            ("holidays.csv", "date,kind,name,note\n2023-02-20,rest,Tết,\n", "rest"),
            ("working-hours.toml", "reference = ''\nconfirmed = true\n[hours]\nmonday = ['9-8']\n", "monday"),
            (
                "document-types.toml",
                "reference='x'\n[[type]]\ncode='A'\nabbreviation='A'\nvi='A'\nen='A'\ntemplate='1'\n\
                 [[type]]\ncode='A'\nabbreviation='A'\nvi='A'\nen='A'\ntemplate='1'\nfrom='2023-01-01'\n",
                "A is there twice",
            ),
        ] {
            write(name, text);
            let error = Law::load(&folder).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains(name), "{error}");
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
