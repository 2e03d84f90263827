//! Roles and what they allow.

use context::{Actor, Lang, Permission, Scope, Uuid};
use serde::{Deserialize, Serialize};

/// A permission for the page on which roles are made.
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo {
    /// Its code.
    pub code: Permission,
    /// What it allows, in the reader's language.
    pub words: fn(Lang) -> &'static str,
}

/// A role that the code brings along.
#[derive(Clone, Copy, Debug)]
pub struct RoleSeed {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub vi: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Whether only whoever holds all that it allows may give it.
    pub guarded: bool,
    /// What it allows and how far.
    pub permissions: &'static [(Permission, Scope)],
}

/// One thing that a role allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermission {
    /// What.
    pub permission: String,
    /// How far.
    pub scope: Scope,
}

/// A role (vai trò).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: Uuid,
    /// Its code, for imports.
    pub code: String,
    /// Its name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// Whether only whoever holds all that it allows may give it.
    pub guarded: bool,
    /// Changes with every change.
    pub version: i64,
    /// What it allows, by permission.
    pub permissions: Vec<RolePermission>,
}

impl Role {
    /// Its name in the reader's language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }
}

/// A role as it is made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleInput {
    /// Its code: small letters, digits, underscores. It never changes.
    pub code: String,
    /// Its name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// Whether only whoever holds all that it allows may give it.
    pub guarded: bool,
    /// What it allows.
    pub permissions: Vec<RolePermission>,
}

/// A role that a position has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// The role.
    pub role: Role,
    /// What it reaches at most here.
    pub scope: Scope,
    /// Who held the position when it was given.
    pub person: Option<Uuid>,
}

impl Granted {
    /// Whether it works for somebody who holds the position. A guarded role is given to the person in it, lest
    /// whoever fills positions could give it by that.
    pub fn works_for(&self, person: Uuid) -> bool {
        !self.role.guarded || self.person == Some(person)
    }
}

/// How far a permission of a role goes under the ceiling of its grant.
pub(crate) fn effective(permission: Scope, ceiling: Scope) -> Scope {
    permission.min(ceiling)
}

/// Whether a role goes beyond what an actor may give who may give roles as far as `reach`: farther than that,
/// or, if it is guarded, beyond what the actor holds themself.
pub(crate) fn is_beyond(actor: &Actor, reach: Scope, role: &Role, ceiling: Scope) -> bool {
    role.permissions.iter().any(|permission| {
        let given = effective(permission.scope, ceiling);
        given > reach || (role.guarded && actor.scope(&permission.permission) < Some(given))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::Grant;

    fn role(guarded: bool, permissions: &[(&str, Scope)]) -> Role {
        Role {
            id: Uuid::from_u128(1),
            code: "x".into(),
            name_vi: "X".into(),
            name_en: "X".into(),
            guarded,
            version: 1,
            permissions: permissions
                .iter()
                .map(|(permission, scope)| RolePermission { permission: (*permission).into(), scope: *scope })
                .collect(),
        }
    }

    #[test]
    fn nobody_gives_farther_than_they_reach_or_what_is_guarded_and_not_theirs() {
        let mut actor = Actor::nobody();
        actor.grants.push(Grant { permission: "a".into(), scope: Scope::Agency });
        let beyond = |role: &Role, ceiling| is_beyond(&actor, Scope::Agency, role, ceiling);
        assert!(!beyond(&role(false, &[("b", Scope::Agency)]), Scope::All));
        assert!(beyond(&role(false, &[("b", Scope::Subtree)]), Scope::All));
        assert!(!beyond(&role(false, &[("b", Scope::Subtree)]), Scope::Agency));
        assert!(beyond(&role(true, &[("b", Scope::Own)]), Scope::All));
        assert!(!beyond(&role(true, &[("a", Scope::Agency)]), Scope::All));
        assert!(beyond(&role(true, &[("a", Scope::All)]), Scope::Subtree));
        assert!(!is_beyond(&Actor::system(), Scope::All, &role(true, &[("b", Scope::All)]), Scope::All));
    }
}
