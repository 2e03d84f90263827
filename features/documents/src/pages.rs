//! Pages of documents.

pub(crate) mod acts;
mod ballots;
mod boxes;
mod changes;
mod entry;
mod incoming;
mod models;
pub(crate) mod outgoing;
pub(crate) mod papers;
mod parts;
pub(crate) mod post;
pub(crate) mod readers;
pub(crate) mod register;
pub(crate) mod roster;
pub(crate) mod rules;
mod series;
pub(crate) mod sets;
mod story;

pub(crate) use parts::look_at;
pub(crate) use story::{narrate, told};

use crate::model::input::InputFault;
use crate::{Error, t};
use calendar::Day;
use context::{Ctx, Lang};
use edge::Routes;
use law::Named;
use maud::{Markup, html};
use ui::{Deadline, Opt};

/// Every page and act of this feature.
pub(crate) fn routes() -> Routes {
    let routes = Routes::new()
        .get("/incoming", incoming::list)
        .get("/arrivals/{id}", incoming::show)
        .get("/arrivals/new", entry::form)
        .post("/arrivals/read", entry::read_scan)
        .post("/arrivals", entry::enter)
        .get("/register", register::book)
        .get("/register/export", register::export)
        .get("/register/print", register::print)
        .get("/outgoing", outgoing::list)
        .get("/documents/{id}", outgoing::show)
        .get("/documents/new", outgoing::blank)
        .post("/documents", outgoing::create)
        .get("/documents/{id}/edit", outgoing::edit)
        .post("/documents/{id}/edit", outgoing::save)
        .get("/documents/{id}/write", outgoing::write::show)
        .post("/documents/{id}/write", outgoing::write::save)
        .get("/documents/{id}/preview/{number}", outgoing::write::picture)
        .post("/documents/paste", outgoing::write::paste)
        .get("/documents/{id}/recipients", outgoing::recipients)
        .post("/documents/{id}/revise", outgoing::revise)
        .get("/documents/{id}/slip", outgoing::print_slip)
        .get("/routes", outgoing::templates)
        .get("/routes/new", outgoing::fresh_template)
        .post("/routes", outgoing::make_template)
        .get("/routes/{id}", outgoing::template)
        .post("/routes/{id}", outgoing::change_template)
        .post("/routes/{id}/delete", outgoing::delete_template)
        .get("/recipients/options", outgoing::find)
        .get("/parts/{id}", papers::download)
        .get("/parts/{id}/pages/{number}", papers::page)
        .get("/parts/{id}/text", papers::text);
    let routes = outgoing::joint::routes(routes);
    let routes = models::routes(post::routes(changes::routes(acts::routes(routes))));
    let routes = ballots::routes(sets::routes(series::routes(routes)));
    crate::api::routes(roster::routes(rules::routes(routes)))
}

/// The name of an entry of the law's lists.
pub(crate) fn name(lang: Lang, named: &impl Named) -> &str {
    match lang {
        Lang::Vi => named.vi(),
        Lang::En => named.en(),
    }
}

/// The degrees of urgency to choose from today. One at an hour needs the hour, which nothing here asks for.
pub(crate) fn urgencies(ctx: &Ctx) -> Vec<Opt> {
    const AT_AN_HOUR: &str = "express_timed";
    let offered = ctx.law.urgencies(ctx.now.day()).filter(|urgency| urgency.code != AT_AN_HOUR);
    let option = |urgency: &law::Urgency| {
        let option = Opt::new(urgency.code.clone(), name(ctx.lang, urgency));
        if urgency.exchange > 0 { option.hot() } else { option }
    };
    offered.map(option).collect()
}

/// The degrees of secrecy to choose from today: none first, which alone is taken.
pub(crate) fn secrecies(ctx: &Ctx) -> Vec<Opt> {
    let degrees = ctx.law.secrecies(ctx.now.day());
    std::iter::once(Opt::new("", t::enter_not_secret(ctx.lang)))
        .chain(degrees.map(|one| Opt::new(one.code.clone(), name(ctx.lang, one)).hot()))
        .collect()
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
    let day = document.issued_day.unwrap_or(document.created_at.day());
    let urgency = ctx.law.urgency(&document.urgency, day).filter(|urgency| urgency.exchange > 0);
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

/// Reads a day as a form sends it; an unreadable one is a fault of its field.
pub(crate) fn day(field: &'static str, text: Option<&str>) -> Result<Option<Day>, Error> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => {
            Day::parse(text).map(Some).ok_or_else(|| Error::Input(vec![(field, InputFault::NoDay)]))
        }
    }
}
