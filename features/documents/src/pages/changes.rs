//! What changes an issued document: begun from its page, shown beside it, answered by whoever received it.

use super::acts::{Reason, again, done};
use super::{name, outgoing};
use crate::actions::incoming::{self as arrivals, RecallAnswer};
use crate::actions::outgoing as documents;
use crate::model::change::{Change, RecallState};
use crate::model::document::DocumentState;
use crate::store::document::Document;
use crate::view::{self, ArrivalView, Related};
use crate::{t, words};
use axum::extract::State;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Path, Routes, see_other};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Control, Field, Form, Icon};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/documents/{id}/change", change)
        .post("/documents/{id}/recall", recall)
        .post("/documents/{id}/purge", purge)
        .post("/arrivals/{id}/purge", purge_arrival)
        .post("/arrivals/{id}/recall-answer", answer)
}

#[derive(Deserialize)]
struct ChangeForm {
    change: Change,
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ChangeForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let draft = app.db.write(ctx, |tx| documents::begin_change(tx, ctx, id, act.input.change))?;
    Ok(see_other(&format!("/documents/{draft}/edit")))
}

async fn recall(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| documents::recall(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done(format!("/documents/{id}"), t::said_recalled(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

async fn purge(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| documents::purge(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done(format!("/documents/{id}"), t::said_purged(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

/// Removes what was entered from outside, by the arrival that shows it.
async fn purge_arrival(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    let purged = app.db.write(ctx, |tx| {
        let seen = view::arrival_view(tx, ctx, id)?;
        documents::purge(tx, ctx, seen.document.id, &act.input.reason)
    });
    match purged {
        Ok(()) => done(format!("/arrivals/{id}"), t::said_purged(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &super::incoming::Typed::default()),
    }
}

async fn answer(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RecallAnswer>) -> Answer {
    let ctx = &act.reader.ctx;
    let said =
        if act.input.agree { t::said_recall_agreed(ctx.lang) } else { t::said_recall_refused(ctx.lang) };
    match app.db.write(ctx, |tx| arrivals::answer_recall(tx, ctx, id, &act.input)) {
        Ok(()) => done(format!("/arrivals/{id}"), said),
        Err(error) => again(&app, &act.reader, id, error.into(), &super::incoming::Typed::default()),
    }
}

/// What can still be done about a document that has gone out.
pub(super) fn after_issue(ctx: &Ctx, document: &Document, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let id = document.id;
    let ours = document.origin == "drafted" && Some(document.agency) == ctx.actor.agency;
    let drafts = ours && ctx.actor.holds(crate::DRAFT) && document.state() == DocumentState::Issued;
    let recalls = ctx.actor.holds(crate::RECALL);
    let rules = ctx.law.changes(ctx.now.day());
    html! {
        @if drafts {
            (ui::folded_panel(t::change_title(lang), "", &html! {
                p class="muted" { (t::change_hint(lang)) }
                div class="stack" {
                    @for rule in rules {
                        (Form::post(format!("/documents/{id}/change"), ctx.new_id(), html! {
                            input type="hidden" name="change" value=(rule.code);
                            (Button::submit(name(lang, rule)).wide())
                        }))
                    }
                }
            }))
        }
        @if recalls && document.state() == DocumentState::Issued && !document.is_internal() {
            (ui::folded_panel(t::act_recall(lang), "", &html! {
                (Form::post(format!("/documents/{id}/recall"), ctx.new_id(), html! {
                    p class="muted" { (t::change_recall_hint(lang)) }
                    (Field::new("reason", t::act_recall_reason(lang), Control::area("", 2)).fault(faults).required())
                    (Button::submit(t::act_recall_send(lang, &document.symbol)).danger())
                }).version(document.version))
            }))
        }
        @if recalls && matches!(document.state(), DocumentState::Issued | DocumentState::Recalled) {
            (removal(ctx, format!("/documents/{id}/purge"), faults))
        }
    }
}

/// Removing a paper that should never have been here.
pub(super) fn removal(ctx: &Ctx, address: String, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    ui::folded_panel(
        t::change_purge(lang),
        "",
        &html! {
            (Form::post(address, ctx.new_id(), html! {
                p class="muted" { (t::change_purge_hint(lang)) }
                (Field::new("reason", t::change_purge_reason(lang), Control::area("", 2)).id("f-purge-reason").fault(faults).required())
                (Button::submit(t::change_purge_send(lang)).danger().icon(Icon::Trash))
            }))
        },
    )
}

/// The question whether an arrival is given back, before whoever may answer it; to others, that it is asked.
pub(super) fn question(ctx: &Ctx, seen: &ArrivalView, faults: &[FieldFault]) -> Option<Markup> {
    let lang = ctx.lang;
    let arrival = &seen.arrival;
    if arrival.recall_state() != RecallState::Asked || arrival.state == "recalled" {
        return None;
    }
    let address = format!("/arrivals/{}/recall-answer", arrival.id);
    let content = html! {
        p { (t::change_asked(lang, &seen.document.issuer)) }
        p { q { (arrival.recall_reason) } }
        @if ctx.actor.holds(crate::ACCEPT) {
            (Form::post(address.clone(), ctx.new_id(), html! {
                input type="hidden" name="agree" value="true";
                p class="muted" { (t::change_agree_hint(lang)) }
                (Button::submit(t::change_agree(lang)).primary().wide().key("Ctrl+Enter"))
            }).id("decide"))
            (ui::fold(t::change_refuse(lang), "", !faults.is_empty(), &html! {
                (Form::post(address, ctx.new_id(), html! {
                    input type="hidden" name="agree" value="false";
                    (Field::new("reason", t::change_refuse_reason(lang), Control::area("", 2)).fault(faults).required())
                    (Button::submit(t::change_refuse_send(lang)).danger())
                }))
            }))
        }
    };
    Some(ui::panel(t::change_asked_title(lang), &html! {}, &content))
}

/// What changes a document, and what it changes, as far as the reader may see those.
pub(super) fn related(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let related = view::related(read, ctx, document)?;
    if related.is_empty() {
        return Ok(html! {});
    }
    let rows: Vec<(String, Markup)> = related
        .iter()
        .map(|one| {
            let said = html! {
                a class="link" href=(one.address) { (words::quoted(ctx, lang, &one.document)) }
                @if one.document.state() != DocumentState::Issued { " " (ui::tag(words::state(lang, &one.document.state))) }
            };
            (relation(ctx, one), said)
        })
        .collect();
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(name, said)| (name.as_str(), said.clone())).collect();
    Ok(ui::panel(t::change_related(lang), &html! {}, &ui::definitions(&rows)))
}

fn relation(ctx: &Ctx, one: &Related) -> String {
    let lang = ctx.lang;
    if one.changes {
        let rule = ctx.law.changes(ctx.now.day()).find(|rule| rule.code == one.change.code());
        return rule.map(|rule| name(lang, rule).to_owned()).unwrap_or_default();
    }
    changed_by(lang, one.change).to_owned()
}

fn changed_by(lang: Lang, change: Change) -> &'static str {
    match change {
        Change::Amends => t::change_amended_by(lang),
        Change::Corrects => t::change_corrected_by(lang),
        Change::Replaces => t::change_replaced_by(lang),
        Change::Recalls => t::change_recalled_by(lang),
    }
}

/// That nothing is left to read of a document.
pub(super) fn removed(lang: Lang) -> Markup {
    html! { (ui::Empty::new(Icon::Trash, t::change_purged_title(lang), t::change_purged_text(lang))) }
}
