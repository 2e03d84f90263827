//! Roles and what they allow.

use context::{Actor, Lang, Permission, PermissionInfo, Scope, Uuid};
use serde::{Deserialize, Serialize};

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
    /// Whether the house brings it along.
    pub built_in: bool,
    /// Whether an administrator made it or has changed it since.
    pub edited: bool,
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

    /// How far it allows something, if it does.
    pub fn scope(&self, permission: &str) -> Option<Scope> {
        self.permissions.iter().find(|it| it.permission == permission).map(|it| it.scope)
    }
}

/// A position that has a role, as the role's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleHolder {
    /// The position.
    pub position: Uuid,
    /// Its title.
    pub title: String,
    /// Its unit, if it is in one.
    pub unit: Option<String>,
    /// Its agency.
    pub agency: String,
    /// Who holds it today.
    pub person: Option<String>,
    /// The holder's account.
    pub account: Option<Uuid>,
    /// What the role reaches at most there.
    pub scope: Scope,
    /// Whether it works for whoever holds the position today; see [`Granted::works_for`].
    pub works: bool,
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

/// Whether a role decides over people, agencies or the whole system by one of its permissions.
pub(crate) fn governs(catalogue: &[PermissionInfo], permissions: &[RolePermission]) -> bool {
    permissions.iter().any(|it| catalogue.iter().any(|info| info.governs && info.code == it.permission))
}

/// Whether a change puts more power over people or the system into a role than its maker holds.
pub(crate) fn empowers_beyond(
    actor: &Actor,
    catalogue: &[PermissionInfo],
    before: Option<&Role>,
    permissions: &[RolePermission],
) -> bool {
    let governing = permissions.iter().filter(|it| governs(catalogue, std::slice::from_ref(it)));
    let widened = |it: &&RolePermission| before.and_then(|role| role.scope(&it.permission)) < Some(it.scope);
    governing.filter(widened).any(|it| actor.scope(&it.permission) < Some(it.scope))
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
            built_in: false,
            edited: true,
            version: 1,
            permissions: permissions
                .iter()
                .map(|(permission, scope)| RolePermission { permission: (*permission).into(), scope: *scope })
                .collect(),
        }
    }

    #[test]
    fn nobody_puts_power_into_a_role_that_they_do_not_hold() {
        const CATALOGUE: &[PermissionInfo] =
            &[PermissionInfo::governing("a", |_| "A", |_| ""), PermissionInfo::work("b", |_| "B", |_| "")];
        let mut actor = Actor::nobody();
        actor.grants.push(Grant { permission: "a".into(), scope: Scope::Agency });
        let beyond = |before: Option<&Role>, permissions: &[(&str, Scope)]| {
            empowers_beyond(&actor, CATALOGUE, before, &role(false, permissions).permissions)
        };
        assert!(beyond(None, &[("a", Scope::All)]));
        assert!(!beyond(None, &[("a", Scope::Agency), ("b", Scope::All)]));
        // What was in it stays, but does not grow.
        let wide = role(true, &[("a", Scope::Subtree)]);
        assert!(!beyond(Some(&wide), &[("a", Scope::Subtree)]));
        assert!(beyond(Some(&wide), &[("a", Scope::All)]));
        assert!(!empowers_beyond(
            &Actor::nobody(),
            CATALOGUE,
            None,
            &role(false, &[("b", Scope::All)]).permissions
        ));
        assert!(governs(CATALOGUE, &wide.permissions));
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
