//! When a duty reminds and of what. Pure.

use crate::Error;
use calendar::{Allowance, Calendar, Unit};
use context::{Day, Time};
use serde::{Deserialize, Serialize};

/// How duties of a kind remind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// How long before the deadline the owner is reminded.
    pub remind: Vec<Allowance>,
    /// How long after the deadline the head is told.
    pub escalate: Vec<Allowance>,
}

/// The most reminders of each side.
const MOST: usize = 10;
/// The largest amount of any unit.
const LONGEST: u32 = 366;
/// So many days back lie [`LONGEST`] working days in any calendar with at least a day of work a week; one
/// without work ends the search here.
const FURTHEST: i32 = 366 * 8;

impl Rule {
    /// Refuses rules that nobody can mean.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let sound = |side: &[Allowance]| side.len() <= MOST && side.iter().all(|it| it.amount <= LONGEST);
        match sound(&self.remind) && sound(&self.escalate) {
            true => Ok(()),
            false => Err(Error::Rule { most: MOST, longest: LONGEST }),
        }
    }

    /// What happens when, for a due instant; in order.
    pub(crate) fn stages(&self, calendar: &Calendar, due: Time) -> Vec<(Time, Stage)> {
        let soon = self.remind.iter().map(|it| (before(calendar, due, *it), Stage::Soon));
        let escalated = self.escalate.iter().map(|it| (after(calendar, due, *it), Stage::Escalated));
        let mut stages: Vec<_> = soon.chain([(due, Stage::Overdue)]).chain(escalated).collect();
        stages.sort();
        stages
    }
}

/// What a reminder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// To the owner: the deadline comes near.
    Soon,
    /// To the owner: the deadline is here.
    Overdue,
    /// To the owner's head: the deadline has passed.
    Escalated,
}

/// An instant that long before the deadline: whole days begin with work in the morning.
fn before(calendar: &Calendar, due: Time, lead: Allowance) -> Time {
    let amount = i64::from(lead.amount);
    let days = i32::try_from(lead.amount).unwrap_or(i32::MAX);
    match lead.unit {
        Unit::Minute => due.plus(-amount * Time::MINUTE),
        Unit::Hour => due.plus(-amount * Time::HOUR),
        Unit::WorkingHour => worked_before(calendar, due, amount * Time::HOUR),
        Unit::WorkingDay => {
            let far_enough = |day: Day| calendar.working_days_between(day, due.day()) >= days;
            morning(calendar, due.day(), far_enough)
        }
        Unit::Day => morning(calendar, due.day().plus(-days), |_| true),
        Unit::Month => morning(calendar, due.day().plus(-days.saturating_mul(30)), |_| true),
    }
}

/// When work begins on the last working day up to `last` that is far enough back.
fn morning(calendar: &Calendar, last: Day, far_enough: impl Fn(Day) -> bool) -> Time {
    let mut days = (0..FURTHEST).map(|n| last.plus(-n));
    calendar.open_of(days.find(|day| calendar.is_working(*day) && far_enough(*day)).unwrap_or(last))
}

/// An instant with that much working time (microseconds) from it to the deadline, to a quarter of an hour.
fn worked_before(calendar: &Calendar, due: Time, micros: i64) -> Time {
    let mut at = due;
    for _ in 0..FURTHEST * 24 * 4 {
        let missing = micros - calendar.worked_between(at, due);
        if missing <= 0 {
            break;
        }
        at = at.plus(-missing.max(Time::HOUR / 4));
    }
    at
}

/// An instant that long after the deadline: whole days are told when work begins on the last of them.
fn after(calendar: &Calendar, due: Time, lag: Allowance) -> Time {
    let days = i32::try_from(lag.amount).unwrap_or(i32::MAX);
    match lag.unit {
        Unit::Minute | Unit::Hour | Unit::WorkingHour => calendar::due(due, lag, calendar, &[]),
        Unit::WorkingDay | Unit::Day | Unit::Month if lag.amount == 0 => due,
        Unit::WorkingDay => calendar.open_of(calendar.add_working_days(due.day(), days)),
        Unit::Day | Unit::Month => calendar.open_of(calendar::due(due, lag, calendar, &[]).day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i8, hour: i8) -> Time {
        Time::local(Day::new(2023, 8, day).unwrap(), hour, 0)
    }

    fn of(amount: u32, unit: Unit) -> Allowance {
        Allowance { amount, unit }
    }

    #[test]
    fn a_rule_nobody_can_mean_is_refused() {
        let many = Rule { remind: vec![of(1, Unit::Hour); MOST + 1], ..Rule::default() };
        assert!(matches!(many.check(), Err(Error::Rule { .. })));
        let far = Rule { escalate: vec![of(LONGEST + 1, Unit::Minute)], ..Rule::default() };
        assert!(matches!(far.check(), Err(Error::Rule { .. })));
    }

    #[test]
    fn stages_come_in_order_around_the_deadline() {
        // Monday 21 August 2023, 17:00; the two days before are a weekend.
        let rule = Rule {
            remind: vec![of(4, Unit::WorkingHour), of(2, Unit::WorkingDay), of(1, Unit::Hour)],
            escalate: vec![of(1, Unit::WorkingDay), of(0, Unit::Hour)],
        };
        let stages = rule.stages(testkit::law().calendar(), at(21, 17));
        let hours: Vec<_> =
            stages.iter().map(|(at, stage)| (at.civil().day(), at.civil().hour(), *stage)).collect();
        assert_eq!(hours[0].0, 17);
        assert_eq!((hours[1].0, hours[1].2), (21, Stage::Soon));
        assert_eq!(
            hours[2..],
            [
                (21, 16, Stage::Soon),
                (21, 17, Stage::Overdue),
                (21, 17, Stage::Escalated),
                (22, hours[5].1, Stage::Escalated),
            ]
        );
    }

    #[test]
    fn a_rule_without_reminders_still_says_when_the_deadline_is_here() {
        let stages = Rule::default().stages(testkit::law().calendar(), at(21, 17));
        assert_eq!(stages, [(at(21, 17), Stage::Overdue)]);
    }

    #[test]
    fn a_day_before_a_monday_is_the_friday() {
        let calendar = testkit::law();
        for unit in [Unit::WorkingDay, Unit::Day] {
            assert_eq!(before(calendar.calendar(), at(21, 17), of(1, unit)), at(18, 8), "{unit:?}");
        }
    }

    #[test]
    fn working_hours_before_a_monday_morning_lie_on_the_friday() {
        let calendar = testkit::law();
        let lead = before(calendar.calendar(), at(21, 9), of(4, Unit::WorkingHour));
        assert_eq!(lead.day(), at(18, 0).day());
        let worked = calendar.calendar().worked_between(lead, at(21, 9));
        assert!((4 * Time::HOUR..=4 * Time::HOUR + Time::HOUR / 4).contains(&worked));
    }
}
