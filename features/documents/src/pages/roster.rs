//! The duty roster by week: filled, copied from the week before, swapped.

use super::{date_value, day};
use crate::actions::incoming::{self, keeps_rules, watch};
use crate::model::input::InputFault;
use crate::model::roster::{ShiftInput, monday};
use crate::store::roster::{self, Shift};
use crate::{Error, t, view};
use axum::extract::State;
use axum::http::StatusCode;
use calendar::{Day, Time};
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Query, Reader, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::Position;
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Field, Form, Icon, Opt, PageHead, Share, Table};

/// Where it is.
pub(crate) const BASE: &str = "/duty-roster";
/// When an ordinary night begins and ends.
const EVENING: &str = "17:00";
const MORNING: &str = "08:00";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, show)
        .post(BASE, set)
        .post("/duty-roster/copy", copy)
        .post("/duty-roster/swap", swap)
        .get("/shifts/{id}", edit)
        .post("/shifts/{id}", change)
        .post("/shifts/{id}/remove", remove)
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct WeekQuery {
    week: Option<Day>,
}

/// A shift as it is typed: the day it begins on and two hours of the clock.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ShiftForm {
    starts: String,
    from: String,
    until: String,
    people: Vec<String>,
    version: i64,
}

impl ShiftForm {
    fn of(shift: &Shift) -> ShiftForm {
        ShiftForm {
            starts: date_value(Some(shift.starts.day())),
            from: ui::time::clock(shift.starts),
            until: ui::time::clock(shift.ends),
            people: shift.people.iter().map(Uuid::to_string).collect(),
            version: shift.version,
        }
    }

    fn input(&self) -> Result<ShiftInput, Error> {
        let wrong = |field| Error::Input(vec![(field, InputFault::Missing)]);
        let first = day("starts", Some(&self.starts))?.ok_or_else(|| wrong("starts"))?;
        let from = clock(&self.from).ok_or_else(|| wrong("from"))?;
        let until = clock(&self.until).ok_or_else(|| wrong("ends"))?;
        let last = if until <= from { first.plus(1) } else { first };
        let people = self.people.iter().filter(|text| !text.is_empty());
        let people = people.map(|text| text.parse().map_err(|_| Error::Unknown { field: "people" }));
        Ok(ShiftInput {
            starts: Time::local(first, from.0, from.1),
            ends: Time::local(last, until.0, until.1),
            people: people.collect::<Result<_, _>>()?,
        })
    }
}

/// An hour of the clock: `17:00`, `17h00`, `17`.
fn clock(text: &str) -> Option<(i8, i8)> {
    let text = text.trim().replace(['h', 'H'], ":");
    let (hour, minute) = text.split_once(':').unwrap_or((text.as_str(), "0"));
    let hour: i8 = hour.parse().ok()?;
    let minute: i8 = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// What every part of the page is made from.
struct Scene<'a> {
    ctx: &'a Ctx,
    positions: Vec<Position>,
    away: BTreeMap<Uuid, String>,
    keeps: bool,
}

impl Scene<'_> {
    fn of<'a>(read: &mut Read<'_>, ctx: &'a Ctx) -> Result<(Scene<'a>, Uuid), Error> {
        let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
        let positions: Vec<Position> = organisation::positions_of(read, agency, ctx.now.day())?
            .into_iter()
            .filter(|position| position.person.is_some())
            .collect();
        let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
        let away = view::away(read, ctx, &ids)?;
        Ok((Scene { ctx, positions, away, keeps: keeps_rules(ctx) }, agency))
    }

    fn name(&self, position: &Position) -> String {
        let name = format!("{}, {}", position.person_name.clone().unwrap_or_default(), position.title);
        self.away.get(&position.id).map_or(name.clone(), |words| format!("{name} ({words})"))
    }

    fn names(&self, ids: &[Uuid]) -> Vec<String> {
        let found = |id: &Uuid| self.positions.iter().find(|it| it.id == *id);
        ids.iter().filter_map(|id| Some(self.name(found(id)?))).collect()
    }
}

async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<WeekQuery>) -> Answer {
    page(&app, &reader, query.week, None, &[])
}

fn page(
    app: &App,
    reader: &Reader,
    week: Option<Day>,
    typed: Option<&ShiftForm>,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (scene, agency) = Scene::of(read, ctx)?;
        let first = monday(week.unwrap_or(ctx.now.day()));
        let shifts = roster::shifts(read, agency, first.start(), first.plus(7).start())?;
        let minutes = ctx.law.deadline(watch::WATCH, ctx.now.day()).map_or(0, |rule| rule.allowance.amount);
        let link = |day: Day| format!("{BASE}?week={}", day.iso());
        let title =
            t::roster_week(lang, ui::time::short_day(lang, first), ui::time::short_day(lang, first.plus(6)));
        let aside = html! {
            span class="inline" {
                (Button::link(t::roster_previous(lang), link(first.plus(-7))).small().quiet())
                (Button::link(t::roster_this(lang), BASE).small().quiet())
                (Button::link(t::roster_next(lang), link(first.plus(7))).small().quiet())
            }
        };
        let content = html! {
            p class="muted" { (t::roster_hint(lang, minutes)) }
            (table(&scene, first, &shifts))
            @if scene.keeps {
                (Form::post("/duty-roster/copy", ctx.new_id(), html! {
                    input type="hidden" name="week" value=(first.iso());
                    (Button::submit(t::roster_copy(lang)).icon(Icon::Copy))
                }))
            }
        };
        let mut cards = vec![ui::card("week", Share::Whole, &title, &aside, &content)];
        if scene.keeps {
            let blank = ShiftForm {
                starts: date_value(Some(first.max(ctx.now.day()))),
                from: EVENING.into(),
                until: MORNING.into(),
                ..ShiftForm::default()
            };
            let form = fields(&scene, typed.unwrap_or(&blank), faults, BASE, t::roster_save(lang));
            cards.push(ui::card("shift", Share::Half, t::roster_add(lang), &html! {}, &form));
            let to_come: Vec<&Shift> = shifts.iter().filter(|shift| shift.ends > ctx.now).collect();
            if to_come.len() > 1 {
                cards.push(ui::card(
                    "swap",
                    Share::Half,
                    t::roster_swap(lang),
                    &html! {},
                    &swapping(&scene, &to_come),
                ));
            }
        }
        let body = ui::page(&PageHead::new(t::roster_title(lang)), &ui::board(&ui::cards(&cards)));
        edge::page(app, reader, read, Page { title: t::roster_title(lang), active: BASE, body })
    })
}

fn table(scene: &Scene<'_>, first: Day, shifts: &[Shift]) -> Table {
    let lang = scene.ctx.lang;
    let columns = vec![
        Column::head(t::roster_day(lang)),
        Column::text(t::roster_hours(lang)).fit(),
        Column::text(t::roster_people(lang)),
    ];
    let mut table = Table::new(lang, t::roster_title(lang), columns).wrap();
    for day in (0..7).map(|n| first.plus(n)) {
        let own: Vec<&Shift> = shifts.iter().filter(|shift| shift.starts.day() == day).collect();
        let name = html! { (ui::time::weekday_date(lang, day)) };
        if own.is_empty() {
            let nobody = html! { span class="muted" { (t::roster_empty_day(lang)) } };
            table = table.row(vec![name.clone(), html! {}, nobody]);
        }
        for (n, shift) in own.iter().enumerate() {
            let now = shift.starts <= scene.ctx.now && scene.ctx.now < shift.ends;
            let hours = format!("{}–{}", ui::time::clock(shift.starts), ui::time::clock(shift.ends));
            let names = scene.names(&shift.people);
            table = table.row(vec![
                if n == 0 { name.clone() } else { html! {} },
                html! {
                    @if scene.keeps && shift.ends > scene.ctx.now { a class="link" href={ "/shifts/" (shift.id) } { (hours) } }
                    @else { (hours) }
                    @if now { " " (ui::tag(t::roster_now(lang))) }
                },
                html! {
                    @if names.is_empty() { b { (t::roster_nobody(lang)) } }
                    @else { ol { @for name in &names { li { (name) } } } }
                },
            ]);
        }
    }
    table
}

fn fields(scene: &Scene<'_>, form: &ShiftForm, faults: &[FieldFault], action: &str, save: &str) -> Markup {
    let lang = scene.ctx.lang;
    let people = || {
        let people = scene.positions.iter().map(|it| Opt::new(it.id.to_string(), scene.name(it)));
        std::iter::once(Opt::new("", t::roster_choose(lang))).chain(people).collect::<Vec<_>>()
    };
    let chosen = |n: usize| form.people.get(n).cloned().unwrap_or_default();
    let labels = [
        ("starts", t::roster_day(lang)),
        ("from", t::roster_starts_hour(lang)),
        ("ends", t::roster_ends_hour(lang)),
        ("people", t::roster_people(lang)),
    ];
    let error = |field: &str| faults.iter().find(|it| it.field == field).map(|it| it.message.clone());
    html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Form::post(action, scene.ctx.new_id(), html! {
            (Field::new("starts", t::roster_day(lang), Control::date(form.starts.clone())).fault(faults).required())
            (ui::row(&[
                Field::new("from", t::roster_starts_hour(lang), Control::text(&form.from)).fault(faults).required().span(3),
                Field::new("until", t::roster_ends_hour(lang), Control::text(&form.until)).id("f-ends").hint(t::roster_ends_hint(lang)).error(error("ends")).required().span(3),
            ]))
            @for (n, label) in [t::roster_first(lang), t::roster_second(lang), t::roster_third(lang)].into_iter().enumerate() {
                (Field::new("people", label, Control::select(people(), chosen(n)))
                    .id(if n == 0 { "f-people".to_owned() } else { format!("f-people-{n}") })
                    .error(if n == 0 { error("people") } else { None }))
            }
            (Button::submit(save).primary())
        }).version(form.version))
    }
}

fn swapping(scene: &Scene<'_>, shifts: &[&Shift]) -> Markup {
    let lang = scene.ctx.lang;
    let options = || -> Vec<Opt> {
        let named = |shift: &&Shift| {
            let when = format!(
                "{} {}",
                ui::time::short_day(lang, shift.starts.day()),
                ui::time::clock(shift.starts)
            );
            Opt::new(shift.id.to_string(), format!("{when}: {}", scene.names(&shift.people).join("; ")))
        };
        shifts.iter().map(named).collect()
    };
    let nth = |n: usize| shifts.get(n).map(|shift| shift.id.to_string()).unwrap_or_default();
    html! {
        (Form::post("/duty-roster/swap", scene.ctx.new_id(), html! {
            (Field::new("one", t::roster_swap_one(lang), Control::select(options(), nth(0))))
            (Field::new("other", t::roster_swap_with(lang), Control::select(options(), nth(1))))
            (Button::submit(t::roster_swap_send(lang)))
        }))
    }
}

fn again(app: &App, reader: &Reader, form: &ShiftForm, error: Error, shift: Option<Uuid>) -> Answer {
    let failure = Failure::from(error);
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let faults = match problem.fields.is_empty() {
        true => vec![FieldFault {
            field: String::new(),
            message: format!("{} {}", problem.title, problem.remedy),
        }],
        false => problem.fields,
    };
    let mut answer = match shift {
        Some(id) => one(app, reader, id, Some(form), &faults)?,
        None => page(app, reader, Day::parse(&form.starts), Some(form), &faults)?,
    };
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

fn week_of(at: Time) -> String {
    format!("{BASE}?week={}", monday(at.day()).iso())
}

async fn set(State(app): State<App>, act: Act<ShiftForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let set = act.input.input().and_then(|input| {
        app.db.write(ctx, |tx| incoming::set_shift(tx, ctx, None, &input))?;
        Ok(input.starts)
    });
    match set {
        Ok(starts) => Ok(see_other_saying(&week_of(starts), t::roster_saved(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, &act.input, error, None),
    }
}

async fn edit(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    one(&app, &reader, id, None, &[])
}

fn one(app: &App, reader: &Reader, id: Uuid, typed: Option<&ShiftForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (scene, agency) = Scene::of(read, ctx)?;
        let shift = roster::shift(read, id)?.filter(|shift| shift.agency == agency && scene.keeps);
        let shift = shift.ok_or(Error::NotFound)?;
        let known = ShiftForm::of(&shift);
        let content = html! {
            (fields(&scene, typed.unwrap_or(&known), faults, &format!("/shifts/{id}"), t::roster_save(lang)))
            @if shift.starts > ctx.now {
                (Form::post(format!("/shifts/{id}/remove"), ctx.new_id(), html! {
                    (Button::submit(t::roster_remove(lang)).danger())
                }).version(shift.version))
            }
        };
        let head =
            PageHead::new(t::roster_change(lang)).scope(ui::trail(lang, &[(t::roster_title(lang), BASE)]));
        let card = ui::card("shift", Share::Half, t::roster_change(lang), &html! {}, &content);
        let body = ui::page(&head, &ui::board(&ui::cards(&[card])));
        edge::page(app, reader, read, Page { title: t::roster_change(lang), active: BASE, body })
    })
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ShiftForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let changed = act.input.input().and_then(|input| {
        let known = Some((id, act.input.version));
        app.db.write(ctx, |tx| incoming::set_shift(tx, ctx, known, &input))?;
        Ok(input.starts)
    });
    match changed {
        Ok(starts) => Ok(see_other_saying(&week_of(starts), t::roster_saved(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, &act.input, error, Some(id)),
    }
}

#[derive(Deserialize)]
pub(crate) struct VersionForm {
    #[serde(default)]
    version: i64,
}

async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<VersionForm>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| incoming::remove_shift(tx, ctx, id, act.input.version))?;
    Ok(see_other_saying(BASE, t::roster_removed(ctx.lang), None))
}

#[derive(Deserialize)]
pub(crate) struct CopyForm {
    week: Day,
}

async fn copy(State(app): State<App>, act: Act<CopyForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let first = monday(act.input.week);
    let copied = app.db.write(ctx, |tx| incoming::copy_week(tx, ctx, first))?;
    Ok(see_other_saying(&week_of(first.start()), &t::roster_copied(ctx.lang, copied), None))
}

#[derive(Deserialize)]
pub(crate) struct SwapForm {
    one: Uuid,
    other: Uuid,
}

async fn swap(State(app): State<App>, act: Act<SwapForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let starts = app.db.write(ctx, |tx| {
        incoming::swap_shifts(tx, ctx, act.input.one, act.input.other)?;
        Ok::<_, Error>(roster::shift(tx, act.input.one)?.map(|shift| shift.starts))
    })?;
    Ok(see_other_saying(&week_of(starts.unwrap_or(ctx.now)), t::roster_swapped(ctx.lang), None))
}

/// Who was alerted of an urgent arrival, when, and who opened it; nothing where nobody was.
pub(super) fn alerts(
    read: &mut Read<'_>,
    ctx: &Ctx,
    arrival: Uuid,
    arrived: Time,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let alerts = watch::alerts(read, arrival)?;
    if alerts.is_empty() {
        return Ok(html! {});
    }
    let ids: Vec<Uuid> = alerts.iter().filter_map(|duty| duty.owner.position).collect();
    let names = view::marked(read, ctx, &ids)?;
    let mut rows =
        vec![(t::roster_arrived(lang).to_owned(), html! { (ui::time::time(lang, arrived, ctx.now)) })];
    for duty in &alerts {
        let name = duty.owner.position.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
        let state = match (duty.outcome, duty.closed) {
            (Some(duties::Outcome::Done), Some(at)) => t::roster_opened_at(lang, ui::time::clock(at)),
            (Some(_), _) => t::roster_passed(lang).to_owned(),
            (None, _) => t::roster_waiting(lang).to_owned(),
        };
        rows.push((
            t::roster_alerted_at(lang, ui::time::clock(duty.start)),
            html! { b { (name) } ", " (state) },
        ));
    }
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(label, it)| (label.as_str(), it.clone())).collect();
    Ok(ui::panel(t::roster_alerts(lang), &html! {}, &ui::definitions(&rows)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        assert_eq!(
            ["17:00", "17h30", "8h", "8"].map(clock),
            [Some((17, 0)), Some((17, 30)), Some((8, 0)), Some((8, 0))]
        );
        assert_eq!(["", "24:00", "8:60", "x", "-1:00"].map(clock), [None; 5]);
    }
}
