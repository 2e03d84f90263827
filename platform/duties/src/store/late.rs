//! What is late between agencies. Each walks the overdue part of an index of running duties; a duty whose clock
//! stands still is due never, and so is not late.

use super::COLUMNS;
use crate::late::{Late, LateSide};
use crate::model::{Cursor, Duty};
use context::{Time, Uuid};
use db::{Page, Read, Result, in_list, params};

/// Counts by debtor and creditor, the most first.
pub(crate) fn between(
    read: &mut Read<'_>,
    side: LateSide,
    agencies: &[Uuid],
    now: Time,
    limit: usize,
) -> Result<Vec<Late>> {
    let column = match side {
        LateSide::By => "owner_agency",
        LateSide::To => "creditor_agency",
    };
    read.all(
        &format!(
            "SELECT owner_agency, creditor_agency, count(*) AS late FROM duties_duty \
             WHERE state <> 'closed' AND {column} IN (:agencies) AND due_at < :now \
             AND creditor_agency IS NOT NULL AND creditor_agency <> owner_agency \
             GROUP BY owner_agency, creditor_agency \
             ORDER BY late DESC, owner_agency, creditor_agency LIMIT :limit"
        ),
        params! { agencies: in_list(agencies), now, limit: limit as i64 },
    )
}

/// What one agency is late with to another, by due instant.
pub(crate) fn of(
    read: &mut Read<'_>,
    debtor: Uuid,
    creditor: Uuid,
    now: Time,
    behind: Cursor,
    limit: usize,
) -> Result<Page<Duty>> {
    let (behind_due, behind_id, most) = (behind.due, behind.id, limit as i64 + 1);
    let rows = read.all(
        &format!(
            "SELECT {COLUMNS} FROM duties_duty WHERE state <> 'closed' AND owner_agency = :debtor \
             AND creditor_agency = :creditor AND due_at < :now AND (due_at, id) > (:behind_due, :behind_id) \
             ORDER BY due_at, id LIMIT :most"
        ),
        params! { debtor, creditor, now, behind_due, behind_id, most },
    )?;
    Ok(Page::cut(rows, limit))
}

/// What agencies are late with to others, by due instant.
pub(crate) fn latest(read: &mut Read<'_>, debtors: &[Uuid], now: Time, limit: usize) -> Result<Vec<Duty>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM duties_duty WHERE state <> 'closed' AND owner_agency IN (:debtors) \
             AND due_at < :now AND creditor_agency IS NOT NULL AND creditor_agency <> owner_agency \
             ORDER BY due_at, id LIMIT :limit"
        ),
        params! { debtors: in_list(debtors), now, limit: limit as i64 },
    )
}
