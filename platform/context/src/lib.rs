//! Who acts, when, in which language: the value every action receives.
//!
//! No function below the edge reads the clock, chance or a global; it asks its [`Ctx`].

mod actor;
mod permission;
mod problem;

pub use actor::{Actor, Grant, Permission, Scope, Stead};
pub use calendar::{Day, Time};
pub use law::Law;
pub use permission::{Passes, PermissionGroup, PermissionInfo, Work};
pub use problem::{Explain, Fault, FieldFault, Problem};
pub use uuid::Uuid;
pub use words::Lang;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

/// Points at a record of any feature: its kind (`document`, `task`, …) and its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ref {
    /// The kind of record, a singular English noun registered by one feature.
    pub kind: Cow<'static, str>,
    /// The record's id.
    pub id: Uuid,
}

impl Ref {
    /// A reference to a record of a kind known when the code was written.
    pub const fn new(kind: &'static str, id: Uuid) -> Ref {
        Ref { kind: Cow::Borrowed(kind), id }
    }
}

/// The circumstances of one act or one look: who, when, in which language, for which request.
#[derive(Debug)]
pub struct Ctx {
    /// Who acts, in which position.
    pub actor: Actor,
    /// The instant of the act.
    pub now: Time,
    /// The reader's language.
    pub lang: Lang,
    /// The request's id, as in the logs.
    pub request: String,
    /// The idempotency key of a write: the same key by the same person has one effect.
    pub once: Option<String>,
    /// The legal values in force.
    pub law: Arc<Law>,
    ids: AtomicU16,
}

impl Ctx {
    /// A context for `actor` at `now`; language, request id and idempotency key are set on the fields.
    pub fn new(actor: Actor, now: Time, law: Arc<Law>) -> Ctx {
        Ctx { actor, now, lang: Lang::Vi, request: String::new(), once: None, law, ids: AtomicU16::new(0) }
    }

    /// A fresh id (UUID version 7): ordered by the instant of the act and, within it, by call.
    ///
    /// The counter fills the twelve bits after the milliseconds; the rest is random.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now.0 / 1000).unwrap_or(0);
        let count = self.ids.fetch_add(1, Ordering::Relaxed) & 0x0fff;
        let mut bytes = [0u8; 10];
        bytes[..2].copy_from_slice(&count.to_be_bytes());
        let mut chance = [0u8; 8];
        // A machine without a source of randomness cannot serve TLS or sessions either; ids then still
        // differ by time and counter, and the unique keys of the tables refuse any clash.
        let _ = getrandom::fill(&mut chance);
        bytes[2..].copy_from_slice(&chance);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// The same circumstances for the system itself: what a job or a timer does on nobody's behalf.
    pub fn as_system(&self) -> Ctx {
        Ctx {
            actor: Actor::system(),
            now: self.now,
            lang: self.lang,
            request: self.request.clone(),
            once: None,
            law: Arc::clone(&self.law),
            ids: AtomicU16::new(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_act_are_ordered_and_differ() {
        let ctx = Ctx::new(Actor::system(), Time(1_692_237_720_000_000), Arc::default());
        let ids: Vec<Uuid> = (0..4000).map(|_| ctx.new_id()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
