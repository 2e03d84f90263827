//! Rows of files and of their uses.

use crate::{Prepared, Use};
use context::{Day, Ref, Time, Uuid};
use db::{Read, Result, Tx, params};

pub(crate) fn add_blob(tx: &mut Tx<'_>, file: &Prepared, now: Time) -> Result<()> {
    tx.run(
        "INSERT INTO files_blob (digest, size, media, added_at, unused_since) \
         VALUES (:digest, :size, :media, :now, NULL) \
         ON CONFLICT (digest) DO UPDATE SET unused_since = NULL",
        params! { digest: &file.digest, size: file.size, media: &file.media, now },
    )?;
    Ok(())
}

pub(crate) fn add_use(
    tx: &mut Tx<'_>,
    digest: &str,
    record: &Ref,
    role: &str,
    keep_until: Option<Day>,
) -> Result<()> {
    tx.run(
        "INSERT INTO files_use (digest, record_kind, record, role, keep_until) \
         VALUES (:digest, :kind, :record, :role, :keep_until) ON CONFLICT (record, role, digest) DO NOTHING",
        params! { digest, kind: &record.kind, record: record.id, role, keep_until },
    )?;
    Ok(())
}

pub(crate) fn remove_uses(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    tx.run("DELETE FROM files_use WHERE record = :record", params! { record })?;
    Ok(())
}

pub(crate) fn uses(read: &mut Read<'_>, record: Uuid) -> Result<Vec<Use>> {
    read.all(
        "SELECT u.digest, u.role, b.size, b.media FROM files_use u JOIN files_blob b ON b.digest = u.digest \
         WHERE u.record = :record ORDER BY u.role, u.digest",
        params! { record },
    )
}

/// Marks what nothing uses now, and frees what is used again.
pub(crate) fn mark_unused(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    tx.run(
        "UPDATE files_blob SET unused_since = NULL WHERE unused_since IS NOT NULL \
         AND EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest)",
        &[],
    )?;
    tx.run(
        "UPDATE files_blob SET unused_since = :now WHERE unused_since IS NULL \
         AND NOT EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest)",
        params! { now },
    )
}

/// Forgets what has been unused since before an instant; the digests.
pub(crate) fn remove_unused(tx: &mut Tx<'_>, before: Time) -> Result<Vec<(String,)>> {
    tx.all(
        "DELETE FROM files_blob WHERE unused_since < :before \
         AND NOT EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest) RETURNING digest",
        params! { before },
    )
}

pub(crate) fn is_known(read: &mut Read<'_>, digest: &str) -> Result<bool> {
    let found: Option<(String,)> =
        read.first("SELECT digest FROM files_blob WHERE digest = :digest", params! { digest })?;
    Ok(found.is_some())
}
