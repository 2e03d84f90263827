//! Entries, holders, and what is found.

use crate::find::Found;
use crate::index::Entry;
use context::{Day, Uuid};
use db::{Read, Result, Term, Tx, Value, in_list, params};
use vietnamese::{fold, prefix_end, symbol_key};

/// Adds or changes an entry; its id and the words of its paper.
pub(crate) fn put(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(i64, String)> {
    tx.one(
        "INSERT INTO search_entry (record, kind, title, symbol, symbol_key, issuer, issuer_folded, day, body) \
         VALUES (:record, :kind, :title, :symbol, :symbol_key, :issuer, :issuer_folded, :day, '') \
         ON CONFLICT (record) DO UPDATE SET title = excluded.title, symbol = excluded.symbol, \
             symbol_key = excluded.symbol_key, issuer = excluded.issuer, issuer_folded = excluded.issuer_folded, \
             day = excluded.day \
         RETURNING id, body",
        params! {
            record: entry.record.id, kind: &entry.record.kind, title: entry.title, symbol: entry.symbol,
            symbol_key: symbol_key(entry.symbol), issuer: entry.issuer, issuer_folded: fold(entry.issuer),
            day: entry.day,
        },
    )
}

/// An entry that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, record: Uuid) -> Result<Option<(i64, String, String)>> {
    tx.first(
        "UPDATE search_entry SET body = body WHERE record = :record RETURNING id, title, symbol",
        params! { record },
    )
}

pub(crate) fn set_body(tx: &mut Tx<'_>, id: i64, body: &str) -> Result<()> {
    tx.run("UPDATE search_entry SET body = :body WHERE id = :id", params! { body, id })?;
    Ok(())
}

pub(crate) fn add_holder(tx: &mut Tx<'_>, record: Uuid, holder: Uuid) -> Result<()> {
    tx.run(
        "INSERT INTO search_holder (record, holder) VALUES (:record, :holder) ON CONFLICT (record, holder) DO NOTHING",
        params! { record, holder },
    )?;
    Ok(())
}

pub(crate) fn remove_holder(tx: &mut Tx<'_>, record: Uuid, holder: Uuid) -> Result<()> {
    tx.run(
        "DELETE FROM search_holder WHERE record = :record AND holder = :holder",
        params! { record, holder },
    )?;
    Ok(())
}

/// Removes an entry and its holders; its id, if it was there.
pub(crate) fn remove(tx: &mut Tx<'_>, record: Uuid) -> Result<Option<i64>> {
    tx.run("DELETE FROM search_holder WHERE record = :record", params! { record })?;
    let removed: Option<(i64,)> =
        tx.first("DELETE FROM search_entry WHERE record = :record RETURNING id", params! { record })?;
    Ok(removed.map(|(id,)| id))
}

/// What one pass looks for.
pub(crate) enum Wanted<'a> {
    /// All these words, and not all those.
    Words(&'a [Term], Option<&'a [Term]>),
    /// A symbol that begins so.
    Symbol(&'a str),
}

/// What narrows a search down.
pub(crate) struct Limits<'a> {
    pub(crate) kinds: &'a [String],
    pub(crate) from: Option<Day>,
    pub(crate) until: Option<Day>,
    pub(crate) issuer: Option<String>,
    pub(crate) holders: Option<&'a [Uuid]>,
}

/// Entries of one pass before an id, the newest first.
pub(crate) fn pass(
    read: &mut Read<'_>,
    wanted: &Wanted<'_>,
    limits: &Limits<'_>,
    below: i64,
    limit: usize,
) -> Result<Vec<Found>> {
    let mut values: Vec<(&'static str, Value<'_>)> =
        vec![("below", Value::Int(below)), ("most", Value::Int(limit as i64))];
    let mut conditions = vec!["e.id < :below".to_owned()];
    let (end, key);
    match wanted {
        Wanted::Words(terms, but) => {
            let (condition, value) = read.has_words("e.id", "words", terms);
            conditions.push(condition);
            values.push(value);
            if let Some(but) = but {
                let (condition, value) = read.has_words("e.id", "but", but);
                conditions.push(format!("NOT {condition}"));
                values.push(value);
            }
        }
        Wanted::Symbol(begin) => {
            key = symbol_key(begin);
            end = prefix_end(&key);
            conditions.push("e.symbol_key >= :key AND e.symbol_key < :end".to_owned());
            values.push(("key", Value::Text(key.as_str().into())));
            values.push(("end", Value::Text(end.as_str().into())));
        }
    }
    if !limits.kinds.is_empty() {
        conditions.push("e.kind IN (:kinds)".to_owned());
        values.push(("kinds", in_list(limits.kinds)));
    }
    if let Some(from) = limits.from {
        conditions.push("e.day >= :from_day".to_owned());
        values.push(("from_day", Value::Day(from)));
    }
    if let Some(until) = limits.until {
        conditions.push("e.day <= :until_day".to_owned());
        values.push(("until_day", Value::Day(until)));
    }
    let issuer_end;
    if let Some(issuer) = &limits.issuer {
        issuer_end = prefix_end(issuer);
        conditions.push("e.issuer_folded >= :issuer AND e.issuer_folded < :issuer_end".to_owned());
        values.push(("issuer", Value::Text(issuer.as_str().into())));
        values.push(("issuer_end", Value::Text(issuer_end.as_str().into())));
    }
    if let Some(holders) = limits.holders {
        conditions.push(
            "EXISTS (SELECT 1 FROM search_holder h WHERE h.record = e.record AND h.holder IN (:holders))"
                .to_owned(),
        );
        values.push(("holders", in_list(holders)));
    }
    let sql = format!(
        "SELECT e.id, e.kind, e.record, e.title, e.symbol, e.issuer, e.day FROM search_entry e \
         WHERE {} ORDER BY e.id DESC LIMIT :most",
        conditions.join(" AND ")
    );
    read.all(&sql, &values)
}
