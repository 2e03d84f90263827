//! What a later document does to one that was issued, and how its receivers take it.

use serde::{Deserialize, Serialize};

/// What an official document does to an earlier one of the same agency (sửa đổi, đính chính, thay thế, thu hồi). It
/// is a document of its own: drafted, signed, numbered, sent to the same receivers. Names, type and reference stand
/// in `law/changes.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Changes or adds to what it says (sửa đổi, bổ sung).
    Amends,
    /// Mends a fault of form (đính chính).
    Corrects,
    /// Takes its place (thay thế): what receivers still owed for the old one ends with the new one's arrival.
    Replaces,
    /// Asks for it back (thu hồi): each receiver agrees or refuses.
    Recalls,
}

impl Change {
    /// All changes, as a page offers them.
    pub const ALL: [Change; 4] = [Change::Amends, Change::Corrects, Change::Replaces, Change::Recalls];

    /// As it is stored among the links of documents, and named in `law/changes.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Change::Amends => "amends",
            Change::Corrects => "corrects",
            Change::Replaces => "replaces",
            Change::Recalls => "recalls",
        }
    }

    /// Reads what [`Change::code`] wrote.
    pub fn of(code: &str) -> Option<Change> {
        Change::ALL.into_iter().find(|change| change.code() == code)
    }
}

/// Whether the sender asks for an arrival back, and what its receiver said (thu hồi văn bản điện tử).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecallState {
    /// It does not.
    None,
    /// It does, and waits for the answer (lấy lại).
    Asked,
    /// The receiver keeps it, with a reason (từ chối thu hồi). One that agrees has the arrival no more.
    Refused,
}

impl RecallState {
    /// All of them, for tests.
    pub const ALL: [RecallState; 3] = [RecallState::None, RecallState::Asked, RecallState::Refused];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            RecallState::None => "none",
            RecallState::Asked => "asked",
            RecallState::Refused => "refused",
        }
    }

    /// Reads what [`RecallState::code`] wrote.
    pub fn of(code: &str) -> Option<RecallState> {
        RecallState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The national code that the sender sees in place of the arrival's own state (law/exchange-status).
    pub fn national_code(self) -> Option<&'static str> {
        match self {
            RecallState::None => None,
            RecallState::Asked => Some("13"),
            RecallState::Refused => Some("16"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for change in Change::ALL {
            assert_eq!(Change::of(change.code()), Some(change));
        }
        for state in RecallState::ALL {
            assert_eq!(RecallState::of(state.code()), Some(state));
        }
        assert_eq!((Change::of("answers"), RecallState::of("agreed")), (None, None));
    }

    #[test]
    fn every_change_stands_in_the_law_and_every_code_among_the_states_of_exchange() {
        let law = law::Law::default();
        let day = calendar::Day::new(2023, 8, 17).unwrap();
        let known: Vec<&str> = law.changes(day).map(|change| change.code.as_str()).collect();
        assert_eq!(known, Change::ALL.map(Change::code));
        for code in RecallState::ALL.into_iter().filter_map(RecallState::national_code) {
            assert!(law.exchange_statuses(day).any(|status| status.code == code), "{code}");
        }
    }
}
