//! The JSON API of documents: the same actions, the same rows.

use crate::actions::{incoming, outgoing};
use crate::model::boxes::{Box, holders};
use crate::model::direction::Wording;
use crate::store::arrival;
use crate::store::lists::{self, ListFilter, ListRow};
use crate::view;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use context::Uuid;
use edge::{Act, Answer, App, Path, Query, Routes, SignedIn, Upload};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::OpenApi;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/boxes/{box}", list)
        .post("/api/v1/documents", create)
        .get("/api/v1/documents/{id}", show_document)
        .get("/api/v1/documents/{id}/deliveries", deliveries)
        .post("/api/v1/documents/{id}/submit", submit)
        .post("/api/v1/documents/{id}/number", number)
        .post("/api/v1/documents/{id}/issue", issue)
        .post("/api/v1/documents/{id}/recall", recall)
        .post("/api/v1/steps/{id}/approve", approve)
        .post("/api/v1/steps/{id}/return", return_to)
        .post("/api/v1/arrivals", enter)
        .get("/api/v1/arrivals/{id}", show_arrival)
        .post("/api/v1/arrivals/{id}/accept", accept)
        .post("/api/v1/arrivals/{id}/refuse", refuse)
        .post("/api/v1/arrivals/{id}/direct", direct)
        .post("/api/v1/assignments/{id}/pass-down", pass_down)
        .post("/api/v1/assignments/{id}/progress", progress)
        .post("/api/v1/assignments/{id}/finish", finish)
}

#[derive(OpenApi)]
#[openapi(paths(
    list,
    create,
    show_document,
    deliveries,
    submit,
    number,
    issue,
    recall,
    approve,
    return_to,
    show_arrival,
    accept,
    refuse,
    direct,
    pass_down,
    progress,
    finish
))]
struct Description;

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// An answer whose ETag is the record's version.
fn versioned(version: i64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
    limit: Option<usize>,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    unread: bool,
    kind: Option<String>,
}

/// What lies in a box of the reader's desks, the newest first.
#[utoipa::path(get, path = "/api/v1/boxes/{box}", tag = "documents", params(
    ("box" = String, Path, description = "accept, propose, direct, handle, support, inform, tracking, done, all, \
        draft, review, number, issue, submitted, sent"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows and, if there are more, `next`"), (status = 404, description = "no such box")))]
async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(place): Path<String>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let place = Box::of(&place).ok_or(edge::Lacking::Page)?;
    let behind = match query.cursor.as_deref() {
        Some(text) => Some(cursor(text).ok_or(edge::Lacking::Unreadable {
            field: "cursor".into(),
            fault: edge::Unread::Malformed("not from an answer of this list".into()),
        })?),
        None => None,
    };
    let filter =
        ListFilter { kind: query.kind, urgent: query.urgent, unread: query.unread, ..ListFilter::default() };
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let page = app.db.read(|read| lists::page(read, &holders(&reader.ctx), place, &filter, behind, limit))?;
    let next =
        page.more.then(|| page.rows.last().map(|row: &ListRow| format!("{}.{}", row.sort_key, row.record)));
    Ok(Json(json!({ "rows": page.rows, "next": next.flatten() })).into_response())
}

fn cursor(text: &str) -> Option<lists::Behind> {
    let (key, record) = text.split_once('.')?;
    Some(lists::Behind { sort_key: key.parse().ok()?, record: record.parse().ok()? })
}

/// Begins a draft from a multipart form: field `document` holds the draft as JSON; files come in the fields `main`,
/// `annex`, `enclosure`, `enclosed_draft`.
#[utoipa::path(post, path = "/api/v1/documents", tag = "documents",
    responses((status = 201, description = "the draft's id"), (status = 422, description = "every wrong field")))]
async fn create(State(app): State<App>, upload: Upload<CreateForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let draft: outgoing::DraftInput =
        serde_json::from_str(&upload.input.document).map_err(|error| edge::Lacking::Unreadable {
            field: "document".into(),
            fault: edge::Unread::Malformed(error.to_string()),
        })?;
    let parts = crate::pages::look_at(&app, &upload.files)?;
    let id = app.db.write(ctx, |tx| outgoing::create_draft(tx, ctx, &draft, &parts))?;
    let location = [(header::LOCATION, format!("/api/v1/documents/{id}"))];
    Ok((StatusCode::CREATED, location, Json(json!({ "id": id }))).into_response())
}

#[derive(Deserialize)]
struct CreateForm {
    document: String,
}

/// A document that the reader may see, with its files, recipients and route.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the document; ETag is its version"), (status = 404, description = "not there, or not for this reader")))]
async fn show_document(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::document_view(read, &reader.ctx, id))?;
    let body = json!({
        "document": seen.document, "parts": seen.parts, "contents": seen.contents,
        "recipients": seen.recipients, "steps": seen.steps, "boxes": seen.boxes,
    });
    Ok(versioned(seen.document.version, body))
}

#[derive(Deserialize)]
struct DeliveriesQuery {
    after: Option<String>,
    state: Option<String>,
}

/// The state at each recipient, in the order of their identifiers.
#[utoipa::path(get, path = "/api/v1/documents/{id}/deliveries", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "rows and, if there are more, `next`")))]
async fn deliveries(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<DeliveriesQuery>,
) -> Answer {
    let page = app.db.read(|read| -> Result<_, crate::Error> {
        let seen = view::document_view(read, &reader.ctx, id)?;
        let after = query.after.as_deref().unwrap_or_default();
        Ok(arrival::arrivals_of(read, seen.document.id, query.state.as_deref(), after, 200)?)
    })?;
    let next = page.more.then(|| page.rows.last().map(|row| row.code.clone())).flatten();
    Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
}

/// Submits a draft along a route.
#[utoipa::path(post, path = "/api/v1/documents/{id}/submit", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "on its route"), (status = 409, description = "changed, or not a draft")))]
async fn submit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::SubmitInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let mut input = act.input;
    input.version = input.version.or(act.reader.if_match);
    app.db.write(ctx, |tx| outgoing::submit(tx, ctx, id, &input))?;
    nothing()
}

/// Numbers and dates an approved document.
#[utoipa::path(post, path = "/api/v1/documents/{id}/number", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "its symbol"), (status = 409, description = "the number is taken, or not approved")))]
async fn number(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::NumberInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let symbol = app.db.write(ctx, |tx| outgoing::number(tx, ctx, id, &act.input))?;
    Ok(Json(json!({ "symbol": symbol })).into_response())
}

/// Issues a numbered document to its recipients.
#[utoipa::path(post, path = "/api/v1/documents/{id}/issue", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "on its way")))]
async fn issue(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::IssueInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let mut input = act.input;
    input.version = input.version.or(act.reader.if_match);
    app.db.write(ctx, |tx| outgoing::issue(tx, ctx, id, &input))?;
    nothing()
}

#[derive(Deserialize)]
struct ReasonInput {
    #[serde(default)]
    reason: String,
}

/// Calls an issued document back.
#[utoipa::path(post, path = "/api/v1/documents/{id}/recall", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "called back")))]
async fn recall(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| outgoing::recall(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Approves at one's step, or gives the opinion asked for.
#[utoipa::path(post, path = "/api/v1/steps/{id}/approve", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "approved")))]
async fn approve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::StepInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| outgoing::approve(tx, ctx, id, &act.input))?;
    nothing()
}

#[derive(Deserialize)]
struct ReturnInput {
    to: Option<Uuid>,
    #[serde(default)]
    reason: String,
}

/// Sends a draft back, to an earlier step or to its drafter.
#[utoipa::path(post, path = "/api/v1/steps/{id}/return", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sent back")))]
async fn return_to(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReturnInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| outgoing::return_to(tx, ctx, id, act.input.to, &act.input.reason))?;
    nothing()
}

/// Enters a document from outside from a multipart form: field `arrival` holds it as JSON; files come in the fields
/// `main`, `annex`, `enclosure`. What looks alike is answered before anything is saved; send `although_alike` then.
#[utoipa::path(post, path = "/api/v1/arrivals", tag = "documents",
    responses((status = 201, description = "the arrival's id and number"), (status = 409, description = "what looks alike"), (status = 422, description = "every wrong field")))]
async fn enter(State(app): State<App>, upload: Upload<EnterForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let agency = ctx.actor.agency.ok_or(crate::Error::NotFound)?;
    app.db.read(|read| access::require(read, ctx, crate::ENTER, &organisation::Place::agency(agency)))?;
    let mut input: incoming::EnterInput =
        serde_json::from_str(&upload.input.arrival).map_err(|error| edge::Lacking::Unreadable {
            field: "arrival".into(),
            fault: edge::Unread::Malformed(error.to_string()),
        })?;
    input.parts = crate::pages::look_at(&app, &upload.files)?;
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
async fn show_arrival(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::arrival_view(read, &reader.ctx, id))?;
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
    responses((status = 200, description = "its number")))]
async fn accept(State(app): State<App>, Path(id): Path<Uuid>, act: Act<serde_json::Value>) -> Answer {
    let ctx = &act.reader.ctx;
    let number = app.db.write(ctx, |tx| incoming::accept(tx, ctx, id))?;
    Ok(Json(json!({ "number": number })).into_response())
}

/// Refuses an arrival with a reason.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/refuse", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sent back")))]
async fn refuse(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::refuse(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Directs an arrival.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/direct", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "directed"), (status = 409, description = "somebody directed meanwhile")))]
async fn direct(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::DirectInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let mut input = act.input;
    input.version = input.version.or(act.reader.if_match);
    app.db.write(ctx, |tx| incoming::direct(tx, ctx, id, &input))?;
    nothing()
}

/// Passes an assignment down.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/pass-down", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "passed down")))]
async fn pass_down(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Wording>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::pass_down(tx, ctx, id, &act.input))?;
    nothing()
}

/// Reports progress on an assignment.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/progress", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "noted")))]
async fn progress(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::ProgressInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::progress(tx, ctx, id, &act.input))?;
    nothing()
}

/// Reports an assignment done.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/finish", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done")))]
async fn finish(State(app): State<App>, Path(id): Path<Uuid>, act: Act<incoming::FinishInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::finish(tx, ctx, id, &act.input))?;
    nothing()
}
