//! The trail of what was done, for auditors: in words, narrowed down, walked both ways, taken away as a file.

mod told;

use crate::t;
use axum::extract::State;
use calendar::Day;
use context::{Ctx, Ref, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Query, SignedIn, TableFormat};
use facts::{Fact, Filter, Reach, Walk};
use maud::{Markup, html};
use organisation::{PickKind, PickQuery, Place};
use serde::Deserialize;
use told::Told;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager, Table};

const ROWS: usize = 100;
/// So many facts are read in one go for a file.
const BATCH: usize = 500;
/// So many days are looked at unless somebody asks for others.
const DAYS: i32 = 7;

const BASE: &str = "/admin/audit";

/// What the address of the trail says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TrailQuery {
    action: Option<String>,
    person: Option<String>,
    agency: Option<String>,
    record: Option<String>,
    from: Option<String>,
    until: Option<String>,
    behind: Option<Uuid>,
    ahead: Option<Uuid>,
    format: Option<TableFormat>,
}

impl TrailQuery {
    fn address(&self, path: &str) -> String {
        let pairs = [
            ("action", self.action.clone()),
            ("person", self.person.clone()),
            ("agency", self.agency.clone()),
            ("record", self.record.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("behind", self.behind.map(|id| id.to_string())),
            ("ahead", self.ahead.map(|id| id.to_string())),
            ("format", self.format.map(|format| format.code().to_owned())),
        ];
        format!("{path}{}", edge::query(&pairs))
    }

    /// The same facts from the newest on.
    fn whole(&self) -> TrailQuery {
        TrailQuery { behind: None, ahead: None, format: None, ..self.clone() }
    }

    fn walk(&self) -> Walk {
        match (self.ahead, self.behind) {
            (Some(id), _) => Walk::Ahead(id),
            (None, Some(id)) => Walk::Behind(id),
            (None, None) => Walk::Newest,
        }
    }

    fn days(&self, today: Day) -> (Day, Day) {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
        (day(&self.from).unwrap_or(today.plus(-DAYS)), day(&self.until).unwrap_or(today))
    }

    /// What is looked for. A name, agency or record that is not there finds nothing, and not everything.
    fn filter(&self, read: &mut Read<'_>, ctx: &Ctx) -> db::Result<Filter> {
        let (from, until) = self.days(ctx.now.day());
        let person = match &self.person {
            Some(name) => Some(organisation::people_named(read, name, 1)?.first().map(|person| person.id)),
            None => None,
        };
        let agency = match &self.agency {
            Some(text) => {
                let day = ctx.now.day();
                let query = PickQuery { text, kinds: &[PickKind::Agency], agency: None, day, limit: 1 };
                Some(organisation::picker(read, &query)?.first().map(|pick| pick.id))
            }
            None => None,
        };
        Ok(Filter {
            agency: agency.map(Option::unwrap_or_default),
            person: person.map(Option::unwrap_or_default),
            action: self.action.clone(),
            from: Some(from),
            to: Some(until),
            record: self.record.as_deref().map(|text| Ref::new("", id_in(text).unwrap_or_default())),
        })
    }
}

/// The last id within an address or whatever else somebody has copied.
fn id_in(text: &str) -> Option<Uuid> {
    text.split(|sign: char| !(sign.is_ascii_hexdigit() || sign == '-'))
        .rev()
        .find_map(|part| part.parse().ok())
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TrailQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, access::AUDIT, &Place::SYSTEM)?;
        let filter = query.filter(read, ctx)?;
        let (facts, pager) = turned(read, &query, &filter)?;
        let tools = html! {
            @for format in [TableFormat::Xlsx, TableFormat::Csv] {
                @let copy = TrailQuery { format: Some(format), ..query.whole() };
                (Button::link(format.code().to_uppercase(), copy.address("/admin/audit/export")).quiet().icon(Icon::Download))
            }
        };
        let told = told::told(&app, read, ctx, facts)?;
        let head = PageHead::new(t::menu_audit(lang)).tools(tools);
        let body = ui::page(&head, &html! {
            (form(&app, ctx, &query))
            @if told.is_empty() { (Empty::filtered(t::trail_none(lang), t::trail_none_text(lang))) }
            @else { (table(ctx, &query, &told)) }
            (ui::pager(lang, &pager))
        });
        edge::page(&app, &reader, read, Page { title: t::menu_audit(lang), active: BASE, body })
    })
}

/// The page that is asked for, the newest first, and the ways to those before and after it.
fn turned(read: &mut Read<'_>, query: &TrailQuery, filter: &Filter) -> db::Result<(Vec<Fact>, Pager)> {
    let walk = query.walk();
    let page = facts::search(read, &Reach::All, filter, walk, ROWS)?;
    let (mut facts, more) = (page.rows, page.more);
    let (newer, older) = match walk {
        Walk::Newest => (false, more),
        Walk::Behind(_) => (true, more),
        Walk::Ahead(_) => {
            facts.reverse();
            (more, true)
        }
    };
    let turn = |ahead, behind| TrailQuery { ahead, behind, ..query.whole() }.address(BASE);
    let previous = newer.then(|| turn(facts.first().map(|fact| fact.id), None));
    let next = facts.last().filter(|_| older).map(|fact| turn(None, Some(fact.id)));
    Ok((facts, Pager { previous, next }))
}

fn table(ctx: &Ctx, query: &TrailQuery, told: &[Told]) -> Table {
    let lang = ctx.lang;
    let columns = vec![
        Column::text(t::trail_when(lang)).fit(),
        Column::head(t::trail_who(lang)),
        Column::text(t::trail_agency(lang)).spare(),
        Column::text(t::trail_what(lang)).wide(),
        Column::text(t::trail_record(lang)).wide(),
        Column::number(t::trail_position(lang)).spare(),
    ];
    let mut table = Table::new(lang, t::menu_audit(lang), columns);
    for one in told {
        let fact = &one.fact;
        let only = TrailQuery { record: Some(fact.subject.id.to_string()), ..query.whole() };
        table = table.row(vec![
            ui::time::time(lang, fact.at, ctx.now),
            html! { (one.who) },
            html! { (one.agency) },
            html! {
                (one.what)
                @if let Some(note) = &one.note { br; q { (note) } }
                br; small class="muted" { (ui::code(&fact.action)) }
            },
            html! {
                @match &one.address {
                    Some(address) => a href=(address) { (one.record) },
                    None => (one.record),
                }
                br; a class="link" href=(only.address(BASE)) { (t::trail_only(lang)) }
            },
            html! { @if let Some(position) = fact.position { (position) } },
        ]);
    }
    table
}

/// The actions to choose from, by name.
fn actions(app: &App, ctx: &Ctx) -> Vec<Opt> {
    let mut named: Vec<Opt> = app
        .features
        .iter()
        .flat_map(|feature| feature.deeds)
        .map(|deed| Opt::new(deed.code, (deed.name)(ctx.lang)))
        .collect();
    named.sort_by_cached_key(|option| vietnamese::fold(&option.name));
    named.insert(0, Opt::new("", t::trail_any(ctx.lang)));
    named
}

fn form(app: &App, ctx: &Ctx, query: &TrailQuery) -> Markup {
    let lang = ctx.lang;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (from, until) = query.days(ctx.now.day());
    let content = html! {
        (ui::row(&[
            Field::new("action", t::trail_action(lang), Control::select(actions(app, ctx), text(&query.action))).span(2),
            Field::new("person", t::trail_who(lang), Control::text(text(&query.person))).span(2),
            Field::new("agency", t::trail_agency(lang), Control::text(text(&query.agency))).span(2),
        ]))
        (ui::row(&[
            Field::new("record", t::trail_record(lang), Control::text(text(&query.record))).hint(t::trail_record_hint(lang)).span(2),
            Field::new("from", t::trail_from(lang), Control::date(date(from))).span(2),
            Field::new("until", t::trail_until(lang), Control::date(date(until))).span(2),
        ]))
        div class="btns" {
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
            (Button::link(t::trail_all(lang), BASE).quiet())
        }
    };
    html! { (Form::get(BASE, content).label(t::trail_find(lang)).class("form")) }
}

/// The facts that match, the newest first, as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TrailQuery>,
) -> Answer {
    let filter = app.db.read(|read| -> Result<_, Failure> {
        access::require(read, &reader.ctx, access::AUDIT, &Place::SYSTEM)?;
        Ok(query.filter(read, &reader.ctx)?)
    })?;
    let lang = reader.ctx.lang;
    let columns = [
        t::trail_position(lang),
        t::trail_when(lang),
        t::trail_who(lang),
        t::trail_agency(lang),
        t::trail_what(lang),
        t::trail_note(lang),
        t::trail_record(lang),
        t::trail_action(lang),
        t::trail_id(lang),
    ];
    let mut walk = Walk::Newest;
    let next = move || -> Result<Vec<Vec<String>>, Failure> {
        let told = app.db.read(|read| {
            let facts = facts::search(read, &Reach::All, &filter, walk, BATCH)?.rows;
            told::told(&app, read, &reader.ctx, facts)
        })?;
        if let Some(last) = told.last() {
            walk = Walk::Behind(last.fact.id);
        }
        Ok(told.into_iter().map(Told::cells).collect())
    };
    let columns = columns.map(str::to_owned).to_vec();
    edge::table_file("nhat-ky", t::menu_audit(lang), query.format.unwrap_or_default(), columns, next)
}

/// A day as a field shows it.
pub(super) fn date(day: Day) -> String {
    format!("{}/{}/{}", day.of_month(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_in_whatever_was_copied() {
        let id = Uuid::from_u128(7);
        for text in
            [format!("{id}"), format!("https://kv.example/documents/{id}?box=sent"), format!("document {id}")]
        {
            assert_eq!(id_in(&text), Some(id), "{text}");
        }
        assert_eq!(id_in("12/UBND"), None);
    }
}
