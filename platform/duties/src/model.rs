//! Duties and their rules. Pure.

use calendar::Allowance;
use context::{Day, Ref, Time, Uuid};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Who owes, or to whom: an agency (cơ quan), and where it is known more closely a unit or a position of it.
/// Never a bare person: people come and go, the duty stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// The agency.
    pub agency: Uuid,
    /// The unit in it. A party with a position names the position's unit too, so that the unit's list has it.
    pub unit: Option<Uuid>,
    /// The position in it.
    pub position: Option<Uuid>,
}

impl Party {
    /// An agency as a whole.
    pub fn agency(agency: Uuid) -> Party {
        Party { agency, unit: None, position: None }
    }

    /// A unit of an agency.
    pub fn unit(agency: Uuid, unit: Uuid) -> Party {
        Party { agency, unit: Some(unit), position: None }
    }

    /// The closest known holder: the position, else the unit, else the agency.
    pub fn desk(&self) -> Uuid {
        self.position.or(self.unit).unwrap_or(self.agency)
    }
}

/// From what the due instant (thời hạn) follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Within an allowance counted from the start by the calendar; pauses and late-declared holidays move it.
    Within(Allowance),
    /// By the end of working hours of a day.
    EndOf(Day),
    /// By an instant.
    At(Time),
    /// Without any.
    Standing,
}

/// Where a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Owed, the clock running.
    Open,
    /// Owed, the clock standing still because someone else must act first (tạm dừng).
    Paused,
    /// No longer owed.
    Closed,
}

/// What can be done to a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Fulfilled or given up.
    Close,
    /// Found insufficient after all.
    Reopen,
    /// Stop the clock.
    Pause,
    /// Let the clock run on.
    Resume,
    /// Grant more time (gia hạn).
    Extend,
    /// Give it to another owner.
    HandOver,
    /// Count its time again by a changed calendar.
    Rederive,
}

/// The state after a step; none if the step is not allowed.
pub fn transition(state: State, step: Step) -> Option<State> {
    match (state, step) {
        (State::Open | State::Paused, Step::Close) => Some(State::Closed),
        (State::Closed, Step::Reopen) => Some(State::Open),
        (State::Open, Step::Pause) => Some(State::Paused),
        (State::Paused, Step::Resume) => Some(State::Open),
        (State::Open, Step::Extend | Step::Rederive) => Some(State::Open),
        (State::Open | State::Paused, Step::HandOver) => Some(state),
        _ => None,
    }
}

/// How a duty ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Fulfilled (đã xử lý).
    Done,
    /// The creditor gave it up, or its record was recalled (thu hồi).
    Withdrawn,
    /// The owner refused, as far as they may (từ chối).
    Refused,
}

/// Why a due instant was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The duty was opened.
    Opened,
    /// Its clock was stopped.
    Paused,
    /// Its clock runs again.
    Resumed,
    /// More time was granted.
    Extended,
    /// The calendar was changed.
    Rederived,
}

/// A codes-and-back table for what is stored as text.
macro_rules! codes {
    ($($type:ident { $($variant:ident: $code:literal),+ $(,)? })+) => {
        $(impl $type {
            /// As it is stored and named in the API.
            pub fn code(self) -> &'static str {
                match self { $($type::$variant => $code),+ }
            }

            /// Reads what [`code`](Self::code) gave.
            pub fn of(code: &str) -> Option<$type> {
                match code { $($code => Some($type::$variant),)+ _ => None }
            }
        })+
    };
}

codes! {
    State { Open: "open", Paused: "paused", Closed: "closed" }
    Outcome { Done: "done", Withdrawn: "withdrawn", Refused: "refused" }
    Reason {
        Opened: "opened", Paused: "paused", Resumed: "resumed", Extended: "extended", Rederived: "rederived",
    }
    Bucket { Overdue: "overdue", Today: "today", Week: "week", Later: "later" }
}

/// A duty (nghĩa vụ phải làm, có thời hạn): who owes what to whom by when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duty {
    /// Its id.
    pub id: Uuid,
    /// What is owed, named by the feature that opened it: `documents.accept`.
    pub kind: String,
    /// The record owed.
    pub subject: Ref,
    /// The record whose page shows it, when that is another one.
    pub about: Option<Ref>,
    /// Who owes it.
    pub owner: Party,
    /// To whom.
    pub creditor: Option<Party>,
    /// Where it stands.
    pub state: State,
    /// How it ended, once it has.
    pub outcome: Option<Outcome>,
    /// From when its time counts.
    pub start: Time,
    /// From what its due instant follows.
    pub basis: Due,
    /// When it is due. None for a standing duty, and while its clock stands still.
    pub due: Option<Time>,
    /// When it was due as first opened; stays through every extension.
    pub first_due: Option<Time>,
    /// How often more time was granted.
    pub extensions: u32,
    /// When it was fulfilled or given up.
    pub closed: Option<Time>,
}

impl Duty {
    /// Whether it is late at an instant: ended after its due instant, or not ended though that has passed.
    pub fn is_late(&self, now: Time) -> bool {
        late(self.due, self.closed, now)
    }

    /// The record whose page shows the duty.
    pub fn shown_on(&self) -> &Ref {
        self.about.as_ref().unwrap_or(&self.subject)
    }
}

fn late(due: Option<Time>, closed: Option<Time>, now: Time) -> bool {
    due.is_some_and(|due| closed.unwrap_or(now) > due)
}

/// The groups in which the page of duties shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Past its due instant (quá hạn).
    Overdue,
    /// Due later today (hôm nay).
    Today,
    /// Due on a later day of this week, which ends with Sunday (tuần này).
    Week,
    /// Due after this week, or standing, or with its clock standing still (sau đó).
    Later,
}

impl Bucket {
    /// All of them, as the page orders them.
    pub const ALL: [Bucket; 4] = [Bucket::Overdue, Bucket::Today, Bucket::Week, Bucket::Later];

    /// The first and the last due instant that belong to it.
    pub fn range(self, now: Time) -> (Time, Time) {
        let today = now.day();
        let tomorrow = today.plus(1).start();
        let monday = today.plus(8 - i32::from(today.weekday())).start();
        let before = |time: Time| time.plus(-1);
        match self {
            Bucket::Overdue => (Time(i64::MIN), before(now)),
            Bucket::Today => (now, before(tomorrow)),
            Bucket::Week => (tomorrow, before(monday)),
            Bucket::Later => (monday, NEVER),
        }
    }

    /// The bucket of a due instant.
    pub fn at(due: Option<Time>, now: Time) -> Bucket {
        let due = due.unwrap_or(NEVER);
        Bucket::ALL.into_iter().find(|bucket| due <= bucket.range(now).1).unwrap_or(Bucket::Later)
    }
}

/// Where the next page of a list begins: behind this duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) due: Time,
    pub(crate) id: Uuid,
}

impl Cursor {
    /// Before everything.
    pub(crate) const START: Cursor = Cursor { due: Time(i64::MIN), id: Uuid::nil() };

    /// Behind a duty.
    pub fn behind(duty: &Duty) -> Cursor {
        Cursor { due: duty.due.unwrap_or(NEVER), id: duty.id }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.due.0, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Cursor, NoCursor> {
        let (due, id) = text.split_once('.').ok_or(NoCursor)?;
        Ok(Cursor { due: Time(due.parse().map_err(|_| NoCursor)?), id: id.parse().map_err(|_| NoCursor)? })
    }
}

/// The text is no [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a page in a list")]
pub struct NoCursor;

/// Stands in the database for "no due instant": sorts last and never passes.
pub(crate) const NEVER: Time = Time(i64::MAX);

/// As it is stored.
pub(crate) fn stored(due: Option<Time>) -> Time {
    due.unwrap_or(NEVER)
}

/// Reads what [`stored`] gave.
pub(crate) fn unstored(due: Time) -> Option<Time> {
    (due != NEVER).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [State; 3] = [State::Open, State::Paused, State::Closed];
    const STEPS: [Step; 7] =
        [Step::Close, Step::Reopen, Step::Pause, Step::Resume, Step::Extend, Step::HandOver, Step::Rederive];

    #[test]
    fn no_move_is_allowed_but_these() {
        let allowed = [
            (State::Open, Step::Close, State::Closed),
            (State::Open, Step::Pause, State::Paused),
            (State::Open, Step::Extend, State::Open),
            (State::Open, Step::HandOver, State::Open),
            (State::Open, Step::Rederive, State::Open),
            (State::Paused, Step::Close, State::Closed),
            (State::Paused, Step::Resume, State::Open),
            (State::Paused, Step::HandOver, State::Paused),
            (State::Closed, Step::Reopen, State::Open),
        ];
        for (state, step) in STATES.into_iter().flat_map(|state| STEPS.map(|step| (state, step))) {
            let expected = allowed.iter().find(|it| (it.0, it.1) == (state, step)).map(|it| it.2);
            assert_eq!(transition(state, step), expected, "{state:?} {step:?}");
        }
    }

    #[test]
    fn codes_come_back() {
        assert!(STATES.into_iter().all(|it| State::of(it.code()) == Some(it)));
        assert!(Bucket::ALL.into_iter().all(|it| Bucket::of(it.code()) == Some(it)));
        assert_eq!(State::of("done"), None);
    }

    #[test]
    fn a_week_ends_with_its_sunday() {
        let at = |day: i8, hour: i8| Time::local(Day::new(2023, 8, day).unwrap(), hour, 0);
        let bucket = |due, now| Bucket::at(Some(due), now);
        // Thursday the 17th.
        assert_eq!(bucket(at(17, 8), at(17, 9)), Bucket::Overdue);
        assert_eq!(bucket(at(17, 9), at(17, 9)), Bucket::Today);
        assert_eq!(bucket(at(18, 0), at(17, 9)), Bucket::Week);
        assert_eq!(bucket(at(20, 23), at(17, 9)), Bucket::Week);
        assert_eq!(bucket(at(21, 0), at(17, 9)), Bucket::Later);
        assert_eq!(Bucket::at(None, at(17, 9)), Bucket::Later);
        // On a Sunday nothing is left of the week.
        assert_eq!(bucket(at(21, 0), at(20, 9)), Bucket::Later);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for wrong in ["", ".", "1.", "x.00000000000000000000000000000001", "1"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NoCursor), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_due_instant_stands_in_exactly_one_bucket(
            now in 0..4_000_000_000_000_000_i64, gap in -Time::DAY * 20..Time::DAY * 20,
        ) {
            let (now, due) = (Time(now), Time(now + gap));
            let inside: Vec<Bucket> = Bucket::ALL.into_iter().filter(|it| {
                let (from, until) = it.range(now);
                from <= due && due <= until
            }).collect();
            prop_assert_eq!(inside, [Bucket::at(Some(due), now)]);
        }

        #[test]
        fn cursors_come_back(due in any::<i64>(), id in any::<u128>()) {
            let cursor = Cursor { due: Time(due), id: Uuid::from_u128(id) };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }
}
