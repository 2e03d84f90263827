//! Gives committed facts their position.

use crate::store;
use context::Ctx;
use db::Db;

/// At most so many facts are numbered in one transaction.
const ROUND: i64 = 5_000;

/// Gives every committed fact that has none a position, and tells listeners of the topic `facts`. Returns how
/// many. Meant to be run every 200 milliseconds, on every node.
///
/// One transaction at a time numbers, in order of arrival, what it can see. So positions have no gap, a fact
/// never appears behind a position that was already read, and of two facts of the same record the earlier
/// one comes first.
///
/// # Errors
/// Those of the database.
pub fn sequence(db: &Db, ctx: &Ctx) -> db::Result<u64> {
    let ctx = ctx.as_system();
    let mut numbered = 0;
    while db.read(store::any_pending)? {
        numbered += db.write(&ctx, |tx| {
            tx.serialise("facts")?;
            let last = store::last_position(tx)?;
            let count = store::number_pending(tx, last, ROUND)?;
            if count > 0 {
                tx.announce("facts", "");
            }
            Ok::<_, db::Error>(count)
        })?;
    }
    Ok(numbered)
}
