//! The tables of duties, their pauses and their due instants. Lists: [`lists`]; rules of reminding: [`rules`].

pub(crate) mod late;
pub(crate) mod lists;
pub(crate) mod rules;

use crate::model::{Due, Duty, Outcome, Party, Reason, State, stored, unstored};
use calendar::Pause;
use context::{Ctx, Ref, Time, Uuid};
use db::{FromRow, Read, Result, Row, ToValue, Tx, Value, in_list, params};
use std::borrow::Cow;

/// The columns that [`Stored`] reads.
pub(crate) const COLUMNS: &str = "id, kind, subject_kind, subject, about_kind, about, \
     owner_agency, owner_unit, owner_position, creditor_agency, creditor_unit, creditor_position, \
     state, outcome, start_at, basis, due_at, first_due_at, extensions, closed_at, basis_at";

/// A duty with what only this crate needs.
pub(crate) struct Stored {
    pub(crate) duty: Duty,
    /// When its basis was set.
    pub(crate) basis_at: Time,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Stored> {
        Ok(Stored { duty: Duty::from_row(row)?, basis_at: row.get(20)? })
    }
}

impl FromRow for Duty {
    fn from_row(row: &Row<'_>) -> Result<Duty> {
        let id = row.get(0)?;
        let outcome: Option<String> = row.get(13)?;
        Ok(Duty {
            id,
            kind: row.get(1)?,
            subject: Ref { kind: Cow::Owned(row.get(2)?), id: row.get(3)? },
            about: record(row.get(4)?, row.get(5)?),
            owner: Party { agency: row.get(6)?, unit: row.get(7)?, position: row.get(8)? },
            creditor: creditor(row.get(9)?, row.get(10)?, row.get(11)?),
            state: known(id, "state", State::of(&row.get::<String>(12)?))?,
            outcome: outcome.map(|code| known(id, "outcome", Outcome::of(&code))).transpose()?,
            start: row.get(14)?,
            basis: basis(id, row.get(15)?)?,
            due: unstored(row.get(16)?),
            first_due: unstored(row.get(17)?),
            extensions: row.get(18)?,
            closed: row.get(19)?,
        })
    }
}

fn record(kind: Option<String>, id: Option<Uuid>) -> Option<Ref> {
    Some(Ref { kind: Cow::Owned(kind?), id: id? })
}

fn creditor(agency: Option<Uuid>, unit: Option<Uuid>, position: Option<Uuid>) -> Option<Party> {
    Some(Party { agency: agency?, unit, position })
}

fn basis(id: Uuid, value: serde_json::Value) -> Result<Due> {
    known(id, "basis", serde_json::from_value(value).ok())
}

fn known<T>(id: Uuid, column: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| db::Error::Misused(format!("the {column} of duty {id} is of an unknown form")))
}

fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|error| db::Error::Misused(error.to_string()))
}

/// Adds duties that are opened now, each with its next reminder, and remembers when they are due.
pub(crate) fn insert(tx: &mut Tx<'_>, ctx: &Ctx, opened: &[(&Duty, Time)]) -> Result<()> {
    let id = |id: Option<Uuid>| id.map_or(Value::Null, Value::Uuid);
    let (mut rows, mut dues) = (Vec::new(), Vec::new());
    for (duty, next_remind_at) in opened {
        let (about, creditor, due) = (duty.about.as_ref(), duty.creditor, stored(duty.due));
        let basis = json(&duty.basis)?.to_string();
        rows.push([
            Value::Uuid(duty.id),
            duty.kind.to_value(),
            duty.subject.kind.to_value(),
            Value::Uuid(duty.subject.id),
            about.map_or(Value::Null, |about| about.kind.to_value()),
            id(about.map(|about| about.id)),
            Value::Uuid(duty.owner.agency),
            id(duty.owner.unit),
            id(duty.owner.position),
            id(creditor.map(|party| party.agency)),
            id(creditor.and_then(|party| party.unit)),
            id(creditor.and_then(|party| party.position)),
            Value::Text(duty.state.code().into()),
            Value::Int(duty.start.0),
            Value::Text(basis.into()),
            Value::Int(ctx.now.0),
            Value::Int(stored(duty.first_due).0),
            Value::Int(due.0),
            duty.due.map_or(Value::Null, |due| Value::Day(due.day())),
            Value::Int(0),
            Value::Int(next_remind_at.0),
        ]);
        dues.push([
            Value::Uuid(duty.id),
            Value::Int(1),
            Value::Int(ctx.now.0),
            Value::Int(due.0),
            Value::Text(Reason::Opened.code().into()),
            id(ctx.actor.position),
        ]);
    }
    tx.insert_rows(
        "INSERT INTO duties_duty (id, kind, subject_kind, subject, about_kind, about, \
         owner_agency, owner_unit, owner_position, creditor_agency, creditor_unit, creditor_position, \
         state, start_at, basis, basis_at, first_due_at, due_at, due_day, extensions, next_remind_at) \
         VALUES :rows",
        rows,
    )?;
    tx.insert_rows(
        "INSERT INTO duties_due (duty, ordinal, at, due_at, reason, by_position) VALUES :rows",
        dues,
    )?;
    Ok(())
}

/// A duty.
pub(crate) fn load(read: &mut Read<'_>, id: Uuid) -> Result<Option<Stored>> {
    read.first(&format!("SELECT {COLUMNS} FROM duties_duty WHERE id = :id"), params! { id })
}

/// A duty that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Stored>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {COLUMNS} FROM duties_duty WHERE id = :id{lock}"), params! { id })
}

/// Stores what steps can change of a duty.
pub(crate) fn update(tx: &mut Tx<'_>, it: &Stored, next_remind_at: Time) -> Result<()> {
    let duty = &it.duty;
    let due = stored(duty.due);
    tx.run(
        "UPDATE duties_duty SET state = :state, outcome = :outcome, basis = :basis, basis_at = :basis_at, \
         due_at = :due, due_day = :due_day, extensions = :extensions, closed_at = :closed, \
         owner_agency = :owner_agency, owner_unit = :owner_unit, owner_position = :owner_position, \
         next_remind_at = :next_remind_at WHERE id = :id",
        params! {
            id: duty.id,
            state: duty.state.code(),
            outcome: duty.outcome.map(Outcome::code),
            basis: json(&duty.basis)?,
            basis_at: it.basis_at,
            due,
            due_day: duty.due.map(Time::day),
            extensions: duty.extensions,
            closed: duty.closed,
            owner_agency: duty.owner.agency,
            owner_unit: duty.owner.unit,
            owner_position: duty.owner.position,
            next_remind_at,
        },
    )?;
    Ok(())
}

/// Replaces a creditor by another in one duty.
pub(crate) fn set_creditor(tx: &mut Tx<'_>, id: Uuid, to: &Party) -> Result<()> {
    tx.run(
        "UPDATE duties_duty SET creditor_agency = :agency, creditor_unit = :unit, \
         creditor_position = :position WHERE id = :id",
        params! { id, agency: to.agency, unit: to.unit, position: to.position },
    )?;
    Ok(())
}

/// Remembers a due instant and why it was set.
pub(crate) fn remember_due(tx: &mut Tx<'_>, ctx: &Ctx, duty: &Duty, reason: Reason) -> Result<()> {
    tx.run(
        "INSERT INTO duties_due (duty, ordinal, at, due_at, reason, by_position) \
         VALUES (:duty, (SELECT count(*) + 1 FROM duties_due WHERE duty = :duty), \
         :at, :due, :reason, :by_position)",
        params! {
            duty: duty.id,
            at: ctx.now,
            due: stored(duty.due),
            reason: reason.code(),
            by_position: ctx.actor.position,
        },
    )?;
    Ok(())
}

/// A due instant that a duty had.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Earlier {
    /// When it was set.
    pub at: Time,
    /// The due instant; none while the clock stood still, or for a standing duty.
    pub due: Option<Time>,
    /// Why it was set.
    pub reason: Reason,
    /// The position that set it; none for the system.
    pub by_position: Option<Uuid>,
}

/// The due instants that a duty had, the first first.
pub(crate) fn due_history(read: &mut Read<'_>, duty: Uuid) -> Result<Vec<Earlier>> {
    let rows: Vec<(Time, Time, String, Option<Uuid>)> = read.all(
        "SELECT at, due_at, reason, by_position FROM duties_due WHERE duty = :duty ORDER BY ordinal",
        params! { duty },
    )?;
    rows.into_iter()
        .map(|(at, due, reason, by_position)| {
            let reason = known(duty, "reason", Reason::of(&reason))?;
            Ok(Earlier { at, due: unstored(due), reason, by_position })
        })
        .collect()
}

/// The pauses of a duty that are over, the first first.
pub(crate) fn pauses(read: &mut Read<'_>, duty: Uuid) -> Result<Vec<Pause>> {
    let rows: Vec<(Time, Time)> = read.all(
        "SELECT from_at, until_at FROM duties_pause WHERE duty = :duty AND until_at IS NOT NULL \
         ORDER BY from_at",
        params! { duty },
    )?;
    Ok(rows.into_iter().map(|(from, until)| Pause { from, until }).collect())
}

/// Begins a pause. Two within one microsecond are one.
pub(crate) fn begin_pause(tx: &mut Tx<'_>, duty: Uuid, at: Time) -> Result<()> {
    tx.run(
        "INSERT INTO duties_pause (duty, from_at) VALUES (:duty, :at) \
         ON CONFLICT (duty, from_at) DO UPDATE SET until_at = NULL",
        params! { duty, at },
    )?;
    Ok(())
}

/// Ends the pause that lasts.
pub(crate) fn end_pause(tx: &mut Tx<'_>, duty: Uuid, at: Time) -> Result<()> {
    tx.run(
        "UPDATE duties_pause SET until_at = :at WHERE duty = :duty AND until_at IS NULL",
        params! { duty, at },
    )?;
    Ok(())
}

/// The duties of some kinds for a record that are still owed, in the order of their ids; nobody else changes them
/// until the transaction ends.
pub(crate) fn running_of(tx: &mut Tx<'_>, subject: &Ref, kinds: &[&str]) -> Result<Vec<Stored>> {
    let lock = tx.locking();
    tx.all(
        &format!(
            "SELECT {COLUMNS} FROM duties_duty WHERE subject = :id AND subject_kind = :subject_kind \
             AND kind IN (:kinds) AND state <> 'closed' ORDER BY id{lock}"
        ),
        params! { id: subject.id, subject_kind: subject.kind, kinds: in_list(kinds) },
    )
}

/// Up to `limit` open duties behind `after` whose due instant a change of the calendar at `from` can move.
pub(crate) fn movable(read: &mut Read<'_>, from: Time, after: Uuid, limit: usize) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT id FROM duties_duty WHERE state <> 'closed' AND state = 'open' AND id > :after \
         AND due_at >= :from ORDER BY id LIMIT :limit",
        params! { after, from, limit: limit as i64 },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many duties a change of the calendar at `from` can move, up to `most`.
pub(crate) fn count_movable(read: &mut Read<'_>, from: Time, most: i64) -> Result<i64> {
    let (count,): (i64,) = read.one(
        "SELECT count(*) FROM (SELECT id FROM duties_duty WHERE state <> 'closed' AND state = 'open' \
         AND due_at >= :from AND due_day IS NOT NULL LIMIT :most) AS counted",
        params! { from, most },
    )?;
    Ok(count)
}

/// Up to `limit` duties whose reminder is due, none of which another worker has taken, and since when it is.
pub(crate) fn to_remind(tx: &mut Tx<'_>, now: Time, limit: usize) -> Result<Vec<(Uuid, Time)>> {
    let claim = tx.claim();
    tx.all(
        &format!(
            "SELECT id, next_remind_at FROM duties_duty WHERE state = 'open' AND next_remind_at <= :now \
             ORDER BY next_remind_at, id LIMIT :limit{claim}"
        ),
        params! { now, limit: limit as i64 },
    )
}

/// Sets when a duty reminds next.
pub(crate) fn set_next_reminder(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<()> {
    tx.run("UPDATE duties_duty SET next_remind_at = :at WHERE id = :id", params! { id, at })?;
    Ok(())
}
