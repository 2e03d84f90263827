//! When people work.

use crate::{Day, Time};
use std::collections::BTreeMap;

/// The working hours of a day: pairs of minutes since midnight, in order and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(Vec<(i16, i16)>);

impl Hours {
    /// Hours from pairs of minutes since midnight; none if they overlap, run backwards or leave the day.
    pub fn new(pairs: &[(i16, i16)]) -> Option<Hours> {
        let inside = pairs.iter().all(|(from, until)| 0 <= *from && from < until && *until <= 24 * 60);
        let apart = pairs.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        (inside && apart).then(|| Hours(pairs.to_vec()))
    }

    fn minutes(&self) -> i64 {
        self.0.iter().map(|(from, until)| i64::from(until - from)).sum()
    }
}

/// What the law says of a single day (ngày nghỉ lễ, ngày làm bù).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// A day off that would otherwise be worked.
    Off,
    /// A day worked that would otherwise be off: a swapped Saturday.
    Work,
}

/// The days that the running sums cover: 2000-01-01 to 2060-01-01. Beyond them only weekdays count.
const FIRST: Day = Day(10_957);
const LAST: Day = Day(32_872);

/// Working days and hours, with the days off and the days worked instead.
#[derive(Clone, Debug)]
pub struct Calendar {
    week: [Hours; 7],
    exceptions: BTreeMap<Day, DayKind>,
    /// Working days before each day from [`FIRST`] on.
    days: Vec<i32>,
    /// Working minutes before each day from [`FIRST`] on.
    minutes: Vec<i64>,
}

impl Calendar {
    /// A calendar of a week's hours (Monday first) and of single days that differ from it.
    pub fn new(week: [Hours; 7], exceptions: impl IntoIterator<Item = (Day, DayKind)>) -> Calendar {
        let mut calendar =
            Calendar { week, exceptions: exceptions.into_iter().collect(), days: vec![], minutes: vec![] };
        let (mut days, mut minutes) = (0, 0);
        for day in FIRST.0..=LAST.0 {
            calendar.days.push(days);
            calendar.minutes.push(minutes);
            let worked = calendar.hours(Day(day)).minutes();
            days += i32::from(worked > 0);
            minutes += worked;
        }
        calendar
    }

    /// The hours of a day; empty on a day off. A Saturday worked instead has Monday's hours.
    pub fn hours(&self, day: Day) -> &Hours {
        static NONE: Hours = Hours(Vec::new());
        match self.exceptions.get(&day) {
            Some(DayKind::Off) => &NONE,
            Some(DayKind::Work) => &self.week[0],
            None => &self.week[(day.weekday() - 1).clamp(0, 6) as usize],
        }
    }

    /// Whether a day is worked.
    pub fn is_working(&self, day: Day) -> bool {
        !self.hours(day).0.is_empty()
    }

    /// The first working day on or after a day.
    pub fn working_on_or_after(&self, day: Day) -> Day {
        (0..60).map(|n| day.plus(n)).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The first working day after a day.
    pub fn next_working(&self, day: Day) -> Day {
        self.working_on_or_after(day.plus(1))
    }

    /// The working days after `from` up to and including `until`; negative when `until` is earlier.
    pub fn working_days_between(&self, from: Day, until: Day) -> i32 {
        self.days_before(until.plus(1)).saturating_sub(self.days_before(from.plus(1)))
    }

    /// The working day that many working days after a day. 0 is the day itself, or the next working one.
    pub fn add_working_days(&self, day: Day, count: i32) -> Day {
        if count <= 0 {
            return self.working_on_or_after(day);
        }
        if day < FIRST || day >= LAST {
            return self.walk(day, count);
        }
        let target = self.days_before(day.plus(1)).saturating_add(count);
        // The first day by whose end that many working days are over.
        let found = FIRST.plus(self.days.partition_point(|before| *before < target) as i32 - 1);
        if found < LAST { found } else { self.walk(LAST.plus(-1), target - self.days_before(LAST)) }
    }

    /// When work ends on a day; 17:00 on a day off.
    pub fn close_of(&self, day: Day) -> Time {
        let minute = self.hours(day).0.last().map_or(17 * 60, |(_, until)| *until);
        minute_of(day, minute)
    }

    /// When work begins on a day; 08:00 on a day off.
    pub fn open_of(&self, day: Day) -> Time {
        let minute = self.hours(day).0.first().map_or(8 * 60, |(from, _)| *from);
        minute_of(day, minute)
    }

    /// The day on which something that arrives at an instant counts as arrived: that day, or the next working
    /// one when work has ended.
    pub fn counts_on(&self, at: Time) -> Day {
        let day = at.day();
        if self.is_working(day) && at < self.close_of(day) { day } else { self.next_working(day) }
    }

    /// The working time, in microseconds, from `from` to `until`; negative when `until` is earlier.
    pub fn worked_between(&self, from: Time, until: Time) -> i64 {
        self.worked_before(until) - self.worked_before(from)
    }

    /// The instant by which that much working time (microseconds) has passed since an instant; never earlier
    /// than that instant.
    pub fn add_worked(&self, from: Time, micros: i64) -> Time {
        self.worked_by(from, self.worked_before(from).saturating_add(micros.max(0))).max(from)
    }

    /// The instant, not before the day of `from`, by which the working time has grown to `target`.
    fn worked_by(&self, from: Time, target: i64) -> Time {
        let minutes = target.div_euclid(Time::MINUTE);
        // The day in which it ends: time that fills a day ends with that day, not on the next morning.
        let full = target.rem_euclid(Time::MINUTE) == 0;
        let index =
            self.minutes.partition_point(|before| if full { *before < minutes } else { *before <= minutes });
        let mut day = FIRST.plus(index as i32 - 1);
        if day < from.day() {
            day = self.counts_on(from);
        }
        let mut left = target - self.minutes_before(day) * Time::MINUTE;
        for (open, close) in &self.hours(day).0 {
            let span = i64::from(close - open) * Time::MINUTE;
            if left <= span {
                return minute_of(day, *open).plus(left);
            }
            left -= span;
        }
        self.close_of(day)
    }

    fn worked_before(&self, at: Time) -> i64 {
        let day = at.day();
        let within: i64 = (self.hours(day).0.iter())
            .map(|(open, close)| {
                let (open, close) = (minute_of(day, *open), minute_of(day, *close));
                at.0.clamp(open.0, close.0) - open.0
            })
            .sum();
        self.minutes_before(day) * Time::MINUTE + within
    }

    fn days_before(&self, day: Day) -> i32 {
        let inside = day.0.clamp(FIRST.0, LAST.0);
        let beyond = (i64::from(day.0) - i64::from(inside)) * 5 / 7;
        self.days[(inside - FIRST.0) as usize].saturating_add(beyond as i32)
    }

    fn minutes_before(&self, day: Day) -> i64 {
        let inside = day.0.clamp(FIRST.0, LAST.0);
        let week: i64 = self.week.iter().map(Hours::minutes).sum();
        self.minutes[(inside - FIRST.0) as usize] + (i64::from(day.0) - i64::from(inside)) * week / 7
    }

    /// Day by day, where the running sums do not reach; 10,000 working days at most, some forty years.
    fn walk(&self, day: Day, count: i32) -> Day {
        (0..count.min(10_000)).fold(day, |day, _| self.next_working(day))
    }
}

fn minute_of(day: Day, minute: i16) -> Time {
    day.start().plus(i64::from(minute) * Time::MINUTE)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    /// Made once for all cases.
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
        let worked = Hours::new(&[(8 * 60, 12 * 60), (13 * 60, 17 * 60)]).unwrap();
        let off = Hours::default();
        let week = [0, 1, 2, 3, 4, 5, 6].map(|day| if day < 5 { worked.clone() } else { off.clone() });
        Calendar::new(
            week,
            [
                (day(2023, 9, 1), DayKind::Off),
                (day(2023, 9, 4), DayKind::Off),
                (day(2024, 5, 4), DayKind::Work),
            ],
        )
    });

    pub(crate) fn calendar() -> Calendar {
        CALENDAR.clone()
    }

    fn day(y: i16, m: i8, d: i8) -> Day {
        Day::new(y, m, d).unwrap()
    }

    #[test]
    fn hours_that_overlap_or_run_backwards_are_refused() {
        for wrong in [&[(480, 720), (700, 800)][..], &[(720, 480)], &[(-1, 5)], &[(0, 1441)]] {
            assert_eq!(Hours::new(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_holiday_is_skipped_and_a_swapped_saturday_is_worked() {
        let calendar = calendar();
        assert_eq!(calendar.next_working(day(2023, 8, 31)), day(2023, 9, 5));
        assert_eq!(calendar.add_working_days(day(2023, 8, 31), 2), day(2023, 9, 6));
        assert!(calendar.is_working(day(2024, 5, 4)));
        assert_eq!(calendar.working_days_between(day(2024, 5, 3), day(2024, 5, 6)), 2);
    }

    #[test]
    fn what_comes_after_hours_counts_from_the_next_working_day() {
        let calendar = calendar();
        let thursday = day(2023, 8, 31);
        assert_eq!(calendar.counts_on(Time::local(thursday, 16, 59)), thursday);
        assert_eq!(calendar.counts_on(Time::local(thursday, 17, 0)), day(2023, 9, 5));
    }

    #[test]
    fn working_time_skips_lunch_and_night() {
        let calendar = calendar();
        let thursday = day(2023, 8, 17);
        let from = Time::local(thursday, 11, 0);
        assert_eq!(calendar.add_worked(from, 2 * Time::HOUR), Time::local(thursday, 14, 0));
        assert_eq!(calendar.add_worked(from, 5 * Time::HOUR), Time::local(thursday, 17, 0));
        assert_eq!(calendar.add_worked(from, 8 * Time::HOUR), Time::local(day(2023, 8, 18), 11, 0));
        assert_eq!(
            calendar.add_worked(Time::local(thursday, 20, 0), Time::HOUR),
            Time::local(day(2023, 8, 18), 9, 0)
        );
    }

    #[test]
    fn beyond_the_running_sums_more_is_still_later() {
        let calendar = calendar();
        let ends: Vec<Day> = [1, 9_000, 12_000, 20_000, i32::MAX]
            .map(|count| calendar.add_working_days(day(2023, 8, 17), count))
            .to_vec();
        assert!(ends.is_sorted() && ends[4] > LAST, "{ends:?}");
        assert!(calendar.working_days_between(Day(i32::MIN), Day(i32::MAX)) > 0);
    }

    #[test]
    fn no_working_time_ends_where_it_begins() {
        let calendar = calendar();
        let thursday = day(2023, 8, 17);
        for at in [Time::local(thursday, 12, 30), Time::local(thursday, 20, 0)] {
            assert_eq!(calendar.add_worked(at, 0), at);
        }
    }

    proptest! {
        #[test]
        fn adding_working_days_is_undone_by_counting_them(start in 18_000..24_000_i32, count in 1..400_i32) {
            let calendar = calendar();
            let end = calendar.add_working_days(Day(start), count);
            prop_assert!(calendar.is_working(end));
            prop_assert_eq!(calendar.working_days_between(Day(start), end), count);
        }

        #[test]
        fn adding_days_agrees_with_walking_them(start in 9_000..33_500_i32, count in 1..60_i32) {
            let calendar = calendar();
            prop_assert_eq!(calendar.add_working_days(Day(start), count), calendar.walk(Day(start), count));
        }

        #[test]
        fn adding_working_time_is_undone_by_counting_it(
            start in 18_000..24_000_i32, minute in 0..1440_i64, add in 1..20_000_i64,
        ) {
            let calendar = calendar();
            let from = Day(start).start().plus(minute * Time::MINUTE);
            let end = calendar.add_worked(from, add * Time::MINUTE);
            prop_assert_eq!(calendar.worked_between(from, end), add * Time::MINUTE);
            prop_assert!(calendar.is_working(end.day()));
        }
    }
}
