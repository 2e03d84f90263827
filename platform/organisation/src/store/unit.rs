//! Units.

use crate::model::Unit;
use crate::names::fold;
use context::{Day, Uuid};
use db::{Read, Result, Tx, in_list, params};

/// A unit.
pub fn unit(read: &mut Read<'_>, id: Uuid) -> Result<Option<Unit>> {
    Ok(units(read, &[id])?.pop())
}

/// Several units, in no order.
pub fn units(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Unit>> {
    read.all(
        "SELECT id, agency, parent, symbol, name, ordinal, starts, ends, version \
         FROM organisation_unit WHERE id IN (:ids)",
        params! { ids: in_list(ids) },
    )
}

/// The units of an agency on a day, in their order.
pub fn units_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Unit>> {
    read.all(
        "SELECT id, agency, parent, symbol, name, ordinal, starts, ends, version FROM organisation_unit \
         WHERE agency = :agency AND starts <= :day AND (ends IS NULL OR ends > :day) \
         ORDER BY ordinal, name_folded, id",
        params! { agency, day },
    )
}

/// The units that an agency has on a day or later, in their order.
pub fn units_kept(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Unit>> {
    read.all(
        "SELECT id, agency, parent, symbol, name, ordinal, starts, ends, version FROM organisation_unit \
         WHERE agency = :agency AND (ends IS NULL OR ends > :day) ORDER BY ordinal, name_folded, id",
        params! { agency, day },
    )
}

/// The units that several agencies have on a day.
pub(crate) fn of_agencies(read: &mut Read<'_>, agencies: &[Uuid], day: Day) -> Result<Vec<Unit>> {
    read.all(
        "SELECT id, agency, parent, symbol, name, ordinal, starts, ends, version FROM organisation_unit \
         WHERE agency IN (:agencies) AND starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { agencies: in_list(agencies), day },
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, unit: &Unit) -> Result<()> {
    let it = unit;
    tx.run(
        "INSERT INTO organisation_unit \
         (id, agency, parent, symbol, name, name_folded, ordinal, starts, ends, version) \
         VALUES (:id, :agency, :parent, :symbol, :name, :folded, :ordinal, :starts, NULL, 1)",
        params! { id: it.id, agency: it.agency, parent: it.parent, symbol: &it.symbol, name: &it.name,
        folded: fold(&it.name), ordinal: it.ordinal, starts: it.starts },
    )?;
    Ok(())
}

/// Writes what a unit is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, unit: &Unit) -> Result<bool> {
    let it = unit;
    let touched = tx.run(
        "UPDATE organisation_unit SET parent = :parent, symbol = :symbol, name = :name, \
         name_folded = :folded, ordinal = :ordinal, ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, parent: it.parent, symbol: &it.symbol, name: &it.name,
        folded: fold(&it.name), ordinal: it.ordinal, ends: it.ends },
    )?;
    Ok(touched > 0)
}

/// Ends all units of an agency.
pub(crate) fn end_of_agency(tx: &mut Tx<'_>, agency: Uuid, day: Day) -> Result<()> {
    tx.run(
        "UPDATE organisation_unit SET ends = :day, version = version + 1 \
         WHERE agency = :agency AND (ends IS NULL OR ends > :day)",
        params! { agency, day },
    )?;
    Ok(())
}

/// How many units stand below a unit on a day or later.
pub(crate) fn below(read: &mut Read<'_>, unit: Uuid, day: Day) -> Result<i64> {
    let (count,): (i64,) = read.one(
        "SELECT count(*) FROM organisation_unit WHERE parent = :unit AND (ends IS NULL OR ends > :day)",
        params! { unit, day },
    )?;
    Ok(count)
}
