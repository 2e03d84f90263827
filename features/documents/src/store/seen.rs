//! Who opened what: once for each person, record and day.

use calendar::{Day, Time};
use context::Uuid;
use db::{Read, Result, Tx, params};

/// Notes that somebody has opened a record; nothing if it is noted for that day already.
pub fn note(tx: &mut Tx<'_>, record: Uuid, look: &Look, day: Day) -> Result<()> {
    tx.run(
        "INSERT INTO documents_seen (record, person, day, position, at) \
         VALUES (:record, :person, :day, :position, :at) ON CONFLICT (record, person, day) DO NOTHING",
        params! { record, person: look.person, day, position: look.position, at: look.at },
    )?;
    Ok(())
}

/// Whether it is noted that somebody has opened a record on a day.
pub fn is_noted(read: &mut Read<'_>, record: Uuid, person: Uuid, day: Day) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT record FROM documents_seen WHERE record = :record AND person = :person AND day = :day",
        params! { record, person, day },
    )?;
    Ok(found.is_some())
}

db::row! {
    /// One look at a record.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Look {
        /// Who looked.
        pub person: Uuid,
        /// In which position.
        pub position: Uuid,
        /// When, the first time on that day.
        pub at: Time,
    }
}

/// The latest looks at a record, the newest first.
pub fn looks(read: &mut Read<'_>, record: Uuid, limit: usize) -> Result<Vec<Look>> {
    read.all(
        "SELECT person, position, at FROM documents_seen WHERE record = :record ORDER BY at DESC, person LIMIT :limit",
        params! { record, limit: limit as i64 },
    )
}
