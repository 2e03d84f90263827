//! Rules of desks.

use crate::model::direction::Target;
use crate::model::rule::RuleInput;
use calendar::{Day, Time};
use context::Uuid;
use db::{FromRow, Read, Result, Row, Tx, params};

/// A rule as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Its id.
    pub id: Uuid,
    /// The agency whose desk keeps it.
    pub agency: Uuid,
    /// What it says.
    #[serde(flatten)]
    pub says: RuleInput,
    /// Changes with every change.
    pub version: i64,
}

impl FromRow for Rule {
    fn from_row(row: &Row<'_>) -> Result<Rule> {
        let (unit, position): (Option<Uuid>, Option<Uuid>) = (row.get(8)?, row.get(9)?);
        let lead = position.map(Target::Position).or(unit.map(Target::Unit));
        let ends: Option<Day> = row.get(15)?;
        Ok(Rule {
            id: row.get(0)?,
            agency: row.get(1)?,
            says: RuleInput {
                ordinal: row.get(2)?,
                name: row.get(3)?,
                issuer: row.get(4)?,
                kind: row.get(5)?,
                words: row.get(6)?,
                urgency: row.get(7)?,
                lead: lead.unwrap_or(Target::Unit(Uuid::nil())),
                direction: row.get(10)?,
                days: row.get(11)?,
                straight: row.get(12)?,
                is_on: row.get(13)?,
                from: row.get(14)?,
                until: ends.map(|ends| ends.plus(-1)),
            },
            version: row.get(16)?,
        })
    }
}

const COLUMNS: &str = "id, agency, ordinal, name, issuer, type, words, urgency, unit, position, direction, days, \
                       straight, is_on, starts, ends, version";

/// The rules of an agency in the order in which they are asked.
pub fn rules(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<Rule>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM documents_rule WHERE agency = :agency ORDER BY ordinal, id"),
        params! { agency },
    )
}

/// A rule.
pub fn rule(read: &mut Read<'_>, id: Uuid) -> Result<Option<Rule>> {
    read.first(&format!("SELECT {COLUMNS} FROM documents_rule WHERE id = :id"), params! { id })
}

pub(crate) fn insert(tx: &mut Tx<'_>, id: Uuid, agency: Uuid, says: &RuleInput) -> Result<()> {
    tx.run(
        "INSERT INTO documents_rule (id, agency, ordinal, name, issuer, type, words, urgency, unit, position, \
             direction, days, straight, is_on, starts, ends, version) \
         VALUES (:id, :agency, :ordinal, :name, :issuer, :kind, :words, :urgency, :unit, :position, :direction, \
             :days, :straight, :is_on, :starts, :ends, 1)",
        params! {
            id, agency, ordinal: says.ordinal, name: &says.name, issuer: &says.issuer, kind: &says.kind,
            words: &says.words, urgency: &says.urgency, unit: says.lead.unit(), position: says.lead.position(),
            direction: &says.direction, days: says.days, straight: says.straight, is_on: says.is_on,
            starts: says.from, ends: says.until.map(|until| until.plus(1)),
        },
    )?;
    Ok(())
}

/// Writes what a rule says now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, id: Uuid, version: i64, says: &RuleInput) -> Result<bool> {
    let touched = tx.run(
        "UPDATE documents_rule SET ordinal = :ordinal, name = :name, issuer = :issuer, type = :kind, \
             words = :words, urgency = :urgency, unit = :unit, position = :position, direction = :direction, \
             days = :days, straight = :straight, is_on = :is_on, starts = :starts, ends = :ends, \
             version = version + 1 WHERE id = :id AND version = :version",
        params! {
            id, version, ordinal: says.ordinal, name: &says.name, issuer: &says.issuer, kind: &says.kind,
            words: &says.words, urgency: &says.urgency, unit: says.lead.unit(), position: says.lead.position(),
            direction: &says.direction, days: says.days, straight: says.straight, is_on: says.is_on,
            starts: says.from, ends: says.until.map(|until| until.plus(1)),
        },
    )?;
    Ok(touched > 0)
}

db::row! {
    /// What an agency received lately, as a rule looks at it.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Received {
        /// The arrival.
        pub arrival: Uuid,
        /// When it came.
        pub arrived_at: Time,
        /// Who issued it.
        pub issuer: String,
        /// The code of its kind.
        pub kind: String,
        /// Its subject.
        pub subject: String,
        /// Its number and symbol.
        pub symbol: String,
        /// The code of its urgency.
        pub urgency: String,
    }
}

/// What an agency received since an instant, the latest first.
pub fn received_since(read: &mut Read<'_>, agency: Uuid, since: Time, limit: usize) -> Result<Vec<Received>> {
    read.all(
        "SELECT a.id, a.arrived_at, x.issuer, x.type, x.subject, x.symbol, x.urgency FROM documents_arrival a \
         JOIN documents_document x ON x.id = a.document \
         WHERE a.agency = :agency AND a.arrived_at >= :since AND a.restricted = false \
         ORDER BY a.arrived_at DESC, a.id DESC LIMIT :limit",
        params! { agency, since, limit: limit as i64 },
    )
}
