//! Incoming documents: the boxes, the paper, and the decision beside it.

mod decide;

pub(super) use decide::targets;

use super::boxes::{ListQuery, Shelf};
use super::papers::paper;
use super::readers;
use super::{capital, changes, facts_line, story};
use crate::actions::opening::Opened;
use crate::model::boxes::{Box, Pile};
use crate::model::change::RecallState;
use crate::model::direction::{AssignmentState, Target};
use crate::store::desk;
use crate::store::direction::{Assignment, Direction};
use crate::view::{self, ArrivalView};
use crate::{t, words};
use axum::extract::State;
use calendar::Remaining;
use context::{Ctx, FieldFault, Ref, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, Reader, SignedIn};
use maud::{Markup, html};
use ui::{Button, Deadline, Empty, Form, Icon, Reading, Side};

const BASE: &str = "/incoming";

/// A box of incoming documents.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| shelf(&reader.ctx).page(&app, &reader, read, &query))
}

/// One arrival, beside the list it was opened from.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let answer = answer(&app, &reader, id, &query, &[], &Typed::default())?;
    // Opening is an act of its own, by the reader, once; the page does not wait for it to fail.
    readers::opened(&app, &reader.ctx, Opened::Arrival(id))?;
    Ok(answer)
}

/// What the reader has typed into the direction, shown again when it was refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) lead: Option<String>,
    pub(crate) support: Vec<String>,
    pub(crate) inform: Vec<String>,
    pub(crate) due: Option<String>,
    pub(crate) words: Option<String>,
}

/// The page of an arrival, with the faults of what was typed into it.
pub(crate) fn answer(
    app: &App,
    reader: &Reader,
    id: Uuid,
    query: &ListQuery,
    faults: &[FieldFault],
    typed: &Typed,
) -> Answer {
    app.db.read(|read| {
        let seen = view::arrival_view(read, &reader.ctx, id)?;
        let mut query = query.clone();
        // Opened by its address alone: beside it lies the box in which it waits.
        if query.place.is_none() {
            let place = seen.boxes.iter().find(|place| Box::INCOMING.contains(place)).unwrap_or(&Box::All);
            query.place = Some(place.code().to_owned());
        }
        let pane = shelf(&reader.ctx).pane(read, &reader.ctx, &query, Some(id))?;
        let beside = edge::panels(app, read, &reader.ctx, &Ref::new(crate::ARRIVAL, id))?;
        let reading = reading(read, &reader.ctx, &seen, faults, typed, &beside)?;
        let body = ui::inbox(Side::Reading, &pane, &html! { (reading) });
        edge::page(app, reader, read, Page { title: &seen.document.subject, active: BASE, body })
    })
}

/// The boxes that are of use to the reader, and what stands above them.
fn shelf(ctx: &Ctx) -> Shelf {
    let lang = ctx.lang;
    let offered = |place: &Box| match place {
        Box::Accept => ctx.actor.holds(crate::ACCEPT),
        Box::Propose => ctx.actor.holds(crate::PROPOSE),
        Box::Direct => ctx.actor.holds(crate::DIRECT) || ctx.actor.assists().is_some(),
        _ => true,
    };
    Shelf {
        base: BASE,
        title: t::page_incoming(lang),
        icon: Icon::Inbox,
        boxes: Box::INCOMING.into_iter().chain([Box::All]).filter(offered).collect(),
        otherwise: Box::Handle,
        tools: html! {
            @if ctx.actor.holds(crate::ENTER) {
                (Button::link(t::act_enter(lang), "/arrivals/new").quiet().icon(Icon::Plus).key("g n"))
                (Button::link(t::page_register(lang), "/register").quiet().only_icon(Icon::Register))
            }
        },
        empty: None,
        keys: vec![("J K", t::keys_move(lang).to_owned()), ("B", t::keys_direct(lang).to_owned())],
    }
}

fn reading(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &ArrivalView,
    faults: &[FieldFault],
    typed: &Typed,
    beside: &Markup,
) -> Result<Reading, Failure> {
    let lang = ctx.lang;
    let arrival = &seen.arrival;
    let closed = arrival.state == "done";
    let asked = arrival.due_at.or(arrival.due_day.map(|day| ctx.law.calendar().close_of(day)));
    let deadline = match view::owed(read, ctx, &Ref::new(crate::ARRIVAL, arrival.id))?.or(asked) {
        _ if closed => Some(Deadline::done(lang)),
        Some(due) if arrival.state().is_open() => {
            Some(Deadline::of(lang, Remaining::until(due, ctx.now, ctx.law.calendar())))
        }
        _ => None,
    };
    let recalled = arrival.state == "recalled";
    let side = html! {
        (decide::decision(read, ctx, seen, faults, typed)?)
        (changes::related(read, ctx, seen.document.id)?)
        (sorting(read, ctx, arrival.id)?)
        (super::roster::alerts(read, ctx, arrival.id, arrival.arrived_at)?)
        (directed(read, ctx, seen)?)
        (beside)
        (ui::panel(t::reading_thread(lang), &html! {}, &story::timeline(read, ctx, seen.document.id)?))
        (readers::panel(read, ctx, arrival.id)?)
        @if seen.document.origin == "entered" && ctx.actor.holds(crate::RECALL) && !recalled {
            (changes::removal(ctx, format!("/arrivals/{}/purge", arrival.id), faults))
        }
    };
    Ok(Reading {
        title: seen.document.subject.clone(),
        bar: bar(ctx, seen),
        facts: html! {
            (facts_line(ctx, &seen.document, deadline))
            @if let Some(number) = arrival.number { span { (t::list_arrival_number(lang, number)) } }
            span { (words::state(lang, &arrival.state)) }
            @if arrival.recall_state() != RecallState::None { (ui::tag(words::state(lang, &format!("recall_{}", arrival.recall)))) }
            @if arrival.restricted { (ui::tag(t::enter_restricted_tag(lang))) }
        },
        desk: if recalled {
            html! { (Empty::new(Icon::Undo, t::reading_recalled_title(lang), arrival.reason.as_str())) }
        } else {
            paper(lang, &seen.parts)
        },
        side,
        actions: decide::at_hand(ctx, seen),
    })
}

/// How it is sorted on the desk of the reader's position, or of whom they assist, and the buttons that sort it.
fn sorting(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let pile = match ctx.actor.position {
        Some(position) => desk::pile_of(read, id, position)?,
        None => None,
    };
    let Some(present) = pile.as_deref().and_then(Pile::of) else { return Ok(html! {}) };
    let content = html! {
        div class="btns" {
            @for pile in Pile::ALL.into_iter().filter(|pile| *pile != present) {
                (Form::post(format!("/arrivals/{id}/sort"), ctx.new_id(), html! {
                    input type="hidden" name="pile" value=(if pile == Pile::None { "none" } else { pile.code() });
                    (Button::submit(words::pile(lang, pile)).small().quiet())
                }).class("inline"))
            }
        }
    };
    let now = if present == Pile::None { "" } else { words::pile(lang, present) };
    Ok(ui::folded_panel(t::pile_title(lang), now, &content))
}

/// The direction that somebody has proposed and nobody has given.
fn proposal(seen: &ArrivalView) -> Option<&Direction> {
    seen.directions.iter().rfind(|direction| direction.state == "proposed")
}

fn bar(ctx: &Ctx, seen: &ArrivalView) -> Markup {
    let lang = ctx.lang;
    let id = seen.arrival.id;
    html! {
        (Button::link(t::act_back(lang), BASE).quiet().icon(Icon::Left))
        span class="push" {}
        @if ctx.actor.holds(crate::DRAFT) && seen.arrival.state().is_open() && seen.arrival.number.is_some() {
            (Form::post(format!("/arrivals/{id}/reply"), ctx.new_id(), html! {
                (Button::submit(t::act_reply(lang)).quiet().icon(Icon::Forward).key("f"))
            }).class("inline"))
        }
        @if let Some(main) = seen.parts.iter().find(|part| part.role == "main") {
            (Button::link(t::act_download(lang), format!("/parts/{}", main.id)).quiet().only_icon(Icon::Download))
        }
    }
}

/// Who gave a direction: in whose stead, on whose word.
fn given_by(read: &mut Read<'_>, ctx: &Ctx, given: &Direction) -> Result<Option<Markup>, Failure> {
    let Some(giver) = given.giver else { return Ok(None) };
    let ids: Vec<Uuid> = given.person.into_iter().chain([giver]).collect();
    let names = view::names(read, ctx, &ids)?;
    let Some(name) = names.get(&giver) else { return Ok(None) };
    let wrote = given.person.and_then(|person| names.get(&person)).filter(|wrote| *wrote != name);
    let lang = ctx.lang;
    let rule = match given.rule {
        Some(rule) => crate::store::rule::rule(read, rule)?.map(|rule| rule.says.name),
        None => None,
    };
    Ok(Some(match (wrote, rule) {
        (_, Some(rule)) => html! { (name) ", " (t::direct_by_rule(lang, rule)) },
        (Some(wrote), None) if given.behalf.is_empty() => {
            html! { (t::story_in_stead(lang, wrote, name)) }
        }
        _ if !given.behalf.is_empty() => html! {
            (capital(&t::direct_word_of(lang, name)))
            @if given.confirmed_at.is_none() { " " (ui::tag(t::direct_word_waits(lang))) }
        },
        _ => html! { (name) },
    }))
}

/// Who was directed to what, and how far they are.
fn directed(read: &mut Read<'_>, ctx: &Ctx, seen: &ArrivalView) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let shown: Vec<&Assignment> = seen
        .assignments
        .iter()
        .filter(|one| !matches!(one.state(), AssignmentState::Ended | AssignmentState::Proposed))
        .collect();
    if shown.is_empty() {
        return Ok(html! {});
    }
    let ids: Vec<Uuid> = shown.iter().filter_map(|one| one.target()).map(Target::holder).collect();
    let names = view::marked(read, ctx, &ids)?;
    let pairs: Vec<(String, Markup)> = shown
        .iter()
        .map(|one| {
            let name =
                one.target().and_then(|target| names.get(&target.holder())).cloned().unwrap_or_default();
            let state = html! {
                b { (name) } " " (ui::tag(words::state(lang, &one.state)))
                @if !one.result.is_empty() { br; q { (one.result) } }
            };
            (words::role(lang, one.role()).to_owned(), state)
        })
        .collect();
    let mut pairs = pairs;
    if let Some(given) = seen.directions.iter().rfind(|direction| direction.state == "given")
        && let Some(by) = given_by(read, ctx, given)?
    {
        pairs.insert(0, (t::direct_given_by(lang).to_owned(), by));
    }
    let rows: Vec<(&str, Markup)> =
        pairs.iter().map(|(name, state)| (name.as_str(), state.clone())).collect();
    let latest = seen.directions.iter().rfind(|direction| direction.state == "given");
    let back = latest.filter(|direction| direction.giver.is_some() && direction.giver == ctx.actor.position);
    let untouched = |direction: &Direction| {
        seen.assignments
            .iter()
            .filter(|one| one.direction == direction.id)
            .all(|one| one.state() == AssignmentState::Open)
    };
    let aside = html! {
        @if let Some(direction) = back.filter(|direction| untouched(direction)) {
            (Form::post(format!("/directions/{}/take-back", direction.id), ctx.new_id(), html! {
                (Button::submit(t::act_take_back(lang)).quiet().small().icon(Icon::Undo))
            }).class("inline"))
        }
    };
    Ok(ui::panel(t::direct_given(lang), &aside, &ui::definitions(&rows)))
}
