//! People.

use crate::model::{Colleague, Person};
use crate::names::{fold, given_first, sort_key};
use context::{Day, Uuid};
use db::{Page, Read, Result, Tx, Value, in_list, params};
use std::borrow::Cow;
use vietnamese::prefix_end;

/// A person.
pub fn person(read: &mut Read<'_>, id: Uuid) -> Result<Option<Person>> {
    Ok(people(read, &[id])?.pop())
}

/// Several people, sorted as Vietnamese names are: given name first.
pub fn people(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Person>> {
    read.all(
        "SELECT id, name, email, phone, version FROM organisation_person WHERE id IN (:ids) \
         ORDER BY name_key, id",
        params! { ids: in_list(ids) },
    )
}

/// People whose whole name, or given name, begins so; with or without accents.
pub fn people_named(read: &mut Read<'_>, text: &str, limit: usize) -> Result<Vec<Person>> {
    let from = fold(text);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    read.all(
        "SELECT id, name, email, phone, version FROM organisation_person WHERE id IN ( \
           SELECT id FROM ( \
             SELECT id FROM (SELECT id FROM organisation_person \
               WHERE given_folded >= :from AND given_folded < :to ORDER BY given_folded, id LIMIT :limit) g \
             UNION \
             SELECT id FROM (SELECT id FROM organisation_person \
               WHERE name_folded >= :from AND name_folded < :to ORDER BY name_folded, id LIMIT :limit) n) found) \
         ORDER BY name_key, id LIMIT :limit",
        params! { to: prefix_end(&from), from, limit },
    )
}

/// People who hold a position in an agency on a day or later and whose whole name, or given name, begins so: a page
/// of them, given name first, behind a sort key and id.
pub fn people_of(
    read: &mut Read<'_>,
    agency: Uuid,
    text: &str,
    day: Day,
    behind: Option<(&str, Uuid)>,
    limit: usize,
) -> Result<Page<Colleague>> {
    let from = fold(text);
    let (key, id) = behind.unwrap_or(("", Uuid::nil()));
    let rows = read.all(
        "SELECT n.id, n.name, n.email, n.phone, n.name_key FROM organisation_person n \
         WHERE n.id IN (SELECT t.person FROM organisation_tenure t \
               JOIN organisation_position p ON p.id = t.position \
               WHERE p.agency = :agency AND (t.ends IS NULL OR t.ends > :day)) \
           AND ((n.given_folded >= :from AND n.given_folded < :to) \
             OR (n.name_folded >= :from AND n.name_folded < :to)) \
           AND (n.name_key, n.id) > (:key, :id) ORDER BY n.name_key, n.id LIMIT :limit",
        params! { agency, day, to: prefix_end(&from), from, key, id, limit: limit as i64 + 1 },
    )?;
    Ok(Page::cut(rows, limit))
}

pub(crate) fn insert(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    let it = person;
    let folded = fold(&it.name);
    tx.run(
        "INSERT INTO organisation_person \
         (id, name, name_key, name_folded, given_folded, email, phone, version) \
         VALUES (:id, :name, :key, :folded, :given, :email, :phone, 1)",
        params! { id: it.id, name: &it.name, key: sort_key(&it.name), given: given_first(&folded), folded,
        email: &it.email, phone: &it.phone },
    )?;
    Ok(())
}

/// Stores many new people.
pub(crate) fn insert_many(tx: &mut Tx<'_>, people: &[Person]) -> Result<()> {
    let rows = people.iter().map(|it| {
        let folded = fold(&it.name);
        [
            Value::Uuid(it.id),
            Value::Text(Cow::Borrowed(&it.name)),
            Value::Text(sort_key(&it.name).into()),
            Value::Text(given_first(&folded).into()),
            Value::Text(folded.into()),
            Value::Text(Cow::Borrowed(&it.email)),
            Value::Text(Cow::Borrowed(&it.phone)),
            Value::Int(1),
        ]
    });
    tx.insert_rows(
        "INSERT INTO organisation_person \
         (id, name, name_key, given_folded, name_folded, email, phone, version) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Writes what is known of a person now; false if the version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, person: &Person) -> Result<bool> {
    let it = person;
    let folded = fold(&it.name);
    let touched = tx.run(
        "UPDATE organisation_person SET name = :name, name_key = :key, name_folded = :folded, \
         given_folded = :given, email = :email, phone = :phone, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, name: &it.name, key: sort_key(&it.name),
        given: given_first(&folded), folded, email: &it.email, phone: &it.phone },
    )?;
    Ok(touched > 0)
}
