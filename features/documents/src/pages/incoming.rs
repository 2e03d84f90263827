//! Incoming documents: the boxes, the paper, and the decision beside it.

use super::{ListQuery, box_choices, date_value, facts_line, filter_choices, groups, story};
use crate::actions::incoming::{mine, offered_due};
use crate::model::boxes::{Box, holders};
use crate::model::direction::{AssignmentState, Role, Target};
use crate::store::direction::{Assignment, Direction};
use crate::store::document::Part;
use crate::store::lists;
use crate::view::{self, ArrivalView};
use crate::{t, words};
use axum::extract::State;
use calendar::{Day, Remaining};
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, Reader, SignedIn};
use maud::{Markup, html};
use organisation::Rank;
use std::collections::BTreeMap;
use ui::{
    Button, Control, Deadline, Desk, Empty, Field, Form, Icon, ListPane, Opt, PageImage, Pager, Reading, Side,
};

/// Rows on one page of a list.
const ROWS: usize = 50;
const BASE: &str = "/incoming";

/// A box of incoming documents.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| {
        let pane = pane(read, &reader, &query, None)?;
        let reading = ui::reading_none(&Empty::new(
            Icon::Inbox,
            t::reading_none_title(reader.ctx.lang),
            t::reading_none_text(reader.ctx.lang),
        ));
        let body = ui::inbox(Side::List, &pane, &reading);
        edge::page(&app, &reader, read, Page { title: t::page_incoming(reader.ctx.lang), active: BASE, body })
    })
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
    let ctx = &reader.ctx;
    app.db.write(ctx, |tx| crate::actions::incoming::mark_read(tx, ctx, id))?;
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
        let pane = pane(read, reader, &query, Some(id))?;
        let reading = reading(app, read, reader, &seen, faults, typed)?;
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
    let boxes: Vec<Box> =
        Box::INCOMING.into_iter().chain([Box::All]).filter(|place| offered(ctx, *place)).collect();
    let first = boxes.iter().find(|place| counts.get(place.code()).is_some_and(|count| *count > 0));
    let place = query.place.as_deref().and_then(Box::of).or(first.copied()).unwrap_or(Box::Handle);
    let mut query = query.clone();
    query.place = Some(place.code().to_owned());
    let page = lists::page(read, &holders, place, &query.filter(ctx.now), query.behind(), ROWS)?;
    let chips = lists::chips(read, &holders, place, ctx.now)?;
    let address = query.with("", None);
    let next = page.more.then(|| page.rows.last()).flatten().map(|row| {
        format!("{BASE}{}", query.with("behind", Some(&format!("{}.{}", row.sort_key, row.record))))
    });
    let empty = if query.is_filtered() {
        let all = format!("{BASE}?box={}", place.code());
        html! { (Empty::filtered(t::list_filtered_title(lang), t::list_filtered_text(lang))
        .button(Button::link(t::list_show_all(lang), all))) }
    } else {
        html! { (Empty::done(t::list_done_title(lang), t::list_done_text(lang, words::place(lang, place)))) }
    };
    let enter = reader.ctx.actor.holds(crate::ENTER);
    Ok(ListPane {
        lang,
        title: t::page_incoming(lang).to_owned(),
        summary: words::place(lang, place).to_owned(),
        tools: html! {
            @if enter {
                (Button::link(t::act_enter(lang), "/arrivals/new").quiet().icon(Icon::Plus).key("g n"))
                (Button::link(t::page_register(lang), "/register").quiet().only_icon(Icon::Register))
            }
        },
        chips: html! {
            div class="list__boxes" { (ui::chips(t::list_boxes(lang), &box_choices(lang, BASE, &boxes, place, &counts))) }
            (ui::chips(t::list_filters(lang), &filter_choices(lang, BASE, &query, chips)))
        },
        groups: groups(ctx, &page.rows, current, |row| {
            format!("/{}s/{}{address}", row.record_kind, row.record)
        }),
        empty,
        pager: Pager { previous: query.behind.is_some().then(|| format!("{BASE}{address}")), next },
        keys: vec![("J K", t::keys_move(lang).to_owned()), ("B", t::keys_direct(lang).to_owned())],
    })
}

/// Whether a box is of use to the reader.
fn offered(ctx: &Ctx, place: Box) -> bool {
    let holds = |permission| ctx.actor.holds(permission);
    match place {
        Box::Accept => holds(crate::ACCEPT),
        Box::Propose => holds(crate::PROPOSE),
        Box::Direct => holds(crate::DIRECT),
        _ => true,
    }
}

fn reading(
    app: &App,
    read: &mut Read<'_>,
    reader: &Reader,
    seen: &ArrivalView,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Reading, Failure> {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let arrival = &seen.arrival;
    let closed = arrival.state == "done";
    let deadline = match arrival.due_at.or(arrival.due_day.map(|day| ctx.law.calendar().close_of(day))) {
        _ if closed => Some(Deadline::done(lang)),
        Some(due) if arrival.state().is_open() => {
            Some(Deadline::of(lang, Remaining::until(due, ctx.now, ctx.law.calendar())))
        }
        _ => None,
    };
    let recalled = arrival.state == "recalled";
    let side = html! {
        (decision(read, ctx, seen, faults, typed)?)
        (directed(read, ctx, seen)?)
        (ui::panel(t::reading_thread(lang), &html! {}, &story::timeline(read, ctx, seen.document.id)?))
    };
    let _ = app;
    Ok(Reading {
        title: seen.document.subject.clone(),
        bar: bar(ctx, seen),
        facts: html! {
            (facts_line(ctx, &seen.document, deadline))
            @if let Some(number) = arrival.number { span { (t::list_arrival_number(lang, number)) } }
            span { (words::state(lang, &arrival.state)) }
        },
        desk: if recalled {
            html! { (Empty::new(Icon::Undo, t::reading_recalled_title(lang), arrival.reason.as_str())) }
        } else {
            paper(lang, &seen.parts)
        },
        side,
        actions: at_hand(ctx, seen),
    })
}

/// What a phone offers under the thumb while the paper is being read: to take it in, or to confirm the proposal.
fn at_hand(ctx: &Ctx, seen: &ArrivalView) -> Markup {
    let lang = ctx.lang;
    if seen.boxes.contains(&Box::Accept) && ctx.actor.holds(crate::ACCEPT) {
        return ui::action_bar(lang, &[Button::submit(t::act_accept(lang)).primary().form("decide")]);
    }
    if seen.boxes.contains(&Box::Direct) && ctx.actor.holds(crate::DIRECT) && proposal(seen).is_some() {
        let adjust = Button::link(t::act_adjust(lang), "#decide");
        return ui::action_bar(
            lang,
            &[adjust, Button::submit(t::act_confirm(lang)).primary().form("confirm")],
        );
    }
    html! {}
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

/// The paper: the pages of the main file, then the other files.
pub(crate) fn paper(lang: context::Lang, parts: &[Part]) -> Markup {
    let Some(main) = parts.iter().find(|part| part.role == "main") else {
        return html! { (Empty::new(Icon::File, t::reading_no_paper_title(lang), t::reading_no_paper_text(lang))) };
    };
    let others: Vec<&Part> = parts.iter().filter(|part| part.role != "main").collect();
    let images: Vec<PageImage> = (1..=main.pages.min(60))
        .map(|number| PageImage {
            address: format!("/parts/{}/pages/{number}.png?width=960", main.id),
            width: 960,
            height: 1358,
            name: t::reading_page(lang, number, main.pages),
        })
        .collect();
    let desk = Desk {
        name: t::reading_paper(lang).to_owned(),
        tools: html! {
            span { (t::reading_pages(lang, main.pages)) }
            a class="link" href={ "/parts/" (main.id) "/text" } { (t::reading_as_text(lang)) }
            span class="push" {}
            (Button::link(t::act_enlarge(lang), format!("/parts/{}", main.id)).quiet().small().icon(Icon::ZoomIn).key("z"))
        },
        paper: html! {
            (ui::pages_of_paper(&images))
            @for part in others {
                (ui::attachment(&format!("/parts/{}", part.id), &part.name, &part_detail(lang, part)))
            }
        },
    };
    html! { (desk) }
}

fn part_detail(lang: context::Lang, part: &Part) -> String {
    let role = crate::model::document::PartRole::of(&part.role).map_or("", |role| words::part(lang, role));
    let size = ui::number::decimal(lang, part.size * 10 / 1024, 1);
    format!("{role} · {size} kB")
}

/// What the reader can do about an arrival now: one panel with one primary button.
fn decision(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &ArrivalView,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.arrival.id;
    let post =
        |act: &str, content: Markup| Form::post(format!("/arrivals/{id}/{act}"), ctx.new_id(), content);
    if seen.boxes.contains(&Box::Accept) && ctx.actor.holds(crate::ACCEPT) {
        let reason =
            Field::new("reason", t::act_refuse_reason(lang), Control::area("", 2)).fault(faults).required();
        let content = html! {
            (post("accept", html! {
                p class="muted" { (t::act_accept_hint(lang)) }
                (Button::submit(t::act_accept(lang)).primary().wide().key("Ctrl+Enter"))
            }).id("decide"))
            (ui::fold(t::act_refuse(lang), "", !faults.is_empty(), &html! {
                (post("refuse", html! { (reason) (Button::submit(t::act_refuse_send(lang)).danger()) }))
            }))
        };
        return Ok(ui::panel(t::act_accept_title(lang), &html! {}, &content));
    }
    let held = mine(&seen.assignments, &holders(ctx));
    let directing = seen.boxes.contains(&Box::Direct) && ctx.actor.holds(crate::DIRECT);
    let proposing = seen.boxes.contains(&Box::Propose) && ctx.actor.holds(crate::PROPOSE);
    if directing || proposing {
        return direction_panel(read, ctx, seen, directing, faults, typed);
    }
    match held.iter().find(|one| one.role() != Role::Inform) {
        Some(one) => work_panel(read, ctx, seen, one, faults, typed),
        None => Ok(html! {}),
    }
}

/// The direction: as proposed, or to be written.
fn direction_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &ArrivalView,
    directing: bool,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.arrival.id;
    let proposal = proposal(seen);
    let named: Vec<&Assignment> = match proposal {
        Some(proposal) => seen.assignments.iter().filter(|one| one.direction == proposal.id).collect(),
        None => Vec::new(),
    };
    let of = |role: Role| -> Vec<String> {
        named
            .iter()
            .filter(|one| one.role() == role)
            .filter_map(|one| one.target())
            .map(|t| t.to_string())
            .collect()
    };
    let due = typed.due.clone().unwrap_or_else(|| {
        let proposed = proposal.and_then(|proposal| proposal.due_day);
        date_value(Some(proposed.unwrap_or_else(|| offered_due(ctx, seen.arrival.due_day))))
    });
    let words = typed.words.clone().unwrap_or_else(|| proposal.map(|p| p.words.clone()).unwrap_or_default());
    let lead = typed.lead.clone().or_else(|| of(Role::Lead).into_iter().next()).unwrap_or_default();
    let support = if typed.support.is_empty() { of(Role::Support) } else { typed.support.clone() };
    let inform = if typed.inform.is_empty() { of(Role::Inform) } else { typed.inform.clone() };
    let options = targets(read, ctx, seen.arrival.agency)?;
    let fields = html! {
        (ui::error_summary(lang, None, faults, &[("lead", t::direct_lead(lang)), ("due", t::direct_due(lang)), ("words", t::direct_words(lang))]))
        (Field::new("words", t::direct_words(lang), Control::area(words, 3)).bare().fault(faults).key("b"))
        (pick("lead", t::direct_lead(lang), &options, vec![lead], false, lang).fault(faults))
        (pick("support", t::direct_support(lang), &options, support, true, lang).fault(faults))
        (pick("inform", t::direct_inform(lang), &options, inform, true, lang))
        (Field::new("due", t::direct_due(lang), Control::date(due)).fault(faults).hint(t::direct_due_hint(lang)))
    };
    let content = if directing {
        html! {
            (Form::post(format!("/arrivals/{id}/direct"), ctx.new_id(), html! {
                (fields)
                (Button::submit(t::act_direct(lang)).primary().wide().key("Ctrl+Enter"))
            }).id("decide").version(seen.arrival.version))
            (file_away(ctx, id))
        }
    } else {
        let leaders = leaders(read, ctx, seen.arrival.agency)?;
        let chosen = leaders.first().map(|leader| leader.value.clone()).unwrap_or_default();
        html! {
            (Form::post(format!("/arrivals/{id}/propose"), ctx.new_id(), html! {
                (fields)
                (Field::new("giver", t::direct_giver(lang), Control::select(leaders, chosen)).fault(faults))
                (Button::submit(t::act_propose(lang)).primary().wide().key("Ctrl+Enter"))
            }))
            (file_away(ctx, id))
        }
    };
    let panel = |title: &str| ui::panel(title, &ui::keys("B"), &content);
    let Some(proposal) = proposal.filter(|_| directing) else {
        return Ok(panel(if directing { t::direct_title(lang) } else { t::direct_propose_title(lang) }));
    };
    // Panels of their own: a phone shows the proposal, then the paper, then what can be adjusted; but first what is
    // to be mended.
    let proposed = ui::panel(t::direct_title(lang), &html! {}, &proposed_by(read, ctx, proposal, &named)?);
    let adjusted = panel(t::act_adjust(lang));
    Ok(if faults.is_empty() {
        html! { (proposed) (adjusted) }
    } else {
        html! { (adjusted) (proposed) }
    })
}

/// The proposal before the form, with one touch to confirm it.
fn proposed_by(
    read: &mut Read<'_>,
    ctx: &Ctx,
    proposal: &Direction,
    named: &[&Assignment],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let mut ids: Vec<Uuid> = named.iter().filter_map(|one| one.target()).map(Target::holder).collect();
    ids.extend(proposal.proposer);
    let names = view::names(read, ctx, &ids)?;
    let who = proposal.proposer.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let mut points: Vec<Markup> = named
        .iter()
        .filter_map(|one| Some((one.role(), names.get(&one.target()?.holder())?)))
        .map(|(role, name)| html! { (words::role(lang, role)) ": " b { (name) } })
        .collect();
    if let Some(day) = proposal.due_day {
        points.push(html! { (t::direct_due(lang)) ": " b { (ui::time::short_day(lang, day)) } });
    }
    if !proposal.words.is_empty() {
        points.push(html! { q { (proposal.words) } });
    }
    Ok(html! {
        (ui::brief(&who, t::direct_proposes(lang), &points))
        (Form::post(format!("/directions/{}/confirm", proposal.id), ctx.new_id(), html! {
            (Button::submit(t::act_confirm(lang)).wide().icon(Icon::Check))
        }).id("confirm"))
    })
}

fn file_away(ctx: &Ctx, id: Uuid) -> Markup {
    let lang = ctx.lang;
    ui::fold(
        t::act_file(lang),
        "",
        false,
        &html! {
            (Form::post(format!("/arrivals/{id}/file"), ctx.new_id(), html! {
                (Field::new("reason", t::act_file_reason(lang), Control::text("")).id("f-file-reason").required())
                (Button::submit(t::act_file_send(lang)).icon(Icon::Archive).key("e"))
            }))
        },
    )
}

/// One's own assignment: progress, result, passing down, sending back.
fn work_panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &ArrivalView,
    held: &Assignment,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let post = |act: &str, content: Markup| {
        Form::post(format!("/assignments/{}/{act}", held.id), ctx.new_id(), content)
    };
    let given = seen.directions.iter().find(|direction| direction.id == held.direction);
    let may_pass = ctx.actor.holds(crate::DIRECT) || held.unit.is_some();
    let options = if may_pass { targets(read, ctx, seen.arrival.agency)? } else { Vec::new() };
    let limit = given.and_then(|given| given.due_day).or(seen.arrival.due_day);
    let due = typed.due.clone().unwrap_or_else(|| date_value(limit));
    let content = html! {
        @if let Some(given) = given { @if !given.words.is_empty() { p class="quote" { q { (given.words) } } } }
        (post("finish", html! {
            (Field::new("result", t::work_result(lang), Control::area("", 3)).fault(faults).required().key("b"))
            (Button::submit(t::act_finish(lang)).primary().wide().key("Ctrl+Enter"))
        }))
        @if may_pass {
            (ui::fold(t::act_pass_down(lang), "", !faults.is_empty() && typed.lead.is_some(), &html! {
                (post("pass-down", html! {
                    (pick("lead", t::direct_lead(lang), &options, typed.lead.iter().cloned().collect(), false, lang).fault(faults))
                    (pick("support", t::direct_support(lang), &options, typed.support.clone(), true, lang))
                    (Field::new("due", t::direct_due(lang), Control::date(due)).fault(faults))
                    (Field::new("words", t::direct_words(lang), Control::area(typed.words.clone().unwrap_or_default(), 2)).fault(faults))
                    (Button::submit(t::act_pass_down_send(lang)))
                }))
            }))
        }
        (ui::fold(t::act_progress(lang), &format!("{}%", held.percent), false, &html! {
            (post("progress", html! {
                (Field::new("percent", t::work_percent(lang), Control::digits(held.percent.to_string())).fault(faults))
                (Field::new("words", t::work_words(lang), Control::text("")).id("f-progress-words"))
                (Button::submit(t::act_progress_send(lang)))
            }))
        }))
        (ui::fold(t::act_return(lang), "", false, &html! {
            (post("return", html! {
                (Field::new("reason", t::act_return_reason(lang), Control::area("", 2)).id("f-return-reason").required())
                (Button::submit(t::act_return_send(lang)).danger())
            }))
        }))
    };
    Ok(ui::panel(words::role(lang, held.role()), &html! {}, &content))
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
    let names = view::names(read, ctx, &ids)?;
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

/// The units of an agency, then the positions of one's own unit, as options of a direction.
fn targets(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<Vec<Opt>, Failure> {
    let today = ctx.now.day();
    let mut options: Vec<Opt> = organisation::units_of(read, agency, today)?
        .into_iter()
        .map(|unit| Opt::new(Target::Unit(unit.id).to_string(), unit.name))
        .collect();
    let people = match ctx.actor.unit {
        Some(unit) => organisation::positions_of_unit(read, unit, today)?,
        None => organisation::positions_of(read, agency, today)?
            .into_iter()
            .filter(|position| position.unit.is_none() || position.rank == Rank::Leader)
            .collect(),
    };
    options.extend(people.into_iter().filter(|position| Some(position.id) != ctx.actor.position).filter_map(
        |position| {
            let name = position.person_name?;
            Some(Opt::new(Target::Position(position.id).to_string(), format!("{name}, {}", position.title)))
        },
    ));
    Ok(options)
}

/// The leaders of an agency, to whom a direction is proposed.
fn leaders(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<Vec<Opt>, Failure> {
    Ok(organisation::positions_of(read, agency, ctx.now.day())?
        .into_iter()
        .filter(|position| position.rank == Rank::Leader)
        .filter_map(|position| {
            let name = position.person_name?;
            Some(Opt::new(position.id.to_string(), format!("{name}, {}", position.title)))
        })
        .collect())
}

fn pick(
    name: &str,
    label: &str,
    options: &[Opt],
    chosen: Vec<String>,
    several: bool,
    lang: context::Lang,
) -> Field {
    let more = if several { t::direct_more(lang) } else { t::direct_choose(lang) };
    let control = Control::Pick { options: options.to_vec(), chosen, several, more: more.to_owned() };
    Field::new(name, label, control)
}

/// Reads a day as a form sends it; an unreadable one is a fault of its field.
pub(crate) fn day(field: &'static str, text: Option<&str>) -> Result<Option<Day>, crate::Error> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => Day::parse(text)
            .map(Some)
            .ok_or_else(|| crate::Error::Input(vec![(field, crate::model::input::InputFault::Unknown)])),
    }
}
