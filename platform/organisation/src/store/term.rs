//! What type-ahead finds.

use crate::names::fold;
use crate::picker::{Pick, PickKind};
use context::{Day, Uuid};
use db::{Read, Result, Tx, params};
use vietnamese::prefix_end;

/// Replaces the terms of one thing.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    kind: PickKind,
    target: Uuid,
    name: &str,
    others: &[&str],
) -> Result<()> {
    tx.run("DELETE FROM organisation_term WHERE target = :target", params! { target })?;
    put(tx, kind, target, name, others)
}

/// Adds the terms of a new thing: its name from each of its words on, and the others as they are. A body that
/// is an agency has none of its own.
pub(crate) fn put(tx: &mut Tx<'_>, kind: PickKind, target: Uuid, name: &str, others: &[&str]) -> Result<()> {
    let name = fold(name);
    let others: Vec<String> = others.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
    for term in word_starts(&name).chain(others.iter().map(String::as_str)) {
        tx.run(
            "INSERT INTO organisation_term (term, kind, target) VALUES (:term, :kind, :target) \
             ON CONFLICT (kind, term, target) DO NOTHING",
            params! { term, kind, target },
        )?;
    }
    Ok(())
}

/// The text from each of its words on.
fn word_starts(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices()
        .filter(|(at, c)| *c != ' ' && (*at == 0 || text.as_bytes().get(at - 1) == Some(&b' ')))
        .map(|(at, _)| &text[at..])
}

/// Agencies of a day that are found so, the shortest name first.
pub(crate) fn agencies(read: &mut Read<'_>, text: &str, day: Day, limit: i64) -> Result<Vec<Pick>> {
    let from = fold(text);
    picks(
        read,
        PickKind::Agency,
        "SELECT a.id, a.name, a.symbol, p.name FROM organisation_agency a \
         LEFT JOIN organisation_agency p ON p.id = a.parent \
         WHERE a.id IN (SELECT target FROM organisation_term \
               WHERE kind = 'agency' AND term >= :from AND term < :to) \
           AND a.starts <= :day AND (a.ends IS NULL OR a.ends > :day) \
         ORDER BY a.tier, a.name_folded, a.id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, limit },
    )
}

/// Issuing bodies of a day that are found so.
pub(crate) fn bodies(read: &mut Read<'_>, text: &str, day: Day, limit: i64) -> Result<Vec<Pick>> {
    let from = fold(text);
    picks(
        read,
        PickKind::Body,
        "SELECT b.id, b.name, b.symbol, p.name FROM organisation_body b \
         LEFT JOIN organisation_agency p ON p.id = b.agency \
         WHERE (b.id IN (SELECT target FROM organisation_term \
                 WHERE kind = 'body' AND term >= :from AND term < :to) \
             OR b.stands_for IN (SELECT target FROM organisation_term \
                 WHERE kind = 'agency' AND term >= :from AND term < :to)) \
           AND b.starts <= :day AND (b.ends IS NULL OR b.ends > :day) \
         ORDER BY b.name_folded, b.id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, limit },
    )
}

/// Units of a day that are found so, anywhere.
pub(crate) fn units(read: &mut Read<'_>, text: &str, day: Day, limit: i64) -> Result<Vec<Pick>> {
    let from = fold(text);
    picks(
        read,
        PickKind::Unit,
        "SELECT u.id, u.name, u.symbol, p.name FROM organisation_unit u \
         JOIN organisation_agency p ON p.id = u.agency \
         WHERE u.id IN (SELECT target FROM organisation_term \
               WHERE kind = 'unit' AND term >= :from AND term < :to) \
           AND u.starts <= :day AND (u.ends IS NULL OR u.ends > :day) \
         ORDER BY u.name_folded, u.id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, limit },
    )
}

/// Units of one agency on a day that are found so.
pub(crate) fn units_of(
    read: &mut Read<'_>,
    agency: Uuid,
    text: &str,
    day: Day,
    limit: i64,
) -> Result<Vec<Pick>> {
    let from = fold(text);
    picks(
        read,
        PickKind::Unit,
        "SELECT u.id, u.name, u.symbol, p.name FROM organisation_unit u \
         JOIN organisation_agency p ON p.id = u.agency \
         WHERE u.agency = :agency AND EXISTS (SELECT 1 FROM organisation_term t \
               WHERE t.kind = 'unit' AND t.target = u.id AND t.term >= :from AND t.term < :to) \
           AND u.starts <= :day AND (u.ends IS NULL OR u.ends > :day) \
         ORDER BY u.ordinal, u.name_folded, u.id LIMIT :limit",
        params! { agency, to: prefix_end(&from), from, day, limit },
    )
}

/// Outside bodies of a day that are found so.
pub(crate) fn outsides(read: &mut Read<'_>, text: &str, day: Day, limit: i64) -> Result<Vec<Pick>> {
    let from = fold(text);
    picks(
        read,
        PickKind::Outside,
        "SELECT o.id, o.name, o.symbol, o.kind FROM organisation_outside o \
         WHERE o.id IN (SELECT target FROM organisation_term \
               WHERE kind = 'outside' AND term >= :from AND term < :to) \
           AND o.starts <= :day AND (o.ends IS NULL OR o.ends > :day) \
         ORDER BY o.name_folded, o.id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, limit },
    )
}

fn picks(
    read: &mut Read<'_>,
    kind: PickKind,
    sql: &str,
    params: &[(&'static str, db::Value<'_>)],
) -> Result<Vec<Pick>> {
    let mut picks = Vec::new();
    read.each(sql, params, |row| {
        picks.push(Pick {
            kind,
            id: row.get(0)?,
            name: row.get(1)?,
            symbol: row.get(2)?,
            detail: row.get::<Option<String>>(3)?.unwrap_or_default(),
        });
        Ok(())
    })?;
    Ok(picks)
}

#[cfg(test)]
mod tests {
    use super::word_starts;

    #[test]
    fn a_name_is_found_from_each_word_on() {
        assert_eq!(word_starts("so noi vu").collect::<Vec<_>>(), ["so noi vu", "noi vu", "vu"]);
        assert_eq!(word_starts("").count(), 0);
    }
}
