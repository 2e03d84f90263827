//! What is written of a document, and what an agency keeps ready for it.

use super::{nothing, on_document, versioned};
use crate::actions::outgoing::papers::{self, Which};
use crate::actions::outgoing::writing::{self, ModelInput, WriteInput};
use crate::store::text;
use crate::{Error, pages, view};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Path, Routes, SignedIn};
use prose::Prose;
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/documents/{id}/texts/{number}", show)
        .post("/api/v1/documents/{id}/texts/{number}", write)
        .post("/api/v1/documents/{id}/lay", lay)
        .get("/api/v1/models", models)
        .post("/api/v1/models", save_model)
        .post("/api/v1/models/{id}/delete", remove_model)
}

#[derive(OpenApi)]
#[openapi(paths(show, write, lay, models, save_model, remove_model))]
pub(super) struct Description;

/// The text of a document (number 0) or of an annex (from 1): its blocks as JSON and the same as markup. Whoever may
/// write on it reads what is being written, others what stands on the paper. The ETag is the text's own version.
#[utoipa::path(get, path = "/api/v1/documents/{id}/texts/{number}", tag = "documents", params(("id" = Uuid, Path), ("number" = i64, Path)),
    responses((status = 200, description = "title, body, markup, version"), (status = 404, description = "not there, or not for this reader")))]
async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Answer {
    let ctx = &reader.ctx;
    let (text, written) = app.db.read(|read| -> Result<_, Error> {
        let seen = view::document_view(read, ctx, id)?;
        let text = text::text(read, id, number)?.ok_or(Error::NotFound)?;
        let written = match pages::outgoing::write::may_write(ctx, &seen) {
            true => text.written(),
            false => text.laid().ok_or(Error::NotFound)?,
        };
        Ok((text, written))
    })?;
    let body = json!({
        "title": written.title,
        "body": written.body,
        "markup": written.body.markup(),
        "version": text.version,
        "laid_version": text.laid_version,
    });
    Ok(versioned(text.version, body))
}

#[derive(Deserialize)]
struct TextInput {
    #[serde(default)]
    title: String,
    /// Blocks, as they are read.
    body: Option<Prose>,
    /// The same as markup; blocks are stronger.
    markup: Option<String>,
}

/// Writes a text: as blocks in `body`, or as `markup`. `If-Match` is the text's version; without it the text is begun.
#[utoipa::path(post, path = "/api/v1/documents/{id}/texts/{number}", tag = "documents", params(("id" = Uuid, Path), ("number" = i64, Path)),
    responses((status = 200, description = "its new version"), (status = 409, description = "changed by somebody else, or not to be written now"), (status = 422, description = "where it is too large")))]
async fn write(State(app): State<App>, Path((id, number)): Path<(Uuid, i64)>, act: Act<TextInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let markup = || Prose::parse(act.input.markup.as_deref().unwrap_or_default());
    let body = act.input.body.clone().unwrap_or_else(markup);
    let input = WriteInput { title: act.input.title.clone(), body, version: act.reader.if_match };
    let version = app.db.write(ctx, |tx| writing::write(tx, ctx, id, number, &input))?;
    Ok(versioned(version, json!({ "version": version })))
}

#[derive(Deserialize)]
struct Empty {}

/// Sets what is written of a document to its papers, as a new version of its files.
#[utoipa::path(post, path = "/api/v1/documents/{id}/lay", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "the papers are what is written"), (status = 409, description = "changed meanwhile, or not to be written now"), (status = 422, description = "what cannot be set")))]
async fn lay(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    app.db.read(|read| view::document_view(read, &act.reader.ctx, id))?;
    let laid = tokio::task::block_in_place(|| {
        papers::set(&app.db, &app.files, &app.papers, &act.reader.ctx, id, Which::Written, |_, _| Ok(()))
    })?;
    on_document(&app, &act.reader, id, |tx, ctx| papers::lay(tx, ctx, id, &laid, None))?;
    nothing()
}

/// What the reader's agency keeps ready for those who write.
#[utoipa::path(get, path = "/api/v1/models", tag = "documents", responses((status = 200, description = "rows")))]
async fn models(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let agency = reader.ctx.actor.agency.ok_or(Error::NotFound)?;
    let rows = app.db.read(|read| text::models(read, agency))?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// Keeps a model text, or with `piece` a piece to insert, ready for the agency.
#[utoipa::path(post, path = "/api/v1/models", tag = "documents",
    responses((status = 201, description = "its id"), (status = 422, description = "what is wrong with it")))]
async fn save_model(State(app): State<App>, act: Act<ModelInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| writing::save_model(tx, ctx, None, &act.input))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Removes what the agency kept ready.
#[utoipa::path(post, path = "/api/v1/models/{id}/delete", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "gone")))]
async fn remove_model(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| writing::remove_model(tx, ctx, id))?;
    nothing()
}
