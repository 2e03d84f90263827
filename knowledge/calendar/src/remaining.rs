//! What is left until a deadline, as a badge says it.

use crate::{Calendar, Time};
use serde::Serialize;

/// What is left of a duty's time, or how far it has been passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remaining {
    /// More than two working days: so many.
    Days(i32),
    /// Two working days or less: so many, at least 1.
    Soon(i32),
    /// Later today, at this instant.
    Today(Time),
    /// Passed today: so many hours, at least 1.
    LateHours(i32),
    /// Passed on an earlier day: so many working days, at least 1.
    LateDays(i32),
}

impl Remaining {
    /// What is left at `now` until `due`. Working days decide.
    pub fn until(due: Time, now: Time, calendar: &Calendar) -> Remaining {
        let (today, last) = (now.day(), due.day());
        if now > due {
            return match today == last {
                true => Remaining::LateHours(((now.0 - due.0) / Time::HOUR).max(1) as i32),
                false => Remaining::LateDays(calendar.working_days_between(last, today).max(1)),
            };
        }
        if today == last {
            return Remaining::Today(due);
        }
        match calendar.working_days_between(today, last) {
            days @ ..=2 => Remaining::Soon(days.max(1)),
            days => Remaining::Days(days),
        }
    }

    /// Whether the deadline has passed.
    pub fn is_late(self) -> bool {
        matches!(self, Remaining::LateHours(_) | Remaining::LateDays(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;
    use crate::worktime::tests::calendar;

    #[test]
    fn working_days_decide_what_is_soon() {
        let at = |d: i8, hour: i8| Time::local(Day::new(2023, 8, d).unwrap(), hour, 0);
        let left = |due, now| Remaining::until(due, now, &calendar());
        // From Thursday the 17th.
        assert_eq!(left(at(22, 17), at(17, 9)), Remaining::Days(3));
        assert_eq!(left(at(21, 17), at(17, 9)), Remaining::Soon(2));
        assert_eq!(left(at(18, 17), at(17, 9)), Remaining::Soon(1));
        assert_eq!(left(at(17, 17), at(17, 9)), Remaining::Today(at(17, 17)));
        assert_eq!(left(at(17, 9), at(17, 9)), Remaining::Today(at(17, 9)));
        assert_eq!(left(at(17, 9), at(17, 12)), Remaining::LateHours(3));
        assert_eq!(left(at(17, 17), at(17, 18)), Remaining::LateHours(1));
        assert_eq!(left(at(18, 17), at(20, 9)), Remaining::LateDays(1));
        assert_eq!(left(at(18, 17), at(22, 9)), Remaining::LateDays(2));
    }
}
