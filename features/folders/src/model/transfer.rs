//! The life of a hand-over to the archive.

use serde::{Deserialize, Serialize};

/// The state of a hand-over (giao nộp hồ sơ vào lưu trữ cơ quan).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// The archive is to receive it (chờ tiếp nhận).
    Offered,
    /// The archive has received it (đã tiếp nhận).
    Received,
    /// The archive has sent it back (trả lại).
    Refused,
    /// Whoever offered it took it back (đã rút).
    Withdrawn,
}

impl TransferState {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            TransferState::Offered => "offered",
            TransferState::Received => "received",
            TransferState::Refused => "refused",
            TransferState::Withdrawn => "withdrawn",
        }
    }

    /// Whether it can come to this from a stored state: only what is offered comes to anything.
    pub fn follows(self, from: &str) -> bool {
        self != TransferState::Offered && from == TransferState::Offered.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_comes_to_anything() {
        use TransferState as S;
        let all = [S::Offered, S::Received, S::Refused, S::Withdrawn];
        for from in all {
            for to in all {
                assert_eq!(
                    to.follows(from.code()),
                    from == S::Offered && to != S::Offered,
                    "{from:?} {to:?}"
                );
            }
        }
    }
}
