//! Attempts lately.

use crate::model::Strain;
use context::{Time, Uuid};
use db::{Result, Tx, params};

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
