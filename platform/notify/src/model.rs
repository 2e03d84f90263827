//! Notices.

use context::{Ref, Time, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// Where a notice waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Desk {
    /// With whoever holds a position.
    Position(Uuid),
    /// With a person, in whatever position they act.
    Person(Uuid),
}

impl Desk {
    pub(crate) fn id(self) -> Uuid {
        match self {
            Desk::Position(id) | Desk::Person(id) => id,
        }
    }
}

/// A notice to be given.
#[derive(Clone, Debug)]
pub struct New {
    /// To whom.
    pub to: Desk,
    /// What kind of notice, `crate.reason`: `documents.returned`. The feature words it, and people turn mail on
    /// and off by it.
    pub kind: &'static str,
    /// The record that it is about.
    pub subject: Ref,
    /// What its words need: ids, codes, instants.
    pub data: Value,
    /// Whether it goes by mail too, unless the person says otherwise.
    pub mail: bool,
    /// Whether it goes by mail whatever the person says: an alert.
    pub always: bool,
}

/// A notice (thông báo).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// Its id, ordered by the instant.
    pub id: Uuid,
    /// What kind of notice.
    pub kind: String,
    /// The record that it is about.
    pub subject: Ref,
    /// Ids, codes, instants.
    pub data: Value,
    /// When it was given.
    pub at: Time,
    /// When it was read.
    pub read: Option<Time>,
    /// Whether it goes by mail whatever the person wants.
    pub always: bool,
}

/// Where the next page of notices begins: behind this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub(crate) Uuid);

impl Cursor {
    /// Before everything: the newest first.
    pub(crate) const START: Cursor = Cursor(Uuid::max());

    /// Behind a notice.
    pub fn behind(notice: &Notice) -> Cursor {
        Cursor(notice.id)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Cursor, NoCursor> {
        text.parse().map(Cursor).map_err(|_| NoCursor)
    }
}

/// The text is no [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a page in a list")]
pub struct NoCursor;
