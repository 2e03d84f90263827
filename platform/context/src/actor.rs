//! Who acts.

use calendar::Day;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that may be allowed: `documents.register`. Named as a constant by the crate that asks for it.
pub type Permission = &'static str;

/// How far a grant reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// What is the position's own.
    Own,
    /// The position's unit.
    Unit,
    /// The position's agency.
    Agency,
    /// The agency and all below it.
    Subtree,
    /// Everything.
    All,
}

impl Scope {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Scope::Own => "own",
            Scope::Unit => "unit",
            Scope::Agency => "agency",
            Scope::Subtree => "subtree",
            Scope::All => "all",
        }
    }

    /// Reads what [`Scope::code`] wrote.
    pub fn of(code: &str) -> Option<Scope> {
        [Scope::Own, Scope::Unit, Scope::Agency, Scope::Subtree, Scope::All]
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

/// One permission held, with its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What may be done.
    pub permission: String,
    /// How far.
    pub scope: Scope,
}

/// In whose stead somebody acts (thay cho).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stead {
    /// The person whose position it is.
    pub person: Uuid,
    /// Their name.
    pub name: String,
    /// The last day of it; none for an assistant.
    pub until: Option<Day>,
    /// Whether as an assistant (thư ký, trợ lý), who prepares and never decides; otherwise as a substitute.
    pub assists: bool,
}

/// Who acts: a person in a position (chức vụ, vị trí việc làm), the system itself, or nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person, if a person acts.
    pub person: Option<Uuid>,
    /// The position the person has chosen to act in.
    pub position: Option<Uuid>,
    /// The unit of that position, if it belongs to one.
    pub unit: Option<Uuid>,
    /// The agency of that position.
    pub agency: Option<Uuid>,
    /// The person's name, for pages and logs.
    pub name: String,
    /// The title of the position.
    pub title: String,
    /// What the position may do.
    pub grants: Vec<Grant>,
    /// In whose stead, if the position is another's.
    pub stead: Option<Stead>,
    system: bool,
}

impl Actor {
    /// The system itself: timers, jobs, the command line.
    pub fn system() -> Actor {
        Actor { name: "Khuê Văn".into(), system: true, ..Actor::default() }
    }

    /// Someone who has not signed in.
    pub fn nobody() -> Actor {
        Actor::default()
    }

    /// Whether this is the system itself.
    pub fn is_system(&self) -> bool {
        self.system
    }

    /// The position that this actor assists, if they act as an assistant.
    pub fn assists(&self) -> Option<Uuid> {
        self.position.filter(|_| self.stead.as_ref().is_some_and(|stead| stead.assists))
    }

    /// The widest scope in which this actor holds a permission. The system holds all of them.
    pub fn scope(&self, permission: &str) -> Option<Scope> {
        if self.system {
            return Some(Scope::All);
        }
        self.grants.iter().filter(|g| g.permission == permission).map(|g| g.scope).max()
    }

    /// Whether this actor holds a permission in any scope. Actions ask `access::may` about the place too.
    pub fn holds(&self, permission: &str) -> bool {
        self.scope(permission).is_some()
    }
}
