//! What the reader can do about an outgoing document now: submit, approve, number, issue, call back.

use super::is_drafter;
use crate::model::boxes::Box;
use crate::model::document::{DocumentState, PartRole};
use crate::model::route::{StepKind, StepState};
use crate::pages::date_value;
use crate::store::route::{self as routes, Step};
use crate::view::{self, DocumentView};
use crate::{t, words};
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::Failure;
use maud::{Markup, html};
use organisation::Rank;
use ui::{Button, Control, Field, Form, Icon, Opt};

/// The step of the route that waits for the reader.
fn waiting<'a>(ctx: &Ctx, seen: &'a DocumentView) -> Option<&'a Step> {
    seen.steps.iter().find(|step| {
        step.round == seen.document.round
            && step.state() == StepState::Current
            && step.position.is_some()
            && step.position == ctx.actor.position
    })
}

/// What a phone offers under the thumb: to approve, while the paper is being read.
pub(super) fn at_hand(ctx: &Ctx, seen: &DocumentView) -> Markup {
    match waiting(ctx, seen) {
        Some(step) => ui::action_bar(
            ctx.lang,
            &[
                Button::link(t::act_review(ctx.lang), "#decide"),
                Button::submit(approval(ctx.lang, step)).primary().form("decide"),
            ],
        ),
        None => html! {},
    }
}

/// What approving a step is called.
fn approval(lang: Lang, step: &Step) -> &'static str {
    match step.kind() {
        StepKind::Opinion => t::act_opine(lang),
        StepKind::Signer => t::act_sign_off(lang),
        _ => t::act_approve(lang),
    }
}

/// What the reader can do about a document now.
pub(super) fn decision(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let document = &seen.document;
    let id = document.id;
    let post = |act: &str, content: Markup| {
        Form::post(format!("/documents/{id}/{act}"), ctx.new_id(), content).version(document.version)
    };
    if let Some(step) = waiting(ctx, seen) {
        return review_panel(read, ctx, seen, step, faults);
    }
    let drafter = is_drafter(ctx, seen);
    let numbers = ctx.actor.holds(crate::NUMBER) && seen.boxes.contains(&Box::Number);
    Ok(match document.state() {
        DocumentState::Draft if drafter => submit_panel(read, ctx, seen, faults)?,
        DocumentState::InReview | DocumentState::Approved if drafter && !numbers => ui::panel(
            words::state(lang, &document.state),
            &html! {},
            &html! {
                (post("take-back", html! { (Button::submit(t::act_take_back(lang)).icon(Icon::Undo)) }))
                @if document.state() == DocumentState::Approved { (give_up(ctx, document.id, faults)) }
            },
        ),
        DocumentState::Approved if numbers => ui::panel(
            t::number_title(lang),
            &html! {},
            &html! {
                (post("number", html! {
                    (Field::new("number", t::number_number(lang), Control::digits("")).hint(t::number_hint(lang)).fault(faults).span(3))
                    (Field::new("day", t::number_day(lang), Control::date(date_value(Some(ctx.now.day())))).fault(faults).span(3))
                    (Button::submit(t::act_number(lang)).primary().wide().key("Ctrl+Enter"))
                }))
            },
        ),
        DocumentState::Numbered if ctx.actor.holds(crate::ISSUE) && seen.boxes.contains(&Box::Issue) => {
            ui::panel(
                t::issue_title(lang),
                &html! {},
                &html! {
                    p { (t::issue_question(lang, &document.symbol, seen.recipients.len())) }
                    (ui::error_summary(lang, None, faults, &[("due_day", t::draft_due(lang))]))
                    (post("issue", html! {
                        @if let Some(passed) = document.due_day.filter(|due| *due < ctx.now.day()) {
                            (Field::new("due_day", t::draft_due(lang), Control::date("")).fault(faults).required()
                                .hint(t::issue_due_passed(lang, ui::time::date(lang, passed))))
                        }
                        (Button::submit(t::act_issue(lang, &document.symbol)).primary().wide().key("Ctrl+Enter").online())
                    }))
                    (ui::fold(t::act_void(lang), "", false, &html! {
                        (post("void-number", html! {
                            (Field::new("reason", t::act_void_reason(lang), Control::text("")).required())
                            (Button::submit(t::act_void_send(lang, &document.symbol)).danger())
                        }))
                    }))
                },
            )
        }
        _ => html! {},
    })
}

fn review_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    step: &Step,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let earlier: Vec<&Step> = seen
        .steps
        .iter()
        .filter(|other| {
            other.round == seen.document.round
                && other.ordinal < step.ordinal
                && other.state() == StepState::Approved
        })
        .collect();
    let ids: Vec<Uuid> = earlier.iter().filter_map(|step| step.position).collect();
    let names = view::names(read, ctx, &ids)?;
    let mut back = vec![Opt::new("", t::review_to_drafter(lang))];
    back.extend(earlier.iter().filter_map(|step| {
        let name = names.get(&step.position?)?;
        Some(Opt::new(step.id.to_string(), format!("{name} ({})", words::step(lang, step.kind()))))
    }));
    let content = html! {
        (ui::error_summary(lang, None, faults, &[("reason", t::review_reason(lang))]))
        (Form::post(format!("/steps/{}/approve", step.id), ctx.new_id(), html! {
            (Field::new("comment", t::review_comment(lang), Control::area("", 2)).key("b"))
            (Button::submit(approval(lang, step)).primary().wide().key("Ctrl+Enter"))
        }).id("decide").version(seen.document.version))
        (ui::fold(t::act_send_back(lang), "", !faults.is_empty(), &html! {
            (Form::post(format!("/steps/{}/return", step.id), ctx.new_id(), html! {
                (Field::new("to", t::review_to(lang), Control::select(back, "")))
                (Field::new("reason", t::review_reason(lang), Control::area("", 2)).fault(faults).required())
                (Button::submit(t::act_send_back_send(lang)).danger())
            }))
        }))
    };
    Ok(ui::panel(words::step(lang, step.kind()), &html! {}, &content))
}

/// Giving up a document that has been on a route: it stays, with the reason.
fn give_up(ctx: &Ctx, id: Uuid, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    ui::fold(
        t::act_withdraw(lang),
        "",
        false,
        &html! {
            (Form::post(format!("/documents/{id}/withdraw"), ctx.new_id(), html! {
                (Field::new("reason", t::act_withdraw_reason(lang), Control::area("", 2)).id("f-withdraw-reason").fault(faults).required())
                (Button::submit(t::act_withdraw_send(lang)).danger())
            }))
        },
    )
}

/// The route as it is proposed: a template, else head of unit, office, leader; each step can be changed.
fn submit_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.document.id;
    if seen.parts.is_empty() && crate::store::text::texts(read, id)?.is_empty() {
        return Ok(ui::panel(
            t::submit_title(lang),
            &html! {},
            &html! {
                p { (t::submit_needs_paper(lang)) }
                (ui::buttons(&[
                    Button::link(t::write_act_instead(lang), format!("/documents/{id}/write")).primary().icon(Icon::Pen),
                    Button::link(t::act_add_paper(lang), format!("/documents/{id}/edit")),
                ]))
            },
        ));
    }
    let positions = organisation::positions_of(read, seen.document.agency, ctx.now.day())?;
    let filled: Vec<_> = positions.iter().filter(|position| position.person.is_some()).collect();
    let template = routes::templates(read, seen.document.agency)?
        .into_iter()
        .find(|template| template.kind.is_empty() || template.kind == seen.document.kind);
    let proposed = |kind: StepKind| -> String {
        if let Some(template) = &template
            && let Some(step) = template.planned().into_iter().find(|step| step.kind == kind)
        {
            return step.position.to_string();
        }
        let found = match kind {
            StepKind::Head => filled.iter().find(|p| p.rank == Rank::Head && p.unit == ctx.actor.unit),
            StepKind::Office => filled.iter().find(|p| p.rank == Rank::Office),
            StepKind::Signer => filled.iter().find(|p| p.rank == Rank::Leader),
            StepKind::Opinion | StepKind::Legal => None,
        };
        found.map(|position| position.id.to_string()).unwrap_or_default()
    };
    let ids: Vec<Uuid> = filled.iter().map(|position| position.id).collect();
    let away = view::away(read, ctx, &ids)?;
    let select = |kind: StepKind, at: usize| {
        let mut options = vec![Opt::new("", t::submit_nobody(lang))];
        options.extend(filled.iter().filter(|position| Some(position.id) != ctx.actor.position).filter_map(
            |p| {
                let person = p.person_name.as_ref()?;
                let name = format!("{person}, {}", p.title);
                let name = away.get(&p.id).map_or(name.clone(), |words| format!("{name} ({words})"));
                Some(Opt::new(format!("{}:{}", kind.code(), p.id), name))
            },
        ));
        let chosen = proposed(kind);
        let chosen = if chosen.is_empty() { chosen } else { format!("{}:{chosen}", kind.code()) };
        Field::new("step", words::step(lang, kind), Control::select(options, chosen))
            .id(format!("f-step-{at}"))
    };
    let kinds = [StepKind::Head, StepKind::Opinion, StepKind::Opinion, StepKind::Office, StepKind::Signer];
    let content = html! {
        (ui::error_summary(lang, None, faults, &[("steps", t::submit_route(lang)), ("due_day", t::draft_due(lang)), ("main", words::part(lang, PartRole::Main))]))
        (Form::post(format!("/documents/{id}/submit"), ctx.new_id(), html! {
            @for (at, kind) in kinds.into_iter().enumerate() { (select(kind, at)) }
            (Field::new("words", t::submit_words(lang), Control::area("", 2)))
            (Field::new("keep_as", t::submit_keep(lang), Control::text("")).hint(t::submit_keep_hint(lang)))
            (Button::submit(t::act_submit(lang)).primary().wide().key("Ctrl+Enter"))
        }).version(seen.document.version))
        @if seen.document.round == 0 {
            (ui::fold(t::act_discard(lang), "", false, &html! {
                (Form::post(format!("/documents/{id}/discard"), ctx.new_id(), html! {
                    (Button::submit(t::act_discard_send(lang)).danger().icon(Icon::Trash))
                }))
            }))
        } @else { (give_up(ctx, id, faults)) }
    };
    Ok(ui::panel(t::submit_title(lang), &html! {}, &content))
}
