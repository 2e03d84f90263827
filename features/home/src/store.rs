//! When the owners of duties were last reminded.

use context::{Day, Uuid};
use db::{Read, Result, Tx, in_list, params};
use std::collections::BTreeSet;

/// Takes the day's one reminder of a duty; false if it was taken before, by whomever.
pub(crate) fn take_reminder(tx: &mut Tx<'_>, duty: Uuid, day: Day) -> Result<bool> {
    let taken: Option<(Uuid,)> = tx.first(
        "INSERT INTO home_reminder (duty, day) VALUES (:duty, :day) \
         ON CONFLICT (duty) DO UPDATE SET day = excluded.day WHERE home_reminder.day < excluded.day \
         RETURNING duty",
        params! { duty, day },
    )?;
    Ok(taken.is_some())
}

/// Which of some duties were reminded of on a day.
pub(crate) fn reminded(read: &mut Read<'_>, duties: &[Uuid], day: Day) -> Result<BTreeSet<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT duty FROM home_reminder WHERE duty IN (:duties) AND day = :day",
        params! { duties: in_list(duties), day },
    )?;
    Ok(rows.into_iter().map(|(duty,)| duty).collect())
}
