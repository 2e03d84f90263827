//! Rows of what lies in folders.

use calendar::{Day, Time};
use context::{Ref, Uuid};
use db::{Read, Result, Tx, Value, in_list, params};

db::row! {
    /// One piece of a folder: a line of its contents list.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Entry {
        /// Its id.
        pub id: Uuid,
        /// The folder.
        pub folder: Uuid,
        /// Its place.
        pub ordinal: i64,
        /// document | arrival | file | paper
        pub kind: String,
        /// The document or arrival.
        pub record: Option<Uuid>,
        /// Its number and symbol.
        pub symbol: String,
        /// Its date.
        pub day: Option<Day>,
        /// Who issued it.
        pub issuer: String,
        /// What it is about.
        pub subject: String,
        /// Its pages.
        pub pages: i64,
        /// The first of them, once the folder is closed.
        pub first_page: Option<i64>,
        /// A remark.
        pub note: String,
        /// The name of an uploaded file.
        pub name: String,
        /// The file.
        pub digest: String,
        /// Its media type.
        pub media: String,
        /// Its bytes.
        pub size: i64,
        /// When it was put in.
        pub added_at: Time,
        /// The position that did.
        pub adder: Option<Uuid>,
    }
}

impl Entry {
    /// The document or arrival that it is, as others name it.
    pub fn record_ref(&self) -> Option<Ref> {
        self.record.map(|id| Ref { kind: self.kind.clone().into(), id })
    }

    /// A reference to it, under which an uploaded file is used.
    pub fn own_ref(&self) -> Ref {
        Ref::new(crate::ENTRY, self.id)
    }
}

const COLUMNS: &str = "id, folder, ordinal, kind, record, symbol, day, issuer, subject, pages, first_page, note, name, \
                       digest, media, size, added_at, adder";

/// What lies in a folder, in its order.
pub fn entries(read: &mut Read<'_>, folder: Uuid) -> Result<Vec<Entry>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM folders_entry WHERE folder = :folder ORDER BY ordinal, id"),
        params! { folder },
    )
}

/// One piece.
pub fn entry(read: &mut Read<'_>, id: Uuid) -> Result<Option<Entry>> {
    read.first(&format!("SELECT {COLUMNS} FROM folders_entry WHERE id = :id"), params! { id })
}

/// The folders in which a record lies.
pub fn folders_of(read: &mut Read<'_>, record: Uuid) -> Result<Vec<(Uuid,)>> {
    read.all("SELECT folder FROM folders_entry WHERE record = :record ORDER BY folder", params! { record })
}

/// Which of some records lie in a folder.
pub fn lying(read: &mut Read<'_>, folder: Uuid, records: &[Uuid]) -> Result<Vec<(Uuid,)>> {
    read.all(
        "SELECT record FROM folders_entry WHERE folder = :folder AND record IN (:records)",
        params! { folder, records: in_list(records) },
    )
}

/// Adds a piece; whether its record did not lie there yet.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &Entry) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO folders_entry (id, folder, ordinal, kind, record, symbol, day, issuer, subject, pages, note, name, \
             digest, media, size, added_at, adder) \
         VALUES (:id, :folder, :ordinal, :kind, :record, :symbol, :day, :issuer, :subject, :pages, :note, :name, \
             :digest, :media, :size, :added_at, :adder) \
         ON CONFLICT (folder, record) DO NOTHING",
        params! {
            id: new.id, folder: new.folder, ordinal: new.ordinal, kind: &new.kind, record: new.record,
            symbol: &new.symbol, day: new.day, issuer: &new.issuer, subject: &new.subject, pages: new.pages,
            note: &new.note, name: &new.name, digest: &new.digest, media: &new.media, size: new.size,
            added_at: new.added_at, adder: new.adder,
        },
    )?;
    Ok(added == 1)
}

/// The next place of a folder.
pub(crate) fn next_ordinal(read: &mut Read<'_>, folder: Uuid) -> Result<i64> {
    let (last,): (i64,) = read.one(
        "SELECT COALESCE(max(ordinal), 0) FROM folders_entry WHERE folder = :folder",
        params! { folder },
    )?;
    Ok(last + 1)
}

/// Writes back place, pages and what its record says of itself.
pub(crate) fn change(tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
    tx.run(
        "UPDATE folders_entry SET ordinal = :ordinal, symbol = :symbol, day = :day, issuer = :issuer, \
             subject = :subject, pages = :pages, first_page = :first_page \
         WHERE id = :id",
        params! {
            ordinal: entry.ordinal, symbol: &entry.symbol, day: entry.day, issuer: &entry.issuer,
            subject: &entry.subject, pages: entry.pages, first_page: entry.first_page, id: entry.id,
        },
    )?;
    Ok(())
}

/// The pages are not numbered any more.
pub(crate) fn unnumber(tx: &mut Tx<'_>, folder: Uuid) -> Result<()> {
    tx.run("UPDATE folders_entry SET first_page = NULL WHERE folder = :folder", params! { folder })?;
    Ok(())
}

/// Takes a piece out.
pub(crate) fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.run("DELETE FROM folders_entry WHERE id = :id", params! { id })?;
    Ok(())
}

/// Moves all behind a place one up.
pub(crate) fn close_gap(tx: &mut Tx<'_>, folder: Uuid, behind: i64) -> Result<()> {
    let values: [(&'static str, Value<'_>); 2] =
        [("folder", Value::Uuid(folder)), ("behind", Value::Int(behind))];
    tx.run(
        "UPDATE folders_entry SET ordinal = ordinal - 1 WHERE folder = :folder AND ordinal > :behind",
        &values,
    )?;
    Ok(())
}
