//! Figures as JSON: the same numbers and rows as the overview's pages.

use crate::Error;
use crate::overview::{Book, Division, place, sources};
use crate::pages::overview::late::pairs_of;
use crate::pages::overview::records::Shown;
use crate::pages::overview::{OverviewQuery, names};
use crate::view::{self, Cards};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use edge::{Answer, App, MeasureSource, Query, SignedIn};
use measures::{Cursor, Tally};
use serde_json::{Value, json};

/// Rows of one answer.
const ROWS: usize = 200;

/// Every measure of an agency or unit in a period, and of those into which it is divided.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures", params(
    ("place" = Option<Uuid>, Query, description = "the agency; the widest that the reader sees without it"),
    ("unit" = Option<Uuid>, Query, description = "the unit"),
    ("alone" = Option<String>, Query, description = "`yes`: without the agencies below"),
    ("period" = Option<String>, Query, description = "week, month, quarter or year; month without it"),
    ("day" = Option<String>, Query, description = "a day of the period: 2023-08-17; today without it"),
), responses(
    (status = 200, description = "the place, the period, and for each measure its numbers and those of its members"),
    (status = 404, description = "not there, or not for this reader"),
))]
pub(super) async fn list_figures(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let answer = app.db.read(|read| -> Result<Value, Error> {
        let place = place(read, ctx, query.asked())?;
        let period = query.when(ctx).period();
        let division = Division::of(read, ctx, place, period.from)?;
        let mut book = Book::open(place, &division);
        let names = names(read, &division.members)?;
        let mut figures = Vec::new();
        for source in sources(&app) {
            let stand = book.stand(read, ctx, source.measure, period)?;
            let members: Vec<Value> = stand
                .members
                .iter()
                .map(
                    |(id, tally)| json!({ "id": id, "name": names.get(id), "figure": figure(source, tally) }),
                )
                .collect();
            figures.push(json!({
                "measure": source.measure.code, "name": (source.name)(ctx.lang),
                "figure": figure(source, &stand.whole), "members": members,
            }));
        }
        let (from, until) = (period.from.iso(), period.until.iso());
        Ok(json!({ "place": place, "from": from, "until": until, "measures": figures }))
    })?;
    Ok(Json(answer).into_response())
}

fn figure(source: &MeasureSource, tally: &Tally) -> Value {
    json!({
        "numerator": tally.sum(source.measure.numerator), "denominator": tally.sum(source.measure.denominator),
        "tally": tally,
    })
}

/// The records behind a figure. One that the reader may not read has `record: null`.
#[utoipa::path(get, path = "/api/v1/figures/records", tag = "figures", params(
    ("measure" = String, Query, description = "the measure's code: documents.handled"),
    ("place" = Option<Uuid>, Query), ("unit" = Option<Uuid>, Query), ("alone" = Option<String>, Query),
    ("period" = Option<String>, Query), ("day" = Option<String>, Query),
    ("rows" = Option<String>, Query, description = "done_on_time, done_late, open_in_time or overdue; all without it"),
    ("behind" = Option<String>, Query, description = "from an earlier answer's `next`"),
), responses(
    (status = 200, description = "the figure, its rows and, if there are more, `next`"),
    (status = 404, description = "not there, or not for this reader"),
    (status = 422, description = "no such measure, or the cursor cannot be read"),
))]
pub(super) async fn list_counted(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let behind = super::cursor(query.behind.as_deref())?;
    let sources = view::sources(&app);
    let (figure, page, cards) = app.db.read(|read| -> Result<_, Error> {
        let shown = Shown::of(read, &app, ctx, &query)?;
        let figure = shown.figure(read, ctx)?;
        let page = shown.page(read, ctx, behind, ROWS)?;
        let cards = Cards::of(read, ctx, &sources, page.rows.iter().map(|row| row.record.clone()))?;
        Ok((figure, page, cards))
    })?;
    let next = page.rows.last().filter(|_| page.more).map(|last| Cursor::behind(last).to_string());
    let rows: Vec<Value> = page
        .rows
        .iter()
        .map(|row| {
            let record = cards.record(&row.record).map(|card| {
                json!({
                    "kind": row.record.kind, "id": row.record.id, "title": card.title, "address": card.address,
                })
            });
            json!({
                "agency": row.agency, "unit": row.unit, "from": row.from.iso(), "due": row.due, "done": row.done,
                "minutes": row.minutes, "part": row.part, "record": record,
            })
        })
        .collect();
    Ok(Json(json!({ "figure": figure, "rows": rows, "next": next })).into_response())
}

/// Which agencies are late to which, those with most overdue first; at most 200.
#[utoipa::path(get, path = "/api/v1/figures/late", tag = "figures", params(
    ("place" = Option<Uuid>, Query), ("alone" = Option<String>, Query),
    ("side" = Option<String>, Query, description = "`by`: the place's agencies are late, the default; `to`: others are late to them"),
), responses(
    (status = 200, description = "rows of debtor, creditor and count"),
    (status = 404, description = "not there, or not for this reader"),
))]
pub(super) async fn list_late(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let rows = app.db.read(|read| -> Result<_, Error> {
        let place = place(read, ctx, query.asked())?;
        pairs_of(read, ctx, place, query.side.unwrap_or_default())
    })?;
    Ok(Json(json!({ "rows": rows })).into_response())
}
