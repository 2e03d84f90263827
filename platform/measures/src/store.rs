//! The tables of contributions and summaries.

use crate::model::{
    Contribution, Counted, Cursor, Grain, LAST_DAY, NEVER, Part, Period, Tally, first_of_month,
};
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
    pub(crate) unit: Option<Uuid>,
    pub(crate) minutes: i64,
}

impl Held {
    pub(crate) fn of(it: &Contribution) -> Held {
        Held {
            counts: true,
            from: it.from,
            until: it.until.unwrap_or(LAST_DAY),
            due: it.due.unwrap_or(NEVER),
            done: it.done.unwrap_or(NEVER),
            unit: it.unit,
            minutes: it.minutes,
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
        "SELECT record, measure, agency, id, recorded_at, counts, from_day, until_day, due_at, done_at, unit, \
         minutes FROM measures_contribution WHERE record IN (:records) AND measure IN (:measures) \
         AND replaced_at = 9223372036854775807",
        params! { records: in_list(&records), measures: in_list(&measures) },
        |row| {
            let held = Held {
                counts: row.get(5)?,
                from: row.get(6)?,
                until: row.get(7)?,
                due: row.get(8)?,
                done: row.get(9)?,
                unit: row.get(10)?,
                minutes: row.get(11)?,
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
            held.unit.map_or(Value::Null, Value::Uuid),
            Value::Int(held.minutes),
        ]
    });
    tx.insert_rows(
        "INSERT INTO measures_contribution (id, measure, record_kind, record, agency, counts, from_day, \
         until_day, due_at, done_at, recorded_at, replaced_at, unit, minutes) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// A summary's key: the measure, whether it is of a day or a month, the agency, the (first) day, who holds it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SumKey<'a> {
    measure: &'a str,
    span: Grain,
    agency: Uuid,
    day: Day,
    holder: Uuid,
}

/// What is added to a summary.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Sum {
    begun: i64,
    done_on_time: i64,
    done_late: i64,
    minutes: i64,
}

impl Sum {
    fn of(held: Held, sign: i64) -> Sum {
        let (on_time, late) = match held.done {
            NEVER => (0, 0),
            done if done <= held.due => (sign, 0),
            _ => (0, sign),
        };
        Sum { begun: sign, done_on_time: on_time, done_late: late, minutes: sign * held.minutes }
    }

    fn add(&mut self, other: Sum) {
        self.begun += other.begun;
        self.done_on_time += other.done_on_time;
        self.done_late += other.done_late;
        self.minutes += other.minutes;
    }
}

/// What is to be added to summaries, always in one order, so that no two writers wait for each other.
#[derive(Default)]
pub(crate) struct Sums<'a>(BTreeMap<SumKey<'a>, Sum>);

impl<'a> Sums<'a> {
    /// Adds what a contribution counts, or takes it away.
    pub(crate) fn count(&mut self, measure: &'a str, agency: Uuid, held: Held, sign: i64) {
        self.spread(measure, agency, held.from, held.unit.unwrap_or(agency), Sum::of(held, sign));
    }

    fn spread(&mut self, measure: &'a str, agency: Uuid, day: Day, holder: Uuid, sum: Sum) {
        for (span, day) in [(Grain::Day, day), (Grain::Month, first_of_month(day))] {
            self.0.entry(SumKey { measure, span, agency, day, holder }).or_default().add(sum);
        }
    }
}

/// Adds to summaries.
pub(crate) fn add(tx: &mut Tx<'_>, sums: &Sums<'_>) -> Result<()> {
    let rows = sums.0.iter().map(|(key, sum)| {
        [
            Value::Text(key.measure.into()),
            Value::Text(key.span.code().into()),
            Value::Uuid(key.agency),
            Value::Day(key.day),
            Value::Uuid(key.holder),
            Value::Int(sum.begun),
            Value::Int(sum.done_on_time),
            Value::Int(sum.done_late),
            Value::Int(sum.minutes),
        ]
    });
    tx.insert_rows(
        "INSERT INTO measures_summary (measure, span, agency, day, holder, begun, done_on_time, done_late, minutes) \
         VALUES :rows \
         ON CONFLICT (measure, span, agency, day, holder) DO UPDATE \
         SET begun = measures_summary.begun + excluded.begun, \
         done_on_time = measures_summary.done_on_time + excluded.done_on_time, \
         done_late = measures_summary.done_late + excluded.done_late, \
         minutes = measures_summary.minutes + excluded.minutes",
        rows.collect(),
    )?;
    Ok(())
}

/// Brings the summaries of a measure to what its contributions say; how many were wrong.
///
/// One statement reads both from one snapshot, and the difference is added, so whoever contributes meanwhile is
/// neither lost nor counted twice.
pub(crate) fn mend(tx: &mut Tx<'_>, measure: &str) -> Result<u64> {
    let mut sums = Sums::default();
    tx.each(
        "SELECT 'contributed' AS span, agency, from_day AS day, COALESCE(unit, agency) AS holder, \
         count(*) AS begun, \
         CAST(sum(CASE WHEN done_at < 9223372036854775807 AND done_at <= due_at THEN 1 ELSE 0 END) AS bigint), \
         CAST(sum(CASE WHEN done_at > due_at AND done_at < 9223372036854775807 THEN 1 ELSE 0 END) AS bigint), \
         CAST(sum(minutes) AS bigint) FROM measures_contribution \
         WHERE measure = :measure AND counts AND replaced_at = 9223372036854775807 \
         GROUP BY agency, from_day, COALESCE(unit, agency) \
         UNION ALL \
         SELECT span, agency, day, holder, -begun, -done_on_time, -done_late, -minutes \
         FROM measures_summary WHERE measure = :measure",
        params! { measure },
        |row| {
            let (span, agency, day, holder): (String, _, _, _) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let sum =
                Sum { begun: row.get(4)?, done_on_time: row.get(5)?, done_late: row.get(6)?, minutes: row.get(7)? };
            match Grain::of(&span) {
                Some(span) => {
                    sums.0.entry(SumKey { measure, span, agency, day, holder }).or_default().add(sum);
                }
                None => sums.spread(measure, agency, day, holder, sum),
            }
            Ok(())
        },
    )?;
    sums.0.retain(|_, sum| *sum != Sum::default());
    add(tx, &sums)?;
    Ok(sums.0.len() as u64)
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
    /// Only what this unit of the agency does.
    pub(crate) unit: Option<Uuid>,
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
    fn narrowed(&self) -> (String, Vec<(&'static str, Value<'_>)>) {
        let mut params =
            vec![("measure", Value::Text(Cow::Borrowed(self.measure))), ("agencies", in_list(self.agencies))];
        let of_unit = if self.unit.is_some() { " AND unit = :unit" } else { "" };
        params.extend(self.unit.map(|unit| ("unit", Value::Uuid(unit))));
        let days = match self.span {
            Span::Begun(period) => {
                params.extend([("from", Value::Day(period.from)), ("until", Value::Day(period.until))]);
                "from_day >= :from AND from_day <= :until"
            }
            Span::Carried(day) => {
                params.push(("from", Value::Day(day)));
                "until_day > from_day AND until_day >= :from AND from_day < :from"
            }
        };
        (format!("measure = :measure AND agency IN (:agencies) AND counts AND {days}{of_unit}"), params)
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
    let sum = |part, what| {
        format!("CAST(COALESCE(sum(CASE WHEN {} THEN {what} ELSE 0 END), 0) AS bigint)", stands(part))
    };
    let mut sums: Vec<String> = Part::ALL.iter().map(|part| sum(*part, "1")).collect();
    sums.extend([Part::DoneOnTime, Part::DoneLate].map(|part| sum(part, "minutes")));
    let sql = format!(
        "SELECT {} FROM measures_contribution WHERE {condition} \
         AND recorded_at <= :as_of AND replaced_at > :as_of",
        sums.join(", ")
    );
    let row: (i64, i64, i64, i64, i64, i64) = read.one(&sql, &params)?;
    Ok(Tally {
        done_on_time: row.0,
        done_late: row.1,
        open_in_time: row.2,
        overdue: row.3,
        minutes: row.4 + row.5,
    })
}

/// By what counts are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The record's own agency.
    Agency,
    /// The unit that does it, or the agency where none does.
    Holder,
}

/// Counts what begins in a period by the summaries, as it holds now, for each agency or holder that has any.
pub(crate) fn count_summed(
    read: &mut Read<'_>,
    by: By,
    measure: &str,
    agencies: &[Uuid],
    period: Period,
    now: Time,
) -> Result<BTreeMap<Uuid, Tally>> {
    let mut tallies: BTreeMap<Uuid, Tally> = BTreeMap::new();
    let key = if by == By::Agency { "agency" } else { "holder" };
    let sql = format!(
        "SELECT {key}, CAST(sum(begun) AS bigint), CAST(sum(done_on_time) AS bigint), \
         CAST(sum(done_late) AS bigint), CAST(sum(minutes) AS bigint) \
         FROM measures_summary WHERE measure = :measure AND span = :span AND agency IN (:agencies) \
         AND day >= :from AND day <= :until GROUP BY {key}"
    );
    for (span, Period { from, until }) in period.grains() {
        let span = span.code();
        read.each(&sql, params! { measure, span, agencies: in_list(agencies), from, until }, |row| {
            let (begun, done_on_time, done_late): (i64, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let open_in_time = begun - done_on_time - done_late;
            let minutes = row.get(4)?;
            let tally = Tally { done_on_time, done_late, open_in_time, overdue: 0, minutes };
            tallies.entry(row.get(0)?).or_default().add(tally);
            Ok(())
        })?;
    }
    let key = if by == By::Agency { "agency" } else { "COALESCE(unit, agency)" };
    let sql = format!(
        "SELECT {key}, count(*) FROM measures_contribution WHERE measure = :measure AND agency IN (:agencies) \
         AND counts AND replaced_at = 9223372036854775807 AND done_at = 9223372036854775807 AND due_at < :now \
         AND from_day >= :from AND from_day <= :until GROUP BY {key}"
    );
    let Period { from, until } = period;
    read.each(&sql, params! { measure, agencies: in_list(agencies), now, from, until }, |row| {
        let (tally, late): (&mut Tally, i64) = (tallies.entry(row.get(0)?).or_default(), row.get(1)?);
        tally.overdue += late;
        tally.open_in_time -= late;
        Ok(())
    })?;
    Ok(tallies)
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
        "SELECT id, record_kind, record, agency, unit, from_day, until_day, due_at, done_at, minutes \
         FROM measures_contribution WHERE {condition} AND recorded_at <= :as_of AND replaced_at > :as_of AND ({}) \
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
        unit: Option<Uuid>,
        from: Day,
        until: Day,
        due: Time,
        done: Time,
        minutes: i64,
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
            unit: self.unit,
            from: self.from,
            until: (self.until != LAST_DAY).then_some(self.until),
            due,
            done,
            minutes: done.map(|_| self.minutes),
            part: Part::at(due, done, as_of),
        }
    }
}
