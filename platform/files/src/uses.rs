//! Who uses a file, and what becomes of one that nobody does.

use crate::{Error, Files, Prepared, store};
use context::{Ctx, Ref, Time, Uuid};
use db::{Db, Tx};
use std::time::{Duration, SystemTime};

/// Names a file in the transaction of the record that uses it.
///
/// # Errors
/// Those of the database.
pub fn attach(tx: &mut Tx<'_>, ctx: &Ctx, file: &Prepared, record: &Ref, role: &str) -> db::Result<()> {
    store::add_blob(tx, file, ctx.now)?;
    store::add_use(tx, &file.digest, record, role)
}

/// Lets go of all files of a record: a draft that was thrown away, a purge.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>, record: Uuid) -> db::Result<()> {
    store::remove_uses(tx, record)
}

/// So many files are looked at in one statement.
const BATCH: usize = 1000;
/// From so many files on, a database that knows less than half of them is taken for another folder's.
const MANY: usize = 100;

/// Marks files that nothing uses, forgets those that were marked a day ago, and deletes whatever the database does
/// not know a day after it came: what was forgotten, and what no transaction ever named. Returns how many were
/// deleted.
///
/// # Errors
/// [`Error::OtherDatabase`], and then nothing was deleted; those of the database and of the folder.
pub fn sweep(db: &Db, ctx: &Ctx, files: &Files) -> Result<u64, Error> {
    // It can run any number of times, so its writes need no key.
    let ctx = &ctx.as_system();
    let before = ctx.now.plus(-Time::DAY);
    db.write(ctx, |tx| store::forget_unused(tx, before))?;
    db.write(ctx, store::free_used)?;
    loop {
        let unused = db.read(|read| store::unused(read, BATCH))?;
        if unused.is_empty() || db.write(ctx, |tx| store::mark_unused(tx, &unused, ctx.now))? == 0 {
            break;
        }
    }
    let before = SystemTime::UNIX_EPOCH + Duration::from_micros(before.0.max(0).unsigned_abs());
    files.tidy(before)?;
    let mut deleted = 0;
    for digest in unknown(db, files, before)? {
        deleted += u64::from(files.delete(&digest, before)?);
    }
    Ok(deleted)
}

/// Files that came before an instant and that the database does not know.
fn unknown(db: &Db, files: &Files, before: SystemTime) -> Result<Vec<String>, Error> {
    let all = files.all()?;
    let mut unknown = Vec::new();
    for batch in all.chunks(BATCH) {
        let known = db.read(|read| store::known(read, batch))?;
        let strange = |digest: &&String| !known.contains(*digest) && files.is_older(digest, before);
        unknown.extend(batch.iter().filter(strange).cloned());
    }
    if all.len() >= MANY && unknown.len() * 2 > all.len() {
        return Err(Error::OtherDatabase { unknown: unknown.len(), all: all.len() });
    }
    Ok(unknown)
}
