//! Roles, and who has them.

use super::{created, nothing, versioned};
use crate::pages::roles::{catalogue, require_sight};
use access::actions::{change_role, grant_role, make_role, revoke_role};
use access::{GRANTS, Place, RoleInput};
use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing;
use context::{Scope, Uuid};
use edge::{Access, Act, Answer, App, Lacking, Path, Routes, SignedIn, Unread};
use serde::Deserialize;
use serde_json::json;

pub(super) fn routes(routes: Routes) -> Routes {
    let one = "/api/v1/roles/{id}";
    let grant = "/api/v1/positions/{id}/roles/{role}";
    routes
        .get("/api/v1/roles", list)
        .post("/api/v1/roles", create)
        .get(one, show)
        .with(Method::PUT, one, Access::SignedIn, routing::put(change))
        .get("/api/v1/positions/{id}/roles", grants)
        .with(Method::PUT, grant, Access::SignedIn, routing::put(give))
        .with(Method::DELETE, grant, Access::SignedIn, routing::delete(take))
}

/// All roles with what they allow.
#[utoipa::path(get, path = "/api/v1/roles", tag = "roles", responses((status = 200, description = "the roles")))]
pub(super) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        require_sight(read, &reader.ctx)?;
        Ok(Json(json!({ "rows": access::roles(read)? })).into_response())
    })
}

/// One role; its ETag is its version.
#[utoipa::path(get, path = "/api/v1/roles/{id}", tag = "roles", params(("id" = String, Path, description = "the role's id")),
    responses((status = 200, description = "the role"), (status = 404, description = "no such role")))]
pub(super) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    app.db.read(|read| {
        require_sight(read, &reader.ctx)?;
        let role = access::role(read, id)?.ok_or(Lacking::Page)?;
        Ok(versioned(role.version, &role))
    })
}

/// Makes a role.
#[utoipa::path(post, path = "/api/v1/roles", tag = "roles",
    responses((status = 201, description = "its id"), (status = 422, description = "every wrong field, or power that the maker does not hold")))]
pub(super) async fn create(State(app): State<App>, act: Act<RoleInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let catalogue = catalogue(&app);
    let id = app.db.write(ctx, |tx| make_role(tx, ctx, &catalogue, &act.input))?;
    Ok(created(format!("/api/v1/roles/{id}"), json!({ "id": id })))
}

/// Changes a role for everybody who has it. `If-Match` carries the version that was read.
#[utoipa::path(put, path = "/api/v1/roles/{id}", tag = "roles", params(("id" = String, Path, description = "the role's id")),
    responses((status = 204), (status = 409, description = "changed meanwhile, or nobody would be left to administer"), (status = 422, description = "every wrong field")))]
pub(super) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RoleInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let missing = || Lacking::Unreadable { field: "If-Match".into(), fault: Unread::Missing };
    let version = act.reader.if_match.ok_or_else(missing)?;
    let catalogue = catalogue(&app);
    app.db.write(ctx, |tx| change_role(tx, ctx, id, version, &catalogue, &act.input))?;
    app.forget_sessions();
    nothing()
}

/// The roles of a position.
#[utoipa::path(get, path = "/api/v1/positions/{id}/roles", tag = "roles", params(("id" = String, Path, description = "the position's id")),
    responses((status = 200, description = "roles with their ceilings"), (status = 404, description = "no such position, or not within reach")))]
pub(super) async fn grants(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let ctx = &reader.ctx;
    app.db.read(|read| {
        let position = organisation::position(read, id, ctx.now.day())?.ok_or(Lacking::Page)?;
        access::require(read, ctx, GRANTS, &Place::position(position.agency, position.unit, position.id))?;
        Ok(Json(json!({ "rows": access::grants_of(read, id)? })).into_response())
    })
}

/// How far a role reaches in a position.
#[derive(Deserialize)]
pub(super) struct Ceiling {
    scope: Scope,
}

/// Gives a role to a position, reaching at most as far as `scope` says.
#[utoipa::path(put, path = "/api/v1/positions/{id}/roles/{role}", tag = "roles", params(
    ("id" = String, Path, description = "the position's id"), ("role" = String, Path, description = "the role's id")),
    responses((status = 204), (status = 404, description = "not within reach"), (status = 422, description = "the role goes beyond what you may give")))]
pub(super) async fn give(
    State(app): State<App>,
    Path((id, role)): Path<(Uuid, Uuid)>,
    act: Act<Ceiling>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| grant_role(tx, ctx, id, role, act.input.scope))?;
    app.forget_sessions();
    nothing()
}

/// Takes a role from a position.
#[utoipa::path(delete, path = "/api/v1/positions/{id}/roles/{role}", tag = "roles", params(
    ("id" = String, Path, description = "the position's id"), ("role" = String, Path, description = "the role's id")),
    responses((status = 204), (status = 404, description = "not there, or not within reach"), (status = 409, description = "nobody would be left to administer")))]
pub(super) async fn take(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path((id, role)): Path<(Uuid, Uuid)>,
) -> Answer {
    let ctx = &reader.ctx;
    app.db.write(ctx, |tx| revoke_role(tx, ctx, id, role))?;
    app.forget_sessions();
    nothing()
}
