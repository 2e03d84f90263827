//! Entries of the directory of outside bodies that seem to be one body, and their merging.

use super::super::refused;
use super::outside::{inner, require};
use crate::t;
use axum::extract::State;
use context::{FieldFault, Uuid};
use edge::{Act, Answer, App, Failure, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::merge_outside;
use organisation::{Delivery, Outside};
use serde::Deserialize;
use ui::{Button, Column, Empty, Form, Icon, Share, Table};

pub(crate) const BASE: &str = "/admin/outside-bodies/alike";

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MergeForm {
    into: Uuid,
    #[serde(default)]
    from: Vec<Uuid>,
}

/// The entries that are alike, group by group.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    page(&app, &reader, &[])
}

fn page(app: &App, reader: &Reader, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let groups = organisation::outsides_alike(read, ctx.now.day())?;
        let content = html! {
            (ui::error_summary(lang, None, faults, &[("from", t::alike_merge(lang))]))
            @if groups.is_empty() {
                (Empty::new(Icon::Check, t::alike_none(lang), t::alike_none_text(lang)))
            } @else {
                p class="muted" { (t::alike_hint(lang)) }
                @for group in &groups { (form(reader, group)) }
            }
        };
        let card = ui::card("alike", Share::Whole, t::alike_title(lang), &html! {}, &content);
        inner(app, reader, read, t::alike_title(lang), &card)
    })
}

/// One group: which entry stays, and which are merged into it.
fn form(reader: &Reader, group: &[Outside]) -> Markup {
    let lang = reader.ctx.lang;
    let columns = vec![
        Column::text(t::alike_keep(lang)).fit(),
        Column::text(t::alike_merge(lang)).fit(),
        Column::head(t::places_name(lang)),
        Column::text(t::outside_delivery(lang)).spare(),
        Column::text(t::outside_where(lang)).spare(),
    ];
    let table = group.iter().enumerate().fold(
        Table::new(lang, t::alike_title(lang), columns).wrap(),
        |table, (at, one)| {
            let stays = format!("{}: {}", t::alike_keep(lang), one.name);
            let merged = format!("{}: {}", t::alike_merge(lang), one.name);
            table.row(vec![
                html! { input type="radio" name="into" value=(one.id) aria-label=(stays) checked[at == 0]; },
                html! { input type="checkbox" name="from" value=(one.id) aria-label=(merged); },
                html! { a class="link" href={ "/admin/outside-bodies/" (one.id) } { (one.name) } },
                html! { (one.delivery.words(lang)) },
                html! { @if one.delivery == Delivery::Mail { (one.email) } @else { (one.address) } },
            ])
        },
    );
    let content = html! { (table) (Button::submit(t::alike_send(lang))) };
    html! { (Form::post("/admin/outside-bodies/merge", reader.ctx.new_id(), content)) }
}

/// Merges the entries that are ticked into the one that stays.
pub(crate) async fn merge(State(app): State<App>, act: Act<MergeForm>) -> Answer {
    let (reader, form) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let merged =
        app.db.write(ctx, |tx| -> Result<(), Failure> { Ok(merge_outside(tx, ctx, form.into, &form.from)?) });
    match merged {
        Ok(()) => Ok(see_other_saying(BASE, t::alike_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, faults)),
    }
}
