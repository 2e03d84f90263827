//! Sets submitted upward (hồ sơ trình).

use crate::model::document::DocumentState;
use serde::{Deserialize, Serialize};

/// The state of a set, as far as its draft does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetState {
    /// It waits for somebody to examine it.
    Submitted,
    /// Somebody examines it; from here on its draft says where it stands.
    Examined,
    /// It went back to the department with a reason.
    Returned,
    /// The department gave it up.
    Withdrawn,
}

/// What happens to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetMove {
    /// Somebody takes it up to examine it.
    TakeUp,
    /// Whoever examines it sends it back.
    Return,
    /// The department submits it again.
    Resubmit,
    /// The department gives it up.
    Withdraw,
}

impl SetState {
    /// All states.
    pub const ALL: [SetState; 4] =
        [SetState::Submitted, SetState::Examined, SetState::Returned, SetState::Withdrawn];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            SetState::Submitted => "submitted",
            SetState::Examined => "examined",
            SetState::Returned => "returned",
            SetState::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`SetState::code`] wrote.
    pub fn of(code: &str) -> Option<SetState> {
        SetState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state after a move, with its draft in a state; none if the move is not allowed. Once its draft is on its
    /// route the set neither goes back nor is given up: the route is where that is decided.
    pub fn transition(self, step: SetMove, draft: DocumentState) -> Option<SetState> {
        if draft != DocumentState::Draft {
            return None;
        }
        match (self, step) {
            (SetState::Submitted, SetMove::TakeUp) => Some(SetState::Examined),
            (SetState::Examined, SetMove::Return) => Some(SetState::Returned),
            (SetState::Returned, SetMove::Resubmit) => Some(SetState::Examined),
            (SetState::Submitted | SetState::Examined | SetState::Returned, SetMove::Withdraw) => {
                Some(SetState::Withdrawn)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed_and_nothing_once_the_draft_is_on_its_route() {
        use SetMove as M;
        use SetState as S;
        for state in S::ALL {
            assert_eq!(S::of(state.code()), Some(state));
            for step in [M::TakeUp, M::Return, M::Resubmit, M::Withdraw] {
                let allowed = match step {
                    M::TakeUp => state == S::Submitted,
                    M::Return => state == S::Examined,
                    M::Resubmit => state == S::Returned,
                    M::Withdraw => state != S::Withdrawn,
                };
                for draft in DocumentState::ALL {
                    let expected = allowed && draft == DocumentState::Draft;
                    assert_eq!(
                        state.transition(step, draft).is_some(),
                        expected,
                        "{state:?} {step:?} {draft:?}"
                    );
                }
            }
        }
    }
}
