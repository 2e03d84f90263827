//! What an address of the page of duties says.

use super::BASE;
use crate::Error;
use context::Day;
use duties::{Bucket, Cursor, Whose};
use edge::CardSource;
use serde::Deserialize;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct WorkQuery {
    pub(super) whose: Option<Whose>,
    pub(super) kind: Option<String>,
    pub(super) bucket: Option<Bucket>,
    pub(super) day: Option<String>,
    pub(super) behind: Option<String>,
    pub(super) others: Option<String>,
}

/// Which duties the page shows.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(super) whose: Whose,
    /// Only for this kind of record.
    pub(super) kind: Option<&'static str>,
    /// Only this group.
    pub(super) bucket: Option<Bucket>,
    /// Only this day.
    pub(super) day: Option<Day>,
    /// Within that group: behind this duty.
    pub(super) behind: Option<Cursor>,
    /// Of what others owe: behind this duty.
    pub(super) others: Option<Cursor>,
}

impl Shown {
    pub(super) fn of(query: &WorkQuery, sources: &[CardSource]) -> Result<Shown, Error> {
        let cursor = |text: &Option<String>| match text {
            Some(text) => text.parse().map(Some).map_err(|_| Error::Cursor(text.clone())),
            None => Ok(None),
        };
        let wanted = query.kind.as_deref();
        Ok(Shown {
            whose: query.whose.unwrap_or(Whose::Me),
            kind: sources.iter().map(|source| source.kind).find(|kind| Some(*kind) == wanted),
            bucket: query.bucket,
            day: query.day.as_deref().and_then(Day::parse),
            behind: cursor(&query.behind)?,
            others: cursor(&query.others)?,
        })
    }

    /// The same scope and kind, from the start and with all groups.
    pub(super) fn whole(&self) -> Shown {
        Shown { bucket: None, day: None, behind: None, others: None, ..self.clone() }
    }

    pub(super) fn with_bucket(&self, bucket: Bucket) -> Shown {
        Shown { bucket: Some(bucket), ..self.whole() }
    }

    pub(super) fn with_day(&self, day: Day) -> Shown {
        Shown { day: Some(day), ..self.whole() }
    }

    pub(super) fn address(&self) -> String {
        let whose = match self.whose {
            Whose::Me => None,
            Whose::Unit => Some("unit".to_owned()),
            Whose::Agency => Some("agency".to_owned()),
        };
        let pairs = [
            ("whose", whose),
            ("kind", self.kind.map(str::to_owned)),
            ("bucket", self.bucket.map(|bucket| bucket.code().to_owned())),
            ("day", self.day.map(Day::iso)),
            ("behind", self.behind.map(|place| place.to_string())),
            ("others", self.others.map(|place| place.to_string())),
        ];
        format!("{BASE}{}", edge::query(&pairs))
    }
}
