//! Rows of desks: who holds what in which box. Lists walk them; seeing a record means holding it somewhere.

use crate::model::boxes::{Box, Heritage};
use context::Uuid;
use db::{Read, Result, Tx, Value, in_list, params};
use std::collections::{BTreeMap, BTreeSet};

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
}

/// Lays a record on a desk; one that lies there already is laid anew. Tells whoever looks at that desk.
pub fn put(tx: &mut Tx<'_>, new: &Placing<'_>) -> Result<()> {
    put_all(tx, std::slice::from_ref(new))
}

/// Lays many records on desks by few statements.
pub fn put_all(tx: &mut Tx<'_>, new: &[Placing<'_>]) -> Result<()> {
    lay(tx, new)?;
    let held: BTreeSet<(Uuid, Uuid)> = new.iter().map(|placing| (placing.record, placing.holder)).collect();
    search::hold(tx, &held.into_iter().collect::<Vec<_>>())?;
    tell(tx, new.iter().map(|placing| placing.holder));
    Ok(())
}

fn lay(tx: &mut Tx<'_>, new: &[Placing<'_>]) -> Result<()> {
    let rows = new.iter().map(|placing| {
        [
            Value::Uuid(placing.holder),
            Value::Text(placing.place.code().into()),
            Value::Int(placing.sort_key),
            Value::Uuid(placing.record),
            Value::Text(placing.kind.into()),
            Value::Bool(placing.urgent),
            Value::Bool(placing.unread),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_desk (holder, box, sort_key, record, kind, urgent, unread) VALUES :rows \
         ON CONFLICT (holder, box, record) DO UPDATE SET sort_key = excluded.sort_key, \
             urgent = excluded.urgent, unread = excluded.unread",
        rows.collect(),
    )?;
    Ok(())
}

/// Takes a record out of boxes, on whosever desk it lies.
pub fn take(tx: &mut Tx<'_>, record: Uuid, from: &[Box]) -> Result<()> {
    take_many(tx, &[record], from)
}

/// Takes records out of boxes, on whosever desks they lie.
pub fn take_many(tx: &mut Tx<'_>, records: &[Uuid], from: &[Box]) -> Result<()> {
    let places: Vec<&str> = from.iter().map(|place| place.code()).collect();
    let from: Vec<(Uuid,)> = tx.all(
        "DELETE FROM documents_desk WHERE record IN (:records) AND box IN (:places) RETURNING holder",
        params! { records: in_list(records), places: in_list(&places) },
    )?;
    tell(tx, only(from));
    Ok(())
}

/// Takes a record out of a box of one desk.
pub fn take_from(tx: &mut Tx<'_>, record: Uuid, place: Box, holder: Uuid) -> Result<()> {
    tx.run(
        "DELETE FROM documents_desk WHERE record = :record AND box = :place AND holder = :holder",
        params! { record, place: place.code(), holder },
    )?;
    tell(tx, [holder]);
    Ok(())
}

/// Takes a record off all desks.
pub fn take_all(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    let from: Vec<(Uuid,)> =
        tx.all("DELETE FROM documents_desk WHERE record = :record RETURNING holder", params! { record })?;
    tell(tx, only(from));
    Ok(())
}

/// Moves a record from boxes of a desk to what is done there; nothing if it does not lie in them.
pub fn to_done(tx: &mut Tx<'_>, record: Uuid, from: &[Box], holder: Uuid) -> Result<()> {
    move_rows(tx, &[record], from, Some(holder), Box::Done)
}

/// Moves a record from boxes of a desk to another of its; nothing if it does not lie in them.
pub fn shift_at(tx: &mut Tx<'_>, record: Uuid, from: &[Box], holder: Uuid, to: Box) -> Result<()> {
    move_rows(tx, &[record], from, Some(holder), to)
}

/// Moves a set from what a member is asked to what others deal with; nothing if it does not lie there.
pub fn to_done_set(tx: &mut Tx<'_>, record: Uuid, holder: Uuid) -> Result<()> {
    move_rows(tx, &[record], &[Box::Ballot], Some(holder), Box::SetDone)
}

/// Moves a record from boxes to what is done, on every desk where it lies in them.
pub fn settle(tx: &mut Tx<'_>, record: Uuid, from: &[Box]) -> Result<()> {
    move_rows(tx, &[record], from, None, Box::Done)
}

/// Moves a record from whatever waits to what is done, on every desk.
pub fn archive(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    archive_many(tx, &[record])
}

/// Moves records from whatever waits to what is done, on every desk.
pub fn archive_many(tx: &mut Tx<'_>, records: &[Uuid]) -> Result<()> {
    let waits = |place: &Box| place.waits() || *place == Box::Tracking;
    let from: Vec<Box> = Box::ALL.iter().copied().filter(waits).collect();
    move_rows(tx, records, &from, None, Box::Done)
}

/// Moves a record from boxes to another, on every desk where it lies in them.
pub fn shift(tx: &mut Tx<'_>, record: Uuid, from: &[Box], to: Box) -> Result<()> {
    move_rows(tx, &[record], from, None, to)
}

fn move_rows(tx: &mut Tx<'_>, records: &[Uuid], from: &[Box], holder: Option<Uuid>, to: Box) -> Result<()> {
    let places: Vec<&str> = from.iter().map(|place| place.code()).collect();
    let lying: Vec<(Uuid, Uuid, i64, String, bool)> = tx.all(
        "DELETE FROM documents_desk WHERE record IN (:records) AND box IN (:places) \
             AND (holder = :holder OR :all) \
         RETURNING record, holder, sort_key, kind, urgent",
        params! {
            records: in_list(records), places: in_list(&places), holder: holder.unwrap_or_default(),
            all: holder.is_none(),
        },
    )?;
    // A desk may have held a record in several boxes; one statement cannot lay the same row twice.
    let lying: BTreeMap<(Uuid, Uuid), (i64, String, bool)> = lying
        .into_iter()
        .map(|(record, holder, sort_key, kind, urgent)| ((holder, record), (sort_key, kind, urgent)))
        .collect();
    let placings: Vec<Placing<'_>> = lying
        .iter()
        .map(|((holder, record), (sort_key, kind, urgent))| Placing {
            holder: *holder,
            place: to,
            record: *record,
            kind,
            sort_key: *sort_key,
            urgent: *urgent,
            unread: false,
        })
        .collect();
    lay(tx, &placings)?;
    tell(tx, placings.iter().map(|placing| placing.holder));
    Ok(())
}

/// Notes that a record has been seen on some desks; how many rows were new.
pub fn mark_read(tx: &mut Tx<'_>, record: Uuid, holders: &[Uuid]) -> Result<u64> {
    tx.run(
        "UPDATE documents_desk SET unread = false WHERE record = :record AND holder IN (:holders) AND unread",
        params! { record, holders: in_list(holders) },
    )
}

/// Sorts a record on a desk, in whatever boxes it lies there; how many rows that were.
pub fn sort(tx: &mut Tx<'_>, record: Uuid, holder: Uuid, pile: &str) -> Result<u64> {
    tx.run(
        "UPDATE documents_desk SET pile = :pile WHERE record = :record AND holder = :holder",
        params! { record, holder, pile },
    )
}

/// How a record is sorted on a desk.
pub fn pile_of(read: &mut Read<'_>, record: Uuid, holder: Uuid) -> Result<Option<String>> {
    let found: Option<(String,)> = read.first(
        "SELECT pile FROM documents_desk WHERE record = :record AND holder = :holder ORDER BY pile DESC LIMIT 1",
        params! { record, holder },
    )?;
    Ok(found.map(|(pile,)| pile))
}

/// Whether a record lies on one of these desks and its holder has not seen it.
pub fn is_unread(read: &mut Read<'_>, record: Uuid, holders: &[Uuid]) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT record FROM documents_desk WHERE record = :record AND holder IN (:holders) AND unread LIMIT 1",
        params! { record, holders: in_list(holders) },
    )?;
    Ok(found.is_some())
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

db::row! {
    /// A row of a desk.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Lying {
        /// The code of the box.
        pub place: String,
        /// The document or arrival.
        pub record: Uuid,
        /// Which of the two.
        pub kind: String,
        /// By which the list is sorted.
        pub sort_key: i64,
        /// Whether it is more urgent than ordinary.
        pub urgent: bool,
        /// Whether its holder has not seen it.
        pub unread: bool,
    }
}

impl Lying {
    /// The same row on another desk.
    pub fn placing(&self, holder: Uuid) -> Placing<'_> {
        Placing {
            holder,
            place: Box::of(&self.place).unwrap_or(Box::Done),
            record: self.record,
            kind: &self.kind,
            sort_key: self.sort_key,
            urgent: self.urgent,
            unread: self.unread,
        }
    }
}

/// Rows of a desk that its successor is given, in the order of box and record, behind one of them.
pub fn lying_on(
    read: &mut Read<'_>,
    holder: Uuid,
    heritage: Heritage,
    behind: Option<&(String, Uuid)>,
    limit: usize,
) -> Result<Vec<Lying>> {
    let given: Vec<&str> =
        Box::ALL.iter().filter(|place| heritage.gives(**place)).map(|place| place.code()).collect();
    let (place, record) = behind.map_or(("", Uuid::nil()), |(place, record)| (place.as_str(), *record));
    read.all(
        "SELECT box, record, kind, sort_key, urgent, unread FROM documents_desk \
         WHERE holder = :holder AND box IN (:given) AND (box, record) > (:place, :record) \
         ORDER BY box, record LIMIT :limit",
        params! { holder, given: in_list(&given), place, record, limit: limit as i64 },
    )
}

fn only(rows: Vec<(Uuid,)>) -> impl Iterator<Item = Uuid> {
    rows.into_iter().map(|(id,)| id)
}

/// Tells whoever looks at these desks.
fn tell(tx: &mut Tx<'_>, holders: impl IntoIterator<Item = Uuid>) {
    holders.into_iter().for_each(|holder| tx.announce("desk", &holder.to_string()));
}
