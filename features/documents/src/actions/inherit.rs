//! What lies on the desk of an agency, a unit or a position that ends comes to lie on its successor's too, so that
//! those who act there find it in their lists at the cost of any other row.

use crate::Error;
use crate::model::boxes::Heritage;
use crate::store::desk::{self, Lying};
use context::{Ctx, Uuid};
use db::Tx;
use jobs::Worker;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job.
pub const INHERIT: &str = "documents.inherit";

/// How many rows one transaction lays.
const SLICE: usize = 200;

/// From which desks what comes to lie on which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inheritance {
    /// The desks of what ends: an agency, or units and positions.
    pub from: Vec<Uuid>,
    /// The desk of whoever goes on.
    pub to: Uuid,
    /// What is given.
    pub heritage: Heritage,
}

/// Lays it there after the commit.
///
/// # Errors
/// Those of the database.
pub fn inherit_later(tx: &mut Tx<'_>, ctx: &Ctx, inheritance: &Inheritance) -> db::Result<()> {
    if inheritance.from.is_empty() {
        return Ok(());
    }
    let payload = json!(inheritance);
    let key = Some(payload.to_string());
    jobs::enqueue(tx, ctx, jobs::New { kind: INHERIT, key, payload, not_before: ctx.now })?;
    Ok(())
}

/// The worker of the job. Laying a row that lies there already changes nothing, so a job that is tried again begins
/// anew; its many writes must not share the job's idempotency key.
pub fn worker() -> Worker {
    Worker::new(INHERIT, |db, ctx, payload| {
        let inheritance: Inheritance = serde_json::from_value(payload.clone()).map_err(|error| {
            jobs::Failure::lasting(format!("the payload {payload} is not understood: {error}"))
        })?;
        let ctx = ctx.as_system();
        for desk in &inheritance.from {
            let mut behind = None;
            loop {
                behind = db.write(&ctx, |tx| slice(tx, *desk, &inheritance, behind.clone()))?;
                if behind.is_none() {
                    break;
                }
            }
        }
        Ok(())
    })
}

/// A place on a desk: behind this box and record.
type Behind = (String, Uuid);

/// Lays the next rows of a desk on its successor's; where the next slice begins, if there is one.
fn slice(
    tx: &mut Tx<'_>,
    from: Uuid,
    inheritance: &Inheritance,
    behind: Option<Behind>,
) -> Result<Option<Behind>, Error> {
    let rows = desk::lying_on(tx, from, inheritance.heritage, behind.as_ref(), SLICE)?;
    let placings: Vec<_> = rows.iter().map(|row| row.placing(inheritance.to)).collect();
    desk::put_all(tx, &placings)?;
    let full = rows.len() == SLICE;
    Ok(rows.last().filter(|_| full).map(|Lying { place, record, .. }| (place.clone(), *record)))
}
