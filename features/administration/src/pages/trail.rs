//! The trail of what was done, for auditors.

use crate::t;
use axum::extract::State;
use calendar::Day;
use context::Uuid;
use edge::{Answer, App, Page, Query, SignedIn};
use facts::{Filter, Note, Reach};
use maud::html;
use organisation::Place;
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, PageHead, Pager, Table};

const ROWS: usize = 100;
/// So many days are looked at unless somebody asks for others.
const DAYS: i32 = 7;

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TrailQuery {
    action: Option<String>,
    person: Option<String>,
    from: Option<String>,
    until: Option<String>,
    behind: Option<Uuid>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TrailQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, access::AUDIT, &Place::SYSTEM)?;
        let today = ctx.now.day();
        let from = query.from.as_deref().and_then(Day::parse).unwrap_or(today.plus(-DAYS));
        let until = query.until.as_deref().and_then(Day::parse).unwrap_or(today);
        let people = match query.person.as_deref() {
            Some(text) => organisation::people_named(read, text, 1)?,
            None => Vec::new(),
        };
        let filter = Filter {
            action: query.action.clone(),
            // A name that nobody has finds nothing, and not everybody.
            person: query.person.as_ref().map(|_| people.first().map_or(Uuid::nil(), |person| person.id)),
            from: Some(from),
            to: Some(until),
            ..Filter::default()
        };
        let page = facts::search(read, &Reach::All, &filter, query.behind, ROWS)?;
        let ids: Vec<Uuid> = page.rows.iter().filter_map(|fact| fact.who.person).collect();
        let names: BTreeMap<Uuid, String> =
            organisation::people(read, &ids)?.into_iter().map(|person| (person.id, person.name)).collect();
        let agencies: Vec<Uuid> = page.rows.iter().filter_map(|fact| fact.who.agency).collect();
        let agencies: BTreeMap<Uuid, String> =
            organisation::agencies(read, &agencies)?.into_iter().map(|agency| (agency.id, agency.name)).collect();
        let columns = vec![
            Column::text(t::trail_position(lang)),
            Column::text(t::trail_when(lang)),
            Column::head(t::trail_who(lang)),
            Column::text(t::trail_agency(lang)),
            Column::text(t::trail_what(lang)),
            Column::text(t::trail_record(lang)),
        ];
        let mut table = Table::new(lang, t::menu_audit(lang), columns);
        for fact in &page.rows {
            let who = fact.who.person.and_then(|id| names.get(&id)).cloned();
            let agency = fact.who.agency.and_then(|id| agencies.get(&id)).cloned().unwrap_or_default();
            table = table.row(vec![
                html! { @if let Some(position) = fact.position { (position) } },
                ui::time::time(lang, fact.at, ctx.now),
                html! { (who.unwrap_or_else(|| t::trail_system(lang).to_owned())) },
                html! { (agency) },
                html! { (ui::code(&fact.action)) @if let Note::Text(text) = &fact.note { br; q { (text) } } },
                html! { (fact.subject.kind) " " (ui::code(&fact.subject.id.to_string())) },
            ]);
        }
        let form = Form::get("/admin/audit", html! {
            (ui::row(&[
                Field::new("action", t::trail_action(lang), Control::text(query.action.clone().unwrap_or_default())).hint(t::trail_action_hint(lang)).span(2),
                Field::new("person", t::trail_who(lang), Control::text(query.person.clone().unwrap_or_default())).span(2),
                Field::new("from", t::trail_from(lang), Control::date(date(from))).span(2),
                Field::new("until", t::trail_until(lang), Control::date(date(until))).span(2),
            ]))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        });
        let next = page.more.then(|| page.rows.last()).flatten().map(|fact| {
            let action = query.action.as_ref().map(|action| format!("&action={action}")).unwrap_or_default();
            format!("/admin/audit?from={}&until={}{action}&behind={}", from.iso(), until.iso(), fact.id)
        });
        let empty = page.rows.is_empty();
        let body = ui::page(&PageHead::new(t::menu_audit(lang)), &html! {
            (form)
            @if empty { (Empty::filtered(t::trail_none(lang), t::trail_none_text(lang))) } @else { (table) }
            (ui::pager(lang, &Pager { previous: None, next }))
        });
        edge::page(&app, &reader, read, Page { title: t::menu_audit(lang), active: "/admin/audit", body })
    })
}

/// A day as a field shows it.
pub(super) fn date(day: Day) -> String {
    format!("{}/{}/{}", day.of_month(), day.month(), day.year())
}
