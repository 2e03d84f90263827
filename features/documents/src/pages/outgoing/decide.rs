//! What the reader can do about an outgoing document now: submit, approve, number, issue, call back.

use super::{is_drafter, joint, steps};
use crate::actions::outgoing::is_asked;
use crate::model::boxes::Box;
use crate::model::document::{DocumentState, PartRole};
use crate::model::route::{self, Asked, Initials, StepKind, StepState};
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
        step.round == seen.document.round && step.state() == StepState::Current && is_asked(ctx, step)
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

/// The steps of the present round whose initials a change of the files has voided.
fn voided(seen: &DocumentView) -> impl Iterator<Item = &Step> {
    seen.steps.iter().filter(|step| {
        let voided = step.voided_at.is_some();
        step.round == seen.document.round
            && route::initials(step.kind(), step.state(), &step.digests, voided) == Some(Initials::Void)
    })
}

/// The reader's own initials were voided: to be given again to the files as they are now.
fn again_panel(ctx: &Ctx, seen: &DocumentView, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let on_its_way = matches!(seen.document.state(), DocumentState::InReview | DocumentState::Approved);
    let Some(step) = voided(seen).find(|step| is_asked(ctx, step)).filter(|_| on_its_way) else {
        return html! {};
    };
    let content = html! {
        p { (t::initials_void_text(lang, step.content.unwrap_or_default(), seen.document.content)) }
        (Form::post(format!("/steps/{}/initial-again", step.id), ctx.new_id(), html! {
            (Field::new("comment", t::review_comment(lang), Control::area("", 2)).id("f-again-comment").fault(faults))
            (Button::submit(t::initials_again(lang, seen.document.content)).primary().wide())
        }).version(seen.document.version))
    };
    ui::panel(t::initials_void_title(lang), &html! {}, &content)
}

/// What the reader can do about a document now. `typed` are the lines of a route that was sent and refused, or that
/// of a template that was chosen.
pub(super) fn decision(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Markup, Failure> {
    Ok(html! {
        (again_panel(ctx, seen, faults))
        (joint::answer(read, ctx, seen, faults, typed)?)
        (present(read, ctx, seen, faults, typed)?)
    })
}

/// What a form of the route was sent with, or which template was chosen for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// The template.
    pub(crate) route: Option<Uuid>,
    /// The lines.
    pub(crate) lines: Vec<steps::Line>,
    /// The words of the slip.
    pub(crate) words: String,
}

fn present(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
    typed: &Typed,
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
        DocumentState::Draft if drafter => submit_panel(read, ctx, seen, faults, typed)?,
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
                @if let Some(blocked) = joint::blocked(lang, seen) { (blocked) }
                (ui::error_summary(lang, None, faults, &[("number", t::number_number(lang)), ("day", t::number_day(lang)), ("series", t::book_series(lang))]))
                (post("number", html! {
                    @let series = series(read, ctx, seen)?;
                    @if series.len() > 1 {
                        (Field::new("series", t::book_series(lang), Control::select(series, "")).fault(faults))
                    }
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
                    @if let Some(blocked) = joint::blocked(lang, seen) { (blocked) }
                    p {
                        @if document.is_internal() { (t::way_issue_question(lang, &document.symbol, seen.recipients.len())) }
                        @else { (t::issue_question(lang, &document.symbol, seen.recipients.len())) }
                    }
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
        DocumentState::Numbered | DocumentState::Issued if drafter && document.kind == SUBMISSION => {
            upward(read, ctx, id)?
        }
        _ => html! {},
    })
}

/// The code of a submission (tờ trình), which can be the cover of a set.
const SUBMISSION: &str = "TTr";

/// The set of which a submission is the cover, or the way to put one together.
fn upward(read: &mut Read<'_>, ctx: &Ctx, cover: Uuid) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let button = match crate::store::set::of_cover(read, cover)? {
        Some(set) => Button::link(t::set_see(lang), format!("/sets/{}", set.id)),
        None => Button::link(t::set_submit(lang), format!("/sets/new?cover={cover}")).primary(),
    };
    Ok(ui::panel(t::set_title(lang), &html! {}, &html! { p { (t::set_upward_text(lang)) } (button.wide()) }))
}

/// The series from which a document can be numbered, the one meant for it first.
fn series(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Vec<Opt>, Failure> {
    let Some(body) = seen.document.body else { return Ok(Vec::new()) };
    let all = crate::store::number::outgoing(read, body, ctx.now.day())?;
    let fitting = crate::model::series::fitting(&all, seen.document.asking());
    Ok(fitting.into_iter().map(|series| Opt::new(series.id.to_string(), series.name.clone())).collect())
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
                && other.partner == step.partner
                && other.ordinal < step.ordinal
                && other.state() == StepState::Approved
        })
        .collect();
    let mut ids: Vec<Uuid> = earlier.iter().filter_map(|step| step.desk()).collect();
    let void: Vec<&Step> = voided(seen).collect();
    ids.extend(void.iter().filter_map(|step| step.desk()));
    let names = view::names(read, ctx, &ids)?;
    let lapsed: Vec<&str> =
        void.iter().filter_map(|step| names.get(&step.desk()?).map(String::as_str)).collect();
    let mut back = vec![Opt::new("", t::review_to_drafter(lang))];
    back.extend(earlier.iter().filter_map(|step| {
        let name = names.get(&step.desk()?)?;
        Some(Opt::new(step.id.to_string(), format!("{name} ({})", words::step(lang, step.kind()))))
    }));
    let content = html! {
        (ui::error_summary(lang, None, faults, &[("reason", t::review_reason(lang))]))
        @if !lapsed.is_empty() {
            (ui::Note::warning(t::initials_lapsed(lang, lapsed.join(", "), seen.document.content)))
        }
        @if step.kind().initials() { p class="muted" { (t::initials_hint(lang, seen.document.content)) } }
        (Form::post(format!("/steps/{}/approve", step.id), ctx.new_id(), html! {
            (Field::new("comment", t::review_comment(lang), Control::area("", 2)).key("b"))
            (Button::submit(approval(lang, step)).primary().wide().key("Ctrl+Enter"))
        }).id("decide").version(seen.document.version))
        (super::mend::form(ctx, seen, faults))
        (ui::fold(t::act_send_back(lang), "", faults.iter().any(|fault| fault.field == "reason"), &html! {
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

/// The route as it is proposed: the template chosen, else the first, else the usual way; each step can be changed.
fn submit_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
    typed: &Typed,
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
    let templates: Vec<routes::Template> = routes::templates(read, seen.document.agency)?
        .into_iter()
        .filter(|template| template.kind.is_empty() || template.kind == seen.document.kind)
        .collect();
    let template = match typed.route {
        Some(id) => templates.iter().find(|template| template.id == id),
        None => templates.first(),
    };
    let lines = match (typed.lines.is_empty(), template) {
        (false, _) => typed.lines.clone(),
        (true, Some(template)) => steps::lines_of(&template.planned()),
        (true, None) => usual(read, ctx, seen)?,
    };
    let chips: Vec<ui::Choice> = templates
        .iter()
        .map(|one| {
            ui::Choice::new(&one.name, format!("/documents/{id}?route={}", one.id))
                .current(template.is_some_and(|chosen| chosen.id == one.id))
        })
        .collect();
    let content = html! {
        (ui::error_summary(lang, None, faults, &[("steps", t::submit_route(lang)), ("body", t::draft_body(lang)), ("due_day", t::draft_due(lang)), ("main", words::part(lang, PartRole::Main))]))
        @if !chips.is_empty() { (ui::chips(t::routes_title(lang), &chips)) }
        (Form::post(format!("/documents/{id}/submit"), ctx.new_id(), html! {
            (steps::fields(read, ctx, seen.document.agency, seen.document.body, &lines, faults)?)
            (Field::new("words", t::submit_words(lang), Control::area(&typed.words, 2)))
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
    let keep = html! { a class="link" href="/routes" { (t::routes_title(lang)) } };
    Ok(ui::panel(t::submit_title(lang), &keep, &content))
}

/// The usual way where no template is kept: head of the drafter's unit, office, leader.
fn usual(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> db::Result<Vec<steps::Line>> {
    let today = ctx.now.day();
    let positions = organisation::positions_of(read, seen.document.agency, today)?;
    let members = match seen.document.body {
        Some(body) => steps::signing_members(read, body, today)?,
        None => Vec::new(),
    };
    let signing = members.iter().find(|member| member.signs && member.person.is_some());
    let first = |rank: Rank, unit: Option<Uuid>| {
        positions
            .iter()
            .find(|p| p.rank == rank && p.person.is_some() && (unit.is_none() || p.unit == unit))
            .map(|position| Asked::Position(position.id))
    };
    let head = ctx.actor.unit.and_then(|unit| first(Rank::Head, Some(unit)));
    Ok(vec![
        (StepKind::Head, head),
        (StepKind::Opinion, None),
        (StepKind::Office, first(Rank::Office, None)),
        (
            StepKind::Signer,
            signing.map(|member| Asked::Position(member.position)).or(first(Rank::Leader, None)),
        ),
    ])
}
