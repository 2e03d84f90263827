//! Pages of folders.

mod acts;
mod begin;
mod folder;
mod index;
mod list;
mod panel;
mod papers;
mod story;
mod transfers;

pub(crate) use panel::beside;
pub(crate) use story::narrate;

use crate::Error;
use crate::model::input::InputFault;
use crate::t;
use calendar::Day;
use context::{Ctx, Uuid};
use db::Read;
use edge::Routes;
use law::Named;
use std::collections::BTreeMap;
use ui::Opt;

/// The address of the folders, as the menu knows it.
pub(crate) const BASE: &str = "/folders";
/// The address of the yearly lists.
pub(crate) const LISTS: &str = "/folder-lists";
/// The address of the hand-overs.
pub(crate) const TRANSFERS: &str = "/folder-transfers";

/// Every page and act of this feature.
pub(crate) fn routes() -> Routes {
    let routes = Routes::new()
        .get("/folders", index::list)
        .get("/folders/export", index::export)
        .get("/folders/new", begin::blank)
        .post("/folders", begin::open)
        .get("/folders/{id}", folder::show)
        .get("/folders/{id}/contents", papers::contents)
        .get("/folders/{id}/export", folder::export)
        .get("/folder-entries/{id}", papers::download)
        .get("/folder-lists", list::show)
        .get("/folder-lists/{id}/print", papers::list)
        .get("/folder-lists/{id}/export", list::export)
        .get("/folder-items/{id}", list::item)
        .get("/folder-transfers", transfers::show)
        .get("/folder-transfers/{id}", transfers::one)
        .get("/folder-transfers/{id}/list", papers::transfer)
        .get("/folder-transfers/{id}/minutes", papers::minutes);
    crate::api::routes(list::routes(transfers::routes(acts::routes(routes))))
}

/// Reads a day as a form sends it; an unreadable one is a fault of its field.
pub(crate) fn day(field: &'static str, text: Option<&str>) -> Result<Option<Day>, Error> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => Day::parse(text).map(Some).ok_or_else(|| Error::at(field, InputFault::NoDay)),
    }
}

/// The value of a date field.
pub(crate) fn date_value(day: Option<Day>) -> String {
    day.map(|day| format!("{}/{}/{}", day.of_month(), day.month(), day.year())).unwrap_or_default()
}

/// How long something can be kept, to choose from.
pub(crate) fn retentions(ctx: &Ctx) -> Vec<Opt> {
    let name = |it: &law::Retention| ctx.lang.pick(it.vi(), it.en()).to_owned();
    std::iter::once(Opt::new("", t::form_choose(ctx.lang)))
        .chain(ctx.law.retentions(ctx.now.day()).map(|it| Opt::new(it.code.clone(), name(it))))
        .collect()
}

/// The positions of an agency, to choose a keeper from.
pub(crate) fn keepers(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<Vec<Opt>> {
    let positions = organisation::positions_of(read, agency, ctx.now.day())?;
    Ok(positions
        .into_iter()
        .filter(|position| position.person.is_some())
        .map(|position| {
            let place = position.unit_name.map(|unit| format!(", {unit}")).unwrap_or_default();
            let name = position.person_name.unwrap_or_default();
            Opt::new(position.id.to_string(), format!("{name} · {}{place}", position.title))
        })
        .collect())
}

/// Names of positions and units, by id.
pub(crate) fn names(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    documents::view::names(read, ctx, ids)
}
