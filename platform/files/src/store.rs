//! Rows of files and of their uses.

use crate::Prepared;
use context::{Ref, Time, Uuid};
use db::{Read, Result, Tx, in_list, params};
use std::collections::HashSet;

pub(crate) fn add_blob(tx: &mut Tx<'_>, file: &Prepared, now: Time) -> Result<()> {
    tx.run(
        "INSERT INTO files_blob (digest, size, media, added_at, unused_since) \
         VALUES (:digest, :size, :media, :now, NULL) \
         ON CONFLICT (digest) DO UPDATE SET unused_since = NULL",
        params! { digest: &file.digest, size: file.size, media: &file.media, now },
    )?;
    Ok(())
}

pub(crate) fn add_use(tx: &mut Tx<'_>, digest: &str, record: &Ref, role: &str) -> Result<()> {
    tx.run(
        "INSERT INTO files_use (digest, record_kind, record, role) \
         VALUES (:digest, :kind, :record, :role) ON CONFLICT (record, role, digest) DO NOTHING",
        params! { digest, kind: &record.kind, record: record.id, role },
    )?;
    Ok(())
}

pub(crate) fn remove_uses(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    tx.run("DELETE FROM files_use WHERE record = :record", params! { record })?;
    Ok(())
}

/// Frees what is used again.
pub(crate) fn free_used(tx: &mut Tx<'_>) -> Result<u64> {
    tx.run(
        "UPDATE files_blob SET unused_since = NULL WHERE unused_since IS NOT NULL \
         AND EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest)",
        &[],
    )
}

/// Some files that nothing uses and that are not marked yet.
pub(crate) fn unused(read: &mut Read<'_>, limit: usize) -> Result<Vec<String>> {
    let found: Vec<(String,)> = read.all(
        "SELECT b.digest FROM files_blob b WHERE b.unused_since IS NULL \
         AND NOT EXISTS (SELECT 1 FROM files_use u WHERE u.digest = b.digest) LIMIT :limit",
        params! { limit: limit as i64 },
    )?;
    Ok(found.into_iter().map(|(digest,)| digest).collect())
}

/// Marks those of some files that nothing uses now.
pub(crate) fn mark_unused(tx: &mut Tx<'_>, digests: &[String], now: Time) -> Result<u64> {
    tx.run(
        "UPDATE files_blob SET unused_since = :now WHERE unused_since IS NULL AND digest IN (:digests) \
         AND NOT EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest)",
        params! { now, digests: in_list(digests) },
    )
}

/// Forgets what has been unused since before an instant.
pub(crate) fn forget_unused(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM files_blob WHERE unused_since < :before \
         AND NOT EXISTS (SELECT 1 FROM files_use u WHERE u.digest = files_blob.digest)",
        params! { before },
    )
}

/// Those of some digests that the database knows.
pub(crate) fn known(read: &mut Read<'_>, digests: &[String]) -> Result<HashSet<String>> {
    let found: Vec<(String,)> = read.all(
        "SELECT digest FROM files_blob WHERE digest IN (:digests)",
        params! { digests: in_list(digests) },
    )?;
    Ok(found.into_iter().map(|(digest,)| digest).collect())
}
