//! Pages of documents.

pub(crate) mod acts;
mod incoming;
mod outgoing;
mod papers;
mod parts;
mod register;
mod story;

pub(crate) use parts::look_at;
pub(crate) use story::narrate;

use crate::store::lists::{Behind, ListFilter, ListRow};
use crate::{model::boxes::Box, t, words};
use calendar::{Day, Remaining, Time};
use context::{Ctx, Lang, Uuid};
use edge::Routes;
use law::Named;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Choice, Deadline, Group, Row};

/// Every page and act of this feature.
pub(crate) fn routes() -> Routes {
    let routes = Routes::new()
        .get("/incoming", incoming::list)
        .get("/arrivals/{id}", incoming::show)
        .get("/arrivals/new", register::form)
        .post("/arrivals", register::enter)
        .get("/register", register::book)
        .get("/register/export", register::export)
        .get("/outgoing", outgoing::list)
        .get("/documents/{id}", outgoing::show)
        .get("/documents/new", outgoing::blank)
        .post("/documents", outgoing::create)
        .get("/documents/{id}/edit", outgoing::edit)
        .post("/documents/{id}/edit", outgoing::save)
        .get("/documents/{id}/recipients", outgoing::recipients)
        .get("/parts/{id}", papers::download)
        .get("/parts/{id}/pages/{number}", papers::page)
        .get("/parts/{id}/text", papers::text);
    crate::api::routes(acts::routes(routes))
}

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

/// The tabs of a page: its boxes, with what waits in each.
pub(crate) fn box_choices(
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
pub(crate) fn filter_choices(
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
pub(crate) fn groups(
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

/// The name of an entry of the law's lists.
pub(crate) fn name(lang: Lang, named: &impl Named) -> &str {
    match lang {
        Lang::Vi => named.vi(),
        Lang::En => named.en(),
    }
}

/// A text that begins with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Urgency, issuer, symbol, date: the line under a document's subject.
pub(crate) fn facts_line(
    ctx: &Ctx,
    document: &crate::store::document::Document,
    deadline: Option<Deadline>,
) -> Markup {
    let lang = ctx.lang;
    let urgency = ctx.law.urgency(&document.urgency).filter(|urgency| urgency.exchange > 0);
    html! {
        @if let Some(urgency) = urgency { (ui::urgency_tag(name(lang, urgency))) }
        @if let Some(deadline) = &deadline { (ui::deadline_badge(deadline)) }
        b { (document.issuer) }
        @if !document.symbol.is_empty() { (ui::code(&document.symbol)) }
        @if let Some(day) = document.issued_day {
            span { (t::reading_issued_on(lang, ui::time::date(lang, day))) }
        }
    }
}

/// The value of a date field.
pub(crate) fn date_value(day: Option<Day>) -> String {
    day.map(|day| format!("{}/{}/{}", day.of_month(), day.month(), day.year())).unwrap_or_default()
}
