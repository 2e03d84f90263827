//! What an agency does with what it sends.

use super::{Empty, ReasonInput, nothing, on_document, unreadable, versioned};
use crate::actions::opening::Opened;
use crate::actions::outgoing;
use crate::model::change::Change;
use crate::model::route::PlannedStep;
use crate::pages::readers;
use crate::store::{arrival, route};
use crate::{Error, pages, view};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use context::Uuid;
use db::Tx;
use edge::{Act, Answer, App, Path, Query, Routes, SignedIn, Upload};
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/v1/documents", create)
        .get("/api/v1/documents/{id}", show)
        .post("/api/v1/documents/{id}/edit", edit)
        .post("/api/v1/documents/{id}/files", revise)
        .post("/api/v1/documents/{id}/discard", discard)
        .post("/api/v1/documents/{id}/submit", submit)
        .post("/api/v1/documents/{id}/take-back", take_back)
        .post("/api/v1/documents/{id}/withdraw", withdraw)
        .post("/api/v1/documents/{id}/number", number)
        .post("/api/v1/documents/{id}/void-number", void_number)
        .post("/api/v1/documents/{id}/issue", issue)
        .post("/api/v1/documents/{id}/recall", recall)
        .post("/api/v1/documents/{id}/change", change)
        .post("/api/v1/documents/{id}/purge", purge)
        .get("/api/v1/documents/{id}/deliveries", deliveries)
        .post("/api/v1/steps/{id}/approve", approve)
        .post("/api/v1/steps/{id}/return", return_to)
        .get("/api/v1/routes", templates)
        .post("/api/v1/routes", save_template)
        .post("/api/v1/routes/{id}/delete", delete_template)
        .post("/api/v1/routes/{id}", change_template)
        .post("/api/v1/steps/{id}/initial-again", initial_again)
}

#[derive(OpenApi)]
#[openapi(paths(
    create,
    show,
    edit,
    revise,
    discard,
    submit,
    take_back,
    withdraw,
    number,
    void_number,
    issue,
    recall,
    change,
    purge,
    deliveries,
    approve,
    return_to,
    templates,
    save_template,
    delete_template,
    change_template,
    initial_again
))]
pub(super) struct Description;

/// Begins a draft from a multipart form: field `document` holds the draft as JSON; files come in the fields `main`,
/// `annex`, `enclosure`, `enclosed_draft`.
#[utoipa::path(post, path = "/api/v1/documents", tag = "documents",
    responses((status = 201, description = "the draft's id"), (status = 422, description = "every wrong field")))]
async fn create(State(app): State<App>, upload: Upload<CreateForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let draft: outgoing::DraftInput =
        serde_json::from_str(&upload.input.document).map_err(|error| unreadable("document", error))?;
    let parts = pages::look_at(&app, &upload)?;
    let id = app.db.write(ctx, |tx| outgoing::create_draft(tx, ctx, &draft, &parts))?;
    let location = [(header::LOCATION, format!("/api/v1/documents/{id}"))];
    Ok((StatusCode::CREATED, location, Json(json!({ "id": id }))).into_response())
}

#[derive(Deserialize)]
struct CreateForm {
    document: String,
}

/// A document that the reader may see, with its files, recipients, route and partners.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the document; ETag is its version"), (status = 404, description = "not there, or not for this reader")))]
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::document_view(read, &reader.ctx, id))?;
    readers::opened(&app, &reader.ctx, Opened::Paper(id))?;
    let body = json!({
        "document": seen.document, "parts": seen.parts, "contents": seen.contents,
        "recipients": seen.recipients, "steps": seen.steps, "partners": seen.partners, "boxes": seen.boxes,
    });
    Ok(versioned(seen.document.version, body))
}

/// Changes what a draft says of itself; the body is a whole draft, as it is begun.
#[utoipa::path(post, path = "/api/v1/documents/{id}/edit", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed"), (status = 409, description = "changed by somebody else, or no draft"), (status = 422, description = "every wrong field")))]
async fn edit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::DraftInput>) -> Answer {
    let seen = act.reader.if_match;
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::edit_draft(tx, ctx, id, &act.input, seen))?;
    nothing()
}

/// Puts a new version of the files in place of the present one, from a multipart form: field `revision` holds
/// `{"reason": …}` as JSON; all files of the new version come in the fields `main`, `annex`, `enclosure`,
/// `enclosed_draft`.
#[utoipa::path(post, path = "/api/v1/documents/{id}/files", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "a new version"), (status = 409, description = "changed, or not to be changed now"), (status = 422, description = "no main file, or no reason")))]
async fn revise(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<ReviseForm>) -> Answer {
    let ReasonInput { reason } =
        serde_json::from_str(&upload.input.revision).map_err(|error| unreadable("revision", error))?;
    let parts = pages::look_at(&app, &upload)?;
    let revision = outgoing::RevisionInput { parts, reason, version: upload.reader.if_match };
    on_document(&app, &upload.reader, id, |tx, ctx| outgoing::revise(tx, ctx, id, &revision))?;
    nothing()
}

#[derive(Deserialize)]
struct ReviseForm {
    revision: String,
}

/// Throws an own draft away that has never been submitted.
#[utoipa::path(post, path = "/api/v1/documents/{id}/discard", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "gone"), (status = 409, description = "submitted once: it can only be withdrawn")))]
async fn discard(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::discard(tx, ctx, id))?;
    nothing()
}

/// Submits a draft along a route.
#[utoipa::path(post, path = "/api/v1/documents/{id}/submit", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "on its route"), (status = 409, description = "changed, or not a draft"), (status = 422, description = "what is wrong with the route, or no main file")))]
async fn submit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::SubmitInput>) -> Answer {
    let laid = pages::acts::set_for_signer(&app, &act.reader.ctx, id, &act.input)?;
    on_document(&app, &act.reader, id, |tx, ctx| {
        let version = outgoing::papers::lay(tx, ctx, id, &laid, act.input.version)?;
        outgoing::submit(tx, ctx, id, &outgoing::SubmitInput { version, ..act.input.clone() })
    })?;
    nothing()
}

/// Takes a submitted document back, until the next person has acted.
#[utoipa::path(post, path = "/api/v1/documents/{id}/take-back", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "a draft again"), (status = 409, description = "somebody has acted")))]
async fn take_back(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::take_back(tx, ctx, id))?;
    nothing()
}

/// Gives up a document that has been on a route; it stays, with the reason.
#[utoipa::path(post, path = "/api/v1/documents/{id}/withdraw", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "given up"), (status = 409, description = "on its route, or numbered")))]
async fn withdraw(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::withdraw(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Numbers and dates an approved document.
#[utoipa::path(post, path = "/api/v1/documents/{id}/number", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "its symbol"), (status = 409, description = "the number is taken, or not approved")))]
async fn number(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::NumberInput>) -> Answer {
    let symbol = on_document(&app, &act.reader, id, |tx, ctx| outgoing::number(tx, ctx, id, &act.input))?;
    Ok(Json(json!({ "symbol": symbol })).into_response())
}

/// Voids the number of a document that has not gone out; it waits for another.
#[utoipa::path(post, path = "/api/v1/documents/{id}/void-number", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "voided"), (status = 409, description = "it has none, or went out")))]
async fn void_number(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::void_number(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Issues a numbered document to its recipients. `due_day` takes the place of a day for an answer that has passed.
#[utoipa::path(post, path = "/api/v1/documents/{id}/issue", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "on its way"), (status = 409, description = "not numbered, or issued"), (status = 422, description = "no recipients, or the day for an answer has passed")))]
async fn issue(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::IssueInput>) -> Answer {
    pages::acts::settle(&app, &act.reader.ctx, id)?;
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::issue(tx, ctx, id, &act.input))?;
    nothing()
}

/// Calls an issued document back: agencies that have not accepted it lose it at once, the others are asked.
#[utoipa::path(post, path = "/api/v1/documents/{id}/recall", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "called back"), (status = 409, description = "not gone out, or called back already")))]
async fn recall(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::recall(tx, ctx, id, &act.input.reason))?;
    nothing()
}

#[derive(Deserialize)]
struct ChangeInput {
    change: Change,
}

/// Begins a document that changes an issued one: `change` is `amends`, `corrects`, `replaces` or `recalls`.
#[utoipa::path(post, path = "/api/v1/documents/{id}/change", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the draft's id"), (status = 409, description = "not gone out, or called back")))]
async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ChangeInput>) -> Answer {
    let draft =
        on_document(&app, &act.reader, id, |tx, ctx| outgoing::begin_change(tx, ctx, id, act.input.change))?;
    let location = [(header::LOCATION, format!("/api/v1/documents/{draft}"))];
    Ok((StatusCode::CREATED, location, Json(json!({ "id": draft }))).into_response())
}

/// Removes a paper that must not be here from every agency that has it, with the reason; its files are deleted.
#[utoipa::path(post, path = "/api/v1/documents/{id}/purge", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "removed"), (status = 409, description = "not gone out, or removed already")))]
async fn purge(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::purge(tx, ctx, id, &act.input.reason))?;
    nothing()
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
    let page = app.db.read(|read| -> Result<_, Error> {
        let seen = view::document_view(read, &reader.ctx, id)?;
        let after = query.after.as_deref().unwrap_or_default();
        Ok(arrival::arrivals_of(read, seen.document.id, query.state.as_deref(), after, 200)?)
    })?;
    let next = page.more.then(|| page.rows.last().map(|row| row.code.clone())).flatten();
    Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
}

/// The document of a step.
fn of_step(app: &App, step: Uuid) -> Result<Uuid, Error> {
    Ok(app.db.read(|read| route::step(read, step))?.ok_or(Error::NotFound)?.document)
}

/// Approves at one's step, or gives the opinion asked for. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/steps/{id}/approve", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "approved"), (status = 409, description = "changed, or not this step's turn")))]
async fn approve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<outgoing::StepInput>) -> Answer {
    let document = of_step(&app, id)?;
    on_document(&app, &act.reader, document, |tx, ctx| outgoing::approve(tx, ctx, id, &act.input))?;
    nothing()
}

#[derive(Deserialize)]
struct ReturnInput {
    to: Option<Uuid>,
    #[serde(default)]
    reason: String,
}

/// Sends a draft back, to the earlier step `to` or to its drafter. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/steps/{id}/return", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "sent back"), (status = 409, description = "changed, or not this step's turn"), (status = 422, description = "no reason")))]
async fn return_to(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReturnInput>) -> Answer {
    let ReturnInput { to, reason } = &act.input;
    let back = |tx: &mut Tx<'_>, ctx: &context::Ctx| outgoing::return_to(tx, ctx, id, *to, reason);
    on_document(&app, &act.reader, of_step(&app, id)?, back)?;
    nothing()
}

/// The routes that the reader's agency keeps ready.
#[utoipa::path(get, path = "/api/v1/routes", tag = "documents",
    responses((status = 200, description = "rows")))]
async fn templates(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let agency = reader.ctx.actor.agency.ok_or(Error::NotFound)?;
    let rows = app.db.read(|read| route::templates(read, agency))?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

#[derive(Deserialize)]
struct TemplateInput {
    name: String,
    #[serde(default)]
    kind: String,
    steps: Vec<PlannedStep>,
}

/// Keeps a route ready for the agency, for one kind of document or with an empty `kind` for any.
#[utoipa::path(post, path = "/api/v1/routes", tag = "documents",
    responses((status = 201, description = "its id"), (status = 422, description = "what is wrong with it")))]
async fn save_template(State(app): State<App>, act: Act<TemplateInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let TemplateInput { name, kind, steps } = &act.input;
    let id = app.db.write(ctx, |tx| outgoing::save_template(tx, ctx, name, kind, steps))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Removes a route that the agency kept ready.
#[utoipa::path(post, path = "/api/v1/routes/{id}/delete", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "gone")))]
async fn delete_template(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| outgoing::delete_template(tx, ctx, id))?;
    nothing()
}

/// Changes a route that the agency keeps ready; the body is a whole one. `If-Match` is its version.
#[utoipa::path(post, path = "/api/v1/routes/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed"), (status = 409, description = "changed by somebody else"), (status = 422, description = "what is wrong with it, or no `If-Match`")))]
async fn change_template(State(app): State<App>, Path(id): Path<Uuid>, act: Act<TemplateInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.reader.if_match.ok_or_else(|| unreadable("If-Match", "missing"))?;
    let TemplateInput { name, kind, steps } = &act.input;
    let wanted = (name.as_str(), kind.as_str(), steps.as_slice());
    app.db.write(ctx, |tx| outgoing::change_template(tx, ctx, id, version, wanted))?;
    nothing()
}

/// Gives initials again that a change of the files has voided. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/steps/{id}/initial-again", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "given"), (status = 409, description = "changed, not void, or numbered")))]
async fn initial_again(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    act: Act<outgoing::StepInput>,
) -> Answer {
    let document = of_step(&app, id)?;
    on_document(&app, &act.reader, document, |tx, ctx| outgoing::initial_again(tx, ctx, id, &act.input))?;
    nothing()
}
