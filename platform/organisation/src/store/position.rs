//! Positions and who holds them.

use crate::model::{Held, Position, Rank, Spell};
use crate::names::fold;
use context::{Day, Uuid};
use db::{Read, Result, Tx, Value, in_list, params};
use std::borrow::Cow;
use vietnamese::prefix_end;

/// The columns of [`Position`], with whoever holds it on `:day`.
macro_rules! seats {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.agency, a.name, p.unit, u.name, p.title, p.rank, p.is_appointed, p.ordinal, \
             p.starts, p.ends, p.version, t.person, n.name FROM organisation_position p \
             JOIN organisation_agency a ON a.id = p.agency \
             LEFT JOIN organisation_unit u ON u.id = p.unit \
             LEFT JOIN organisation_tenure t ON t.position = p.id AND t.starts <= :day \
                  AND (t.ends IS NULL OR t.ends > :day) \
             LEFT JOIN organisation_person n ON n.id = t.person ",
            $rest
        )
    };
}

/// A position, and who holds it on a day.
pub fn position(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Option<Position>> {
    Ok(positions(read, &[id], day)?.pop())
}

/// Several positions, and who holds them on a day; in no order.
pub fn positions(read: &mut Read<'_>, ids: &[Uuid], day: Day) -> Result<Vec<Position>> {
    read.all(seats!("WHERE p.id IN (:ids)"), params! { ids: in_list(ids), day })
}

/// All positions of an agency on a day: those right below it first, then unit by unit.
pub fn positions_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Position>> {
    let mut rows: Vec<Position> = read.all(
        seats!(
            "WHERE p.agency = :agency AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
             ORDER BY u.ordinal, u.name_folded, u.id, p.ordinal, n.name_key, p.id"
        ),
        params! { agency, day },
    )?;
    // The engines do not agree where nothing sorts.
    rows.sort_by_key(|position| position.unit.is_some());
    Ok(rows)
}

/// The positions of an agency that somebody holds on a day and that decide what becomes of what arrives, in the order
/// of [`positions_of`]: those appointed to propose, and leaders.
pub fn positions_deciding(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Position>> {
    let mut rows: Vec<Position> = read.all(
        seats!(
            "WHERE p.agency = :agency AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
             AND (p.is_appointed OR p.rank = :leader) AND t.person IS NOT NULL \
             ORDER BY u.ordinal, u.name_folded, u.id, p.ordinal, n.name_key, p.id"
        ),
        params! { agency, day, leader: Rank::Leader.code() },
    )?;
    rows.sort_by_key(|position| position.unit.is_some());
    Ok(rows)
}

/// The positions that an agency has on a day or later, with whoever holds them on that day: those right below it
/// first, then unit by unit.
pub fn positions_kept(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Position>> {
    let mut rows: Vec<Position> = read.all(
        seats!(
            "WHERE p.agency = :agency AND (p.ends IS NULL OR p.ends > :day) \
             ORDER BY u.ordinal, u.name_folded, u.id, p.ordinal, n.name_key, p.id"
        ),
        params! { agency, day },
    )?;
    rows.sort_by_key(|position| position.unit.is_some());
    Ok(rows)
}

/// The positions that several people hold on a day, in the order of protocol.
pub fn positions_of_people(read: &mut Read<'_>, people: &[Uuid], day: Day) -> Result<Vec<Position>> {
    read.all(
        seats!(
            "WHERE t.person IN (:people) AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
             ORDER BY p.ordinal, p.title_folded, p.id"
        ),
        params! { people: in_list(people), day },
    )
}

/// Who held a position and who is to hold it, the latest first.
pub fn spells(read: &mut Read<'_>, position: Uuid) -> Result<Vec<Spell>> {
    read.all(
        "SELECT t.person, n.name, t.starts, t.ends FROM organisation_tenure t \
         JOIN organisation_person n ON n.id = t.person \
         WHERE t.position = :position AND (t.ends IS NULL OR t.ends > t.starts) ORDER BY t.starts DESC, t.id",
        params! { position },
    )
}

/// The positions of a unit on a day.
pub fn positions_of_unit(read: &mut Read<'_>, unit: Uuid, day: Day) -> Result<Vec<Position>> {
    read.all(
        seats!(
            "WHERE p.unit = :unit AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
             ORDER BY p.ordinal, p.title_folded, p.id"
        ),
        params! { unit, day },
    )
}

/// The positions that a person holds on a day: the one held longest first.
pub fn positions_of_person(read: &mut Read<'_>, person: Uuid, day: Day) -> Result<Vec<Held>> {
    let rows: Vec<Position> = read.all(
        seats!(
            "WHERE t.person = :person AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
             ORDER BY t.starts, p.ordinal, p.id"
        ),
        params! { person, day },
    )?;
    Ok(rows.into_iter().map(Held::from).collect())
}

/// Who holds a position on a day.
pub fn holder(read: &mut Read<'_>, position: Uuid, day: Day) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> = read.first(
        "SELECT person FROM organisation_tenure \
         WHERE position = :position AND starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { position, day },
    )?;
    Ok(row.map(|(person,)| person))
}

/// Positions whose holder's name, given name or title begins so; in one agency or anywhere.
pub(crate) fn found(
    read: &mut Read<'_>,
    text: &str,
    agency: Option<Uuid>,
    day: Day,
    limit: i64,
) -> Result<Vec<Position>> {
    let (from, to) = (fold(text), prefix_end(&fold(text)));
    match agency {
        Some(agency) => read.all(
            seats!(
                "WHERE p.agency = :agency AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
                 AND ((n.given_folded >= :from AND n.given_folded < :to) \
                   OR (n.name_folded >= :from AND n.name_folded < :to) \
                   OR (p.title_folded >= :from AND p.title_folded < :to)) \
                 ORDER BY p.ordinal, p.title_folded, p.id LIMIT :limit"
            ),
            params! { agency, day, from, to, limit },
        ),
        None => {
            let people: Vec<Uuid> =
                super::person::people_named(read, text, usize::try_from(limit).unwrap_or(0))?
                    .into_iter()
                    .map(|person| person.id)
                    .collect();
            read.all(
                seats!(
                    "WHERE t.person IN (:people) AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
                     ORDER BY n.name_key, p.ordinal, p.id LIMIT :limit"
                ),
                params! { people: in_list(&people), day, limit },
            )
        }
    }
}

pub(crate) fn insert(tx: &mut Tx<'_>, position: &Position) -> Result<()> {
    let it = position;
    tx.run(
        "INSERT INTO organisation_position \
         (id, agency, unit, title, title_folded, rank, is_appointed, ordinal, starts, ends, version) \
         VALUES (:id, :agency, :unit, :title, :folded, :rank, :is_appointed, :ordinal, :starts, NULL, 1)",
        params! { id: it.id, agency: it.agency, unit: it.unit, title: &it.title, folded: fold(&it.title),
        rank: it.rank, is_appointed: it.is_appointed, ordinal: it.ordinal, starts: it.starts },
    )?;
    Ok(())
}

/// Stores many new positions.
pub(crate) fn insert_many(tx: &mut Tx<'_>, positions: &[Position]) -> Result<()> {
    let rows = positions.iter().map(|it| {
        [
            Value::Uuid(it.id),
            Value::Uuid(it.agency),
            it.unit.map_or(Value::Null, Value::Uuid),
            Value::Text(Cow::Borrowed(&it.title)),
            Value::Text(fold(&it.title).into()),
            Value::Text(it.rank.code().into()),
            Value::Int(it.ordinal),
            Value::Day(it.starts),
            Value::Bool(it.is_appointed),
            Value::Int(1),
        ]
    });
    tx.insert_rows(
        "INSERT INTO organisation_position \
         (id, agency, unit, title, title_folded, rank, ordinal, starts, is_appointed, version) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Stores who holds many positions: tenure, position, person, first day.
pub(crate) fn insert_tenures(tx: &mut Tx<'_>, tenures: &[(Uuid, Uuid, Uuid, Day)]) -> Result<()> {
    let rows = tenures.iter().map(|(id, position, person, starts)| {
        [Value::Uuid(*id), Value::Uuid(*position), Value::Uuid(*person), Value::Day(*starts)]
    });
    tx.insert_rows(
        "INSERT INTO organisation_tenure (id, position, person, starts) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Writes what a position is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, position: &Position) -> Result<bool> {
    let it = position;
    let touched = tx.run(
        "UPDATE organisation_position SET unit = :unit, title = :title, title_folded = :folded, rank = :rank, \
         is_appointed = :is_appointed, ordinal = :ordinal, ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, unit: it.unit, title: &it.title, folded: fold(&it.title),
                  rank: it.rank, is_appointed: it.is_appointed, ordinal: it.ordinal, ends: it.ends },
    )?;
    Ok(touched > 0)
}

/// Ends the positions of an agency and the tenures in them.
pub(crate) fn end_of_agency(tx: &mut Tx<'_>, agency: Uuid, day: Day) -> Result<()> {
    tx.run(
        "UPDATE organisation_tenure SET ends = :day WHERE (ends IS NULL OR ends > :day) AND position IN \
         (SELECT id FROM organisation_position WHERE agency = :agency)",
        params! { agency, day },
    )?;
    tx.run(
        "UPDATE organisation_position SET ends = :day, version = version + 1 \
         WHERE agency = :agency AND (ends IS NULL OR ends > :day)",
        params! { agency, day },
    )?;
    Ok(())
}

/// How many positions a unit has on a day or later.
pub(crate) fn in_unit(read: &mut Read<'_>, unit: Uuid, day: Day) -> Result<i64> {
    let (count,): (i64,) = read.one(
        "SELECT count(*) FROM organisation_position WHERE unit = :unit AND (ends IS NULL OR ends > :day)",
        params! { unit, day },
    )?;
    Ok(count)
}

pub(crate) fn insert_tenure(
    tx: &mut Tx<'_>,
    id: Uuid,
    position: Uuid,
    person: Uuid,
    starts: Day,
) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_tenure (id, position, person, starts, ends) \
         VALUES (:id, :position, :person, :starts, NULL)",
        params! { id, position, person, starts },
    )?;
    Ok(())
}

/// Ends whatever tenure of a position would go on beyond a day; how many that were. A tenure that had not
/// begun ends where it begins.
pub(crate) fn end_tenures(tx: &mut Tx<'_>, position: Uuid, day: Day) -> Result<u64> {
    let future = tx.run(
        "UPDATE organisation_tenure SET ends = starts \
         WHERE position = :position AND starts > :day AND (ends IS NULL OR ends > starts)",
        params! { position, day },
    )?;
    let open = tx.run(
        "UPDATE organisation_tenure SET ends = :day \
         WHERE position = :position AND starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { position, day },
    )?;
    Ok(future + open)
}

/// The day from which a position is free for good: when its last tenure ends, if all have an end.
pub(crate) fn free_from(read: &mut Read<'_>, position: Uuid) -> Result<Option<Day>> {
    let row: Option<(Option<Day>,)> = read.first(
        "SELECT ends FROM organisation_tenure WHERE position = :position \
         ORDER BY CASE WHEN ends IS NULL THEN 0 ELSE 1 END, ends DESC LIMIT 1",
        params! { position },
    )?;
    Ok(match row {
        None => Some(Day(i32::MIN)),
        Some((ends,)) => ends,
    })
}

/// The agencies in which a person holds positions on a day or later.
pub fn agencies_of_person(read: &mut Read<'_>, person: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT DISTINCT p.agency FROM organisation_tenure t JOIN organisation_position p ON p.id = t.position \
         WHERE t.person = :person AND (t.ends IS NULL OR t.ends > :day)",
        params! { person, day },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
