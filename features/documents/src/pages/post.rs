//! Copies for those outside the system: what waits at the records desk, what has left, and the register of the post.

use super::acts::done;
use super::{date_value, day, name};
use crate::actions::outgoing::post::{self as actions, CloseInput, MOST_AT_ONCE, SendInput};
use crate::model::posting::PostingState;
use crate::store::posting::{self, Posting};
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use calendar::Day;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Query, Reader, Routes, SignedIn, TableFormat};
use maud::{Markup, html};
use organisation::{Delivery, Place};
use serde::Deserialize;
use ui::{Button, Choice, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager, Table};

pub(crate) const BASE: &str = "/post";
/// The form to which the chosen lines belong.
const SEND: &str = "send";
/// Lines on one page.
const LINES: usize = 100;
/// So many lines are read in one go.
const BATCH: usize = 500;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/post", list)
        .get("/post/export", export)
        .get("/post/print", print)
        .get("/post/envelopes", envelopes)
        .post("/post/send", send)
        .get("/post/{id}", show)
        .post("/post/{id}/unsend", unsend)
        .post("/post/{id}/close", close)
}

/// The reader's records desk.
fn desk(read: &mut Read<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    match access::may(read, ctx, crate::ISSUE, &Place::agency(agency))? {
        true => Ok(agency),
        false => Err(Error::NotFound),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PostQuery {
    #[serde(default)]
    state: Option<PostingState>,
    behind: Option<String>,
    from: Option<String>,
    until: Option<String>,
    format: Option<TableFormat>,
}

impl PostQuery {
    fn state(&self) -> PostingState {
        self.state.unwrap_or(PostingState::Waiting)
    }

    /// The days of the register: this year's up to today unless told otherwise.
    fn days(&self, ctx: &Ctx) -> Result<(Day, Day), Error> {
        let today = ctx.now.day();
        let first = Day::new(today.year() as i16, 1, 1).unwrap_or(today);
        let from = day("from", self.from.as_deref())?.unwrap_or(first);
        Ok((from, day("until", self.until.as_deref())?.unwrap_or(today)))
    }
}

/// Reads what [`cursor`] wrote.
fn behind(text: &str) -> Option<(i64, Uuid)> {
    let (key, id) = text.split_once('.')?;
    Some((key.parse().ok()?, id.parse().ok()?))
}

fn cursor(row: &Posting) -> String {
    format!("{}.{}", row.sort_key, row.id)
}

async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<PostQuery>) -> Answer {
    list_page(&app, &reader, &query, &SendForm::default(), &[])
}

fn list_page(
    app: &App,
    reader: &Reader,
    query: &PostQuery,
    typed: &SendForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = desk(read, ctx)?;
        let state = query.state();
        let page = posting::page(read, agency, state, query.behind.as_deref().and_then(behind), LINES)?;
        let next = page.more.then(|| page.rows.last()).flatten();
        let next = next.map(|row| format!("{BASE}?state={}&behind={}", state.code(), cursor(row)));
        let chips: Vec<Choice> = PostingState::ALL
            .into_iter()
            .map(|one| {
                let address = format!("{BASE}?state={}", one.code());
                Choice::new(words::posting(lang, one), address).current(one == state)
            })
            .collect();
        let tools = html! {
            (Button::link(t::post_register(lang), "/post/print").quiet().icon(Icon::Print))
            @for format in [TableFormat::Xlsx, TableFormat::Csv] {
                (Button::link(format.code().to_uppercase(), format!("/post/export?format={}", format.code())).quiet().icon(Icon::Download))
            }
        };
        let head = PageHead::new(t::page_post(lang))
            .scope(ui::chips(t::list_filters(lang), &chips))
            .tools(tools);
        let rows = table(ctx, state, &page.rows);
        let body = html! {
            (ui::error_summary(lang, None, faults, &[("postings", t::post_which(lang)), ("day", t::post_day(lang)), ("tracking", t::post_tracking(lang))]))
            @if page.rows.is_empty() {
                (nothing(lang, state))
            } @else if matches!(state, PostingState::Waiting | PostingState::Returned) {
                (rows)
                (Form::post("/post/send", ctx.new_id(), html! {
                    (ui::row(&[
                        Field::new("day", t::post_day(lang), Control::date(typed.day.clone().unwrap_or_else(|| date_value(Some(ctx.now.day()))))).fault(faults).span(2),
                        Field::new("way", t::post_way(lang), Control::select(ways(lang), typed.way.clone())).span(2),
                        Field::new("tracking", t::post_tracking(lang), Control::text(typed.tracking.clone())).hint(t::post_tracking_hint(lang)).fault(faults).span(2),
                    ]))
                    (ui::buttons(&[
                        Button::submit(t::post_send(lang)).primary().key("Ctrl+Enter"),
                        Button::link(t::post_envelopes(lang), "/post/envelopes").icon(Icon::Print),
                    ]))
                }).id(SEND))
            } @else { (rows) }
            (ui::pager(lang, &Pager { previous: None, next }))
        };
        let body = ui::page(&head, &body);
        edge::page(app, reader, read, Page { title: t::page_post(lang), active: BASE, body })
    })
}

fn ways(lang: Lang) -> Vec<Opt> {
    std::iter::once(Opt::new("", t::post_way_own(lang)))
        .chain(Delivery::ALL.iter().map(|way| Opt::new(way.code(), way.words(lang))))
        .collect()
}

fn nothing(lang: Lang, state: PostingState) -> Empty {
    match state {
        PostingState::Waiting => {
            Empty::new(Icon::Send, t::post_none_waiting(lang), t::post_none_waiting_text(lang))
        }
        _ => Empty::new(Icon::Send, t::post_none(lang), t::post_none_text(lang)),
    }
}

fn table(ctx: &Ctx, state: PostingState, rows: &[Posting]) -> Table {
    let lang = ctx.lang;
    let chosen = matches!(state, PostingState::Waiting | PostingState::Returned);
    let mut columns = Vec::new();
    if chosen {
        columns.push(Column::choice(t::post_which(lang)));
    }
    columns.push(Column::head(t::post_to(lang)));
    columns.push(Column::text(t::post_document(lang)).wide());
    columns.push(Column::text(t::post_way(lang)).fit().spare());
    let last = match state {
        PostingState::Waiting => t::post_address(lang),
        PostingState::Sent => t::post_sent(lang),
        PostingState::Received => t::post_received(lang),
        PostingState::Returned => t::post_returned(lang),
    };
    columns.push(Column::text(last).spare());
    let mut table = Table::new(lang, t::page_post(lang), columns).wrap();
    for row in rows {
        let date = |day: Option<Day>| day.map(|day| ui::time::date(lang, day)).unwrap_or_default();
        let urgent = ctx.law.urgency(&row.urgency, ctx.now.day()).filter(|urgency| urgency.exchange > 0);
        let mut cells = Vec::new();
        if chosen {
            cells.push(html! { input type="checkbox" name="postings" value=(row.id) form=(SEND) aria-label=(row.name) checked[rows.len() == 1]; });
        }
        cells.push(html! { a class="link" href={ (BASE) "/" (row.id) } { (row.name) } });
        cells.push(html! {
            @if let Some(urgent) = urgent { (ui::urgency_tag(name(lang, urgent))) " " }
            (ui::code(&row.symbol)) " " (row.subject)
        });
        cells.push(html! { (way(lang, &row.way)) });
        cells.push(match state {
            PostingState::Waiting => html! { (row.address) },
            PostingState::Sent => html! { (date(row.sent_day)) @if !row.tracking.is_empty() { " · " (ui::code(&row.tracking)) } },
            PostingState::Received => html! { (date(row.closed_day)) @if !row.receiver.is_empty() { " · " (row.receiver) } },
            PostingState::Returned => html! { (date(row.closed_day)) " " q { (row.note) } },
        });
        table = table.row(cells);
    }
    table
}

fn way(lang: Lang, code: &str) -> &'static str {
    Delivery::of(code).map_or("", |way| way.words(lang))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct SendForm {
    #[serde(default)]
    postings: Vec<Uuid>,
    day: Option<String>,
    #[serde(default)]
    way: String,
    #[serde(default)]
    tracking: String,
}

async fn send(State(app): State<App>, act: Act<SendForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let form = &act.input;
    let sent = day("day", form.day.as_deref()).and_then(|day| {
        let input = SendInput {
            postings: form.postings.clone(),
            day,
            way: Delivery::of(&form.way),
            tracking: form.tracking.clone(),
        };
        app.db.write(ctx, |tx| actions::send(tx, ctx, &input))
    });
    match sent {
        Ok(()) => done(format!("{BASE}?state=sent"), &t::said_posted(ctx.lang, form.postings.len())),
        Err(error) => again(error.into(), ctx.lang, |faults| {
            list_page(&app, &act.reader, &PostQuery::default(), form, faults)
        }),
    }
}

/// Shows a page again with what is wrong with what was sent; other failures go their way.
fn again(failure: Failure, lang: Lang, page: impl FnOnce(&[FieldFault]) -> Answer) -> Answer {
    let problem = failure.problem(lang);
    if !failure.concerns_input() || problem.fields.is_empty() {
        return Err(failure);
    }
    let mut answer = page(&problem.fields)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    one(&app, &reader, id, &[])
}

/// One of the reader's agency.
fn found(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Posting, Error> {
    let agency = desk(read, ctx)?;
    posting::posting(read, id)?.filter(|it| it.agency == agency).ok_or(Error::NotFound)
}

fn one(app: &App, reader: &Reader, id: Uuid, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let it = found(read, ctx, id)?;
        let date = |day: Option<Day>| html! { (day.map(|day| ui::time::date(lang, day)).unwrap_or_default()) };
        let text = |text: &str| html! { (text) };
        let mut rows = vec![
            (t::post_state(lang), text(words::posting(lang, it.state()))),
            (t::post_document(lang), html! { a class="link" href={ "/documents/" (it.document) } { (ui::code(&it.symbol)) " " (it.subject) } }),
            (t::post_way(lang), text(way(lang, &it.way))),
            (t::post_address(lang), text(&it.address)),
        ];
        if it.sent_day.is_some() {
            rows.push((t::post_sent(lang), date(it.sent_day)));
        }
        for (name, value) in [
            (t::post_tracking(lang), &it.tracking),
            (t::post_receiver(lang), &it.receiver),
            (t::post_note(lang), &it.note),
        ] {
            if !value.is_empty() {
                rows.push((name, text(value)));
            }
        }
        if it.closed_day.is_some() {
            let closed = if it.state() == PostingState::Returned { t::post_returned(lang) } else { t::post_received(lang) };
            rows.push((closed, date(it.closed_day)));
        }
        let head = PageHead::new(it.name.clone())
            .tools(html! { (Button::link(t::act_back(lang), format!("{BASE}?state={}", it.state)).quiet().icon(Icon::Left)) });
        let body = html! {
            (ui::panel(t::page_post(lang), &html! {}, &ui::definitions(&rows)))
            @if it.state() == PostingState::Sent { (closing(ctx, &it, faults)) }
            @if matches!(it.state(), PostingState::Waiting | PostingState::Returned) { (sending(ctx, &it)) }
        };
        edge::page(app, reader, read, Page { title: &it.name, active: BASE, body: ui::page(&head, &body) })
    })
}

fn sending(ctx: &Ctx, it: &Posting) -> Markup {
    let lang = ctx.lang;
    let content = Form::post(
        "/post/send",
        ctx.new_id(),
        html! {
            input type="hidden" name="postings" value=(it.id);
            (ui::row(&[
                Field::new("day", t::post_day(lang), Control::date(date_value(Some(ctx.now.day())))).span(2),
                Field::new("way", t::post_way(lang), Control::select(ways(lang), "")).span(2),
                Field::new("tracking", t::post_tracking(lang), Control::text("")).span(2),
            ]))
            (Button::submit(t::post_send(lang)).primary().key("Ctrl+Enter"))
        },
    );
    ui::panel(t::post_send(lang), &html! {}, &html! { (content) })
}

fn closing(ctx: &Ctx, it: &Posting, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let today = || Control::date(date_value(Some(ctx.now.day())));
    let address = format!("{BASE}/{}/close", it.id);
    let came_back = faults.iter().any(|fault| fault.field == "note");
    let received = Form::post(
        address.clone(),
        ctx.new_id(),
        html! {
            input type="hidden" name="received" value="true";
            (ui::row(&[
                Field::new("day", t::post_received(lang), today()).fault(faults).span(2),
                Field::new("receiver", t::post_receiver(lang), Control::text("")).fault(faults).span(4),
            ]))
            (Button::submit(t::post_is_received(lang)).primary().key("Ctrl+Enter"))
        },
    );
    let returned = Form::post(
        address,
        ctx.new_id(),
        html! {
            input type="hidden" name="received" value="false";
            (ui::row(&[
                Field::new("day", t::post_returned(lang), today()).id("f-returned-day").span(2),
                Field::new("note", t::post_why(lang), Control::text("")).fault(faults).required().span(4),
            ]))
            (Button::submit(t::post_is_returned(lang)).danger())
        },
    );
    let unsent = Form::post(
        format!("{BASE}/{}/unsend", it.id),
        ctx.new_id(),
        html! {
            (Button::submit(t::post_unsend(lang)).quiet().icon(Icon::Undo))
        },
    );
    let content = html! {
        (received)
        (ui::fold(t::post_is_returned(lang), "", came_back, &html! { (returned) }))
        (unsent)
    };
    ui::panel(t::post_result(lang), &html! {}, &content)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct CloseForm {
    received: bool,
    day: Option<String>,
    #[serde(default)]
    receiver: String,
    #[serde(default)]
    note: String,
}

async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<CloseForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let form = &act.input;
    let closed = day("day", form.day.as_deref()).and_then(|day| {
        let input = CloseInput {
            received: form.received,
            day,
            receiver: form.receiver.clone(),
            note: form.note.clone(),
        };
        app.db.write(ctx, |tx| actions::close(tx, ctx, id, &input))
    });
    match closed {
        Ok(()) => done(format!("{BASE}/{id}"), t::said_post_closed(ctx.lang)),
        Err(error) => again(error.into(), ctx.lang, |faults| one(&app, &act.reader, id, faults)),
    }
}

async fn unsend(State(app): State<App>, Path(id): Path<Uuid>, act: Act<super::acts::Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::unsend(tx, ctx, id))?;
    done(format!("{BASE}/{id}"), t::said_post_taken_back(ctx.lang))
}

/// The columns of the register of the post: Nghị định 30/2020/NĐ-CP, Phụ lục IV.
fn columns(lang: Lang) -> Vec<String> {
    [
        t::post_sent(lang),
        t::enter_symbol(lang),
        t::post_to(lang),
        t::post_count(lang),
        t::book_received(lang),
        t::book_note(lang),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn cells(lang: Lang, it: &Posting) -> Vec<String> {
    let date = |day: Option<Day>| day.map(|day| ui::time::date(lang, day)).unwrap_or_default();
    let signed = match it.state() {
        PostingState::Received => [it.receiver.clone(), date(it.closed_day)]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    };
    let returned = it.state() == PostingState::Returned;
    let note = [
        way(lang, &it.way).to_owned(),
        it.tracking.clone(),
        if returned { t::post_returned_on(lang, date(it.closed_day)) } else { String::new() },
        it.note.clone(),
    ];
    let note = note.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("; ");
    vec![date(it.sent_day), it.symbol.clone(), it.name.clone(), it.envelopes.to_string(), signed, note]
}

async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<PostQuery>,
) -> Answer {
    let ctx = reader.ctx;
    let agency = app.db.read(|read| desk(read, &ctx))?;
    let (from, until) = query.days(&ctx)?;
    let lang = ctx.lang;
    let mut behind = None;
    let next = move || -> Result<Vec<Vec<String>>, Failure> {
        let rows = app.db.read(|read| posting::sent_between(read, agency, from, until, behind, BATCH))?;
        if let Some(last) = rows.last() {
            behind = last.sent_day.map(|day| (day, last.id));
        }
        Ok(rows.iter().map(|row| cells(lang, row)).collect())
    };
    let title = t::post_register(lang);
    edge::table_file("so-gui-van-ban-di", title, query.format.unwrap_or_default(), columns(lang), next)
}

/// The register of the post as it is bound, of some days.
async fn print(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<PostQuery>) -> Answer {
    let ctx = &reader.ctx;
    let (from, until) = query.days(ctx)?;
    let sheet = app.db.read(|read| -> Result<_, Failure> {
        let agency = desk(read, ctx)?;
        let rows = posting::sent_between(read, agency, from, until, None, paper::Register::MOST_LINES)?;
        let lines = rows.iter().map(|row| cells(Lang::Vi, row)).collect();
        sheet(read, ctx, agency, paper::Book::Post, (Some(from), Some(until)), lines)
    })?;
    pdf(&app, sheet, "so-gui-van-ban-di")
}

/// The list of envelopes that wait, to go with them and to be signed for.
async fn envelopes(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let ctx = &reader.ctx;
    let sheet = app.db.read(|read| -> Result<_, Failure> {
        let agency = desk(read, ctx)?;
        let waiting = posting::page(read, agency, PostingState::Waiting, None, MOST_AT_ONCE)?.rows;
        let lines = waiting.iter().zip(1..).map(|(it, n)| {
            let (way, count) = (way(Lang::Vi, &it.way).to_owned(), it.envelopes.to_string());
            vec![
                n.to_string(),
                it.name.clone(),
                it.address.clone(),
                it.symbol.clone(),
                count,
                way,
                String::new(),
            ]
        });
        sheet(read, ctx, agency, paper::Book::Envelopes, (None, None), lines.collect())
    })?;
    pdf(&app, sheet, "danh-sach-bi")
}

fn sheet(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    book: paper::Book,
    (from, until): (Option<Day>, Option<Day>),
    rows: Vec<Vec<String>>,
) -> Result<paper::Register, Failure> {
    let head = super::register::head(read, ctx, agency)?;
    let year = i64::from(ctx.now.day().year());
    Ok(paper::Register { head, book, year, from, until, first: None, last: None, volume: None, rows })
}

fn pdf(app: &App, sheet: paper::Register, name: &str) -> Answer {
    let pdf = tokio::task::block_in_place(|| app.papers.set(sheet))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, edge::disposition("inline", &format!("{name}.pdf"))),
    ];
    Ok((headers, pdf).into_response())
}

/// What a document has for those outside, beside its page.
pub(super) fn of_document(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> Result<Markup, Failure> {
    let rows = posting::of_document(read, document)?;
    if rows.is_empty() {
        return Ok(html! {});
    }
    let lang = ctx.lang;
    let opens = ctx.actor.holds(crate::ISSUE) && rows.iter().all(|row| Some(row.agency) == ctx.actor.agency);
    let shown: Vec<(&str, Markup)> = rows
        .iter()
        .map(|row| {
            let state = words::posting(lang, row.state());
            let day =
                row.closed_day.or(row.sent_day).map(|day| ui::time::date(lang, day)).unwrap_or_default();
            let said = html! {
                @if opens { a class="link" href={ (BASE) "/" (row.id) } { (state) } } @else { (state) }
                " " span class="muted" { (day) }
            };
            (row.name.as_str(), said)
        })
        .collect();
    Ok(ui::panel(t::page_post(lang), &html! {}, &ui::definitions(&shown)))
}
