//! Routes that an agency keeps ready (mẫu luồng trình).

use super::review::acting;
use crate::Error;
use crate::model::input;
use crate::model::route::{self, PlannedStep};
use crate::store::route::{self as rows, Template};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use organisation::Place;
use serde_json::json;

/// Keeps a route ready for the agency.
///
/// # Errors
/// [`Error::Route`] names what is wrong with it; [`Error::Input`] without a name or for a kind that there is not;
/// [`Error::Unknown`] when a step names nobody of the agency.
pub fn save_template(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    name: &str,
    kind: &str,
    steps: &[PlannedStep],
) -> Result<Uuid, Error> {
    let agency = keeps(tx, ctx)?;
    let name = checked(tx, ctx, agency, name, kind, steps)?;
    let template = Template {
        id: ctx.new_id(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        steps: json!(steps),
        version: 1,
    };
    rows::insert_template(tx, agency, &template)?;
    let subject = Ref::new("route", template.id);
    facts::record(tx, ctx, facts::New::new("documents.route_saved", subject))?;
    Ok(template.id)
}

/// Changes a route that the agency keeps ready.
///
/// # Errors
/// As for [`save_template`]; [`Error::NotFound`] when it is not the agency's; [`Error::Stale`] when a colleague changed
/// it since the page was shown.
pub fn change_template(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    (name, kind, steps): (&str, &str, &[PlannedStep]),
) -> Result<(), Error> {
    let agency = keeps(tx, ctx)?;
    let before = rows::template(tx, agency, id)?.ok_or(Error::NotFound)?;
    let name = checked(tx, ctx, agency, name, kind, steps)?;
    let after =
        Template { name: name.to_owned(), kind: kind.to_owned(), steps: json!(steps), version, ..before };
    if !rows::update_template(tx, agency, &after)? {
        return Err(Error::Stale);
    }
    facts::record(tx, ctx, facts::New::new("documents.route_saved", Ref::new("route", id)))?;
    Ok(())
}

/// Removes a route that the agency kept ready.
///
/// # Errors
/// [`Error::NotFound`] when it is not the agency's.
pub fn delete_template(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let agency = keeps(tx, ctx)?;
    if !rows::delete_template(tx, agency, id)? {
        return Err(Error::NotFound);
    }
    facts::record(tx, ctx, facts::New::new("documents.route_removed", Ref::new("route", id)))?;
    Ok(())
}

/// The agency whose routes the actor may keep.
fn keeps(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let place = Place { agency: Some(agency), unit: ctx.actor.unit, position: ctx.actor.position };
    access::require(tx, ctx, crate::DRAFT, &place)?;
    Ok(agency)
}

/// The name of a route, if there is nothing wrong with any of it.
fn checked<'n>(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    agency: Uuid,
    name: &'n str,
    kind: &str,
    steps: &[PlannedStep],
) -> Result<&'n str, Error> {
    let name = input::check_template(ctx, name, kind)?;
    let faults = route::faults(steps);
    if !faults.is_empty() {
        return Err(Error::Route(faults));
    }
    acting(tx, ctx, agency, &[], steps)?;
    Ok(name)
}
