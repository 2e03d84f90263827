//! The series that a records desk keeps, and numbers reserved ahead.

use super::{ReasonInput, nothing, unreadable};
use crate::Error;
use crate::actions::outgoing::series::{self as actions, ReserveInput, SeriesInput};
use crate::store::number as ledger;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Path, Routes, SignedIn};
use organisation::Place;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/series", list)
        .post("/api/v1/series", open)
        .post("/api/v1/series/{id}", change)
        .post("/api/v1/series/{id}/end", end)
        .get("/api/v1/series/{id}/unused/{number}", unused)
        .post("/api/v1/series/{id}/reserve", reserve)
        .post("/api/v1/series/{id}/void/{number}", void)
}

#[derive(OpenApi)]
#[openapi(paths(list, open, change, end, unused, reserve, void))]
pub(super) struct Description;

/// All series of the reader's records desk, the present ones first.
#[utoipa::path(get, path = "/api/v1/series", tag = "documents",
    responses((status = 200, description = "rows"), (status = 404, description = "the reader keeps none")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let ctx = &reader.ctx;
    let rows = app.db.read(|read| -> Result<_, Error> {
        let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
        access::require(read, ctx, crate::NUMBER, &Place::agency(agency))?;
        Ok(ledger::kept(read, agency)?)
    })?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// Opens a series.
#[utoipa::path(post, path = "/api/v1/series", tag = "documents",
    responses((status = 201, description = "its id"), (status = 409, description = "another serves the same"), (status = 422, description = "every wrong field")))]
async fn open(State(app): State<App>, act: Act<SeriesInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| actions::open_series(tx, ctx, &act.input))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Changes name, pattern, kinds and lapse of a series. `If-Match` is its version.
#[utoipa::path(post, path = "/api/v1/series/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed"), (status = 409, description = "changed by somebody else"), (status = 422, description = "every wrong field, or no `If-Match`")))]
async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SeriesInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.reader.if_match.ok_or_else(|| unreadable("If-Match", "missing"))?;
    app.db.write(ctx, |tx| actions::change_series(tx, ctx, id, version, &act.input))?;
    nothing()
}

/// Ends a series: it gives no more numbers and stays as a register. `If-Match` is its version.
#[utoipa::path(post, path = "/api/v1/series/{id}/end", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "ended"), (status = 409, description = "changed, or ended already"), (status = 422, description = "no `If-Match`")))]
async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<super::Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.reader.if_match.ok_or_else(|| unreadable("If-Match", "missing"))?;
    app.db.write(ctx, |tx| actions::end_series(tx, ctx, id, version))?;
    nothing()
}

/// The numbers of a year that stand for no document: reserved or voided. `number` is the year.
#[utoipa::path(get, path = "/api/v1/series/{id}/unused/{number}", tag = "documents",
    params(("id" = Uuid, Path), ("number" = i64, Path, description = "the year")),
    responses((status = 200, description = "rows, the highest number first")))]
async fn unused(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path((id, year)): Path<(Uuid, i64)>,
) -> Answer {
    let ctx = &reader.ctx;
    let rows = app.db.read(|read| -> Result<_, Error> {
        let series = ledger::series(read, id)?.ok_or(Error::NotFound)?;
        access::require(read, ctx, crate::NUMBER, &Place::agency(series.agency))?;
        Ok(ledger::unused(read, id, year, 1_000)?)
    })?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// Reserves the next numbers for somebody.
#[utoipa::path(post, path = "/api/v1/series/{id}/reserve", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the numbers"), (status = 409, description = "the series has ended"), (status = 422, description = "every wrong field")))]
async fn reserve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReserveInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let numbers = app.db.write(ctx, |tx| actions::reserve(tx, ctx, id, &act.input))?;
    Ok(Json(json!({ "numbers": numbers })).into_response())
}

/// Voids a reserved number of this year; it stays in the register.
#[utoipa::path(post, path = "/api/v1/series/{id}/void/{number}", tag = "documents",
    params(("id" = Uuid, Path), ("number" = i64, Path)),
    responses((status = 204, description = "voided"), (status = 409, description = "it is not reserved"), (status = 422, description = "no reason")))]
async fn void(
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i64)>,
    act: Act<ReasonInput>,
) -> Answer {
    let ctx = &act.reader.ctx;
    let year = i64::from(ctx.now.day().year());
    app.db.write(ctx, |tx| actions::void_reserved(tx, ctx, id, (year, number), &act.input.reason))?;
    nothing()
}
