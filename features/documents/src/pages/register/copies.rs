//! Copies of a register: table files of any length, and volumes to be printed, bound and kept.

use super::cells::{Cells, cells, columns};
use super::{BookQuery, Opened, open};
use crate::store::book::{self, Book, BookLine, Walk};
use crate::t;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Query, Reader, SignedIn};
use maud::html;
use ui::{Button, Column, Icon, PageHead, Table};

/// So many lines are read in one go.
const BATCH: usize = 500;

/// The register, as far as the filter goes, as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    let opened = app.db.read(|read| open(read, &reader.ctx, &query))?;
    let lang = reader.ctx.lang;
    let columns = columns(lang, opened.book).map(str::to_owned).to_vec();
    let (name, title) = (file_name(&opened), super::title(lang, opened.book));
    let mut walk = Walk::Above(0);
    let next = move || -> Result<Vec<Vec<String>>, Failure> {
        let (lines, rows) = app.db.read(|read| batch(read, &reader.ctx, lang, &opened, walk, BATCH))?;
        if let Some(last) = lines.last() {
            walk = Walk::Above(last.number);
        }
        Ok(rows.into_iter().map(Vec::from).collect())
    };
    edge::table_file(&name, title, query.format.unwrap_or_default(), columns, next)
}

fn batch(
    read: &mut Read<'_>,
    ctx: &Ctx,
    lang: Lang,
    opened: &Opened,
    walk: Walk,
    most: usize,
) -> db::Result<(Vec<BookLine>, Vec<Cells>)> {
    let lines = match &opened.series {
        Some(series) => book::lines(read, series.id, opened.year, &opened.filter, walk, most)?.rows,
        None => Vec::new(),
    };
    let rows = cells(read, ctx, lang, opened.book, &lines)?;
    Ok((lines, rows))
}

fn file_name(opened: &Opened) -> String {
    let book = match opened.book {
        Book::Arrivals => "so-van-ban-den",
        Book::Issued => "so-van-ban-di",
    };
    format!("{book}-{}", opened.year)
}

/// One volume: what is printed at once.
struct Volume {
    first: i64,
    last: i64,
    lines: usize,
}

/// The register as it is bound: set at once where it fills one volume, else the list of its volumes.
pub(crate) async fn print(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let most = paper::Register::MOST_LINES;
    let (opened, volumes) = app.db.read(|read| -> Result<_, Failure> {
        let opened = open(read, ctx, &query)?;
        let volumes = volumes(read, &opened, most)?;
        Ok((opened, volumes))
    })?;
    if volumes.len() > 1 {
        return list(&app, &reader, &query, &opened, &volumes);
    }
    let sheet = app.db.read(|read| sheet(read, ctx, &opened, query.volume, most))?;
    let pdf = tokio::task::block_in_place(|| app.papers.set(sheet))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, edge::disposition("inline", &format!("{}.pdf", file_name(&opened)))),
    ];
    Ok((headers, pdf).into_response())
}

/// How the lines that are wanted fall into volumes.
fn volumes(read: &mut Read<'_>, opened: &Opened, most: usize) -> db::Result<Vec<Volume>> {
    let Some(series) = &opened.series else { return Ok(Vec::new()) };
    let (mut volumes, mut walk) = (Vec::new(), Walk::Above(0));
    loop {
        let page = book::lines(read, series.id, opened.year, &opened.filter, walk, most)?;
        let (Some(first), Some(last)) = (page.rows.first(), page.rows.last()) else { return Ok(volumes) };
        volumes.push(Volume { first: first.number, last: last.number, lines: page.rows.len() });
        walk = Walk::Above(last.number);
        if !page.more {
            return Ok(volumes);
        }
    }
}

/// A volume as it is set; always in Vietnamese, as the law wants it. The cover names its days and numbers.
fn sheet(
    read: &mut Read<'_>,
    ctx: &Ctx,
    opened: &Opened,
    volume: Option<i64>,
    most: usize,
) -> Result<paper::Register, Failure> {
    let (lines, rows) = batch(read, ctx, Lang::Vi, opened, Walk::Above(0), most)?;
    let day = |line: &BookLine| line.arrived_day.unwrap_or(line.day);
    Ok(paper::Register {
        head: head(read, ctx, opened.agency)?,
        book: match opened.book {
            Book::Arrivals => paper::Book::Arrivals,
            Book::Issued => paper::Book::Issued,
        },
        year: opened.year,
        from: lines.iter().map(day).min(),
        until: lines.iter().map(day).max(),
        first: lines.first().map(|line| line.number),
        last: lines.last().map(|line| line.number),
        // The whole register of a year that fills one volume is its first; of a part, nobody but its keeper knows.
        volume: volume.or((!opened.filter.is_narrow()).then_some(1)),
        rows: rows.into_iter().map(Vec::from).collect(),
    })
}

/// Whose register it is, and when it was printed.
pub(crate) fn head(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<paper::Head, Failure> {
    let agency = organisation::agency(read, agency)?;
    let parent = match agency.as_ref().and_then(|agency| agency.parent) {
        Some(parent) => organisation::agency(read, parent)?.map(|parent| parent.name),
        None => None,
    };
    let issuer = agency.map(|agency| agency.name).unwrap_or_default();
    Ok(paper::Head { parent, issuer, made: Some(ctx.now), ..paper::Head::default() })
}

fn list(app: &App, reader: &Reader, query: &BookQuery, opened: &Opened, volumes: &[Volume]) -> Answer {
    let lang = reader.ctx.lang;
    let columns = vec![
        Column::head(t::book_volume(lang)),
        Column::number(t::book_first(lang)),
        Column::number(t::book_last(lang)),
        Column::number(t::book_lines(lang)),
        Column::actions(t::book_print(lang)),
    ];
    let mut table = Table::new(lang, t::book_volumes(lang), columns);
    for (n, volume) in (1_i64..).zip(volumes) {
        let one = BookQuery {
            first: Some(volume.first),
            last: Some(volume.last),
            volume: Some(n),
            ..query.clone()
        };
        let print = Button::link(t::book_print(lang), one.address("/register/print"));
        table = table.row(vec![
            html! { (n) },
            html! { (volume.first) },
            html! { (volume.last) },
            html! { (ui::number::count(volume.lines as i64)) },
            html! { (print.quiet().small().icon(Icon::Print)) },
        ]);
    }
    let title = t::book_volumes(lang);
    let head = PageHead::new(title).note(format!("{} · {}", super::title(lang, opened.book), opened.year));
    let body = html! {
        p { (t::book_volumes_text(lang, paper::Register::MOST_LINES)) }
        (table)
        (Button::link(t::act_back(lang), query.address(super::BASE)).quiet().icon(Icon::Left))
    };
    app.db.read(|read| {
        edge::page(app, reader, read, Page { title, active: super::BASE, body: ui::page(&head, &body) })
    })
}
