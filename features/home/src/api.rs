//! The JSON API of what one owes, notices and search: the same rows as the pages.

mod figures;

use crate::pages::find::{self, FindQuery};
use crate::view::{self, Cards, duty_name, kinds, records, sources};
use crate::{Error, actions};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::{Ctx, Uuid};
use duties::{Bucket, Duty, Filter, Hands, Whose};
use edge::{Act, Answer, App, Path, Query, Routes, SignedIn};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::OpenApi;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/duties", list_duties)
        .post("/api/v1/duties/{id}/remind", remind)
        .get("/api/v1/notices", list_notices)
        .post("/api/v1/notices/read", mark_read)
        .get("/api/v1/search", find_records)
        .get("/api/v1/figures", figures::list_figures)
        .get("/api/v1/figures/records", figures::list_counted)
        .get("/api/v1/figures/late", figures::list_late)
}

#[derive(OpenApi)]
#[openapi(paths(
    list_duties,
    remind,
    list_notices,
    mark_read,
    find_records,
    figures::list_figures,
    figures::list_counted,
    figures::list_late
))]
struct Description;

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// Rows of a page: as asked, within bounds.
fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(50).clamp(1, 200)
}

fn cursor<C: std::str::FromStr>(text: Option<&str>) -> Result<Option<C>, Error> {
    text.map(|text| text.parse().map_err(|_| Error::Cursor(text.to_owned()))).transpose()
}

/// Which side of a duty the reader stands on.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    #[default]
    By,
    To,
}

#[derive(Deserialize)]
struct DutiesQuery {
    #[serde(default)]
    side: Side,
    whose: Option<Whose>,
    bucket: Option<Bucket>,
    kind: Option<String>,
    subject_kind: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// What the reader, their unit or their agency owes, or is owed; the most urgent first. A duty whose record the reader
/// may not see has `record: null`.
#[utoipa::path(get, path = "/api/v1/duties", tag = "duties", params(
    ("side" = Option<String>, Query, description = "`by`: owed by the reader's side, the default; `to`: owed to it"),
    ("whose" = Option<String>, Query, description = "me, unit or agency; me without it"),
    ("bucket" = Option<String>, Query, description = "overdue, today, week or later"),
    ("kind" = Option<String>, Query, description = "only of this kind of duty: documents.handle"),
    ("subject_kind" = Option<String>, Query, description = "only for this kind of record: arrival"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses(
    (status = 200, description = "rows, the counts of each bucket and, if there are more, `next`"),
    (status = 404, description = "the agency's duties are not for this reader"),
))]
async fn list_duties(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<DutiesQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let behind = cursor(query.cursor.as_deref())?;
    let hands = Hands::of(&ctx.actor, kinds(&app));
    let filter = Filter { kind: query.kind, subject_kind: query.subject_kind, bucket: query.bucket, hands };
    let whose = query.whose.unwrap_or(Whose::Me);
    let sources = sources(&app);
    let (page, counts, cards) = app.db.read(|read| -> Result<_, Error> {
        let limit = limit(query.limit);
        let (page, counts) = match query.side {
            Side::By => (
                duties::owed_by(read, ctx, whose, &filter, behind, limit)?,
                duties::count_by(read, ctx, whose, &filter)?,
            ),
            Side::To => (
                duties::owed_to(read, ctx, whose, &filter, behind, limit)?,
                duties::count_to(read, ctx, whose, &filter)?,
            ),
        };
        let named = page.rows.iter().flat_map(records).cloned();
        let cards = Cards::of(read, ctx, &sources, named)?;
        Ok((page, counts, cards))
    })?;
    let next = page.rows.last().filter(|_| page.more).map(|last| duties::Cursor::behind(last).to_string());
    let rows: Vec<Value> = page.rows.iter().map(|duty| row(ctx, duty, &cards)).collect();
    Ok(Json(json!({ "rows": rows, "counts": counts, "next": next })).into_response())
}

/// A duty without what its reader may not see of it: no record is named that has no card for them.
fn row(ctx: &Ctx, duty: &Duty, cards: &Cards) -> Value {
    let record = cards.duty(duty).map(|(record, card)| {
        json!({
            "kind": record.kind, "id": record.id, "title": card.title, "detail": card.detail,
            "state": card.state, "address": card.address,
        })
    });
    json!({
        "id": duty.id, "kind": duty.kind, "name": duty_name(ctx, &duty.kind), "owner": duty.owner,
        "creditor": duty.creditor, "state": duty.state, "start": duty.start, "due": duty.due,
        "first_due": duty.first_due, "extensions": duty.extensions,
        "bucket": Bucket::at(duty.due, ctx.now), "record": record,
    })
}

/// Reminds the owner of a duty that is owed to the reader's side; once a day for each duty.
#[utoipa::path(post, path = "/api/v1/duties/{id}/remind", tag = "duties", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "reminded"),
    (status = 404, description = "not there, or not owed to this reader"),
    (status = 409, description = "reminded today already, ended, paused, or nobody is in charge"),
))]
async fn remind(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Value>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::remind(tx, ctx, id))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
struct NoticesQuery {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// The reader's notices, the newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows, how many are unread and, if there are more, `next`")))]
async fn list_notices(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<NoticesQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let behind = cursor(query.cursor.as_deref())?;
    let (page, unread) = app.db.read(|read| -> db::Result<_> {
        let page = view::notices(read, &app, ctx, behind, limit(query.limit))?;
        Ok((page, notify::unread(read, ctx)?))
    })?;
    let next =
        page.rows.last().filter(|_| page.more).map(|last| notify::Cursor::behind(&last.notice).to_string());
    let rows: Vec<Value> = page
        .rows
        .iter()
        .map(|told| {
            let notice = &told.notice;
            let record = told.record.as_ref().map(|(record, card)| {
                json!({ "kind": record.kind, "id": record.id, "title": card.title, "address": card.address })
            });
            json!({
                "id": notice.id, "kind": notice.kind, "words": told.words, "at": notice.at, "read": notice.read,
                "record": record,
            })
        })
        .collect();
    Ok(Json(json!({ "rows": rows, "unread": unread, "next": next })).into_response())
}

#[derive(Deserialize)]
struct ReadInput {
    /// Without it all are meant.
    ids: Option<Vec<Uuid>>,
}

/// Marks some notices of the reader as read, or without `ids` all of them.
#[utoipa::path(post, path = "/api/v1/notices/read", tag = "notices",
    responses((status = 200, description = "how many were unread")))]
async fn mark_read(State(app): State<App>, act: Act<ReadInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let marked = app.db.write(ctx, |tx| match &act.input.ids {
        Some(ids) => notify::mark_read(tx, ctx, ids),
        None => notify::mark_all_read(tx, ctx),
    })?;
    Ok(Json(json!({ "marked": marked })).into_response())
}

#[derive(Deserialize)]
struct SearchQuery {
    q: Option<String>,
    kind: Option<String>,
    from: Option<String>,
    until: Option<String>,
    issuer: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Records on the reader's desks by their words or the beginning of their symbol: first as typed, then without
/// accents, each the newest first.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(
    ("q" = Option<String>, Query, description = "words, or the beginning of a symbol"),
    ("kind" = Option<String>, Query, description = "only this kind of record"),
    ("from" = Option<String>, Query, description = "only from this day on: 2023-08-01"),
    ("until" = Option<String>, Query, description = "only until this day"),
    ("issuer" = Option<String>, Query, description = "only of an issuer whose name begins so"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses(
    (status = 200, description = "rows and, if there are more, `next`"),
    (status = 422, description = "the day or the cursor cannot be read"),
))]
async fn find_records(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<SearchQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let wanted = FindQuery {
        q: query.q.unwrap_or_default(),
        kind: query.kind,
        from: query.from,
        until: query.until,
        issuer: query.issuer,
        behind: query.cursor,
    };
    if let Some(fault) = wanted.faults(ctx).into_iter().next() {
        return Err(edge::Lacking::Unreadable {
            field: fault.field,
            fault: edge::Unread::Words(fault.message),
        }
        .into());
    }
    let sources = sources(&app);
    let found = app.db.read(|read| find::find(read, ctx, &sources, &wanted, limit(query.limit)))?;
    let rows: Vec<Value> = found
        .hits
        .iter()
        .map(|(hit, card)| {
            json!({
                "kind": hit.record.kind, "id": hit.record.id, "title": card.title, "pieces": hit.pieces,
                "symbol": hit.symbol, "issuer": hit.issuer, "day": hit.day, "state": card.state,
                "address": card.address,
            })
        })
        .collect();
    Ok(Json(json!({ "rows": rows, "next": found.next })).into_response())
}
