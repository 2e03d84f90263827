//! The tables of notices and preferences.

use crate::model::{Cursor, Notice};
use context::{Ref, Time, Uuid};
use db::{FromRow, Page, Read, Result, Row, Tx, in_list, params};
use std::borrow::Cow;

/// Counts stop here; the page then shows "999+".
const MOST_COUNTED: i64 = 1_000;

const COLUMNS: &str = "id, kind, subject_kind, subject, data, at, read_at, always";

impl FromRow for Notice {
    fn from_row(row: &Row<'_>) -> Result<Notice> {
        Ok(Notice {
            id: row.get(0)?,
            kind: row.get(1)?,
            subject: Ref { kind: Cow::Owned(row.get(2)?), id: row.get(3)? },
            data: row.get(4)?,
            at: row.get(5)?,
            read: row.get(6)?,
            always: row.get(7)?,
        })
    }
}

/// Adds a notice.
pub(crate) fn insert(tx: &mut Tx<'_>, desk: Uuid, notice: &Notice) -> Result<()> {
    tx.run(
        "INSERT INTO notify_notice (id, desk, kind, subject_kind, subject, data, at, always) \
         VALUES (:id, :desk, :kind, :subject_kind, :subject, :data, :at, :always)",
        params! {
            id: notice.id, desk, kind: notice.kind, subject_kind: notice.subject.kind,
            subject: notice.subject.id, data: notice.data, at: notice.at, always: notice.always,
        },
    )?;
    Ok(())
}

/// A notice.
pub(crate) fn load(read: &mut Read<'_>, id: Uuid) -> Result<Option<Notice>> {
    read.first(&format!("SELECT {COLUMNS} FROM notify_notice WHERE id = :id"), params! { id })
}

/// A page of the notices at some desks, the newest first.
pub(crate) fn page(
    read: &mut Read<'_>,
    desks: &[Uuid],
    behind: Cursor,
    limit: usize,
) -> Result<Page<Notice>> {
    let rows = read.all(
        &format!(
            "SELECT {COLUMNS} FROM notify_notice WHERE desk IN (:desks) AND id < :behind \
             ORDER BY id DESC LIMIT :limit"
        ),
        params! { desks: in_list(desks), behind: behind.0, limit: limit as i64 + 1 },
    )?;
    Ok(Page::cut(rows, limit))
}

/// How many notices at some desks are unread, up to [`MOST_COUNTED`].
pub(crate) fn count_unread(read: &mut Read<'_>, desks: &[Uuid]) -> Result<i64> {
    let (count,): (i64,) = read.one(
        "SELECT count(*) FROM (SELECT id FROM notify_notice WHERE desk IN (:desks) AND read_at IS NULL \
         LIMIT :most) AS counted",
        params! { desks: in_list(desks), most: MOST_COUNTED },
    )?;
    Ok(count)
}

/// Which unread notices are meant.
pub(crate) enum Which<'a> {
    All,
    Ids(&'a [Uuid]),
    About(&'a Ref),
}

/// Marks unread notices at some desks as read; how many there were.
pub(crate) fn mark_read(
    tx: &mut Tx<'_>,
    desks: &[Uuid],
    which: &Which<'_>,
    at: Time,
    by: Option<Uuid>,
) -> Result<u64> {
    let sql =
        "UPDATE notify_notice SET read_at = :at, read_by = :by WHERE desk IN (:desks) AND read_at IS NULL";
    let desks = in_list(desks);
    match which {
        Which::All => tx.run(sql, params! { at, by, desks }),
        Which::Ids(ids) => {
            tx.run(&format!("{sql} AND id IN (:ids)"), params! { at, by, desks, ids: in_list(ids) })
        }
        Which::About(subject) => {
            tx.run(&format!("{sql} AND subject = :subject"), params! { at, by, desks, subject: subject.id })
        }
    }
}

/// What a person said of mail, by kind.
pub(crate) fn preferences(read: &mut Read<'_>, person: Uuid) -> Result<Vec<(String, bool)>> {
    read.all(
        "SELECT kind, mail FROM notify_preference WHERE person = :person ORDER BY kind",
        params! { person },
    )
}

/// What a person said of mail for a kind.
pub(crate) fn preference(read: &mut Read<'_>, person: Uuid, kind: &str) -> Result<Option<bool>> {
    let found: Option<(bool,)> = read.first(
        "SELECT mail FROM notify_preference WHERE person = :person AND kind = :kind",
        params! { person, kind },
    )?;
    Ok(found.map(|(mail,)| mail))
}

/// Stores what a person says of mail for a kind.
pub(crate) fn set_preference(tx: &mut Tx<'_>, person: Uuid, kind: &str, mail: bool) -> Result<()> {
    tx.run(
        "INSERT INTO notify_preference (person, kind, mail) VALUES (:person, :kind, :mail) \
         ON CONFLICT (person, kind) DO UPDATE SET mail = excluded.mail",
        params! { person, kind, mail },
    )?;
    Ok(())
}
