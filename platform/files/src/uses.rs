//! Who uses a file, and what becomes of one that nobody does.

use crate::{Error, Files, Prepared, store};
use context::{Ctx, Day, Ref, Time, Uuid};
use db::{Db, Read, Tx};
use std::time::{Duration, SystemTime};

db::row! {
    /// One use of a file by a record.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Use {
        /// The file.
        pub digest: String,
        /// What it is to the record.
        pub role: String,
        /// Bytes.
        pub size: i64,
        /// Its media type.
        pub media: String,
    }
}

/// Names a file in the transaction of the record that uses it.
///
/// # Errors
/// Those of the database.
pub fn attach(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &Prepared,
    record: &Ref,
    role: &str,
    keep_until: Option<Day>,
) -> db::Result<()> {
    store::add_blob(tx, file, ctx.now)?;
    store::add_use(tx, &file.digest, record, role, keep_until)
}

/// Lets go of all files of a record: a draft that was thrown away, a purge.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>, record: Uuid) -> db::Result<()> {
    store::remove_uses(tx, record)
}

/// The files that a record uses.
///
/// # Errors
/// Those of the database.
pub fn uses(read: &mut Read<'_>, record: Uuid) -> db::Result<Vec<Use>> {
    store::uses(read, record)
}

/// Marks files that nothing uses, and removes those that were marked a day ago. Files that came in and were
/// never named by a transaction go after a day too. Returns how many were removed.
///
/// # Errors
/// Those of the database and of the folder.
pub fn sweep(db: &Db, ctx: &Ctx, files: &Files) -> Result<u64, Error> {
    let removed = db.write(ctx, |tx| {
        let removed = store::remove_unused(tx, ctx.now.plus(-Time::DAY))?;
        store::mark_unused(tx, ctx.now)?;
        Ok::<_, db::Error>(removed.into_iter().map(|(digest,)| digest).collect::<Vec<_>>())
    })?;
    for digest in &removed {
        files.delete(digest)?;
    }
    let orphans = orphans(db, files)?;
    for digest in &orphans {
        files.delete(digest)?;
    }
    Ok((removed.len() + orphans.len()) as u64)
}

/// Files older than a day that the database has never heard of.
fn orphans(db: &Db, files: &Files) -> Result<Vec<String>, Error> {
    let mut orphans = Vec::new();
    for (digest, path) in files.all()? {
        let old = path
            .metadata()
            .and_then(|meta| meta.modified())
            .is_ok_and(|made| made < SystemTime::now() - Duration::from_secs(24 * 3600));
        if old && !db.read(|read| store::is_known(read, &digest))? {
            orphans.push(digest);
        }
    }
    Ok(orphans)
}
