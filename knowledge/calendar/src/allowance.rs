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
/// working day. Pauses may come in any order; where they overlap, the time is left out once, and of one that
/// began before the start only what lies after it is left out. Never earlier than `start`, and never within a
/// pause that began in time.
pub fn due(start: Time, allowance: Allowance, calendar: &Calendar, pauses: &[Pause]) -> Time {
    let first = end(start, allowance, calendar).max(start);
    merged(start, pauses).into_iter().fold(first, |due, pause| {
        if pause.from >= due { due } else { moved(due, allowance.unit, calendar, pause) }
    })
}

/// How much has passed from `start` to `end`: the smallest amount of a unit that would have been enough, so that
/// what ended at its [`due`] instant took exactly its allowance.
pub fn elapsed(start: Time, end: Time, unit: Unit, calendar: &Calendar, pauses: &[Pause]) -> u32 {
    let enough = |amount| due(start, Allowance { amount, unit }, calendar, pauses) >= end;
    // No unit is shorter than a minute of the clock, and only minutes are shorter than an hour.
    let shortest = if unit == Unit::Minute { Time::MINUTE } else { Time::HOUR };
    let span = end.0.saturating_sub(start.0).max(0) / shortest + 1;
    let (mut low, mut high) = (0, u32::try_from(span).unwrap_or(u32::MAX));
    while low < high {
        let middle = low + (high - low) / 2;
        match enough(middle) {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    low
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
        Unit::WorkingHour => {
            // Where the time left is none, going on after hours is later than the last hour worked.
            calendar.add_worked(due, calendar.worked_between(pause.from, pause.until)).max(pause.until)
        }
        Unit::WorkingDay => {
            // By the days on which stopping and going on count, so that a night or a weekend costs nothing.
            let (stopped, resumed) = (calendar.counts_on(pause.from), calendar.counts_on(pause.until));
            let lost = calendar.working_days_between(stopped, resumed);
            calendar.close_of(calendar.add_working_days(due.day(), lost))
        }
        Unit::Day | Unit::Month => {
            let later = close_on(calendar, due.day().plus(pause.until.day().0 - pause.from.day().0));
            later.max(calendar.close_of(calendar.counts_on(pause.until)))
        }
    }
}

/// What of the pauses lies after the start: in order, overlapping ones made one; those that run backwards are
/// none.
fn merged(start: Time, pauses: &[Pause]) -> Vec<Pause> {
    let after_start = |pause: &Pause| Pause { from: pause.from.max(start), until: pause.until };
    let mut sorted: Vec<Pause> =
        pauses.iter().map(after_start).filter(|pause| pause.from < pause.until).collect();
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

    #[test]
    fn a_pause_over_a_night_or_a_weekend_costs_no_working_day() {
        let calendar = calendar();
        let weekend = Pause { from: at(18, 18), until: at(21, 7) };
        let night = Pause { from: at(17, 19), until: at(18, 6) };
        assert_eq!(due(at(17, 9), of(2, Unit::WorkingDay), &calendar, &[weekend, night]), at(21, 17));
    }

    #[test]
    fn of_a_pause_begun_before_the_start_the_rest_counts() {
        let early = Pause { from: at(17, 8), until: at(17, 11) };
        assert_eq!(due(at(17, 9), of(4, Unit::Hour), &calendar(), &[early]), at(17, 15));
        let over = Pause { from: at(16, 8), until: at(17, 8) };
        assert_eq!(due(at(17, 9), of(4, Unit::Hour), &calendar(), &[over]), at(17, 13));
    }

    #[test]
    fn nothing_is_due_before_it_begins_however_short_or_long_it_may_take() {
        let calendar = calendar();
        for start in [at(17, 9), at(17, 12).plus(30 * Time::MINUTE), at(17, 20), at(19, 10)] {
            for unit in Unit::ALL {
                for amount in [0, 1, 100_000, u32::MAX] {
                    assert!(due(start, of(amount, unit), &calendar, &[]) >= start, "{amount} {unit:?}");
                }
            }
        }
    }

    #[test]
    fn what_ends_in_a_pause_took_what_it_took_before() {
        let calendar = calendar();
        let pause = Pause { from: at(18, 10), until: at(23, 10) };
        assert_eq!(elapsed(at(17, 9), at(22, 9), Unit::WorkingDay, &calendar, &[pause]), 1);
        assert_eq!(elapsed(at(17, 9), at(22, 9), Unit::WorkingDay, &calendar, &[]), 3);
        assert_eq!(elapsed(at(17, 9), at(17, 9), Unit::WorkingHour, &calendar, &[]), 0);
        assert_eq!(elapsed(at(17, 9), at(17, 14), Unit::WorkingHour, &calendar, &[]), 4);
    }

    /// Two pauses of any minutes; they may overlap, begin before the start or run backwards.
    fn pauses(from: Time) -> impl Strategy<Value = Vec<Pause>> {
        let minute = -3 * 1440..20 * 1440_i64;
        prop::collection::vec((minute.clone(), minute), 0..3).prop_map(move |pairs| {
            let at = |minute: i64| from.plus(minute * Time::MINUTE);
            pairs.into_iter().map(|(from, until)| Pause { from: at(from), until: at(until) }).collect()
        })
    }

    fn start() -> impl Strategy<Value = Time> {
        (19_000..20_000_i32, 0..1440_i64)
            .prop_map(|(day, minute)| Day(day).start().plus(minute * Time::MINUTE))
    }

    fn start_and_pauses() -> impl Strategy<Value = (Time, Vec<Pause>)> {
        start().prop_flat_map(|start| (Just(start), pauses(start)))
    }

    fn unit() -> impl Strategy<Value = Unit> {
        prop::sample::select(Unit::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn more_is_never_earlier((start, pauses) in start_and_pauses(), amount in 0..50_u32, unit in unit()) {
            let calendar = calendar();
            let first = due(start, of(amount, unit), &calendar, &pauses);
            let second = due(start, of(amount + 1, unit), &calendar, &pauses);
            prop_assert!(start <= first && first <= second);
        }

        #[test]
        fn a_pause_never_brings_the_end_forward_and_the_end_never_falls_into_it(
            (start, pauses) in start_and_pauses(), amount in 0..30_u32, unit in unit(),
        ) {
            let calendar = calendar();
            let allowance = of(amount, unit);
            let end = due(start, allowance, &calendar, &pauses);
            prop_assert!(end >= due(start, allowance, &calendar, &[]));
            for pause in merged(start, &pauses) {
                prop_assert!(end <= pause.from || end >= pause.until, "{end:?} {pause:?}");
            }
        }

        #[test]
        fn what_has_passed_is_the_smallest_allowance_that_is_enough(
            (start, pauses) in start_and_pauses(), unit in unit(), minute in -100..40 * 1440_i64,
        ) {
            let calendar = calendar();
            let end = start.plus(minute * Time::MINUTE);
            let passed = elapsed(start, end, unit, &calendar, &pauses);
            prop_assert!(due(start, of(passed, unit), &calendar, &pauses) >= end);
            if passed > 0 {
                prop_assert!(due(start, of(passed - 1, unit), &calendar, &pauses) < end);
            }
        }

        #[test]
        fn what_ends_when_due_took_its_working_allowance(
            (start, pauses) in start_and_pauses(), amount in 1..50_u32, which in 0..4_usize,
        ) {
            let unit = [Unit::Minute, Unit::Hour, Unit::WorkingHour, Unit::WorkingDay][which];
            let calendar = calendar();
            let end = due(start, of(amount, unit), &calendar, &pauses);
            prop_assert_eq!(elapsed(start, end, unit, &calendar, &pauses), amount);
        }
    }
}
