//! The series (sổ) that a records desk keeps: opened, changed, ended; and of one of them the numbers that stand for no
//! document, reserved ahead or voided.

use super::{day, name, parts};
use crate::actions::outgoing::series::{self as actions, ReserveInput, SeriesInput};
use crate::model::series::{Lapse, Purpose};
use crate::store::number::{self as ledger, ReservedNumber, Series};
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Reader, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::Place;
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Share, Table};

const BASE: &str = "/series";
/// So many numbers that stand for no document are shown.
const SHOWN: usize = 200;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, list)
        .get("/series/new", fresh)
        .post(BASE, open)
        .get("/series/{id}", show)
        .post("/series/{id}", change)
        .post("/series/{id}/end", end)
        .post("/series/{id}/reserve", reserve)
        .post("/series/{id}/void", void)
}

/// A series as a form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SeriesForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    purpose: String,
    body: Option<Uuid>,
    unit: Option<Uuid>,
    #[serde(default)]
    lapse: String,
    #[serde(default)]
    version: i64,
}

impl SeriesForm {
    fn of(series: &Series) -> SeriesForm {
        SeriesForm {
            name: series.name.clone(),
            pattern: series.pattern.clone(),
            types: series.types.split_whitespace().map(str::to_owned).collect(),
            purpose: series.purpose.clone(),
            body: series.body,
            unit: series.unit,
            lapse: series.lapse.clone(),
            version: series.version,
        }
    }

    fn input(&self) -> SeriesInput {
        SeriesInput {
            name: self.name.clone(),
            pattern: self.pattern.clone(),
            types: self.types.iter().filter(|kind| !kind.is_empty()).cloned().collect(),
            purpose: Purpose::of(&self.purpose).unwrap_or_default(),
            body: self.body,
            unit: self.unit,
            lapse: Lapse::of(&self.lapse).unwrap_or_default(),
        }
    }
}

/// Whose series the reader keeps.
fn keeps(read: &mut Read<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    access::require(read, ctx, crate::NUMBER, &Place::agency(agency))?;
    Ok(agency)
}

fn kept(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Series, Error> {
    let series = ledger::series(read, id)?.ok_or(Error::NotFound)?;
    access::require(read, ctx, crate::NUMBER, &Place::agency(series.agency))?;
    Ok(series)
}

/// All series of the reader's records desk.
async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = keeps(read, ctx)?;
        let all = ledger::kept(read, agency)?;
        let year = i64::from(ctx.now.day().year());
        let columns = vec![
            Column::head(t::series_name(lang)),
            // Series of different bodies often have the same name.
            Column::text(t::series_body(lang)),
            Column::text(t::series_purpose(lang)).spare(),
            Column::text(t::series_pattern(lang)).spare(),
            Column::text(t::series_types(lang)).spare(),
            Column::number(t::series_next(lang)),
        ];
        let mut table = Table::new(lang, t::series_title(lang), columns).wrap();
        for one in &all {
            let body = match one.body {
                Some(body) => organisation::body(read, body)?.map(|body| body.name).unwrap_or_default(),
                None => String::new(),
            };
            let next = ledger::peek(read, one.id, year)?;
            table = table.row(vec![
                html! { a class="link" href={ (BASE) "/" (one.id) } { (one.name) } @if one.ends.is_some() { " " (ui::tag(t::state_ended(lang))) } },
                html! { (body) },
                html! { (purpose(ctx, one)) },
                html! { (ui::code(&one.pattern)) },
                html! { (kinds(ctx, one)) },
                html! { @if one.ends.is_none() { (next) } },
            ]);
        }
        let add = Button::link(t::series_open(lang), format!("{BASE}/new")).icon(Icon::Plus).primary();
        let (head, content) = match all.is_empty() {
            true => (
                PageHead::new(t::series_title(lang)),
                html! { (Empty::first_time(Icon::Register, t::series_empty_title(lang), t::series_empty_text(lang)).button(add)) },
            ),
            false => (PageHead::new(t::series_title(lang)).note(t::series_note(lang)).action(add), html! { (table) }),
        };
        let body = ui::page(&head, &content);
        edge::page(&app, &reader, read, Page { title: t::series_title(lang), active: super::register::BASE, body })
    })
}

fn purpose(ctx: &Ctx, series: &Series) -> &'static str {
    match series.direction.as_str() {
        "in" => t::page_incoming(ctx.lang),
        _ => words::purpose(ctx.lang, series.purpose()),
    }
}

fn kinds(ctx: &Ctx, series: &Series) -> String {
    let today = ctx.now.day();
    let names: Vec<&str> = series
        .types
        .split_whitespace()
        .filter_map(|code| Some(name(ctx.lang, ctx.law.document_type(code, today)?)))
        .collect();
    if names.is_empty() { t::routes_any(ctx.lang).to_owned() } else { names.join(", ") }
}

/// The form of a new series.
async fn fresh(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let form = SeriesForm { pattern: crate::model::symbol::NAMED.to_owned(), ..SeriesForm::default() };
    fresh_page(&app, &reader, &form, &[])
}

fn fresh_page(app: &App, reader: &Reader, form: &SeriesForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let title = t::series_open(lang);
        let agency = keeps(read, ctx)?;
        let today = ctx.now.day();
        let bodies: Vec<Opt> = organisation::issuing_bodies_of(read, agency, today)?
            .into_iter()
            .map(|body| Opt::new(body.id.to_string(), body.name))
            .collect();
        let chosen = form.body.map(|id| id.to_string()).or(bodies.first().map(|body| body.value.clone()));
        let mut units = vec![Opt::new("", t::series_whole_agency(lang))];
        let known = organisation::units_of(read, agency, today)?;
        units.extend(known.into_iter().map(|unit| Opt::new(unit.id.to_string(), unit.name)));
        let purposes = Purpose::ALL.map(|one| Opt::new(one.code(), words::purpose(lang, one))).to_vec();
        let purpose = Purpose::of(&form.purpose).unwrap_or_default();
        let unit = form.unit.map(|id| id.to_string()).unwrap_or_default();
        let entry = html! {
            (summary(ctx, faults))
            (Form::post(BASE, ctx.new_id(), html! {
                (Field::new("body", t::series_body(lang), Control::select(bodies, chosen.unwrap_or_default())).fault(faults))
                (Field::new("purpose", t::series_purpose(lang), Control::select(purposes, purpose.code())).fault(faults))
                (Field::new("unit", t::series_unit(lang), Control::select(units, unit)).hint(t::series_unit_hint(lang)).fault(faults))
                (fields(ctx, form, faults))
                (ui::buttons(&[Button::submit(t::series_open_send(lang)).primary().key("Ctrl+Enter"), Button::link(t::act_cancel(lang), BASE)]))
            }).guard())
        };
        let body = ui::page(&PageHead::new(title), &ui::column(&ui::panel(title, &html! {}, &entry)));
        edge::page(app, reader, read, Page { title, active: super::register::BASE, body })
    })
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("name", t::series_name(lang)),
        ("pattern", t::series_pattern(lang)),
        ("types", t::series_types(lang)),
        ("body", t::series_body(lang)),
        ("unit", t::series_unit(lang)),
        ("count", t::series_count(lang)),
        ("holder", t::series_holder(lang)),
        ("until", t::series_until(lang)),
        ("reason", t::series_reason(lang)),
        ("number", t::number_number(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

fn fields(ctx: &Ctx, form: &SeriesForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let options = ctx
        .law
        .document_types(ctx.now.day())
        .map(|kind| Opt::new(kind.code.clone(), name(lang, kind)))
        .collect();
    let kinds = Control::Pick {
        options,
        chosen: form.types.clone(),
        several: true,
        more: t::series_more_types(lang).to_owned(),
        source: None,
    };
    let lapses = Lapse::ALL.map(|one| Opt::new(one.code(), words::lapse(lang, one))).to_vec();
    let lapse = Lapse::of(&form.lapse).unwrap_or_default();
    html! {
        (Field::new("name", t::series_name(lang), Control::text(&form.name)).hint(t::series_name_hint(lang)).fault(faults).required())
        (Field::new("pattern", t::series_pattern(lang), Control::text(&form.pattern)).hint(t::series_pattern_hint(lang)).fault(faults).required())
        (Field::new("types", t::series_types(lang), kinds).hint(t::series_types_hint(lang)).fault(faults))
        (Field::new("lapse", t::series_lapse(lang), Control::select(lapses, lapse.code())))
    }
}

/// What the forms of a series' page were sent with.
#[derive(Clone, Debug, Default)]
struct Typed {
    series: Option<SeriesForm>,
    reserve: ReserveForm,
}

/// One series.
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, &Typed::default(), &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: &Typed, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let series = kept(read, ctx, id)?;
        let year = i64::from(ctx.now.day().year());
        let next = ledger::peek(read, id, year)?;
        let unused = ledger::unused(read, id, year, SHOWN)?;
        let open = series.ends.is_none() && series.direction == "out";
        let unit = match series.unit {
            Some(unit) => organisation::unit(read, unit)?.map(|unit| unit.name),
            None => None,
        };
        let register = format!(
            "/register?book={}&series={id}",
            if series.direction == "in" { "arrivals" } else { "issued" }
        );
        let about = html! {
            (ui::definitions(&[
                (t::series_purpose(lang), html! { (purpose(ctx, &series)) @if let Some(unit) = &unit { ", " (unit) } }),
                (t::series_pattern(lang), html! { (ui::code(&series.pattern)) }),
                (t::series_types(lang), html! { (kinds(ctx, &series)) }),
                (t::series_lapse(lang), html! { (words::lapse(lang, series.lapse())) }),
                (t::series_since(lang), html! { (ui::time::date(lang, series.starts)) @if let Some(ends) = series.ends { " – " (ui::time::date(lang, ends)) } }),
                (t::series_next(lang), html! { @if open { (next) } }),
            ]))
            p { a class="link" href=(register) { (t::series_register(lang)) } }
        };
        let numbers = html! {
            @if unused.is_empty() { p class="muted" { (t::series_none_unused(lang, year)) } }
            @else { (table(read, ctx, &series, &unused)?) }
        };
        let form = typed.series.clone().unwrap_or_else(|| SeriesForm::of(&series));
        let change = html! {
            (Form::post(format!("{BASE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, &form, faults))
                (Button::submit(t::series_save(lang)))
            }).version(form.version))
            (ui::fold(t::series_end(lang), "", false, &html! {
                p { (t::series_end_text(lang)) }
                (Form::post(format!("{BASE}/{id}/end"), ctx.new_id(), html! {
                    (Button::submit(t::series_end_send(lang, &series.name)).danger())
                }).version(series.version))
            }))
        };
        let mut cards = vec![
            ui::card("about", Share::Third, t::series_about(lang), &html! {}, &about),
            ui::card("numbers", Share::TwoThirds, t::series_unused(lang), &html! {}, &numbers),
        ];
        if open {
            let reserve = reserve_form(read, ctx, &series, &typed.reserve, faults)?;
            cards.push(ui::card("reserve", Share::Third, t::series_reserve(lang), &html! {}, &reserve));
            cards.push(ui::card("change", Share::TwoThirds, t::series_change(lang), &html! {}, &change));
        }
        let content = html! { (summary(ctx, faults)) (ui::board(&ui::cards(&cards))) };
        let head = PageHead::new(series.name.clone())
            .tools(html! { (Button::link(t::series_title(lang), BASE).quiet().icon(Icon::Left)) });
        edge::page(app, reader, read, Page { title: &series.name, active: super::register::BASE, body: ui::page(&head, &content) })
    })
}

/// The numbers that stand for no document, each with what can be done about it.
fn table(
    read: &mut Read<'_>,
    ctx: &Ctx,
    series: &Series,
    unused: &[ReservedNumber],
) -> Result<Table, Failure> {
    let lang = ctx.lang;
    let holders: Vec<Uuid> = unused.iter().filter_map(|number| number.holder).collect();
    let names = crate::view::names(read, ctx, &holders)?;
    let columns = vec![
        Column::number(t::number_number(lang)).fit(),
        Column::text(t::series_standing(lang)),
        Column::text(t::series_holder(lang)),
        Column::text(t::series_reason(lang)).wide(),
        Column::actions(t::act_void(lang)),
    ];
    Ok(unused.iter().fold(Table::new(lang, t::series_unused(lang), columns).wrap(), |table, one| {
        let reserved = one.state == "reserved";
        let until = one.expires.map(|day| ui::time::date(lang, day));
        let standing = match (reserved, until) {
            (true, Some(day)) => t::series_reserved_until(lang, day),
            (true, None) => t::series_reserved(lang).to_owned(),
            (false, _) => t::series_voided(lang).to_owned(),
        };
        let void = html! {
            (ui::fold(t::act_void(lang), "", false, &html! {
                (Form::post(format!("{BASE}/{}/void", series.id), ctx.new_id(), html! {
                    input type="hidden" name="year" value=(one.year);
                    input type="hidden" name="number" value=(one.number);
                    (Field::new("reason", t::act_void_reason(lang), Control::text("")).id(format!("f-reason-{}", one.number)).required())
                    (Button::submit(t::act_void_send(lang, one.number)).danger().small())
                }))
            }))
        };
        table.row(vec![
            html! { (one.number) },
            html! { (standing) },
            html! { @if let Some(name) = one.holder.and_then(|id| names.get(&id)) { (name) } },
            html! { (one.reason) },
            html! { @if reserved { (void) } },
        ])
    }))
}

fn reserve_form(
    read: &mut Read<'_>,
    ctx: &Ctx,
    series: &Series,
    typed: &ReserveForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = series.id;
    let mut people = vec![Opt::new("", t::direct_choose(lang))];
    let positions = organisation::positions_of(read, series.agency, ctx.now.day())?;
    people.extend(positions.into_iter().filter_map(|position| {
        let person = position.person_name?;
        Some(Opt::new(position.id.to_string(), format!("{person}, {}", position.title)))
    }));
    let holder = typed.holder.map(|id| id.to_string()).unwrap_or_default();
    let count = typed.count.clone().unwrap_or_else(|| "1".to_owned());
    Ok(html! {
        (Form::post(format!("{BASE}/{id}/reserve"), ctx.new_id(), html! {
            (Field::new("count", t::series_count(lang), Control::digits(count)).fault(faults))
            (Field::new("holder", t::series_holder(lang), Control::select(people, holder)).fault(faults))
            (Field::new("until", t::series_until(lang), Control::date(typed.until.clone().unwrap_or_default())).hint(t::series_until_hint(lang)).fault(faults))
            (Field::new("reason", t::series_reason(lang), Control::text(&typed.reason)).fault(faults).required())
            (Button::submit(t::series_reserve_send(lang)).primary())
        }))
    })
}

/// Faults of what was sent, to be shown beside it; other failures go their way.
fn faults(reader: &Reader, failure: Failure) -> Result<(Vec<FieldFault>, StatusCode), Failure> {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "form".into(), message: parts::said(&problem) });
    }
    Ok((faults, StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)))
}

fn again(app: &App, reader: &Reader, id: Uuid, typed: &Typed, failure: Failure) -> Answer {
    let (faults, status) = faults(reader, failure)?;
    let mut answer = page(app, reader, id, typed, &faults)?;
    *answer.status_mut() = status;
    Ok(answer)
}

async fn open(State(app): State<App>, act: Act<SeriesForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::open_series(tx, ctx, &act.input.input())) {
        Ok(id) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::series_said_opened(ctx.lang), None)),
        Err(error) => {
            let (faults, status) = faults(&act.reader, error.into())?;
            let mut answer = fresh_page(&app, &act.reader, &act.input, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SeriesForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    match app.db.write(ctx, |tx| actions::change_series(tx, ctx, id, form.version, &form.input())) {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::said_saved(ctx.lang), None)),
        Err(error) => {
            let typed = Typed { series: Some(form.clone()), ..Typed::default() };
            again(&app, &act.reader, id, &typed, error.into())
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    version: i64,
}

async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::end_series(tx, ctx, id, act.input.version)) {
        Ok(()) => Ok(see_other_saying(BASE, t::series_said_ended(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, id, &Typed::default(), error.into()),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ReserveForm {
    count: Option<String>,
    holder: Option<Uuid>,
    until: Option<String>,
    #[serde(default)]
    reason: String,
}

async fn reserve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReserveForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let reserved = day("until", form.until.as_deref()).and_then(|until| {
        // What is no number is none of those that can be reserved.
        let count = form.count.as_deref().and_then(|count| count.trim().parse().ok()).unwrap_or(0);
        let input = ReserveInput { count, holder: form.holder, until, reason: form.reason.clone() };
        app.db.write(ctx, |tx| actions::reserve(tx, ctx, id, &input))
    });
    match reserved {
        Ok(numbers) => {
            let said: Vec<String> = numbers.iter().map(i64::to_string).collect();
            let said = t::series_said_reserved(ctx.lang, said.join(", "));
            Ok(see_other_saying(&format!("{BASE}/{id}"), &said, None))
        }
        Err(error) => {
            let typed = Typed { reserve: form.clone(), ..Typed::default() };
            again(&app, &act.reader, id, &typed, error.into())
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct VoidForm {
    #[serde(default)]
    year: i64,
    #[serde(default)]
    number: i64,
    #[serde(default)]
    reason: String,
}

async fn void(State(app): State<App>, Path(id): Path<Uuid>, act: Act<VoidForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    match app.db.write(ctx, |tx| actions::void_reserved(tx, ctx, id, (form.year, form.number), &form.reason))
    {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::said_voided(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, id, &Typed::default(), error.into()),
    }
}
