//! Handing folders over to the agency's archive: what can be handed over, what has been, and one hand-over.

use super::{BASE, TRANSFERS};
use crate::model::input::OfferInput;
use crate::store::folder::{self, Filter, Folder, Order, Seen};
use crate::store::transfer::{self, Transfer};
use crate::{Error, actions, t, view, words};
use access::Place;
use axum::extract::State;
use axum::http::StatusCode;
use calendar::{Remaining, Time};
use context::{Ctx, FieldFault, Scope, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Query, Reader, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Deadline, Empty, Field, Form, Icon, Note, Opt, PageHead, Pager, Table};

/// Hand-overs on one page.
const ROWS: usize = 30;
/// So many closed folders are offered to be chosen at once.
const OFFERED: usize = 200;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/folder-transfers", offer)
        .post("/folder-transfers/{id}/receive", receive)
        .post("/folder-transfers/{id}/refuse", refuse)
        .post("/folder-transfers/{id}/withdraw", withdraw)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TransferQuery {
    folder: Option<Uuid>,
    behind: Option<String>,
}

impl TransferQuery {
    fn behind(&self) -> Option<(Time, Uuid)> {
        let (at, id) = self.behind.as_deref()?.split_once('.')?;
        Some((Time(at.parse().ok()?), id.parse().ok()?))
    }
}

/// What is sent to hand over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OfferForm {
    #[serde(default)]
    folders: Vec<Uuid>,
    #[serde(default)]
    note: String,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TransferQuery>,
) -> Answer {
    let form = OfferForm { folders: query.folder.into_iter().collect(), note: String::new() };
    page(&app, &reader, &query, &form, None, &[])
}

fn page(
    app: &App,
    reader: &Reader,
    query: &TransferQuery,
    form: &OfferForm,
    title: Option<&str>,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (keeps, archives) = (ctx.actor.holds(crate::KEEP), ctx.actor.holds(crate::ARCHIVE));
        let reads = ctx.actor.scope(crate::READ);
        let agency = ctx.actor.agency.filter(|_| keeps || archives || reads.is_some()).ok_or(Error::NotFound)?;
        let (unit, giver) = match reads {
            _ if archives => (None, None),
            Some(Scope::Own) | None => (None, ctx.actor.position),
            Some(Scope::Unit) => (ctx.actor.unit, ctx.actor.position),
            Some(_) => (None, None),
        };
        let page = transfer::page(read, agency, unit, giver, query.behind(), ROWS)?;
        let next = page.rows.last().filter(|_| page.more).map(|last| {
            let behind = format!("{}.{}", last.offered_at.0, last.id);
            format!("{TRANSFERS}{}", edge::query(&[("behind", Some(behind))]))
        });
        let pager = Pager { previous: query.behind.is_some().then(|| TRANSFERS.to_owned()), next };
        let labels = [("folders", t::offer_folders(lang)), ("note", t::offer_note(lang))];
        let body = html! {
            (ui::error_summary(lang, title, faults, &labels))
            @if keeps { (offering(read, ctx, form, faults)?) }
            h2 { (t::transfers_title(lang)) }
            @if page.rows.is_empty() {
                (Empty::first_time(Icon::Archive, t::transfers_empty_title(lang), t::transfers_empty_text(lang)))
            } @else { (table(ctx, &page.rows)) }
            (ui::pager(lang, &pager))
        };
        let tools = Button::link(t::page_folders(lang), BASE).quiet().icon(Icon::Dossier);
        let head = PageHead::new(t::page_transfers(lang)).tools(html! { (tools) });
        let body = ui::page(&head, &body);
        edge::page(app, reader, read, Page { title: t::page_transfers(lang), active: BASE, body })
    })
}

/// The closed folders that the reader can hand over, by deadline.
fn offering(
    read: &mut Read<'_>,
    ctx: &Ctx,
    form: &OfferForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let seen = match (ctx.actor.scope(crate::KEEP), ctx.actor.unit, ctx.actor.position, ctx.actor.agency) {
        (Some(Scope::Unit), Some(unit), Some(position), _) => Seen::Unit(unit, position),
        (Some(Scope::Agency | Scope::Subtree | Scope::All), _, _, Some(agency)) => {
            Seen::Agencies(vec![agency])
        }
        (_, _, Some(position), _) => Seen::Own(position),
        _ => Seen::Nothing,
    };
    let filter = Filter { state: Some("closed".into()), free: true, ..Filter::default() };
    let closed = folder::page(read, &seen, &filter, Order::Code, None, OFFERED)?.rows;
    if closed.is_empty() {
        return Ok(html! { (Empty::done(t::offer_none_title(lang), t::offer_none_text(lang))) });
    }
    let due = due(read, ctx, &closed)?;
    let option = |folder: &Folder| {
        let by = due.get(&folder.id).map(|deadline| format!(" ({})", deadline.text())).unwrap_or_default();
        Opt::new(folder.id.to_string(), format!("{} · {}{by}", folder.code, folder.title))
    };
    let options = closed.iter().map(option).collect();
    let chosen = form.folders.iter().map(Uuid::to_string).collect();
    let choices = Control::Choices { options, chosen, several: true };
    let form = Form::post(
        TRANSFERS,
        ctx.new_id(),
        html! {
            (Field::new("folders", t::offer_folders(lang), choices).hint(t::offer_hint(lang)).fault(faults))
            (Field::new("note", t::offer_note(lang), Control::text(&form.note)).hint(t::offer_note_hint(lang)).fault(faults))
            (Button::submit(t::act_offer(lang)).primary().icon(Icon::Archive))
        },
    );
    Ok(ui::column(&html! { h2 { (t::offer_title(lang)) } (form) }))
}

fn due(read: &mut Read<'_>, ctx: &Ctx, folders: &[Folder]) -> Result<BTreeMap<Uuid, Deadline>, Failure> {
    let refs: Vec<_> = folders.iter().map(Folder::subject_ref).collect();
    let running = duties::of(read, &refs)?;
    Ok(running
        .into_iter()
        .filter_map(|duty| {
            let left = Remaining::until(duty.due?, ctx.now, ctx.law.calendar());
            Some((duty.subject.id, Deadline::of(ctx.lang, left)))
        })
        .collect())
}

fn table(ctx: &Ctx, rows: &[Transfer]) -> Table {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::transfer_giver(lang)),
        Column::text(t::transfer_offered(lang)).fit(),
        Column::number(t::transfer_folders(lang)),
        Column::text(t::folder_state(lang)).fit(),
        Column::text(t::transfer_receiver(lang)).spare(),
    ];
    let mut table = Table::new(lang, t::transfers_title(lang), columns).wrap();
    for row in rows {
        table = table.row(vec![
            html! {
                a class="link" href={ (TRANSFERS) "/" (row.id) } { (row.giver_name) }
                br; small class="muted" { (row.giver_title) }
            },
            ui::time::time(lang, row.offered_at, ctx.now),
            html! { (ui::number::count(row.folders)) },
            ui::tag(words::state(lang, &format!("transfer_{}", row.state))),
            html! { (row.receiver_name) },
        ]);
    }
    table
}

/// One hand-over.
pub(crate) async fn one(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    one_page(&app, &reader, id, None, &[])
}

fn one_page(app: &App, reader: &Reader, id: Uuid, title: Option<&str>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (it, folders) = view::transfer_view(read, ctx, id)?;
        let offered = it.state == "offered";
        let archives = offered && access::may(read, ctx, crate::ARCHIVE, &Place::agency(it.agency))?;
        let gives = offered
            && access::may(read, ctx, crate::KEEP, &Place::position(it.agency, it.unit, it.giver))?;
        let tools = html! {
            @if !folders.is_empty() {
                (Button::link(t::act_minutes(lang), format!("{TRANSFERS}/{id}/minutes")).quiet().icon(Icon::Print))
                (Button::link(t::act_transfer_list(lang), format!("{TRANSFERS}/{id}/list")).quiet().icon(Icon::Print))
            }
            (Button::link(t::act_back(lang), TRANSFERS).quiet().icon(Icon::Left))
        };
        let state = words::state(lang, &format!("transfer_{}", it.state));
        let mut rows = vec![
            (t::transfer_giver(lang), html! { (it.giver_name) ", " (it.giver_title) }),
            (t::transfer_offered(lang), ui::time::time(lang, it.offered_at, ctx.now)),
            (t::offer_note(lang), html! { (if it.note.is_empty() { t::offer_note_none(lang) } else { it.note.as_str() }) }),
        ];
        if let Some(at) = it.settled_at {
            rows.push((state, ui::time::time(lang, at, ctx.now)));
        }
        if !it.receiver_name.is_empty() {
            rows.push((t::transfer_receiver(lang), html! { (it.receiver_name) ", " (it.receiver_title) }));
        }
        let act = |name: &str, content: Markup| Form::post(format!("{TRANSFERS}/{id}/{name}"), ctx.new_id(), content);
        let body = html! {
            (ui::error_summary(lang, title, faults, &[("reason", t::form_reason(lang))]))
            @if it.state == "refused" { (Note::warning(html! { (it.reason) }).title(state)) }
            (ui::definitions(&rows))
            @if archives {
                (act("receive", html! {
                    p { (t::receive_text(lang)) }
                    (Button::submit(t::act_receive(lang, it.folders)).primary().key("Ctrl+Enter"))
                }))
                (ui::fold(t::act_refuse(lang), "", false, &html! {
                    (act("refuse", html! {
                        (Field::new("reason", t::form_reason(lang), Control::text("")).fault(faults).required())
                        (Button::submit(t::act_refuse(lang)).danger())
                    }))
                }))
            }
            @if gives && !archives {
                (act("withdraw", html! { (Button::submit(t::act_withdraw(lang)).icon(Icon::Undo)) }))
            }
            @if !folders.is_empty() { (folders_table(ctx, &folders)) }
        };
        let head = PageHead::new(t::transfer_title(lang, it.folders)).note(state).tools(tools);
        let title = t::page_transfers(lang);
        edge::page(app, reader, read, Page { title, active: BASE, body: ui::page(&head, &body) })
    })
}

fn folders_table(ctx: &Ctx, folders: &[Folder]) -> Table {
    let lang = ctx.lang;
    let columns = vec![
        Column::text(t::folder_code(lang)).fit(),
        Column::head(t::folder_title(lang)).wide(),
        Column::text(t::folder_span(lang)).fit().spare(),
        Column::text(t::folder_retention(lang)).fit(),
        Column::number(t::folder_pieces(lang)).spare(),
        Column::number(t::folder_pages(lang)).spare(),
    ];
    let mut table = Table::new(lang, t::offer_folders(lang), columns).wrap();
    for folder in folders {
        let date = |day| ui::time::date(lang, day);
        table = table.row(vec![
            ui::code(&folder.code),
            html! { a class="link" href={ (BASE) "/" (folder.id) } { (folder.title) } },
            html! { (date(folder.starts)) @if let Some(ends) = folder.ends { " – " (date(ends)) } },
            html! { (words::retention(ctx, lang, &folder.retention, folder.starts)) },
            html! { (ui::number::count(folder.entries)) },
            html! { (ui::number::count(folder.pages)) },
        ]);
    }
    table
}

async fn offer(State(app): State<App>, act: Act<OfferForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let input = OfferInput { folders: act.input.folders.clone(), note: act.input.note.clone() };
    match app.db.write(ctx, |tx| actions::offer(tx, ctx, &input)) {
        Ok(id) => Ok(see_other_saying(&format!("{TRANSFERS}/{id}"), t::said_offered(ctx.lang), None)),
        Err(error) => {
            let failure = Failure::from(error);
            if !failure.concerns_input() {
                return Err(failure);
            }
            let problem = failure.problem(ctx.lang);
            let query = TransferQuery::default();
            let mut answer =
                page(&app, &act.reader, &query, &act.input, Some(&problem.title), &problem.fields)?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
    }
}

#[derive(Deserialize)]
struct ReasonForm {
    #[serde(default)]
    reason: String,
}

/// Leads back to a hand-over, or shows it again with what is wrong.
fn done(app: &App, reader: &Reader, id: Uuid, done: Result<(), Error>, said: &str) -> Answer {
    match done {
        Ok(()) => Ok(see_other_saying(&format!("{TRANSFERS}/{id}"), said, None)),
        Err(error) => {
            let failure = Failure::from(error);
            if !failure.concerns_input() {
                return Err(failure);
            }
            let problem = failure.problem(reader.ctx.lang);
            let mut answer = one_page(app, reader, id, Some(&problem.title), &problem.fields)?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
    }
}

async fn receive(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let received = app.db.write(ctx, |tx| actions::receive(tx, ctx, id));
    done(&app, &act.reader, id, received, t::said_received(ctx.lang))
}

async fn refuse(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let refused = app.db.write(ctx, |tx| actions::refuse(tx, ctx, id, &act.input.reason));
    done(&app, &act.reader, id, refused, t::said_refused(ctx.lang))
}

async fn withdraw(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let withdrawn = app.db.write(ctx, |tx| actions::withdraw(tx, ctx, id));
    done(&app, &act.reader, id, withdrawn, t::said_withdrawn(ctx.lang))
}
