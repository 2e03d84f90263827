//! What an agency received, and what became of it there.

use serde::{Deserialize, Serialize};

/// The state of an arrival (trạng thái xử lý văn bản đến).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalState {
    /// It is there; nobody has said whether it is taken (đã đến).
    Arrived,
    /// Sent back with a reason (từ chối tiếp nhận).
    Refused,
    /// Entered in the register (đã tiếp nhận).
    Accepted,
    /// Somebody has been directed to deal with it (đã phân công).
    Assigned,
    /// They have begun (đang xử lý).
    InProgress,
    /// It is dealt with (hoàn thành).
    Done,
    /// The sender took it back (thu hồi).
    Recalled,
}

/// What happens to an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrivalMove {
    /// The clerk refuses it.
    Refuse,
    /// The clerk enters it in the register.
    Accept,
    /// A direction is given.
    Assign,
    /// The last direction was returned or taken back, so nobody is directed.
    Unassign,
    /// Somebody directed has begun.
    Begin,
    /// The lead's work is done, or it is filed without any.
    Finish,
    /// It is taken up again.
    Reopen,
    /// The sender takes it back.
    Recall,
}

impl ArrivalState {
    /// All states, for tests and filters.
    pub const ALL: [ArrivalState; 7] = [
        ArrivalState::Arrived,
        ArrivalState::Refused,
        ArrivalState::Accepted,
        ArrivalState::Assigned,
        ArrivalState::InProgress,
        ArrivalState::Done,
        ArrivalState::Recalled,
    ];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: ArrivalMove) -> Option<ArrivalState> {
        use ArrivalMove as M;
        use ArrivalState as S;
        match (self, step) {
            (S::Arrived, M::Refuse) => Some(S::Refused),
            (S::Arrived, M::Accept) => Some(S::Accepted),
            (S::Accepted | S::Assigned | S::InProgress, M::Assign) => Some(S::Assigned),
            (S::Assigned | S::InProgress, M::Unassign) => Some(S::Accepted),
            (S::Assigned | S::InProgress, M::Begin) => Some(S::InProgress),
            (S::Accepted | S::Assigned | S::InProgress, M::Finish) => Some(S::Done),
            (S::Done, M::Reopen) => Some(S::InProgress),
            (S::Arrived | S::Accepted | S::Assigned | S::InProgress | S::Done, M::Recall) => {
                Some(S::Recalled)
            }
            _ => None,
        }
    }

    /// The national code that the sender sees (law/exchange-status).
    pub fn national_code(self) -> &'static str {
        match self {
            ArrivalState::Arrived => "01",
            ArrivalState::Refused => "02",
            ArrivalState::Accepted => "03",
            ArrivalState::Assigned => "04",
            ArrivalState::InProgress => "05",
            ArrivalState::Done => "06",
            ArrivalState::Recalled => "15",
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ArrivalState::Arrived => "arrived",
            ArrivalState::Refused => "refused",
            ArrivalState::Accepted => "accepted",
            ArrivalState::Assigned => "assigned",
            ArrivalState::InProgress => "in_progress",
            ArrivalState::Done => "done",
            ArrivalState::Recalled => "recalled",
        }
    }

    /// Reads what [`ArrivalState::code`] wrote.
    pub fn of(code: &str) -> Option<ArrivalState> {
        ArrivalState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the agency still owes something.
    pub fn is_open(self) -> bool {
        !matches!(self, ArrivalState::Refused | ArrivalState::Done | ArrivalState::Recalled)
    }
}

/// How an arrival came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Delivered by another agency of this system.
    System,
    /// Handed over on paper.
    Paper,
    /// By post.
    Post,
    /// By e-mail.
    Mail,
}

impl Channel {
    /// The channels a clerk can choose.
    pub const BY_HAND: [Channel; 3] = [Channel::Paper, Channel::Post, Channel::Mail];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Channel::System => "system",
            Channel::Paper => "paper",
            Channel::Post => "post",
            Channel::Mail => "mail",
        }
    }

    /// Reads what [`Channel::code`] wrote.
    pub fn of(code: &str) -> Option<Channel> {
        [Channel::System, Channel::Paper, Channel::Post, Channel::Mail]
            .into_iter()
            .find(|channel| channel.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVES: [ArrivalMove; 8] = [
        ArrivalMove::Refuse,
        ArrivalMove::Accept,
        ArrivalMove::Assign,
        ArrivalMove::Unassign,
        ArrivalMove::Begin,
        ArrivalMove::Finish,
        ArrivalMove::Reopen,
        ArrivalMove::Recall,
    ];

    #[test]
    fn only_what_is_listed_is_allowed() {
        let allowed: Vec<_> = ArrivalState::ALL
            .into_iter()
            .flat_map(|state| MOVES.map(move |step| (state, step)))
            .filter_map(|(state, step)| state.transition(step).map(|next| (state.code(), step, next.code())))
            .collect();
        use ArrivalMove::*;
        assert_eq!(
            allowed,
            [
                ("arrived", Refuse, "refused"),
                ("arrived", Accept, "accepted"),
                ("arrived", Recall, "recalled"),
                ("accepted", Assign, "assigned"),
                ("accepted", Finish, "done"),
                ("accepted", Recall, "recalled"),
                ("assigned", Assign, "assigned"),
                ("assigned", Unassign, "accepted"),
                ("assigned", Begin, "in_progress"),
                ("assigned", Finish, "done"),
                ("assigned", Recall, "recalled"),
                ("in_progress", Assign, "assigned"),
                ("in_progress", Unassign, "accepted"),
                ("in_progress", Begin, "in_progress"),
                ("in_progress", Finish, "done"),
                ("in_progress", Recall, "recalled"),
                ("done", Reopen, "in_progress"),
                ("done", Recall, "recalled"),
            ]
        );
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        for state in [ArrivalState::Refused, ArrivalState::Recalled] {
            assert!(MOVES.into_iter().all(|step| state.transition(step).is_none()), "{state:?}");
        }
    }

    #[test]
    fn codes_come_back() {
        for state in ArrivalState::ALL {
            assert_eq!(ArrivalState::of(state.code()), Some(state));
        }
        assert_eq!(ArrivalState::of("lost"), None);
    }
}
