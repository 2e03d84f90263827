//! What committees borrow, and the members of issuing bodies.

use crate::model::{BodyMember, Committee};
use context::{Day, Uuid};
use db::{Read, Result, Tx, params};

/// What a body borrows; nothing unless it was said.
pub fn committee(read: &mut Read<'_>, body: Uuid) -> Result<Committee> {
    let found = read.first(
        "SELECT body, standing, seal FROM organisation_committee WHERE body = :body",
        params! { body },
    )?;
    Ok(found.unwrap_or(Committee { body, standing: None, seal: None }))
}

/// Writes what a body borrows.
pub(crate) fn set_committee(tx: &mut Tx<'_>, it: &Committee) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_committee (body, standing, seal) VALUES (:body, :standing, :seal) \
         ON CONFLICT (body) DO UPDATE SET standing = excluded.standing, seal = excluded.seal",
        params! { body: it.body, standing: it.standing, seal: it.seal },
    )?;
    Ok(())
}

const MEMBER: &str = "m.id, m.body, m.position, m.title, m.signs, m.ordinal, m.starts, m.ends, p.title, p.agency, \
                      a.name, t.person, n.name";

fn members_where(condition: &str) -> String {
    format!(
        "SELECT {MEMBER} FROM organisation_body_member m \
         JOIN organisation_position p ON p.id = m.position \
         JOIN organisation_agency a ON a.id = p.agency \
         LEFT JOIN organisation_tenure t ON t.position = p.id AND t.starts <= :day AND (t.ends IS NULL OR t.ends > :day) \
         LEFT JOIN organisation_person n ON n.id = t.person \
         WHERE {condition} ORDER BY m.ordinal, m.id"
    )
}

/// The members of an issuing body on a day, with whoever holds their positions.
pub fn members_of_body(read: &mut Read<'_>, body: Uuid, day: Day) -> Result<Vec<BodyMember>> {
    let condition = "m.body = :body AND m.starts <= :day AND (m.ends IS NULL OR m.ends > :day) \
                     AND (p.ends IS NULL OR p.ends > :day)";
    read.all(&members_where(condition), params! { body, day })
}

/// One member of a body.
pub fn body_member(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Option<BodyMember>> {
    read.first(&members_where("m.id = :id"), params! { id, day })
}

/// Adds a member; false if the position is one already.
pub(crate) fn insert_member(tx: &mut Tx<'_>, it: &BodyMember) -> Result<bool> {
    let added: Option<(Uuid,)> = tx.first(
        "INSERT INTO organisation_body_member (id, body, position, title, signs, ordinal, starts, ends) \
         VALUES (:id, :body, :position, :title, :signs, :ordinal, :starts, NULL) \
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            id: it.id, body: it.body, position: it.position, title: &it.title, signs: it.signs,
            ordinal: it.ordinal, starts: it.starts,
        },
    )?;
    Ok(added.is_some())
}

/// Ends a membership.
pub(crate) fn end_member(tx: &mut Tx<'_>, id: Uuid, day: Day) -> Result<()> {
    tx.run("UPDATE organisation_body_member SET ends = :day WHERE id = :id", params! { id, day })?;
    Ok(())
}
