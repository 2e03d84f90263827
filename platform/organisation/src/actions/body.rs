//! Issuing bodies: established, changed, ended.

use super::{current, existing, require, tell, written};
use crate::model::{Body, BodyInput, not_before};
use crate::picker::PickKind;
use crate::reach::Place;
use crate::{Error, MANAGE, store};
use context::{Ctx, Day, Ref, Uuid};
use db::Tx;
use serde_json::json;

/// Establishes an issuing body besides those that agencies are: a committee, a council, a working group.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Ended`] when its agency does not exist on that day.
pub fn establish_body(tx: &mut Tx<'_>, ctx: &Ctx, input: &BodyInput, day: Day) -> Result<Uuid, Error> {
    require_over(tx, ctx, input)?;
    let input = input.checked()?;
    existing(tx, input.agency, day)?;
    let body = Body {
        id: ctx.new_id(),
        agency: input.agency,
        stands_for: input.stands_for,
        symbol: input.symbol,
        name: input.name,
        kind: input.kind,
        starts: day,
        ends: None,
        version: 1,
    };
    store::body::insert(tx, &body)?;
    if body.stands_for.is_none() {
        store::term::put(tx, PickKind::Body, body.id, &body.name, &[&body.symbol])?;
    }
    tell(
        tx,
        ctx,
        "organisation.body_established",
        Ref::new("body", body.id),
        json!({ "agency": body.agency }),
    )?;
    Ok(body.id)
}

/// Changes an issuing body, also which records desk serves it; the actor manages both desks.
///
/// # Errors
/// [`Error::Field`] for a value at fault; [`Error::Stale`]; [`Error::Ended`].
pub fn change_body(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &BodyInput,
) -> Result<(), Error> {
    let before = store::body::body(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(before.agency))?;
    require_over(tx, ctx, input)?;
    let input = input.checked()?;
    current(version, before.version)?;
    existing(tx, input.agency, ctx.now.day())?;
    let after = Body {
        agency: input.agency,
        stands_for: input.stands_for,
        symbol: input.symbol,
        name: input.name,
        kind: input.kind,
        ..before
    };
    written(store::body::update(tx, &after)?)?;
    if after.stands_for.is_none() {
        store::term::replace(tx, PickKind::Body, id, &after.name, &[&after.symbol])?;
    }
    tell(tx, ctx, "organisation.body_changed", Ref::new("body", id), json!({ "agency": after.agency }))
}

/// The actor manages the records desk, and the agency in whose name it is to issue.
fn require_over(tx: &mut Tx<'_>, ctx: &Ctx, input: &BodyInput) -> Result<(), Error> {
    for agency in [Some(input.agency), input.stands_for].into_iter().flatten() {
        require(tx, ctx, MANAGE, &Place::agency(agency))?;
    }
    Ok(())
}

/// Ends an issuing body: `day` is the first on which it is no more.
///
/// # Errors
/// [`Error::Field`] when the day is not behind its first; [`Error::Ended`].
pub fn end_body(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    let mut body = store::body::body(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(body.agency))?;
    if body.ends.is_some() {
        return Err(Error::Ended);
    }
    not_before("day", day, body.starts.plus(1))?;
    body.ends = Some(day);
    written(store::body::update(tx, &body)?)?;
    tell(tx, ctx, "organisation.body_ended", Ref::new("body", id), json!({ "day": day.iso() }))
}
