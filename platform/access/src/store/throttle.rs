//! Attempts lately.

use crate::model::Strain;
use context::{Time, Uuid};
use db::{Read, Result, Tx, params};

/// The failures counted under an id; nobody else counts there until the transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>, id: Uuid, now: Time) -> Result<Strain> {
    tx.run(
        "INSERT INTO access_throttle (id, failures, at) VALUES (:id, 0, :now) ON CONFLICT (id) DO NOTHING",
        params! { id, now },
    )?;
    tx.lock("access_throttle", id)?;
    let (failures, at) = tx.one("SELECT failures, at FROM access_throttle WHERE id = :id", params! { id })?;
    Ok(Strain { failures, at })
}

pub(crate) fn write(tx: &mut Tx<'_>, id: Uuid, strain: Strain) -> Result<()> {
    tx.run(
        "UPDATE access_throttle SET failures = :failures, at = :at WHERE id = :id",
        params! { id, failures: strain.failures, at: strain.at },
    )?;
    Ok(())
}

/// Forgets what was last counted before an instant; how many.
pub(crate) fn forget(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    tx.run("DELETE FROM access_throttle WHERE at < :before", params! { before })
}

/// Forgets the failures counted under an id.
pub(crate) fn forgive(tx: &mut Tx<'_>, id: Uuid, now: Time) -> Result<()> {
    tx.run("UPDATE access_throttle SET failures = 0, at = :now WHERE id = :id", params! { id, now })?;
    Ok(())
}

/// What has failed more than so many times lately.
pub(crate) fn strained(read: &mut Read<'_>, free: i64) -> Result<Vec<(Uuid, Strain)>> {
    let rows: Vec<(Uuid, i64, Time)> =
        read.all("SELECT id, failures, at FROM access_throttle WHERE failures > :free", params! { free })?;
    Ok(rows.into_iter().map(|(id, failures, at)| (id, Strain { failures, at })).collect())
}
