//! What an agency does with what it receives.

use super::{Empty, ReasonInput, nothing, on_arrival, unreadable, versioned};
use crate::actions::opening::Opened;
use crate::actions::{incoming, outgoing};
use crate::model::boxes::Pile;
use crate::model::direction::Wording;
use crate::pages::readers;
use crate::store::direction;
use crate::{Error, pages, view};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Path, Routes, SignedIn, Upload};
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/v1/arrivals", enter)
        .get("/api/v1/arrivals/{id}", show)
        .post("/api/v1/arrivals/{id}/accept", accept)
        .post("/api/v1/arrivals/{id}/refuse", refuse)
        .post("/api/v1/arrivals/{id}/recall-answer", answer_recall)
        .post("/api/v1/arrivals/{id}/propose", propose)
        .post("/api/v1/arrivals/{id}/direct", direct)
        .post("/api/v1/arrivals/{id}/sort", sort)
        .post("/api/v1/arrivals/{id}/word", record_word)
        .post("/api/v1/directions/{id}/confirm-word", confirm_word)
        .post("/api/v1/arrivals/{id}/file", file)
        .post("/api/v1/arrivals/{id}/reply", reply)
        .post("/api/v1/directions/{id}/confirm", confirm)
        .post("/api/v1/directions/{id}/take-back", take_back)
        .post("/api/v1/assignments/{id}/pass-down", pass_down)
        .post("/api/v1/assignments/{id}/return", return_direction)
        .post("/api/v1/assignments/{id}/progress", progress)
        .post("/api/v1/assignments/{id}/finish", finish)
        .post("/api/v1/assignments/{id}/reopen", reopen)
}

#[derive(OpenApi)]
#[openapi(paths(
    enter,
    show,
    accept,
    refuse,
    answer_recall,
    propose,
    sort,
    record_word,
    confirm_word,
    direct,
    file,
    reply,
    confirm,
    take_back,
    pass_down,
    return_direction,
    progress,
    finish,
    reopen
))]
pub(super) struct Description;

/// Enters a document from outside from a multipart form: field `arrival` holds it as JSON; files come in the fields
/// `main`, `annex`, `enclosure`. What looks alike is answered before anything is saved; send `although_alike` then.
#[utoipa::path(post, path = "/api/v1/arrivals", tag = "documents",
    responses((status = 201, description = "the arrival's id and number"), (status = 409, description = "what looks alike"), (status = 422, description = "every wrong field")))]
async fn enter(State(app): State<App>, upload: Upload<EnterForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    app.db.read(|read| access::require(read, ctx, crate::ENTER, &organisation::Place::agency(agency)))?;
    let mut input: incoming::EnterInput =
        serde_json::from_str(&upload.input.arrival).map_err(|error| unreadable("arrival", error))?;
    input.parts = pages::look_at(&app, &upload)?;
    match app.db.write(ctx, |tx| incoming::enter(tx, ctx, &input))? {
        incoming::Entered::Registered { arrival, number } => {
            let location = [(header::LOCATION, format!("/api/v1/arrivals/{arrival}"))];
            Ok((StatusCode::CREATED, location, Json(json!({ "id": arrival, "number": number })))
                .into_response())
        }
        incoming::Entered::Alike { found } => {
            Ok((StatusCode::CONFLICT, Json(json!({ "alike": found }))).into_response())
        }
    }
}

#[derive(Deserialize)]
struct EnterForm {
    arrival: String,
}

/// An arrival that the reader may see, with its document, files and directions.
#[utoipa::path(get, path = "/api/v1/arrivals/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the arrival; ETag is its version"), (status = 404, description = "not there, or not for this reader")))]
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::arrival_view(read, &reader.ctx, id))?;
    readers::opened(&app, &reader.ctx, Opened::Paper(id))?;
    let arrival = &seen.arrival;
    let body = json!({
        "id": arrival.id, "state": arrival.state, "code": arrival.state().national_code(), "number": arrival.number,
        "year": arrival.year, "channel": arrival.channel, "arrived_at": arrival.arrived_at,
        "due_day": arrival.due_day, "due_at": arrival.due_at, "closed_at": arrival.closed_at,
        "version": arrival.version, "document": seen.document, "parts": seen.parts,
        "directions": seen.directions, "assignments": seen.assignments, "boxes": seen.boxes,
    });
    Ok(versioned(arrival.version, body))
}

/// Accepts an arrival and gives it its number.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/accept", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "its number"), (status = 409, description = "accepted, refused or recalled already")))]
async fn accept(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let done = on_arrival(&app, &act.reader, id, |tx, ctx| incoming::accept(tx, ctx, id))?;
    Ok(Json(json!({ "number": done })).into_response())
}

/// Answers the sender's recall: `agree`, or not with a `reason`.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/recall-answer", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "answered"), (status = 409, description = "nothing is asked"), (status = 422, description = "no reason")))]
async fn answer_recall(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    act: Act<incoming::RecallAnswer>,
) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| incoming::answer_recall(tx, ctx, id, &act.input))?;
    nothing()
}

/// Refuses an arrival with a reason.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/refuse", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sent back")))]
async fn refuse(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| incoming::refuse(tx, ctx, id, &act.input.reason))?;
    nothing()
}

#[derive(Deserialize)]
struct ProposeInput {
    /// The leader to whom it is proposed.
    giver: Uuid,
    wording: Wording,
}

/// Proposes a direction to the leader `giver`, who confirms it with one touch.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/propose", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the proposal's id"), (status = 422, description = "what is wrong with it")))]
async fn propose(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ProposeInput>) -> Answer {
    let done = on_arrival(&app, &act.reader, id, |tx, ctx| {
        incoming::propose(tx, ctx, id, act.input.giver, &act.input.wording)
    })?;
    Ok((StatusCode::CREATED, Json(json!({ "id": done }))).into_response())
}

#[derive(Deserialize)]
struct SortInput {
    pile: Pile,
}

/// Sorts an arrival on the desk of the position acted in: `first`, `later`, `none`.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/sort", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sorted"), (status = 404, description = "it does not lie there")))]
async fn sort(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SortInput>) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| incoming::sort(tx, ctx, id, act.input.pile))?;
    nothing()
}

/// Enters what the leader `giver` has said or written on paper: it holds at once, and they confirm it later.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/word", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "directed"), (status = 409, description = "somebody is directed already"), (status = 422, description = "what is wrong with it")))]
async fn record_word(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ProposeInput>) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| {
        incoming::record_word(tx, ctx, id, act.input.giver, &act.input.wording)
    })?;
    nothing()
}

/// Confirms what was entered on one's word. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/directions/{id}/confirm-word", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "confirmed"), (status = 409, description = "confirmed or replaced already")))]
async fn confirm_word(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let arrival = of_direction(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::confirm_word(tx, ctx, id))?;
    nothing()
}

/// Directs an arrival.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/direct", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "directed"), (status = 409, description = "somebody directed meanwhile")))]
async fn direct(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::DirectInput>) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| incoming::direct(tx, ctx, id, &act.input))?;
    nothing()
}

/// Files what needs no work, with a word why.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/file", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "filed"), (status = 409, description = "somebody is directed")))]
async fn file(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_arrival(&app, &act.reader, id, |tx, ctx| {
        incoming::close_without_direction(tx, ctx, id, &act.input.reason)
    })?;
    nothing()
}

#[derive(Deserialize)]
struct ReplyInput {
    subject: String,
}

/// Begins a draft that answers an arrival; when it is issued, what it answers is closed by itself.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/reply", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the draft's id")))]
async fn reply(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReplyInput>) -> Answer {
    let done =
        on_arrival(&app, &act.reader, id, |tx, ctx| outgoing::reply_to(tx, ctx, id, &act.input.subject))?;
    let location = [(header::LOCATION, format!("/api/v1/documents/{done}"))];
    Ok((StatusCode::CREATED, location, Json(json!({ "id": done }))).into_response())
}

/// The arrival of a direction. `If-Match` is the arrival's version wherever a direction or an assignment is named.
fn of_direction(app: &App, id: Uuid) -> Result<Uuid, Error> {
    Ok(app.db.read(|read| direction::direction(read, id))?.ok_or(Error::NotFound)?.arrival)
}

/// The arrival of an assignment.
fn of_assignment(app: &App, id: Uuid) -> Result<Uuid, Error> {
    Ok(app.db.read(|read| direction::assignment(read, id))?.ok_or(Error::NotFound)?.arrival)
}

/// Confirms a proposed direction as it stands. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/directions/{id}/confirm", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "directed"), (status = 409, description = "confirmed or replaced already")))]
async fn confirm(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let arrival = of_direction(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::confirm_proposal(tx, ctx, id))?;
    nothing()
}

/// Takes a direction back while nobody named in it has begun. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/directions/{id}/take-back", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "taken back"), (status = 409, description = "somebody has begun")))]
async fn take_back(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let arrival = of_direction(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::take_back_direction(tx, ctx, id))?;
    nothing()
}

/// Passes an assignment down. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/pass-down", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "passed down")))]
async fn pass_down(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Wording>) -> Answer {
    let arrival = of_assignment(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::pass_down(tx, ctx, id, &act.input))?;
    nothing()
}

/// Sends a wrong direction back to whoever gave it. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/return", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sent back"), (status = 422, description = "no reason")))]
async fn return_direction(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let arrival = of_assignment(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| {
        incoming::return_direction(tx, ctx, id, &act.input.reason)
    })?;
    nothing()
}

/// Reports progress on an assignment, 0 to 99 per cent. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/progress", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "noted")))]
async fn progress(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::ProgressInput>) -> Answer {
    let arrival = of_assignment(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::progress(tx, ctx, id, &act.input))?;
    nothing()
}

/// Reports an assignment done. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/finish", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done")))]
async fn finish(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::FinishInput>) -> Answer {
    let arrival = of_assignment(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::finish(tx, ctx, id, &act.input))?;
    nothing()
}

/// Takes up again what was done, with the reason. `If-Match` is the arrival's version.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/reopen", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "open again")))]
async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let arrival = of_assignment(&app, id)?;
    on_arrival(&app, &act.reader, arrival, |tx, ctx| incoming::reopen(tx, ctx, id, &act.input.reason))?;
    nothing()
}
