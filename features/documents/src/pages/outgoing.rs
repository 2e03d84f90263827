//! Outgoing documents: drafts, routes, numbers, issue, and the state at each recipient.

use super::incoming::{day, paper};
use super::{ListQuery, box_choices, date_value, facts_line, filter_choices, groups, name, parts, story};
use crate::actions::outgoing::{self as actions, DraftInput, RecipientInput, RevisionInput};
use crate::model::boxes::{Box, holders};
use crate::model::document::{DocumentState, PartRole};
use crate::model::route::{StepKind, StepState};
use crate::store::route::{self as routes, Step};
use crate::store::{arrival, lists};
use crate::view::{self, DocumentView};
use crate::{Error, PartInput, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, Reader, SignedIn, Upload, see_other_saying};
use maud::{Markup, html};
use organisation::Rank;
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{
    Button, Column, Control, Empty, Field, Form, Icon, ListPane, Opt, PageHead, Pager, Reading, Side, Table,
};

const ROWS: usize = 50;
const BASE: &str = "/outgoing";

/// A box of outgoing documents.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| {
        let pane = pane(read, &reader, &query, None)?;
        let lang = reader.ctx.lang;
        let reading = ui::reading_none(&Empty::new(
            Icon::Send,
            t::reading_none_title(lang),
            t::reading_none_text(lang),
        ));
        let body = ui::inbox(Side::List, &pane, &reading);
        edge::page(&app, &reader, read, Page { title: t::page_outgoing(lang), active: BASE, body })
    })
}

/// One document, beside the list it was opened from.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let answer = answer(&app, &reader, id, &query, &[])?;
    let ctx = &reader.ctx;
    let own = holders(ctx);
    app.db.write(ctx, |tx| crate::store::desk::mark_read(tx, id, &own))?;
    Ok(answer)
}

/// Shows a document again with what is wrong with what was sent; other failures go their way.
pub(crate) fn again(app: &App, reader: &Reader, id: Uuid, failure: Failure) -> Answer {
    let problem = failure.problem(reader.ctx.lang);
    if !failure.concerns_input() || problem.fields.is_empty() {
        return Err(failure);
    }
    let mut answer = answer(app, reader, id, &ListQuery::default(), &problem.fields)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

fn answer(app: &App, reader: &Reader, id: Uuid, query: &ListQuery, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let seen = view::document_view(read, &reader.ctx, id)?;
        let mut query = query.clone();
        if query.place.is_none() {
            let place = seen.boxes.iter().find(|place| Box::OUTGOING.contains(place)).unwrap_or(&Box::Sent);
            query.place = Some(place.code().to_owned());
        }
        let pane = pane(read, reader, &query, Some(id))?;
        let reading = reading(read, &reader.ctx, &seen, faults)?;
        let body = ui::inbox(Side::Reading, &pane, &html! { (reading) });
        edge::page(app, reader, read, Page { title: &seen.document.subject, active: BASE, body })
    })
}

fn pane(
    read: &mut Read<'_>,
    reader: &Reader,
    query: &ListQuery,
    current: Option<Uuid>,
) -> Result<ListPane, Failure> {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let holders = holders(ctx);
    let counts: BTreeMap<String, i64> =
        lists::counts(read, &holders)?.into_iter().map(|count| (count.place, count.all)).collect();
    let boxes: Vec<Box> = Box::OUTGOING
        .into_iter()
        .filter(|place| match place {
            Box::Number => ctx.actor.holds(crate::NUMBER),
            Box::Issue => ctx.actor.holds(crate::ISSUE),
            _ => true,
        })
        .collect();
    let first = boxes.iter().find(|place| place.waits() && counts.get(place.code()).is_some_and(|n| *n > 0));
    let place = query.place.as_deref().and_then(Box::of).or(first.copied()).unwrap_or(Box::Draft);
    let mut query = query.clone();
    query.place = Some(place.code().to_owned());
    let page = lists::page(read, &holders, place, &query.filter(ctx.now), query.behind(), ROWS)?;
    let chips = lists::chips(read, &holders, place, ctx.now)?;
    let address = query.with("", None);
    let next = page.more.then(|| page.rows.last()).flatten().map(|row| {
        format!("{BASE}{}", query.with("behind", Some(&format!("{}.{}", row.sort_key, row.record))))
    });
    let draft = Button::link(t::act_draft(lang), "/documents/new").icon(Icon::Plus);
    let empty = match (query.is_filtered(), place) {
        (true, _) => {
            let all = format!("{BASE}?box={}", place.code());
            Empty::filtered(t::list_filtered_title(lang), t::list_filtered_text(lang))
                .button(Button::link(t::list_show_all(lang), all))
        }
        (false, Box::Draft) if ctx.actor.holds(crate::DRAFT) => {
            Empty::first_time(Icon::Pen, t::list_no_draft_title(lang), t::list_no_draft_text(lang))
                .button(draft.clone().primary())
        }
        _ => Empty::done(t::list_done_title(lang), t::list_done_text(lang, words::place(lang, place))),
    };
    Ok(ListPane {
        lang,
        title: t::page_outgoing(lang).to_owned(),
        summary: words::place(lang, place).to_owned(),
        tools: html! { @if ctx.actor.holds(crate::DRAFT) { (draft.quiet().key("g s")) } },
        chips: html! {
            div class="list__boxes" { (ui::chips(t::list_boxes(lang), &box_choices(lang, BASE, &boxes, place, &counts))) }
            (ui::chips(t::list_filters(lang), &filter_choices(lang, BASE, &query, chips)))
        },
        groups: groups(ctx, &page.rows, current, |row| {
            format!("/{}s/{}{address}", row.record_kind, row.record)
        }),
        empty: html! { (empty) },
        pager: Pager { previous: query.behind.is_some().then(|| format!("{BASE}{address}")), next },
        keys: vec![("J K", t::keys_move(lang).to_owned())],
    })
}

fn reading(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
) -> Result<Reading, Failure> {
    let lang = ctx.lang;
    let document = &seen.document;
    let side = html! {
        (decision(read, ctx, seen, faults)?)
        (slip(read, ctx, seen)?)
        (delivery(read, ctx, seen)?)
        (ui::panel(t::reading_thread(lang), &html! {}, &story::timeline(read, ctx, document.id)?))
    };
    Ok(Reading {
        title: document.subject.clone(),
        bar: html! {
            (Button::link(t::act_back(lang), BASE).quiet().icon(Icon::Left))
            span class="push" {}
            @if may_edit(ctx, seen) {
                (Button::link(t::act_edit(lang), format!("/documents/{}/edit", document.id)).quiet().icon(Icon::Pen).key("e"))
            }
            @if let Some(main) = seen.parts.iter().find(|part| part.role == "main") {
                (Button::link(t::act_download(lang), format!("/parts/{}", main.id)).quiet().only_icon(Icon::Download))
            }
        },
        facts: html! {
            (facts_line(ctx, document, None))
            span { (words::state(lang, &document.state)) }
        },
        desk: paper(lang, &seen.parts),
        side,
        actions: at_hand(ctx, seen),
    })
}

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
fn at_hand(ctx: &Ctx, seen: &DocumentView) -> Markup {
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
fn approval(lang: context::Lang, step: &Step) -> &'static str {
    match step.kind() {
        StepKind::Opinion => t::act_opine(lang),
        StepKind::Signer => t::act_sign_off(lang),
        _ => t::act_approve(lang),
    }
}

fn is_drafter(ctx: &Ctx, seen: &DocumentView) -> bool {
    seen.document.drafter.is_some() && seen.document.drafter == ctx.actor.position
}

fn may_edit(ctx: &Ctx, seen: &DocumentView) -> bool {
    is_drafter(ctx, seen) && seen.document.state() == DocumentState::Draft
}

/// What the reader can do about a document now.
fn decision(
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
    Ok(match document.state() {
        DocumentState::Draft if drafter => submit_panel(read, ctx, seen, faults)?,
        DocumentState::InReview if drafter => ui::panel(
            t::submit_waiting(lang),
            &html! {},
            &html! { (post("take-back", html! { (Button::submit(t::act_take_back(lang)).icon(Icon::Undo)) })) },
        ),
        DocumentState::Approved if ctx.actor.holds(crate::NUMBER) && seen.boxes.contains(&Box::Number) => {
            ui::panel(
                t::number_title(lang),
                &html! {},
                &html! {
                    (post("number", html! {
                        (Field::new("number", t::number_number(lang), Control::digits("")).hint(t::number_hint(lang)).fault(faults).span(3))
                        (Field::new("day", t::number_day(lang), Control::date(date_value(Some(ctx.now.day())))).fault(faults).span(3))
                        (Button::submit(t::act_number(lang)).primary().wide().key("Ctrl+Enter"))
                    }))
                },
            )
        }
        DocumentState::Numbered if ctx.actor.holds(crate::ISSUE) && seen.boxes.contains(&Box::Issue) => {
            ui::panel(
                t::issue_title(lang),
                &html! {},
                &html! {
                    p { (t::issue_question(lang, &document.symbol, seen.recipients.len())) }
                    (ui::error_summary(lang, None, faults, &[]))
                    (post("issue", html! { (Button::submit(t::act_issue(lang, &document.symbol)).primary().wide().key("Ctrl+Enter").online()) }))
                    (ui::fold(t::act_void(lang), "", false, &html! {
                        (post("void-number", html! {
                            (Field::new("reason", t::act_void_reason(lang), Control::text("")).required())
                            (Button::submit(t::act_void_send(lang, &document.symbol)).danger())
                        }))
                    }))
                },
            )
        }
        DocumentState::Issued if ctx.actor.holds(crate::RECALL) => ui::fold(
            t::act_recall(lang),
            "",
            false,
            &html! {
                (post("recall", html! {
                    (Field::new("reason", t::act_recall_reason(lang), Control::area("", 2)).required())
                    (Button::submit(t::act_recall_send(lang, &document.symbol)).danger())
                }))
            },
        ),
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

/// The route as it is proposed: a template, else head of unit, office, leader; each step can be changed.
fn submit_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.document.id;
    if seen.parts.is_empty() {
        return Ok(ui::panel(
            t::submit_title(lang),
            &html! {},
            &html! {
                p { (t::submit_needs_paper(lang)) }
                (Button::link(t::act_add_paper(lang), format!("/documents/{id}/edit")).primary())
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
    let select = |kind: StepKind, at: usize| {
        let mut options = vec![Opt::new("", t::submit_nobody(lang))];
        options.extend(filled.iter().filter(|position| Some(position.id) != ctx.actor.position).filter_map(
            |p| {
                let person = p.person_name.as_ref()?;
                Some(Opt::new(format!("{}:{}", kind.code(), p.id), format!("{person}, {}", p.title)))
            },
        ));
        let chosen = proposed(kind);
        let chosen = if chosen.is_empty() { chosen } else { format!("{}:{chosen}", kind.code()) };
        Field::new("step", words::step(lang, kind), Control::select(options, chosen))
            .id(format!("f-step-{at}"))
    };
    let kinds = [StepKind::Head, StepKind::Opinion, StepKind::Opinion, StepKind::Office, StepKind::Signer];
    let content = html! {
        (ui::error_summary(lang, None, faults, &[("steps", t::submit_route(lang)), ("main", words::part(lang, PartRole::Main))]))
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
        }
    };
    Ok(ui::panel(t::submit_title(lang), &html! {}, &content))
}

/// The submission slip (phiếu trình): every step of every round, with who said what about which version.
fn slip(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Markup, Failure> {
    if seen.steps.is_empty() {
        return Ok(html! {});
    }
    let lang = ctx.lang;
    let ids: Vec<Uuid> = seen.steps.iter().filter_map(|step| step.position).collect();
    let names = view::names(read, ctx, &ids)?;
    let events: Vec<ui::Event> = seen
        .steps
        .iter()
        .rev()
        .map(|step| {
            let who = step.position.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
            let at = step.acted_at.or(step.opened_at);
            ui::Event {
                what: html! {
                    b { (who) } " · " (words::step(lang, step.kind())) ": " (words::step_state(lang, step.state()))
                    @if let Some(content) = step.content { " " (ui::tag(&t::slip_version(lang, content))) }
                },
                said: (!step.comment.is_empty()).then(|| step.comment.clone()),
                at: match at {
                    Some(at) => ui::time::time(lang, at, ctx.now),
                    None => html! {},
                },
                now: step.state() == StepState::Current,
            }
        })
        .collect();
    Ok(ui::panel(t::slip_title(lang), &html! {}, &ui::timeline(&events)))
}

/// To whom it goes and, once issued, where it stands there.
fn delivery(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.document.id;
    if seen.document.issued_at.is_none() {
        if seen.recipients.is_empty() {
            return Ok(html! {});
        }
        let list = html! { ul class="plain" { @for one in &seen.recipients { li { (one.name) } } } };
        return Ok(ui::panel(t::recipients_title(lang), &html! {}, &list));
    }
    let states = arrival::states_of(read, id)?;
    let arrived: i64 = states.iter().map(|(_, count)| count).sum();
    let batches = jobs::batches_about(read, &seen.document.subject_ref())?;
    let batch = batches.into_iter().find(|batch| batch.kind == actions::delivery::DELIVER);
    let rows: Vec<(String, Markup)> = states
        .iter()
        .map(|(state, count)| {
            let address = format!("/documents/{id}/recipients?state={state}");
            (
                words::state(lang, state).to_owned(),
                html! { a class="link" href=(address) { (ui::number::integer(lang, *count)) } },
            )
        })
        .collect();
    let pairs: Vec<(&str, Markup)> =
        rows.iter().map(|(name, count)| (name.as_str(), count.clone())).collect();
    let content = html! {
        @if let Some(batch) = batch.filter(|batch| !batch.progress.finished()) {
            (ui::progress(batch.progress.done, batch.progress.total, &t::delivery_progress(lang, batch.progress.done, batch.progress.total)))
        }
        (ui::definitions(&pairs))
        p { a class="link" href={ "/documents/" (id) "/recipients" } { (t::delivery_all(lang, arrived)) } }
    };
    Ok(
        html! { div id="delivery" data-live="desk" { (ui::panel(t::delivery_title(lang), &html! {}, &content)) } },
    )
}

#[derive(Deserialize)]
pub(crate) struct RecipientsQuery {
    state: Option<String>,
    after: Option<String>,
}

/// The state at every recipient, with the national codes.
pub(crate) async fn recipients(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<RecipientsQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let seen = view::document_view(read, ctx, id)?;
        let after = query.after.as_deref().unwrap_or_default();
        let page = arrival::arrivals_of(read, id, query.state.as_deref(), after, 100)?;
        let states = arrival::states_of(read, id)?;
        let base = format!("/documents/{id}/recipients");
        let mut chips = vec![
            ui::Choice::new(words::place(lang, Box::All), base.clone())
                .count(states.iter().map(|(_, count)| count).sum())
                .current(query.state.is_none()),
        ];
        chips.extend(states.iter().map(|(state, count)| {
            ui::Choice::new(words::state(lang, state), format!("{base}?state={state}"))
                .count(*count)
                .current(query.state.as_ref() == Some(state))
        }));
        let columns = vec![
            Column::head(t::delivery_agency(lang)),
            Column::text(t::delivery_state(lang)),
            Column::number(t::delivery_number(lang)),
            Column::text(t::delivery_arrived(lang)),
            Column::text(t::delivery_accepted(lang)),
            Column::text(t::delivery_done(lang)),
        ];
        let mut table = Table::new(lang, t::delivery_title(lang), columns);
        let time = |at: Option<calendar::Time>| match at {
            Some(at) => ui::time::time(lang, at, ctx.now),
            None => html! {},
        };
        for row in &page.rows {
            let state = crate::model::arrival::ArrivalState::of(&row.state);
            let code = state.map_or("", |state| state.national_code());
            table = table.row(vec![
                html! { (row.name) },
                html! { (ui::code(code)) " " (words::state(lang, &row.state)) @if !row.reason.is_empty() { br; q { (row.reason) } } },
                html! { @if let Some(number) = row.number { (number) } },
                time(Some(row.arrived_at)),
                time(row.registered_at),
                time(row.closed_at),
            ]);
        }
        let next = page.more.then(|| page.rows.last()).flatten().map(|row| {
            let state = query.state.as_ref().map(|state| format!("&state={state}")).unwrap_or_default();
            format!("{base}?after={}{state}", row.code)
        });
        let head = PageHead::new(seen.document.subject.clone())
            .note(seen.document.symbol.clone())
            .scope(ui::chips(t::list_filters(lang), &chips))
            .tools(html! { (Button::link(t::act_back(lang), format!("/documents/{id}")).quiet().icon(Icon::Left)) });
        let body = ui::page(&head, &html! { (table) (ui::pager(lang, &Pager { previous: None, next })) });
        edge::page(&app, &reader, read, Page { title: &seen.document.subject, active: BASE, body })
    })
}

/// What the form of a draft sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct DraftForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    urgency: String,
    body: Option<Uuid>,
    due_day: Option<String>,
    #[serde(default)]
    signing_form: String,
    signer: Option<Uuid>,
    #[serde(default)]
    recipients: Vec<String>,
    /// Names typed in addition, one a line.
    #[serde(default)]
    more_recipients: String,
    answers: Option<Uuid>,
    #[serde(default)]
    reason: String,
    version: Option<i64>,
}

impl DraftForm {
    /// The input, with recipients that were typed by name looked up.
    fn input(&self, read: &mut Read<'_>, ctx: &Ctx) -> Result<DraftInput, Error> {
        let unknown = || Error::Unknown { field: "recipients" };
        let mut recipients = self
            .recipients
            .iter()
            .map(|text| RecipientInput::parse(text).ok_or_else(unknown))
            .collect::<Result<Vec<_>, _>>()?;
        for line in self.more_recipients.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let query = organisation::PickQuery {
                text: line,
                kinds: &[organisation::PickKind::Agency, organisation::PickKind::Outside],
                agency: None,
                day: ctx.now.day(),
                limit: 2,
            };
            let found = organisation::picker(read, &query)?;
            let exact = found.iter().find(|pick| pick.name == line || pick.symbol == line);
            let pick = exact
                .or(found.first().filter(|_| found.len() == 1))
                .ok_or(Error::Input(vec![("more_recipients", crate::model::input::InputFault::Unknown)]))?;
            recipients.push(match pick.kind {
                organisation::PickKind::Outside => RecipientInput::Outside { id: pick.id },
                _ => RecipientInput::Agency { id: pick.id },
            });
        }
        Ok(DraftInput {
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            urgency: self.urgency.clone(),
            body: self.body,
            due_day: day("due_day", self.due_day.as_deref())?,
            signing_form: self.signing_form.clone(),
            signer: self.signer,
            recipients,
            answers: self.answers,
        })
    }
}

/// The form of a new draft.
pub(crate) async fn blank(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let form = DraftForm { kind: "CV".into(), urgency: "normal".into(), ..DraftForm::default() };
    form_page(&app, &reader, None, &form, &[])
}

/// The form of a draft that is there.
pub(crate) async fn edit(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::document_view(read, &reader.ctx, id))?;
    if !may_edit(&reader.ctx, &seen) {
        return Err(Error::NotNow { state: seen.document.state().code() }.into());
    }
    let form = form_of(&seen);
    form_page(&app, &reader, Some(&seen), &form, &[])
}

fn form_of(seen: &DocumentView) -> DraftForm {
    let document = &seen.document;
    let recipients = seen
        .recipients
        .iter()
        .map(|one| match (one.tier, one.target) {
            (Some(tier), _) => format!("tier:{tier}"),
            (None, Some(id)) => format!("{}:{id}", one.kind),
            (None, None) => String::new(),
        })
        .collect();
    DraftForm {
        kind: document.kind.clone(),
        subject: document.subject.clone(),
        urgency: document.urgency.clone(),
        body: document.body,
        due_day: document.due_day.map(|day| date_value(Some(day))),
        signing_form: document.signing_form.clone(),
        signer: document.signer,
        recipients,
        version: Some(document.version),
        ..DraftForm::default()
    }
}

/// Begins a draft.
pub(crate) async fn create(State(app): State<App>, upload: Upload<DraftForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let made = parts::look_at(&app, &upload.files).and_then(|files| {
        let input = app.db.read(|read| upload.input.input(read, ctx))?;
        Ok(app.db.write(ctx, |tx| actions::create_draft(tx, ctx, &input, &files))?)
    });
    match made {
        Ok(id) => Ok(see_other_saying(&format!("/documents/{id}"), t::said_drafted(ctx.lang), None)),
        Err(failure) => refused(&app, &upload.reader, None, &upload.input, failure),
    }
}

/// Changes a draft: what it says of itself and, if files came along, a new version of them.
pub(crate) async fn save(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<DraftForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let seen = app.db.read(|read| view::document_view(read, ctx, id))?;
    let saved = parts::look_at(&app, &upload.files).and_then(|files| {
        let input = app.db.read(|read| upload.input.input(read, ctx))?;
        let all = merged(&seen, files);
        let reason = match upload.input.reason.trim() {
            "" => t::page_revised_reason(Lang::Vi).to_owned(),
            given => given.to_owned(),
        };
        Ok(app.db.write(ctx, |tx| -> Result<(), Error> {
            actions::edit_draft(tx, ctx, id, &input, upload.input.version)?;
            if let Some(parts) = &all {
                let revision = RevisionInput { parts: parts.clone(), reason: reason.clone(), version: None };
                actions::revise(tx, ctx, id, &revision)?;
            }
            Ok(())
        })?)
    });
    match saved {
        Ok(()) => Ok(see_other_saying(&format!("/documents/{id}"), t::said_saved(ctx.lang), None)),
        Err(failure) => refused(&app, &upload.reader, Some(id), &upload.input, failure),
    }
}

/// The files of the next version: a new main file takes the old one's place, others are added.
fn merged(seen: &DocumentView, fresh: Vec<PartInput>) -> Option<Vec<PartInput>> {
    if fresh.is_empty() {
        return None;
    }
    let replaces_main = fresh.iter().any(|part| part.role == PartRole::Main);
    let kept = seen.parts.iter().filter_map(|part| {
        let role = PartRole::of(&part.role)?;
        if role == PartRole::Main && replaces_main {
            return None;
        }
        let file = files::Prepared {
            digest: part.digest.clone(),
            size: part.size,
            media: part.media.clone(),
            name: part.name.clone(),
        };
        Some(PartInput { role, file, pages: part.pages })
    });
    Some(kept.chain(fresh).collect())
}

/// The form again, with everything typed and what is wrong; a colleague's version beside it if that is why.
fn refused(app: &App, reader: &Reader, id: Option<Uuid>, form: &DraftForm, failure: Failure) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let lang = reader.ctx.lang;
    let problem = failure.problem(lang);
    let seen = match id {
        Some(id) => Some(app.db.read(|read| view::document_view(read, &reader.ctx, id))?),
        None => None,
    };
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault {
            field: "form".into(),
            message: format!("{}. {}", problem.title, problem.remedy),
        });
    }
    let mut form = form.clone();
    if let Some(seen) = &seen {
        // What is sent next is meant for the version that is now shown beside it.
        form.version = Some(seen.document.version);
    }
    let mut answer = form_page(app, reader, seen.as_ref(), &form, &faults)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

fn form_page(
    app: &App,
    reader: &Reader,
    seen: Option<&DocumentView>,
    form: &DraftForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let fields = fields(read, ctx, form, seen.is_some(), faults)?;
        let action = match seen {
            Some(seen) => format!("/documents/{}/edit", seen.document.id),
            None => "/documents".to_owned(),
        };
        let stale = seen.filter(|seen| faults.iter().any(|fault| fault.field == "form") && form.version.is_some() && seen.document.changed_at.0 > 0);
        let bar = html! {
            (Button::link(t::act_cancel(lang), seen.map_or(BASE.to_owned(), |seen| format!("/documents/{}", seen.document.id))).quiet())
            span class="push" {}
            (Button::submit(t::act_save(lang)).primary().key("Ctrl+Enter"))
        };
        let once = ctx.new_id();
        let mut entry = Form::post(action, once, ui::entry_form(&fields, &bar)).files().guard();
        if let Some(version) = form.version {
            entry = entry.version(version);
        }
        let paper = match seen {
            Some(seen) => html! {
                @if let Some(stale) = stale { (theirs(lang, stale)) }
                (paper(lang, &seen.parts))
            },
            None => html! { (Empty::first_time(Icon::Upload, t::draft_paper_title(lang), t::draft_paper_text(lang))) },
        };
        let scan = ui::entry_scan(t::reading_paper(lang), &html! {}, &paper, &html! {});
        let title = if seen.is_some() { t::page_edit(lang) } else { t::page_draft(lang) };
        let body = ui::framed(&PageHead::new(title), &ui::entry(&entry, &scan));
        edge::page(app, reader, read, Page { title, active: BASE, body })
    })
}

/// What a colleague has saved meanwhile.
fn theirs(lang: Lang, seen: &DocumentView) -> Markup {
    let document = &seen.document;
    ui::panel(
        t::draft_theirs(lang),
        &html! {},
        &ui::definitions(&[
            (t::draft_subject(lang), html! { (document.subject) }),
            (t::draft_urgency(lang), html! { (document.urgency) }),
            (t::draft_due(lang), html! { (date_value(document.due_day)) }),
        ]),
    )
}

fn fields(
    read: &mut Read<'_>,
    ctx: &Ctx,
    form: &DraftForm,
    exists: bool,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let agency = ctx.actor.agency.unwrap_or_default();
    let kinds =
        ctx.law.document_types(today).map(|kind| Opt::new(kind.code.clone(), name(lang, kind))).collect();
    let urgencies = ctx.law.urgencies().iter().take(4).map(|urgency| {
        let option = Opt::new(urgency.code.clone(), name(lang, urgency));
        if urgency.exchange > 0 { option.hot() } else { option }
    });
    let bodies: Vec<Opt> = organisation::issuing_bodies_of(read, agency, today)?
        .into_iter()
        .map(|body| Opt::new(body.id.to_string(), body.name))
        .collect();
    let chosen_body =
        form.body.map(|id| id.to_string()).or(bodies.first().map(|b| b.value.clone())).unwrap_or_default();
    let forms: Vec<Opt> = ctx
        .law
        .signing_forms()
        .iter()
        .map(|form| {
            Opt::new(form.code.clone(), format!("{} {}", form.prefix, name(lang, form)).trim().to_owned())
        })
        .collect();
    let mut choices: Vec<Opt> = organisation::tiers(read, today)?
        .into_iter()
        .map(|(tier, count)| Opt::new(format!("tier:{tier}"), format!("{} ({count})", words::tier(tier))))
        .collect();
    choices.extend(
        organisation::groups_of(read, agency)?
            .into_iter()
            .map(|group| Opt::new(format!("group:{}", group.id), group.name)),
    );
    let named: Vec<Uuid> =
        form.recipients.iter().filter_map(|text| text.strip_prefix("agency:")?.parse().ok()).collect();
    choices.extend(
        organisation::agencies(read, &named)?
            .into_iter()
            .map(|agency| Opt::new(format!("agency:{}", agency.id), agency.name)),
    );
    let recipients = Control::Pick {
        options: choices,
        chosen: form.recipients.clone(),
        several: true,
        more: t::draft_more_recipients(lang).to_owned(),
    };
    let file = |role: PartRole, several: bool| {
        let accept =
            if role == PartRole::Main { ".pdf,application/pdf" } else { ".pdf,.docx,.xlsx,.png,.jpg,.zip" };
        let control =
            Control::Files { accept: accept.to_owned(), several, invite: t::draft_drop(lang).to_owned() };
        Field::new(role.code(), words::part(lang, role), control).fault(faults)
    };
    let labels = [
        ("subject", t::draft_subject(lang)),
        ("kind", t::draft_kind(lang)),
        ("due_day", t::draft_due(lang)),
        ("recipients", t::recipients_title(lang)),
        ("more_recipients", t::draft_by_name(lang)),
        ("main", words::part(lang, PartRole::Main)),
        ("file", words::part(lang, PartRole::Main)),
        ("body", t::draft_body(lang)),
    ];
    Ok(html! {
        (ui::error_summary(lang, None, faults, &labels))
        @if let Some(answers) = form.answers { input type="hidden" name="answers" value=(answers); }
        (file(PartRole::Main, false).error(faults.iter().find(|fault| matches!(fault.field.as_str(), "main" | "file")).map(|fault| fault.message.clone())))
        (Field::new("subject", t::draft_subject(lang), Control::area(form.subject.clone(), 2)).fault(faults).required())
        (ui::row(&[
            Field::new("kind", t::draft_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults).span(3),
            Field::new("body", t::draft_body(lang), Control::select(bodies, chosen_body)).fault(faults).span(3),
        ]))
        (Field::new("urgency", t::draft_urgency(lang), Control::segments(urgencies.collect(), form.urgency.clone())).fault(faults))
        (ui::row(&[
            Field::new("signing_form", t::draft_signing_form(lang), Control::select(forms, form.signing_form.clone())).span(3),
            Field::new("due_day", t::draft_due(lang), Control::date(form.due_day.clone().unwrap_or_default())).fault(faults).span(3),
        ]))
        (Field::new("recipients", t::recipients_title(lang), recipients).fault(faults))
        (Field::new("more_recipients", t::draft_by_name(lang), Control::area(form.more_recipients.clone(), 2)).hint(t::draft_by_name_hint(lang)).fault(faults))
        (file(PartRole::Annex, true))
        (file(PartRole::Enclosure, true))
        @if exists {
            (Field::new("reason", t::draft_reason(lang), Control::text(form.reason.clone())).hint(t::draft_reason_hint(lang)).fault(faults))
        }
    })
}
