//! Rules of reminding that administrators have set.

use super::{json, known};
use crate::rule::Rule;
use context::Uuid;
use db::{Read, Result, Tx, params};

/// The rule set for a kind.
pub(crate) fn load(read: &mut Read<'_>, kind: &str) -> Result<Option<Rule>> {
    let found: Option<(Uuid, serde_json::Value)> =
        read.first("SELECT id, rule FROM duties_rule WHERE kind = :kind", params! { kind })?;
    found.map(|(id, rule)| known(id, "rule", serde_json::from_value(rule).ok())).transpose()
}

/// All rules set, by kind.
pub(crate) fn all(read: &mut Read<'_>) -> Result<Vec<(String, Rule)>> {
    let rows: Vec<(Uuid, String, serde_json::Value)> =
        read.all("SELECT id, kind, rule FROM duties_rule ORDER BY kind", &[])?;
    rows.into_iter()
        .map(|(id, kind, rule)| Ok((kind, known(id, "rule", serde_json::from_value(rule).ok())?)))
        .collect()
}

/// Sets the rule of a kind; returns its id, the old one if it had one.
pub(crate) fn set(tx: &mut Tx<'_>, id: Uuid, kind: &str, rule: &Rule) -> Result<Uuid> {
    let (id,): (Uuid,) = tx.one(
        "INSERT INTO duties_rule (id, kind, rule) VALUES (:id, :kind, :rule) \
         ON CONFLICT (kind) DO UPDATE SET rule = excluded.rule RETURNING id",
        params! { id, kind, rule: json(rule)? },
    )?;
    Ok(id)
}

/// Forgets the rule of a kind; its id if it had one.
pub(crate) fn unset(tx: &mut Tx<'_>, kind: &str) -> Result<Option<Uuid>> {
    let found: Option<(Uuid,)> =
        tx.first("DELETE FROM duties_rule WHERE kind = :kind RETURNING id", params! { kind })?;
    Ok(found.map(|(id,)| id))
}
