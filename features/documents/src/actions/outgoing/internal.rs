//! Internal documents (văn bản nội bộ): inside the agency, for units and positions of it. They are never delivered to
//! anybody else and count in no figure of the exchange.

use super::{ISSUE, Work};
use crate::Error;
use crate::model::boxes::Box;
use crate::store::desk;
use crate::store::document::Recipient;
use context::{Ctx, Uuid};
use db::Tx;
use duties::Outcome;
use serde_json::json;
use std::collections::BTreeSet;

/// Lays a numbered document on the desks of its recipients. A unit or position that has ended since it was named is
/// passed over.
///
/// # Errors
/// [`Error::NoRecipients`] when none of them is left.
pub(super) fn issue(tx: &mut Tx<'_>, ctx: &Ctx, mut work: Work, named: &[Recipient]) -> Result<(), Error> {
    let today = ctx.now.day();
    let agency = work.document.agency;
    let ids: Vec<Uuid> = named.iter().filter_map(|recipient| recipient.target).collect();
    let units = organisation::units_of(tx, agency, today)?;
    let mut desks: BTreeSet<Uuid> =
        units.into_iter().map(|unit| unit.id).filter(|unit| ids.contains(unit)).collect();
    let positions = organisation::positions(tx, &ids, today)?;
    desks.extend(positions.into_iter().filter(|one| one.agency == agency).map(|one| one.id));
    if desks.is_empty() {
        return Err(Error::NoRecipients);
    }
    work.document.issued_at = Some(ctx.now);
    work.save(tx, ctx)?;
    desk::shift(tx, work.document.id, &[Box::Issue, Box::Submitted], Box::Sent)?;
    duties::close_of(tx, ctx, &work.document.subject_ref(), &[ISSUE], Outcome::Done)?;
    for holder in &desks {
        work.lay(tx, ctx, *holder, Box::Inform)?;
    }
    work.tell(tx, ctx, "documents.issued", json!({ "recipients": desks.len(), "way": "internal" }), "")
}
