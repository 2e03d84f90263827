//! Joint documents (văn bản liên tịch): what the partners say of a document that another agency drafts, numbers and
//! issues.

use crate::model::document::Way;
use crate::model::input::InputFault;
use context::Uuid;
use serde::{Deserialize, Serialize};

/// The most partners of a document.
pub const MOST_PARTNERS: i64 = 20;

/// Where a partner (cơ quan liên tịch) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerState {
    /// The lead's own route is not over.
    Waiting,
    /// It is to approve.
    Asked,
    /// Its signer has approved.
    Agreed,
    /// It sent the draft back to the lead.
    Returned,
    /// It went back on its approval before the document was issued.
    Refused,
}

/// What happens to a partner's approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerMove {
    /// The lead's signer has approved: it is the partner's turn.
    Ask,
    /// The partner's signer approves.
    Agree,
    /// The partner sends the draft back.
    Return,
    /// The partner goes back on its approval.
    Refuse,
    /// The draft goes back to its drafter, or is submitted anew: what was said of it is void.
    Void,
}

impl PartnerState {
    /// All states.
    pub const ALL: [PartnerState; 5] = [
        PartnerState::Waiting,
        PartnerState::Asked,
        PartnerState::Agreed,
        PartnerState::Returned,
        PartnerState::Refused,
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            PartnerState::Waiting => "waiting",
            PartnerState::Asked => "asked",
            PartnerState::Agreed => "agreed",
            PartnerState::Returned => "returned",
            PartnerState::Refused => "refused",
        }
    }

    /// Reads what [`PartnerState::code`] wrote.
    pub fn of(code: &str) -> Option<PartnerState> {
        PartnerState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state after a move; none if the move is not allowed here.
    pub fn transition(self, step: PartnerMove) -> Option<PartnerState> {
        use PartnerMove as M;
        use PartnerState as S;
        match (self, step) {
            (S::Waiting, M::Ask) => Some(S::Asked),
            (S::Asked, M::Agree) => Some(S::Agreed),
            // One that has approved can still send it back while others are asked.
            (S::Asked | S::Agreed, M::Return) => Some(S::Returned),
            (S::Agreed, M::Refuse) => Some(S::Refused),
            (_, M::Void) => Some(S::Waiting),
            _ => None,
        }
    }
}

/// What is wrong with the partners that a draft of an agency names.
pub fn fault(way: Way, lead: Option<Uuid>, partners: &[Uuid]) -> Option<InputFault> {
    let count = i64::try_from(partners.len()).unwrap_or(i64::MAX);
    if way != Way::Joint {
        return (count > 0).then_some(InputFault::OnlyJoint);
    }
    if count == 0 {
        return Some(InputFault::NoPartner);
    }
    if count > MOST_PARTNERS {
        return Some(InputFault::OutOfRange(1, MOST_PARTNERS));
    }
    if partners.iter().any(|partner| Some(*partner) == lead) {
        return Some(InputFault::OwnAgency);
    }
    let twice = partners.iter().enumerate().any(|(at, partner)| partners[..at].contains(partner));
    twice.then_some(InputFault::NamedTwice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed() {
        use PartnerMove as M;
        use PartnerState as S;
        for state in S::ALL {
            assert_eq!(S::of(state.code()), Some(state));
            for step in [M::Ask, M::Agree, M::Return, M::Refuse, M::Void] {
                let allowed = match step {
                    M::Ask => state == S::Waiting,
                    M::Agree => state == S::Asked,
                    M::Return => matches!(state, S::Asked | S::Agreed),
                    M::Refuse => state == S::Agreed,
                    M::Void => true,
                };
                assert_eq!(state.transition(step).is_some(), allowed, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn partners_are_others_each_once_and_only_of_a_joint_document() {
        let [lead, one, two] = [1, 2, 3].map(Uuid::from_u128);
        let fault = |way, partners: &[Uuid]| fault(way, Some(lead), partners);
        assert_eq!(fault(Way::Electronic, &[]), None);
        assert_eq!(fault(Way::Internal, &[one]), Some(InputFault::OnlyJoint));
        assert_eq!(fault(Way::Joint, &[]), Some(InputFault::NoPartner));
        assert_eq!(fault(Way::Joint, &[one, lead]), Some(InputFault::OwnAgency));
        assert_eq!(fault(Way::Joint, &[one, two, one]), Some(InputFault::NamedTwice));
        assert_eq!(fault(Way::Joint, &[one, two]), None);
        let many: Vec<Uuid> = (10..31).map(Uuid::from_u128).collect();
        assert_eq!(fault(Way::Joint, &many), Some(InputFault::OutOfRange(1, MOST_PARTNERS)));
    }
}
