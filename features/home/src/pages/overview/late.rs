//! Who is late to whom (ai đang trễ việc với ai): pairs of agencies, and the duties between two.

use super::{BASE, OverviewQuery, When, address, cursor, lateness, named, names, subject};
use crate::overview::{agencies, place, sees};
use crate::view::{self, Cards, duty_name};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Lang, Uuid};
use db::{Page as Rows, Read};
use duties::{Cursor, Duty, Late, LateSide};
use edge::{Answer, App, Page, Query, SignedIn};
use maud::{Markup, html};
use measures::Where;
use std::collections::BTreeMap;
use ui::{Choice, Column, Empty, PageHead, Pager, Table, number};

/// The most pairs of one page: those that are late with the most.
pub(crate) const MOST_PAIRS: usize = 200;
/// Duties of one page.
const ROWS: usize = 50;

/// The page of all pairs of a place.
pub(super) fn all(place: Where, when: When) -> String {
    address("/late", place, when, &[])
}

/// The page of the duties between two agencies.
pub(super) fn door(debtor: Uuid, creditor: Uuid) -> String {
    let pairs = [("debtor", Some(debtor.to_string())), ("creditor", Some(creditor.to_string()))];
    format!("{BASE}/late{}", edge::query(&pairs))
}

/// The page: with a debtor and a creditor what is late between them, else all pairs.
pub(crate) async fn late(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OverviewQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let title = t::overview_late(ctx.lang);
        let body = match query.debtor.zip(query.creditor) {
            Some((debtor, creditor)) => between(read, &app, ctx, debtor, creditor, query.behind.as_deref())?,
            None => pairs(read, ctx, &query)?,
        };
        edge::page(&app, &reader, read, Page { title, active: BASE, body })
    })
}

/// How much agencies of a place are late with to others, or others to them.
///
/// # Errors
/// [`Error::NotFound`] of a unit, whose duties stand on its own page of work.
pub(crate) fn pairs_of(
    read: &mut Read<'_>,
    ctx: &Ctx,
    place: Where,
    side: LateSide,
) -> Result<Vec<Late>, Error> {
    if matches!(place, Where::Unit { .. }) {
        return Err(Error::NotFound);
    }
    let ours = agencies(read, ctx, place)?;
    Ok(duties::late_between(read, ctx, side, &ours, MOST_PAIRS)?)
}

/// What is late between two agencies. Whoever sees the figures of either may count it; what it is about only those
/// see who may read the record.
fn duties_between(
    read: &mut Read<'_>,
    ctx: &Ctx,
    debtor: Uuid,
    creditor: Uuid,
    behind: Option<Cursor>,
) -> Result<Rows<Duty>, Error> {
    match sees(read, ctx, debtor)? || sees(read, ctx, creditor)? {
        true => Ok(duties::late_of(read, ctx, debtor, creditor, behind, ROWS)?),
        false => Err(Error::NotFound),
    }
}

fn pairs(read: &mut Read<'_>, ctx: &Ctx, query: &OverviewQuery) -> Result<Markup, Error> {
    let lang = ctx.lang;
    let place = place(read, ctx, query.asked())?;
    let when = query.when(ctx);
    let side = query.side.unwrap_or_default();
    let pairs = pairs_of(read, ctx, place, side)?;
    let mut ids: Vec<Uuid> = pairs.iter().flat_map(|pair| [pair.debtor, pair.creditor]).collect();
    ids.push(subject(place));
    ids.sort_unstable();
    ids.dedup();
    let names = names(read, &ids)?;
    let tab = |name: &str, code: &str, this: LateSide| {
        let to = address("/late", place, when, &[("side", Some(code.to_owned()))]);
        Choice::new(name, to).current(side == this)
    };
    let tabs = [
        tab(t::overview_late_by(lang), "by", LateSide::By),
        tab(t::overview_late_to(lang), "to", LateSide::To),
    ];
    let back = address("", place, when, &[]);
    let head = PageHead::new(t::overview_late(lang)).note(named(&names, subject(place))).scope(html! {
        (ui::trail(lang, &[(t::overview_title(lang), &back)]))
        (ui::tabs(t::overview_side(lang), &tabs))
    });
    Ok(ui::page(
        &head,
        &html! {
            @if pairs.is_empty() { (nothing(lang)) } @else { (table(lang, &pairs, &names)) }
            @if pairs.len() == MOST_PAIRS {
                p class="more more--side muted" { (t::overview_most_pairs(lang, MOST_PAIRS)) }
            }
        },
    ))
}

fn nothing(lang: Lang) -> Markup {
    html! { (Empty::done(t::overview_nothing_late(lang), t::overview_nothing_late_text(lang))) }
}

/// Pairs of agencies with what is late between them.
pub(super) fn table(lang: Lang, pairs: &[Late], names: &BTreeMap<Uuid, String>) -> Markup {
    let columns = vec![
        Column::head(t::overview_debtor(lang)),
        Column::bar(t::overview_chart(lang)),
        Column::number(t::overview_overdue(lang)),
    ];
    let most = pairs.iter().map(|pair| pair.count).max().unwrap_or(0).max(1);
    let table = pairs.iter().fold(Table::new(lang, t::overview_late(lang), columns), |table, pair| {
        let to = door(pair.debtor, pair.creditor);
        table.row(vec![
            html! {
                (named(names, pair.debtor)) br;
                span class="muted" { (t::overview_to(lang, named(names, pair.creditor))) }
            },
            ui::bar(&[(100.0 * pair.count as f64 / most as f64, ui::Tone::Overdue)], None),
            html! { a class="late" href=(to) { (number::integer(lang, pair.count)) } },
        ])
    });
    html! { (table) }
}

fn between(
    read: &mut Read<'_>,
    app: &App,
    ctx: &Ctx,
    debtor: Uuid,
    creditor: Uuid,
    behind: Option<&str>,
) -> Result<Markup, Error> {
    let lang = ctx.lang;
    let page = duties_between(read, ctx, debtor, creditor, cursor(behind)?)?;
    let cards = Cards::of(read, ctx, &view::sources(app), page.rows.iter().flat_map(view::records).cloned())?;
    let names = names(read, &[debtor, creditor])?;
    let columns = vec![
        Column::head(t::overview_what(lang)).wide(),
        Column::text(t::overview_kind(lang)).spare(),
        Column::number(t::overview_due(lang)),
    ];
    let title = t::overview_pair(lang, named(&names, debtor), named(&names, creditor));
    let table = page.rows.iter().fold(Table::new(lang, title.clone(), columns).wrap(), |table, duty| {
        let what = match cards.duty(duty) {
            Some((_, card)) => html! {
                a href=(card.address) { (ui::tied(&card.title)) } br; span class="muted" { (card.detail) }
            },
            None => html! { span class="muted" { (t::work_hidden(lang)) } },
        };
        let lateness = ui::deadline_badge(&lateness(ctx, duty));
        table.row(vec![what, html! { (duty_name(ctx, &duty.kind)) }, lateness])
    });
    let first = door(debtor, creditor);
    let last = page.rows.last().filter(|_| page.more);
    let next = last.map(|last| format!("{first}&behind={}", Cursor::behind(last)));
    let way = [(t::overview_title(lang), BASE), (t::overview_late(lang), "/overview/late")];
    let head = PageHead::new(t::overview_late(lang)).note(title).scope(ui::trail(lang, &way));
    Ok(ui::page(
        &head,
        &html! {
            @if page.rows.is_empty() { (nothing(lang)) } @else { (table) }
            (ui::pager(lang, &Pager { previous: behind.map(|_| first), next }))
        },
    ))
}
