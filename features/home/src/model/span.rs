//! The periods in which figures are shown (kỳ số liệu). Pure.

use context::Day;
use measures::Period;
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Span {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Span {
    pub(crate) const ALL: [Span; 4] = [Span::Week, Span::Month, Span::Quarter, Span::Year];

    /// As an address says it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Span::Week => "week",
            Span::Month => "month",
            Span::Quarter => "quarter",
            Span::Year => "year",
        }
    }

    /// The period in which a day lies. Of days whose year no calendar holds, the day itself.
    pub(crate) fn around(self, day: Day) -> Period {
        let alone = Period { from: day, until: day };
        let Ok(year) = i16::try_from(day.year()) else { return alone };
        let period = match self {
            Span::Week => {
                let monday = day.plus(1 - i32::from(day.weekday()));
                Some(Period { from: monday, until: monday.plus(6) })
            }
            Span::Month => Period::month(year, day.month()),
            Span::Quarter => Period::quarter(year, (day.month() + 2) / 3),
            Span::Year => Period::year(year),
        };
        period.unwrap_or(alone)
    }

    /// The period before the one in which a day lies.
    pub(crate) fn before(self, day: Day) -> Period {
        self.around(self.around(day).from.plus(-1))
    }

    /// What a period is compared with: the one before; while the period still runs, only as many days of that as
    /// have passed, since a month that has just begun is no bad month.
    pub(crate) fn compared(self, day: Day, today: Day) -> Period {
        let (now, before) = (self.around(day), self.before(day));
        if today >= now.until {
            return before;
        }
        let passed = (today.0 - now.from.0).max(0);
        Period { from: before.from, until: before.from.plus(passed).min(before.until) }
    }

    /// The last periods up to the one in which a day lies, oldest first.
    pub(crate) fn last(self, day: Day, count: usize) -> Vec<Period> {
        let mut periods: Vec<Period> =
            std::iter::successors(Some(self.around(day)), |later| Some(self.before(later.from)))
                .take(count)
                .collect();
        periods.reverse();
        periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: i8, day: i8) -> Day {
        Day::new(2023, month, day).unwrap()
    }

    #[test]
    fn a_day_lies_in_its_week_month_quarter_and_year() {
        let thursday = day(8, 17);
        let periods = Span::ALL.map(|span| span.around(thursday));
        let bounds = [(day(8, 14), day(8, 20)), (day(8, 1), day(8, 31)), (day(7, 1), day(9, 30))];
        for (period, (from, until)) in periods.iter().zip(bounds) {
            assert_eq!(*period, Period { from, until });
        }
        assert_eq!(Span::Year.before(thursday), Period::year(2022).unwrap());
        assert_eq!(Span::Quarter.before(day(2, 1)).from, Day::new(2022, 10, 1).unwrap());
    }

    #[test]
    fn a_period_that_runs_is_compared_with_as_many_days_of_the_one_before() {
        let compared = Span::Month.compared(day(8, 3), day(8, 3));
        assert_eq!(compared, Period { from: day(7, 1), until: day(7, 3) });
        // The shorter month ends where it ends.
        assert_eq!(Span::Month.compared(day(3, 1), day(3, 30)).until, day(2, 28));
        assert_eq!(Span::Month.compared(day(7, 9), day(8, 3)), Period::month(2023, 6).unwrap());
        assert_eq!(Span::Month.compared(day(9, 9), day(8, 3)).until, day(8, 1), "not begun yet");
    }

    #[test]
    fn the_last_periods_follow_each_other() {
        for span in Span::ALL {
            let periods = span.last(day(8, 17), 5);
            assert_eq!((periods.len(), periods[4]), (5, span.around(day(8, 17))));
            assert!(periods.windows(2).all(|two| two[0].until.plus(1) == two[1].from), "{span:?}");
        }
    }
}
