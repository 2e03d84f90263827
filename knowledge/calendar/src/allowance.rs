//! How long something may take, and the instant at which that ends.

use crate::{Calendar, Day, Time};
use jiff::Span;
use serde::{Deserialize, Serialize};

/// What an allowance is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minutes by the clock, day and night: urgent kinds.
    Minute,
    /// Hours by the clock, day and night.
    Hour,
    /// Hours of work (giờ làm việc).
    WorkingHour,
    /// Days of work (ngày làm việc); the day of the start is not counted, 0 is that day itself.
    WorkingDay,
    /// Days of the calendar; an end on a day off moves to the next working day (Civil Code 2015, Article 148).
    Day,
    /// Months of the calendar, with the same rule.
    Month,
}

impl Unit {
    /// All units.
    pub const ALL: [Unit; 6] =
        [Unit::Minute, Unit::Hour, Unit::WorkingHour, Unit::WorkingDay, Unit::Day, Unit::Month];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::WorkingHour => "working_hour",
            Unit::WorkingDay => "working_day",
            Unit::Day => "day",
            Unit::Month => "month",
        }
    }

    /// Reads what [`Unit::code`] wrote.
    pub fn of(code: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.code() == code)
    }
}

/// How long something may take (thời hạn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Allowance {
    /// How many; never negative.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// A time that does not count: from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When the clock stopped.
    pub from: Time,
    /// When it went on.
    pub until: Time,
}

/// The instant at which an allowance ends that began at `start`, with the pauses left out.
///
/// An allowance in days ends when work ends on its last day. Work that begins after hours begins on the next
/// working day. Pauses may come in any order; where they overlap, the time is left out once.
pub fn due(start: Time, allowance: Allowance, calendar: &Calendar, pauses: &[Pause]) -> Time {
    let first = end(start, allowance, calendar);
    merged(pauses).into_iter().filter(|pause| pause.from >= start).fold(first, |due, pause| {
        if pause.from >= due { due } else { moved(due, allowance.unit, calendar, pause) }
    })
}

fn end(start: Time, allowance: Allowance, calendar: &Calendar) -> Time {
    let amount = i64::from(allowance.amount);
    let days = i32::try_from(allowance.amount).unwrap_or(i32::MAX);
    match allowance.unit {
        Unit::Minute => start.plus(amount.saturating_mul(Time::MINUTE)),
        Unit::Hour => start.plus(amount.saturating_mul(Time::HOUR)),
        Unit::WorkingHour => calendar.add_worked(start, amount.saturating_mul(Time::HOUR)),
        Unit::WorkingDay => calendar.close_of(calendar.add_working_days(calendar.counts_on(start), days)),
        Unit::Day => close_on(calendar, start.day().plus(days)),
        Unit::Month => {
            let months = Span::new().months(amount.min(12_000));
            let day = start.day().civil().checked_add(months).map_or(start.day(), Day::from_civil);
            close_on(calendar, day)
        }
    }
}

fn close_on(calendar: &Calendar, day: Day) -> Time {
    calendar.close_of(calendar.working_on_or_after(day))
}

/// The end moved by one pause, in the unit in which it is counted.
fn moved(due: Time, unit: Unit, calendar: &Calendar, pause: Pause) -> Time {
    match unit {
        Unit::Minute | Unit::Hour => due.plus(pause.until.0 - pause.from.0),
        Unit::WorkingHour => calendar.add_worked(due, calendar.worked_between(pause.from, pause.until)),
        Unit::WorkingDay => {
            let lost = calendar.working_days_between(pause.from.day(), pause.until.day());
            calendar.close_of(calendar.add_working_days(due.day(), lost))
        }
        Unit::Day | Unit::Month => {
            close_on(calendar, due.day().plus(pause.until.day().0 - pause.from.day().0))
        }
    }
}

/// Pauses in order, overlapping ones made one; those that run backwards are none.
fn merged(pauses: &[Pause]) -> Vec<Pause> {
    let mut sorted: Vec<Pause> = pauses.iter().copied().filter(|pause| pause.from < pause.until).collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut merged: Vec<Pause> = Vec::new();
    for pause in sorted {
        match merged.last_mut() {
            Some(last) if pause.from <= last.until => last.until = last.until.max(pause.until),
            _ => merged.push(pause),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worktime::tests::calendar;
    use proptest::prelude::*;

    fn at(d: i8, hour: i8) -> Time {
        Time::local(Day::new(2023, 8, d).unwrap(), hour, 0)
    }

    fn of(amount: u32, unit: Unit) -> Allowance {
        Allowance { amount, unit }
    }

    #[test]
    fn working_days_end_with_the_working_day() {
        let calendar = calendar();
        let thursday = at(17, 9);
        assert_eq!(due(thursday, of(0, Unit::WorkingDay), &calendar, &[]), at(17, 17));
        assert_eq!(due(thursday, of(1, Unit::WorkingDay), &calendar, &[]), at(18, 17));
        assert_eq!(due(thursday, of(2, Unit::WorkingDay), &calendar, &[]), at(21, 17));
        // After hours it is as if it had come the next morning.
        assert_eq!(due(at(17, 18), of(1, Unit::WorkingDay), &calendar, &[]), at(21, 17));
    }

    #[test]
    fn urgent_kinds_run_by_the_clock() {
        assert_eq!(due(at(17, 23), of(2, Unit::Hour), &calendar(), &[]), at(18, 1));
    }

    #[test]
    fn calendar_days_that_end_on_a_day_off_end_on_the_next_working_day() {
        assert_eq!(due(at(17, 9), of(2, Unit::Day), &calendar(), &[]), at(21, 17));
        let end_of_january = Time::local(Day::new(2023, 1, 31).unwrap(), 9, 0);
        let month = due(end_of_january, of(1, Unit::Month), &calendar(), &[]);
        assert_eq!(month, Time::local(Day::new(2023, 2, 28).unwrap(), 17, 0));
    }

    #[test]
    fn overlapping_pauses_count_once_and_one_after_the_end_not_at_all() {
        let calendar = calendar();
        let pauses = [
            Pause { from: at(18, 8), until: at(21, 8) },
            Pause { from: at(18, 10), until: at(22, 8) },
            Pause { from: at(30, 8), until: at(31, 8) },
            Pause { from: at(29, 8), until: at(28, 8) },
        ];
        assert_eq!(due(at(17, 9), of(3, Unit::WorkingDay), &calendar, &pauses), at(24, 17));
    }

    proptest! {
        #[test]
        fn more_is_never_earlier(
            start in 19_000..20_000_i32, minute in 0..1440_i64, amount in 0..50_u32, unit in 0..6_usize,
        ) {
            let calendar = calendar();
            let from = Day(start).start().plus(minute * Time::MINUTE);
            let unit = Unit::ALL[unit];
            let first = due(from, of(amount, unit), &calendar, &[]);
            let second = due(from, of(amount + 1, unit), &calendar, &[]);
            prop_assert!(from <= second && first <= second);
        }

        #[test]
        fn a_pause_never_brings_the_end_forward(
            start in 19_000..20_000_i32, amount in 1..30_u32, unit in 0..6_usize, gap in 0..9_i32, length in 1..9_i32,
        ) {
            let calendar = calendar();
            let from = Day(start).start().plus(9 * Time::HOUR);
            let pause = Pause { from: from.plus(i64::from(gap) * Time::DAY), until: from.plus(i64::from(gap + length) * Time::DAY) };
            let allowance = of(amount, Unit::ALL[unit]);
            prop_assert!(due(from, allowance, &calendar, &[pause]) >= due(from, allowance, &calendar, &[]));
        }
    }
}
