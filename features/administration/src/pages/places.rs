//! The agencies: their tree, and for each of them everything that an administrator looks after in it.

mod about;
mod bodies;
mod life;
mod members;
mod persons;
mod positions;
mod tree;
mod units;

pub(crate) use life::{merge_into, move_end};
pub(crate) use tree::in_charge;

use super::{Confirm, day_field, unreadable};
use crate::t;
use calendar::Day;
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Lacking, Page, Reader, Routes};
use maud::{Markup, html};
use organisation::{Agency, MANAGE, PickKind, PickQuery, Place, RESTRUCTURE};
use ui::{Choice, Control, Field, Note, PageHead};

pub(super) const BASE: &str = "/admin/agencies";

/// The pages and acts of this room.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, tree::show)
        .get("/admin/agencies/options", tree::options)
        .post("/admin/agencies/import", tree::import)
        .get("/admin/agencies/{id}", about::show)
        .post("/admin/agencies/{id}/change", about::change)
        .post("/admin/agencies/{id}/found", about::found)
        .get("/admin/agencies/{id}/units", units::list)
        .post("/admin/agencies/{id}/units", units::open)
        .get("/admin/units/{id}", units::show)
        .post("/admin/units/{id}", units::change)
        .get("/admin/units/{id}/close", units::ask)
        .post("/admin/units/{id}/close", units::close)
        .get("/admin/agencies/{id}/positions", positions::list)
        .post("/admin/agencies/{id}/positions", positions::make)
        .get("/admin/positions/{id}", positions::show)
        .post("/admin/positions/{id}", positions::change)
        .post("/admin/positions/{id}/appoint", positions::appoint)
        .post("/admin/positions/{id}/vacate", positions::vacate)
        .get("/admin/positions/{id}/end", positions::ask)
        .post("/admin/positions/{id}/end", positions::end)
        .get("/admin/agencies/{id}/people", persons::list)
        .post("/admin/agencies/{id}/people", persons::register)
        .get("/admin/people/{id}", persons::show)
        .post("/admin/people/{id}", persons::change)
        .get("/admin/agencies/{id}/bodies", bodies::list)
        .post("/admin/agencies/{id}/bodies", bodies::establish)
        .get("/admin/bodies/positions", members::find)
        .get("/admin/bodies/agencies", members::find_agency)
        .get("/admin/bodies/{id}/members", members::list)
        .post("/admin/bodies/{id}/members", members::take)
        .post("/admin/bodies/{id}/borrow", members::borrow)
        .post("/admin/bodies/members/{id}/end", members::end)
        .get("/admin/bodies/{id}", bodies::show)
        .post("/admin/bodies/{id}", bodies::change)
        .get("/admin/bodies/{id}/end", bodies::ask)
        .post("/admin/bodies/{id}/end", bodies::end)
        .get("/admin/agencies/{id}/life", life::show)
        .get("/admin/agencies/{id}/confirm", life::ask)
        .post("/admin/agencies/{id}/end", life::end)
        .post("/admin/agencies/{id}/merge", life::merge)
        .post("/admin/agencies/{id}/split", life::split)
        .post("/admin/agencies/{id}/reschedule", life::reschedule)
}

/// The tabs of an agency's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    About,
    Units,
    Positions,
    People,
    Bodies,
    Life,
}

impl Tab {
    const ALL: [Tab; 6] = [Tab::About, Tab::Units, Tab::Positions, Tab::People, Tab::Bodies, Tab::Life];

    fn folder(self) -> &'static str {
        match self {
            Tab::About => "",
            Tab::Units => "/units",
            Tab::Positions => "/positions",
            Tab::People => "/people",
            Tab::Bodies => "/bodies",
            Tab::Life => "/life",
        }
    }

    fn name(self, lang: Lang) -> &'static str {
        match self {
            Tab::About => t::places_about(lang),
            Tab::Units => t::places_units(lang),
            Tab::Positions => t::places_seats(lang),
            Tab::People => t::places_people(lang),
            Tab::Bodies => t::places_bodies(lang),
            Tab::Life => t::places_life(lang),
        }
    }
}

/// An agency that the reader looks after, and how far.
pub(crate) struct Charge {
    pub(crate) agency: Agency,
    /// They keep its units, positions, people and issuing bodies.
    manages: bool,
    /// They rename, move, merge, split and end it.
    restructures: bool,
}

impl Charge {
    /// An agency, for whoever may do anything to it; to others it is not there.
    pub(crate) fn of(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Charge, Failure> {
        let place = Place::agency(id);
        let manages = access::may(read, ctx, MANAGE, &place)?;
        let restructures = access::may(read, ctx, RESTRUCTURE, &place)?;
        if !manages && !restructures {
            return Err(Lacking::Page.into());
        }
        let agency = organisation::agency(read, id)?.ok_or(Lacking::Page)?;
        Ok(Charge { agency, manages, restructures })
    }

    /// The same, for whoever keeps what is in it.
    pub(crate) fn managed(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Charge, Failure> {
        let charge = Charge::of(read, ctx, id)?;
        if charge.manages { Ok(charge) } else { Err(Lacking::Page.into()) }
    }

    /// Whether anything in it can still be changed.
    fn stands(&self, ctx: &Ctx) -> bool {
        self.agency.ends.is_none_or(|ends| ends > ctx.now.day())
    }

    /// The address of one of its tabs.
    fn address(&self, tab: Tab) -> String {
        format!("{BASE}/{}{}", self.agency.id, tab.folder())
    }

    /// One of its tabs, made of cards.
    fn page(&self, app: &App, reader: &Reader, read: &mut Read<'_>, tab: Tab, body: &Markup) -> Answer {
        let lang = reader.ctx.lang;
        let tabs: Vec<Choice> = Tab::ALL
            .into_iter()
            .filter(|tab| match tab {
                Tab::About => true,
                Tab::Life => self.restructures,
                _ => self.manages,
            })
            .map(|one| Choice::new(one.name(lang), self.address(one)).current(one == tab))
            .collect();
        let head =
            PageHead::new(self.agency.name.clone()).scope(ui::trail(lang, &[(t::menu_agencies(lang), BASE)]));
        let title = format!("{}, {}", tab.name(lang), self.agency.name);
        let content = html! {
            (ui::tabs(&self.agency.name, &tabs))
            (self.notice(&reader.ctx))
            (ui::cards(std::slice::from_ref(body)))
        };
        let body = ui::page(&head, &ui::board(&content));
        edge::page(app, reader, read, Page { title: &title, active: BASE, body })
    }

    /// A page of something within it, below one of its tabs, made of cards.
    fn inner(
        &self,
        app: &App,
        reader: &Reader,
        read: &mut Read<'_>,
        (tab, title): (Tab, &str),
        body: &Markup,
    ) -> Answer {
        let lang = reader.ctx.lang;
        let (own, list) = (self.address(Tab::About), self.address(tab));
        let trail = ui::trail(
            lang,
            &[
                (t::menu_agencies(lang), BASE),
                (self.agency.name.as_str(), own.as_str()),
                (tab.name(lang), list.as_str()),
            ],
        );
        let body =
            ui::page(&PageHead::new(title).scope(trail), &ui::board(&ui::cards(std::slice::from_ref(body))));
        edge::page(app, reader, read, Page { title, active: BASE, body })
    }

    /// That it has ended or is to end, where that is so.
    fn notice(&self, ctx: &Ctx) -> Markup {
        let lang = ctx.lang;
        let Some(ends) = self.agency.ends else { return html! {} };
        let day = ui::time::date(lang, ends);
        let note = if ends <= ctx.now.day() {
            Note::info(t::places_has_ended(lang, day))
        } else {
            Note::warning(t::places_will_end(lang, day))
        };
        html! { (note) }
    }
}

/// A field for an agency by identifier or name, with proposals while one types.
fn agency_field(name: &str, label: &str, value: &str) -> Field {
    let source = Some("/admin/agencies/options".to_owned());
    Field::new(name, label, Control::Combo { value: value.to_owned(), proposals: Vec::new(), source })
}

/// The one agency of a day that somebody means by an identifier or a name.
fn named_agency(
    read: &mut Read<'_>,
    ctx: &Ctx,
    field: &str,
    text: &str,
    day: Day,
) -> Result<Agency, Failure> {
    let text = text.trim();
    if let Some(agency) = organisation::by_code(read, text, day)? {
        return Ok(agency);
    }
    let query = PickQuery { text, kinds: &[PickKind::Agency], agency: None, day, limit: 20 };
    let mut found = if text.is_empty() { Vec::new() } else { organisation::picker(read, &query)? };
    if found.len() > 1 {
        let folded = organisation::fold(text);
        found.retain(|pick| organisation::fold(&pick.name) == folded);
    }
    let agency = match found.as_slice() {
        [only] => organisation::agency(read, only.id)?,
        _ => None,
    };
    agency.ok_or_else(|| unreadable(field, &t::places_not_one(ctx.lang, text)))
}

/// A whole number as it is typed; nothing is 0.
fn whole_number(ctx: &Ctx, field: &str, text: &str) -> Result<i64, Failure> {
    match text.trim() {
        "" => Ok(0),
        text => text.parse().map_err(|_| unreadable(field, t::places_no_number(ctx.lang))),
    }
}

/// The first and last day of something, as a table shows them.
fn days(lang: Lang, starts: Day, ends: Option<Day>) -> String {
    match ends {
        // The last day that counts, as people say it.
        Some(ends) => {
            t::places_from_until(lang, ui::time::date(lang, starts), ui::time::date(lang, ends.plus(-1)))
        }
        None => t::places_from(lang, ui::time::date(lang, starts)),
    }
}
