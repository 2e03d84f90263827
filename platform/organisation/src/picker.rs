//! Type-ahead: what somebody means who has typed the beginning of a name.

use crate::store::{position, term};
use context::{Day, Uuid};
use db::{Read, Result};
use serde::{Deserialize, Serialize};

/// What kind of thing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PickKind {
    /// An agency.
    Agency,
    /// An issuing body.
    Body,
    /// A unit.
    Unit,
    /// A position, by its holder or its title.
    Position,
    /// An outside body.
    Outside,
}

impl db::ToValue for PickKind {
    fn to_value(&self) -> db::Value<'_> {
        db::Value::Text(
            match self {
                PickKind::Agency => "agency",
                PickKind::Body => "body",
                PickKind::Unit => "unit",
                PickKind::Position => "position",
                PickKind::Outside => "outside",
            }
            .into(),
        )
    }
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pick {
    /// What kind of thing.
    pub kind: PickKind,
    /// Its id.
    pub id: Uuid,
    /// Its name; of a position its holder's, or its title while it is vacant.
    pub name: String,
    /// Its abbreviation; of a position nothing.
    pub symbol: String,
    /// What tells it from others of the same name: the agency above, title and unit.
    pub detail: String,
}

/// What is sought.
#[derive(Clone, Debug)]
pub struct PickQuery<'a> {
    /// The beginning of a name from any of its words on, of a symbol or an identifier; accents do not matter.
    /// Nothing finds everything.
    pub text: &'a str,
    /// The kinds that are wanted, in the order in which they come.
    pub kinds: &'a [PickKind],
    /// Only units and positions of this agency.
    pub agency: Option<Uuid>,
    /// What exists on this day.
    pub day: Day,
    /// At most so many of each kind.
    pub limit: usize,
}

/// Finds what somebody means.
///
/// # Errors
/// Those of the database.
pub fn picker(read: &mut Read<'_>, query: &PickQuery<'_>) -> Result<Vec<Pick>> {
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let (text, day) = (query.text, query.day);
    let mut found = Vec::new();
    for kind in query.kinds {
        found.extend(match kind {
            PickKind::Agency => term::agencies(read, text, day, limit)?,
            PickKind::Body => term::bodies(read, text, day, limit)?,
            PickKind::Outside => term::outsides(read, text, day, limit)?,
            PickKind::Unit => match query.agency {
                Some(agency) => term::units_of(read, agency, text, day, limit)?,
                None => term::units(read, text, day, limit)?,
            },
            PickKind::Position => position::found(read, text, query.agency, day, limit)?
                .into_iter()
                .map(|position| Pick {
                    kind: PickKind::Position,
                    id: position.id,
                    symbol: String::new(),
                    detail: format!("{}, {}", position.title, position.place()),
                    name: position.person_name.unwrap_or(position.title),
                })
                .collect(),
        });
    }
    Ok(found)
}
