//! Reads the dated legal data kept under `law/`.
//!
//! [`Law::default`] is the data built in; [`Law::load`] lays a folder over it. What an administrator has changed
//! while the system runs (a holiday declared late) is laid over that with [`Law::with_days`].

mod entry;
mod read;

pub use entry::{
    Change, Choice, Deadline, DocumentType, Holiday, Named, Retention, Target, Urgency, Validity,
};

use calendar::{Calendar, Day, DayKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

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
        static BUILT_IN: LazyLock<Law> = LazyLock::new(|| Law::of(read::Parts::built_in()));
        BUILT_IN.clone()
    }
}

impl Law {
    /// The built-in data with the files of a folder in place of its own.
    ///
    /// # Errors
    /// The first file that cannot be read or whose name is none of the data's, and why. A folder that cannot be
    /// read is one too: nobody names a folder to have it passed over.
    pub fn load(folder: &Path) -> Result<Law, Error> {
        read::Parts::from_folder(folder).map(Law::of)
    }

    fn of(parts: read::Parts) -> Law {
        let calendar = Arc::new(parts.calendar(&[]));
        Law { parts: Arc::new(parts), calendar }
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
    pub fn holidays(&self) -> &[Holiday] {
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

    /// The degrees of urgency on a day, the least first.
    pub fn urgencies(&self, day: Day) -> impl Iterator<Item = &Urgency> {
        on(&self.parts.urgencies, day)
    }

    /// One degree of urgency, as it was on a day.
    pub fn urgency(&self, code: &str, day: Day) -> Option<&Urgency> {
        self.urgencies(day).find(|urgency| urgency.code == code)
    }

    /// The degrees of secrecy on a day, none of which may enter the system.
    pub fn secrecies(&self, day: Day) -> impl Iterator<Item = &Choice> {
        on(&self.parts.secrecies, day)
    }

    /// The forms of signing on a day.
    pub fn signing_forms(&self, day: Day) -> impl Iterator<Item = &Choice> {
        on(&self.parts.forms, day)
    }

    /// The forms of copies on a day.
    pub fn copies(&self, day: Day) -> impl Iterator<Item = &Choice> {
        on(&self.parts.copies, day)
    }

    /// What a later document can do to an issued one, on a day.
    pub fn changes(&self, day: Day) -> impl Iterator<Item = &Change> {
        on(&self.parts.changes, day)
    }

    /// The states of a document at its recipient on a day, by national code.
    pub fn exchange_statuses(&self, day: Day) -> impl Iterator<Item = &Choice> {
        on(&self.parts.statuses, day)
    }

    /// How long folders can be kept on a day, the longest first.
    pub fn retentions(&self, day: Day) -> impl Iterator<Item = &Retention> {
        on(&self.parts.retentions, day)
    }

    /// One of them, as it was on a day.
    pub fn retention(&self, code: &str, day: Day) -> Option<&Retention> {
        self.retentions(day).find(|retention| retention.code == code)
    }

    /// What a figure is to reach at agencies of a tier: the goal that is next due on a day, else the latest one.
    pub fn target(&self, code: &str, tier: u8, day: Day) -> Option<&Target> {
        let all = || self.parts.targets.iter().filter(move |it| it.code == code && it.tier == tier);
        let next = all().filter(|it| it.by >= day).min_by_key(|it| it.by);
        next.or_else(|| all().max_by_key(|it| it.by))
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

/// The entries that hold on a day.
fn on<T: entry::Coded>(entries: &[T], day: Day) -> impl Iterator<Item = &T> {
    entries.iter().filter(move |entry| entry.valid().holds(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

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
        let today = day(2023, 8, 17);
        assert_eq!((law.urgencies(today).count(), law.secrecies(today).count()), (5, 3));
        assert_eq!((law.signing_forms(today).count(), law.copies(today).count()), (6, 3));
        assert_eq!((law.changes(today).count(), law.exchange_statuses(today).count()), (4, 9));
        assert_eq!(law.retentions(today).count(), 7);
        assert_eq!(law.retention("permanent", today).unwrap().years, None);
        assert!(law.retention("y2", today).is_none() && law.retention("y2", day(2025, 7, 1)).is_some());
        let shares = [1, 2, 3, 4].map(|tier| law.target("folders.online", tier, today).map(|it| it.share));
        assert_eq!(shares, [Some(90), Some(80), Some(60), None]);
        // A goal that is past stays the one that was set until another is.
        assert_eq!(law.target("folders.online", 1, day(2026, 1, 1)).unwrap().by, day(2023, 12, 31));
        assert!(law.deadline("documents.accept", day(2023, 8, 17)).unwrap().confirmed);
        assert!(law.deadline("documents.unheard_of", day(2023, 8, 17)).is_none());
    }

    #[test]
    fn holidays_fall_on_weekdays_and_swapped_days_on_weekends() {
        let law = Law::default();
        assert!(law.holidays().len() > 50);
        for Holiday { day, kind, vi, en } in law.holidays() {
            let weekend = day.weekday() > 5;
            assert_eq!(weekend, *kind == DayKind::Work, "{} {vi}", day.iso());
            assert!(vi != en, "{} has one name in both languages", day.iso());
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

    /// An empty folder that goes when the test is over.
    struct Folder(PathBuf);

    impl Folder {
        fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn folder() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("khuevan-law-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// What is said of a folder that holds one file.
    fn refusal(name: &str, text: impl AsRef<[u8]>) -> String {
        let folder = folder();
        std::fs::write(folder.path().join(name), text).unwrap();
        let error = Law::load(folder.path()).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        error
    }

    #[test]
    fn a_folder_replaces_files() {
        let folder = folder();
        std::fs::create_dir(folder.path().join("forms")).unwrap();
        std::fs::write(folder.path().join("README.md"), "Ours.").unwrap();
        let copies = "reference = 'x'\n[[copy]]\ncode = 'SY'\nvi = 'Sao y'\nen = 'Copy'\n";
        std::fs::write(folder.path().join("copies.toml"), copies).unwrap();
        let law = Law::load(folder.path()).unwrap();
        let today = day(2023, 8, 17);
        assert_eq!((law.copies(today).count(), law.urgencies(today).count()), (1, 5));
    }

    #[test]
    fn a_folder_that_is_not_there_and_a_file_that_is_no_text_are_not_passed_over() {
        let gone = folder().path().join("gone");
        assert!(Law::load(&gone).unwrap_err().to_string().contains("gone"));
        refusal("copies.toml", b"reference = '\xff'");
    }

    #[test]
    fn a_file_under_an_unknown_name_is_refused_with_the_names_there_are() {
        assert!(refusal("holiday.csv", "date,kind,vi,en,note\n").contains("holidays.csv"));
    }

    #[test]
    fn faults_are_named_with_their_place() {
        let entry = "[[type]]\ncode='A'\nabbreviation='A'\nvi='A'\nen='A'\ntemplate='1'\n";
        let twice = format!("reference='x'\n{entry}{entry}from='2023-01-01'\n");
        let backwards = format!("reference='x'\n{entry}from='2023-01-02'\nuntil='2023-01-01'\n");
        let copy = "[[copy]]\ncode='SY'\nvi='Sao y'\nen='Copy'\n";
        for (name, text, word) in [
            ("copies.toml", "reference = 'x'\n[[copy]]\ncode = 'SY'\nvie = 'Sao y'\n", "vie"),
            ("copies.toml", "reference = 'x'\n[[form]]\ncode='SY'\nvi='Sao y'\nen='Copy'\n", "[[copy]]"),
            ("copies.toml", copy, "reference"),
            ("copies.toml", &format!("reference='x'\n{copy}{copy}"), "SY is there twice"),
            ("copies.toml", &format!("reference='x'\n{copy}from='2023-02-30'\n"), "2023-02-30 is no day"),
            (
                "copies.toml",
                &format!("reference='x'\n{copy}from='2023-01-02'\nuntil='2023-01-01'\n"),
                "SY: it ends before it begins",
            ),
            (
                "targets.toml",
                "reference='x'\n[[target]]\ncode='a'\nvi='A'\nen='B'\ntier=1\nshare=101\nby='2023-12-31'\n",
                "101 is no share",
            ),
            ("holidays.csv", "date,kind,vi,en,note\n2023-02-30,off,Tết,New Year,\n", "line 2"),
            ("holidays.csv", "date,kind,vi,en,note\n2023-02-20,off,Tết\n", "line: 2"),
            ("holidays.csv", "day,kind,vi,en,note\n", "date"),
            ("holidays.csv", "date,kind,vi,en,note\n2023-02-20,rest,Tết,New Year,\n", "rest"),
            ("holidays.csv", "date,kind,vi,en,note\n2023-02-20,off,Tết,,\n", "name is missing"),
            (
                "holidays.csv",
                "date,kind,vi,en,note\n2023-02-20,off,Tết,New Year,\n2023-02-20,work,Bù,Instead,\n",
                "line 3: 2023-02-20 is there twice",
            ),
            ("working-hours.toml", "reference = ''\nconfirmed = true\n[hours]\nmonday = ['9-8']\n", "monday"),
            ("document-types.toml", &twice, "A is there twice"),
            ("document-types.toml", &backwards, "A: it ends before it begins"),
        ] {
            let error = refusal(name, text);
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn an_entry_that_ends_and_its_successor_stand_side_by_side() {
        let entry = "[[type]]\ncode='A'\nabbreviation='A'\nen='A'\ntemplate='1'\n";
        let text = format!(
            "reference='x'\n{entry}vi='Cũ'\nuntil='2023-08-16'\n{entry}vi='Mới'\nfrom='2023-08-17'\n"
        );
        let folder = folder();
        std::fs::write(folder.path().join("document-types.toml"), text).unwrap();
        let law = Law::load(folder.path()).unwrap();
        let name = |day| law.document_type("A", day).map(|kind| kind.vi.clone());
        assert_eq!(name(day(2023, 8, 16)).as_deref(), Some("Cũ"));
        assert_eq!(name(day(2023, 8, 17)).as_deref(), Some("Mới"));
    }

    #[test]
    fn a_degree_that_ended_is_read_for_the_days_on_which_it_held() {
        let entry = "[[urgency]]\nen='Urgent'\nclock=false\n";
        let text = format!(
            "reference='x'\n{entry}code='urgent'\nvi='Khẩn'\nexchange=1\nuntil='2023-08-16'\n\
             {entry}code='urgent'\nvi='Rất khẩn'\nexchange=2\nfrom='2023-08-17'\n\
             {entry}code='timed'\nvi='Hẹn giờ'\nexchange=4\nuntil='2023-08-16'\n"
        );
        let folder = folder();
        std::fs::write(folder.path().join("urgency.toml"), text).unwrap();
        let law = Law::load(folder.path()).unwrap();
        let (before, after) = (day(2023, 8, 16), day(2023, 8, 17));
        let names = |day| law.urgencies(day).map(|urgency| urgency.vi.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(before), names(after)),
            (vec!["Khẩn".into(), "Hẹn giờ".into()], vec!["Rất khẩn".into()])
        );
        assert!(law.urgency("timed", before).is_some() && law.urgency("timed", after).is_none());
    }
}
