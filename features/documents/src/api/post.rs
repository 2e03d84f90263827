//! Copies for those outside the system.

use super::{Empty, nothing};
use crate::Error;
use crate::actions::outgoing::post::{self, CloseInput, SendInput};
use crate::model::posting::PostingState;
use crate::store::posting;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use context::Uuid;
use edge::{Act, Answer, App, Path, Query, Routes, SignedIn};
use organisation::Place;
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/postings", list)
        .post("/api/v1/postings/send", send)
        .post("/api/v1/postings/{id}/unsend", unsend)
        .post("/api/v1/postings/{id}/close", close)
}

#[derive(OpenApi)]
#[openapi(paths(list, send, unsend, close))]
pub(super) struct Description;

#[derive(Deserialize)]
struct ListQuery {
    state: Option<PostingState>,
    behind: Option<String>,
}

/// The envelopes of the reader's records desk in one state: `waiting` without one.
#[utoipa::path(get, path = "/api/v1/postings", tag = "documents", params(
    ("state" = Option<String>, Query, description = "waiting, sent, received or returned"),
    ("behind" = Option<String>, Query, description = "from an earlier answer's `next`"),
), responses((status = 200, description = "rows and, if there are more, `next`"), (status = 404, description = "not for this reader")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<ListQuery>) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let behind = match query.behind.as_deref() {
        Some(text) => Some(
            text.split_once('.')
                .and_then(|(key, id)| Some((key.parse().ok()?, id.parse().ok()?)))
                .ok_or_else(|| super::unreadable("behind", "no cursor"))?,
        ),
        None => None,
    };
    let page = app.db.read(|read| -> Result<_, Error> {
        access::require(read, ctx, crate::ISSUE, &Place::agency(agency))?;
        Ok(posting::page(read, agency, query.state.unwrap_or(PostingState::Waiting), behind, 200)?)
    })?;
    let next =
        page.more.then(|| page.rows.last().map(|row| format!("{}.{}", row.sort_key, row.id))).flatten();
    Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
}

/// Notes that envelopes have left: `postings` (their ids), `day`, `way`, and of one alone its `tracking` number.
#[utoipa::path(post, path = "/api/v1/postings/send", tag = "documents",
    responses((status = 204, description = "noted"), (status = 409, description = "one has left already"), (status = 422, description = "what is wrong")))]
async fn send(State(app): State<App>, act: Act<SendInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| post::send(tx, ctx, &act.input))?;
    nothing()
}

/// Notes that an envelope has not left after all.
#[utoipa::path(post, path = "/api/v1/postings/{id}/unsend", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "it waits again"), (status = 409, description = "it is not on its way")))]
async fn unsend(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| post::unsend(tx, ctx, id))?;
    nothing()
}

/// Notes that an envelope was `received`, by whom, or came back, with the reason as `note`.
#[utoipa::path(post, path = "/api/v1/postings/{id}/close", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "noted"), (status = 409, description = "it is not on its way"), (status = 422, description = "what is wrong")))]
async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<CloseInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| post::close(tx, ctx, id, &act.input))?;
    nothing()
}
