//! What the house takes from this feature: its menu, its words of facts and notices.

use crate::pages::overview::BASE;
use crate::{REMINDED, overview, t, view};
use context::{Ctx, Lang};
use db::Read;
use duties::{Filter, Hands, Whose};
use edge::{App, Deed, MenuItem};
use facts::Fact;
use ui::Icon;

pub(crate) fn menu(app: &App, read: &mut Read<'_>, ctx: &Ctx) -> db::Result<Vec<MenuItem>> {
    let hands = Hands::of(&ctx.actor, view::kinds(app));
    let owed = match duties::count_by(read, ctx, Whose::Me, &Filter { hands, ..Filter::default() }) {
        Ok(counts) => counts.total(),
        Err(duties::Error::Db(error)) => return Err(error),
        // What one owes oneself takes no permission; there is nothing else to refuse.
        Err(_) => 0,
    };
    let item = |address, name: &str, icon, count, key, group| MenuItem {
        address,
        name: name.to_owned(),
        icon,
        count,
        key,
        group,
    };
    let unread = notify::unread(read, ctx)?;
    let mut items = vec![
        item("/work", t::work_title(ctx.lang), Icon::Duties, owed, Some('v'), 0),
        item("/notices", t::notices_title(ctx.lang), Icon::Bell, unread, None, 0),
    ];
    if overview::opens(ctx) {
        items.push(item(BASE, t::overview_title(ctx.lang), Icon::Board, 0, Some('c'), 1));
    }
    Ok(items)
}

/// Every action that leaves a fact.
pub(crate) const DEEDS: &[Deed] = &[Deed { code: REMINDED, name: t::deed_reminded }];

pub(crate) fn narrate(fact: &Fact, lang: Lang) -> Option<String> {
    (fact.action == REMINDED).then(|| t::fact_reminded(lang).to_owned())
}

/// The words of a notice of this crate, with the subject that the record's card gives; none for other kinds.
pub fn notice_words(kind: &str, subject: &str, lang: Lang) -> Option<String> {
    (kind == REMINDED).then(|| t::notices_reminded(lang, subject))
}
