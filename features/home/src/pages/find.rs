//! Finding records and pages (tìm kiếm).

use crate::view::{Cards, sources};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Day, FieldFault, Ref, Uuid};
use db::{Page, Read};
use edge::{Answer, App, Card, CardSource, Failure, MenuItem, Query, SignedIn};
use maud::{Markup, html};
use search::{Hit, Piece};
use serde::Deserialize;
use std::collections::BTreeSet;
use ui::{Button, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager};

const BASE: &str = "/search";
/// Results of one page.
const ROWS: usize = 30;
/// Pages of the menu offered at most.
const PLACES: usize = 5;

/// What is sought, as an address says it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct FindQuery {
    #[serde(default)]
    pub(crate) q: String,
    pub(crate) kind: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) behind: Option<String>,
}

impl FindQuery {
    fn is_filtered(&self) -> bool {
        self.kind.is_some() || self.from.is_some() || self.until.is_some() || self.issuer.is_some()
    }

    fn address(&self, behind: Option<String>) -> String {
        let pairs = [
            ("q", Some(self.q.clone())),
            ("kind", self.kind.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("issuer", self.issuer.clone()),
            ("behind", behind),
        ];
        format!("{BASE}{}", edge::query(&pairs))
    }

    /// The days that cannot be read.
    pub(crate) fn faults(&self, ctx: &Ctx) -> Vec<FieldFault> {
        [("from", &self.from), ("until", &self.until)]
            .into_iter()
            .filter(|(_, text)| text.as_deref().is_some_and(|text| Day::parse(text).is_none()))
            .map(|(field, _)| FieldFault {
                field: field.to_owned(),
                message: t::find_day_fault(ctx.lang).to_owned(),
            })
            .collect()
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<FindQuery>,
) -> Answer {
    let sources = sources(&app);
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let faults = query.faults(ctx);
        let places = places(read, &app, ctx, &query.q)?;
        let found =
            if faults.is_empty() { find(read, ctx, &sources, &query, ROWS)? } else { Found::default() };
        let body = ui::page(
            &PageHead::new(t::find_title(lang)),
            &html! {
                (ui::column(&html! {
                    (form(ctx, &sources, &query, &faults))
                    @if !places.is_empty() { (offered(ctx, &places)) }
                }))
                (results(ctx, &sources, &query, &found, !places.is_empty()))
            },
        );
        edge::page(&app, &reader, read, edge::Page { title: t::find_title(lang), active: BASE, body })
    })
}

/// What was found, each with the card under which its reader sees it.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) hits: Vec<(Hit, Card)>,
    /// Where the next page begins, if there is one.
    pub(crate) next: Option<String>,
}

/// Finds what lies on the reader's desks. What has no card for them is left out once more: a card is asked for with
/// the rights of this moment, the index may lag behind.
pub(crate) fn find(
    read: &mut Read<'_>,
    ctx: &Ctx,
    sources: &[CardSource],
    query: &FindQuery,
    limit: usize,
) -> Result<Found, Failure> {
    let behind = match &query.behind {
        Some(text) => Some(text.parse().map_err(|_| Error::Cursor(text.clone()))?),
        None => None,
    };
    let kinds: Vec<&CardSource> = sources
        .iter()
        .filter(|source| query.kind.as_deref().is_none_or(|kind| kind == source.kind))
        .collect();
    let desks: BTreeSet<Uuid> = kinds.iter().flat_map(|source| edge::desks(ctx, source.read)).collect();
    let desks: Vec<Uuid> = desks.into_iter().collect();
    let wanted = search::Query {
        text: query.q.clone(),
        kinds: kinds.iter().map(|source| source.kind.to_owned()).collect(),
        from: query.from.as_deref().and_then(Day::parse),
        until: query.until.as_deref().and_then(Day::parse),
        issuer: query.issuer.clone(),
    };
    if wanted.kinds.is_empty() {
        return Ok(Found::default());
    }
    let page: Page<Hit> = search::find(read, &wanted, Some(&desks), behind, limit)?;
    let next = page.rows.last().filter(|_| page.more).map(|last| last.cursor.to_string());
    let records: Vec<Ref> = page.rows.iter().map(|hit| hit.record.clone()).collect();
    let cards = Cards::of(read, ctx, sources, records)?;
    let hits = page
        .rows
        .into_iter()
        .filter_map(|hit| cards.record(&hit.record).cloned().map(|card| (hit, card)))
        .collect();
    Ok(Found { hits, next })
}

/// The pages of the menu whose name has the typed words.
fn places(read: &mut Read<'_>, app: &App, ctx: &Ctx, text: &str) -> db::Result<Vec<MenuItem>> {
    let typed = organisation::fold(text);
    if typed.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let mut places = Vec::new();
    for feature in &app.features {
        places.extend((feature.menu)(app, read, ctx)?);
    }
    places.retain(|place| names(&organisation::fold(&place.name), &typed));
    places.truncate(PLACES);
    Ok(places)
}

/// Whether a folded name has all of the folded words that were typed, each as the beginning of a word.
fn names(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|begin| name.split(' ').any(|word| word.starts_with(begin)))
}

fn form(ctx: &Ctx, sources: &[CardSource], query: &FindQuery, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let mut kinds = vec![Opt::new("", t::find_every_kind(lang))];
    kinds.extend(sources.iter().map(|source| Opt::new(source.kind, (source.name)(lang))));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let kind = Field::new("kind", t::find_kind(lang), Control::select(kinds, text(&query.kind)));
    let issuer = Field::new("issuer", t::find_issuer(lang), Control::text(text(&query.issuer)));
    let from = Field::new("from", t::find_from(lang), Control::date(text(&query.from))).fault(faults);
    let until = Field::new("until", t::find_until(lang), Control::date(text(&query.until))).fault(faults);
    let filters = html! {
        div class="form" {
            (ui::row(&[kind.span(3), issuer.span(3)]))
            (ui::row(&[from.span(3), until.span(3)]))
        }
    };
    let words = Control::typed("search", "off", query.q.clone()).placeholder(t::find_placeholder(lang));
    let content = html! {
        (Field::new("q", t::find_text(lang), words))
        (ui::fold(t::find_filters(lang), "", query.is_filtered(), &filters))
        div class="btns" { (Button::submit(t::find_send(lang)).primary().icon(Icon::Search)) }
    };
    html! { (Form::get(BASE, content).label(t::find_title(lang))) }
}

fn offered(ctx: &Ctx, places: &[MenuItem]) -> Markup {
    html! {
        nav aria-label=(t::find_places(ctx.lang)) class="btns" {
            @for place in places { (Button::link(place.name.clone(), place.address).icon(place.icon)) }
        }
    }
}

fn results(ctx: &Ctx, sources: &[CardSource], query: &FindQuery, found: &Found, has_places: bool) -> Markup {
    let lang = ctx.lang;
    if query.q.trim().is_empty() {
        return html! { (Empty::new(Icon::Search, t::find_start_title(lang), t::find_start_text(lang))) };
    }
    let pager = Pager {
        previous: query.behind.as_ref().map(|_| query.address(None)),
        next: found.next.clone().map(|next| query.address(Some(next))),
    };
    let first_page = query.behind.is_none() && found.next.is_none();
    html! {
        @if found.hits.is_empty() && !first_page { p class="more muted" { (t::find_more(lang)) } }
        @if found.hits.is_empty() && first_page && !has_places { (nothing(ctx, query)) }
        @if !found.hits.is_empty() {
            section aria-label=(t::find_results(lang)) data-list {
                ul { @for (hit, card) in &found.hits { (row(ctx, sources, hit, card)) } }
            }
        }
        (ui::pager(lang, &pager))
    }
}

fn nothing(ctx: &Ctx, query: &FindQuery) -> Markup {
    let lang = ctx.lang;
    let title = t::find_none_title(lang, query.q.trim());
    if !query.is_filtered() {
        return html! { (Empty::new(Icon::Search, title, t::find_none_text(lang))) };
    }
    let whole = FindQuery { q: query.q.clone(), ..FindQuery::default() };
    html! {
        (Empty::filtered(title, t::find_filtered_text(lang)).button(Button::link(t::find_drop(lang), whole.address(None))))
    }
}

fn row(ctx: &Ctx, sources: &[CardSource], hit: &Hit, card: &Card) -> Markup {
    let lang = ctx.lang;
    let source = sources.iter().find(|source| source.kind == hit.record.kind);
    let today = ctx.now.day();
    html! {
        li {
            a class="item" href=(card.address) {
                span class="item__dot" {}
                span {
                    span class="item__top" {
                        span { (hit.issuer) }
                        @if let Some(day) = hit.day { (ui::time::time_of_day(lang, day, today)) }
                    }
                    span class="item__subject" { (marked(&hit.pieces)) }
                    span class="item__meta" {
                        @if let Some(source) = source { (ui::tag((source.name)(lang))) }
                        @if !hit.symbol.is_empty() { (ui::code(&hit.symbol)) }
                        span class="push" { (card.state) }
                    }
                }
            }
        }
    }
}

/// A title with the words sought in bold.
fn marked(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @if piece.marked { b { (piece.text) } } @else { (piece.text) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_offered_by_the_beginnings_of_its_words() {
        assert!(names("van ban den", "van ban"));
        assert!(names("van ban den", "den"));
        assert!(names("viec cua toi", "vi to"));
        assert!(!names("van ban den", "an"));
        assert!(!names("van ban den", "van ban di"));
    }

    #[test]
    fn a_day_that_is_none_is_named() {
        let ctx = testkit::system();
        let query = FindQuery { from: Some("31/2/2023".into()), ..FindQuery::default() };
        let faults: Vec<String> = query.faults(&ctx).into_iter().map(|fault| fault.field).collect();
        assert_eq!(faults, ["from"]);
        assert!(FindQuery { until: Some("2023-08-17".into()), ..query.clone() }.faults(&ctx).len() == 1);
    }
}
