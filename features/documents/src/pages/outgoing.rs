//! Outgoing documents: the boxes, and a document with its paper, its route and its recipients.

mod decide;
mod draft;
pub(crate) mod joint;
mod mend;
mod slip;
pub(crate) mod steps;
mod templates;
mod travel;
pub(crate) mod write;

pub(crate) use decide::Typed;
pub(crate) use draft::{blank, create, edit, find, save};
pub(crate) use mend::revise;
pub(crate) use slip::print as print_slip;
pub(crate) use templates::{
    change as change_template, delete as delete_template, fresh as fresh_template, list as templates,
    make as make_template, show as template,
};
pub(crate) use travel::recipients;

use super::boxes::{ListQuery, Shelf};
use super::papers::paper;
use super::{changes, facts_line, story};
use super::{post, readers};
use crate::actions::opening::Opened;
use crate::model::boxes::Box;
use crate::model::document::{DocumentState, Way};
use crate::view::{self, DocumentView};
use crate::{t, words};
use axum::extract::State;
use axum::http::StatusCode;
use calendar::Remaining;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, Reader, SignedIn};
use maud::{Markup, html};
use ui::{Button, Deadline, Empty, Icon, Reading, Side};

pub(super) const BASE: &str = "/outgoing";

/// A box of outgoing documents.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| shelf(&reader.ctx).page(&app, &reader, read, &query))
}

/// One document, beside the list it was opened from.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let answer = answer(&app, &reader, id, &query, &[], &Typed { route: query.route, ..Typed::default() })?;
    readers::opened(&app, &reader.ctx, Opened::Document(id))?;
    Ok(answer)
}

/// Shows a document again with what is wrong with what was sent; other failures go their way.
pub(crate) fn again(app: &App, reader: &Reader, id: Uuid, failure: Failure) -> Answer {
    again_typed(app, reader, id, failure, &Typed::default())
}

/// The same with the route that was sent.
pub(crate) fn again_typed(app: &App, reader: &Reader, id: Uuid, failure: Failure, typed: &Typed) -> Answer {
    let problem = failure.problem(reader.ctx.lang);
    if !failure.concerns_input() || problem.fields.is_empty() {
        return Err(failure);
    }
    let mut answer = answer(app, reader, id, &ListQuery::default(), &problem.fields, typed)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

fn answer(
    app: &App,
    reader: &Reader,
    id: Uuid,
    query: &ListQuery,
    faults: &[FieldFault],
    typed: &Typed,
) -> Answer {
    app.db.read(|read| {
        let seen = view::document_view(read, &reader.ctx, id)?;
        let mut query = query.clone();
        if query.place.is_none() {
            let place = seen.boxes.iter().find(|place| Box::OUTGOING.contains(place)).unwrap_or(&Box::Sent);
            query.place = Some(place.code().to_owned());
        }
        let pane = shelf(&reader.ctx).pane(read, &reader.ctx, &query, Some(id))?;
        let beside = edge::panels(app, read, &reader.ctx, &seen.document.subject_ref())?;
        let reading = reading(read, &reader.ctx, &seen, faults, typed, &beside)?;
        let body = ui::inbox(Side::Reading, &pane, &html! { (reading) });
        edge::page(app, reader, read, Page { title: &seen.document.subject, active: BASE, body })
    })
}

/// The boxes that are of use to the reader, and what stands above them.
fn shelf(ctx: &Ctx) -> Shelf {
    let lang = ctx.lang;
    let drafts = ctx.actor.holds(crate::DRAFT);
    let draft = Button::link(t::act_draft(lang), "/documents/new").icon(Icon::Plus);
    let offered = |place: &Box| match place {
        Box::Cosign => ctx.actor.holds(crate::PROPOSE) || joint::directs(ctx),
        Box::Number => ctx.actor.holds(crate::NUMBER),
        Box::Issue => ctx.actor.holds(crate::ISSUE),
        _ => true,
    };
    let first_draft = Empty::first_time(Icon::Pen, t::list_no_draft_title(lang), t::list_no_draft_text(lang))
        .button(draft.clone().primary());
    Shelf {
        base: BASE,
        title: t::page_outgoing(lang),
        icon: Icon::Send,
        boxes: Box::OUTGOING.into_iter().filter(offered).collect(),
        otherwise: Box::Draft,
        tools: html! {
            @if drafts {
                (draft.quiet().key("g s"))
                (Button::link(t::write_models(lang), super::models::BASE).quiet().only_icon(Icon::File))
            }
            @if ctx.actor.holds(crate::NUMBER) || ctx.actor.holds(crate::ISSUE) {
                (Button::link(t::page_register_issued(lang), "/register?book=issued").quiet().only_icon(Icon::Register))
            }
        },
        empty: drafts.then_some((Box::Draft, first_draft)),
        keys: vec![("J K", t::keys_move(lang).to_owned())],
    }
}

fn reading(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
    typed: &Typed,
    beside: &Markup,
) -> Result<Reading, Failure> {
    let lang = ctx.lang;
    let document = &seen.document;
    let owed = view::owed(read, ctx, &document.subject_ref())?
        .map(|due| Deadline::of(lang, Remaining::until(due, ctx.now, ctx.law.calendar())));
    let texts = crate::store::text::texts(read, document.id)?;
    let side = html! {
        (write::beside(ctx, seen, &texts, &decide::decision(read, ctx, seen, faults, typed)?))
        (changes::related(read, ctx, document.id)?)
        (joint::panel(read, ctx, seen)?)
        (slip::panel(read, ctx, seen)?)
        (travel::delivery(read, ctx, seen)?)
        (post::of_document(read, ctx, document.id)?)
        (beside)
        (ui::panel(t::reading_thread(lang), &html! {}, &story::timeline(read, ctx, document.id)?))
        (readers::panel(read, ctx, document.id)?)
        @if !joint::is_partner(ctx, seen) { (changes::after_issue(ctx, document, faults)) }
    };
    Ok(Reading {
        title: document.subject.clone(),
        bar: html! {
            (Button::link(t::act_back(lang), BASE).quiet().icon(Icon::Left))
            span class="push" {}
            @if may_edit(ctx, seen) {
                (Button::link(t::act_edit(lang), format!("/documents/{}/edit", document.id)).quiet().icon(Icon::Pen).key("e"))
            }
            @if write::may_write(ctx, seen) && !texts.is_empty() {
                (Button::link(t::write_act(lang), format!("/documents/{}/write", document.id)).quiet().icon(Icon::File).key("w"))
            }
            @if let Some(main) = seen.parts.iter().find(|part| part.role == "main") {
                (Button::link(t::act_download(lang), format!("/parts/{}", main.id)).quiet().only_icon(Icon::Download))
            }
        },
        facts: html! {
            (facts_line(ctx, document, owed))
            span { (words::state(lang, &document.state)) }
            @if let Some(way) = document.way().filter(|way| *way != Way::Electronic) { (ui::tag(words::way(lang, way))) }
        },
        desk: if document.state() == DocumentState::Purged {
            changes::removed(lang)
        } else {
            paper(lang, &seen.parts)
        },
        side,
        actions: decide::at_hand(ctx, seen),
    })
}

fn is_drafter(ctx: &Ctx, seen: &DocumentView) -> bool {
    seen.document.drafter.is_some() && seen.document.drafter == ctx.actor.position
}

fn may_edit(ctx: &Ctx, seen: &DocumentView) -> bool {
    is_drafter(ctx, seen) && seen.document.state() == DocumentState::Draft
}
