//! Facts as they are given and as they are read.

use context::{Day, Ref, Time, Uuid};
use serde::Serialize;
use serde_json::Value;

/// A fact to be recorded. Who and when come from the context.
#[derive(Clone, Debug)]
pub struct New {
    /// What happened, `crate.past_participle`: `documents.registered`.
    pub action: &'static str,
    /// The record to which it happened.
    pub subject: Ref,
    /// The record on whose page it also belongs, when that is another one.
    pub about: Option<Ref>,
    /// Ids and codes only; never names or free text, since this can never be erased.
    pub data: Value,
    /// Free text and personal data; can be erased.
    pub note: Option<String>,
}

impl New {
    /// A fact with neither data nor note.
    #[expect(clippy::self_named_constructors, reason = "a new fact, made anew")]
    pub fn new(action: &'static str, subject: Ref) -> New {
        New { action, subject, about: None, data: Value::Object(serde_json::Map::new()), note: None }
    }
}

/// Who acted, as it was at that moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The person, if a person acted.
    pub person: Option<Uuid>,
    /// The organisational position (chức vụ, vị trí việc làm) acted in.
    pub position: Option<Uuid>,
    /// The unit of that position.
    pub unit: Option<Uuid>,
    /// The agency for which it was done.
    pub agency: Option<Uuid>,
    /// Whether the system itself acted: a timer, a job, the command line.
    pub system: bool,
}

/// The free text of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// None was given.
    None,
    /// As it was given.
    Text(String),
    /// It was erased; that it was once there stays sealed.
    Erased,
}

/// Something that happened to a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// Its id, a UUID version 7: ordered by the instant.
    pub id: Uuid,
    /// Its place in the log; none for the moment between the commit and the sequencer's next round.
    pub position: Option<i64>,
    /// When it happened.
    pub at: Time,
    /// The local day of that instant.
    pub day: Day,
    /// Who acted.
    pub who: Who,
    /// What happened.
    pub action: String,
    /// The record to which it happened.
    pub subject: Ref,
    /// The record on whose page it also belongs.
    pub about: Option<Ref>,
    /// Ids and codes.
    pub data: Value,
    /// Free text.
    pub note: Note,
}

impl Fact {
    /// The person in whose stead it was done, if it was.
    pub fn in_stead_of(&self) -> Option<Uuid> {
        self.data.get(crate::IN_STEAD_OF)?.as_str()?.parse().ok()
    }
}
