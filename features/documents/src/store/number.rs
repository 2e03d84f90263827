//! Series, counters and the ledger of numbers.

use crate::model::series::{Lapse, Purpose};
use calendar::{Day, Time};
use context::Uuid;
use db::{Page, Read, Result, Tx, params};

db::row! {
    /// A series (sổ) as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Series {
        /// Its id.
        pub id: Uuid,
        /// The agency whose records desk keeps it.
        pub agency: Uuid,
        /// The issuing body; none for arrivals.
        pub body: Option<Uuid>,
        /// Its name.
        pub name: String,
        /// The pattern of its symbols.
        pub pattern: String,
        /// The kinds it serves, separated by spaces; empty for all.
        pub types: String,
        /// out | in
        pub direction: String,
        /// The code of its [`Purpose`].
        pub purpose: String,
        /// The unit whose own register it is.
        pub unit: Option<Uuid>,
        /// The code of its [`Lapse`].
        pub lapse: String,
        /// Its first day.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Series {
    /// One for documents that go out, from a day on, without a name yet.
    pub fn blank(starts: Day) -> Series {
        Series {
            id: Uuid::nil(),
            agency: Uuid::nil(),
            body: None,
            name: String::new(),
            pattern: String::new(),
            types: String::new(),
            direction: "out".to_owned(),
            purpose: Purpose::Documents.code().to_owned(),
            unit: None,
            lapse: Lapse::Voided.code().to_owned(),
            starts,
            ends: None,
            version: 1,
        }
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        Purpose::of(&self.purpose).unwrap_or_default()
    }

    /// What becomes of its reserved numbers.
    pub fn lapse(&self) -> Lapse {
        Lapse::of(&self.lapse).unwrap_or_default()
    }
}

pub(super) const SERIES: &str =
    "id, agency, body, name, pattern, types, direction, purpose, unit, lapse, starts, ends, version";

/// One series.
pub fn series(read: &mut Read<'_>, id: Uuid) -> Result<Option<Series>> {
    read.first(&format!("SELECT {SERIES} FROM documents_series WHERE id = :id"), params! { id })
}

/// All series that a records desk keeps, also those that have ended: the present ones first.
pub fn kept(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<Series>> {
    read.all(
        &format!(
            "SELECT {SERIES} FROM documents_series WHERE agency = :agency \
             ORDER BY CASE WHEN ends IS NULL THEN 0 ELSE 1 END, direction DESC, purpose, name, id"
        ),
        params! { agency },
    )
}

/// Writes back what has changed of a series; whether it was still of that version.
pub fn update_series(tx: &mut Tx<'_>, series: &Series) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_series SET name = :name, pattern = :pattern, types = :types, lapse = :lapse, \
             ends = :ends, version = version + 1 WHERE id = :id AND version = :version",
        params! {
            name: &series.name, pattern: &series.pattern, types: &series.types, lapse: &series.lapse,
            ends: series.ends, id: series.id, version: series.version,
        },
    )?;
    Ok(changed == 1)
}

/// The series of an issuing body on a day.
pub fn outgoing(read: &mut Read<'_>, body: Uuid, day: Day) -> Result<Vec<Series>> {
    read.all(
        &format!(
            "SELECT {SERIES} FROM documents_series WHERE body = :body AND direction = 'out' \
             AND starts <= :day AND (ends IS NULL OR ends > :day) ORDER BY name, id"
        ),
        params! { body, day },
    )
}

/// The series of arrivals of an agency on a day.
pub fn incoming(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Option<Series>> {
    read.first(
        &format!(
            "SELECT {SERIES} FROM documents_series WHERE agency = :agency AND direction = 'in' \
             AND starts <= :day AND (ends IS NULL OR ends > :day) ORDER BY id LIMIT 1"
        ),
        params! { agency, day },
    )
}

/// Adds a series.
pub fn insert_series(tx: &mut Tx<'_>, new: &Series) -> Result<()> {
    tx.run(
        "INSERT INTO documents_series (id, agency, body, direction, name, pattern, types, purpose, unit, lapse, \
             starts, ends) \
         VALUES (:id, :agency, :body, :direction, :name, :pattern, :types, :purpose, :unit, :lapse, :starts, NULL)",
        params! {
            id: new.id, agency: new.agency, body: new.body, direction: &new.direction, name: &new.name,
            pattern: &new.pattern, types: &new.types, purpose: &new.purpose, unit: new.unit, lapse: &new.lapse,
            starts: new.starts,
        },
    )?;
    Ok(())
}

/// Locks the counter of a series in a year, making it at the first number; the next number and the last date.
pub fn lock_counter(tx: &mut Tx<'_>, series: Uuid, year: i64, first_day: Day) -> Result<(i64, Day)> {
    tx.run(
        "INSERT INTO documents_counter (series, year, next, last_day) VALUES (:series, :year, 1, :first_day) \
         ON CONFLICT (series, year) DO NOTHING",
        params! { series, year, first_day },
    )?;
    // Writing the row locks it on either engine.
    tx.one(
        "UPDATE documents_counter SET next = next WHERE series = :series AND year = :year \
         RETURNING next, last_day",
        params! { series, year },
    )
}

/// The number that a series would give next in a year, for showing; only drawing it makes it one's own.
pub fn peek(read: &mut Read<'_>, series: Uuid, year: i64) -> Result<i64> {
    let found: Option<(i64,)> = read.first(
        "SELECT next FROM documents_counter WHERE series = :series AND year = :year",
        params! { series, year },
    )?;
    Ok(found.map_or(1, |(next,)| next))
}

/// Moves the counter on.
pub fn set_counter(tx: &mut Tx<'_>, series: Uuid, year: i64, next: i64, day: Day) -> Result<()> {
    tx.run(
        "UPDATE documents_counter SET next = :next, last_day = :day WHERE series = :series AND year = :year",
        params! { next, day, series, year },
    )?;
    Ok(())
}

/// One number of the ledger.
pub struct NewNumber {
    /// Its series.
    pub series: Uuid,
    /// Its year.
    pub year: i64,
    /// The number.
    pub number: i64,
    /// The document or arrival.
    pub record: Uuid,
    /// Its date.
    pub day: Day,
    /// When it was drawn.
    pub at: Time,
    /// Who drew it.
    pub position: Option<Uuid>,
}

/// Enters a number in the ledger; false if it was ever drawn before.
pub fn insert_number(tx: &mut Tx<'_>, new: &NewNumber) -> Result<bool> {
    let added: Option<(i64,)> = tx.first(
        "INSERT INTO documents_number (series, year, number, state, record, day, at, position, reason) \
         VALUES (:series, :year, :number, 'used', :record, :day, :at, :position, '') \
         ON CONFLICT (series, year, number) DO NOTHING RETURNING number",
        params! {
            series: new.series, year: new.year, number: new.number, record: new.record, day: new.day,
            at: new.at, position: new.position,
        },
    )?;
    Ok(added.is_some())
}

/// Keeps numbers free that a number taken by hand has jumped over: each is accounted for, and can be taken later.
pub fn reserve(tx: &mut Tx<'_>, new: &NewNumber, reason: &str) -> Result<()> {
    tx.run(
        "INSERT INTO documents_number (series, year, number, state, record, day, at, position, reason) \
         VALUES (:series, :year, :number, 'reserved', NULL, :day, :at, :position, :reason)",
        params! {
            series: new.series, year: new.year, number: new.number, day: new.day, at: new.at,
            position: new.position, reason,
        },
    )?;
    Ok(())
}

/// Takes a number that was kept free; false if it was not.
pub fn take_reserved(tx: &mut Tx<'_>, new: &NewNumber) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_number SET state = 'used', record = :record, day = :day, at = :at, position = :position \
         WHERE series = :series AND year = :year AND number = :number AND state = 'reserved'",
        params! {
            record: new.record, day: new.day, at: new.at, position: new.position, series: new.series,
            year: new.year, number: new.number,
        },
    )?;
    Ok(changed == 1)
}

db::row! {
    /// A number that is reserved.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct ReservedNumber {
        /// Its series.
        pub series: Uuid,
        /// Its year.
        pub year: i64,
        /// The number.
        pub number: i64,
        /// reserved | voided
        pub state: String,
        /// Its date.
        pub day: Day,
        /// For whom.
        pub holder: Option<Uuid>,
        /// Until when.
        pub expires: Option<Day>,
        /// Why.
        pub reason: String,
    }
}

const RESERVED: &str = "series, year, number, state, day, holder, expires, reason";

/// Reserves a number for a position until a day.
pub fn reserve_for(
    tx: &mut Tx<'_>,
    new: &NewNumber,
    holder: Option<Uuid>,
    expires: Option<Day>,
    reason: &str,
) -> Result<()> {
    reserve(tx, new, reason)?;
    tx.run(
        "UPDATE documents_number SET holder = :holder, expires = :expires \
         WHERE series = :series AND year = :year AND number = :number",
        params! { holder, expires, series: new.series, year: new.year, number: new.number },
    )?;
    Ok(())
}

/// A number that is reserved now.
pub fn reserved(read: &mut Read<'_>, series: Uuid, year: i64, number: i64) -> Result<Option<ReservedNumber>> {
    read.first(
        &format!(
            "SELECT {RESERVED} FROM documents_number \
             WHERE series = :series AND year = :year AND number = :number AND state = 'reserved'"
        ),
        params! { series, year, number },
    )
}

/// The numbers of a series in a year that stand for no document, the highest first.
pub fn unused(read: &mut Read<'_>, series: Uuid, year: i64, limit: usize) -> Result<Vec<ReservedNumber>> {
    read.all(
        &format!(
            "SELECT {RESERVED} FROM documents_number \
             WHERE series = :series AND year = :year AND state <> 'used' ORDER BY number DESC LIMIT :limit"
        ),
        params! { series, year, limit: limit as i64 },
    )
}

/// Reserved numbers whose last day was before a day.
pub fn expired(read: &mut Read<'_>, before: Day, limit: usize) -> Result<Vec<ReservedNumber>> {
    read.all(
        &format!(
            "SELECT {RESERVED} FROM documents_number \
             WHERE state = 'reserved' AND expires IS NOT NULL AND expires < :before \
             ORDER BY expires, series, year, number LIMIT :limit"
        ),
        params! { before, limit: limit as i64 },
    )
}

/// Gives a reserved number back to all.
pub fn free(tx: &mut Tx<'_>, number: &ReservedNumber) -> Result<()> {
    tx.run(
        "UPDATE documents_number SET holder = NULL, expires = NULL \
         WHERE series = :series AND year = :year AND number = :number AND state = 'reserved'",
        params! { series: number.series, year: number.year, number: number.number },
    )?;
    Ok(())
}

/// Voids a number that no document has.
pub fn void_reserved(tx: &mut Tx<'_>, number: &ReservedNumber, reason: &str) -> Result<()> {
    tx.run(
        "UPDATE documents_number SET state = 'voided', reason = :reason, expires = NULL \
         WHERE series = :series AND year = :year AND number = :number AND state = 'reserved'",
        params! { reason, series: number.series, year: number.year, number: number.number },
    )?;
    Ok(())
}

/// The dates between which a number lies: of the nearest one below that was ever given, and of the nearest above.
pub fn neighbours(
    read: &mut Read<'_>,
    series: Uuid,
    year: i64,
    number: i64,
) -> Result<(Option<Day>, Option<Day>)> {
    let below: Option<(Day,)> = read.first(
        "SELECT day FROM documents_number WHERE series = :series AND year = :year AND number < :number \
         AND state <> 'reserved' ORDER BY number DESC LIMIT 1",
        params! { series, year, number },
    )?;
    let above: Option<(Day,)> = read.first(
        "SELECT day FROM documents_number WHERE series = :series AND year = :year AND number > :number \
         AND state <> 'reserved' ORDER BY number LIMIT 1",
        params! { series, year, number },
    )?;
    Ok((below.map(|(day,)| day), above.map(|(day,)| day)))
}

/// Voids the number that a record has; it stays in the ledger and is never used again.
pub fn void(tx: &mut Tx<'_>, record: Uuid, reason: &str) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_number SET state = 'voided', reason = :reason WHERE record = :record AND state = 'used'",
        params! { reason, record },
    )?;
    Ok(changed == 1)
}

db::row! {
    /// One line of the ledger of a series.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct LedgerLine {
        /// The number.
        pub number: i64,
        /// used | reserved | voided
        pub state: String,
        /// The document or arrival.
        pub record: Option<Uuid>,
        /// Its date.
        pub day: Day,
        /// Why it was voided.
        pub reason: String,
    }
}

/// The ledger of a series in a year, from a number downwards.
pub fn ledger(
    read: &mut Read<'_>,
    series: Uuid,
    year: i64,
    below: i64,
    limit: usize,
) -> Result<Page<LedgerLine>> {
    let most = limit as i64 + 1;
    let rows = read.all(
        "SELECT number, state, record, day, reason FROM documents_number \
         WHERE series = :series AND year = :year AND number < :below ORDER BY number DESC LIMIT :most",
        params! { series, year, below, most },
    )?;
    Ok(Page::cut(rows, limit))
}

/// Series and years whose numbers are not all accounted for: the ledger must hold every number below the
/// counter's next, once.
pub fn unaccounted(read: &mut Read<'_>) -> Result<Vec<(Uuid, i64, i64, i64)>> {
    read.all(
        "SELECT c.series, c.year, c.next - 1, (SELECT count(*) FROM documents_number n \
             WHERE n.series = c.series AND n.year = c.year AND n.number < c.next) \
         FROM documents_counter c \
         WHERE c.next - 1 <> (SELECT count(*) FROM documents_number n \
             WHERE n.series = c.series AND n.year = c.year AND n.number < c.next)",
        &[],
    )
}
