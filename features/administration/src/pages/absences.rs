//! Who of an agency is absent and who stands in; assistants and delegations of powers.

mod powers;

use super::{refused, typed_day, unreadable};
use crate::t;
use axum::extract::State;
use calendar::Day;
use context::{Ctx, FieldFault, Uuid, Work};
use db::Read;
use edge::{
    Act, Answer, App, Failure, Lacking, Page, Path, Query, Reader, Routes, SignedIn, see_other_saying,
};
use maud::{Markup, html};
use organisation::actions::{come_back, keeps_absences, leave};
use organisation::{AbsenceInput, MANAGE, Place, Position};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Share, Table};

pub(crate) const BASE: &str = "/absences";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, show)
        .post(BASE, enter)
        .post("/absences/{id}/end", end)
        .post("/assistants", powers::name)
        .post("/assistants/{id}/end", powers::end_assistant)
        .post("/delegations", powers::delegate)
        .post("/delegations/{id}/end", powers::end_delegation)
}

/// Whose absences are shown: those of the reader's own agency without it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Where {
    agency: Option<Uuid>,
}

/// What is typed about an absence. Positions are ids; an empty one is nobody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AbsenceForm {
    position: String,
    from: String,
    until: String,
    all: String,
    approve: String,
    direct: String,
    handle: String,
    desk: String,
}

impl AbsenceForm {
    fn of(&self, work: Work) -> &str {
        match work {
            Work::Approve => &self.approve,
            Work::Direct => &self.direct,
            Work::Handle => &self.handle,
            Work::Desk => &self.desk,
        }
    }

    fn input(&self, ctx: &Ctx) -> Result<AbsenceInput, Failure> {
        let mut substitutes = BTreeMap::new();
        for work in Work::ALL {
            let own = self.of(work);
            let chosen = if own.is_empty() { &self.all } else { own };
            if !chosen.is_empty() {
                substitutes.insert(work, id(ctx, "substitute", chosen)?);
            }
        }
        Ok(AbsenceInput {
            position: id(ctx, "position", &self.position)?,
            from: day("from", &self.from)?,
            until: day("until", &self.until)?,
            substitutes,
        })
    }
}

/// A position as a form sends it.
fn id(ctx: &Ctx, field: &str, text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| unreadable(field, t::absences_choose(ctx.lang)))
}

/// A day of a form, its fault at its own field.
fn day(field: &str, text: &str) -> Result<Day, Failure> {
    typed_day(text.trim()).map_err(|_| {
        let fault = if text.trim().is_empty() { edge::Unread::Missing } else { edge::Unread::Day };
        Lacking::Unreadable { field: field.to_owned(), fault }.into()
    })
}

/// The forms of the page as they were typed, when one of them was refused.
#[derive(Default)]
struct Typed {
    absence: AbsenceForm,
    assistant: powers::AssistantForm,
    delegation: powers::DelegationForm,
    /// Which of them.
    of: &'static str,
}

/// What every part of the page is made from.
struct Scene<'a> {
    ctx: &'a Ctx,
    agency: Uuid,
    positions: Vec<Position>,
    /// The positions whose absences the reader keeps.
    kept: Vec<Uuid>,
    /// Those for which the reader decides in person, or as an administrator.
    decided: Vec<Uuid>,
}

impl Scene<'_> {
    fn of<'a>(read: &mut Read<'_>, ctx: &'a Ctx, asked: Option<Uuid>) -> Result<Scene<'a>, Failure> {
        let agency = asked.or(ctx.actor.agency).ok_or(Lacking::Page)?;
        let manages = access::may(read, ctx, MANAGE, &Place::agency(agency))?;
        if !manages && ctx.actor.agency != Some(agency) {
            return Err(Lacking::Page.into());
        }
        let positions: Vec<Position> = organisation::positions_of(read, agency, ctx.now.day())?
            .into_iter()
            .filter(|position| position.person.is_some())
            .collect();
        let mut kept = Vec::new();
        for position in &positions {
            if keeps_absences(read, ctx, position)? {
                kept.push(position.id);
            }
        }
        let own = |id: &Uuid| ctx.actor.position == Some(*id) && ctx.actor.stead.is_none();
        let decided = kept.iter().copied().filter(|id| manages || own(id)).collect();
        Ok(Scene { ctx, agency, positions, kept, decided })
    }

    fn name(&self, id: Uuid) -> String {
        self.positions
            .iter()
            .find(|position| position.id == id)
            .map_or_else(|| t::absences_left(self.ctx.lang).to_owned(), named)
    }

    /// Everybody of the agency, behind the choice of nobody.
    fn people(&self, nobody: &str) -> Vec<Opt> {
        let people = self.positions.iter().map(|it| Opt::new(it.id.to_string(), named(it)));
        std::iter::once(Opt::new("", nobody)).chain(people).collect()
    }

    /// Some positions to choose from, and the one chosen: as typed, else the only or own one.
    fn among(&self, ids: &[Uuid], typed: &str) -> (Vec<Opt>, String) {
        let options = ids.iter().map(|id| Opt::new(id.to_string(), self.name(*id))).collect();
        let own = self.ctx.actor.position.filter(|id| ids.contains(id)).or(ids.first().copied());
        let chosen = match typed {
            "" => own.map(|id| id.to_string()).unwrap_or_default(),
            typed => typed.to_owned(),
        };
        (options, chosen)
    }
}

fn named(position: &Position) -> String {
    format!("{}, {}", position.person_name.clone().unwrap_or_default(), position.title)
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<Where>,
) -> Answer {
    page(&app, &reader, query.agency, &Typed::default(), &[])
}

fn page(app: &App, reader: &Reader, agency: Option<Uuid>, typed: &Typed, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let scene = Scene::of(read, ctx, agency)?;
        let faults_of = |form: &str| if typed.of == form { faults } else { &[] };
        let mut cards = vec![absences(read, &scene)?];
        if !scene.kept.is_empty() {
            cards.push(entry(&scene, &typed.absence, faults_of("absence")));
        }
        cards.push(powers::assistants(read, &scene, &typed.assistant, faults_of("assistant"))?);
        cards.push(powers::delegations(read, &scene, &typed.delegation, faults_of("delegation"))?);
        let body = ui::page(&PageHead::new(t::menu_absences(lang)), &ui::board(&ui::cards(&cards)));
        edge::page(app, reader, read, Page { title: t::menu_absences(lang), active: BASE, body })
    })
}

/// Who is absent now and who will be.
fn absences(read: &mut Read<'_>, scene: &Scene<'_>) -> Result<Markup, Failure> {
    let (ctx, lang) = (scene.ctx, scene.ctx.lang);
    let today = ctx.now.day();
    let all = organisation::absences_of(read, scene.agency, today)?;
    let stand_ins = organisation::stand_ins_of(read, scene.agency, today)?;
    let columns = vec![
        Column::head(t::absences_who(lang)),
        Column::text(t::absences_days(lang)),
        Column::text(t::absences_substitutes(lang)),
        Column::actions(t::absences_end(lang)),
    ];
    let mut table = Table::new(lang, t::absences_list(lang), columns).wrap();
    for absence in &all {
        let mut by: BTreeMap<Uuid, Vec<&'static str>> = BTreeMap::new();
        for one in stand_ins.iter().filter(|it| it.absence == absence.id) {
            let work = Work::of(&one.work).map(|work| organisation::work_name(lang, work));
            by.entry(one.substitute).or_default().extend(work);
        }
        let now = absence.starts <= today;
        table = table.row(vec![
            html! { (scene.name(absence.position)) @if now { " " (ui::tag(t::absences_now(lang))) } },
            html! {
                (ui::time::date(lang, absence.starts)) "–" (ui::time::date(lang, absence.ends.plus(-1)))
            },
            html! {
                @if by.is_empty() { span class="muted" { (t::absences_nobody(lang)) } }
                @for (position, works) in &by {
                    div {
                        b { (scene.name(*position)) } ": "
                        @if works.len() == Work::ALL.len() { (t::absences_all(lang)) } @else { (works.join("; ")) }
                    }
                }
            },
            html! {
                @if scene.kept.contains(&absence.position) {
                    (Form::post(format!("{BASE}/{}/end", absence.id), ctx.new_id(), html! {
                        (Button::submit(if now { t::absences_back(lang) } else { t::absences_cancel(lang) }).small())
                    }).version(absence.version).class("inline"))
                }
            },
        ]);
    }
    let content = html! {
        @if all.is_empty() {
            (Empty::first_time(Icon::Calendar, t::absences_none(lang), t::absences_none_text(lang)))
        } @else { (table) }
    };
    Ok(ui::card("absences", Share::Whole, t::absences_list(lang), &html! {}, &content))
}

fn entry(scene: &Scene<'_>, typed: &AbsenceForm, faults: &[FieldFault]) -> Markup {
    let (ctx, lang) = (scene.ctx, scene.ctx.lang);
    let (kept, chosen) = scene.among(&scene.kept, &typed.position);
    let today = super::trail::date(ctx.now.day());
    let from = if typed.from.is_empty() { today } else { typed.from.clone() };
    let one = |name: &str, label: &str, value: &str, nobody: &str| {
        Field::new(name, label, Control::select(scene.people(nobody), value))
    };
    let labels = [
        ("position", t::absences_who(lang)),
        ("from", t::absences_from(lang)),
        ("until", t::absences_until(lang)),
        ("substitute", t::absences_substitute(lang)),
    ];
    let form = html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Form::post(format!("{BASE}?agency={}", scene.agency), ctx.new_id(), html! {
            (Field::new("position", t::absences_who(lang), Control::select(kept, chosen)).fault(faults))
            (ui::row(&[
                Field::new("from", t::absences_from(lang), Control::date(from)).fault(faults).required().span(3),
                Field::new("until", t::absences_until(lang), Control::date(typed.until.clone())).fault(faults).required().span(3),
            ]))
            (Field::new("all", t::absences_substitute(lang), Control::select(scene.people(t::absences_nobody(lang)), &typed.all))
                .id("f-substitute").hint(t::absences_hint(lang))
                .error(faults.iter().find(|it| it.field == "substitute").map(|it| it.message.clone())))
            (ui::fold(t::absences_apart(lang), "", Work::ALL.iter().any(|work| !typed.of(*work).is_empty()), &html! {
                @for work in Work::ALL {
                    (one(work.code(), organisation::work_name(lang, work), typed.of(work), t::absences_same(lang)))
                }
            }))
            (Button::submit(t::absences_enter(lang)).primary())
        }))
    };
    ui::card("enter", Share::Half, t::absences_enter_title(lang), &html! {}, &form)
}

async fn enter(State(app): State<App>, Query(query): Query<Where>, act: Act<AbsenceForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let entered =
        app.db.write(ctx, |tx| -> Result<Uuid, Failure> { Ok(leave(tx, ctx, &act.input.input(ctx)?)?) });
    match entered {
        Ok(_) => Ok(see_other_saying(&back(query.agency), t::absences_said(ctx.lang), None)),
        Err(failure) => refused(&act.reader, failure, |faults| {
            let typed = Typed { absence: act.input.clone(), of: "absence", ..Typed::default() };
            page(&app, &act.reader, query.agency, &typed, faults)
        }),
    }
}

/// The version that a small form carries.
#[derive(Deserialize)]
pub(crate) struct Version {
    #[serde(default)]
    version: i64,
}

async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Version>) -> Answer {
    let ctx = &act.reader.ctx;
    let agency = app.db.write(ctx, |tx| -> Result<Option<Uuid>, Failure> {
        come_back(tx, ctx, id, act.input.version)?;
        Ok(organisation::absence(tx, id)?.map(|absence| absence.agency))
    })?;
    Ok(see_other_saying(&back(agency), t::absences_ended(ctx.lang), None))
}

fn back(agency: Option<Uuid>) -> String {
    agency.map_or_else(|| BASE.to_owned(), |agency| format!("{BASE}?agency={agency}"))
}
