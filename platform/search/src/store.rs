//! Entries, holders, and what is found.

use crate::find::Found;
use crate::index::Entry;
use crate::words::of_holder;
use context::{Day, Uuid};
use db::{Read, Result, Term, Terms, ToValue, Tx, Value, in_list, params};
use vietnamese::{prefix_end, symbol_key};

db::row! {
    /// What the words of an entry are made of, but for its holders.
    pub(crate) struct Known {
        pub(crate) id: i64,
        pub(crate) record: Uuid,
        pub(crate) title: String,
        pub(crate) symbol: String,
        pub(crate) issuer: String,
        pub(crate) body: String,
    }
}

const KNOWN: &str = "id, record, title, symbol, issuer, body";

/// Adds entries of records that have none.
pub(crate) fn add(tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Result<Vec<Known>> {
    let rows = entries.iter().map(|entry| {
        [
            Value::Uuid(entry.record.id),
            entry.record.kind.to_value(),
            entry.title.to_value(),
            entry.symbol.to_value(),
            Value::Text(symbol_key(entry.symbol).into()),
            entry.issuer.to_value(),
            entry.day.map_or(Value::Null, Value::Day),
            Value::Text("".into()),
        ]
    });
    tx.insert_rows_returning(
        &format!(
            "INSERT INTO search_entry (record, kind, title, symbol, symbol_key, issuer, day, body) VALUES :rows \
             RETURNING {KNOWN}"
        ),
        rows.collect(),
    )
}

/// Changes an entry, but for the words of its paper; none if there is none. Nobody else changes it until the
/// transaction ends.
pub(crate) fn change(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<Option<Known>> {
    tx.first(
        &format!(
            "UPDATE search_entry SET title = :title, symbol = :symbol, symbol_key = :symbol_key, issuer = :issuer, \
             day = :day WHERE record = :record RETURNING {KNOWN}"
        ),
        params! {
            title: entry.title, symbol: entry.symbol, symbol_key: symbol_key(entry.symbol),
            issuer: entry.issuer, day: entry.day, record: entry.record.id,
        },
    )
}

/// Entries that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, records: &[Uuid]) -> Result<Vec<Known>> {
    let lock = tx.locking();
    tx.all(
        &format!("SELECT {KNOWN} FROM search_entry WHERE record IN (:records) ORDER BY record{lock}"),
        params! { records: in_list(records) },
    )
}

/// Sets the words of a paper; none if there is no entry.
pub(crate) fn set_body(tx: &mut Tx<'_>, record: Uuid, body: &str) -> Result<Option<Known>> {
    let sql = format!("UPDATE search_entry SET body = :body WHERE record = :record RETURNING {KNOWN}");
    tx.first(&sql, params! { body, record })
}

/// Adds holders of records; the records that have a new one.
pub(crate) fn add_holders(tx: &mut Tx<'_>, held: &[(Uuid, Uuid)]) -> Result<Vec<Uuid>> {
    let rows = held.iter().map(|(record, holder)| [Value::Uuid(*record), Value::Uuid(*holder)]);
    let added: Vec<(Uuid,)> = tx.insert_rows_returning(
        "INSERT INTO search_holder (record, holder) VALUES :rows ON CONFLICT (record, holder) DO NOTHING \
         RETURNING record",
        rows.collect(),
    )?;
    let mut records: Vec<Uuid> = added.into_iter().map(|(record,)| record).collect();
    records.sort_unstable();
    records.dedup();
    Ok(records)
}

/// Who may find the records of entries: the record, the holder.
pub(crate) fn holders(read: &mut Read<'_>, entries: &[Known]) -> Result<Vec<(Uuid, Uuid)>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let records: Vec<Uuid> = entries.iter().map(|known| known.record).collect();
    read.all(
        "SELECT record, holder FROM search_holder WHERE record IN (:records)",
        params! { records: in_list(&records) },
    )
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
    /// A symbol that begins so, as [`symbol_key`] writes it.
    Symbol(&'a str),
    /// All these words and not all those; what the pass by symbol has found is left out.
    Words { all: &'a [Term], not_all: &'a [Term], symbol: Option<&'a str> },
}

/// What narrows a search down.
pub(crate) struct Limits<'a> {
    pub(crate) kinds: &'a [String],
    pub(crate) from: Option<Day>,
    pub(crate) until: Option<Day>,
    pub(crate) issuer: Vec<Term>,
    pub(crate) holders: Option<&'a [Uuid]>,
}

type Values<'a> = Vec<(&'static str, Value<'a>)>;

/// Entries of one pass before an id, the newest first.
pub(crate) fn pass(
    read: &mut Read<'_>,
    wanted: &Wanted<'_>,
    limits: &Limits<'_>,
    below: i64,
    limit: usize,
) -> Result<Vec<Found>> {
    let (sql, values) = statement(read, wanted, limits, below, limit);
    read.all(&sql, &values)
}

fn statement<'a>(
    read: &Read<'_>,
    wanted: &Wanted<'_>,
    limits: &'a Limits<'_>,
    below: i64,
    limit: usize,
) -> (String, Values<'a>) {
    let mut values: Values<'a> = vec![("below", Value::Int(below)), ("most", Value::Int(limit as i64))];
    let mut conditions = narrowed(limits, &mut values);
    let (source, id) = match wanted {
        Wanted::Symbol(key) => {
            conditions.push(begins(key, &mut values));
            conditions.extend(issued(read, limits, &mut values));
            conditions.extend(held(limits, &mut values));
            ("search_entry e".to_owned(), "e.id")
        }
        Wanted::Words { all, not_all, symbol } => {
            conditions.extend(symbol.map(|key| format!("NOT ({})", begins(key, &mut values))));
            conditions.push("e.id = w.id".to_owned());
            let all = [*all, &limits.issuer].concat();
            let holders: Option<Vec<String>> =
                limits.holders.map(|holders| holders.iter().copied().map(of_holder).collect());
            let (found, value) =
                read.having_words("words", &Terms { all: &all, not_all, one_of: holders.as_deref() });
            values.push(value);
            // The words come first, so that the walk ends with the page.
            (format!("{found} w CROSS JOIN search_entry e"), "w.id")
        }
    };
    let sql = format!(
        "SELECT e.id, e.kind, e.record, e.title, e.symbol, e.issuer, e.day FROM {source} \
         WHERE {} AND {id} < :below ORDER BY {id} DESC LIMIT :most",
        conditions.join(" AND ")
    );
    (sql, values)
}

fn begins(key: &str, values: &mut Values<'_>) -> String {
    values.push(("key", Value::Text(key.to_owned().into())));
    values.push(("end", Value::Text(prefix_end(key).into())));
    "e.symbol_key >= :key AND e.symbol_key < :end".to_owned()
}

fn issued(read: &Read<'_>, limits: &Limits<'_>, values: &mut Values<'_>) -> Option<String> {
    if limits.issuer.is_empty() {
        return None;
    }
    let (found, value) =
        read.having_words("issuer", &Terms { all: &limits.issuer, not_all: &[], one_of: None });
    values.push(value);
    Some(format!("e.id IN (SELECT w.id FROM {found} w)"))
}

fn held<'a>(limits: &'a Limits<'_>, values: &mut Values<'a>) -> Option<String> {
    values.push(("holders", in_list(limits.holders?)));
    let sql = "EXISTS (SELECT 1 FROM search_holder h WHERE h.record = e.record AND h.holder IN (:holders))";
    Some(sql.to_owned())
}

fn narrowed<'a>(limits: &'a Limits<'_>, values: &mut Values<'a>) -> Vec<String> {
    let mut conditions = Vec::new();
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
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_engine_walks_the_words_and_sorts_nothing() {
        let made = testkit::sqlite(&[crate::MIGRATIONS]);
        let limits = Limits { kinds: &[], from: None, until: None, issuer: Vec::new(), holders: Some(&[]) };
        let all = [Term { word: "fso".to_owned(), begins: true }];
        let wanted = Wanted::Words { all: &all, not_all: &[], symbol: None };
        let plan = made.db.read(|read| {
            let (sql, values) = statement(read, &wanted, &limits, 7, 51);
            read.explain(&sql, &values)
        });
        let plan = plan.unwrap().join("\n");
        let (words, entry) =
            (plan.find("SCAN db_text VIRTUAL TABLE"), plan.find("SEARCH e USING INTEGER PRIMARY KEY"));
        assert!(words.is_some() && words < entry && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
