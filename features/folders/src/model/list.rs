//! The life of a yearly list.

use serde::{Deserialize, Serialize};

/// The state of a yearly list (danh mục hồ sơ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListState {
    /// The office writes it, for the first time or to amend it (đang lập, đang bổ sung).
    Draft,
    /// It lies before the head (chờ phê duyệt).
    Submitted,
    /// The head has approved it (đã phê duyệt).
    Approved,
}

/// What happens to a yearly list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMove {
    /// The office puts it before the head.
    Submit,
    /// The head sends it back.
    Return,
    /// The head approves it.
    Approve,
    /// The office takes it up again during the year.
    Amend,
}

impl ListState {
    /// All states.
    pub const ALL: [ListState; 3] = [ListState::Draft, ListState::Submitted, ListState::Approved];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: ListMove) -> Option<ListState> {
        match (self, step) {
            (ListState::Draft, ListMove::Submit) => Some(ListState::Submitted),
            (ListState::Submitted, ListMove::Return) => Some(ListState::Draft),
            (ListState::Submitted, ListMove::Approve) => Some(ListState::Approved),
            (ListState::Approved, ListMove::Amend) => Some(ListState::Draft),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ListState::Draft => "draft",
            ListState::Submitted => "submitted",
            ListState::Approved => "approved",
        }
    }

    /// Reads what [`ListState::code`] wrote.
    pub fn of(code: &str) -> Option<ListState> {
        ListState::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ListMove as M;
    use ListState as S;

    #[test]
    fn only_what_is_listed_is_allowed() {
        for state in S::ALL {
            assert_eq!(S::of(state.code()), Some(state));
            for step in [M::Submit, M::Return, M::Approve, M::Amend] {
                let from = match step {
                    M::Submit => S::Draft,
                    M::Return | M::Approve => S::Submitted,
                    M::Amend => S::Approved,
                };
                assert_eq!(state.transition(step).is_some(), state == from, "{state:?} {step:?}");
            }
        }
    }
}
