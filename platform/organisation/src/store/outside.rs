//! The directory of outside bodies, and saved groups of recipients.

use crate::model::{Group, Member, Outside, Recipient};
use crate::names::{fold, likeness};
use context::{Day, Uuid};
use db::{Page, Read, Result, Tx, params};
use std::collections::BTreeMap;
use vietnamese::prefix_end;

/// An outside body.
pub fn outside(read: &mut Read<'_>, id: Uuid) -> Result<Option<Outside>> {
    read.first(
        "SELECT id, name, symbol, kind, delivery, address, email, starts, ends, version \
         FROM organisation_outside WHERE id = :id",
        params! { id },
    )
}

/// The outside bodies in the directory on a day whose name begins so, by name.
pub fn outsides(read: &mut Read<'_>, text: &str, day: Day, limit: usize) -> Result<Vec<Outside>> {
    let from = fold(text);
    read.all(
        "SELECT id, name, symbol, kind, delivery, address, email, starts, ends, version \
         FROM organisation_outside WHERE name_folded >= :from AND name_folded < :to \
           AND starts <= :day AND (ends IS NULL OR ends > :day) ORDER BY name_folded, id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, limit: i64::try_from(limit).unwrap_or(i64::MAX) },
    )
}

/// A page of the directory: the outside bodies on a day whose name begins so, by name, behind a name and id.
pub fn outsides_after(
    read: &mut Read<'_>,
    text: &str,
    day: Day,
    behind: Option<(&str, Uuid)>,
    limit: usize,
) -> Result<Page<Outside>> {
    let from = fold(text);
    let (name, id) = behind.map_or((String::new(), Uuid::nil()), |(name, id)| (fold(name), id));
    let rows = read.all(
        "SELECT id, name, symbol, kind, delivery, address, email, starts, ends, version \
         FROM organisation_outside WHERE name_folded >= :from AND name_folded < :to \
           AND starts <= :day AND (ends IS NULL OR ends > :day) AND (name_folded, id) > (:name, :id) \
         ORDER BY name_folded, id LIMIT :limit",
        params! { to: prefix_end(&from), from, day, name, id, limit: limit as i64 + 1 },
    )?;
    Ok(Page::cut(rows, limit))
}

pub(crate) fn insert(tx: &mut Tx<'_>, outside: &Outside) -> Result<()> {
    let it = outside;
    tx.run(
        "INSERT INTO organisation_outside \
         (id, name, name_folded, symbol, kind, delivery, address, email, starts, ends, version) \
         VALUES (:id, :name, :folded, :symbol, :kind, :delivery, :address, :email, :starts, NULL, 1)",
        params! { id: it.id, name: &it.name, folded: fold(&it.name), symbol: &it.symbol, kind: &it.kind,
        delivery: it.delivery, address: &it.address, email: &it.email, starts: it.starts },
    )?;
    Ok(())
}

/// Writes what an outside body is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, outside: &Outside) -> Result<bool> {
    let it = outside;
    let touched = tx.run(
        "UPDATE organisation_outside SET name = :name, name_folded = :folded, symbol = :symbol, \
         kind = :kind, delivery = :delivery, address = :address, email = :email, ends = :ends, \
         version = version + 1 WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, name: &it.name, folded: fold(&it.name), symbol: &it.symbol,
        kind: &it.kind, delivery: it.delivery, address: &it.address, email: &it.email,
        ends: it.ends },
    )?;
    Ok(touched > 0)
}

/// The body that an entry of the directory stands for today: the one into which it was merged, else itself.
pub fn outside_now(read: &mut Read<'_>, id: Uuid) -> Result<Uuid> {
    let merged: Option<(Option<Uuid>,)> =
        read.first("SELECT merged_into FROM organisation_outside WHERE id = :id", params! { id })?;
    Ok(merged.and_then(|(into,)| into).unwrap_or(id))
}

/// The most bodies that are compared.
const MOST_COMPARED: i64 = 20_000;

/// Entries of the directory on a day whose names are spellings of one, by name.
pub fn outsides_alike(read: &mut Read<'_>, day: Day) -> Result<Vec<Vec<Outside>>> {
    let all: Vec<Outside> = read.all(
        "SELECT id, name, symbol, kind, delivery, address, email, starts, ends, version \
         FROM organisation_outside WHERE starts <= :day AND (ends IS NULL OR ends > :day) \
         ORDER BY name_folded, id LIMIT :most",
        params! { day, most: MOST_COMPARED },
    )?;
    let mut groups: BTreeMap<String, Vec<Outside>> = BTreeMap::new();
    for one in all {
        groups.entry(likeness(&one.name)).or_default().push(one);
    }
    Ok(groups.into_values().filter(|group| group.len() > 1).collect())
}

/// The names of the entries that were merged into one.
pub(crate) fn aliases(read: &mut Read<'_>, into: Uuid) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = read.all(
        "SELECT name FROM organisation_outside WHERE merged_into = :into ORDER BY name",
        params! { into },
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Merges an entry, and whatever was merged into it before, into another. Groups name the other from now on.
pub(crate) fn merge(tx: &mut Tx<'_>, from: Uuid, into: Uuid) -> Result<()> {
    tx.run(
        "UPDATE organisation_outside SET merged_into = :into WHERE id = :from OR merged_into = :from",
        params! { from, into },
    )?;
    tx.run(
        "DELETE FROM organisation_member WHERE outside = :from AND group_id IN \
             (SELECT group_id FROM organisation_member WHERE outside = :into)",
        params! { from, into },
    )?;
    tx.run("UPDATE organisation_member SET outside = :into WHERE outside = :from", params! { from, into })?;
    Ok(())
}

/// A saved group.
pub fn group(read: &mut Read<'_>, id: Uuid) -> Result<Option<Group>> {
    read.first("SELECT id, agency, name, version FROM organisation_group WHERE id = :id", params! { id })
}

/// The saved groups of an agency, by name.
pub fn groups_of(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<Group>> {
    read.all(
        "SELECT id, agency, name, version FROM organisation_group WHERE agency = :agency \
         ORDER BY name_folded, id",
        params! { agency },
    )
}

/// Whom a group names, in its order; ended ones are marked as of a day.
pub fn group_members(read: &mut Read<'_>, group: Uuid, day: Day) -> Result<Vec<Member>> {
    let mut members = Vec::new();
    read.each(
        "SELECT m.agency, m.outside, a.name, o.name, a.ends, o.ends FROM organisation_member m \
         LEFT JOIN organisation_agency a ON a.id = m.agency \
         LEFT JOIN organisation_outside o ON o.id = m.outside \
         WHERE m.group_id = :group_id ORDER BY m.ordinal",
        params! { group_id: group },
        |row| {
            let (agency, outside): (Option<Uuid>, Option<Uuid>) = (row.get(0)?, row.get(1)?);
            let recipient = match (agency, outside) {
                (Some(id), _) => Recipient::Agency(id),
                (None, Some(id)) => Recipient::Outside(id),
                (None, None) => return Ok(()),
            };
            let name: Option<String> = row.get::<Option<String>>(2)?.or(row.get(3)?);
            let ends: Option<Day> = row.get::<Option<Day>>(4)?.or(row.get(5)?);
            members.push(Member {
                recipient,
                name: name.unwrap_or_default(),
                ended: ends.is_some_and(|ends| ends <= day),
            });
            Ok(())
        },
    )?;
    Ok(members)
}

pub(crate) fn insert_group(tx: &mut Tx<'_>, group: &Group) -> Result<()> {
    let it = group;
    tx.run(
        "INSERT INTO organisation_group (id, agency, name, name_folded, version) \
         VALUES (:id, :agency, :name, :folded, 1)",
        params! { id: it.id, agency: it.agency, name: &it.name, folded: fold(&it.name) },
    )?;
    Ok(())
}

/// Writes a group's name; false if its version is another by now.
pub(crate) fn update_group(tx: &mut Tx<'_>, group: &Group) -> Result<bool> {
    let it = group;
    let touched = tx.run(
        "UPDATE organisation_group SET name = :name, name_folded = :folded, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, name: &it.name, folded: fold(&it.name) },
    )?;
    Ok(touched > 0)
}

pub(crate) fn replace_members(tx: &mut Tx<'_>, group: Uuid, members: &[Recipient]) -> Result<()> {
    tx.run("DELETE FROM organisation_member WHERE group_id = :group_id", params! { group_id: group })?;
    for (ordinal, member) in (0_i64..).zip(members) {
        let (agency, outside) = match *member {
            Recipient::Agency(id) => (Some(id), None),
            Recipient::Outside(id) => (None, Some(id)),
        };
        tx.run(
            "INSERT INTO organisation_member (group_id, ordinal, agency, outside) \
             VALUES (:group_id, :ordinal, :agency, :outside)",
            params! { group_id: group, ordinal, agency, outside },
        )?;
    }
    Ok(())
}

pub(crate) fn delete_group(tx: &mut Tx<'_>, group: Uuid) -> Result<()> {
    tx.run("DELETE FROM organisation_member WHERE group_id = :group_id", params! { group_id: group })?;
    tx.run("DELETE FROM organisation_group WHERE id = :group_id", params! { group_id: group })?;
    Ok(())
}

/// Which of these outside bodies exist on a day.
pub(crate) fn existing(read: &mut Read<'_>, ids: &[Uuid], day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT id FROM organisation_outside WHERE id IN (:ids) AND (ends IS NULL OR ends > :day)",
        params! { ids: db::in_list(ids), day },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
