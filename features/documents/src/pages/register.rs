//! The register of arrivals as a book, and its copies.

use super::{capital, name, papers};
use crate::store::lists::{self, RegisterLine};
use crate::{Error, t, words};
use axum::extract::State;
use context::Ctx;
use edge::{Answer, App, Page, Query, SignedIn};
use maud::html;
use organisation::Place;
use serde::Deserialize;
use ui::{Button, Column, Empty, Icon, PageHead, Pager, Table};

#[derive(Deserialize)]
pub(crate) struct BookQuery {
    year: Option<i64>,
    below: Option<i64>,
    format: Option<String>,
}

/// The register of arrivals of the reader's agency (sổ đăng ký văn bản đến).
pub(crate) async fn book(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
        access::require(read, ctx, crate::ENTER, &Place::agency(agency))?;
        let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
        let page = lists::register(read, agency, year, query.below.unwrap_or(i64::MAX), 100)?;
        let columns = columns(ctx)
            .into_iter()
            .enumerate()
            .map(|(at, name)| match at {
                0 => Column::text(name).fit(),
                1 | 4 | 5 => Column::text(name).spare(),
                2 | 6 => Column::text(name).wide(),
                _ => Column::text(name),
            })
            .collect();
        let mut table = Table::new(lang, t::page_register(lang), columns);
        for line in &page.rows {
            let cells = cells(ctx, line);
            table = table.row(
                cells
                    .into_iter()
                    .enumerate()
                    .map(|(at, cell)| match at {
                        6 => html! { a href={ "/arrivals/" (line.arrival) } { (cell) } },
                        3 => ui::code(&cell),
                        _ => html! { (cell) },
                    })
                    .collect(),
            );
        }
        let next = page
            .more
            .then(|| page.rows.last())
            .flatten()
            .map(|line| format!("/register?year={year}&below={}", line.number));
        let export = |format: &str| format!("/register/export?year={year}&format={format}");
        let head = PageHead::new(t::page_register(lang)).note(year.to_string()).tools(html! {
            (Button::link("XLSX", export("xlsx")).quiet().icon(Icon::Download))
            (Button::link("CSV", export("csv")).quiet().icon(Icon::Download))
        });
        let empty = page.rows.is_empty();
        let body = ui::page(&head, &html! {
            @if empty { (Empty::first_time(Icon::Register, t::book_empty_title(lang), t::book_empty_text(lang))
                .button(Button::link(t::act_enter(lang), "/arrivals/new"))) }
            @else { (table) }
            (ui::pager(lang, &Pager { previous: None, next }))
        });
        edge::page(&app, &reader, read, Page { title: t::page_register(lang), active: "/incoming", body })
    })
}

fn columns(ctx: &Ctx) -> Vec<&'static str> {
    let lang = ctx.lang;
    vec![
        t::book_number(lang),
        t::book_arrived(lang),
        t::enter_issuer(lang),
        t::enter_symbol(lang),
        t::enter_issued(lang),
        t::draft_kind(lang),
        t::draft_subject(lang),
        t::book_state(lang),
    ]
}

fn cells(ctx: &Ctx, line: &RegisterLine) -> Vec<String> {
    let lang = ctx.lang;
    let kind = ctx.law.document_type(&line.kind, line.arrived_day).map_or("", |kind| name(lang, kind));
    vec![
        line.number.to_string(),
        ui::time::date(lang, line.arrived_day),
        line.issuer.clone(),
        line.symbol.clone(),
        line.issued_day.map(|day| ui::time::date(lang, day)).unwrap_or_default(),
        capital(kind),
        line.subject.clone(),
        words::state(lang, &line.state).to_owned(),
    ]
}

/// The most lines of one copy of the register.
const MOST_LINES: usize = 50_000;

/// A copy of the register as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
    let lines = app.db.read(|read| -> Result<_, Error> {
        access::require(read, ctx, crate::ENTER, &Place::agency(agency))?;
        Ok(lists::register(read, agency, year, i64::MAX, MOST_LINES)?.rows)
    })?;
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(ctx, line)).collect();
    let (media, bytes, ending) = match query.format.as_deref() {
        Some("xlsx") => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (media, tables::xlsx(t::page_register(ctx.lang), &columns(ctx), &rows)?, "xlsx")
        }
        _ => ("text/csv; charset=utf-8", tables::csv(&columns(ctx), &rows), "csv"),
    };
    Ok(papers::saved_as(&format!("so-van-ban-den-{year}.{ending}"), media, bytes))
}
