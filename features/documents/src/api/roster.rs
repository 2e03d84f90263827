//! The JSON API of duty rosters.

use super::{Empty, nothing, unreadable};
use crate::actions::incoming;
use crate::model::roster::{ShiftInput, monday};
use crate::{Error, store};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use calendar::Day;
use context::Uuid;
use edge::{Act, Answer, App, Failure, Path, Query, Reader, Routes, SignedIn};
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/shifts", list)
        .post("/api/v1/shifts", set)
        .post("/api/v1/shifts/copy", copy)
        .post("/api/v1/shifts/swap", swap)
        .post("/api/v1/shifts/{id}/change", change)
        .post("/api/v1/shifts/{id}/remove", remove)
}

#[derive(OpenApi)]
#[openapi(paths(list, set, copy, swap, change, remove))]
pub(super) struct Description;

#[derive(Deserialize)]
struct WeekQuery {
    week: Option<Day>,
}

fn version(reader: &Reader) -> Result<i64, Failure> {
    Ok(reader.if_match.ok_or_else(|| unreadable("If-Match", "missing"))?)
}

/// The shifts of the reader's agency in a week.
#[utoipa::path(get, path = "/api/v1/shifts", tag = "documents", params(("week" = Option<String>, Query, description = "a day of it; this week without it")),
    responses((status = 200, description = "`rows` with `starts`, `ends`, `people` in order")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<WeekQuery>) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let first = monday(query.week.unwrap_or(ctx.now.day()));
    let (from, until) = (first.start(), first.plus(7).start());
    let rows = app.db.read(|read| store::roster::shifts(read, agency, from, until))?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// Sets a shift.
#[utoipa::path(post, path = "/api/v1/shifts", tag = "documents",
    responses((status = 201, description = "its id"), (status = 422, description = "over another, or cannot be")))]
async fn set(State(app): State<App>, act: Act<ShiftInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| incoming::set_shift(tx, ctx, None, &act.input))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Changes a shift. `If-Match` carries its version.
#[utoipa::path(post, path = "/api/v1/shifts/{id}/change", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed"), (status = 409, description = "changed meanwhile"), (status = 422, description = "over another, or cannot be")))]
async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ShiftInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let known = Some((id, version(&act.reader)?));
    app.db.write(ctx, |tx| incoming::set_shift(tx, ctx, known, &act.input))?;
    nothing()
}

/// Removes a shift that has not begun. `If-Match` carries its version.
#[utoipa::path(post, path = "/api/v1/shifts/{id}/remove", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "removed"), (status = 409, description = "changed meanwhile")))]
async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = version(&act.reader)?;
    app.db.write(ctx, |tx| incoming::remove_shift(tx, ctx, id, version))?;
    nothing()
}

#[derive(Deserialize)]
struct CopyInput {
    week: Day,
}

/// Copies the week before into a week, as far as nothing lies there.
#[utoipa::path(post, path = "/api/v1/shifts/copy", tag = "documents",
    responses((status = 200, description = "how many were `copied`")))]
async fn copy(State(app): State<App>, act: Act<CopyInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let first = monday(act.input.week);
    let copied = app.db.write(ctx, |tx| incoming::copy_week(tx, ctx, first))?;
    Ok(Json(json!({ "copied": copied })).into_response())
}

#[derive(Deserialize)]
struct SwapInput {
    one: Uuid,
    other: Uuid,
}

/// Two shifts exchange their people.
#[utoipa::path(post, path = "/api/v1/shifts/swap", tag = "documents",
    responses((status = 204, description = "swapped"), (status = 422, description = "one is over")))]
async fn swap(State(app): State<App>, act: Act<SwapInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::swap_shifts(tx, ctx, act.input.one, act.input.other))?;
    nothing()
}
