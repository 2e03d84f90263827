//! Duty rosters.

use crate::model::roster::ShiftInput;
use calendar::Time;
use context::Uuid;
use db::{Read, Result, Tx, Value, in_list, params};

/// A shift as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shift {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub agency: Uuid,
    /// When it begins.
    pub starts: Time,
    /// When it ends.
    pub ends: Time,
    /// Changes with every change.
    pub version: i64,
    /// Who is on duty, the first to be alerted first.
    pub people: Vec<Uuid>,
}

/// A row without its people.
type Bare = (Uuid, Uuid, Time, Time, i64);

/// The shifts of an agency that touch a span of time, the first first.
pub fn shifts(read: &mut Read<'_>, agency: Uuid, from: Time, until: Time) -> Result<Vec<Shift>> {
    let bare: Vec<Bare> = read.all(
        "SELECT id, agency, starts, ends, version FROM documents_shift \
         WHERE agency = :agency AND ends > :from_time AND starts < :until ORDER BY starts, id",
        params! { agency, from_time: from, until },
    )?;
    with_people(read, bare)
}

/// A shift.
pub fn shift(read: &mut Read<'_>, id: Uuid) -> Result<Option<Shift>> {
    let bare: Vec<Bare> = read.all(
        "SELECT id, agency, starts, ends, version FROM documents_shift WHERE id = :id",
        params! { id },
    )?;
    Ok(with_people(read, bare)?.pop())
}

fn with_people(read: &mut Read<'_>, bare: Vec<Bare>) -> Result<Vec<Shift>> {
    let ids: Vec<Uuid> = bare.iter().map(|row| row.0).collect();
    let people: Vec<(Uuid, Uuid)> = read.all(
        "SELECT shift, position FROM documents_watch WHERE shift IN (:ids) ORDER BY shift, ordinal",
        params! { ids: in_list(&ids) },
    )?;
    let of = |id: Uuid| people.iter().filter(|(shift, _)| *shift == id).map(|(_, one)| *one).collect();
    Ok(bare
        .into_iter()
        .map(|(id, agency, starts, ends, version)| Shift {
            id,
            agency,
            starts,
            ends,
            version,
            people: of(id),
        })
        .collect())
}

pub(crate) fn insert(tx: &mut Tx<'_>, id: Uuid, agency: Uuid, shift: &ShiftInput) -> Result<()> {
    tx.run(
        "INSERT INTO documents_shift (id, agency, starts, ends, version) VALUES (:id, :agency, :starts, :ends, 1)",
        params! { id, agency, starts: shift.starts, ends: shift.ends },
    )?;
    put_people(tx, id, &shift.people)
}

/// Writes what a shift is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, id: Uuid, version: i64, shift: &ShiftInput) -> Result<bool> {
    let touched = tx.run(
        "UPDATE documents_shift SET starts = :starts, ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id, version, starts: shift.starts, ends: shift.ends },
    )?;
    if touched == 0 {
        return Ok(false);
    }
    tx.run("DELETE FROM documents_watch WHERE shift = :id", params! { id })?;
    put_people(tx, id, &shift.people)?;
    Ok(true)
}

/// Removes a shift that has not begun; false if its version is another by now.
pub(crate) fn remove(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<bool> {
    tx.run(
        "DELETE FROM documents_watch WHERE shift IN \
         (SELECT id FROM documents_shift WHERE id = :id AND version = :version)",
        params! { id, version },
    )?;
    let touched =
        tx.run("DELETE FROM documents_shift WHERE id = :id AND version = :version", params! { id, version })?;
    Ok(touched > 0)
}

fn put_people(tx: &mut Tx<'_>, shift: Uuid, people: &[Uuid]) -> Result<()> {
    let rows = (1..)
        .zip(people)
        .map(|(ordinal, position)| [Value::Uuid(shift), Value::Int(ordinal), Value::Uuid(*position)]);
    tx.insert_rows("INSERT INTO documents_watch (shift, ordinal, position) VALUES :rows", rows.collect())?;
    Ok(())
}
