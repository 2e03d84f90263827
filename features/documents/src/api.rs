//! The JSON API of documents: the same actions and the same rows as the pages.
//!
//! A record's ETag is its version. An act that comes with `If-Match` is done only if that is still so; for a step, a
//! direction or an assignment it is the version of its document or arrival.

mod incoming;
mod joint;
mod lists;
mod outgoing;
mod post;
mod roster;
mod rules;
mod series;
mod sets;
mod writing;

use crate::{Error, store, view};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use context::{Ctx, Uuid};
use db::Tx;
use edge::{Answer, App, Lacking, Reader, Routes};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = joint::routes(incoming::routes(outgoing::routes(post::routes(lists::routes(routes)))));
    sets::routes(series::routes(writing::routes(roster::routes(rules::routes(routes)))))
}

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let mut all = lists::Description::openapi();
    all.merge(outgoing::Description::openapi());
    all.merge(incoming::Description::openapi());
    all.merge(joint::Description::openapi());
    all.merge(post::Description::openapi());
    all.merge(rules::Description::openapi());
    all.merge(roster::Description::openapi());
    all.merge(writing::Description::openapi());
    all.merge(series::Description::openapi());
    all.merge(sets::Description::openapi());
    all
}

/// An act that needs no words.
#[derive(Deserialize)]
struct Empty {}

#[derive(Deserialize)]
struct ReasonInput {
    #[serde(default)]
    reason: String,
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

fn unreadable(field: &str, fault: impl ToString) -> Lacking {
    Lacking::Unreadable { field: field.to_owned(), fault: edge::Unread::Malformed(fault.to_string()) }
}

/// Acts on a document, if it still is as the caller has seen it.
fn on_document<T: Serialize + DeserializeOwned>(
    app: &App,
    reader: &Reader,
    id: Uuid,
    mut act: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T, Error>,
) -> Result<T, Error> {
    let ctx = &reader.ctx;
    app.db.write(ctx, |tx| {
        if let Some(seen) = reader.if_match {
            let now = store::document::locked(tx, id)?.ok_or(Error::NotFound)?;
            unchanged(tx, ctx, id, now.agency, now.version == seen)?;
        }
        act(tx, ctx)
    })
}

/// Acts on an arrival, if it still is as the caller has seen it.
fn on_arrival<T: Serialize + DeserializeOwned>(
    app: &App,
    reader: &Reader,
    id: Uuid,
    mut act: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T, Error>,
) -> Result<T, Error> {
    let ctx = &reader.ctx;
    app.db.write(ctx, |tx| {
        if let Some(seen) = reader.if_match {
            let now = store::arrival::locked(tx, id)?.ok_or(Error::NotFound)?;
            unchanged(tx, ctx, id, now.agency, now.version == seen)?;
        }
        act(tx, ctx)
    })
}

/// Whoever may not see a record is not told that it has changed either.
fn unchanged(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, agency: Uuid, same: bool) -> Result<(), Error> {
    match view::may_see(tx, ctx, id, agency)? {
        false => Err(Error::NotFound),
        true if !same => Err(Error::Stale),
        true => Ok(()),
    }
}
