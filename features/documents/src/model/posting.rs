//! What becomes of a copy for somebody outside the system.

use serde::{Deserialize, Serialize};

/// The state of a copy for somebody outside (tình trạng gửi).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingState {
    /// It is still at the records desk (chờ gửi).
    Waiting,
    /// It has left (đã gửi).
    Sent,
    /// Somebody signed for it, or answered that it came (đã nhận).
    Received,
    /// It came back (bị trả lại).
    Returned,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostingMove {
    /// It leaves; also once more, after it came back.
    Send,
    /// It was a slip of the pen: it has not left.
    Unsend,
    /// It is there.
    Receive,
    /// It comes back.
    Return,
}

impl PostingState {
    /// All states, as a page lists them.
    pub const ALL: [PostingState; 4] =
        [PostingState::Waiting, PostingState::Sent, PostingState::Received, PostingState::Returned];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: PostingMove) -> Option<PostingState> {
        use PostingMove as M;
        use PostingState as S;
        match (self, step) {
            (S::Waiting | S::Returned, M::Send) => Some(S::Sent),
            (S::Sent, M::Unsend) => Some(S::Waiting),
            (S::Sent, M::Receive) => Some(S::Received),
            (S::Sent, M::Return) => Some(S::Returned),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            PostingState::Waiting => "waiting",
            PostingState::Sent => "sent",
            PostingState::Received => "received",
            PostingState::Returned => "returned",
        }
    }

    /// Reads what [`PostingState::code`] wrote.
    pub fn of(code: &str) -> Option<PostingState> {
        PostingState::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed() {
        let moves = [PostingMove::Send, PostingMove::Unsend, PostingMove::Receive, PostingMove::Return];
        let allowed: Vec<_> = PostingState::ALL
            .into_iter()
            .flat_map(|state| moves.map(|step| (state, step)))
            .filter_map(|(state, step)| Some((state.code(), step, state.transition(step)?.code())))
            .collect();
        use PostingMove::*;
        assert_eq!(
            allowed,
            [
                ("waiting", Send, "sent"),
                ("sent", Unsend, "waiting"),
                ("sent", Receive, "received"),
                ("sent", Return, "returned"),
                ("returned", Send, "sent"),
            ]
        );
        for state in PostingState::ALL {
            assert_eq!(PostingState::of(state.code()), Some(state));
        }
    }
}
