//! Who has looked at a record: noted when it is opened or its paper taken away, and shown to those whose record it is.

use crate::model::boxes::{Box, holders};
use crate::store::desk;
use crate::store::seen::{self, Look};
use crate::{Error, actions, t};
use context::{Ctx, Uuid};
use db::Read;
use edge::App;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// The page of a document.
    Document(Uuid),
    /// The page of an arrival.
    Arrival(Uuid),
    /// A paper or the API's answer alone, by its record: what is new on the reader's desks stays new.
    Paper(Uuid),
}

impl Opened {
    fn record(self) -> Uuid {
        match self {
            Opened::Document(id) | Opened::Arrival(id) | Opened::Paper(id) => id,
        }
    }
}

/// Notes that the reader has opened something. Mostly that is noted already and nothing is new to them: then nothing
/// is written, so opening a record once more costs no transaction that writes.
pub(crate) fn opened(app: &App, ctx: &Ctx, what: Opened) -> Result<(), Error> {
    let record = what.record();
    let own = holders(ctx);
    let (is_new, is_unread) = app.db.read(|read| -> db::Result<_> {
        let is_new = match (ctx.actor.person, ctx.actor.position) {
            (Some(person), Some(_)) => !seen::is_noted(read, record, person, ctx.now.day())?,
            _ => false,
        };
        let page = !matches!(what, Opened::Paper(_));
        Ok((is_new, page && desk::is_unread(read, record, &own)?))
    })?;
    if !is_new && !is_unread {
        return Ok(());
    }
    app.db.write(ctx, |tx| {
        if let (true, Some(person), Some(position)) = (is_new, ctx.actor.person, ctx.actor.position) {
            seen::note(tx, record, &Look { person, position, at: ctx.now }, ctx.now.day())?;
        }
        match what {
            Opened::Arrival(id) if is_unread => actions::incoming::mark_read(tx, ctx, id)?,
            Opened::Document(id) if is_unread => {
                desk::mark_read(tx, id, &own)?;
            }
            _ => {}
        }
        Ok(())
    })
}

/// The most looks that are gone through.
const MOST: usize = 500;

/// Who has looked, the latest first: for those on whose desks the record lies.
pub(crate) fn fold(read: &mut Read<'_>, ctx: &Ctx, record: Uuid, boxes: &[Box]) -> db::Result<Markup> {
    if boxes.is_empty() {
        return Ok(html! {});
    }
    let lang = ctx.lang;
    let looks = seen::looks(read, record, MOST)?;
    let mut days: BTreeMap<Uuid, usize> = BTreeMap::new();
    looks.iter().for_each(|look| *days.entry(look.person).or_default() += 1);
    let people: Vec<Uuid> = days.keys().copied().collect();
    let names: BTreeMap<Uuid, String> =
        organisation::people(read, &people)?.into_iter().map(|person| (person.id, person.name)).collect();
    let positions: Vec<Uuid> = looks.iter().map(|look| look.position).collect();
    let titles: BTreeMap<Uuid, String> = organisation::positions(read, &positions, ctx.now.day())?
        .into_iter()
        .map(|position| (position.id, position.title))
        .collect();
    let mut told = BTreeSet::new();
    let rows: Vec<(&str, Markup)> = looks
        .iter()
        .filter(|look| told.insert(look.person))
        .map(|look| {
            let title = titles.get(&look.position).map(String::as_str).unwrap_or_default();
            let count = days.get(&look.person).copied().unwrap_or_default();
            let words = html! {
                (title) " · " (ui::time::time(lang, look.at, ctx.now))
                @if count > 1 { " · " (t::readers_days(lang, count)) }
            };
            (names.get(&look.person).map(String::as_str).unwrap_or_default(), words)
        })
        .collect();
    if rows.is_empty() {
        return Ok(html! {});
    }
    let aside = rows.len().to_string();
    Ok(ui::fold(t::readers_title(lang), &aside, false, &ui::definitions(&rows)))
}
