//! The folders that the reader sees.

use super::{BASE, LISTS, TRANSFERS, names};
use crate::store::folder::{self, Behind, Filter, Folder, Order, Seen};
use crate::{Error, measures as figures, t, view, words};
use access::Place;
use axum::extract::State;
use calendar::Remaining;
use context::{Ctx, Lang, Ref, Scope, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Query, SignedIn, TableFormat};
use maud::{Markup, html};
use measures::{Period, Question, Where};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{
    Button, Choice, Column, Control, Deadline, Empty, Field, Form, Icon, Note, Opt, PageHead, Pager, Sorted,
    Table,
};

/// Folders on one page.
const ROWS: usize = 50;
/// So many are read in one go for a file.
const BATCH: usize = 500;
/// So many years back can be chosen.
const YEARS: i64 = 10;

/// What the address of the list says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ListQuery {
    /// mine | unit; all that the reader sees without it.
    whose: Option<String>,
    unit: Option<Uuid>,
    state: Option<String>,
    year: Option<i64>,
    item: Option<Uuid>,
    words: Option<String>,
    /// code; by the last change without it.
    sort: Option<String>,
    behind: Option<String>,
    format: Option<TableFormat>,
}

impl ListQuery {
    fn address(&self, path: &str) -> String {
        let pairs = [
            ("whose", self.whose.clone()),
            ("unit", self.unit.map(|id| id.to_string())),
            ("state", self.state.clone()),
            ("year", self.year.map(|year| year.to_string())),
            ("item", self.item.map(|id| id.to_string())),
            ("words", self.words.clone()),
            ("sort", self.sort.clone()),
            ("behind", self.behind.clone()),
            ("format", self.format.map(|format| format.code().to_owned())),
        ];
        format!("{path}{}", edge::query(&pairs))
    }

    /// The same folders from their beginning.
    fn whole(&self) -> ListQuery {
        ListQuery { behind: None, format: None, ..self.clone() }
    }

    fn order(&self) -> Order {
        if self.sort.as_deref() == Some("code") { Order::Code } else { Order::Changed }
    }

    fn filter(&self, ctx: &Ctx) -> Filter {
        let whose = self.whose.as_deref();
        Filter {
            keeper: ctx.actor.position.filter(|_| whose == Some("mine")),
            unit: self.unit.or(ctx.actor.unit.filter(|_| whose == Some("unit"))),
            state: self.state.clone(),
            year: self.year,
            item: self.item,
            free: false,
            words: self.words.clone(),
        }
    }

    fn is_narrow(&self) -> bool {
        self.unit.is_some()
            || self.state.is_some()
            || self.year.is_some()
            || self.item.is_some()
            || self.words.is_some()
    }

    fn behind(&self) -> Option<Behind> {
        let (id, key) = self.behind.as_deref()?.split_once('.')?;
        Some(Behind { key: key.to_owned(), id: id.parse().ok()? })
    }
}

/// Whose folders the reader sees; whoever sees none has no such page.
fn opened(read: &mut Read<'_>, ctx: &Ctx) -> Result<Seen, Error> {
    match view::seen(read, ctx)? {
        Seen::Nothing => Err(Error::NotFound),
        seen => Ok(seen),
    }
}

/// The page.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let seen = opened(read, ctx)?;
        let page = folder::page(read, &seen, &query.filter(ctx), query.order(), query.behind(), ROWS)?;
        let next = page.rows.last().filter(|_| page.more).map(|last| {
            let Behind { key, id } = Behind::folder(last, query.order());
            ListQuery { behind: Some(format!("{id}.{key}")), ..query.whole() }.address(BASE)
        });
        let pager = Pager { previous: query.behind.is_some().then(|| query.whole().address(BASE)), next };
        let title = t::page_folders(lang);
        let tools = html! {
            (Button::link(t::page_lists(lang), LISTS).quiet().icon(Icon::Register))
            (Button::link(t::page_transfers(lang), TRANSFERS).quiet().icon(Icon::Archive))
            @for format in [TableFormat::Xlsx, TableFormat::Csv] {
                @let copy = ListQuery { format: Some(format), ..query.whole() };
                (Button::link(format.code().to_uppercase(), copy.address("/folders/export")).quiet().icon(Icon::Download))
            }
        };
        let mut head = PageHead::new(title).scope(whose(ctx, &seen, &query)).tools(tools);
        if ctx.actor.holds(crate::KEEP) {
            head = head.action(Button::link(t::act_open(lang), "/folders/new").icon(Icon::Plus));
        }
        let body = html! {
            (goal(read, ctx)?)
            (narrow(read, ctx, &seen, &query)?)
            @if page.rows.is_empty() { (nothing(ctx, &query)) } @else { (table(read, ctx, &query, &page.rows)?) }
            (ui::pager(lang, &pager))
        };
        edge::page(&app, &reader, read, Page { title, active: BASE, body: ui::page(&head, &body) })
    })
}

/// My folders, those of my unit, all that I see.
fn whose(ctx: &Ctx, seen: &Seen, query: &ListQuery) -> Markup {
    let lang = ctx.lang;
    let one = |code: Option<&str>, name: &str| {
        let address = ListQuery { whose: code.map(str::to_owned), unit: None, ..query.whole() }.address(BASE);
        Choice::new(name, address).current(query.whose.as_deref() == code)
    };
    let mut choices = vec![one(None, t::whose_all(lang)), one(Some("mine"), t::whose_mine(lang))];
    if matches!(seen, Seen::Agencies(_)) && ctx.actor.unit.is_some() {
        choices.insert(1, one(Some("unit"), t::whose_unit(lang)));
    }
    match seen {
        Seen::Own(_) => html! {},
        _ => ui::chips(t::whose_label(lang), &choices),
    }
}

/// How many of the folders of the reader's agency or unit are handled online this year, and the goal set for it.
fn goal(read: &mut Read<'_>, ctx: &Ctx) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let (Some(scope), Some(agency)) = (ctx.actor.scope(measures::READ), ctx.actor.agency) else {
        return Ok(html! {});
    };
    let place = match (scope, ctx.actor.unit) {
        (Scope::Own, _) | (Scope::Unit, None) => return Ok(html! {}),
        (Scope::Unit, Some(unit)) => Where::Unit { agency, unit },
        _ => Where::Agency(agency),
    };
    let Some(period) = i16::try_from(today.year()).ok().and_then(Period::year) else { return Ok(html! {}) };
    let question = Question { measure: &figures::ONLINE, place, period, as_of: ctx.now, carried_over: true };
    let figure = measures::figure(read, ctx, &question)?;
    let tier = organisation::agency(read, agency)?.map_or(0, |agency| agency.tier);
    let target = ctx.law.target(figures::ONLINE.code, tier, today);
    if figure.denominator == 0 {
        return Ok(html! {});
    }
    let share = ui::number::share(lang, figure.numerator, figure.denominator);
    let told = t::goal_share(lang, figure.numerator, figure.denominator, share);
    let reached = |share: u8| figure.numerator * 100 >= i64::from(share) * figure.denominator;
    let aim = target.map(|target| {
        let by = ui::time::date(lang, target.by);
        match reached(target.share) {
            true => t::goal_reached(lang, target.share, by),
            false => t::goal_missed(lang, target.share, by),
        }
    });
    let address = format!("/overview/records?measure={}&period=year", figures::ONLINE.code);
    let text = html! { (told) @if let Some(aim) = aim { " · " (aim) } };
    Ok(html! { (Note::plain(Icon::Gauge, text).button(Button::link(t::goal_records(lang), address))) })
}

/// The form that narrows the list down.
fn narrow(read: &mut Read<'_>, ctx: &Ctx, seen: &Seen, query: &ListQuery) -> db::Result<Markup> {
    let lang = ctx.lang;
    let any = || vec![Opt::new("", t::filter_any(lang))];
    let mut states = any();
    states.extend(["open", "closed", "handed_over"].map(|code| Opt::new(code, words::state(lang, code))));
    let this = i64::from(ctx.now.day().year());
    let mut years = any();
    years.extend((this - YEARS..=this).rev().map(|year| Opt::new(year.to_string(), year.to_string())));
    let mut units = any();
    if let (Seen::Agencies(_), Some(agency)) = (seen, ctx.actor.agency) {
        let all = organisation::units_of(read, agency, ctx.now.day())?;
        units.extend(all.into_iter().map(|unit| Opt::new(unit.id.to_string(), unit.name)));
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let chosen = |value: Option<String>| value.unwrap_or_default();
    let content = html! {
        @if let Some(whose) = &query.whose { input type="hidden" name="whose" value=(whose); }
        @if let Some(sort) = &query.sort { input type="hidden" name="sort" value=(sort); }
        @if let Some(item) = &query.item { input type="hidden" name="item" value=(item); }
        (ui::row(&[
            Field::new("words", t::filter_words(lang), Control::text(text(&query.words))).span(3),
            Field::new("state", t::filter_state(lang), Control::select(states, text(&query.state))).span(3),
        ]))
        (ui::row(&[
            Field::new("year", t::filter_year(lang), Control::select(years, chosen(query.year.map(|it| it.to_string())))).span(3),
            Field::new("unit", t::filter_unit(lang), Control::select(units, chosen(query.unit.map(|it| it.to_string())))).span(3),
        ]))
        div class="btns" {
            (Button::submit(t::filter_apply(lang)).small())
            @if query.is_narrow() { (Button::link(t::filter_all(lang), BASE).quiet().small()) }
        }
    };
    let form = Form::get(BASE, content).label(t::filter_title(lang)).class("form");
    Ok(ui::fold(t::filter_title(lang), "", query.is_narrow(), &html! { (form) }))
}

fn nothing(ctx: &Ctx, query: &ListQuery) -> Empty {
    let lang = ctx.lang;
    if query.is_narrow() || query.whose.is_some() {
        return Empty::filtered(t::empty_filtered_title(lang), t::empty_filtered_text(lang))
            .button(Button::link(t::filter_all(lang), BASE));
    }
    let empty = Empty::first_time(Icon::Dossier, t::empty_title(lang), t::empty_text(lang));
    match ctx.actor.holds(crate::KEEP) {
        true => empty.button(Button::link(t::act_open(lang), "/folders/new")),
        false => empty,
    }
}

fn table(read: &mut Read<'_>, ctx: &Ctx, query: &ListQuery, rows: &[Folder]) -> Result<Table, Failure> {
    let lang = ctx.lang;
    let sorted = |sort: Option<&str>, now: Sorted| {
        let current = query.sort.as_deref() == sort;
        let address = ListQuery { sort: sort.map(str::to_owned), ..query.whole() }.address(BASE);
        (address, if current { now } else { Sorted::No })
    };
    let (by_code, code) = sorted(Some("code"), Sorted::Up);
    let (by_change, change) = sorted(None, Sorted::Down);
    let columns = vec![
        Column::text(t::folder_code(lang)).fit().sort(by_code, code),
        Column::head(t::folder_title(lang)).wide(),
        Column::text(t::folder_keeper(lang)).spare(),
        Column::text(t::folder_retention(lang)).fit().spare(),
        Column::number(t::folder_pieces(lang)).spare(),
        Column::text(t::folder_state(lang)).fit(),
        Column::text(t::folder_changed(lang)).fit().spare().sort(by_change, change),
    ];
    let keepers: Vec<Uuid> = rows.iter().flat_map(|row| [Some(row.keeper), row.unit]).flatten().collect();
    let names = names(read, ctx, &keepers)?;
    let due = due(read, ctx, rows)?;
    let mut table = Table::new(lang, t::page_folders(lang), columns).wrap();
    for row in rows {
        table = table.row(vec![
            ui::code(&row.code),
            html! {
                a class="link" href={ (BASE) "/" (row.id) } { (row.title) }
                @if row.secret { " " (ui::tag(t::folder_secret(lang))) }
            },
            html! {
                (names.get(&row.keeper).map(String::as_str).unwrap_or_default())
                @if let Some(unit) = row.unit.and_then(|unit| names.get(&unit)) { br; small class="muted" { (unit) } }
            },
            html! { (words::retention(ctx, lang, &row.retention, row.starts)) },
            html! { (ui::number::count(row.entries)) },
            html! {
                @match due.get(&row.id) {
                    Some(deadline) => { (ui::deadline_badge(deadline)) },
                    None => { (ui::tag(words::state(lang, &row.state))) },
                }
            },
            ui::time::time(lang, row.changed_at, ctx.now),
        ]);
    }
    Ok(table)
}

/// By when closed folders are to be handed over.
fn due(read: &mut Read<'_>, ctx: &Ctx, rows: &[Folder]) -> Result<BTreeMap<Uuid, Deadline>, Failure> {
    let closed: Vec<Ref> = rows.iter().filter(|row| row.state == "closed").map(Folder::subject_ref).collect();
    let running = duties::of(read, &closed)?;
    Ok(running
        .into_iter()
        .filter_map(|duty| {
            let left = Remaining::until(duty.due?, ctx.now, ctx.law.calendar());
            Some((duty.subject.id, Deadline::of(ctx.lang, left)))
        })
        .collect())
}

/// The same folders as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    let ctx = reader.ctx;
    let lang = ctx.lang;
    let seen = app.db.read(|read| opened(read, &ctx))?;
    let columns = columns(lang);
    let (filter, order) = (query.filter(&ctx), query.order());
    let mut behind = None;
    let mut done = false;
    let next = move || -> Result<Vec<Vec<String>>, Failure> {
        if done {
            return Ok(Vec::new());
        }
        app.db.read(|read| {
            let page = folder::page(read, &seen, &filter, order, behind.clone(), BATCH)?;
            behind = page.rows.last().map(|last| Behind::folder(last, order));
            done = !page.more;
            cells(read, &ctx, &page.rows)
        })
    };
    edge::table_file(
        "ho-so-cong-viec",
        t::page_folders(lang),
        query.format.unwrap_or_default(),
        columns,
        next,
    )
}

fn columns(lang: Lang) -> Vec<String> {
    [
        t::folder_code(lang),
        t::folder_title(lang),
        t::folder_year(lang),
        t::folder_kind(lang),
        t::folder_retention(lang),
        t::folder_keeper(lang),
        t::folder_unit(lang),
        t::folder_starts(lang),
        t::folder_ends(lang),
        t::folder_pieces(lang),
        t::folder_papers(lang),
        t::folder_pages(lang),
        t::folder_state(lang),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn cells(read: &mut Read<'_>, ctx: &Ctx, rows: &[Folder]) -> Result<Vec<Vec<String>>, Failure> {
    let lang = ctx.lang;
    let ids: Vec<Uuid> = rows.iter().flat_map(|row| [Some(row.keeper), row.unit]).flatten().collect();
    let names = names(read, ctx, &ids)?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let date = |day: Option<calendar::Day>| day.map(|day| ui::time::date(lang, day)).unwrap_or_default();
    Ok(rows
        .iter()
        .map(|row| {
            vec![
                row.code.clone(),
                row.title.clone(),
                row.year.to_string(),
                words::kind(lang, &row.kind).to_owned(),
                words::retention(ctx, lang, &row.retention, row.starts),
                name(Some(row.keeper)),
                name(row.unit),
                date(Some(row.starts)),
                date(row.ends),
                row.entries.to_string(),
                row.papers.to_string(),
                row.pages.to_string(),
                words::state(lang, &row.state).to_owned(),
            ]
        })
        .collect())
}

/// Whether the reader may act on a folder by a permission.
pub(super) fn may(
    read: &mut Read<'_>,
    ctx: &Ctx,
    permission: context::Permission,
    folder: &Folder,
) -> db::Result<bool> {
    access::may(read, ctx, permission, &Place::position(folder.agency, folder.unit, folder.keeper))
}
