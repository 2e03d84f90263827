//! What the command line asks the database by itself.

use db::{Db, params};
use std::collections::BTreeMap;

/// Whether nothing but the engine's own tables is there: what a backup may be restored into.
///
/// # Errors
/// Those of the database.
pub(crate) fn is_empty(db: &Db) -> db::Result<bool> {
    let (others,): (i64,) =
        db.read(|read| read.one("SELECT count(*) FROM db_migration WHERE owner <> 'db'", params! {}))?;
    Ok(others == 0)
}

/// How often each kind of thing was done, as the log of facts tells it.
///
/// # Errors
/// Those of the database.
pub(crate) fn facts_by_kind(db: &Db) -> db::Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> =
        db.read(|read| read.all("SELECT action, count(*) FROM facts_fact GROUP BY action", params! {}))?;
    Ok(rows.into_iter().collect())
}
