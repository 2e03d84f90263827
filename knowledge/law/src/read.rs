//! From files to entries.

use crate::Error;
use crate::entry::{
    Change, Choice, Coded, Deadline, DocumentType, Holiday, Retention, Target, Urgency, Validity,
};
use calendar::{Allowance, Calendar, Day, DayKind, Hours};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Everything that stands in the files.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) types: Vec<DocumentType>,
    pub(crate) urgencies: Vec<Urgency>,
    pub(crate) secrecies: Vec<Choice>,
    pub(crate) forms: Vec<Choice>,
    pub(crate) copies: Vec<Choice>,
    pub(crate) changes: Vec<Change>,
    pub(crate) statuses: Vec<Choice>,
    pub(crate) deadlines: Vec<Deadline>,
    pub(crate) holidays: Vec<Holiday>,
    pub(crate) retentions: Vec<Retention>,
    pub(crate) targets: Vec<Target>,
    week: [Hours; 7],
}

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../law/", $name)))
    };
}

const TYPES: (&str, &str) = file!("document-types.toml");
const URGENCY: (&str, &str) = file!("urgency.toml");
const SECRECY: (&str, &str) = file!("secrecy.toml");
const FORMS: (&str, &str) = file!("signing-forms.toml");
const COPIES: (&str, &str) = file!("copies.toml");
const CHANGES: (&str, &str) = file!("changes.toml");
const STATUS: (&str, &str) = file!("exchange-status.toml");
const DEADLINES: (&str, &str) = file!("deadlines.toml");
const HOURS: (&str, &str) = file!("working-hours.toml");
const HOLIDAYS: (&str, &str) = file!("holidays.csv");
const RETENTION: (&str, &str) = file!("retention.toml");
const TARGETS: (&str, &str) = file!("targets.toml");

const FILES: [(&str, &str); 12] =
    [TYPES, URGENCY, SECRECY, FORMS, COPIES, CHANGES, STATUS, DEADLINES, HOURS, HOLIDAYS, RETENTION, TARGETS];

/// A list of one file, under whatever name the file gives it; [`list`] knows the right one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List<T> {
    #[serde(rename = "reference")]
    _reference: String,
    #[serde(default, rename = "confirmed")]
    _confirmed: bool,
    #[serde(
        alias = "type",
        alias = "urgency",
        alias = "secrecy",
        alias = "form",
        alias = "copy",
        alias = "change",
        alias = "status",
        alias = "deadline",
        alias = "retention",
        alias = "target"
    )]
    entries: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeEntry {
    code: String,
    abbreviation: String,
    vi: String,
    en: String,
    template: String,
    from: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineEntry {
    code: String,
    vi: String,
    en: String,
    allowance: Allowance,
    urgent: Option<Allowance>,
    #[serde(default)]
    remind: Vec<Allowance>,
    #[serde(default)]
    escalate: Vec<Allowance>,
    reference: String,
    confirmed: bool,
    from: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Week {
    #[serde(rename = "reference")]
    _reference: String,
    #[serde(rename = "confirmed")]
    _confirmed: bool,
    hours: BTreeMap<String, Vec<String>>,
}

impl Parts {
    pub(crate) fn built_in() -> Parts {
        Parts::from(&|_| Ok(None)).unwrap_or_default()
    }

    pub(crate) fn from_folder(folder: &Path) -> Result<Parts, Error> {
        known_names(folder)?;
        Parts::from(&|name| match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(name, error)),
        })
    }

    fn from(replaced: &dyn Fn(&str) -> Result<Option<String>, Error>) -> Result<Parts, Error> {
        let text = |(name, built_in): (&'static str, &str)| {
            replaced(name).map(|text| (name, text.unwrap_or_else(|| built_in.to_owned())))
        };
        Ok(Parts {
            types: types(text(TYPES)?)?,
            urgencies: choices(&text(URGENCY)?, "urgency")?,
            secrecies: choices(&text(SECRECY)?, "secrecy")?,
            forms: choices(&text(FORMS)?, "form")?,
            copies: choices(&text(COPIES)?, "copy")?,
            changes: choices(&text(CHANGES)?, "change")?,
            statuses: choices(&text(STATUS)?, "status")?,
            deadlines: deadlines(text(DEADLINES)?)?,
            holidays: holidays(&text(HOLIDAYS)?)?,
            retentions: choices(&text(RETENTION)?, "retention")?,
            targets: targets(&text(TARGETS)?)?,
            week: week(&text(HOURS)?)?,
        })
    }

    pub(crate) fn calendar(&self, over: &[(Day, DayKind)]) -> Calendar {
        let days = self.holidays.iter().map(|holiday| (holiday.day, holiday.kind));
        Calendar::new(self.week.clone(), days.chain(over.iter().copied()))
    }
}

fn fault(file: &str, fault: impl ToString) -> Error {
    Error { file: PathBuf::from(file), fault: fault.to_string() }
}

/// Refuses a data file under a name that nothing reads: a misspelt one would be passed over.
fn known_names(folder: &Path) -> Result<(), Error> {
    let unreadable = |error| Error { file: folder.to_owned(), fault: format!("{error}") };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let data = path.extension().is_some_and(|kind| kind == "toml" || kind == "csv");
        let known = FILES.iter().any(|(name, _)| path.file_name().is_some_and(|found| found == *name));
        if data && !known {
            let names = FILES.map(|(name, _)| name).join(", ");
            return Err(Error {
                file: path,
                fault: format!("nothing reads a file of this name; there are {names}"),
            });
        }
    }
    Ok(())
}

fn list<T: DeserializeOwned>((file, text): &(&str, String), name: &str) -> Result<Vec<T>, Error> {
    let named = text.parse::<toml::Table>().map_err(|error| fault(file, error))?.contains_key(name);
    if !named {
        return Err(fault(file, format!("its entries are written [[{name}]], and there is none")));
    }
    toml::from_str::<List<T>>(text).map(|list| list.entries).map_err(|error| fault(file, error))
}

/// A list whose entries stand in the file as they are.
fn choices<T: DeserializeOwned + Coded>(file: &(&str, String), name: &str) -> Result<Vec<T>, Error> {
    let entries = list::<T>(file, name)?;
    for entry in &entries {
        forwards(file.0, entry.code(), entry.valid())?;
    }
    apart(file.0, entries.iter().map(|entry| (entry.code(), entry.valid())))?;
    Ok(entries)
}

fn validity(file: &str, code: &str, from: Option<&str>, until: Option<&str>) -> Result<Validity, Error> {
    let day = |text: Option<&str>| match text {
        Some(text) => {
            Day::parse(text).map(Some).ok_or_else(|| fault(file, format!("{code}: {text} is no day")))
        }
        None => Ok(None),
    };
    let valid = Validity { from: day(from)?, until: day(until)? };
    forwards(file, code, valid)?;
    Ok(valid)
}

/// Refuses an entry that ends before it begins.
fn forwards(file: &str, code: &str, valid: Validity) -> Result<(), Error> {
    match valid.from.zip(valid.until) {
        Some((from, until)) if until < from => Err(fault(file, format!("{code}: it ends before it begins"))),
        _ => Ok(()),
    }
}

/// Refuses two entries of one code that hold on the same day.
fn apart<'e>(file: &str, entries: impl Iterator<Item = (&'e str, Validity)>) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, Vec<Validity>> = BTreeMap::new();
    for (code, valid) in entries {
        let others = seen.entry(code).or_default();
        if others.iter().any(|other| other.meets(valid)) {
            return Err(fault(file, format!("{code} is there twice for the same days")));
        }
        others.push(valid);
    }
    Ok(())
}

fn types(file: (&'static str, String)) -> Result<Vec<DocumentType>, Error> {
    let types = list::<TypeEntry>(&file, "type")?
        .into_iter()
        .map(|entry| {
            let valid = validity(file.0, &entry.code, entry.from.as_deref(), entry.until.as_deref())?;
            let TypeEntry { code, abbreviation, vi, en, template, .. } = entry;
            Ok(DocumentType { code, abbreviation, vi, en, template, valid })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    apart(file.0, types.iter().map(|kind| (kind.code.as_str(), kind.valid)))?;
    Ok(types)
}

fn deadlines(file: (&'static str, String)) -> Result<Vec<Deadline>, Error> {
    let rules = list::<DeadlineEntry>(&file, "deadline")?
        .into_iter()
        .map(|entry| {
            let valid = validity(file.0, &entry.code, entry.from.as_deref(), entry.until.as_deref())?;
            let DeadlineEntry {
                code, vi, en, allowance, urgent, remind, escalate, reference, confirmed, ..
            } = entry;
            Ok(Deadline { code, vi, en, allowance, urgent, remind, escalate, reference, confirmed, valid })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    apart(file.0, rules.iter().map(|rule| (rule.code.as_str(), rule.valid)))?;
    Ok(rules)
}

/// Goals: one for each figure, tier and day.
fn targets(file: &(&str, String)) -> Result<Vec<Target>, Error> {
    let targets = list::<Target>(file, "target")?;
    let mut seen = BTreeSet::new();
    for target in &targets {
        if !seen.insert((&target.code, target.tier, target.by)) {
            return Err(fault(file.0, format!("{} is there twice for tier {}", target.code, target.tier)));
        }
        if target.share > 100 {
            return Err(fault(file.0, format!("{}: {} is no share in percent", target.code, target.share)));
        }
    }
    Ok(targets)
}

fn week((file, text): &(&str, String)) -> Result<[Hours; 7], Error> {
    let week: Week = toml::from_str(text).map_err(|error| fault(file, error))?;
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if let Some(name) = week.hours.keys().find(|name| !NAMES.contains(&name.as_str())) {
        return Err(fault(file, format!("{name} is no day of the week")));
    }
    let mut hours: [Hours; 7] = Default::default();
    for (slot, name) in hours.iter_mut().zip(NAMES) {
        let pairs: Option<Vec<(i16, i16)>> =
            week.hours.get(name).into_iter().flatten().map(|text| pair(text)).collect();
        *slot = pairs.and_then(|pairs| Hours::new(&pairs)).ok_or_else(|| {
            fault(file, format!("{name}: hours are written \"08:00-12:00\", in order and apart"))
        })?;
    }
    Ok(hours)
}

fn pair(text: &str) -> Option<(i16, i16)> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (i16, i16) = (hour.parse().ok()?, minute.parse().ok()?);
        ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    };
    let (from, until) = text.split_once('-')?;
    Some((minute(from)?, minute(until)?))
}

fn holidays((file, text): &(&str, String)) -> Result<Vec<Holiday>, Error> {
    const HEADER: [&str; 5] = ["date", "kind", "vi", "en", "note"];
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| fault(file, error))?.clone();
    if header.iter().ne(HEADER) {
        return Err(fault(file, format!("the first line must be {}", HEADER.join(","))));
    }
    let (mut days, mut seen) = (Vec::new(), BTreeSet::new());
    for record in reader.records() {
        let record = record.map_err(|error| fault(file, error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let day = Day::parse(&record[0])
            .ok_or_else(|| fault(file, format!("line {line}: {} is no day", &record[0])))?;
        if !seen.insert(day) {
            return Err(fault(file, format!("line {line}: {} is there twice", &record[0])));
        }
        let kind = match &record[1] {
            "off" => DayKind::Off,
            "work" => DayKind::Work,
            other => return Err(fault(file, format!("line {line}: {other} is neither off nor work"))),
        };
        let (vi, en) = (record[2].trim().to_owned(), record[3].trim().to_owned());
        if vi.is_empty() || en.is_empty() {
            return Err(fault(file, format!("line {line}: a name is missing")));
        }
        days.push(Holiday { day, kind, vi, en });
    }
    Ok(days)
}
