//! A page of boxes: the list on the left, narrowed down and walked page by page. Incoming and outgoing documents
//! differ in the boxes they offer.

use super::{capital, name};
use crate::model::boxes::{Box, holders};
use crate::store::lists::{self, Behind, ListFilter, ListRow};
use crate::{t, words};
use calendar::{Day, Remaining, Time};
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Reader};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Choice, Deadline, Empty, Group, Icon, ListPane, Pager, Row, Side};

/// Rows on one page of a list.
const ROWS: usize = 50;

/// What a list's address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// The box.
    #[serde(rename = "box")]
    pub(crate) place: Option<String>,
    /// Only urgent ones.
    pub(crate) urgent: Option<String>,
    /// Only unread ones.
    pub(crate) unread: Option<String>,
    /// Only overdue ones.
    pub(crate) overdue: Option<String>,
    /// Only of this kind of document.
    pub(crate) kind: Option<String>,
    /// Only from this agency.
    pub(crate) sender: Option<Uuid>,
    /// Only from this day on.
    pub(crate) from: Option<String>,
    /// Only until this day.
    pub(crate) until: Option<String>,
    /// Behind this row: `KEY.RECORD`.
    pub(crate) behind: Option<String>,
}

impl ListQuery {
    pub(crate) fn filter(&self, now: Time) -> ListFilter {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
        ListFilter {
            kind: self.kind.clone(),
            urgent: self.urgent.is_some(),
            unread: self.unread.is_some(),
            overdue_at: self.overdue.is_some().then_some(now),
            sender: self.sender,
            from: day(&self.from).map(Day::start),
            until: day(&self.until).map(|day| day.plus(1).start()),
        }
    }

    pub(crate) fn behind(&self) -> Option<Behind> {
        let (key, record) = self.behind.as_deref()?.split_once('.')?;
        Some(Behind { sort_key: key.parse().ok()?, record: record.parse().ok()? })
    }

    /// The query of the same list with one thing changed; none takes it away. The place in the list goes.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut pairs: BTreeMap<&str, String> = BTreeMap::new();
        let texts = [
            ("box", &self.place),
            ("urgent", &self.urgent),
            ("unread", &self.unread),
            ("overdue", &self.overdue),
            ("kind", &self.kind),
            ("from", &self.from),
            ("until", &self.until),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                pairs.insert(name, text.clone());
            }
        }
        if let Some(sender) = self.sender {
            pairs.insert("sender", sender.to_string());
        }
        match value {
            Some(value) => pairs.insert(name, value.to_owned()),
            None => pairs.remove(name),
        };
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('/', "%2F").replace(' ', "+")))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Whether any filter narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        self.urgent.is_some()
            || self.unread.is_some()
            || self.overdue.is_some()
            || self.kind.is_some()
            || self.sender.is_some()
            || self.from.is_some()
            || self.until.is_some()
    }
}

/// The boxes of a page, and what stands above and in them.
pub(crate) struct Shelf {
    /// The page's address.
    pub(crate) base: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What stands where no document is open.
    pub(crate) icon: Icon,
    /// The boxes that are of use to the reader.
    pub(crate) boxes: Vec<Box>,
    /// The box that is shown when none is asked for and nothing waits.
    pub(crate) otherwise: Box,
    /// Beside the title.
    pub(crate) tools: Markup,
    /// What a box says when it is empty, if it is not that all is done.
    pub(crate) empty: Option<(Box, Empty)>,
    /// Keys of the list.
    pub(crate) keys: Vec<(&'static str, String)>,
}

impl Shelf {
    /// The list without any document open.
    pub(crate) fn page(self, app: &App, reader: &Reader, read: &mut Read<'_>, query: &ListQuery) -> Answer {
        let lang = reader.ctx.lang;
        let (title, active) = (self.title, self.base);
        let nothing = Empty::new(self.icon, t::reading_none_title(lang), t::reading_none_text(lang));
        let pane = self.pane(read, &reader.ctx, query, None)?;
        let body = ui::inbox(Side::List, &pane, &ui::reading_none(&nothing));
        edge::page(app, reader, read, Page { title, active, body })
    }

    /// The list: of the box asked for, else of the first in which something waits.
    pub(crate) fn pane(
        self,
        read: &mut Read<'_>,
        ctx: &Ctx,
        query: &ListQuery,
        current: Option<Uuid>,
    ) -> Result<ListPane, Failure> {
        let lang = ctx.lang;
        let base = self.base;
        let holders = holders(ctx);
        let counts: BTreeMap<String, i64> =
            lists::counts(read, &holders)?.into_iter().map(|count| (count.place, count.all)).collect();
        let first = self.boxes.iter().find(|place| counts.get(place.code()).is_some_and(|count| *count > 0));
        let place = query.place.as_deref().and_then(Box::of).or(first.copied()).unwrap_or(self.otherwise);
        let mut query = query.clone();
        query.place = Some(place.code().to_owned());
        let page = lists::page(read, &holders, place, &query.filter(ctx.now), query.behind(), ROWS)?;
        let chips = lists::chips(read, &holders, place, ctx.now)?;
        let address = query.with("", None);
        let next = page.more.then(|| page.rows.last()).flatten().map(|row| {
            format!("{base}{}", query.with("behind", Some(&format!("{}.{}", row.sort_key, row.record))))
        });
        let tabs = box_choices(lang, base, &self.boxes, place, &counts);
        Ok(ListPane {
            lang,
            title: self.title.to_owned(),
            summary: words::place(lang, place).to_owned(),
            chips: html! {
                div class="list__boxes" { (ui::chips(t::list_boxes(lang), &tabs)) }
                (ui::chips(t::list_filters(lang), &filter_choices(lang, base, &query, chips)))
            },
            groups: groups(ctx, &page.rows, current, |row| {
                format!("/{}s/{}{address}", row.record_kind, row.record)
            }),
            pager: Pager { previous: query.behind.is_some().then(|| format!("{base}{address}")), next },
            empty: html! { (self.empty_box(lang, place, &query)) },
            tools: self.tools,
            keys: self.keys,
        })
    }

    /// What an empty list says: nothing matches, nothing was ever there, or all is done.
    fn empty_box(&self, lang: Lang, place: Box, query: &ListQuery) -> Empty {
        if query.is_filtered() {
            let all = format!("{}?box={}", self.base, place.code());
            return Empty::filtered(t::list_filtered_title(lang), t::list_filtered_text(lang))
                .button(Button::link(t::list_show_all(lang), all));
        }
        match &self.empty {
            Some((own, says)) if *own == place => says.clone(),
            _ => Empty::done(t::list_done_title(lang), t::list_done_text(lang, words::place(lang, place))),
        }
    }
}

/// The tabs of a page: its boxes, with what waits in each.
fn box_choices(
    lang: Lang,
    base: &str,
    boxes: &[Box],
    current: Box,
    counts: &BTreeMap<String, i64>,
) -> Vec<Choice> {
    boxes
        .iter()
        .map(|place| {
            let choice = Choice::new(words::place(lang, *place), format!("{base}?box={}", place.code()))
                .current(*place == current);
            match counts.get(place.code()) {
                Some(count) if *count > 0 => choice.count(*count),
                _ => choice,
            }
        })
        .collect()
}

/// The chips that narrow a list down.
fn filter_choices(
    lang: Lang,
    base: &str,
    query: &ListQuery,
    (urgent, overdue, unread): (i64, i64, i64),
) -> Vec<Choice> {
    let toggle = |name: &str, words: &str, on: bool, count: i64| {
        Choice::new(words, format!("{base}{}", query.with(name, (!on).then_some("1"))))
            .current(on)
            .count(count)
    };
    vec![
        toggle("urgent", t::filter_urgent(lang), query.urgent.is_some(), urgent),
        toggle("overdue", t::filter_overdue(lang), query.overdue.is_some(), overdue),
        toggle("unread", t::filter_unread(lang), query.unread.is_some(), unread),
    ]
}

/// Rows grouped by day, as a list shows them.
fn groups(
    ctx: &Ctx,
    rows: &[ListRow],
    current: Option<Uuid>,
    address: impl Fn(&ListRow) -> String,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last: Option<Day> = None;
    for row in rows {
        let day = Time(row.sort_key).day();
        if last != Some(day) {
            last = Some(day);
            groups.push(Group {
                name: capital(&ui::time::day(ctx.lang, day, ctx.now.day())),
                note: String::new(),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(list_row(ctx, row, current, &address));
        }
    }
    groups
}

fn list_row(ctx: &Ctx, row: &ListRow, current: Option<Uuid>, address: &impl Fn(&ListRow) -> String) -> Row {
    let lang = ctx.lang;
    let urgency = ctx.law.urgency(&row.urgency).filter(|urgency| urgency.exchange > 0);
    let closed = matches!(row.state.as_str(), "done" | "issued");
    let deadline = match row.due_at {
        _ if row.state == "done" => Some(Deadline::done(lang)),
        Some(due) if !closed => Some(Deadline::of(lang, Remaining::until(due, ctx.now, ctx.law.calendar()))),
        _ => None,
    };
    Row {
        current: current == Some(row.record),
        unread: row.unread,
        at: ui::time::hour(lang, Time(row.sort_key)),
        urgency: urgency.map(|urgency| name(lang, urgency).to_owned()),
        code: match row.number {
            Some(number) => format!("{} · {}", row.symbol, t::list_arrival_number(lang, number)),
            None => row.symbol.clone(),
        },
        deadline,
        note: Some(words::state(lang, &row.state).to_owned()),
        ..Row::new(address(row), row.issuer.clone(), row.subject.clone())
    }
}
