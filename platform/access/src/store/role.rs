//! Roles and who has them.

use crate::model::{Granted, Role, RoleHolder, RolePermission};
use context::{Day, Scope, Time, Uuid};
use db::{Page, Read, Result, Tx, Value, in_list, params};

db::row! {
    struct Bare {
        id: Uuid,
        code: String,
        name_vi: String,
        name_en: String,
        guarded: bool,
        built_in: bool,
        edited: bool,
        version: i64,
    }
}

/// All roles, by code.
pub fn roles(read: &mut Read<'_>) -> Result<Vec<Role>> {
    let bare = read.all(
        "SELECT id, code, name_vi, name_en, guarded, built_in, edited, version FROM access_role ORDER BY code",
        params! {},
    )?;
    with_permissions(read, bare)
}

/// A role.
pub fn role(read: &mut Read<'_>, id: Uuid) -> Result<Option<Role>> {
    let bare = read.all(
        "SELECT id, code, name_vi, name_en, guarded, built_in, edited, version FROM access_role WHERE id = :id",
        params! { id },
    )?;
    Ok(with_permissions(read, bare)?.pop())
}

/// The role of a code.
pub fn role_by_code(read: &mut Read<'_>, code: &str) -> Result<Option<Role>> {
    let bare = read.all(
        "SELECT id, code, name_vi, name_en, guarded, built_in, edited, version FROM access_role WHERE code = :code",
        params! { code },
    )?;
    Ok(with_permissions(read, bare)?.pop())
}

/// The roles that a position has, by code.
pub fn grants_of(read: &mut Read<'_>, position: Uuid) -> Result<Vec<Granted>> {
    let mut given: Vec<(Scope, Option<Uuid>)> = Vec::new();
    let mut bare = Vec::new();
    read.each(
        "SELECT r.id, r.code, r.name_vi, r.name_en, r.guarded, r.built_in, r.edited, r.version, g.scope, g.person FROM access_grant g \
         JOIN access_role r ON r.id = g.role WHERE g.position = :position ORDER BY r.code",
        params! { position },
        |row| {
            bare.push(<Bare as db::FromRow>::from_row(row)?);
            given.push((scope(&row.get::<String>(8)?), row.get(9)?));
            Ok(())
        },
    )?;
    let roles = with_permissions(read, bare)?;
    Ok(roles.into_iter().zip(given).map(|(role, (scope, person))| Granted { role, scope, person }).collect())
}

/// How many positions have each role on a day; roles that none has are left out.
pub fn positions_by_role(read: &mut Read<'_>, day: Day) -> Result<Vec<(Uuid, i64)>> {
    read.all(
        "SELECT g.role, count(*) FROM access_grant g JOIN organisation_position p ON p.id = g.position \
         WHERE p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) GROUP BY g.role",
        params! { day },
    )
}

/// A page of the positions that have a role on a day, in the order of their ids, behind one of them.
pub fn holders_of(
    read: &mut Read<'_>,
    role: Uuid,
    day: Day,
    behind: Option<Uuid>,
    limit: usize,
) -> Result<Page<RoleHolder>> {
    let mut rows = Vec::new();
    read.each(
        "SELECT g.position, p.title, u.name, a.name, n.name, c.id, g.scope, \
           CASE WHEN r.guarded = false OR g.person = t.person THEN true ELSE false END \
         FROM access_grant g JOIN access_role r ON r.id = g.role \
         JOIN organisation_position p ON p.id = g.position JOIN organisation_agency a ON a.id = p.agency \
         LEFT JOIN organisation_unit u ON u.id = p.unit \
         LEFT JOIN organisation_tenure t ON t.position = p.id AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         LEFT JOIN organisation_person n ON n.id = t.person LEFT JOIN access_account c ON c.person = t.person \
         WHERE g.role = :role AND g.position > :behind AND p.starts <= :day AND (p.ends IS NULL OR p.ends > :day) \
         ORDER BY g.position LIMIT :limit",
        params! { role, day, behind: behind.unwrap_or_default(), limit: limit as i64 + 1 },
        |row| {
            rows.push(RoleHolder {
                position: row.get(0)?,
                title: row.get(1)?,
                unit: row.get(2)?,
                agency: row.get(3)?,
                person: row.get(4)?,
                account: row.get(5)?,
                scope: scope(&row.get::<String>(6)?),
                works: row.get(7)?,
            });
            Ok(())
        },
    )?;
    Ok(Page::cut(rows, limit))
}

/// What the roles of a position allow its holder: permission, the role's scope, the grant's ceiling.
pub(crate) fn allowed(
    read: &mut Read<'_>,
    position: Uuid,
    person: Uuid,
) -> Result<Vec<(String, Scope, Scope)>> {
    let rows: Vec<(String, String, String)> = read.all(
        "SELECT DISTINCT p.permission, p.scope, g.scope FROM access_grant g JOIN access_role r ON r.id = g.role \
         JOIN access_permission p ON p.role = g.role \
         WHERE g.position = :position AND (r.guarded = false OR g.person = :person)",
        params! { position, person },
    )?;
    Ok(rows
        .into_iter()
        .map(|(permission, own, ceiling)| (permission, scope(&own), scope(&ceiling)))
        .collect())
}

/// How many positions with a holder have a role that allows something everywhere.
pub(crate) fn holders_everywhere(read: &mut Read<'_>, permission: &str, day: Day) -> Result<i64> {
    let (count,): (i64,) = read.one(
        "SELECT count(*) FROM access_grant g JOIN access_role r ON r.id = g.role \
         JOIN access_permission p ON p.role = g.role \
         JOIN organisation_tenure t ON t.position = g.position AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         JOIN access_account a ON a.person = t.person AND a.closed = false \
         WHERE p.permission = :permission AND p.scope = 'all' AND g.scope = 'all' \
           AND (r.guarded = false OR g.person = t.person)",
        params! { permission, day },
    )?;
    Ok(count)
}

fn with_permissions(read: &mut Read<'_>, bare: Vec<Bare>) -> Result<Vec<Role>> {
    let ids: Vec<Uuid> = bare.iter().map(|role| role.id).collect();
    let mut roles: Vec<Role> = bare
        .into_iter()
        .map(|it| Role {
            id: it.id,
            code: it.code,
            name_vi: it.name_vi,
            name_en: it.name_en,
            guarded: it.guarded,
            built_in: it.built_in,
            edited: it.edited,
            version: it.version,
            permissions: Vec::new(),
        })
        .collect();
    read.each(
        "SELECT role, permission, scope FROM access_permission WHERE role IN (:ids) ORDER BY role, permission",
        params! { ids: in_list(&ids) },
        |row| {
            let id: Uuid = row.get(0)?;
            let permission = RolePermission { permission: row.get(1)?, scope: scope(&row.get::<String>(2)?) };
            if let Some(role) = roles.iter_mut().find(|role| role.id == id) {
                role.permissions.push(permission);
            }
            Ok(())
        },
    )?;
    Ok(roles)
}

/// A scope as it was stored; one that this binary does not know reaches no farther than the position itself.
fn scope(code: &str) -> Scope {
    Scope::of(code).unwrap_or(Scope::Own)
}

/// Stores a new role; false if the code is taken.
pub(crate) fn insert(tx: &mut Tx<'_>, role: &Role) -> Result<bool> {
    let it = role;
    let touched = tx.run(
        "INSERT INTO access_role (id, code, name_vi, name_en, guarded, built_in, edited, version) \
         VALUES (:id, :code, :name_vi, :name_en, :guarded, :built_in, :edited, 1) \
         ON CONFLICT (code) DO NOTHING",
        params! { id: it.id, code: &it.code, name_vi: &it.name_vi, name_en: &it.name_en,
        guarded: it.guarded, built_in: it.built_in, edited: it.edited },
    )?;
    if touched > 0 {
        replace_permissions(tx, it.id, &it.permissions)?;
    }
    Ok(touched > 0)
}

/// Writes what a role is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, role: &Role) -> Result<bool> {
    let it = role;
    let touched = tx.run(
        "UPDATE access_role SET name_vi = :name_vi, name_en = :name_en, guarded = :guarded, \
         built_in = :built_in, edited = :edited, version = version + 1 WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, name_vi: &it.name_vi, name_en: &it.name_en,
        guarded: it.guarded, built_in: it.built_in, edited: it.edited },
    )?;
    if touched > 0 {
        replace_permissions(tx, it.id, &it.permissions)?;
    }
    Ok(touched > 0)
}

/// Marks a role as one that the house brings along; nothing else of it changes.
pub(crate) fn set_built_in(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.run("UPDATE access_role SET built_in = true WHERE id = :id AND built_in = false", params! { id })?;
    Ok(())
}

fn replace_permissions(tx: &mut Tx<'_>, role: Uuid, permissions: &[RolePermission]) -> Result<()> {
    tx.run("DELETE FROM access_permission WHERE role = :role", params! { role })?;
    for it in permissions {
        tx.run(
            "INSERT INTO access_permission (role, permission, scope) VALUES (:role, :permission, :scope)",
            params! { role, permission: &it.permission, scope: it.scope.code() },
        )?;
    }
    Ok(())
}

/// Gives a role to a position and whoever holds it, or changes how far it reaches there.
pub(crate) fn grant(
    tx: &mut Tx<'_>,
    position: Uuid,
    role: Uuid,
    person: Option<Uuid>,
    ceiling: Scope,
    at: Time,
) -> Result<()> {
    tx.run(
        "INSERT INTO access_grant (position, role, person, scope, granted_at) \
         VALUES (:position, :role, :person, :scope, :at) \
         ON CONFLICT (position, role) DO UPDATE SET person = :person, scope = :scope, granted_at = :at",
        params! { position, role, person, scope: ceiling.code(), at },
    )?;
    Ok(())
}

/// Gives roles to positions that had none: position, role, holder.
pub(crate) fn grant_many(
    tx: &mut Tx<'_>,
    grants: &[(Uuid, Uuid, Uuid)],
    ceiling: Scope,
    at: Time,
) -> Result<()> {
    let rows = grants.iter().map(|(position, role, person)| {
        [
            Value::Uuid(*position),
            Value::Uuid(*role),
            Value::Uuid(*person),
            Value::Int(at.0),
            Value::Text(ceiling.code().into()),
        ]
    });
    tx.insert_rows(
        "INSERT INTO access_grant (position, role, person, granted_at, scope) VALUES :rows \
         ON CONFLICT (position, role) DO NOTHING",
        rows.collect(),
    )?;
    Ok(())
}

/// Takes a role away; false if the position did not have it.
pub(crate) fn revoke(tx: &mut Tx<'_>, position: Uuid, role: Uuid) -> Result<bool> {
    let touched = tx.run(
        "DELETE FROM access_grant WHERE position = :position AND role = :role",
        params! { position, role },
    )?;
    Ok(touched > 0)
}
