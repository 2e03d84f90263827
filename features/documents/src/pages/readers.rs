//! Who has looked at a record: noted when it is opened or its paper taken away, and shown to those whose record it is.

use crate::actions::opening::{self, Opened};
use crate::{Error, t, view};
use context::{Ctx, Uuid};
use db::Read;
use edge::App;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Notes that the reader has opened something, where that is news.
pub(crate) fn opened(app: &App, ctx: &Ctx, what: Opened) -> Result<(), Error> {
    if app.db.read(|read| opening::is_news(read, ctx, what))? {
        app.db.write(ctx, |tx| opening::open(tx, ctx, what))?;
    }
    Ok(())
}

/// Who has looked, the latest first.
pub(crate) fn panel(read: &mut Read<'_>, ctx: &Ctx, record: Uuid) -> Result<Markup, Error> {
    let lang = ctx.lang;
    let looks = view::looks(read, ctx, record)?;
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
    Ok(ui::folded_panel(t::readers_title(lang), &aside, &ui::definitions(&rows)))
}
