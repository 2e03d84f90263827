//! What the reader can do about an arrival now: take it in, direct it, do what they were directed to.

use super::{Typed, proposal};
use crate::actions::incoming::{mine, offered_due};
use crate::model::arrival::ArrivalState;
use crate::model::boxes::{Box, holders};
use crate::model::change::RecallState;
use crate::model::direction::{AssignmentState, Role, Target};
use crate::pages::{changes, date_value};
use crate::store::direction::{Assignment, Direction};
use crate::view::{self, ArrivalView};
use crate::{t, words};
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::Failure;
use maud::{Markup, html};
use organisation::{Position, Rank};
use ui::{Button, Control, Field, Form, Icon, Opt};

/// What a phone offers under the thumb while the paper is being read: to take it in, or to confirm the proposal.
pub(super) fn at_hand(ctx: &Ctx, seen: &ArrivalView) -> Markup {
    let lang = ctx.lang;
    if seen.boxes.contains(&Box::Accept) && ctx.actor.holds(crate::ACCEPT) {
        if seen.arrival.recall_state() == RecallState::Asked {
            return ui::action_bar(lang, &[Button::submit(t::change_agree(lang)).primary().form("decide")]);
        }
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

/// What the reader can do about an arrival now: one panel with one primary button.
pub(super) fn decision(
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
    if let Some(question) = changes::question(ctx, seen, faults) {
        return Ok(question);
    }
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
    let assisting = [Box::Direct, Box::Propose].iter().any(|place| seen.boxes.contains(place))
        && ctx.actor.assists().is_some()
        && seen.arrival.state() == ArrivalState::Accepted;
    if directing || proposing || assisting {
        return direction_panel(read, ctx, seen, directing, faults, typed);
    }
    let own_word = seen.directions.iter().find(|given| {
        given.state == "given"
            && !given.behalf.is_empty()
            && given.confirmed_at.is_none()
            && given.giver == ctx.actor.position
    });
    if let Some(given) = own_word.filter(|_| ctx.actor.holds(crate::DIRECT)) {
        let content = html! {
            @if !given.words.is_empty() { p class="quote" { q { (given.words) } } }
            (Form::post(format!("/directions/{}/confirm-word", given.id), ctx.new_id(), html! {
                (Button::submit(t::direct_word_confirm(lang)).primary().wide().key("Ctrl+Enter"))
            }).id("confirm"))
        };
        return Ok(ui::panel(t::direct_word_title(lang), &html! {}, &content));
    }
    match held.iter().find(|one| one.role() != Role::Inform) {
        Some(one) => work_panel(read, ctx, seen, one, faults, typed),
        None => Ok(reopening(ctx, seen, faults)),
    }
}

/// What the reader has reported done can be taken up again, with the reason.
fn reopening(ctx: &Ctx, seen: &ArrivalView, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let desks = holders(ctx);
    let own = |one: &&Assignment| one.target().is_some_and(|target| desks.contains(&target.holder()));
    let done = |one: &&Assignment| one.state() == AssignmentState::Done && one.role() != Role::Inform;
    let recalled = seen.arrival.state == "recalled";
    let Some(finished) = seen.assignments.iter().rev().filter(own).find(done).filter(|_| !recalled) else {
        return html! {};
    };
    let form = Form::post(
        format!("/assignments/{}/reopen", finished.id),
        ctx.new_id(),
        html! {
            (Field::new("reason", t::act_reopen_reason(lang), Control::area("", 2)).fault(faults).required())
            (Button::submit(t::act_reopen_send(lang)).icon(Icon::Undo))
        },
    );
    ui::panel(
        words::role(lang, finished.role()),
        &html! {},
        &ui::fold(t::act_reopen(lang), "", !faults.is_empty(), &html! { (form) }),
    )
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
    let before = if proposal.is_none() { view::direction_before(read, seen)? } else { None };
    let named: Vec<&Assignment> = match (proposal, &before) {
        (Some(proposal), _) => seen.assignments.iter().filter(|one| one.direction == proposal.id).collect(),
        (None, Some((_, named))) => named.iter().collect(),
        (None, None) => Vec::new(),
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
    let words = typed.words.clone().unwrap_or_else(|| {
        let begun = proposal.or(before.as_ref().map(|(before, _)| before));
        begun.map(|begun| begun.words.clone()).unwrap_or_default()
    });
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
        // Where somebody has proposed, to confirm is the one thing to do; keys in this form still send this form.
        let direct = Button::submit(t::act_direct(lang)).wide().key("Ctrl+Enter");
        let direct = if proposal.is_some() { direct } else { direct.primary() };
        html! {
            (Form::post(format!("/arrivals/{id}/direct"), ctx.new_id(), html! {
                (fields)
                (direct)
            }).id("decide").version(seen.arrival.version))
            (file_away(ctx, id))
        }
    } else {
        let mut leaders = leaders(read, ctx, seen.arrival.agency)?;
        if let Some(assisted) = ctx.actor.assists().map(|id| id.to_string()) {
            leaders.retain(|leader| leader.value == assisted);
        }
        let chosen = leaders.first().map(|leader| leader.value.clone()).unwrap_or_default();
        html! {
            (Form::post(format!("/arrivals/{id}/propose"), ctx.new_id(), html! {
                (fields)
                (Field::new("giver", t::direct_giver(lang), Control::select(leaders, chosen)).fault(faults))
                (Button::submit(t::act_propose(lang)).primary().wide().key("Ctrl+Enter"))
                (Button::submit(t::direct_word_send(lang)).wide().to(format!("/arrivals/{id}/word")))
                p class="hint" { (t::direct_word_hint(lang)) }
            }))
            @if ctx.actor.holds(crate::PROPOSE) { (file_away(ctx, id)) }
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
    // An assistant prepares in the leader's position: the person is who proposes.
    let proposer = proposal.person.or(proposal.proposer);
    ids.extend(proposer);
    let names = view::marked(read, ctx, &ids)?;
    let who = proposer.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
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
            (Button::submit(t::act_confirm(lang)).primary().wide().key("Ctrl+Enter"))
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

/// The units of an agency, then the positions of one's own unit, as options of a direction.
pub(in crate::pages) fn targets(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<Vec<Opt>, Failure> {
    let today = ctx.now.day();
    let agency = organisation::acting(read, agency, today)?;
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
    let others: Vec<Position> =
        people.into_iter().filter(|position| Some(position.id) != ctx.actor.position).collect();
    options.extend(people_named(read, ctx, others, |id| Target::Position(id).to_string())?);
    Ok(options)
}

/// The leaders of an agency, to whom a direction is proposed.
fn leaders(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<Vec<Opt>, Failure> {
    let today = ctx.now.day();
    let agency = organisation::acting(read, agency, today)?;
    let leaders = organisation::positions_of(read, agency, today)?
        .into_iter()
        .filter(|position| position.rank == Rank::Leader)
        .collect();
    people_named(read, ctx, leaders, |id| id.to_string())
}

/// People to choose from, each by name and title, with a mark if they are absent.
fn people_named(
    read: &mut Read<'_>,
    ctx: &Ctx,
    positions: Vec<Position>,
    value: impl Fn(Uuid) -> String,
) -> Result<Vec<Opt>, Failure> {
    let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
    let away = view::away(read, ctx, &ids)?;
    let named = |position: Position| {
        let name = format!("{}, {}", position.person_name?, position.title);
        let name = away.get(&position.id).map_or(name.clone(), |words| format!("{name} ({words})"));
        Some(Opt::new(value(position.id), name))
    };
    Ok(positions.into_iter().filter_map(named).collect())
}

fn pick(name: &str, label: &str, options: &[Opt], chosen: Vec<String>, several: bool, lang: Lang) -> Field {
    let more = if several { t::direct_more(lang) } else { t::direct_choose(lang) };
    let control =
        Control::Pick { options: options.to_vec(), chosen, several, more: more.to_owned(), source: None };
    Field::new(name, label, control)
}
