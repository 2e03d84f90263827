//! Roles: made, changed, given, taken away.

use super::tell;
use crate::model::{Role, RoleInput, RolePermission, RoleSeed, empowers_beyond, governs, is_beyond};
use crate::store::role as store;
use crate::{Error, GRANTS, Place, ROLES, may, require};
use context::{Ctx, PermissionInfo, Ref, Scope, Uuid};
use db::{Read, Tx};
use organisation::{Position, ValueFault};
use serde_json::json;
use std::collections::BTreeSet;

/// The longest code or name of a role, in characters.
const LONGEST: usize = 100;

/// Makes a role.
///
/// # Errors
/// [`Error::Field`] for a value at fault, also for a permission that is not among `catalogue`; [`Error::Beyond`]
/// for power over people or the system that the actor does not hold as far.
pub fn make_role(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    catalogue: &[PermissionInfo],
    input: &RoleInput,
) -> Result<Uuid, Error> {
    require(tx, ctx, ROLES, &Place::SYSTEM)?;
    let role = Role { id: ctx.new_id(), ..checked(catalogue, input)? };
    if empowers_beyond(&ctx.actor, catalogue, None, &role.permissions) {
        return Err(Error::Beyond);
    }
    if !store::insert(tx, &role)? {
        return Err(Error::at("code", ValueFault::taken(&role.code)));
    }
    tell(tx, ctx, "access.role_made", subject(role.id), described(&role))?;
    Ok(role.id)
}

/// Changes a role for everybody who has it; its code stays.
///
/// # Errors
/// As [`make_role`]; [`Error::Stale`]; [`Error::LastAdministrator`].
pub fn change_role(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    catalogue: &[PermissionInfo],
    input: &RoleInput,
) -> Result<(), Error> {
    require(tx, ctx, ROLES, &Place::SYSTEM)?;
    let known = store::role(tx, id)?.ok_or(Error::NotFound)?;
    let input = RoleInput { code: known.code.clone(), ..input.clone() };
    let role = Role { id, version, built_in: known.built_in, ..checked(catalogue, &input)? };
    if empowers_beyond(&ctx.actor, catalogue, Some(&known), &role.permissions) {
        return Err(Error::Beyond);
    }
    let before = administrators(tx, ctx)?;
    if !store::update(tx, &role)? {
        return Err(Error::Stale);
    }
    require_administrators(tx, ctx, before)?;
    tell(tx, ctx, "access.role_changed", subject(id), described(&role))
}

/// The role that was meant, without an id yet. Whatever governs is guarded.
fn checked(catalogue: &[PermissionInfo], input: &RoleInput) -> Result<Role, Error> {
    let name = |field: &'static str, text: &str| match text.trim() {
        "" => Err(Error::at(field, ValueFault::Empty)),
        text if text.chars().count() > LONGEST => {
            Err(Error::at(field, ValueFault::TooLong { most: LONGEST }))
        }
        text if text.chars().any(char::is_control) => Err(Error::at(field, ValueFault::Control)),
        text => Ok(text.to_owned()),
    };
    let code = name("code", &input.code)?;
    if !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Err(Error::at("code", ValueFault::not_listed(&code, ["a-z", "0-9", "_"])));
    }
    let mut seen = BTreeSet::new();
    for RolePermission { permission, .. } in &input.permissions {
        if !catalogue.iter().any(|info| info.code == permission) {
            return Err(Error::at("permissions", ValueFault::unknown(permission)));
        }
        if !seen.insert(permission) {
            return Err(Error::at("permissions", ValueFault::taken(permission)));
        }
    }
    Ok(Role {
        id: Uuid::nil(),
        code,
        name_vi: name("name_vi", &input.name_vi)?,
        name_en: name("name_en", &input.name_en)?,
        guarded: input.guarded || governs(catalogue, &input.permissions),
        built_in: false,
        edited: true,
        version: 1,
        permissions: input.permissions.clone(),
    })
}

/// Makes the roles that the code brings along, and renews those that no administrator has changed. Only the
/// system itself does, when it starts.
///
/// # Errors
/// [`Error::NotFound`] for anybody else.
pub fn seed_roles(tx: &mut Tx<'_>, ctx: &Ctx, seeds: &[RoleSeed]) -> Result<(), Error> {
    if !ctx.actor.is_system() {
        return Err(Error::NotFound);
    }
    tx.serialise("access_role")?;
    for seed in seeds {
        let known = store::role_by_code(tx, seed.code)?;
        let mut permissions: Vec<RolePermission> = seed
            .permissions
            .iter()
            .map(|(permission, scope)| RolePermission { permission: (*permission).to_owned(), scope: *scope })
            .collect();
        permissions.sort_by(|a, b| a.permission.cmp(&b.permission));
        let role = Role {
            id: known.as_ref().map_or_else(|| ctx.new_id(), |known| known.id),
            code: seed.code.to_owned(),
            name_vi: seed.vi.to_owned(),
            name_en: seed.en.to_owned(),
            guarded: seed.guarded,
            built_in: true,
            edited: false,
            version: known.as_ref().map_or(1, |known| known.version),
            permissions,
        };
        match &known {
            None => store::insert(tx, &role)?,
            Some(known) if *known == role => continue,
            Some(known) if known.edited => {
                store::set_built_in(tx, role.id)?;
                continue;
            }
            Some(_) => store::update(tx, &role)?,
        };
        tell(tx, ctx, "access.role_seeded", subject(role.id), described(&role))?;
    }
    Ok(())
}

/// Gives a role to a position, reaching at most as far as `ceiling` there. A guarded role works for whoever
/// holds the position now, and for nobody after them.
///
/// # Errors
/// [`Error::NotFound`] for a position out of the actor's reach; [`Error::Beyond`] for a role that allows more
/// than the actor may give; [`Error::Vacant`] for a guarded role and a position that nobody holds.
pub fn grant_role(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    position: Uuid,
    role: Uuid,
    ceiling: Scope,
) -> Result<(), Error> {
    let (place, role) = reached(tx, ctx, position, role)?;
    if !may_give(tx, ctx, &role, ceiling, place.agency)? {
        return Err(Error::Beyond);
    }
    if role.guarded && place.person.is_none() {
        return Err(Error::Vacant);
    }
    store::grant(tx, position, role.id, place.person, ceiling, ctx.now)?;
    let data = json!({ "role": role.code, "scope": ceiling.code() });
    tell(tx, ctx, "access.role_granted", Ref::new("position", position), data)
}

/// Takes a role from a position.
///
/// # Errors
/// As [`grant_role`]; [`Error::LastAdministrator`] when nobody would be left to administer the system.
pub fn revoke_role(tx: &mut Tx<'_>, ctx: &Ctx, position: Uuid, role: Uuid) -> Result<(), Error> {
    let (place, role) = reached(tx, ctx, position, role)?;
    let granted = store::grants_of(tx, position)?.into_iter().find(|granted| granted.role.id == role.id);
    let granted = granted.ok_or(Error::NotFound)?;
    if role.guarded && !may_give(tx, ctx, &role, granted.scope, place.agency)? {
        return Err(Error::Beyond);
    }
    let before = administrators(tx, ctx)?;
    store::revoke(tx, position, role.id)?;
    require_administrators(tx, ctx, before)?;
    tell(tx, ctx, "access.role_revoked", Ref::new("position", position), json!({ "role": role.code }))
}

/// A position within the actor's reach, and a role.
fn reached(tx: &mut Tx<'_>, ctx: &Ctx, position: Uuid, role: Uuid) -> Result<(Position, Role), Error> {
    tx.lock("organisation_position", position)?;
    let position = organisation::position(tx, position, ctx.now.day())?.ok_or(Error::NotFound)?;
    require(tx, ctx, GRANTS, &Place::position(position.agency, position.unit, position.id))?;
    let role = store::role(tx, role)?.ok_or(Error::NotFound)?;
    Ok((position, role))
}

/// Whether the actor may give a role, under a ceiling, to positions of an agency.
///
/// # Errors
/// Those of the database.
pub fn may_give(
    read: &mut Read<'_>,
    ctx: &Ctx,
    role: &Role,
    ceiling: Scope,
    agency: Uuid,
) -> Result<bool, Error> {
    let Some(reach) = ctx.actor.scope(GRANTS) else { return Ok(false) };
    Ok(!is_beyond(&ctx.actor, reach, role, ceiling) && may(read, ctx, GRANTS, &Place::agency(agency))?)
}

/// How many can administer the whole system today. One such question at a time.
pub(super) fn administrators(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<i64, Error> {
    tx.serialise("access_administrators")?;
    Ok(store::holders_everywhere(tx, ROLES, ctx.now.day())?)
}

/// Goes on only if somebody is left who can, unless nobody could before.
pub(super) fn require_administrators(tx: &mut Tx<'_>, ctx: &Ctx, before: i64) -> Result<(), Error> {
    if before > 0 && store::holders_everywhere(tx, ROLES, ctx.now.day())? == 0 {
        return Err(Error::LastAdministrator);
    }
    Ok(())
}

/// A role for the trail: what it allows and how far.
fn described(role: &Role) -> serde_json::Value {
    let permissions: serde_json::Map<String, serde_json::Value> =
        role.permissions.iter().map(|it| (it.permission.clone(), json!(it.scope.code()))).collect();
    json!({ "code": role.code, "guarded": role.guarded, "permissions": permissions })
}

fn subject(id: Uuid) -> Ref {
    Ref::new("role", id)
}
