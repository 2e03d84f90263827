//! People: entered, changed.

use super::{current, require, tell, written};
use crate::model::{Person, PersonInput};
use crate::reach::Place;
use crate::{Error, MANAGE, store};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use serde_json::json;

/// Enters a person, for an agency that the actor manages; positions come by [`super::appoint`].
///
/// # Errors
/// [`Error::Field`] for a value at fault.
pub fn register_person(tx: &mut Tx<'_>, ctx: &Ctx, agency: Uuid, input: &PersonInput) -> Result<Uuid, Error> {
    require(tx, ctx, MANAGE, &Place::agency(agency))?;
    let input = input.checked()?;
    let person =
        Person { id: ctx.new_id(), name: input.name, email: input.email, phone: input.phone, version: 1 };
    store::person::insert(tx, &person)?;
    tell(
        tx,
        ctx,
        "organisation.person_registered",
        Ref::new("person", person.id),
        json!({ "agency": agency }),
    )?;
    Ok(person.id)
}

/// Changes what is known of a person who works in an agency that the actor manages.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`].
pub fn change_person(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &PersonInput,
) -> Result<(), Error> {
    let before = store::person::person(tx, id)?.ok_or(Error::NotFound)?;
    require_over(tx, ctx, id)?;
    let input = input.checked()?;
    current(version, before.version)?;
    let after = Person { name: input.name, email: input.email, phone: input.phone, ..before };
    written(store::person::update(tx, &after)?)?;
    // Sessions carry the name.
    tx.announce("access", "");
    tell(tx, ctx, "organisation.person_changed", Ref::new("person", id), json!({}))
}

/// The actor manages an agency in which the person works; of someone who works nowhere, the whole system.
fn require_over(tx: &mut Tx<'_>, ctx: &Ctx, person: Uuid) -> Result<(), Error> {
    for agency in store::position::agencies_of_person(tx, person, ctx.now.day())? {
        if crate::reaches(tx, ctx, MANAGE, &Place::agency(agency))? {
            return Ok(());
        }
    }
    require(tx, ctx, MANAGE, &Place::SYSTEM)
}
