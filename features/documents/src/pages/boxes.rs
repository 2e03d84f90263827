//! A page of boxes: the list on the left, narrowed down and walked page by page. Incoming and outgoing documents
//! differ in the boxes they offer.

use super::{capital, name};
use crate::model::boxes::{Box, Pile, holders};
use crate::store::lists::{self, Behind, ListFilter, ListRow};
use crate::{t, words};
use calendar::{Day, Remaining, Time};
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Reader};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{
    Button, Choice, Control, Deadline, Empty, Field, Form, Group, Icon, ListPane, Opt, Pager, Row, Side,
};

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
    /// Only what is sorted so.
    pub(crate) pile: Option<String>,
    /// Only overdue ones.
    pub(crate) overdue: Option<String>,
    /// Only of this kind of document.
    pub(crate) kind: Option<String>,
    /// Only of issuers whose name begins so.
    pub(crate) issuer: Option<String>,
    /// Only from this day on.
    pub(crate) from: Option<String>,
    /// Only until this day.
    pub(crate) until: Option<String>,
    /// Behind this row: `KEY.RECORD`.
    pub(crate) behind: Option<String>,
    /// The template of a route that is chosen for the draft that is open.
    pub(crate) route: Option<Uuid>,
}

impl ListQuery {
    pub(crate) fn filter(&self, now: Time) -> ListFilter {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
        ListFilter {
            kind: self.kind.clone(),
            urgent: self.urgent.is_some(),
            unread: self.unread.is_some(),
            pile: self.pile.clone(),
            overdue_at: self.overdue.is_some().then_some(now),
            issuer: self.issuer.as_deref().map(vietnamese::fold),
            from: day(&self.from).map(Day::start),
            until: day(&self.until).map(|day| day.plus(1).start()),
        }
    }

    pub(crate) fn behind(&self) -> Option<Behind> {
        let (key, record) = self.behind.as_deref()?.split_once('.')?;
        Some(Behind { sort_key: key.parse().ok()?, record: record.parse().ok()? })
    }

    /// What the address says beside the place in the list.
    fn pairs(&self) -> [(&'static str, Option<String>); 9] {
        [
            ("box", self.place.clone()),
            ("urgent", self.urgent.clone()),
            ("unread", self.unread.clone()),
            ("overdue", self.overdue.clone()),
            ("pile", self.pile.clone()),
            ("kind", self.kind.clone()),
            ("issuer", self.issuer.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
        ]
    }

    /// The query of the same list with one thing changed; none takes it away. The place in the list goes.
    pub(crate) fn with(&self, name: &'static str, value: Option<&str>) -> String {
        let mut pairs: Vec<_> = self.pairs().into_iter().filter(|(known, _)| *known != name).collect();
        pairs.push((name, value.map(str::to_owned)));
        edge::query(&pairs)
    }

    /// Whether any filter narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        self.pairs().iter().any(|(name, value)| *name != "box" && value.is_some())
    }

    /// The days that cannot be read.
    fn faults(&self, lang: Lang) -> Vec<FieldFault> {
        [("from", &self.from), ("until", &self.until)]
            .into_iter()
            .filter(|(_, text)| text.as_deref().is_some_and(|text| Day::parse(text).is_none()))
            .map(|(field, _)| FieldFault {
                field: field.to_owned(),
                message: t::filter_day_fault(lang).to_owned(),
            })
            .collect()
    }

    /// Whether a filter narrows it that is set in the form and not by a chip.
    fn is_searched(&self) -> bool {
        [&self.kind, &self.issuer, &self.from, &self.until].into_iter().any(Option::is_some)
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
            summary: summary(lang, chips.2),
            chips: html! {
                div class="list__boxes" { (ui::chips(t::list_boxes(lang), &tabs)) }
                (ui::chips(t::list_filters(lang), &filter_choices(lang, base, &query, chips)))
                (filter_form(ctx, base, &query))
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
    let toggle = |name: &'static str, words: &str, on: bool, count: i64| {
        Choice::new(words, format!("{base}{}", query.with(name, (!on).then_some("1"))))
            .current(on)
            .count(count)
    };
    let pile = |pile: Pile| {
        let on = query.pile.as_deref() == Some(pile.code());
        let words = words::pile(lang, pile);
        Choice::new(words, format!("{base}{}", query.with("pile", (!on).then_some(pile.code())))).current(on)
    };
    vec![
        pile(Pile::First),
        pile(Pile::Later),
        toggle("urgent", t::filter_urgent(lang), query.urgent.is_some(), urgent),
        toggle("overdue", t::filter_overdue(lang), query.overdue.is_some(), overdue),
        toggle("unread", t::filter_unread(lang), query.unread.is_some(), unread),
    ]
}

/// How much of a box nobody has read.
fn summary(lang: Lang, unread: i64) -> String {
    if unread > 0 { t::list_summary(lang, ui::number::count(unread)) } else { String::new() }
}

/// Filters that are typed or chosen: kind, issuer, days.
fn filter_form(ctx: &Ctx, base: &str, query: &ListQuery) -> Markup {
    let lang = ctx.lang;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut kinds = vec![Opt::new("", t::filter_any(lang))];
    kinds.extend(
        ctx.law
            .document_types(ctx.now.day())
            .map(|kind| Opt::new(kind.code.clone(), capital(name(lang, kind)))),
    );
    let faults = query.faults(lang);
    let content = html! {
        @for (name, value) in query.pairs() {
            @if let ("box" | "urgent" | "unread" | "overdue" | "pile", Some(value)) = (name, value) {
                input type="hidden" name=(name) value=(value);
            }
        }
        (Field::new("kind", t::draft_kind(lang), Control::select(kinds, text(&query.kind))))
        (Field::new("issuer", t::filter_issuer(lang), Control::text(text(&query.issuer))).hint(t::filter_issuer_hint(lang)))
        (ui::row(&[
            Field::new("from", t::filter_from(lang), Control::date(text(&query.from))).fault(&faults).span(3),
            Field::new("until", t::filter_until(lang), Control::date(text(&query.until))).fault(&faults).span(3),
        ]))
        div class="btns" {
            (Button::submit(t::filter_apply(lang)).small())
            @if query.is_searched() {
                (Button::link(t::list_show_all(lang), format!("{base}{}", edge::query(&[("box", query.place.clone())]))).quiet().small())
            }
        }
    };
    let form = Form::get(base, content).label(t::list_filters(lang)).class("form");
    ui::fold(t::filter_more(lang), "", query.is_searched(), &html! { (form) })
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
    let day = row.issued_day.unwrap_or(row.at.day());
    let urgency = ctx.law.urgency(&row.urgency, day).filter(|urgency| urgency.exchange > 0);
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
        note: Some(match Pile::of(&row.pile) {
            Some(pile @ (Pile::First | Pile::Later)) => {
                format!("{} · {}", words::state(lang, &row.state), words::pile(lang, pile))
            }
            _ => words::state(lang, &row.state).to_owned(),
        }),
        ..Row::new(address(row), row.issuer.clone(), row.subject.clone())
    }
}
