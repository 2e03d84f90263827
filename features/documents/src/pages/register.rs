//! The registers as books (sổ đăng ký văn bản đến, văn bản đi): every number of a series and a year with all the
//! fields of the law, narrowed down and walked both ways, and their copies.

mod cells;
mod copies;
mod narrow;

pub(crate) use copies::{export, head, print};

use super::day;
use crate::store::book::{self, Book, BookFilter, BookLine, Walk};
use crate::store::number::{self, Series};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Page, Query, SignedIn, TableFormat};
use maud::{Markup, html};
use organisation::Place;
use serde::Deserialize;
use ui::{Button, Choice, Column, Empty, Icon, PageHead, Pager, Table};

/// The address of the registers, as the menu knows it.
pub(crate) const BASE: &str = "/register";
/// Lines on one page.
const LINES: usize = 100;

/// What the address of a register says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct BookQuery {
    book: Option<String>,
    series: Option<Uuid>,
    year: Option<i64>,
    kind: Option<String>,
    issuer: Option<String>,
    from: Option<String>,
    until: Option<String>,
    first: Option<i64>,
    last: Option<i64>,
    words: Option<String>,
    below: Option<i64>,
    above: Option<i64>,
    format: Option<TableFormat>,
    volume: Option<i64>,
}

impl BookQuery {
    /// The address of what this asks for.
    fn address(&self, path: &str) -> String {
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        let pairs = [
            ("book", self.book.clone()),
            ("series", self.series.map(|id| id.to_string())),
            ("year", number(self.year)),
            ("kind", self.kind.clone()),
            ("issuer", self.issuer.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("first", number(self.first)),
            ("last", number(self.last)),
            ("words", self.words.clone()),
            ("below", number(self.below)),
            ("above", number(self.above)),
            ("format", self.format.map(|format| format.code().to_owned())),
            ("volume", number(self.volume)),
        ];
        format!("{path}{}", edge::query(&pairs))
    }

    /// The same lines from their beginning.
    fn whole(&self) -> BookQuery {
        BookQuery { below: None, above: None, format: None, volume: None, ..self.clone() }
    }

    fn filter(&self) -> Result<BookFilter, Error> {
        Ok(BookFilter {
            kind: self.kind.clone(),
            issuer: self.issuer.as_deref().map(vietnamese::fold),
            from: day("from", self.from.as_deref())?,
            until: day("until", self.until.as_deref())?,
            first: self.first,
            last: self.last,
            words: self.words.clone(),
        })
    }
}

/// A register that its reader may read.
struct Opened {
    book: Book,
    agency: Uuid,
    /// All series of the register.
    all: Vec<Series>,
    /// The one that is open.
    series: Option<Series>,
    year: i64,
    filter: BookFilter,
}

/// Whether the reader keeps a register of their agency.
fn may_open(read: &mut Read<'_>, ctx: &Ctx, book: Book) -> db::Result<bool> {
    let Some(agency) = ctx.actor.agency else { return Ok(false) };
    let permissions: &[_] = match book {
        Book::Arrivals => &[crate::ENTER],
        Book::Issued => &[crate::NUMBER, crate::ISSUE],
    };
    for permission in permissions {
        if access::may(read, ctx, permission, &Place::agency(agency))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn open(read: &mut Read<'_>, ctx: &Ctx, query: &BookQuery) -> Result<Opened, Error> {
    let book = match query.book.as_deref() {
        Some(code) => Book::of(code).ok_or(Error::NotFound)?,
        None => Book::default(),
    };
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    if !may_open(read, ctx, book)? {
        return Err(Error::NotFound);
    }
    let all = book::series(read, agency, book)?;
    let series = match query.series {
        Some(id) => Some(all.iter().find(|series| series.id == id).ok_or(Error::NotFound)?),
        None => all.first(),
    };
    let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
    Ok(Opened { book, agency, series: series.cloned(), year, filter: query.filter()?, all })
}

fn title(lang: Lang, book: Book) -> &'static str {
    match book {
        Book::Arrivals => t::page_register(lang),
        Book::Issued => t::page_register_issued(lang),
    }
}

/// A register of the reader's agency.
pub(crate) async fn book(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let opened = open(read, ctx, &query)?;
        let (lines, pager) = turned(read, &opened, &query)?;
        let title = title(lang, opened.book);
        let tools = html! {
            @if ctx.actor.holds(crate::NUMBER) { (Button::link(t::series_title(lang), "/series").quiet()) }
            (Button::link(t::book_print(lang), query.whole().address("/register/print")).quiet().icon(Icon::Print))
            @for format in [TableFormat::Xlsx, TableFormat::Csv] {
                @let copy = BookQuery { format: Some(format), ..query.whole() };
                (Button::link(format.code().to_uppercase(), copy.address("/register/export")).quiet().icon(Icon::Download))
            }
        };
        let head = PageHead::new(title)
            .note(note(read, lang, &opened)?)
            .scope(books(read, ctx, &opened)?)
            .tools(tools);
        let body = ui::page(&head, &html! {
            (narrow::form(read, ctx, &opened, &query)?)
            @if lines.is_empty() { (nothing(ctx, &opened)) } @else { (table(read, ctx, &opened, &lines)?) }
            (ui::pager(lang, &pager))
        });
        edge::page(&app, &reader, read, Page { title, active: BASE, body })
    })
}

/// The page that is asked for, the highest number first, and the ways to those before and after it.
fn turned(read: &mut Read<'_>, opened: &Opened, query: &BookQuery) -> db::Result<(Vec<BookLine>, Pager)> {
    let walk = match (query.above, query.below) {
        (Some(number), _) => Walk::Above(number),
        (None, below) => Walk::Below(below.unwrap_or(i64::MAX)),
    };
    let Some(series) = &opened.series else {
        return Ok((Vec::new(), Pager { previous: None, next: None }));
    };
    let page = book::lines(read, series.id, opened.year, &opened.filter, walk, LINES)?;
    let (mut lines, more) = (page.rows, page.more);
    let (before, after) = match walk {
        Walk::Below(number) => (number != i64::MAX, more),
        Walk::Above(_) => {
            lines.reverse();
            (more, true)
        }
    };
    let turn = |above, below| BookQuery { above, below, ..query.whole() }.address(BASE);
    let previous = before.then(|| turn(lines.first().map(|line| line.number), None));
    let next = lines.last().filter(|_| after).map(|line| turn(None, Some(line.number)));
    Ok((lines, Pager { previous, next }))
}

/// The registers that the reader keeps.
fn books(read: &mut Read<'_>, ctx: &Ctx, opened: &Opened) -> db::Result<Markup> {
    let mut choices = Vec::new();
    for (book, name) in
        [(Book::Arrivals, t::page_incoming(ctx.lang)), (Book::Issued, t::page_outgoing(ctx.lang))]
    {
        if may_open(read, ctx, book)? {
            let address = format!("{BASE}?book={}", book.code());
            choices.push(Choice::new(name, address).current(book == opened.book));
        }
    }
    Ok(ui::chips(t::book_books(ctx.lang), &choices))
}

/// The series, the year, and how its numbers were used.
fn note(read: &mut Read<'_>, lang: Lang, opened: &Opened) -> db::Result<String> {
    let Some(series) = &opened.series else { return Ok(opened.year.to_string()) };
    let last = number::peek(read, series.id, opened.year)? - 1;
    let (reserved, voided) = book::unused(read, series.id, opened.year)?;
    Ok(t::book_used(lang, &series.name, opened.year, last, reserved, voided))
}

fn table(read: &mut Read<'_>, ctx: &Ctx, opened: &Opened, lines: &[BookLine]) -> db::Result<Table> {
    let lang = ctx.lang;
    // Where the subject stands, by which a line is opened, and where the symbol; and the records' address.
    let (opens, symbol, folder) = match opened.book {
        Book::Issued => (2, 0, "/documents"),
        Book::Arrivals => (5, 3, "/arrivals"),
    };
    let always = |at: usize| at == 0 || at == symbol || (at == 1 && opened.book == Book::Arrivals);
    let columns = cells::columns(lang, opened.book)
        .into_iter()
        .enumerate()
        .map(|(at, name)| match at {
            _ if at == opens => Column::text(name).wide(),
            _ if always(at) => Column::text(name).fit(),
            9 => Column::text(name),
            _ => Column::text(name).spare(),
        })
        .collect();
    let rows = cells::cells(read, ctx, lang, opened.book, lines)?;
    let mut table = Table::new(lang, title(lang, opened.book), columns);
    for (line, row) in lines.iter().zip(rows) {
        let cells = row.iter().enumerate().map(|(at, cell)| match line.record {
            Some(record) if at == opens => html! { a href={ (folder) "/" (record) } { (cell) } },
            _ if at == symbol => ui::code(cell),
            _ => html! { (cell) },
        });
        table = table.row(cells.collect());
    }
    Ok(table)
}

fn nothing(ctx: &Ctx, opened: &Opened) -> Empty {
    let lang = ctx.lang;
    if opened.filter.is_narrow() {
        let all = format!("{BASE}?book={}", opened.book.code());
        return Empty::filtered(t::list_filtered_title(lang), t::list_filtered_text(lang))
            .button(Button::link(t::list_show_all(lang), all));
    }
    let (text, button) = match opened.book {
        Book::Arrivals => (t::book_empty_text(lang), Button::link(t::act_enter(lang), "/arrivals/new")),
        Book::Issued => {
            (t::book_empty_issued(lang), Button::link(t::book_to_number(lang), "/outgoing?box=number"))
        }
    };
    Empty::first_time(Icon::Register, t::book_empty_title(lang), text).button(button)
}
