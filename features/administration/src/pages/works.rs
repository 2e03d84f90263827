//! What runs behind: jobs and dead letters.

use super::gate::Nothing;
use crate::t;
use axum::extract::State;
use context::{Ref, Uuid};
use edge::{Act, Answer, App, Page, Path, SignedIn, see_other_saying};
use maud::html;
use organisation::{Place, RESTRUCTURE};
use ui::{Button, Column, Empty, Form, PageHead, Table};

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
