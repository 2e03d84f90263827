//! The JSON API of agencies: what is in them, and how they begin, change and end.

use super::{created, nothing, versioned};
use crate::handover;
use crate::pages::places::{Charge, in_charge, merge_into, move_end};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use calendar::Day;
use context::{Ctx, Uuid};
use db::Read;
use duties::Desk;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, Routes, SignedIn, Unread};
use organisation::actions::{Changed, Split, change_agency, end_agency, found_agency, split_agency};
use organisation::model::AgencyInput;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/agencies", list)
        .post("/api/v1/agencies", found)
        .get("/api/v1/agencies/{id}", show)
        .get("/api/v1/agencies/{id}/units", units)
        .get("/api/v1/agencies/{id}/positions", positions)
        .get("/api/v1/agencies/{id}/people", people)
        .get("/api/v1/agencies/{id}/bodies", bodies)
        .post("/api/v1/agencies/{id}/change", change)
        .post("/api/v1/agencies/{id}/end", end)
        .post("/api/v1/agencies/{id}/merge", merge)
        .post("/api/v1/agencies/{id}/split", split)
        .post("/api/v1/agencies/{id}/reschedule", reschedule)
}

/// How many rows an answer has without being asked for more or fewer.
const ROWS: usize = 50;
const MOST_ROWS: usize = 200;

#[derive(Deserialize)]
struct ListQuery {
    q: Option<String>,
    day: Option<Day>,
    cursor: Option<Uuid>,
    limit: Option<usize>,
}

impl ListQuery {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(ROWS).clamp(1, MOST_ROWS)
    }

    fn day(&self, ctx: &Ctx) -> Day {
        self.day.unwrap_or(ctx.now.day())
    }
}

/// The agencies of a day that the reader looks after, in the order of the tree.
#[utoipa::path(get, path = "/api/v1/agencies", tag = "agencies", params(
    ("q" = Option<String>, Query, description = "part of a name, identifier or symbol; accents do not matter"),
    ("day" = Option<String>, Query, description = "the tree of this day (2025-07-01); today's without it"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows with `agency`, `depth`, `children`; `next` if there are more"), (status = 404, description = "the reader looks after none")))]
async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<ListQuery>) -> Answer {
    let ctx = &reader.ctx;
    let sought = organisation::fold(query.q.as_deref().unwrap_or_default());
    let mut tree = app.db.read(|read| in_charge(read, ctx, query.day(ctx)))?;
    tree.retain(|branch| {
        let agency = &branch.agency;
        organisation::fold(&format!("{} {} {}", agency.name, agency.code, agency.symbol)).contains(&sought)
    });
    if let Some(cursor) = query.cursor {
        let place = tree.iter().position(|branch| branch.agency.id == cursor);
        let behind = place.map_or(tree.len(), |place| place + 1);
        tree.drain(..behind);
    }
    let next = tree.get(query.limit()).and(tree.get(query.limit() - 1)).map(|branch| branch.agency.id);
    tree.truncate(query.limit());
    Ok(Json(json!({ "rows": json!(tree), "next": next })).into_response())
}

/// An agency with its names, identifiers and successions over time.
#[utoipa::path(get, path = "/api/v1/agencies/{id}", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the agency; ETag is its version"), (status = 404, description = "not there, or not for this reader")))]
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    app.db.read(|read| {
        let agency = Charge::of(read, &reader.ctx, id)?.agency;
        let codes: Vec<_> = organisation::codes(read, id)?
            .into_iter()
            .map(|(code, starts, ends)| json!({ "code": code, "starts": starts, "ends": ends }))
            .collect();
        let body = json!({
            "agency": agency, "standings": organisation::standings(read, id)?, "codes": codes,
            "successions": organisation::successions(read, id)?,
        });
        Ok(versioned(agency.version, json!(body)))
    })
}

/// What an agency has of something on a day, for those who look after it.
fn listed<T: Serialize>(
    app: &App,
    reader: &Reader,
    id: Uuid,
    query: &ListQuery,
    rows: impl Fn(&mut Read<'_>, Uuid, Day) -> db::Result<Vec<T>>,
) -> Answer {
    app.db.read(|read| {
        Charge::managed(read, &reader.ctx, id)?;
        let rows = rows(read, id, query.day(&reader.ctx))?;
        Ok(Json(json!({ "rows": rows })).into_response())
    })
}

/// The units of an agency on a day, in their order.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/units", tag = "agencies", params(("id" = Uuid, Path), ("day" = Option<String>, Query, description = "today without it")),
    responses((status = 200, description = "rows"), (status = 404, description = "not there, or not for this reader")))]
async fn units(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    listed(&app, &reader, id, &query, organisation::units_of)
}

/// The positions of an agency on a day, and who holds them then.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/positions", tag = "agencies", params(("id" = Uuid, Path), ("day" = Option<String>, Query, description = "today without it")),
    responses((status = 200, description = "rows"), (status = 404, description = "not there, or not for this reader")))]
async fn positions(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    listed(&app, &reader, id, &query, organisation::positions_of)
}

/// The issuing bodies that an agency's records desk serves on a day.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/bodies", tag = "agencies", params(("id" = Uuid, Path), ("day" = Option<String>, Query, description = "today without it")),
    responses((status = 200, description = "rows"), (status = 404, description = "not there, or not for this reader")))]
async fn bodies(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    listed(&app, &reader, id, &query, organisation::issuing_bodies_of)
}

/// The people who work in an agency, given name first.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/people", tag = "agencies", params(
    ("id" = Uuid, Path),
    ("q" = Option<String>, Query, description = "the beginning of the whole or the given name"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows and, if there are more, `next`"), (status = 404, description = "not there, or not for this reader")))]
async fn people(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        Charge::managed(read, ctx, id)?;
        let behind = match query.cursor {
            Some(cursor) => organisation::person(read, cursor)?,
            None => None,
        };
        let behind = behind.map(|person| (organisation::name_key(&person.name), person.id));
        let behind = behind.as_ref().map(|(key, id)| (key.as_str(), *id));
        let text = query.q.as_deref().unwrap_or_default();
        let page = organisation::people_of(read, id, text, query.day(ctx), behind, query.limit())?;
        let next = page.more.then(|| page.rows.last().map(|person| person.id)).flatten();
        Ok(Json(json!({ "rows": page.rows, "next": next })).into_response())
    })
}

#[derive(Deserialize)]
struct Dated {
    #[serde(flatten)]
    agency: AgencyInput,
    day: Day,
}

/// Founds an agency from a day on.
#[utoipa::path(post, path = "/api/v1/agencies", tag = "agencies",
    responses((status = 201, description = "its id"), (status = 404, description = "not allowed there"), (status = 422, description = "every wrong field")))]
async fn found(State(app): State<App>, act: Act<Dated>) -> Answer {
    let ctx = &act.reader.ctx;
    let id = app.db.write(ctx, |tx| found_agency(tx, ctx, &act.input.agency, act.input.day))?;
    Ok(created(format!("/api/v1/agencies/{id}"), json!({ "id": id })))
}

/// The version that a change is meant for.
fn meant_version(reader: &Reader) -> Result<i64, Failure> {
    let missing = || Lacking::Unreadable { field: "If-Match".to_owned(), fault: Unread::Missing };
    Ok(reader.if_match.ok_or_else(missing)?)
}

/// Renames, recodes or moves an agency from a day on. `If-Match` carries the version that was read.
#[utoipa::path(post, path = "/api/v1/agencies/{id}/change", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "changed, or waits for its day"), (status = 409, description = "changed meanwhile, or ended"), (status = 422, description = "every wrong field")))]
async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Dated>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = meant_version(&act.reader)?;
    let change = Changed { agency: id, version, input: act.input.agency, day: act.input.day };
    app.db.write(ctx, |tx| change_agency(tx, ctx, &change))?;
    nothing()
}

#[derive(Deserialize)]
struct OnDay {
    day: Day,
}

/// Ends an agency without a successor; `day` is the first on which it is no more.
#[utoipa::path(post, path = "/api/v1/agencies/{id}/end", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "ended, or to end on that day"), (status = 409, description = "others stand below it, or it has ended")))]
async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<OnDay>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| end_agency(tx, ctx, id, act.input.day))?;
    app.forget_sessions();
    nothing()
}

#[derive(Deserialize)]
struct Into {
    into: Uuid,
    day: Day,
}

/// Merges an agency into another; duties and desks pass on when the day has come.
#[utoipa::path(post, path = "/api/v1/agencies/{id}/merge", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "merged, or to be merged on that day"), (status = 409, description = "others stand below it, or one has ended")))]
async fn merge(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Into>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| merge_into(tx, ctx, id, act.input.into, act.input.day))?;
    app.forget_sessions();
    nothing()
}

#[derive(Deserialize)]
struct Parts {
    into: Vec<Uuid>,
    readers: Vec<Uuid>,
    day: Day,
}

/// Splits an agency. If `into` names itself it goes on; else it ends and the first of them takes over its desk.
/// `readers` read what it left.
#[utoipa::path(post, path = "/api/v1/agencies/{id}/split", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "split, or to be split on that day"), (status = 409, description = "others stand below it, or one has ended")))]
async fn split(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Parts>) -> Answer {
    let ctx = &act.reader.ctx;
    let Parts { into, readers, day } = act.input;
    let split = Split { from: id, into, readers, day };
    app.db.write(ctx, |tx| -> Result<(), organisation::Error> {
        split_agency(tx, ctx, &split)?;
        Ok(handover::later(tx, ctx, Desk::Agency(id), None, day)?)
    })?;
    app.forget_sessions();
    nothing()
}

#[derive(Deserialize)]
struct NewDay {
    day: Option<Day>,
}

/// Moves the day of an end that is to come, or calls it off with `null`.
#[utoipa::path(post, path = "/api/v1/agencies/{id}/reschedule", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "moved or called off"), (status = 409, description = "no end is to come")))]
async fn reschedule(State(app): State<App>, Path(id): Path<Uuid>, act: Act<NewDay>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| move_end(tx, ctx, id, act.input.day))?;
    app.forget_sessions();
    nothing()
}
