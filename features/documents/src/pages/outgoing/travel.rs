//! Where an outgoing document has been and is: its route, and the state at each recipient.

use super::BASE;
use crate::actions::outgoing as actions;
use crate::model::arrival::ArrivalState;
use crate::model::boxes::Box;
use crate::model::change::RecallState;
use crate::store::arrival;
use crate::view::{self, DocumentView};
use crate::{t, words};
use axum::extract::State;
use context::{Ctx, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, SignedIn};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Column, Icon, PageHead, Pager, Table};

/// To whom it goes and, once issued, where it stands there.
pub(super) fn delivery(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = seen.document.id;
    if seen.document.issued_at.is_none() || seen.document.is_internal() {
        if seen.recipients.is_empty() {
            return Ok(html! {});
        }
        let list = html! { ul class="plain" { @for one in &seen.recipients { li { (one.name) } } } };
        return Ok(ui::panel(t::recipients_title(lang), &html! {}, &list));
    }
    let states = arrival::states_of(read, id)?;
    let arrived: i64 = states.iter().map(|(_, count)| count).sum();
    let batches = jobs::batches_about(read, &seen.document.subject_ref())?;
    let batch = batches.into_iter().find(|batch| batch.kind == actions::delivery::DELIVER);
    let rows: Vec<(String, Markup)> = states
        .iter()
        .map(|(state, count)| {
            let address = format!("/documents/{id}/recipients?state={state}");
            (
                words::state(lang, state).to_owned(),
                html! { a class="link" href=(address) { (ui::number::integer(lang, *count)) } },
            )
        })
        .collect();
    let pairs: Vec<(&str, Markup)> =
        rows.iter().map(|(name, count)| (name.as_str(), count.clone())).collect();
    let content = html! {
        @if let Some(batch) = batch.filter(|batch| !batch.progress.finished()) {
            (ui::progress(batch.progress.done, batch.progress.total, &t::delivery_progress(lang, batch.progress.done, batch.progress.total)))
        }
        (ui::definitions(&pairs))
        p { a class="link" href={ "/documents/" (id) "/recipients" } { (t::delivery_all(lang, arrived)) } }
    };
    Ok(
        html! { div id="delivery" data-live="desk" { (ui::panel(t::delivery_title(lang), &html! {}, &content)) } },
    )
}

#[derive(Deserialize)]
pub(crate) struct RecipientsQuery {
    state: Option<String>,
    after: Option<String>,
}

/// The state at every recipient, with the national codes.
pub(crate) async fn recipients(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<RecipientsQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let seen = view::document_view(read, ctx, id)?;
        let after = query.after.as_deref().unwrap_or_default();
        let page = arrival::arrivals_of(read, id, query.state.as_deref(), after, 100)?;
        let states = arrival::states_of(read, id)?;
        let base = format!("/documents/{id}/recipients");
        let mut chips = vec![
            ui::Choice::new(words::place(lang, Box::All), base.clone())
                .count(states.iter().map(|(_, count)| count).sum())
                .current(query.state.is_none()),
        ];
        chips.extend(states.iter().map(|(state, count)| {
            ui::Choice::new(words::state(lang, state), format!("{base}?state={state}"))
                .count(*count)
                .current(query.state.as_ref() == Some(state))
        }));
        let columns = vec![
            Column::head(t::delivery_agency(lang)),
            Column::text(t::delivery_state(lang)),
            Column::number(t::delivery_number(lang)),
            Column::text(t::delivery_arrived(lang)),
            Column::text(t::delivery_accepted(lang)),
            Column::text(t::delivery_done(lang)),
        ];
        let mut table = Table::new(lang, t::delivery_title(lang), columns);
        let time = |at: Option<calendar::Time>| match at {
            Some(at) => ui::time::time(lang, at, ctx.now),
            None => html! {},
        };
        for row in &page.rows {
            let code = national_code(&row.state);
            table = table.row(vec![
                html! { (row.name) },
                html! { (ui::code(code)) " " (words::state(lang, &row.state)) @if !row.reason.is_empty() { br; q { (row.reason) } } },
                html! { @if let Some(number) = row.number { (number) } },
                time(Some(row.arrived_at)),
                time(row.registered_at),
                time(row.closed_at),
            ]);
        }
        let next = page.more.then(|| page.rows.last()).flatten().map(|row| {
            let state = query.state.as_ref().map(|state| format!("&state={state}")).unwrap_or_default();
            format!("{base}?after={}{state}", row.code)
        });
        let head = PageHead::new(seen.document.subject.clone())
            .note(seen.document.symbol.clone())
            .scope(ui::chips(t::list_filters(lang), &chips))
            .tools(html! { (Button::link(t::act_back(lang), format!("/documents/{id}")).quiet().icon(Icon::Left)) });
        let body = ui::page(&head, &html! { (table) (ui::pager(lang, &Pager { previous: None, next })) });
        edge::page(&app, &reader, read, Page { title: &seen.document.subject, active: BASE, body })
    })
}

/// The national code of how an arrival stands as its sender sees it.
fn national_code(standing: &str) -> &'static str {
    let recall =
        standing.strip_prefix("recall_").and_then(RecallState::of).and_then(RecallState::national_code);
    recall.or(ArrivalState::of(standing).map(ArrivalState::national_code)).unwrap_or_default()
}
