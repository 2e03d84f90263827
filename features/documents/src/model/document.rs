//! The life of a document that this system makes.

use serde::{Deserialize, Serialize};

/// The state of a document (trạng thái văn bản).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Being written; also what came back from its route (dự thảo).
    Draft,
    /// On its route (đang trình).
    InReview,
    /// Its route is over: the signer has approved it (đã duyệt).
    Approved,
    /// It has its number and date (đã cấp số).
    Numbered,
    /// It has gone out (đã phát hành).
    Issued,
    /// It was called back (đã thu hồi).
    Recalled,
    /// Removed everywhere, its files too: it should never have been here (đã gỡ bỏ).
    Purged,
    /// Given up after it had been on a route (đã hủy).
    Withdrawn,
    /// Entered from outside; it has no life of its own here.
    Foreign,
}

/// What happens to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentMove {
    /// The drafter submits it.
    Submit,
    /// Somebody on the route sends it back to the drafter, or the drafter takes it back.
    Return,
    /// The last step of its route has approved.
    Approve,
    /// It gets its number.
    Number,
    /// Its number is voided before it went out.
    Unnumber,
    /// It goes out.
    Issue,
    /// It is called back.
    Recall,
    /// It is removed everywhere.
    Purge,
    /// It is given up.
    Withdraw,
}

impl DocumentState {
    /// All states, for tests and filters.
    pub const ALL: [DocumentState; 9] = [
        DocumentState::Draft,
        DocumentState::InReview,
        DocumentState::Approved,
        DocumentState::Numbered,
        DocumentState::Issued,
        DocumentState::Recalled,
        DocumentState::Purged,
        DocumentState::Withdrawn,
        DocumentState::Foreign,
    ];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: DocumentMove) -> Option<DocumentState> {
        use DocumentMove as M;
        use DocumentState as S;
        match (self, step) {
            (S::Draft, M::Submit) => Some(S::InReview),
            (S::InReview | S::Approved, M::Return) => Some(S::Draft),
            (S::InReview, M::Approve) => Some(S::Approved),
            (S::Approved, M::Number) => Some(S::Numbered),
            (S::Numbered, M::Unnumber) => Some(S::Approved),
            (S::Numbered, M::Issue) => Some(S::Issued),
            (S::Issued, M::Recall) => Some(S::Recalled),
            (S::Issued | S::Recalled | S::Foreign, M::Purge) => Some(S::Purged),
            (S::Draft | S::Approved, M::Withdraw) => Some(S::Withdrawn),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            DocumentState::Draft => "draft",
            DocumentState::InReview => "in_review",
            DocumentState::Approved => "approved",
            DocumentState::Numbered => "numbered",
            DocumentState::Issued => "issued",
            DocumentState::Recalled => "recalled",
            DocumentState::Purged => "purged",
            DocumentState::Withdrawn => "withdrawn",
            DocumentState::Foreign => "foreign",
        }
    }

    /// Reads what [`DocumentState::code`] wrote.
    pub fn of(code: &str) -> Option<DocumentState> {
        DocumentState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether its content may still be changed.
    pub fn is_open(self) -> bool {
        matches!(self, DocumentState::Draft | DocumentState::InReview)
    }
}

/// The way in which a document is issued (hình thức phát hành).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// An electronic original that goes to others.
    #[default]
    Electronic,
    /// It stays inside the agency (văn bản nội bộ).
    Internal,
    /// Several agencies issue it together (văn bản liên tịch): one leads, each of the others approves.
    Joint,
}

impl Way {
    /// All that a draft can take.
    pub const ALL: [Way; 3] = [Way::Electronic, Way::Internal, Way::Joint];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Way::Electronic => "electronic",
            Way::Internal => "internal",
            Way::Joint => "joint",
        }
    }

    /// Reads what [`Way::code`] wrote.
    pub fn of(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// What one file of a document is (vai trò của tệp).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartRole {
    /// The document itself; exactly one, a PDF.
    Main,
    /// Belongs to it and is signed with it or apart (phụ lục).
    Annex,
    /// Goes along (tài liệu kèm theo).
    Enclosure,
    /// A draft that goes along, without number (dự thảo kèm theo).
    EnclosedDraft,
}

impl PartRole {
    /// All roles, as a page lists them.
    pub const ALL: [PartRole; 4] =
        [PartRole::Main, PartRole::Annex, PartRole::Enclosure, PartRole::EnclosedDraft];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            PartRole::Main => "main",
            PartRole::Annex => "annex",
            PartRole::Enclosure => "enclosure",
            PartRole::EnclosedDraft => "enclosed_draft",
        }
    }

    /// Reads what [`PartRole::code`] wrote.
    pub fn of(code: &str) -> Option<PartRole> {
        PartRole::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed() {
        use DocumentMove as M;
        use DocumentState as S;
        let allowed = |state: S, step: M| match step {
            M::Submit => state == S::Draft,
            M::Return => matches!(state, S::InReview | S::Approved),
            M::Approve => state == S::InReview,
            M::Number => state == S::Approved,
            M::Unnumber | M::Issue => state == S::Numbered,
            M::Recall => state == S::Issued,
            M::Purge => matches!(state, S::Issued | S::Recalled | S::Foreign),
            M::Withdraw => matches!(state, S::Draft | S::Approved),
        };
        let moves = [
            M::Submit,
            M::Return,
            M::Approve,
            M::Number,
            M::Unnumber,
            M::Issue,
            M::Recall,
            M::Purge,
            M::Withdraw,
        ];
        for state in S::ALL {
            for step in moves {
                assert_eq!(state.transition(step).is_some(), allowed(state, step), "{state:?} {step:?}");
            }
            assert_eq!(S::of(state.code()), Some(state));
        }
    }

    #[test]
    fn roles_come_back() {
        for role in PartRole::ALL {
            assert_eq!(PartRole::of(role.code()), Some(role));
        }
    }
}
