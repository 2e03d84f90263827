//! Asking for work.

use crate::model::New;
use crate::store;
use context::{Ctx, Uuid};
use db::Tx;

/// The topic on which runners hear of new jobs.
pub(crate) const TOPIC: &str = "jobs";

/// Asks for a job, in the transaction of the change that wants it. Returns its id: that of the job already
/// waiting or being done when one of the same kind and key is.
///
/// # Errors
/// Those of the database.
pub fn enqueue(tx: &mut Tx<'_>, ctx: &Ctx, new: New) -> db::Result<Uuid> {
    let id = store::insert(
        tx,
        &store::Draft {
            id: ctx.new_id(),
            kind: new.kind,
            key: new.key.as_deref(),
            payload: &new.payload.to_string(),
            asked_at: ctx.now,
            due_at: new.not_before,
            batch: None,
            units: 1,
        },
    )?;
    tx.announce(TOPIC, new.kind);
    Ok(id)
}
