//! Rows of desks: who holds what in which box. Lists walk them; seeing a record means holding it somewhere.

use crate::model::boxes::Box;
use context::{Time, Uuid};
use db::{Read, Result, Tx, in_list, params};

/// A record to be laid on a desk.
pub struct Placing<'a> {
    /// The position, unit or agency.
    pub holder: Uuid,
    /// The box.
    pub place: Box,
    /// The document or arrival.
    pub record: Uuid,
    /// Which of the two.
    pub kind: &'a str,
    /// By which the list is sorted, the highest first.
    pub sort_key: i64,
    /// Whether it is more urgent than ordinary.
    pub urgent: bool,
    /// Whether its holder has not seen it.
    pub unread: bool,
    /// By when, if there is a deadline.
    pub due_at: Option<Time>,
}

/// Lays a record on a desk; one that lies there already is laid anew. Tells whoever looks at that desk.
pub fn put(tx: &mut Tx<'_>, new: &Placing<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO documents_desk (holder, box, sort_key, record, kind, urgent, unread, due_at) \
         VALUES (:holder, :place, :sort_key, :record, :kind, :urgent, :unread, :due_at) \
         ON CONFLICT (holder, box, record) DO UPDATE SET sort_key = excluded.sort_key, \
             urgent = excluded.urgent, unread = excluded.unread, due_at = excluded.due_at",
        params! {
            holder: new.holder, place: new.place.code(), sort_key: new.sort_key, record: new.record,
            kind: new.kind, urgent: new.urgent, unread: new.unread, due_at: new.due_at,
        },
    )?;
    search::hold(tx, new.record, &[new.holder])?;
    tx.announce("desk", &new.holder.to_string())
}

/// Takes a record out of a box, on whosever desk it lies.
pub fn take(tx: &mut Tx<'_>, record: Uuid, place: Box) -> Result<()> {
    let from: Vec<(Uuid,)> = tx.all(
        "DELETE FROM documents_desk WHERE record = :record AND box = :place RETURNING holder",
        params! { record, place: place.code() },
    )?;
    tell(tx, &from)
}

/// Takes a record out of a box of one desk.
pub fn take_from(tx: &mut Tx<'_>, record: Uuid, place: Box, holder: Uuid) -> Result<()> {
    tx.run(
        "DELETE FROM documents_desk WHERE record = :record AND box = :place AND holder = :holder",
        params! { record, place: place.code(), holder },
    )?;
    tell(tx, &[(holder,)])
}

/// Takes a record off all desks.
pub fn take_all(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    let from: Vec<(Uuid,)> =
        tx.all("DELETE FROM documents_desk WHERE record = :record RETURNING holder", params! { record })?;
    tell(tx, &from)
}

/// Moves a record from one box of a desk to what is done there; nothing if it does not lie in that box.
pub fn to_done(tx: &mut Tx<'_>, record: Uuid, place: Box, holder: Uuid) -> Result<()> {
    move_rows(tx, record, place, Some(holder), Box::Done)
}

/// Moves a record from a box to what is done, on every desk where it lies in it.
pub fn settle(tx: &mut Tx<'_>, record: Uuid, place: Box) -> Result<()> {
    move_rows(tx, record, place, None, Box::Done)
}

/// Moves a record from whatever waits to what is done, on every desk.
pub fn archive(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    for place in Box::ALL.iter().filter(|place| place.waits() || **place == Box::Tracking) {
        settle(tx, record, *place)?;
    }
    Ok(())
}

/// Moves a record from one box to another, on every desk where it lies in the first.
pub fn shift(tx: &mut Tx<'_>, record: Uuid, from: Box, to: Box) -> Result<()> {
    move_rows(tx, record, from, None, to)
}

fn move_rows(tx: &mut Tx<'_>, record: Uuid, from: Box, holder: Option<Uuid>, to: Box) -> Result<()> {
    let lying: Vec<(Uuid, i64, String, bool)> = tx.all(
        "DELETE FROM documents_desk WHERE record = :record AND box = :place AND (holder = :holder OR :all) \
         RETURNING holder, sort_key, kind, urgent",
        params! { record, place: from.code(), holder: holder.unwrap_or_default(), all: holder.is_none() },
    )?;
    for (holder, sort_key, kind, urgent) in &lying {
        put(
            tx,
            &Placing {
                holder: *holder,
                place: to,
                record,
                kind,
                sort_key: *sort_key,
                urgent: *urgent,
                unread: false,
                due_at: None,
            },
        )?;
    }
    Ok(())
}

/// Notes that a record has been seen on some desks; how many rows were new.
pub fn mark_read(tx: &mut Tx<'_>, record: Uuid, holders: &[Uuid]) -> Result<u64> {
    tx.run(
        "UPDATE documents_desk SET unread = false WHERE record = :record AND holder IN (:holders) AND unread",
        params! { record, holders: in_list(holders) },
    )
}

/// Whether a record lies on one of these desks, in whatever box.
pub fn holds(read: &mut Read<'_>, record: Uuid, holders: &[Uuid]) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT record FROM documents_desk WHERE record = :record AND holder IN (:holders) LIMIT 1",
        params! { record, holders: in_list(holders) },
    )?;
    Ok(found.is_some())
}

/// In which boxes a record lies on these desks.
pub fn boxes_of(read: &mut Read<'_>, record: Uuid, holders: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    read.all(
        "SELECT holder, box FROM documents_desk WHERE record = :record AND holder IN (:holders) ORDER BY box, holder",
        params! { record, holders: in_list(holders) },
    )
}

/// Which of several records lie on one of these desks.
pub fn held_of(read: &mut Read<'_>, records: &[Uuid], holders: &[Uuid]) -> Result<Vec<(Uuid,)>> {
    read.all(
        "SELECT DISTINCT record FROM documents_desk WHERE record IN (:records) AND holder IN (:holders)",
        params! { records: in_list(records), holders: in_list(holders) },
    )
}

fn tell(tx: &mut Tx<'_>, holders: &[(Uuid,)]) -> Result<()> {
    for (holder,) in holders {
        tx.announce("desk", &holder.to_string())?;
    }
    Ok(())
}
