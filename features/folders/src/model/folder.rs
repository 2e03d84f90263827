//! The life of a work folder.

use serde::{Deserialize, Serialize};

/// The state of a work folder (trạng thái hồ sơ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderState {
    /// Documents are put into it (đang lập).
    Open,
    /// The work has ended; nothing goes in or out (đã kết thúc).
    Closed,
    /// It is in the agency's archive (đã nộp lưu).
    HandedOver,
}

/// What happens to a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderMove {
    /// The work has ended.
    Close,
    /// The head takes it up again before it is handed over.
    Reopen,
    /// The archive has received it.
    HandOver,
}

impl FolderState {
    /// All states.
    pub const ALL: [FolderState; 3] = [FolderState::Open, FolderState::Closed, FolderState::HandedOver];

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: FolderMove) -> Option<FolderState> {
        match (self, step) {
            (FolderState::Open, FolderMove::Close) => Some(FolderState::Closed),
            (FolderState::Closed, FolderMove::Reopen) => Some(FolderState::Open),
            (FolderState::Closed, FolderMove::HandOver) => Some(FolderState::HandedOver),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            FolderState::Open => "open",
            FolderState::Closed => "closed",
            FolderState::HandedOver => "handed_over",
        }
    }

    /// Reads what [`FolderState::code`] wrote.
    pub fn of(code: &str) -> Option<FolderState> {
        FolderState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a folder is about, which decides when it is to be handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderKind {
    /// Any work (hồ sơ công việc).
    #[default]
    Ordinary,
    /// A construction project (hồ sơ xây dựng cơ bản).
    Construction,
}

impl FolderKind {
    /// Both.
    pub const ALL: [FolderKind; 2] = [FolderKind::Ordinary, FolderKind::Construction];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            FolderKind::Ordinary => "ordinary",
            FolderKind::Construction => "construction",
        }
    }

    /// Reads what [`FolderKind::code`] wrote.
    pub fn of(code: &str) -> Option<FolderKind> {
        FolderKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The duty to hand it over.
    pub fn duty(self) -> &'static str {
        match self {
            FolderKind::Ordinary => crate::HAND_OVER,
            FolderKind::Construction => crate::HAND_OVER_CONSTRUCTION,
        }
    }
}

/// How a folder counts in the figure of those handled online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Online {
    /// It does not count: it holds state secrets, or nothing yet.
    Apart,
    /// Something in it is on paper alone.
    No,
    /// Everything in it is electronic in this system.
    Yes,
}

/// How a folder of so many entries counts, of which some are on paper alone.
pub fn online(secret: bool, entries: i64, papers: i64) -> Online {
    match (secret || entries == 0, papers == 0) {
        (true, _) => Online::Apart,
        (false, true) => Online::Yes,
        (false, false) => Online::No,
    }
}

/// The first page of each of several pieces of so many pages, in their order: the pages of a folder run through. A
/// piece whose pages nobody has counted takes one.
pub fn number_pages(pages: &[i64]) -> Vec<i64> {
    let mut next = 1;
    pages
        .iter()
        .map(|pages| {
            let first = next;
            next += (*pages).max(1);
            first
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use FolderMove as M;
    use FolderState as S;
    use proptest::prelude::*;

    fn a_move() -> impl Strategy<Value = M> {
        prop_oneof![Just(M::Close), Just(M::Reopen), Just(M::HandOver)]
    }

    proptest! {
        #[test]
        fn whatever_is_tried_only_what_is_listed_happens(moves in prop::collection::vec(a_move(), 0..12)) {
            let mut state = S::Open;
            for step in moves {
                let allowed = match step {
                    M::Close => state == S::Open,
                    M::Reopen | M::HandOver => state == S::Closed,
                };
                let next = state.transition(step);
                prop_assert_eq!(next.is_some(), allowed, "{:?} {:?}", state, step);
                // What is in the archive stays there.
                prop_assert!(state != S::HandedOver || next.is_none());
                state = next.unwrap_or(state);
                prop_assert_eq!(S::of(state.code()), Some(state));
            }
        }

        #[test]
        fn pages_run_through_and_none_is_counted_twice(pages in prop::collection::vec(0..50_i64, 0..20)) {
            let firsts = number_pages(&pages);
            let mut next = 1;
            for (first, pages) in firsts.iter().zip(&pages) {
                prop_assert_eq!(*first, next);
                next = first + (*pages).max(1);
            }
        }
    }

    #[test]
    fn secret_and_empty_folders_stand_apart_and_one_paper_is_enough() {
        assert_eq!(online(true, 3, 0), Online::Apart);
        assert_eq!(online(false, 0, 0), Online::Apart);
        assert_eq!(online(false, 3, 0), Online::Yes);
        assert_eq!(online(false, 3, 1), Online::No);
    }

    #[test]
    fn kinds_come_back() {
        for kind in FolderKind::ALL {
            assert_eq!(FolderKind::of(kind.code()), Some(kind));
        }
    }
}
