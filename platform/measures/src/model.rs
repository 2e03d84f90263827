//! Measures, what counts in them, and figures. Pure.

use context::{Day, Ref, Time, Uuid};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where a record stands at an instant: the two-by-two table of official reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Done by its deadline, or without one (đã hoàn thành, đúng hạn).
    DoneOnTime,
    /// Done after its deadline (đã hoàn thành, quá hạn).
    DoneLate,
    /// Not done, its deadline not passed (chưa hoàn thành, trong hạn).
    OpenInTime,
    /// Not done though its deadline has passed (chưa hoàn thành, quá hạn).
    Overdue,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 4] = [Part::DoneOnTime, Part::DoneLate, Part::OpenInTime, Part::Overdue];

    /// The part to which a record belongs at an instant.
    pub fn at(due: Option<Time>, done: Option<Time>, as_of: Time) -> Part {
        let late = |at: Time| due.is_some_and(|due| at > due);
        match done.filter(|done| *done <= as_of) {
            Some(done) if late(done) => Part::DoneLate,
            Some(_) => Part::DoneOnTime,
            None if late(as_of) => Part::Overdue,
            None => Part::OpenInTime,
        }
    }
}

/// How many records stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Done by the deadline.
    pub done_on_time: i64,
    /// Done after it.
    pub done_late: i64,
    /// Not done, in time.
    pub open_in_time: i64,
    /// Not done, late.
    pub overdue: i64,
    /// The working time, in minutes, that those done took together.
    pub minutes: i64,
}

impl Tally {
    /// The records of one part.
    pub fn of(&self, part: Part) -> i64 {
        match part {
            Part::DoneOnTime => self.done_on_time,
            Part::DoneLate => self.done_late,
            Part::OpenInTime => self.open_in_time,
            Part::Overdue => self.overdue,
        }
    }

    /// The records of several parts.
    pub fn sum(&self, parts: &[Part]) -> i64 {
        parts.iter().map(|part| self.of(*part)).sum()
    }

    /// Adds the records of another.
    pub fn add(&mut self, other: Tally) {
        self.done_on_time += other.done_on_time;
        self.done_late += other.done_late;
        self.open_in_time += other.open_in_time;
        self.overdue += other.overdue;
        self.minutes += other.minutes;
    }
}

/// A measure (chỉ tiêu thống kê) that a feature offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its code, `crate.what`: `documents.answered`.
    pub code: &'static str,
    /// The contributions that it adds up: those of its own code, or those of another measure that it looks at from
    /// another side.
    pub counted: &'static str,
    /// The parts that count as reached.
    pub numerator: &'static [Part],
    /// The parts of which that is a share.
    pub denominator: &'static [Part],
}

/// A figure: a measure for an agency or subtree and a period, as of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What was reached.
    pub numerator: i64,
    /// Of how many.
    pub denominator: i64,
    /// Where all the records stand.
    pub tally: Tally,
}

impl Figure {
    /// The mean working time, in minutes, that one took of those done; none if none was done.
    pub fn mean_minutes(&self) -> Option<i64> {
        let done = self.tally.done_on_time + self.tally.done_late;
        // Half up.
        (done > 0).then(|| (self.tally.minutes * 2 + done) / (done * 2))
    }
}

impl Figure {
    pub(crate) fn of(measure: &Measure, tally: Tally) -> Figure {
        let (numerator, denominator) = (tally.sum(measure.numerator), tally.sum(measure.denominator));
        Figure { numerator, denominator, tally }
    }
}

/// What a record contributes to a measure at an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The measure.
    pub measure: &'static str,
    /// The record.
    pub record: Ref,
    /// The agency for which it counts.
    pub agency: Uuid,
    /// The local day on which it begins to count.
    pub from: Day,
    /// The last day on which it counts: `from` for what happens at once, none while it goes on. It counts in
    /// every period that it touches, as what is carried over into it.
    pub until: Option<Day>,
    /// When it is due, if it is.
    pub due: Option<Time>,
    /// When it was done, if it was.
    pub done: Option<Time>,
    /// The unit of the agency that does it, if one does; none leaves the one that a contribution before has named.
    pub unit: Option<Uuid>,
    /// The working time in minutes that it took; 0 while it is not done, and for what takes none.
    pub minutes: i64,
}

/// Days from a first to a last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl Period {
    /// A calendar month; none if there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Period> {
        let from = Day::new(year, month, 1)?;
        let next =
            if month == 12 { Day::new(year.checked_add(1)?, 1, 1) } else { Day::new(year, month + 1, 1) };
        Some(Period { from, until: next?.plus(-1) })
    }

    /// A calendar quarter, the first being 1; none if there is no such quarter.
    pub fn quarter(year: i16, quarter: i8) -> Option<Period> {
        let first = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
        let (first, last) = (Period::month(year, first)?, Period::month(year, first.checked_add(2)?)?);
        Some(Period { from: first.from, until: last.until })
    }

    /// A calendar year; none if there is no such year.
    pub fn year(year: i16) -> Option<Period> {
        Some(Period { from: Day::new(year, 1, 1)?, until: Day::new(year, 12, 31)? })
    }

    /// The summaries that make up the period: whole months, and days where a month is not whole.
    pub(crate) fn grains(self) -> Vec<(Grain, Period)> {
        let first = first_of_month(self.from);
        let first = if first == self.from { first } else { next_month(first) };
        let end = first_of_month(self.until.plus(1));
        if first >= end {
            return vec![(Grain::Day, self)];
        }
        let before = Period { from: self.from, until: first.plus(-1) };
        let months = Period { from: first, until: end.plus(-1) };
        let behind = Period { from: end, until: self.until };
        [(Grain::Day, before), (Grain::Month, months), (Grain::Day, behind)]
            .into_iter()
            .filter(|(_, piece)| piece.from <= piece.until)
            .collect()
    }

    /// The period cut at the days on which a change takes effect, so that nothing changes within a piece.
    pub(crate) fn cut(self, changes: &[Day]) -> Vec<Period> {
        let within = |day: &Day| self.from < *day && *day <= self.until;
        let mut starts: Vec<Day> = changes.iter().copied().filter(within).chain([self.from]).collect();
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).map(|day| day.plus(-1)).chain([self.until]);
        starts.iter().zip(ends).map(|(from, until)| Period { from: *from, until }).collect()
    }
}

/// How much a summary sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// What began on a day.
    Day,
    /// What began in a month.
    Month,
}

impl Grain {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Month => "month",
        }
    }

    pub(crate) fn of(code: &str) -> Option<Grain> {
        [Grain::Day, Grain::Month].into_iter().find(|grain| grain.code() == code)
    }
}

/// The first day of a day's month.
pub(crate) fn first_of_month(day: Day) -> Day {
    day.plus(1 - i32::from(day.of_month()))
}

/// The first day of the month behind the one that begins on a day.
fn next_month(first: Day) -> Day {
    first_of_month(first.plus(31))
}

/// Whose records a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Where {
    /// Those of an agency itself.
    Agency(Uuid),
    /// Those of an agency and of all below it, by the tree of each day.
    Subtree(Uuid),
    /// Those that a unit of an agency does.
    Unit {
        /// The agency.
        agency: Uuid,
        /// The unit.
        unit: Uuid,
    },
}

/// A record behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The id of the contribution.
    #[serde(skip)]
    pub(crate) id: Uuid,
    /// The record.
    pub record: Ref,
    /// The agency for which it counts.
    pub agency: Uuid,
    /// The unit of it that does it.
    pub unit: Option<Uuid>,
    /// The day on which it began to count.
    pub from: Day,
    /// The last day on which it counts; none while it goes on.
    pub until: Option<Day>,
    /// When it is due.
    pub due: Option<Time>,
    /// When it was done.
    pub done: Option<Time>,
    /// The working time in minutes that it took, once done.
    pub minutes: Option<i64>,
    /// Where it stands.
    pub part: Part,
}

/// Where the next page of records begins: behind this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) from: Day,
    pub(crate) id: Uuid,
}

impl Cursor {
    /// Before everything.
    pub(crate) const START: Cursor = Cursor { from: FIRST_DAY, id: Uuid::nil() };

    /// Behind a record.
    pub fn behind(counted: &Counted) -> Cursor {
        Cursor { from: counted.from, id: counted.id }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.from.0, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Cursor, NoCursor> {
        let (from, id) = text.split_once('.').ok_or(NoCursor)?;
        let from = Day(from.parse().map_err(|_| NoCursor)?);
        match (FIRST_DAY..=LAST_DAY).contains(&from) {
            true => Ok(Cursor { from, id: id.parse().map_err(|_| NoCursor)? }),
            false => Err(NoCursor),
        }
    }
}

/// The text is no [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a page in a list")]
pub struct NoCursor;

/// The first day that both engines hold: 0001-01-01.
pub(crate) const FIRST_DAY: Day = Day(-719_162);
/// Stands for "goes on": 9999-12-31.
pub(crate) const LAST_DAY: Day = Day(2_932_896);
/// Stands for no instant: sorts last and never passes.
pub(crate) const NEVER: Time = Time(i64::MAX);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(month: i8, day: i8) -> Day {
        Day::new(2023, month, day).unwrap()
    }

    #[test]
    fn lateness_follows_from_the_instant_of_asking() {
        let (due, before, after) = (Some(Time(10)), Some(Time(10)), Some(Time(11)));
        assert_eq!(Part::at(due, None, Time(10)), Part::OpenInTime);
        assert_eq!(Part::at(due, None, Time(11)), Part::Overdue);
        assert_eq!(Part::at(due, before, Time(12)), Part::DoneOnTime);
        assert_eq!(Part::at(due, after, Time(12)), Part::DoneLate);
        // Asked as of an instant before it was done, it was not.
        assert_eq!(Part::at(due, before, Time(9)), Part::OpenInTime);
        assert_eq!(Part::at(None, None, NEVER), Part::OpenInTime);
        assert_eq!(Part::at(None, after, Time(12)), Part::DoneOnTime);
    }

    #[test]
    fn there_is_no_thirteenth_month() {
        assert_eq!(Period::month(2023, 13), None);
        assert_eq!(Period::month(2023, 2).unwrap().until, day(2, 28));
        assert_eq!(Period::month(2023, 12).unwrap().until, day(12, 31));
        assert_eq!(Period::year(2023), Some(Period { from: day(1, 1), until: day(12, 31) }));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let nil = "00000000000000000000000000000000";
        for wrong in ["", "1", "1.", "x.1", &format!("9999999.{nil}"), &format!("-9999999.{nil}")] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NoCursor), "{wrong}");
        }
    }

    #[test]
    fn a_quarter_is_three_months() {
        assert_eq!(Period::quarter(2023, 3), Some(Period { from: day(7, 1), until: day(9, 30) }));
        assert_eq!(Period::quarter(2023, 4).unwrap().until, day(12, 31));
        for none in [i8::MIN, 0, 5, i8::MAX] {
            assert_eq!(Period::quarter(2023, none), None);
        }
    }

    proptest! {
        #[test]
        fn grains_keep_every_day_once_and_months_whole(from in 0..1000_i32, length in 0..1000_i32) {
            let whole = Period { from: Day(from), until: Day(from + length) };
            let grains = whole.grains();
            let days: Vec<i32> = grains.iter().flat_map(|(_, piece)| piece.from.0..=piece.until.0).collect();
            prop_assert_eq!(days, (from..=from + length).collect::<Vec<_>>());
            for (_, months) in grains.iter().filter(|(grain, _)| *grain == Grain::Month) {
                prop_assert_eq!((months.from.of_month(), months.until.plus(1).of_month()), (1, 1));
            }
            let days = grains.iter().filter(|(grain, _)| *grain == Grain::Day);
            prop_assert!(days.map(|(_, piece)| piece.until.0 - piece.from.0).all(|days| days < 60));
        }

        #[test]
        fn a_cut_period_keeps_every_day_once(
            from in 0..100_i32, length in 0..100_i32, changes in prop::collection::vec(-20..250_i32, 0..6),
        ) {
            let whole = Period { from: Day(from), until: Day(from + length) };
            let changes: Vec<Day> = changes.into_iter().map(Day).collect();
            let pieces = whole.cut(&changes);
            let days: Vec<i32> = pieces.iter().flat_map(|piece| piece.from.0..=piece.until.0).collect();
            prop_assert_eq!(days, (from..=from + length).collect::<Vec<_>>());
            for change in changes.iter().filter(|day| whole.from < **day && **day <= whole.until) {
                prop_assert!(pieces.iter().any(|piece| piece.from == *change));
            }
        }

        #[test]
        fn cursors_come_back(from in FIRST_DAY.0..=LAST_DAY.0, id in any::<u128>()) {
            let cursor = Cursor { from: Day(from), id: Uuid::from_u128(id) };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }
}
