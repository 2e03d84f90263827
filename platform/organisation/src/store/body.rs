//! Issuing bodies.

use crate::model::Body;
use crate::names::fold;
use context::{Day, Uuid};
use db::{Read, Result, Tx, params};

/// An issuing body.
pub fn body(read: &mut Read<'_>, id: Uuid) -> Result<Option<Body>> {
    read.first(
        "SELECT id, agency, stands_for, symbol, name, kind, starts, ends, version \
         FROM organisation_body WHERE id = :id",
        params! { id },
    )
}

/// The bodies for which an agency's records desk issues on a day: the agency itself first.
pub fn issuing_bodies_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Body>> {
    let mut bodies: Vec<Body> = read.all(
        "SELECT id, agency, stands_for, symbol, name, kind, starts, ends, version FROM organisation_body \
         WHERE agency = :agency AND starts <= :day AND (ends IS NULL OR ends > :day) ORDER BY name_folded, id",
        params! { agency, day },
    )?;
    bodies.sort_by_key(|body| body.stands_for != Some(agency));
    Ok(bodies)
}

/// The bodies for which an agency's records desk issues on a day or later: the agency itself first.
pub fn bodies_kept(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Body>> {
    let mut bodies: Vec<Body> = read.all(
        "SELECT id, agency, stands_for, symbol, name, kind, starts, ends, version FROM organisation_body \
         WHERE agency = :agency AND (ends IS NULL OR ends > :day) ORDER BY name_folded, id",
        params! { agency, day },
    )?;
    bodies.sort_by_key(|body| body.stands_for != Some(agency));
    Ok(bodies)
}

/// The bodies that an agency is, on a day: one, whoever's desk serves it.
pub fn issuing_bodies_standing_for(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Body>> {
    read.all(
        "SELECT id, agency, stands_for, symbol, name, kind, starts, ends, version FROM organisation_body \
         WHERE stands_for = :agency AND starts <= :day AND (ends IS NULL OR ends > :day) ORDER BY id",
        params! { agency, day },
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, body: &Body) -> Result<()> {
    let it = body;
    tx.run(
        "INSERT INTO organisation_body \
         (id, agency, stands_for, symbol, name, name_folded, kind, starts, ends, version) \
         VALUES (:id, :agency, :stands_for, :symbol, :name, :folded, :kind, :starts, NULL, 1)",
        params! { id: it.id, agency: it.agency, stands_for: it.stands_for, symbol: &it.symbol, name: &it.name,
        folded: fold(&it.name), kind: it.kind, starts: it.starts },
    )?;
    Ok(())
}

/// Writes what a body is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, body: &Body) -> Result<bool> {
    let it = body;
    let touched = tx.run(
        "UPDATE organisation_body SET agency = :agency, stands_for = :stands_for, symbol = :symbol, \
         name = :name, name_folded = :folded, kind = :kind, ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, agency: it.agency, stands_for: it.stands_for,
        symbol: &it.symbol, name: &it.name, folded: fold(&it.name), kind: it.kind, ends: it.ends },
    )?;
    Ok(touched > 0)
}

/// Ends the bodies that an agency is.
pub(crate) fn end_of_agency(tx: &mut Tx<'_>, agency: Uuid, day: Day) -> Result<()> {
    tx.run(
        "UPDATE organisation_body SET ends = :day, version = version + 1 \
         WHERE stands_for = :agency AND (ends IS NULL OR ends > :day)",
        params! { agency, day },
    )?;
    Ok(())
}

/// Hands the bodies that a desk serves over to another desk.
pub(crate) fn hand_over(tx: &mut Tx<'_>, from: Uuid, to: Uuid, day: Day) -> Result<()> {
    tx.run(
        "UPDATE organisation_body SET agency = :to, version = version + 1 \
         WHERE agency = :from AND (ends IS NULL OR ends > :day)",
        params! { from, to, day },
    )?;
    Ok(())
}
