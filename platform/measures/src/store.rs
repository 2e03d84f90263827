//! The tables of contributions and summaries.

use crate::model::{Contribution, Counted, Cursor, LAST_DAY, NEVER, Part, Period, Tally};
use context::{Day, Ref, Time, Uuid};
use db::{Read, Result, Tx, Value, in_list, params};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What holds of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) counts: bool,
    pub(crate) from: Day,
    pub(crate) until: Day,
    pub(crate) due: Time,
    pub(crate) done: Time,
}

impl Held {
    pub(crate) fn of(it: &Contribution) -> Held {
        Held {
            counts: true,
            from: it.from,
            until: it.until.unwrap_or(LAST_DAY),
            due: it.due.unwrap_or(NEVER),
            done: it.done.unwrap_or(NEVER),
        }
    }
}

/// The row that holds of a record, a measure and an agency.
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) recorded_at: Time,
    pub(crate) held: Held,
}

/// Whose contribution a row is.
pub(crate) struct Key<'a> {
    pub(crate) measure: &'a str,
    pub(crate) record: &'a Ref,
    pub(crate) agency: Uuid,
}

/// The record, the measure and the agency of a row.
pub(crate) type Id = (Uuid, String, Uuid);

impl Key<'_> {
    pub(crate) fn id(&self) -> Id {
        (self.record.id, self.measure.to_owned(), self.agency)
    }
}

/// Finds the rows that hold.
pub(crate) fn holding(read: &mut Read<'_>, keys: &[Key<'_>]) -> Result<BTreeMap<Id, Row>> {
    let mut records: Vec<Uuid> = keys.iter().map(|key| key.record.id).collect();
    let mut measures: Vec<&str> = keys.iter().map(|key| key.measure).collect();
    records.sort_unstable();
    records.dedup();
    measures.sort_unstable();
    measures.dedup();
    let mut rows = BTreeMap::new();
    read.each(
        "SELECT record, measure, agency, id, recorded_at, counts, from_day, until_day, due_at, done_at \
         FROM measures_contribution WHERE record IN (:records) AND measure IN (:measures) \
         AND replaced_at = 9223372036854775807",
        params! { records: in_list(&records), measures: in_list(&measures) },
        |row| {
            let held = Held {
                counts: row.get(5)?,
                from: row.get(6)?,
                until: row.get(7)?,
                due: row.get(8)?,
                done: row.get(9)?,
            };
            let id = (row.get(0)?, row.get(1)?, row.get(2)?);
            rows.insert(id, Row { id: row.get(3)?, recorded_at: row.get(4)?, held });
            Ok(())
        },
    )?;
    Ok(rows)
}

/// Closes rows: others hold from now on.
pub(crate) fn replace(tx: &mut Tx<'_>, ids: &[Uuid], at: Time) -> Result<()> {
    if !ids.is_empty() {
        tx.run(
            "UPDATE measures_contribution SET replaced_at = :at WHERE id IN (:ids)",
            params! { ids: in_list(ids), at },
        )?;
    }
    Ok(())
}

/// Adds rows that hold from now on.
pub(crate) fn insert(tx: &mut Tx<'_>, rows: &[(Uuid, &Key<'_>, Held)], at: Time) -> Result<()> {
    let rows = rows.iter().map(|(id, key, held)| {
        [
            Value::Uuid(*id),
            Value::Text(key.measure.into()),
            Value::Text(key.record.kind.as_ref().into()),
            Value::Uuid(key.record.id),
            Value::Uuid(key.agency),
            Value::Bool(held.counts),
            Value::Day(held.from),
            Value::Day(held.until),
            Value::Int(held.due.0),
            Value::Int(held.done.0),
            Value::Int(at.0),
            Value::Int(NEVER.0),
        ]
    });
    tx.insert_rows(
        "INSERT INTO measures_contribution (id, measure, record_kind, record, agency, counts, from_day, \
         until_day, due_at, done_at, recorded_at, replaced_at) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// A day's summary: a measure, an agency, a day.
pub(crate) type Daily<'a> = (&'a str, Uuid, Day);

/// What is added to a summary.
#[derive(Default)]
pub(crate) struct Sum {
    begun: i64,
    done_on_time: i64,
    done_late: i64,
}

impl Sum {
    pub(crate) fn add(&mut self, held: Held, sign: i64) {
        self.begun += sign;
        match held.done {
            NEVER => {}
            done if done <= held.due => self.done_on_time += sign,
            _ => self.done_late += sign,
        }
    }
}

/// Adds to summaries, always in one order, so that no two writers wait for each other.
pub(crate) fn add(tx: &mut Tx<'_>, sums: &BTreeMap<Daily<'_>, Sum>) -> Result<()> {
    let rows = sums.iter().map(|((measure, agency, day), sum)| {
        [
            Value::Text((*measure).into()),
            Value::Uuid(*agency),
            Value::Day(*day),
            Value::Int(sum.begun),
            Value::Int(sum.done_on_time),
            Value::Int(sum.done_late),
        ]
    });
    tx.insert_rows(
        "INSERT INTO measures_summary (measure, agency, day, begun, done_on_time, done_late) VALUES :rows \
         ON CONFLICT (measure, agency, day) DO UPDATE SET begun = measures_summary.begun + excluded.begun, \
         done_on_time = measures_summary.done_on_time + excluded.done_on_time, \
         done_late = measures_summary.done_late + excluded.done_late",
        rows.collect(),
    )?;
    Ok(())
}

/// Brings the summaries of a measure to what its contributions say; how many were wrong.
///
/// One statement takes the difference from one snapshot and adds it, so whoever contributes meanwhile is neither
/// lost nor counted twice.
pub(crate) fn mend(tx: &mut Tx<'_>, measure: &str) -> Result<u64> {
    tx.run(
        "INSERT INTO measures_summary (measure, agency, day, begun, done_on_time, done_late) \
         SELECT measure, agency, day, CAST(sum(begun) AS bigint), CAST(sum(done_on_time) AS bigint), \
         CAST(sum(done_late) AS bigint) FROM ( \
           SELECT measure, agency, from_day AS day, 1 AS begun, \
           CASE WHEN done_at < 9223372036854775807 AND done_at <= due_at THEN 1 ELSE 0 END AS done_on_time, \
           CASE WHEN done_at > due_at AND done_at < 9223372036854775807 THEN 1 ELSE 0 END AS done_late \
           FROM measures_contribution \
           WHERE measure = :measure AND counts AND replaced_at = 9223372036854775807 \
           UNION ALL \
           SELECT measure, agency, day, -begun, -done_on_time, -done_late FROM measures_summary \
           WHERE measure = :measure) AS difference \
         GROUP BY measure, agency, day \
         HAVING sum(begun) <> 0 OR sum(done_on_time) <> 0 OR sum(done_late) <> 0 \
         ON CONFLICT (measure, agency, day) DO UPDATE SET begun = measures_summary.begun + excluded.begun, \
         done_on_time = measures_summary.done_on_time + excluded.done_on_time, \
         done_late = measures_summary.done_late + excluded.done_late",
        params! { measure },
    )
}

/// The days after `from`, up to `until`, on which the tree of agencies changed.
pub(crate) fn tree_changes(read: &mut Read<'_>, period: Period) -> Result<Vec<Day>> {
    let rows: Vec<(Day,)> = read.all(
        "SELECT starts FROM organisation_standing WHERE starts > :from AND starts <= :until \
         UNION SELECT ends FROM organisation_standing WHERE ends > :from AND ends <= :until",
        params! { from: period.from, until: period.until },
    )?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// The records counted together: those of some agencies that begin in a span of days.
pub(crate) struct Slice<'a> {
    pub(crate) measure: &'a str,
    pub(crate) agencies: &'a [Uuid],
    pub(crate) span: Span,
}

/// Which days decide.
#[derive(Clone, Copy)]
pub(crate) enum Span {
    /// Begun in the period.
    Begun(Period),
    /// Begun before this day and still counting on it.
    Carried(Day),
}

impl Slice<'_> {
    /// The condition on rows, with the parameters that it binds.
    fn narrowed(&self) -> (&'static str, Vec<(&'static str, Value<'_>)>) {
        let mut params =
            vec![("measure", Value::Text(Cow::Borrowed(self.measure))), ("agencies", in_list(self.agencies))];
        match self.span {
            Span::Begun(period) => {
                params.extend([("from", Value::Day(period.from)), ("until", Value::Day(period.until))]);
                let sql = "measure = :measure AND agency IN (:agencies) AND counts \
                           AND from_day >= :from AND from_day <= :until";
                (sql, params)
            }
            Span::Carried(day) => {
                params.push(("from", Value::Day(day)));
                let sql = "measure = :measure AND agency IN (:agencies) AND counts AND until_day > from_day \
                           AND until_day >= :from AND from_day < :from";
                (sql, params)
            }
        }
    }
}

/// The condition under which a row stands in a part at `:as_of`.
fn stands(part: Part) -> &'static str {
    match part {
        Part::DoneOnTime => "(done_at <= :as_of AND done_at <= due_at)",
        Part::DoneLate => "(done_at <= :as_of AND done_at > due_at)",
        Part::OpenInTime => "(done_at > :as_of AND due_at >= :as_of)",
        Part::Overdue => "(done_at > :as_of AND due_at < :as_of)",
    }
}

/// Counts rows one by one, as they held and stood at an instant.
pub(crate) fn count(read: &mut Read<'_>, slice: &Slice<'_>, as_of: Time) -> Result<Tally> {
    let (condition, mut params) = slice.narrowed();
    params.push(("as_of", Value::Int(as_of.0)));
    let sums =
        Part::ALL.map(|part| format!("CAST(sum(CASE WHEN {} THEN 1 ELSE 0 END) AS bigint)", stands(part)));
    let sql = format!(
        "SELECT {} FROM measures_contribution WHERE {condition} \
         AND recorded_at <= :as_of AND replaced_at > :as_of",
        sums.join(", ")
    );
    let row: (Option<i64>, Option<i64>, Option<i64>, Option<i64>) = read.one(&sql, &params)?;
    Ok(Tally {
        done_on_time: row.0.unwrap_or(0),
        done_late: row.1.unwrap_or(0),
        open_in_time: row.2.unwrap_or(0),
        overdue: row.3.unwrap_or(0),
    })
}

/// Counts what begins in a period by the summaries, as it holds now.
pub(crate) fn count_summed(
    read: &mut Read<'_>,
    measure: &str,
    agencies: &[Uuid],
    period: Period,
    now: Time,
) -> Result<Tally> {
    let (from, until) = (period.from, period.until);
    let summed: (Option<i64>, Option<i64>, Option<i64>) = read.one(
        "SELECT CAST(sum(begun) AS bigint), CAST(sum(done_on_time) AS bigint), CAST(sum(done_late) AS bigint) \
         FROM measures_summary WHERE measure = :measure AND agency IN (:agencies) \
         AND day >= :from AND day <= :until",
        params! { measure, agencies: in_list(agencies), from, until },
    )?;
    let (overdue,): (i64,) = read.one(
        "SELECT count(*) FROM measures_contribution WHERE measure = :measure AND agency IN (:agencies) \
         AND counts AND replaced_at = 9223372036854775807 AND done_at = 9223372036854775807 AND due_at < :now \
         AND from_day >= :from AND from_day <= :until",
        params! { measure, agencies: in_list(agencies), now, from, until },
    )?;
    let [begun, done_on_time, done_late] = [summed.0, summed.1, summed.2].map(Option::unwrap_or_default);
    Ok(Tally { done_on_time, done_late, overdue, open_in_time: begun - done_on_time - done_late - overdue })
}

/// Up to `limit` records of some parts behind a place, as they held and stood at an instant.
pub(crate) fn records(
    read: &mut Read<'_>,
    slice: &Slice<'_>,
    parts: &[Part],
    as_of: Time,
    behind: Cursor,
    limit: usize,
) -> Result<Vec<Counted>> {
    let (condition, mut params) = slice.narrowed();
    params.extend([
        ("as_of", Value::Int(as_of.0)),
        ("behind_day", Value::Day(behind.from)),
        ("behind_id", Value::Uuid(behind.id)),
        ("limit", Value::Int(limit as i64)),
    ]);
    let parts: Vec<&str> = parts.iter().map(|part| stands(*part)).collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, record_kind, record, agency, from_day, until_day, due_at, done_at FROM measures_contribution \
         WHERE {condition} AND recorded_at <= :as_of AND replaced_at > :as_of AND ({}) \
         AND (from_day, id) > (:behind_day, :behind_id) ORDER BY from_day, id LIMIT :limit",
        parts.join(" OR ")
    );
    let rows: Vec<Listed> = read.all(&sql, &params)?;
    Ok(rows.into_iter().map(|row| row.counted(as_of)).collect())
}

db::row! {
    /// A row of a list.
    struct Listed {
        id: Uuid,
        record_kind: String,
        record: Uuid,
        agency: Uuid,
        from: Day,
        until: Day,
        due: Time,
        done: Time,
    }
}

impl Listed {
    /// As it stood at an instant.
    fn counted(self, as_of: Time) -> Counted {
        let due = (self.due != NEVER).then_some(self.due);
        let done = (self.done <= as_of).then_some(self.done);
        Counted {
            id: self.id,
            record: Ref { kind: self.record_kind.into(), id: self.record },
            agency: self.agency,
            from: self.from,
            until: (self.until != LAST_DAY).then_some(self.until),
            due,
            done,
            part: Part::at(due, done, as_of),
        }
    }
}
