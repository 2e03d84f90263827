//! The days that count: days off and days worked instead, by law and declared here.

use super::gate::Nothing;
use super::trail::date;
use super::{again, typed_day};
use crate::actions::{declare_day, undeclare_day};
use crate::model::DeclaredDay;
use crate::{store, t};
use access::Place;
use axum::extract::State;
use calendar::{Day, DayKind};
use context::{Ctx, FieldFault, Lang};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::RESTRUCTURE;
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Icon, Opt, PageHead, Table};

const BASE: &str = "/admin/calendar";

/// A day as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct DayForm {
    #[serde(default)]
    day: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name_vi: String,
    #[serde(default)]
    name_en: String,
}

/// The page.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    page(&app, &reader, &DayForm::default(), &[])
}

fn page(app: &App, reader: &Reader, typed: &DayForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        let days = store::declared(read)?;
        let fresh = html! { p class="muted" { (t::days_hint(lang)) } (form(ctx, typed, faults)) };
        let year = ctx.now.day().year();
        let cards = [
            ui::card("fresh", ui::Share::Half, t::days_declare(lang), &html! {}, &fresh),
            ui::card("declared", ui::Share::Half, t::days_declared(lang), &html! {}, &declared(lang, &days)),
            ui::card("law", ui::Share::Whole, &t::days_law(lang, year), &html! {}, &by_law(ctx, year)),
        ];
        let body = html! {
            (ui::board(&ui::cards(&cards)))
            @for day in &days { (question(read, ctx, day)?) }
        };
        let body = ui::page(&PageHead::new(t::menu_calendar(lang)), &body);
        edge::page(app, reader, read, Page { title: t::menu_calendar(lang), active: BASE, body })
    })
}

fn form(ctx: &Ctx, typed: &DayForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let day = if typed.day.is_empty() { date(ctx.now.day()) } else { typed.day.clone() };
    let kinds = vec![Opt::new("off", t::days_off(lang)), Opt::new("work", t::days_work(lang))];
    let kind = if typed.kind == "work" { "work" } else { "off" };
    let labels =
        [("day", t::days_day(lang)), ("name_vi", t::days_name_vi(lang)), ("name_en", t::days_name_en(lang))];
    let form = Form::post(
        BASE,
        ctx.new_id(),
        html! {
            (ui::row(&[
                Field::new("day", t::days_day(lang), Control::date(day)).fault(faults).required().span(3),
                Field::new("kind", t::days_kind(lang), Control::segments(kinds, kind)).span(3),
                Field::new("name_vi", t::days_name_vi(lang), Control::text(&typed.name_vi)).fault(faults).hint(t::days_one(lang)).span(3),
                Field::new("name_en", t::days_name_en(lang), Control::text(&typed.name_en)).fault(faults).span(3),
            ]))
            (Button::submit(t::days_declare(lang)).primary().icon(Icon::Calendar))
        },
    );
    html! { (ui::error_summary(lang, None, faults, &labels)) (form) }
}

fn kind(lang: Lang, kind: DayKind) -> &'static str {
    match kind {
        DayKind::Off => t::days_off(lang),
        DayKind::Work => t::days_work(lang),
    }
}

fn declared(lang: Lang, days: &[DeclaredDay]) -> Markup {
    if days.is_empty() {
        return html! { p class="muted" { (t::days_none(lang)) } };
    }
    let columns = vec![
        Column::head(t::days_day(lang)),
        Column::text(t::days_name(lang)),
        Column::text(t::days_kind(lang)).fit(),
        Column::actions(t::days_remove(lang)),
    ];
    let table = Table::new(lang, t::days_declared(lang), columns).wrap();
    let table = days.iter().fold(table, |table, it| {
        table.row(vec![
            html! { (ui::time::date(lang, it.day)) },
            html! { (it.name(lang)) },
            html! { (kind(lang, it.kind())) },
            html! { (Button::opens(t::days_remove(lang), dialog_of(it.day)).small().danger()) },
        ])
    });
    html! { (table) }
}

fn dialog_of(day: Day) -> String {
    format!("remove-{}", day.iso())
}

/// What is asked before a declaration is taken back.
fn question(read: &mut Read<'_>, ctx: &Ctx, it: &DeclaredDay) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = dialog_of(it.day);
    let day = ui::time::date(lang, it.day);
    let duties = ui::number::count(duties::rederivable(read, it.day)?);
    let kind = if it.off { t::days_kind_off(lang) } else { t::days_kind_work(lang) };
    let act = Form::post(
        format!("{BASE}/{}/remove", it.day.iso()),
        ctx.new_id(),
        html! {
            p { (t::days_remove_text(lang, it.name(lang), kind, &duties)) }
            div class="btns" {
                (Button::submit(t::days_remove_send(lang, &day)).danger())
                (Button::closes(t::days_cancel(lang), id.clone()))
            }
        },
    );
    Ok(ui::dialog(lang, &id, &t::days_remove_of(lang, &day), &html! { (act) }))
}

fn by_law(ctx: &Ctx, year: i32) -> Markup {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::days_day(lang)),
        Column::text(t::days_name(lang)),
        Column::text(t::days_kind(lang)).fit(),
    ];
    let days = ctx.law.holidays().iter().filter(|it| it.day.year() == year);
    let table = days.fold(Table::new(lang, t::days_law(lang, year), columns), |table, it| {
        table.row(vec![
            html! { (ui::time::date(lang, it.day)) },
            html! { (lang.pick(&it.vi, &it.en)) },
            html! { (kind(lang, it.kind)) },
        ])
    });
    html! { (table) }
}

/// Declares a day; deadlines that it touches are counted again.
pub(crate) async fn declare(State(app): State<App>, act: Act<DayForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let declared = typed_day(&typed.day).and_then(|day| {
        let off = typed.kind != "work";
        let it = DeclaredDay { day, off, vi: typed.name_vi.clone(), en: typed.name_en.clone() };
        Ok((day, app.db.write(ctx, |tx| declare_day(tx, ctx, &it))?))
    });
    match declared {
        Ok((day, follows)) => {
            let (day, duties) = (ui::time::date(ctx.lang, day), ui::number::count(follows.duties));
            Ok(see_other_saying(BASE, &t::days_said(ctx.lang, day, duties), None))
        }
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = page(&app, reader, typed, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Takes a declaration back.
pub(crate) async fn undeclare(State(app): State<App>, Path(day): Path<String>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let day = Day::parse(&day).ok_or(Lacking::Page)?;
    let follows = app.db.write(ctx, |tx| undeclare_day(tx, ctx, day))?;
    let (day, duties) = (ui::time::date(ctx.lang, day), ui::number::count(follows.duties));
    Ok(see_other_saying(BASE, &t::days_removed(ctx.lang, day, duties), None))
}
