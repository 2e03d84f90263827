//! Boxes: where a person finds what.

use context::{Ctx, Scope, Uuid};
use serde::{Deserialize, Serialize};

macro_rules! boxes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// A box (hộp, danh mục xử lý) on the desk of a position, a unit or an agency.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Box {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Box {
            /// All boxes.
            pub const ALL: &'static [Box] = &[$(Box::$name,)*];

            /// As it is stored and written in addresses.
            pub fn code(self) -> &'static str {
                match self { $(Box::$name => $code,)* }
            }

            /// Reads what [`Box::code`] wrote.
            pub fn of(code: &str) -> Option<Box> {
                match code { $($code => Some(Box::$name),)* _ => None }
            }
        }
    };
}

boxes! {
    /// The clerk is to accept or refuse it (chờ tiếp nhận).
    Accept = "accept";
    /// The appointed person is to propose a direction (chờ đề xuất).
    Propose = "propose";
    /// The leader is to direct (chờ bút phê).
    Direct = "direct";
    /// To be dealt with, as lead (chờ xử lý).
    Handle = "handle";
    /// To be supported (phối hợp).
    Support = "support";
    /// For information (để biết).
    Inform = "inform";
    /// Directed to others; one watches over it (theo dõi).
    Tracking = "tracking";
    /// Own drafts (dự thảo).
    Draft = "draft";
    /// A draft that waits for one's approval or opinion (chờ duyệt).
    Review = "review";
    /// A draft of another agency that one's own is to issue jointly waits for its approval (chờ ký liên tịch).
    Cosign = "cosign";
    /// Approved, waits for its number (chờ cấp số).
    Number = "number";
    /// Numbered, waits to be issued (chờ phát hành).
    Issue = "issue";
    /// Submitted by oneself; others act (đã trình).
    Submitted = "submitted";
    /// Issued (đã phát hành).
    Sent = "sent";
    /// A set submitted upward is to be examined (hồ sơ trình chờ thẩm tra).
    SetIn = "set_in";
    /// Members are asked about the draft of a set (phiếu lấy ý kiến).
    Ballot = "ballot";
    /// A set that one has submitted upward (hồ sơ đã trình).
    SetSent = "set_sent";
    /// A set that others examine, or that has been (hồ sơ trình đã chuyển).
    SetDone = "set_done";
    /// Dealt with (đã xử lý).
    Done = "done";
    /// Everything an agency received (sổ văn bản đến).
    All = "all";
}

impl Box {
    /// Boxes of incoming documents, as the page shows them.
    pub const INCOMING: [Box; 8] = [
        Box::Accept,
        Box::Propose,
        Box::Direct,
        Box::Handle,
        Box::Support,
        Box::Inform,
        Box::Tracking,
        Box::Done,
    ];
    /// Boxes of outgoing documents.
    pub const OUTGOING: [Box; 7] =
        [Box::Draft, Box::Review, Box::Cosign, Box::Number, Box::Issue, Box::Submitted, Box::Sent];

    /// Whether something in it waits for its holder.
    pub fn waits(self) -> bool {
        matches!(
            self,
            Box::Accept
                | Box::Propose
                | Box::Direct
                | Box::Handle
                | Box::Support
                | Box::Review
                | Box::Cosign
                | Box::Number
                | Box::Issue
                | Box::SetIn
                | Box::Ballot
        )
    }
}

/// How the box of a position is sorted (xếp hộp văn bản), by its holder or their assistant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pile {
    /// To be looked at first.
    First,
    /// To be looked at later.
    Later,
    /// As it came.
    None,
}

impl Pile {
    /// All of them.
    pub const ALL: [Pile; 3] = [Pile::First, Pile::Later, Pile::None];

    /// As it is stored and written in addresses; nothing for what lies as it came.
    pub fn code(self) -> &'static str {
        match self {
            Pile::First => "first",
            Pile::Later => "later",
            Pile::None => "",
        }
    }

    /// Reads what [`Pile::code`] wrote.
    pub fn of(code: &str) -> Option<Pile> {
        Pile::ALL.into_iter().find(|pile| pile.code() == code)
    }
}

/// What of a desk that ends its successor is given (kế thừa).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heritage {
    /// Whatever lies there: the successor goes on in its place.
    Everything,
    /// What waits there, and what its holder began or watched over.
    Waiting,
    /// What is settled, to be read; what waits there is another's to do.
    Settled,
}

impl Heritage {
    /// Whether what lies in a box is given.
    pub fn gives(self, place: Box) -> bool {
        let settled = !place.waits() && !matches!(place, Box::Tracking | Box::Draft | Box::Submitted);
        match self {
            Heritage::Everything => true,
            Heritage::Waiting => !settled,
            Heritage::Settled => settled,
        }
    }
}

/// The desks that the actor may look at: their position's; their unit's and agency's as far as they may read
/// there.
pub fn holders(ctx: &Ctx) -> Vec<Uuid> {
    let actor = &ctx.actor;
    let scope = actor.scope(crate::READ);
    [
        actor.position,
        actor.unit.filter(|_| scope >= Some(Scope::Unit)),
        actor.agency.filter(|_| scope >= Some(Scope::Agency)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::{Actor, Grant, Time};

    #[test]
    fn the_scope_says_whose_desks_one_sees() {
        let ids = [1, 2, 3].map(Uuid::from_u128);
        let ctx = |scope: Option<Scope>| {
            let mut actor = Actor::nobody();
            [actor.position, actor.unit, actor.agency] = ids.map(Some);
            actor.grants.extend(scope.map(|scope| Grant { permission: crate::READ.into(), scope }));
            Ctx::new(actor, Time(0), Default::default())
        };
        assert_eq!(holders(&ctx(None)), ids[..1]);
        assert_eq!(holders(&ctx(Some(Scope::Own))), ids[..1]);
        assert_eq!(holders(&ctx(Some(Scope::Unit))), ids[..2]);
        assert_eq!(holders(&ctx(Some(Scope::All))), ids);
    }

    #[test]
    fn what_waits_is_given_to_one_and_what_is_settled_to_all() {
        for place in Box::ALL {
            assert!(Heritage::Everything.gives(*place));
            assert_ne!(Heritage::Waiting.gives(*place), Heritage::Settled.gives(*place), "{place:?}");
        }
        assert!(Heritage::Settled.gives(Box::All) && Heritage::Settled.gives(Box::Sent));
        assert!(Heritage::Waiting.gives(Box::Direct) && Heritage::Waiting.gives(Box::Tracking));
    }

    #[test]
    fn codes_come_back() {
        for one in Box::ALL {
            assert_eq!(Box::of(one.code()), Some(*one));
        }
    }
}
