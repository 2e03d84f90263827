//! The form that chooses a series and a year and narrows a register down.

use super::{BASE, BookQuery, Opened};
use crate::pages::{capital, date_value, name};
use crate::{Error, t};
use context::Ctx;
use db::Read;
use maud::{Markup, html};
use ui::{Button, Control, Field, Form, Opt};

/// So many years back can be chosen.
const YEARS: i64 = 10;

pub(super) fn form(
    read: &mut Read<'_>,
    ctx: &Ctx,
    opened: &Opened,
    query: &BookQuery,
) -> Result<Markup, Error> {
    let lang = ctx.lang;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i64>| value.map(|number| number.to_string()).unwrap_or_default();
    let chosen = opened.series.as_ref().map(|series| series.id.to_string()).unwrap_or_default();
    let all = format!("{BASE}?book={}", opened.book.code());
    let filter = &opened.filter;
    let content = html! {
        input type="hidden" name="book" value=(opened.book.code());
        (ui::row(&[
            Field::new("series", t::book_series(lang), Control::select(series(read, ctx, opened)?, chosen)).span(4),
            Field::new("year", t::book_year(lang), Control::select(years(ctx, opened), opened.year.to_string())).span(2),
        ]))
        (ui::row(&[
            Field::new("words", t::book_words(lang), Control::text(text(&query.words))).span(2),
            Field::new("kind", t::draft_kind(lang), Control::select(kinds(ctx), text(&query.kind))).span(2),
            Field::new("issuer", t::filter_issuer(lang), Control::text(text(&query.issuer))).span(2),
        ]))
        (ui::row(&[
            Field::new("from", t::filter_from(lang), Control::date(date_value(filter.from))).span(3),
            Field::new("until", t::filter_until(lang), Control::date(date_value(filter.until))).span(3),
        ]))
        (ui::row(&[
            Field::new("first", t::book_first(lang), Control::digits(number(query.first))).span(3),
            Field::new("last", t::book_last(lang), Control::digits(number(query.last))).span(3),
        ]))
        div class="btns" {
            (Button::submit(t::filter_apply(lang)).small())
            @if filter.is_narrow() { (Button::link(t::list_show_all(lang), all).quiet().small()) }
        }
    };
    let form = Form::get(BASE, content).label(t::list_filters(lang)).class("form");
    Ok(ui::fold(t::book_filter(lang), "", filter.is_narrow(), &html! { (form) }))
}

/// The series by name; those of another issuing body than the agency itself with its name.
fn series(read: &mut Read<'_>, ctx: &Ctx, opened: &Opened) -> Result<Vec<Opt>, Error> {
    let bodies = organisation::issuing_bodies_of(read, opened.agency, ctx.now.day())?;
    let option = |series: &crate::store::number::Series| {
        let body = bodies.iter().find(|body| Some(body.id) == series.body);
        let name = match body {
            Some(body) => format!("{} · {}", body.name, series.name),
            None => series.name.clone(),
        };
        Opt::new(series.id.to_string(), name)
    };
    Ok(opened.all.iter().map(option).collect())
}

fn years(ctx: &Ctx, opened: &Opened) -> Vec<Opt> {
    let this = i64::from(ctx.now.day().year());
    let mut years: Vec<i64> = (this - YEARS..=this).rev().collect();
    if !years.contains(&opened.year) {
        years.push(opened.year);
    }
    years.into_iter().map(|year| Opt::new(year.to_string(), year.to_string())).collect()
}

fn kinds(ctx: &Ctx) -> Vec<Opt> {
    let kinds = ctx.law.document_types(ctx.now.day());
    std::iter::once(Opt::new("", t::filter_any(ctx.lang)))
        .chain(kinds.map(|kind| Opt::new(kind.code.clone(), capital(name(ctx.lang, kind)))))
        .collect()
}
