//! Boxes, the register, threads and papers.

use crate::model::boxes::{Box, holders};
use crate::store::lists::{self, ListFilter, ListRow};
use crate::{Error, pages, plug, view};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use calendar::{Day, Time};
use context::{Ctx, Ref, Uuid};
use db::Read;
use edge::{Answer, App, Path, Query, Routes, SignedIn};
use organisation::Place;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/boxes", counts)
        .get("/api/v1/boxes/{box}", list)
        .get("/api/v1/register", register)
        .get("/api/v1/documents/{id}/thread", thread)
        .get("/api/v1/parts/{id}", pages::papers::download)
        .get("/api/v1/parts/{id}/text", pages::papers::text)
}

#[derive(OpenApi)]
#[openapi(paths(counts, list, register, thread, pages::papers::download, pages::papers::text))]
pub(super) struct Description;

/// How much lies in the boxes of the reader's desks in which something waits.
#[utoipa::path(get, path = "/api/v1/boxes", tag = "documents",
    responses((status = 200, description = "for each box how much lies in it, and how much of that is new")))]
async fn counts(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let rows = app.db.read(|read| lists::counts(read, &holders(&reader.ctx)))?;
    Ok(Json(json!({ "rows": rows })).into_response())
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
    limit: Option<usize>,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    unread: bool,
    #[serde(default)]
    overdue: bool,
    kind: Option<String>,
    issuer: Option<String>,
    from: Option<String>,
    until: Option<String>,
    pile: Option<String>,
}

impl ListQuery {
    fn filter(&self, now: Time) -> Result<ListFilter, edge::Lacking> {
        let day = |field: &str, text: &Option<String>| match text.as_deref() {
            Some(text) => Day::parse(text).map(Some).ok_or_else(|| super::unreadable(field, "no day")),
            None => Ok(None),
        };
        Ok(ListFilter {
            kind: self.kind.clone(),
            urgent: self.urgent,
            pile: self.pile.clone(),
            unread: self.unread,
            overdue_at: self.overdue.then_some(now),
            issuer: self.issuer.as_deref().map(vietnamese::fold),
            from: day("from", &self.from)?.map(Day::start),
            until: day("until", &self.until)?.map(|day| day.plus(1).start()),
        })
    }
}

/// What lies in a box of the reader's desks, the newest first.
#[utoipa::path(get, path = "/api/v1/boxes/{box}", tag = "documents", params(
    ("box" = String, Path, description = "accept, propose, direct, handle, support, inform, tracking, done, all, \
        draft, review, number, issue, submitted, sent"),
    ("urgent" = Option<bool>, Query, description = "only what is more urgent than ordinary"),
    ("unread" = Option<bool>, Query, description = "only what nobody has seen"),
    ("overdue" = Option<bool>, Query, description = "only what is overdue"),
    ("pile" = Option<String>, Query, description = "only what is sorted so: first, later"),
    ("kind" = Option<String>, Query, description = "only of this kind of document"),
    ("issuer" = Option<String>, Query, description = "only of issuers whose name begins so"),
    ("from" = Option<String>, Query, description = "only from this day on: 2023-08-01"),
    ("until" = Option<String>, Query, description = "only until this day"),
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
        Some(text) => {
            Some(cursor(text).ok_or_else(|| super::unreadable("cursor", "not from an answer of this list"))?)
        }
        None => None,
    };
    let filter = query.filter(reader.ctx.now)?;
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

#[derive(Deserialize)]
struct RegisterQuery {
    year: Option<i64>,
    below: Option<i64>,
}

/// The register of arrivals of the reader's agency in a year, the newest first.
#[utoipa::path(get, path = "/api/v1/register", tag = "documents", params(
    ("year" = Option<i64>, Query, description = "this year without it"),
    ("below" = Option<i64>, Query, description = "from an earlier answer's `next`"),
), responses((status = 200, description = "rows and, if there are more, `next`"), (status = 404, description = "not for this reader")))]
async fn register(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<RegisterQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
    let page = app.db.read(|read| -> Result<_, Error> {
        access::require(read, ctx, crate::ENTER, &Place::agency(agency))?;
        Ok(lists::register(read, agency, year, query.below.unwrap_or(i64::MAX), 200)?)
    })?;
    let next = page.more.then(|| page.rows.last().map(|line| line.number)).flatten();
    Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
}

/// What a document answers and what came of it, as far as the reader may see it, and what happened to all of that.
#[utoipa::path(get, path = "/api/v1/documents/{id}/thread", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "`records`, and `events`, the newest first"), (status = 404, description = "not there, or not for this reader")))]
async fn thread(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let ctx = &reader.ctx;
    let (records, events) = app.db.read(|read| -> Result<_, Error> {
        let refs = view::thread(read, ctx, id)?;
        if refs.is_empty() {
            return Err(Error::NotFound);
        }
        Ok((records(read, ctx, &refs)?, pages::told(read, ctx, &refs)?))
    })?;
    let events: Vec<Value> = events
        .iter()
        .rev()
        .filter_map(|(fact, who)| {
            let words = pages::narrate(fact, ctx.lang)?;
            Some(json!({
                "at": fact.at, "action": fact.action, "subject": fact.subject, "who": who, "words": words,
            }))
        })
        .collect();
    Ok(Json(json!({ "records": records, "events": events })).into_response())
}

fn records(read: &mut Read<'_>, ctx: &Ctx, refs: &[Ref]) -> db::Result<Vec<Value>> {
    let mut rows = Vec::new();
    for source in plug::CARDS {
        let ids: Vec<Uuid> = refs.iter().filter(|it| it.kind == source.kind).map(|it| it.id).collect();
        for card in (source.cards)(read, ctx, &ids)? {
            rows.push(json!({
                "kind": source.kind, "id": card.id, "title": card.title, "detail": card.detail, "state": card.state,
            }));
        }
    }
    Ok(rows)
}
