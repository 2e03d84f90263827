//! Which agencies are late to which (ai đang trễ việc với ai): what one agency owes another and has not done in time.
//!
//! Whatever an agency owes itself is left out: that is seen where its own work is. All of it is read from the overdue
//! duties alone, so it costs what is late and not what there is. The caller has asked whether the reader may see it.

use crate::Error;
use crate::model::{Cursor, Duty};
use crate::store::late;
use context::{Ctx, Uuid};
use db::{Page, Read};
use serde::{Deserialize, Serialize};

/// On which side of what is late the agencies asked for stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateSide {
    /// They owe it.
    #[default]
    By,
    /// It is owed to them.
    To,
}

db::row! {
    /// How much one agency is late with to another.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    pub struct Late {
        /// Who owes it.
        pub debtor: Uuid,
        /// To whom.
        pub creditor: Uuid,
        /// How many duties.
        pub count: i64,
    }
}

/// How much agencies are late with to others, or others to them; the most first, up to a limit.
///
/// # Errors
/// Those of the database.
pub fn late_between(
    read: &mut Read<'_>,
    ctx: &Ctx,
    side: LateSide,
    agencies: &[Uuid],
    limit: usize,
) -> Result<Vec<Late>, Error> {
    Ok(late::between(read, side, agencies, ctx.now, limit)?)
}

/// What one agency is late with to another, the latest first.
///
/// # Errors
/// Those of the database.
pub fn late_of(
    read: &mut Read<'_>,
    ctx: &Ctx,
    debtor: Uuid,
    creditor: Uuid,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Duty>, Error> {
    Ok(late::of(read, debtor, creditor, ctx.now, behind.unwrap_or(Cursor::START), limit)?)
}

/// What agencies are late with to others, the latest first, up to a limit.
///
/// # Errors
/// Those of the database.
pub fn latest(read: &mut Read<'_>, ctx: &Ctx, debtors: &[Uuid], limit: usize) -> Result<Vec<Duty>, Error> {
    Ok(late::latest(read, debtors, ctx.now, limit)?)
}
