//! What runs behind: jobs and dead letters, and the days that count.

use super::gate::Nothing;
use super::trail::date;
use super::typed_day;
use crate::{store, t};
use axum::extract::State;
use calendar::{Day, DayKind};
use context::{Ref, Uuid};
use edge::{Act, Answer, App, Lacking, Page, Path, SignedIn, see_other_saying};
use maud::html;
use organisation::{Place, RESTRUCTURE};
use serde::Deserialize;
use serde_json::json;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Table};

/// Queues and dead letters.
pub(crate) async fn jobs(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        let mut queues = Table::new(
            lang,
            t::jobs_queues(lang),
            vec![
                Column::head(t::jobs_kind(lang)),
                Column::number(t::jobs_waiting(lang)),
                Column::number(t::jobs_running(lang)),
                Column::number(t::jobs_dead(lang)),
            ],
        );
        let rows = jobs::queues(read)?;
        let idle = rows.is_empty();
        for queue in rows {
            queues = queues.row(vec![
                ui::code(&queue.kind),
                html! { (ui::number::integer(lang, queue.waiting)) },
                html! { (ui::number::integer(lang, queue.running)) },
                html! { (ui::number::integer(lang, queue.dead)) },
            ]);
        }
        let mut letters = Table::new(
            lang,
            t::jobs_letters(lang),
            vec![
                Column::head(t::jobs_kind(lang)),
                Column::text(t::jobs_fault(lang)),
                Column::text(t::trail_when(lang)),
                Column::actions(t::jobs_act(lang)),
            ],
        );
        let dead = jobs::dead(read, None, 100)?;
        for job in &dead.rows {
            letters = letters.row(vec![
                ui::code(&job.kind),
                html! { (job.error.clone().unwrap_or_default()) },
                ui::time::time(lang, job.died_at, ctx.now),
                html! {
                    (Form::post(format!("/admin/jobs/{}/retry", job.id), ctx.new_id(), html! { (Button::submit(t::jobs_retry(lang)).small()) }).class("inline"))
                    (Form::post(format!("/admin/jobs/{}/discard", job.id), ctx.new_id(), html! { (Button::submit(t::jobs_discard(lang)).small().danger()) }).class("inline"))
                },
            ]);
        }
        let body = ui::page(&PageHead::new(t::menu_jobs(lang)), &html! {
            @if idle { (Empty::done(t::jobs_idle(lang), t::jobs_idle_text(lang))) } @else { (queues) }
            @if !dead.rows.is_empty() { h2 { (t::jobs_letters(lang)) } (letters) }
        });
        edge::page(&app, &reader, read, Page { title: t::menu_jobs(lang), active: "/admin/jobs", body })
    })
}

/// Tries a dead letter again.
pub(crate) async fn retry(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| -> Result<(), edge::Failure> {
        access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        jobs::retry(tx, ctx, id)?;
        facts::record(tx, ctx, facts::New::new("administration.job_retried", Ref::new("job", id)))?;
        Ok(())
    })?;
    Ok(see_other_saying("/admin/jobs", t::jobs_retried(ctx.lang), None))
}

/// Gives a dead letter up.
pub(crate) async fn discard(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| -> Result<(), edge::Failure> {
        access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        jobs::discard(tx, id)?;
        facts::record(tx, ctx, facts::New::new("administration.job_discarded", Ref::new("job", id)))?;
        Ok(())
    })?;
    Ok(see_other_saying("/admin/jobs", t::jobs_discarded(ctx.lang), None))
}

/// The days off and the days worked instead: those of the law, and those declared here.
pub(crate) async fn calendar(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        let declared = store::declared(read)?;
        let mut table = Table::new(
            lang,
            t::days_declared(lang),
            vec![
                Column::head(t::days_day(lang)),
                Column::text(t::days_kind(lang)),
                Column::text(t::days_name(lang)),
                Column::actions(t::days_remove(lang)),
            ],
        );
        let kind = |kind: DayKind| match kind {
            DayKind::Off => t::days_off(lang),
            DayKind::Work => t::days_work(lang),
        };
        for (day, of, name) in &declared {
            table = table.row(vec![
                html! { (ui::time::date(lang, *day)) },
                html! { (kind(*of)) },
                html! { (name) },
                html! { (Form::post(format!("/admin/calendar/{}/remove", day.iso()), ctx.new_id(), html! { (Button::submit(t::days_remove(lang)).small().danger()) }).class("inline")) },
            ]);
        }
        let mut law = Table::new(
            lang,
            t::days_law(lang),
            vec![Column::head(t::days_day(lang)), Column::text(t::days_kind(lang)), Column::text(t::days_name(lang))],
        );
        let year = ctx.now.day().year();
        for (day, of, name) in ctx.law.holidays().iter().filter(|(day, _, _)| day.year() == year) {
            law = law.row(vec![html! { (ui::time::date(lang, *day)) }, html! { (kind(*of)) }, html! { (name) }]);
        }
        let form = Form::post("/admin/calendar", ctx.new_id(), html! {
            (ui::row(&[
                Field::new("day", t::days_day(lang), Control::date(date(ctx.now.day()))).required().span(2),
                Field::new("kind", t::days_kind(lang), Control::segments(vec![Opt::new("off", t::days_off(lang)), Opt::new("work", t::days_work(lang))], "off")).span(2),
                Field::new("name", t::days_name(lang), Control::text("")).required().span(2),
            ]))
            (Button::submit(t::days_declare(lang)).primary().icon(Icon::Calendar))
        });
        let none = declared.is_empty();
        let body = ui::page(&PageHead::new(t::menu_calendar(lang)), &html! {
            p class="muted" { (t::days_hint(lang)) }
            (form)
            @if !none { h2 { (t::days_declared(lang)) } (table) }
            h2 { (t::days_law(lang)) } (law)
        });
        edge::page(&app, &reader, read, Page { title: t::menu_calendar(lang), active: "/admin/calendar", body })
    })
}

#[derive(Deserialize)]
pub(crate) struct DayForm {
    #[serde(default)]
    day: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
}

/// Declares a day; deadlines that it touches are counted again.
pub(crate) async fn declare(State(app): State<App>, act: Act<DayForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let day = typed_day(&act.input.day)?;
    let kind = if act.input.kind == "work" { DayKind::Work } else { DayKind::Off };
    let name: String = act.input.name.trim().chars().take(200).collect();
    app.db.write(ctx, |tx| -> Result<(), edge::Failure> {
        access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        store::declare(tx, day, kind, &name)?;
        changed(tx, ctx, day, "administration.day_declared")
    })?;
    Ok(see_other_saying("/admin/calendar", t::days_said(ctx.lang), None))
}

/// Takes a declaration back.
pub(crate) async fn undeclare(State(app): State<App>, Path(day): Path<String>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let day = Day::parse(&day).ok_or(Lacking::Page)?;
    app.db.write(ctx, |tx| -> Result<(), edge::Failure> {
        access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        if !store::undeclare(tx, day)? {
            return Err(Lacking::Page.into());
        }
        changed(tx, ctx, day, "administration.day_undeclared")
    })?;
    Ok(see_other_saying("/admin/calendar", t::days_said(ctx.lang), None))
}

/// Tells every node, and has the deadlines that follow counted again.
fn changed(
    tx: &mut db::Tx<'_>,
    ctx: &context::Ctx,
    day: Day,
    action: &'static str,
) -> Result<(), edge::Failure> {
    let data = json!({ "day": day.iso() });
    let subject = Ref::new("calendar", Uuid::nil());
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(action, subject) })?;
    tx.announce("law", "");
    duties::rederive_later(tx, ctx, day)?;
    Ok(())
}
