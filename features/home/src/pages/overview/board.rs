//! The board: five numbers, what needs the leader, who is late to whom, the ranking, where the time goes.

use super::ranking::{self, Ranking};
use super::{
    BASE, Number, OverviewQuery, When, address, door, late, lateness, named, names, period_name, rows_of,
};
use crate::model::span::Span;
use crate::overview::{self, Book, Division, agencies, place, source, sources};
use crate::view::{self, Cards};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Lang, Uuid};
use db::Read;
use duties::{Duty, Late, LateSide};
use edge::{Answer, App, MeasureSource, Page, Query, Shows, SignedIn};
use maud::{Markup, html};
use measures::{Period, Tally, Where};
use std::collections::BTreeMap;
use ui::{Button, Choice, Column, Icon, PageHead, Point, Share, Table, Tile, Tone, number};

/// Numbers at the top.
const TILES: usize = 5;
/// Periods of their lines.
const PERIODS: usize = 6;
/// Rows of what needs the leader.
const LATEST: usize = 5;
/// Rows of who is late to whom.
const PAIRS: usize = 6;

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    app.db.read(|read| {
        let board = Board::lay(read, &app, &reader.ctx, &query)?;
        let title = t::overview_title(reader.ctx.lang);
        let body = ui::page(&board.head(), &ui::board(&board.content()));
        edge::page(&app, &reader, read, Page { title, active: BASE, body })
    })
}

/// A measure in the period, in the one that it is compared with, and in the last ones.
struct Series {
    source: &'static MeasureSource,
    now: Tally,
    before: Tally,
    last: Vec<Tally>,
}

/// Everything that the page is drawn from.
struct Board<'a> {
    ctx: &'a Ctx,
    place: Where,
    when: When,
    /// The agencies above that the reader may see, from the top, and the place itself.
    trail: Vec<Uuid>,
    /// How many agencies the place has.
    size: usize,
    periods: Vec<Period>,
    tiles: Vec<Series>,
    steps: Vec<Series>,
    ranking: Ranking,
    latest: Vec<Duty>,
    pairs: Vec<Late>,
    cards: Cards,
    names: BTreeMap<Uuid, String>,
}

impl<'a> Board<'a> {
    fn lay(read: &mut Read<'_>, app: &App, ctx: &'a Ctx, query: &OverviewQuery) -> Result<Board<'a>, Error> {
        let place = place(read, ctx, query.asked())?;
        let when = query.when(ctx);
        let compared = when.span.compared(when.day, ctx.now.day());
        let division = Division::of(read, ctx, place, compared.from)?;
        let mut book = Book::open(place, &division);
        let periods = when.span.last(when.day, PERIODS);
        let (times, numbers): (Vec<&'static MeasureSource>, Vec<_>) =
            sources(app).into_iter().partition(|source| source.shows == Shows::Time);
        let mut series = |read: &mut Read<'_>, source: &'static MeasureSource| -> Result<Series, Error> {
            let now = book.whole(read, ctx, source.measure, when.period())?;
            let before = book.whole(read, ctx, source.measure, compared)?;
            Ok(Series { source, now, before, last: Vec::new() })
        };
        let mut tiles = Vec::new();
        for source in numbers.iter().take(TILES) {
            tiles.push(series(read, source)?);
        }
        let mut steps = Vec::new();
        for source in times {
            steps.push(series(read, source)?);
        }
        for tile in &mut tiles {
            for period in &periods {
                tile.last.push(book.whole(read, ctx, tile.source.measure, *period)?);
            }
        }
        let by = match &query.measure {
            Some(code) => Some(source(app, code)?),
            None => numbers.first().copied(),
        };
        let ranking = match by {
            Some(by) => {
                let now = book.stand(read, ctx, by.measure, when.period())?;
                let before = book.stand(read, ctx, by.measure, compared)?;
                Ranking::of(by, numbers, &division, &now, &before, query.all.is_some())
            }
            None => Ranking::default(),
        };
        let owing = agencies(read, ctx, place)?;
        let latest = duties::latest(read, ctx, &owing, LATEST)?;
        let pairs = duties::late_between(read, ctx, LateSide::By, &owing, PAIRS)?;
        let cards =
            Cards::of(read, ctx, &view::sources(app), latest.iter().flat_map(view::records).cloned())?;
        let trail = trail(read, ctx, place)?;
        let mut ids: Vec<Uuid> = trail.iter().chain(&division.members).copied().collect();
        ids.extend(latest.iter().map(|duty| duty.owner.agency));
        ids.extend(pairs.iter().flat_map(|pair| [pair.debtor, pair.creditor]));
        let (names, size) = (names(read, &ids)?, owing.len());
        Ok(Board {
            ctx,
            place,
            when,
            trail,
            size,
            periods,
            tiles,
            steps,
            ranking,
            latest,
            pairs,
            cards,
            names,
        })
    }

    fn head(&self) -> PageHead {
        let lang = self.ctx.lang;
        let (earlier, later) = (self.when.span.before(self.when.day), self.when.period().until.plus(1));
        let before = within(lang, &period_name(lang, self.when.at(earlier.from)));
        let runs = self.when.period().until > self.ctx.now.day();
        let compared =
            if runs { t::overview_compared_part(lang, before) } else { t::overview_compared(lang, before) };
        let note = match i64::try_from(self.size) {
            Ok(size) if size > 1 => {
                format!("{} · {compared}", t::overview_agencies(lang, number::integer(lang, size)))
            }
            _ => compared,
        };
        let tabs = Span::ALL.map(|span| {
            let when = When { span, ..self.when };
            Choice::new(period_name(lang, when), address("", self.place, when, &[]))
                .current(span == self.when.span)
        });
        let step = |name: &str, icon, day| {
            Button::link(name, address("", self.place, self.when.at(day), &[])).quiet().only_icon(icon)
        };
        PageHead::new(t::overview_title(lang)).note(note).tools(html! {
            (step(t::overview_earlier(lang), Icon::Left, earlier.from))
            (ui::tabs(t::overview_period(lang), &tabs))
            @if later <= self.ctx.now.day() { (step(t::overview_later(lang), Icon::Right, later)) }
        })
    }

    fn content(&self) -> Markup {
        let lang = self.ctx.lang;
        let named = |period: &Period| period_name(lang, self.when.at(period.from));
        let periods: Vec<String> = self.periods.iter().map(named).collect();
        let tiles: Vec<Tile> = self.tiles.iter().map(|series| self.tile(series)).collect();
        let mut cards = Vec::new();
        if !matches!(self.place, Where::Unit { .. }) {
            cards.extend([self.needed(), self.late()]);
        }
        if !self.ranking.is_empty() {
            cards.push(ranking::card(lang, &self.ranking, self.place, self.when, &self.names));
        }
        if !self.steps.is_empty() {
            cards.push(self.time());
        }
        html! {
            (self.here())
            section aria-labelledby="main-figures" {
                h2 class="sr" id="main-figures" { (t::overview_main(lang)) }
                (ui::tiles(lang, &tiles, &periods))
            }
            (ui::cards(&cards))
        }
    }

    /// The way back up, and where one is.
    fn here(&self) -> Markup {
        let Some((here, above)) = self.trail.split_last() else { return html! {} };
        let to = |id: &Uuid| address("", Where::Subtree(*id), self.when, &[]);
        let above: Vec<(&str, String)> = above.iter().map(|id| (named(&self.names, *id), to(id))).collect();
        let above: Vec<(&str, &str)> = above.iter().map(|(name, to)| (*name, to.as_str())).collect();
        html! {
            div {
                @if !above.is_empty() { (ui::trail(self.ctx.lang, &above)) }
                p { b { (named(&self.names, *here)) } }
            }
        }
    }

    fn tile(&self, series: &Series) -> Tile {
        let lang = self.ctx.lang;
        let source = series.source;
        let now = Number::of(source, &series.now);
        let (change, worse) = now.change(Number::of(source, &series.before), source.better, lang);
        let points = series.last.iter().zip(&self.periods).map(|(tally, period)| {
            let then = Number::of(source, tally);
            Point {
                value: then.value.unwrap_or(0) as f64,
                written: then.with_unit(lang),
                address: door(self.place, self.when.at(period.from), source, rows_of(source)),
            }
        });
        let sum = |parts| number::integer(lang, series.now.sum(parts));
        let (unit, aim) = match source.shows {
            Shows::Share => {
                let of = t::overview_of(lang, sum(source.measure.numerator), sum(source.measure.denominator));
                ("%", of)
            }
            Shows::Count => (t::overview_documents(lang), String::new()),
            Shows::Time => (t::overview_unit_hours(lang), String::new()),
        };
        Tile {
            name: (source.name)(lang).to_owned(),
            value: now.written(lang),
            unit: if now.value.is_some() { unit.to_owned() } else { String::new() },
            address: door(self.place, self.when, source, rows_of(source)),
            aim,
            aim_value: None,
            change,
            worse,
            periods: points.collect(),
        }
    }

    /// What is latest, and who owes it.
    fn needed(&self) -> Markup {
        let lang = self.ctx.lang;
        let title = t::overview_needed(lang);
        let columns = vec![
            Column::head(t::overview_what(lang)),
            Column::number(t::overview_due(lang)),
            Column::actions(t::overview_ask(lang)),
        ];
        let table = Table::new(lang, title, columns).without_head().wrap();
        let table = self.latest.iter().fold(table, |table, duty| {
            let who = named(&self.names, duty.owner.agency);
            let pair = duty.creditor.map(|creditor| late::door(duty.owner.agency, creditor.agency));
            let what = match self.cards.duty(duty) {
                Some((_, card)) => html! { a href=(card.address) { (ui::tied(&card.title)) } },
                None => html! { (view::duty_name(self.ctx, &duty.kind)) },
            };
            let open = html! {
                @if let Some(pair) = pair {
                    a class="btn btn--s" href=(pair) aria-label=(t::overview_open_of(lang, who)) { (t::overview_open(lang)) }
                }
            };
            let lateness = ui::deadline_badge(&lateness(self.ctx, duty));
            table.row(vec![html! { (what) br; span class="muted" { (who) } }, lateness, open])
        });
        self.late_card("needed", title, self.latest.is_empty(), &html! { (table) })
    }

    /// Who is late to whom.
    fn late(&self) -> Markup {
        let lang = self.ctx.lang;
        let table = late::table(lang, &self.pairs, &self.names);
        self.late_card("late", t::overview_late(lang), self.pairs.is_empty(), &table)
    }

    fn late_card(&self, id: &str, title: &str, nothing: bool, table: &Markup) -> Markup {
        let lang = self.ctx.lang;
        let every = late::all(self.place, self.when);
        let aside = html! { p { a class="link" href=(every) aria-label=(format!("{title}: {}", t::overview_every(lang))) { (t::overview_every(lang)) } } };
        let content = html! {
            @if nothing { p class="muted" { (t::overview_nothing_late(lang)) } } @else { (table) }
        };
        ui::card(id, Share::Half, title, &aside, &content)
    }

    /// How long each step takes.
    fn time(&self) -> Markup {
        let lang = self.ctx.lang;
        let title = t::overview_time(lang);
        let columns = vec![
            Column::head(t::overview_step(lang)),
            Column::bar(t::overview_chart(lang)),
            Column::number(t::overview_mean(lang)),
            Column::number(t::overview_change(lang)).spare(),
            Column::number(t::overview_counted(lang)),
        ];
        let value = |series: &Series| Number::of(series.source, &series.now).value.unwrap_or(0);
        let longest = self.steps.iter().map(value).max().unwrap_or(0).max(1);
        let table = self.steps.iter().fold(Table::new(lang, title, columns), |table, series| {
            let source = series.source;
            let now = Number::of(source, &series.now);
            let (change, worse) = now.change(Number::of(source, &series.before), source.better, lang);
            let to = door(self.place, self.when, source, rows_of(source));
            let counted = number::integer(lang, series.now.sum(source.measure.numerator));
            table.row(vec![
                html! { ((source.name)(lang)) },
                ui::bar(&[(100.0 * value(series) as f64 / longest as f64, Tone::Ink)], None),
                html! { a href=(to) { b { (now.with_unit(lang)) } } },
                html! { span class=(if worse { "down" } else { "up" }) { (change) } },
                html! { a href=(to) { (counted) } },
            ])
        });
        let aside = html! { p { (t::overview_time_note(lang)) } };
        ui::card("time", Share::Half, title, &aside, &html! { (table) })
    }
}

/// A period's name within a sentence: Vietnamese writes “tháng 8” there, English “August” everywhere.
fn within(lang: Lang, name: &str) -> String {
    let mut chars = name.chars();
    match (lang, chars.next()) {
        (Lang::Vi, Some(first)) => first.to_lowercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}

/// The agencies above a place that the reader may see, the topmost first, and the place.
fn trail(read: &mut Read<'_>, ctx: &Ctx, place: Where) -> Result<Vec<Uuid>, Error> {
    let (agency, unit) = match place {
        Where::Agency(agency) | Where::Subtree(agency) => (agency, None),
        Where::Unit { agency, unit } => (agency, Some(unit)),
    };
    let above = organisation::ancestors(read, agency, ctx.now.day())?;
    let mut seen = Vec::new();
    for id in above.into_iter().rev().chain([agency]) {
        if overview::sees(read, ctx, id)? {
            seen.push(id);
        }
    }
    seen.extend(unit);
    Ok(seen)
}
