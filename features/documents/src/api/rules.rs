//! The JSON API of a desk's rules.

use super::{nothing, unreadable};
use crate::actions::incoming;
use crate::model::rule::RuleInput;
use crate::{Error, store};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Path, Routes, SignedIn};
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/routing-rules", list)
        .post("/api/v1/routing-rules", make)
        .post("/api/v1/routing-rules/try", try_out)
        .post("/api/v1/routing-rules/{id}/change", change)
}

#[derive(OpenApi)]
#[openapi(paths(list, make, try_out, change))]
pub(super) struct Description;

/// The rules of the reader's desk in the order in which they are asked.
#[utoipa::path(get, path = "/api/v1/routing-rules", tag = "documents",
    responses((status = 200, description = "`rows`"), (status = 404, description = "the reader keeps none")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.filter(|_| incoming::keeps_rules(ctx)).ok_or(Error::NotFound)?;
    let rows = app.db.read(|read| store::rule::rules(read, agency))?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// Makes a rule.
#[utoipa::path(post, path = "/api/v1/routing-rules", tag = "documents",
    responses((status = 201, description = "its id"), (status = 422, description = "every wrong field")))]
async fn make(State(app): State<App>, act: Act<RuleInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| incoming::make_rule(tx, ctx, &act.input))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// What a rule would have caught of the arrivals of the last 30 days.
#[utoipa::path(post, path = "/api/v1/routing-rules/try", tag = "documents",
    responses((status = 200, description = "`rows`, and `looked`: how many arrivals were looked at")))]
async fn try_out(State(app): State<App>, act: Act<RuleInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let (rows, looked) = app.db.read(|read| incoming::try_rule(read, ctx, &act.input))?;
    Ok(Json(json!({ "rows": rows, "looked": looked })).into_response())
}

/// Changes a rule; `is_on` switches it off. `If-Match` carries its version.
#[utoipa::path(post, path = "/api/v1/routing-rules/{id}/change", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed"), (status = 409, description = "changed meanwhile"), (status = 422, description = "every wrong field")))]
async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RuleInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.reader.if_match.ok_or_else(|| unreadable("If-Match", "missing"))?;
    app.db.write(ctx, |tx| incoming::change_rule(tx, ctx, id, version, &act.input))?;
    nothing()
}
