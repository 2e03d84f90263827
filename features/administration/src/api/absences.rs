//! The JSON API of absences, assistants and delegations.

use super::{created, nothing};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Failure, Lacking, Path, Reader, Routes, SignedIn, Unread};
use organisation::{AbsenceInput, DelegationInput, actions};
use serde::Deserialize;
use serde_json::json;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/absences", list)
        .post("/api/v1/absences", enter)
        .post("/api/v1/absences/{id}/end", end)
        .get("/api/v1/positions/acting", acting)
        .post("/api/v1/assistants", name)
        .post("/api/v1/assistants/{id}/end", end_assistant)
        .post("/api/v1/delegations", delegate)
        .post("/api/v1/delegations/{id}/end", end_delegation)
}

#[derive(Deserialize)]
struct Nothing {}

fn version(reader: &Reader) -> Result<i64, Failure> {
    let missing = || Lacking::Unreadable { field: "If-Match".to_owned(), fault: Unread::Missing };
    Ok(reader.if_match.ok_or_else(missing)?)
}

/// Who of the reader's agency is absent or will be, who stands in, who assists whom, and delegations of powers.
#[utoipa::path(get, path = "/api/v1/absences", tag = "absences",
    responses((status = 200, description = "`absences`, `substitutes`, `assistants`, `delegations`; `ends` is the first day on which it no longer holds")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let agency = reader.ctx.actor.agency.ok_or(Lacking::Page)?;
        let today = reader.ctx.now.day();
        Ok(Json(json!({
            "absences": organisation::absences_of(read, agency, today)?,
            "substitutes": organisation::stand_ins_of(read, agency, today)?,
            "assistants": organisation::assistants_of(read, agency, today)?,
            "delegations": organisation::delegations_of(read, agency, today)?,
        }))
        .into_response())
    })
}

/// Enters an absence: of oneself, of whom one assists, or of anybody of an agency that one manages.
#[utoipa::path(post, path = "/api/v1/absences", tag = "absences",
    responses((status = 201, description = "`position`, `from`, `until` and `substitutes` by kind of work (approve, direct, handle, desk) were taken"), (status = 422, description = "overlapping, a circle, or a substitute who is absent")))]
async fn enter(State(app): State<App>, act: Act<AbsenceInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| -> Result<Uuid, Failure> { Ok(actions::leave(tx, ctx, &act.input)?) })?;
    Ok(created(format!("/api/v1/absences/{id}"), json!({ "id": id })))
}

/// Ends an absence today. `If-Match` carries its version.
#[utoipa::path(post, path = "/api/v1/absences/{id}/end", tag = "absences", params(("id" = Uuid, Path)),
    responses((status = 204, description = "ended"), (status = 409, description = "over already, or changed meanwhile")))]
async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = version(&act.reader)?;
    app.db.write(ctx, |tx| -> Result<(), Failure> { Ok(actions::come_back(tx, ctx, id, version)?) })?;
    nothing()
}

/// In which positions the reader may act today: their own, and those of others for whom they stand in.
#[utoipa::path(get, path = "/api/v1/positions/acting", tag = "absences",
    responses((status = 200, description = "`own` and `others`, the latter with `person`, `until` and `works`")))]
async fn acting(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let person = ctx.actor.person.ok_or(Lacking::Page)?;
        let own = organisation::positions_of_person(read, person, ctx.now.day())?;
        let others: Vec<_> = organisation::stands_in(read, person, ctx.now.day())?
            .into_iter()
            .map(|it| json!({ "position": it.held, "stead": it.stead, "works": it.works }))
            .collect();
        Ok(Json(json!({ "own": own, "others": others })).into_response())
    })
}

#[derive(Deserialize)]
struct AssistantInput {
    position: Uuid,
    assistant: Uuid,
}

/// Gives a position an assistant, who sees its boxes and prepares directions.
#[utoipa::path(post, path = "/api/v1/assistants", tag = "absences",
    responses((status = 201, description = "`position` has the `assistant`"), (status = 422, description = "of another agency, or assisting already")))]
async fn name(State(app): State<App>, act: Act<AssistantInput>) -> Answer {
    let (ctx, input) = (&act.reader.ctx, &act.input);
    let id = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Ok(actions::name_assistant(tx, ctx, input.position, input.assistant)?)
    })?;
    Ok(created(format!("/api/v1/assistants/{id}"), json!({ "id": id })))
}

/// From today on somebody is no longer an assistant. `If-Match` carries the version.
#[utoipa::path(post, path = "/api/v1/assistants/{id}/end", tag = "absences", params(("id" = Uuid, Path)),
    responses((status = 204, description = "ended"), (status = 409, description = "changed meanwhile")))]
async fn end_assistant(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = version(&act.reader)?;
    app.db.write(ctx, |tx| -> Result<(), Failure> { Ok(actions::end_assistant(tx, ctx, id, version)?) })?;
    nothing()
}

/// Enters a written delegation of powers, by which a substitute may sign.
#[utoipa::path(post, path = "/api/v1/delegations", tag = "absences",
    responses((status = 201, description = "entered"), (status = 422, description = "a field is wrong")))]
async fn delegate(State(app): State<App>, act: Act<DelegationInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id =
        app.db.write(ctx, |tx| -> Result<Uuid, Failure> { Ok(actions::delegate(tx, ctx, &act.input)?) })?;
    Ok(created(format!("/api/v1/delegations/{id}"), json!({ "id": id })))
}

/// Withdraws a delegation from today on. `If-Match` carries its version.
#[utoipa::path(post, path = "/api/v1/delegations/{id}/end", tag = "absences", params(("id" = Uuid, Path)),
    responses((status = 204, description = "withdrawn"), (status = 409, description = "over already, or changed meanwhile")))]
async fn end_delegation(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = version(&act.reader)?;
    app.db.write(ctx, |tx| -> Result<(), Failure> { Ok(actions::end_delegation(tx, ctx, id, version)?) })?;
    nothing()
}
