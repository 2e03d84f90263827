//! Directions (bút phê): who is to do what with an arrival, by when, in whose words.

use calendar::Day;
use context::Uuid;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What somebody named in a direction is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Leads and answers for it (chủ trì). Exactly one in a direction.
    Lead,
    /// Supports the lead (phối hợp), with a duty of its own.
    Support,
    /// Is told, and owes nothing (để biết).
    Inform,
}

impl Role {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Support => "support",
            Role::Inform => "inform",
        }
    }

    /// Reads what [`Role::code`] wrote.
    pub fn of(code: &str) -> Option<Role> {
        [Role::Lead, Role::Support, Role::Inform].into_iter().find(|role| role.code() == code)
    }
}

/// Somebody who can be directed: a unit, or a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A unit (phòng, ban); its members see it, its head answers.
    Unit(Uuid),
    /// A position.
    Position(Uuid),
}

impl Target {
    /// The id of the desk on which it lies.
    pub fn holder(self) -> Uuid {
        match self {
            Target::Unit(id) | Target::Position(id) => id,
        }
    }

    /// The unit, if it is one.
    pub fn unit(self) -> Option<Uuid> {
        match self {
            Target::Unit(id) => Some(id),
            Target::Position(_) => None,
        }
    }

    /// The position, if it is one.
    pub fn position(self) -> Option<Uuid> {
        match self {
            Target::Position(id) => Some(id),
            Target::Unit(_) => None,
        }
    }

    /// Reads `unit:ID` or `position:ID`, as forms send it.
    pub fn parse(text: &str) -> Option<Target> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "unit" => Some(Target::Unit(id)),
            "position" => Some(Target::Position(id)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::Unit(id) => write!(f, "unit:{id}"),
            Target::Position(id) => write!(f, "position:{id}"),
        }
    }
}

/// The state of one assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// Proposed to the leader, not yet confirmed.
    Proposed,
    /// To be done.
    Open,
    /// Begun.
    InProgress,
    /// Passed down; it is done when the one below is, and its holder still answers for it.
    Passed,
    /// Done.
    Done,
    /// Sent back as wrongly directed; owed until somebody else is directed.
    Returned,
    /// Replaced by another direction, or taken back.
    Ended,
}

/// What happens to an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentMove {
    /// The leader confirms the proposal.
    Confirm,
    /// Its holder reports progress.
    Progress,
    /// Its holder passes it down.
    PassDown,
    /// Its holder reports it done.
    Finish,
    /// Its holder sends it back as wrongly directed.
    Return,
    /// It is replaced or taken back.
    End,
    /// It is taken up again.
    Reopen,
}

impl AssignmentState {
    /// All states.
    pub const ALL: [AssignmentState; 7] = [
        AssignmentState::Proposed,
        AssignmentState::Open,
        AssignmentState::InProgress,
        AssignmentState::Passed,
        AssignmentState::Done,
        AssignmentState::Returned,
        AssignmentState::Ended,
    ];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: AssignmentMove) -> Option<AssignmentState> {
        use AssignmentMove as M;
        use AssignmentState as S;
        match (self, step) {
            (S::Proposed, M::Confirm) => Some(S::Open),
            (S::Open | S::InProgress, M::Progress) => Some(S::InProgress),
            (S::Open | S::InProgress | S::Passed, M::PassDown) => Some(S::Passed),
            (S::Open | S::InProgress | S::Passed, M::Finish) => Some(S::Done),
            (S::Open | S::InProgress, M::Return) => Some(S::Returned),
            (S::Proposed | S::Open | S::InProgress | S::Passed | S::Returned, M::End) => Some(S::Ended),
            (S::Done, M::Reopen) => Some(S::Open),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            AssignmentState::Proposed => "proposed",
            AssignmentState::Open => "open",
            AssignmentState::InProgress => "in_progress",
            AssignmentState::Passed => "passed",
            AssignmentState::Done => "done",
            AssignmentState::Returned => "returned",
            AssignmentState::Ended => "ended",
        }
    }

    /// Reads what [`AssignmentState::code`] wrote.
    pub fn of(code: &str) -> Option<AssignmentState> {
        AssignmentState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A direction as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Who leads.
    pub lead: Option<Target>,
    /// Who supports.
    #[serde(default)]
    pub support: Vec<Target>,
    /// Who is told.
    #[serde(default)]
    pub inform: Vec<Target>,
    /// By when; the end of the working day.
    pub due: Option<Day>,
    /// The leader's words.
    #[serde(default)]
    pub words: String,
}

/// What is wrong with a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordingFault {
    /// Nobody leads, though somebody supports or a deadline is set.
    NoLead,
    /// Nobody is named at all.
    Nobody,
    /// Somebody is named twice.
    Twice(Target),
    /// The deadline is before today.
    DueInThePast,
    /// The deadline is later than the document's own.
    DueAfterDocument(Day),
    /// The words are longer than [`MOST_WORDS`] characters.
    TooLong(usize),
}

/// The most characters of a direction's words.
pub const MOST_WORDS: usize = 2_000;

impl Wording {
    /// Everybody named, with their role: the lead first.
    pub fn named(&self) -> impl Iterator<Item = (Role, Target)> {
        self.lead
            .iter()
            .map(|target| (Role::Lead, *target))
            .chain(self.support.iter().map(|target| (Role::Support, *target)))
            .chain(self.inform.iter().map(|target| (Role::Inform, *target)))
    }

    /// The faults of a direction given today for a document whose own deadline is `limit`.
    pub fn faults(&self, today: Day, limit: Option<Day>) -> Vec<WordingFault> {
        let mut faults = Vec::new();
        if self.lead.is_none() && self.inform.is_empty() && self.support.is_empty() {
            faults.push(WordingFault::Nobody);
        } else if self.lead.is_none() && (!self.support.is_empty() || self.due.is_some()) {
            faults.push(WordingFault::NoLead);
        }
        let mut seen = HashSet::new();
        faults.extend(
            self.named()
                .filter(|(_, target)| !seen.insert(*target))
                .map(|(_, target)| WordingFault::Twice(target)),
        );
        match (self.due, limit) {
            (Some(due), _) if due < today => faults.push(WordingFault::DueInThePast),
            // A document that came too late to be answered in time is still directed: the rule then is haste.
            (Some(due), Some(limit)) if due > limit && limit >= today => {
                faults.push(WordingFault::DueAfterDocument(limit));
            }
            _ => {}
        }
        let length = self.words.chars().count();
        if length > MOST_WORDS {
            faults.push(WordingFault::TooLong(length));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(n: u128) -> Target {
        Target::Unit(Uuid::from_u128(n))
    }

    fn wording() -> Wording {
        Wording {
            lead: Some(target(1)),
            support: vec![target(2)],
            inform: vec![],
            due: None,
            words: String::new(),
        }
    }

    const TODAY: Day = Day(19_586);

    #[test]
    fn faults_of_a_direction_are_all_named() {
        let nobody = Wording { lead: None, support: vec![], ..wording() };
        assert_eq!(nobody.faults(TODAY, None), [WordingFault::Nobody]);
        assert_eq!(Wording { lead: None, ..wording() }.faults(TODAY, None), [WordingFault::NoLead]);
        let twice = Wording { inform: vec![target(1)], ..wording() };
        assert_eq!(twice.faults(TODAY, None), [WordingFault::Twice(target(1))]);
        let late = Wording { due: Some(TODAY.plus(5)), words: "x".repeat(2_001), ..wording() };
        assert_eq!(
            late.faults(TODAY, Some(TODAY.plus(4))),
            [WordingFault::DueAfterDocument(TODAY.plus(4)), WordingFault::TooLong(2_001)]
        );
        assert_eq!(
            Wording { due: Some(TODAY.plus(-1)), ..wording() }.faults(TODAY, None),
            [WordingFault::DueInThePast]
        );
    }

    #[test]
    fn for_information_alone_needs_no_lead() {
        let inform = Wording { lead: None, support: vec![], inform: vec![target(3)], ..wording() };
        assert_eq!(inform.faults(TODAY, None), []);
        assert_eq!(wording().faults(TODAY, Some(TODAY)), []);
    }

    #[test]
    fn a_document_past_its_own_deadline_can_still_be_directed() {
        let due = Wording { due: Some(TODAY), ..wording() };
        assert_eq!(due.faults(TODAY, Some(TODAY.plus(-3))), []);
    }

    #[test]
    fn every_move_that_is_not_listed_is_refused() {
        use AssignmentMove as M;
        use AssignmentState as S;
        let allowed = |state: S, step: M| match step {
            M::Confirm => state == S::Proposed,
            M::Progress | M::Return => matches!(state, S::Open | S::InProgress),
            M::PassDown | M::Finish => matches!(state, S::Open | S::InProgress | S::Passed),
            M::End => !matches!(state, S::Done | S::Ended),
            M::Reopen => state == S::Done,
        };
        for state in S::ALL {
            for step in [M::Confirm, M::Progress, M::PassDown, M::Finish, M::Return, M::End, M::Reopen] {
                assert_eq!(state.transition(step).is_some(), allowed(state, step), "{state:?} {step:?}");
            }
            assert_eq!(S::of(state.code()), Some(state));
        }
    }

    #[test]
    fn a_target_is_read_as_it_was_written() {
        for written in [target(7), Target::Position(Uuid::from_u128(9))] {
            assert_eq!(Target::parse(&written.to_string()), Some(written));
        }
        for wrong in ["", "unit:", "unit:x", "agency:00000000-0000-0000-0000-000000000001"] {
            assert_eq!(Target::parse(wrong), None);
        }
    }
}
