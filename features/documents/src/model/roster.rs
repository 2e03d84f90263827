//! Duty rosters: shifts and who is on duty in which order (lịch trực). Pure.

use calendar::{Day, Time};
use context::Uuid;
use serde::{Deserialize, Serialize};

/// The longest shift.
pub const LONGEST_SHIFT: i64 = 3 * Time::DAY;
/// The most people of a shift.
pub const MOST_ON_DUTY: usize = 6;
/// How far ahead a shift may be entered.
pub const FURTHEST: i64 = 400 * Time::DAY;

/// A shift as it is entered (ca trực).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftInput {
    /// When it begins.
    pub starts: Time,
    /// When it ends.
    pub ends: Time,
    /// Who is on duty: the first is alerted first.
    pub people: Vec<Uuid>,
}

/// What is wrong with a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftFault {
    /// It ends before it begins, or at once.
    Backwards,
    /// It is longer than [`LONGEST_SHIFT`].
    TooLong,
    /// It is over already, or too far ahead.
    NotThen,
    /// Somebody stands in it twice.
    Twice,
    /// There are more than [`MOST_ON_DUTY`].
    TooMany,
}

impl ShiftInput {
    /// The first fault of it, at an instant, with its field.
    pub fn fault(&self, now: Time) -> Option<(&'static str, ShiftFault)> {
        let length = self.ends.0 - self.starts.0;
        let twice = self.people.iter().enumerate().any(|(n, one)| self.people[..n].contains(one));
        match self {
            _ if length <= 0 => Some(("ends", ShiftFault::Backwards)),
            _ if length > LONGEST_SHIFT => Some(("ends", ShiftFault::TooLong)),
            _ if self.ends <= now || self.starts.0 > now.0 + FURTHEST => {
                Some(("starts", ShiftFault::NotThen))
            }
            _ if twice => Some(("people", ShiftFault::Twice)),
            _ if self.people.len() > MOST_ON_DUTY => Some(("people", ShiftFault::TooMany)),
            _ => None,
        }
    }

    /// Whether it lies over another span of time.
    pub fn overlaps(&self, starts: Time, ends: Time) -> bool {
        self.starts < ends && starts < self.ends
    }
}

/// The Monday of the week of a day.
pub fn monday(day: Day) -> Day {
    day.plus(1 - i32::from(day.weekday()))
}

/// Who is alerted next: the first in line who was not, else the head, who answers when the line ends or nobody is on
/// duty; none when all of them were.
pub fn next_in_line(line: &[Uuid], head: Option<Uuid>, alerted: &[Uuid]) -> Option<(Uuid, Why)> {
    let on_duty = line.iter().copied().map(|one| (one, Why::OnDuty));
    let why = if line.is_empty() { Why::NobodyOnDuty } else { Why::NobodyAnswered };
    on_duty.chain(head.map(|head| (head, why))).find(|(one, _)| !alerted.contains(one))
}

/// Why somebody is alerted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They are on duty.
    OnDuty,
    /// Nobody is on duty at that hour, so the head is told.
    NobodyOnDuty,
    /// Nobody on duty has opened it, so the head is told.
    NobodyAnswered,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_692_237_720_000_000);

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn shift(from: i64, hours: i64, people: &[u128]) -> ShiftInput {
        let starts = NOW.plus(from * Time::HOUR);
        ShiftInput {
            starts,
            ends: starts.plus(hours * Time::HOUR),
            people: people.iter().map(|n| id(*n)).collect(),
        }
    }

    #[test]
    fn a_shift_that_cannot_be_is_told_by_its_field() {
        let fault = |shift: ShiftInput| shift.fault(NOW);
        assert_eq!(fault(shift(0, 0, &[])), Some(("ends", ShiftFault::Backwards)));
        assert_eq!(fault(shift(0, 73, &[])), Some(("ends", ShiftFault::TooLong)));
        assert_eq!(fault(shift(-16, 15, &[])), Some(("starts", ShiftFault::NotThen)));
        assert_eq!(fault(shift(24 * 500, 15, &[])), Some(("starts", ShiftFault::NotThen)));
        assert_eq!(fault(shift(0, 15, &[1, 2, 1])), Some(("people", ShiftFault::Twice)));
        assert_eq!(fault(shift(0, 15, &[1, 2, 3, 4, 5, 6, 7])), Some(("people", ShiftFault::TooMany)));
        assert_eq!(fault(shift(-1, 15, &[])), None, "nobody yet, to be filled later");
    }

    #[test]
    fn the_line_is_walked_once_and_ends_with_the_head() {
        let line = [id(1), id(2)];
        let head = Some(id(9));
        let next =
            |alerted: &[u128]| next_in_line(&line, head, &alerted.iter().map(|n| id(*n)).collect::<Vec<_>>());
        assert_eq!(next(&[]), Some((id(1), Why::OnDuty)));
        assert_eq!(next(&[1]), Some((id(2), Why::OnDuty)));
        assert_eq!(next(&[1, 2]), Some((id(9), Why::NobodyAnswered)));
        assert_eq!(next(&[1, 2, 9]), None);
        assert_eq!(next_in_line(&[], head, &[]), Some((id(9), Why::NobodyOnDuty)));
        assert_eq!(next_in_line(&[id(9)], head, &[id(9)]), None, "the head on duty is told once");
        assert_eq!(next_in_line(&[], None, &[]), None);
    }

    #[test]
    fn a_week_begins_on_monday() {
        // Thursday 17 August 2023.
        let thursday = Day::new(2023, 8, 17).unwrap();
        assert_eq!(monday(thursday), Day::new(2023, 8, 14).unwrap());
        assert_eq!(monday(monday(thursday)), monday(thursday));
        assert_eq!(monday(Day::new(2023, 8, 20).unwrap()), Day::new(2023, 8, 14).unwrap());
    }
}
