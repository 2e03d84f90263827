//! Rows of this feature.

use crate::model::DeclaredDay;
use calendar::{Day, DayKind};
use db::{Read, Result, Tx, params};

/// The days that administrators have declared off or worked.
///
/// # Errors
/// Those of the database.
pub fn declared_days(read: &mut Read<'_>) -> Result<Vec<(Day, DayKind)>> {
    Ok(declared(read)?.into_iter().map(|it| (it.day, it.kind())).collect())
}

/// The same with their names, the latest first.
pub(crate) fn declared(read: &mut Read<'_>) -> Result<Vec<DeclaredDay>> {
    let rows: Vec<(Day, String, String, String)> =
        read.all("SELECT day, kind, name, name_en FROM administration_day ORDER BY day DESC", &[])?;
    Ok(rows.into_iter().map(|(day, kind, vi, en)| DeclaredDay { day, off: kind != WORK, vi, en }).collect())
}

const OFF: &str = "off";
const WORK: &str = "work";

/// Declares a day, in place of what was declared for it before.
pub(crate) fn declare(tx: &mut Tx<'_>, day: &DeclaredDay) -> Result<()> {
    tx.run(
        "INSERT INTO administration_day (day, kind, name, name_en) VALUES (:day, :kind, :vi, :en) \
         ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name, \
         name_en = excluded.name_en",
        params! { day: day.day, kind: if day.off { OFF } else { WORK }, vi: &day.vi, en: &day.en },
    )?;
    Ok(())
}

/// Takes a declaration back; whether there was one.
pub(crate) fn undeclare(tx: &mut Tx<'_>, day: Day) -> Result<bool> {
    Ok(tx.run("DELETE FROM administration_day WHERE day = :day", params! { day })? == 1)
}
