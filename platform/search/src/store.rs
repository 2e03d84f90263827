//! Entries, holders, and what is found.

use crate::find::Found;
use crate::index::Entry;
use crate::words::of_holder;
use context::{Day, Uuid};
use db::{Read, Result, Term, Terms, Tx, Value, in_list, params};
use vietnamese::{prefix_end, symbol_key};

db::row! {
    /// What the words of an entry are made of, but for its holders.
    pub(crate) struct Known {
        pub(crate) id: i64,
        pub(crate) title: String,
        pub(crate) symbol: String,
        pub(crate) issuer: String,
        pub(crate) body: String,
    }
}

/// Adds an entry; its id, or none if there is one of this record.
pub(crate) fn add(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<Option<i64>> {
    let added: Option<(i64,)> = tx.first(
        "INSERT INTO search_entry (record, kind, title, symbol, symbol_key, issuer, day, body) \
         VALUES (:record, :kind, :title, :symbol, :symbol_key, :issuer, :day, '') \
         ON CONFLICT (record) DO NOTHING RETURNING id",
        params! {
            record: entry.record.id, kind: &entry.record.kind, title: entry.title, symbol: entry.symbol,
            symbol_key: symbol_key(entry.symbol), issuer: entry.issuer, day: entry.day,
        },
    )?;
    Ok(added.map(|(id,)| id))
}

/// Changes an entry, but for the words of its paper.
pub(crate) fn change(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<()> {
    tx.run(
        "UPDATE search_entry SET title = :title, symbol = :symbol, symbol_key = :symbol_key, issuer = :issuer, \
         day = :day WHERE record = :record",
        params! {
            title: entry.title, symbol: entry.symbol, symbol_key: symbol_key(entry.symbol),
            issuer: entry.issuer, day: entry.day, record: entry.record.id,
        },
    )?;
    Ok(())
}

/// An entry that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, record: Uuid) -> Result<Option<Known>> {
    tx.first(
        "UPDATE search_entry SET kind = kind WHERE record = :record RETURNING id, title, symbol, issuer, body",
        params! { record },
    )
}

/// Sets the words of a paper; whether there is an entry.
pub(crate) fn set_body(tx: &mut Tx<'_>, record: Uuid, body: &str) -> Result<bool> {
    let sql = "UPDATE search_entry SET body = :body WHERE record = :record";
    Ok(tx.run(sql, params! { body, record })? > 0)
}

/// Adds a holder; whether it is a new one.
pub(crate) fn add_holder(tx: &mut Tx<'_>, record: Uuid, holder: Uuid) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO search_holder (record, holder) VALUES (:record, :holder) \
         ON CONFLICT (record, holder) DO NOTHING",
        params! { record, holder },
    )?;
    Ok(added > 0)
}

pub(crate) fn holders(read: &mut Read<'_>, record: Uuid) -> Result<Vec<Uuid>> {
    let found: Vec<(Uuid,)> =
        read.all("SELECT holder FROM search_holder WHERE record = :record", params! { record })?;
    Ok(found.into_iter().map(|(holder,)| holder).collect())
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
