//! What happened to folders, told to their reader.

use crate::t;
use context::{Ctx, Lang, Ref, Uuid};
use db::Read;
use edge::Failure;
use facts::{Fact, Note};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::Event;

/// The most facts of a timeline.
const MOST: usize = 60;

/// What happened to a record, the newest first.
pub(super) fn timeline(read: &mut Read<'_>, ctx: &Ctx, record: &Ref) -> Result<Markup, Failure> {
    let mut told = facts::of(read, std::slice::from_ref(record), MOST)?;
    told.sort_by_key(|fact| std::cmp::Reverse((fact.at, fact.id)));
    let people: Vec<Uuid> = told.iter().filter_map(|fact| fact.who.person).collect();
    let names: BTreeMap<Uuid, String> =
        organisation::people(read, &people)?.into_iter().map(|person| (person.id, person.name)).collect();
    let events: Vec<Event> = told
        .iter()
        .filter_map(|fact| {
            let done = narrate(fact, ctx.lang)?;
            let who = fact.who.person.and_then(|person| names.get(&person));
            Some(Event {
                what: html! { @if let Some(name) = who { b { (name) } " " } (done) },
                said: match &fact.note {
                    Note::Text(text) => Some(text.clone()),
                    _ => None,
                },
                at: ui::time::time(ctx.lang, fact.at, ctx.now),
                now: false,
            })
        })
        .collect();
    Ok(ui::timeline(&events))
}

/// A fact of this feature in words that follow the name of whoever did it.
pub(crate) fn narrate(fact: &Fact, lang: Lang) -> Option<String> {
    let number = |name: &str| fact.data.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
    let text = |name: &str| fact.data.get(name).and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    Some(match fact.action.as_str() {
        "folders.list_started" => t::fact_list_started(lang, number("year")),
        "folders.list_copied" => t::fact_list_copied(lang, number("items"), number("from")),
        "folders.list_imported" => t::fact_list_imported(lang, number("items")),
        "folders.list_submitted" => t::fact_list_submitted(lang).to_owned(),
        "folders.list_returned" => t::fact_list_returned(lang).to_owned(),
        "folders.list_approved" => t::fact_list_approved(lang, number("year")),
        "folders.list_amended" => t::fact_list_amended(lang).to_owned(),
        "folders.item_added" => t::fact_item_added(lang, text("code")),
        "folders.item_changed" => t::fact_item_changed(lang, text("code")),
        "folders.item_removed" => t::fact_item_removed(lang, text("code")),
        "folders.opened" => t::fact_opened(lang, text("code")),
        "folders.edited" => t::fact_edited(lang).to_owned(),
        "folders.filed" => t::fact_filed(lang).to_owned(),
        "folders.file_added" => t::fact_file_added(lang).to_owned(),
        "folders.paper_added" => t::fact_paper_added(lang).to_owned(),
        "folders.moved" => t::fact_moved(lang, number("to")),
        "folders.removed" => t::fact_removed(lang).to_owned(),
        "folders.closed" => t::fact_closed(lang, number("entries"), number("pages")),
        "folders.reopened" => t::fact_reopened(lang).to_owned(),
        "folders.offered" => t::fact_offered(lang).to_owned(),
        "folders.offer_withdrawn" => t::fact_offer_withdrawn(lang).to_owned(),
        "folders.received" => t::fact_received(lang).to_owned(),
        "folders.refused" => t::fact_refused(lang).to_owned(),
        _ => return None,
    })
}
