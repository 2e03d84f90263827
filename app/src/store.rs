//! What the command line asks the database by itself.

use db::{Db, params};

/// Whether nothing but the engine's own tables is there: what a backup may be restored into.
///
/// # Errors
/// Those of the database.
pub(crate) fn is_empty(db: &Db) -> db::Result<bool> {
    let (others,): (i64,) =
        db.read(|read| read.one("SELECT count(*) FROM db_migration WHERE owner <> 'db'", params! {}))?;
    Ok(others == 0)
}
