//! When a duty is due. Pure.

use crate::model::Due;
use calendar::{Calendar, Pause};
use context::Time;

/// The due instant that follows from a basis, with the pauses that are over left out; none for a standing duty.
///
/// An allowance counts from `start`, and every pause moves it. A day or an instant was named at `basis_at`, with
/// earlier pauses known: only later ones move it, by the working days or the working time they took.
pub(crate) fn due(
    calendar: &Calendar,
    start: Time,
    basis: &Due,
    basis_at: Time,
    pauses: &[Pause],
) -> Option<Time> {
    let later = pauses.iter().filter(|pause| pause.from >= basis_at);
    match *basis {
        Due::Within(allowance) => Some(calendar::due(start, allowance, calendar, pauses)),
        Due::EndOf(day) => Some(later.fold(calendar.close_of(day), |due, pause| {
            let (from, until) = (calendar.counts_on(pause.from), calendar.counts_on(pause.until));
            let lost = calendar.working_days_between(from, until);
            match pause.from < due && lost > 0 {
                true => calendar.close_of(calendar.add_working_days(due.day(), lost)),
                false => due,
            }
        })),
        Due::At(at) => Some(later.fold(at, |due, pause| match pause.from < due {
            true => calendar.add_worked(due, calendar.worked_between(pause.from, pause.until)),
            false => due,
        })),
        Due::Standing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Allowance, Unit};
    use context::Day;

    fn at(day: i8, hour: i8) -> Time {
        Time::local(Day::new(2023, 8, day).unwrap(), hour, 0)
    }

    fn pause(from: Time, until: Time) -> Pause {
        Pause { from, until }
    }

    fn derived(basis: Due, basis_at: Time, pauses: &[Pause]) -> Option<Time> {
        due(testkit::law().calendar(), at(14, 9), &basis, basis_at, pauses)
    }

    #[test]
    fn an_allowance_is_moved_by_every_pause_a_named_day_only_by_later_ones() {
        let pauses = [pause(at(15, 9), at(17, 9))];
        let three_days = Due::Within(Allowance { amount: 3, unit: Unit::WorkingDay });
        assert_eq!(derived(three_days.clone(), at(14, 9), &[]), Some(at(17, 17)));
        assert_eq!(derived(three_days, at(14, 9), &pauses), Some(at(21, 17)));
        let friday = Due::EndOf(Day::new(2023, 8, 18).unwrap());
        assert_eq!(derived(friday.clone(), at(14, 9), &pauses), Some(at(22, 17)));
        assert_eq!(derived(friday, at(17, 10), &pauses), Some(at(18, 17)));
    }

    #[test]
    fn a_named_day_moves_by_the_days_on_which_work_was_lost() {
        let friday = || Due::EndOf(Day::new(2023, 8, 18).unwrap());
        // From after work on Tuesday to Thursday morning: Wednesday was lost, not Tuesday.
        assert_eq!(derived(friday(), at(14, 9), &[pause(at(15, 18), at(17, 9))]), Some(at(21, 17)));
        // From Tuesday morning to after work on Wednesday: Tuesday and Wednesday were lost.
        assert_eq!(derived(friday(), at(14, 9), &[pause(at(15, 9), at(16, 18))]), Some(at(22, 17)));
        // Over a night, nothing was.
        assert_eq!(derived(friday(), at(14, 9), &[pause(at(15, 18), at(16, 9))]), Some(at(18, 17)));
        // Over a weekend from Saturday to Monday before work ends, nothing was either.
        let tuesday = Due::EndOf(Day::new(2023, 8, 22).unwrap());
        assert_eq!(derived(tuesday, at(14, 9), &[pause(at(19, 9), at(21, 9))]), Some(at(22, 17)));
    }

    #[test]
    fn a_named_instant_moves_by_working_time() {
        let noon = Due::At(at(17, 11));
        assert_eq!(derived(noon.clone(), at(14, 9), &[pause(at(16, 9), at(16, 10))]), Some(at(17, 12)));
        assert_eq!(derived(noon, at(14, 9), &[pause(at(17, 12), at(18, 10))]), Some(at(17, 11)));
    }

    #[test]
    fn a_pause_within_a_day_does_not_move_a_named_day_nor_a_standing_duty() {
        let friday = Due::EndOf(Day::new(2023, 8, 18).unwrap());
        assert_eq!(derived(friday, at(14, 9), &[pause(at(16, 9), at(16, 16))]), Some(at(18, 17)));
        assert_eq!(derived(Due::Standing, at(14, 9), &[]), None);
    }
}
