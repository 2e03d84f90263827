//! What stands behind a number: the records that it counts, as a list, as CSV and as XLSX.

use super::{BASE, Number, OverviewQuery, When, address, cursor, door, named, names, period_name, subject};
use crate::overview::{Rows, place, source};
use crate::view::{self, Cards};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Lang, Time, Uuid};
use db::{Page as Listed, Read};
use edge::{Answer, App, Failure, MeasureSource, Page, Query, SignedIn};
use maud::{Markup, html};
use measures::{Counted, Cursor, Figure, Part, Question, Where};
use std::collections::BTreeMap;
use ui::{Button, Choice, Column, Empty, Icon, PageHead, Pager, Table, number};

/// Records of one page.
const ROWS: usize = 50;
/// Records read at once for a file.
const BATCH: usize = 1_000;

/// A measure of a place in a period, and which of its records are shown.
pub(crate) struct Shown {
    pub(crate) source: &'static MeasureSource,
    pub(crate) place: Where,
    pub(crate) when: When,
    pub(crate) rows: Rows,
}

impl Shown {
    /// What an address asks for, if its reader may see it.
    ///
    /// # Errors
    /// [`Error::NoMeasure`], [`Error::NotFound`].
    pub(crate) fn of(
        read: &mut Read<'_>,
        app: &App,
        ctx: &Ctx,
        query: &OverviewQuery,
    ) -> Result<Shown, Error> {
        let place = place(read, ctx, query.asked())?;
        let source = source(app, query.measure.as_deref().unwrap_or_default())?;
        Ok(Shown { source, place, when: query.when(ctx), rows: Rows::of(query.rows.as_deref()) })
    }

    fn question(&self, ctx: &Ctx) -> Question<'static> {
        Question {
            measure: self.source.measure,
            place: self.place,
            period: self.when.period(),
            as_of: ctx.now,
            carried_over: false,
        }
    }

    /// The figure itself.
    pub(crate) fn figure(&self, read: &mut Read<'_>, ctx: &Ctx) -> Result<Figure, Error> {
        Ok(measures::figure(read, ctx, &self.question(ctx))?)
    }

    /// A page of the records; never such as the measure does not count.
    pub(crate) fn page(
        &self,
        read: &mut Read<'_>,
        ctx: &Ctx,
        behind: Option<Cursor>,
        limit: usize,
    ) -> Result<Listed<Counted>, Error> {
        let counts = |part: &Part| self.source.measure.denominator.contains(part);
        let parts: Vec<Part> = self.rows.parts().into_iter().filter(counts).collect();
        Ok(measures::records(read, &self.question(ctx), &parts, behind, limit)?)
    }
}

/// The page.
pub(crate) async fn records(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let shown = Shown::of(read, &app, ctx, &query)?;
        let figure = shown.figure(read, ctx)?;
        let page = shown.page(read, ctx, cursor(query.behind.as_deref())?, ROWS)?;
        let records = page.rows.iter().map(|row| row.record.clone());
        let cards = Cards::of(read, ctx, &view::sources(&app), records)?;
        let names = names_of(read, &page.rows, &[subject(shown.place)])?;
        let first = door(shown.place, shown.when, shown.source, shown.rows);
        let last = page.rows.last().filter(|_| page.more);
        let next = last.map(|last| format!("{first}&behind={}", Cursor::behind(last)));
        let pager = Pager { previous: query.behind.as_ref().map(|_| first), next };
        let back = address("", shown.place, shown.when, &[]);
        let head = head(lang, &shown, &figure, named(&names, subject(shown.place))).scope(html! {
            (ui::trail(lang, &[(t::overview_title(lang), &back)]))
            (chips(lang, &shown, &figure))
        });
        let body = ui::page(
            &head,
            &html! {
                @if page.rows.is_empty() {
                    (Empty::filtered(t::overview_no_records(lang), t::overview_no_records_text(lang))
                        .button(Button::link(t::overview_title(lang), back.clone())))
                } @else { (table(ctx, &page.rows, &cards, &names)) }
                (ui::pager(lang, &pager))
            },
        );
        edge::page(&app, &reader, read, Page { title: (shown.source.name)(lang), active: BASE, body })
    })
}

fn head(lang: Lang, shown: &Shown, figure: &Figure, whose: &str) -> PageHead {
    let number = Number::of(shown.source, &figure.tally).with_unit(lang);
    let note = format!("{number} · {whose} · {}", period_name(lang, shown.when));
    let export = |format: &str| {
        let also = [
            ("measure", Some(shown.source.measure.code.to_owned())),
            ("rows", shown.rows.code().map(str::to_owned)),
            ("format", Some(format.to_owned())),
        ];
        address("/export", shown.place, shown.when, &also)
    };
    PageHead::new((shown.source.name)(lang)).note(note).tools(html! {
        (Button::link("XLSX", export("xlsx")).quiet().icon(Icon::Download))
        (Button::link("CSV", export("csv")).quiet().icon(Icon::Download))
    })
}

/// The parts of the figure with how many each has: together they are the figure.
fn chips(lang: Lang, shown: &Shown, figure: &Figure) -> Markup {
    let counted = shown.source.measure.denominator;
    let chip = |name: &str, rows: Rows, count: i64| {
        // A figure is told to the last record, however large it is.
        let name = format!("{name} ({})", number::integer(lang, count));
        Choice::new(name, door(shown.place, shown.when, shown.source, rows)).current(shown.rows == rows)
    };
    let mut chips = vec![chip(t::overview_all(lang), Rows::All, figure.denominator)];
    for part in counted.iter().copied() {
        let (rows, count) = (Rows::Only(part), figure.tally.of(part));
        if count > 0 || shown.rows == rows {
            chips.push(chip(part_name(lang, part), rows, count));
        }
    }
    ui::chips(t::overview_state(lang), &chips)
}

fn part_name(lang: Lang, part: Part) -> &'static str {
    match part {
        Part::DoneOnTime => t::overview_done_on_time(lang),
        Part::DoneLate => t::overview_done_late(lang),
        Part::OpenInTime => t::overview_open_in_time(lang),
        Part::Overdue => t::overview_overdue(lang),
    }
}

fn names_of(read: &mut Read<'_>, rows: &[Counted], also: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    let mut ids: Vec<Uuid> = rows.iter().flat_map(|row| [Some(row.agency), row.unit]).flatten().collect();
    ids.extend(also);
    ids.sort_unstable();
    ids.dedup();
    names(read, &ids)
}

fn column_names(lang: Lang) -> [&'static str; 7] {
    [
        t::overview_record(lang),
        t::overview_agency(lang),
        t::overview_unit(lang),
        t::overview_from(lang),
        t::overview_due(lang),
        t::overview_done(lang),
        t::overview_state(lang),
    ]
}

/// The cells of a record behind its subject, which stands only where its reader may read it.
fn cells(lang: Lang, row: &Counted, names: &BTreeMap<Uuid, String>) -> [String; 6] {
    let day = |at: Option<Time>| at.map(|at| ui::time::date(lang, at.day())).unwrap_or_default();
    [
        named(names, row.agency).to_owned(),
        row.unit.map(|unit| named(names, unit).to_owned()).unwrap_or_default(),
        ui::time::date(lang, row.from),
        day(row.due),
        day(row.done),
        part_name(lang, row.part).to_owned(),
    ]
}

fn table(ctx: &Ctx, rows: &[Counted], cards: &Cards, names: &BTreeMap<Uuid, String>) -> Markup {
    let lang = ctx.lang;
    let columns = column_names(lang)
        .into_iter()
        .enumerate()
        .map(|(at, name)| match at {
            0 => Column::head(name).wide(),
            2 | 5 => Column::text(name).spare(),
            _ => Column::text(name),
        })
        .collect();
    let table =
        rows.iter().fold(Table::new(lang, t::overview_records(lang), columns).wrap(), |table, row| {
            let what = match cards.record(&row.record) {
                Some(card) => html! {
                    a href=(card.address) { (ui::tied(&card.title)) } br; span class="muted" { (card.detail) }
                },
                None => html! { span class="muted" { (t::work_hidden(lang)) } },
            };
            let late = matches!(row.part, Part::Overdue | Part::DoneLate);
            let [agency, unit, from, due, done, part] = cells(lang, row, names);
            let texts = [agency, unit, from, due, done].map(|text| html! { (text) });
            let state = html! { span class=[late.then_some("late")] { (part) } };
            table.row([what].into_iter().chain(texts).chain([state]).collect())
        });
    html! { (table) }
}

/// All of them as a file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    let lang = reader.ctx.lang;
    let shown = app.db.read(|read| Shown::of(read, &app, &reader.ctx, &query))?;
    let (title, columns) = ((shown.source.name)(lang), column_names(lang).map(str::to_owned).to_vec());
    let mut behind = None;
    let mut more = true;
    let next = move || -> Result<Vec<Vec<String>>, Failure> {
        if !more {
            return Ok(Vec::new());
        }
        let page = app.db.read(|read| shown.page(read, &reader.ctx, behind, BATCH))?;
        behind = page.rows.last().map(Cursor::behind);
        more = page.more;
        Ok(app.db.read(|read| lines(read, &app, &reader.ctx, &page.rows))?)
    };
    edge::table_file("so-lieu", title, query.format.unwrap_or_default(), columns, next)
}

/// Records as lines of a file.
fn lines(read: &mut Read<'_>, app: &App, ctx: &Ctx, rows: &[Counted]) -> Result<Vec<Vec<String>>, Error> {
    let lang = ctx.lang;
    let cards = Cards::of(read, ctx, &view::sources(app), rows.iter().map(|row| row.record.clone()))?;
    let names = names_of(read, rows, &[])?;
    let line = |row: &Counted| {
        let title = cards.record(&row.record).map_or(t::work_hidden(lang), |card| card.title.as_str());
        std::iter::once(title.to_owned()).chain(cells(lang, row, &names)).collect()
    };
    Ok(rows.iter().map(line).collect())
}
