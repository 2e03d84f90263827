//! The JSON API of folders: the same actions and the same rows as the pages. A folder's ETag is its version.

use crate::model::input::{CloseInput, EditInput, OfferInput, OpenInput, PieceInput};
use crate::store::folder::{self, Behind, Filter, Order};
use crate::{Error, actions, store, view};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use context::{Ref, Uuid};
use edge::{Act, Answer, App, Path, Query, Routes, SignedIn};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::OpenApi;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/folders", list)
        .post("/api/v1/folders", open)
        .get("/api/v1/folders/{id}", one)
        .post("/api/v1/folders/{id}/edit", edit)
        .post("/api/v1/folders/{id}/records", file)
        .post("/api/v1/folders/{id}/papers", paper)
        .post("/api/v1/folders/{id}/close", close)
        .post("/api/v1/folders/{id}/reopen", reopen)
        .post("/api/v1/folder-entries/{id}/remove", remove)
        .get("/api/v1/folder-lists/{id}", yearly)
        .post("/api/v1/folder-transfers", offer)
        .get("/api/v1/folder-transfers/{id}", transfer)
        .post("/api/v1/folder-transfers/{id}/receive", receive)
}

#[derive(OpenApi)]
#[openapi(paths(
    list, open, one, edit, file, paper, close, reopen, remove, yearly, offer, transfer, receive
))]
struct Description;

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

fn versioned(version: i64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn made(id: Uuid) -> Answer {
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
struct ListQuery {
    state: Option<String>,
    year: Option<i64>,
    unit: Option<Uuid>,
    item: Option<Uuid>,
    words: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// The folders that the reader sees, the last changed first.
#[utoipa::path(get, path = "/api/v1/folders", tag = "folders", params(
    ("state" = Option<String>, Query, description = "open, closed, handed_over"),
    ("year" = Option<i64>, Query, description = "only of this year"),
    ("unit" = Option<Uuid>, Query, description = "only of this unit"),
    ("item" = Option<Uuid>, Query, description = "only of this item of a yearly list"),
    ("words" = Option<String>, Query, description = "only with these words in title or code"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows and, if there are more, `next`")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<ListQuery>) -> Answer {
    let ctx = &reader.ctx;
    let behind = match query.cursor.as_deref() {
        Some(text) => {
            let parts = text.split_once('.').and_then(|(id, key)| Some((id.parse().ok()?, key)));
            let (id, key) = parts.ok_or_else(|| edge::Lacking::Unreadable {
                field: "cursor".into(),
                fault: edge::Unread::Malformed("not from an answer of this list".into()),
            })?;
            Some(Behind { key: key.to_owned(), id })
        }
        None => None,
    };
    let filter = Filter {
        state: query.state,
        year: query.year,
        unit: query.unit,
        item: query.item,
        words: query.words,
        ..Filter::default()
    };
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let page = app.db.read(|read| {
        let seen = view::seen(read, ctx)?;
        folder::page(read, &seen, &filter, Order::Changed, behind.clone(), limit)
    })?;
    let next = page.rows.last().filter(|_| page.more).map(|last| {
        let Behind { key, id } = Behind::folder(last, Order::Changed);
        format!("{id}.{key}")
    });
    Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
}

/// Opens a folder of an approved item, or with a reason beside the list.
#[utoipa::path(post, path = "/api/v1/folders", tag = "folders",
    responses((status = 201, description = "its `id`"), (status = 409, description = "the item has a folder, or is not approved"), (status = 422, description = "wrong fields")))]
async fn open(State(app): State<App>, act: Act<OpenInput>) -> Answer {
    let ctx = &act.reader.ctx;
    made(app.db.write(ctx, |tx| actions::open(tx, ctx, &act.input))?)
}

/// A folder with its contents list.
#[utoipa::path(get, path = "/api/v1/folders/{id}", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 200, description = "`folder` and `entries`"), (status = 404, description = "not there, or not for this reader")))]
async fn one(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::folder_view(read, &reader.ctx, id))?;
    let version = seen.folder.version;
    Ok(versioned(version, json!({ "folder": seen.folder, "entries": seen.entries })))
}

/// Changes an open folder's title, keeper, kind or first day.
#[utoipa::path(post, path = "/api/v1/folders/{id}/edit", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done"), (status = 409, description = "not open, or changed meanwhile")))]
async fn edit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EditInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let input = EditInput { version: act.input.version.or(act.reader.if_match), ..act.input };
    app.db.write(ctx, |tx| actions::edit(tx, ctx, id, &input))?;
    nothing()
}

/// Refuses when the folder is another than the caller has seen.
fn unchanged(app: &App, reader: &edge::Reader, id: Uuid) -> Result<(), Error> {
    let Some(seen) = reader.if_match else { return Ok(()) };
    let folder = app.db.read(|read| view::folder_view(read, &reader.ctx, id))?.folder;
    if folder.version == seen { Ok(()) } else { Err(Error::Stale) }
}

#[derive(Deserialize)]
struct RecordInput {
    /// document | arrival
    kind: String,
    id: Uuid,
    #[serde(default)]
    note: String,
}

/// Puts a document or an arrival into an open folder.
#[utoipa::path(post, path = "/api/v1/folders/{id}/records", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the entry's `id`"), (status = 409, description = "closed, secret, or in it already")))]
async fn file(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RecordInput>) -> Answer {
    let ctx = &act.reader.ctx;
    unchanged(&app, &act.reader, id)?;
    let record = Ref { kind: act.input.kind.clone().into(), id: act.input.id };
    made(app.db.write(ctx, |tx| actions::file_record(tx, ctx, id, &record, &act.input.note))?)
}

/// Notes a piece that is on paper alone in an open folder.
#[utoipa::path(post, path = "/api/v1/folders/{id}/papers", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the entry's `id`"), (status = 422, description = "wrong fields")))]
async fn paper(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PieceInput>) -> Answer {
    let ctx = &act.reader.ctx;
    unchanged(&app, &act.reader, id)?;
    made(app.db.write(ctx, |tx| actions::add_paper(tx, ctx, id, &act.input))?)
}

/// Closes a folder; its keeper then owes it to the archive.
#[utoipa::path(post, path = "/api/v1/folders/{id}/close", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done"), (status = 409, description = "closed before, empty, or something in it is still open")))]
async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<CloseInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let input = CloseInput { version: act.input.version.or(act.reader.if_match), ..act.input };
    app.db.write(ctx, |tx| actions::close(tx, ctx, id, &input))?;
    nothing()
}

#[derive(Deserialize)]
struct ReasonInput {
    #[serde(default)]
    reason: String,
}

/// Takes a closed folder up again.
#[utoipa::path(post, path = "/api/v1/folders/{id}/reopen", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done"), (status = 409, description = "not closed, or being handed over")))]
async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let ctx = &act.reader.ctx;
    unchanged(&app, &act.reader, id)?;
    app.db.write(ctx, |tx| actions::reopen(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Takes a piece out of an open folder, with a reason.
#[utoipa::path(post, path = "/api/v1/folder-entries/{id}/remove", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done"), (status = 409, description = "the folder is closed")))]
async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    let ctx = &act.reader.ctx;
    if act.reader.if_match.is_some() {
        let entry = app.db.read(|read| store::entry::entry(read, id))?.ok_or(Error::NotFound)?;
        unchanged(&app, &act.reader, entry.folder)?;
    }
    app.db.write(ctx, |tx| actions::remove_entry(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// A yearly list with its lines.
#[utoipa::path(get, path = "/api/v1/folder-lists/{id}", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 200, description = "`list` and `items`"), (status = 404, description = "not there, or not for this reader")))]
async fn yearly(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let (list, items) = app.db.read(|read| view::list_view(read, &reader.ctx, id))?;
    Ok(versioned(list.version, json!({ "list": list, "items": items })))
}

/// Offers closed folders to the agency's archive.
#[utoipa::path(post, path = "/api/v1/folder-transfers", tag = "folders",
    responses((status = 201, description = "the hand-over's `id`"), (status = 409, description = "one of them is not closed, or is being handed over")))]
async fn offer(State(app): State<App>, act: Act<OfferInput>) -> Answer {
    let ctx = &act.reader.ctx;
    made(app.db.write(ctx, |tx| actions::offer(tx, ctx, &act.input))?)
}

/// A hand-over with its folders.
#[utoipa::path(get, path = "/api/v1/folder-transfers/{id}", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 200, description = "`transfer` and `folders`"), (status = 404, description = "not there, or not for this reader")))]
async fn transfer(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let (transfer, folders) = app.db.read(|read| view::transfer_view(read, &reader.ctx, id))?;
    Ok(versioned(transfer.version, json!({ "transfer": transfer, "folders": folders })))
}

#[derive(Deserialize)]
struct Empty {}

/// Confirms that the archive has received the folders.
#[utoipa::path(post, path = "/api/v1/folder-transfers/{id}/receive", tag = "folders", params(("id" = Uuid, Path)),
    responses((status = 204, description = "done"), (status = 409, description = "it has been answered")))]
async fn receive(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let Empty {} = act.input;
    app.db.write(ctx, |tx| actions::receive(tx, ctx, id))?;
    nothing()
}
