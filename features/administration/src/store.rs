//! Rows of this feature.

use calendar::{Day, DayKind};
use db::{Read, Result, Tx, params};

/// The days that administrators have declared off or worked.
///
/// # Errors
/// Those of the database.
pub fn declared_days(read: &mut Read<'_>) -> Result<Vec<(Day, DayKind)>> {
    Ok(declared(read)?.into_iter().map(|(day, kind, _)| (day, kind)).collect())
}

/// The same with their names, the latest first.
pub(crate) fn declared(read: &mut Read<'_>) -> Result<Vec<(Day, DayKind, String)>> {
    let rows: Vec<(Day, String, String)> =
        read.all("SELECT day, kind, name FROM administration_day ORDER BY day DESC", &[])?;
    Ok(rows.into_iter().map(|(day, kind, name)| (day, kind_of(&kind), name)).collect())
}

fn kind_of(code: &str) -> DayKind {
    match code {
        "work" => DayKind::Work,
        _ => DayKind::Off,
    }
}

/// Declares a day, in place of what was declared for it before.
pub(crate) fn declare(tx: &mut Tx<'_>, day: Day, kind: DayKind, name: &str) -> Result<()> {
    let kind = match kind {
        DayKind::Off => "off",
        DayKind::Work => "work",
    };
    tx.run(
        "INSERT INTO administration_day (day, kind, name) VALUES (:day, :kind, :name) \
         ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name",
        params! { day, kind, name },
    )?;
    Ok(())
}

/// Takes a declaration back; whether there was one.
pub(crate) fn undeclare(tx: &mut Tx<'_>, day: Day) -> Result<bool> {
    Ok(tx.run("DELETE FROM administration_day WHERE day = :day", params! { day })? == 1)
}
