//! Who stands behind a session, and what they may do.

use crate::model::effective;
use crate::store::{role, session};
use crate::{Error, Place};
use context::{Actor, Ctx, Grant, Passes, Scope, Time, Uuid};
use db::Read;
use organisation::{Held, StandsIn};
use std::collections::BTreeMap;

/// A session is touched no more often than this.
const COARSE: i64 = 5 * Time::MINUTE;

/// An open session and who acts in it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The session.
    pub session: Uuid,
    /// The account.
    pub account: Uuid,
    /// Who acts, in the position chosen for this session.
    pub actor: Actor,
    /// Whether the session should be touched now ([`crate::actions::touch`]), lest it end by disuse.
    pub wants_touch: bool,
}

/// Who stands behind the digest (SHA-256) of a session's token; nobody if it has ended or expired. A position
/// that is no longer held, and in which they no longer stand in, gives way to the first that is. `passes` says which
/// permissions pass to whoever stands in.
///
/// # Errors
/// Those of the database.
pub fn actor_of_session(
    read: &mut Read<'_>,
    digest: &[u8],
    now: Time,
    passes: &dyn Fn(&str) -> Passes,
) -> db::Result<Option<Found>> {
    let Some(known) = session::by_digest(read, digest)? else { return Ok(None) };
    let unseen = now.0 - known.seen_at.0;
    if now >= known.expires_at || unseen >= known.idle {
        return Ok(None);
    }
    let held = organisation::positions_of_person(read, known.person, now.day())?;
    let chosen = held.iter().find(|held| Some(held.id) == known.position);
    let stands_in = match known.position.filter(|_| chosen.is_none()) {
        Some(position) => organisation::stands_in(read, known.person, now.day())?
            .into_iter()
            .find(|it| it.held.id == position),
        None => None,
    };
    let actor = match stands_in {
        Some(it) => in_stead(read, known.person, known.name, it, passes)?,
        None => actor(read, known.person, known.name, chosen.or(held.first()))?,
    };
    let wants_touch = unseen >= COARSE.min(known.idle / 4);
    Ok(Some(Found { session: known.id, account: known.account, actor, wants_touch }))
}

/// A person acting in a position that they hold today: for the demo, the command line and tests.
///
/// # Errors
/// [`Error::NotFound`] when nobody holds the position today.
pub fn actor_of_position(read: &mut Read<'_>, position: Uuid, now: Time) -> Result<Actor, Error> {
    let day = now.day();
    let person = organisation::holder(read, position, day)?.ok_or(Error::NotFound)?;
    let name = organisation::person(read, person)?.ok_or(Error::NotFound)?.name;
    let held = organisation::positions_of_person(read, person, day)?;
    let chosen = held.iter().find(|held| held.id == position).ok_or(Error::NotFound)?;
    Ok(actor(read, person, name, Some(chosen))?)
}

fn actor(read: &mut Read<'_>, person: Uuid, name: String, chosen: Option<&Held>) -> db::Result<Actor> {
    let mut actor = Actor::nobody();
    actor.person = Some(person);
    actor.name = name;
    if let Some(held) = chosen {
        actor.position = Some(held.id);
        actor.unit = held.unit;
        actor.agency = Some(held.agency);
        actor.title.clone_from(&held.title);
        // However many roles allow the same, the widest counts.
        let mut widest: BTreeMap<String, Scope> = BTreeMap::new();
        for (permission, scope, ceiling) in role::allowed(read, held.id, person)? {
            let scope = effective(scope, ceiling);
            widest.entry(permission).and_modify(|known| *known = scope.max(*known)).or_insert(scope);
        }
        actor.grants = widest.into_iter().map(|(permission, scope)| Grant { permission, scope }).collect();
    }
    Ok(actor)
}

/// A person acting in another's position, as a substitute or an assistant: for the demo and tests.
///
/// # Errors
/// [`Error::NotFound`] when they do not stand in there today.
pub fn actor_in_stead(
    read: &mut Read<'_>,
    person: Uuid,
    position: Uuid,
    now: Time,
    passes: &dyn Fn(&str) -> Passes,
) -> Result<Actor, Error> {
    let name = organisation::person(read, person)?.ok_or(Error::NotFound)?.name;
    let found = organisation::stands_in(read, person, now.day())?;
    let it = found.into_iter().find(|it| it.held.id == position).ok_or(Error::NotFound)?;
    Ok(in_stead(read, person, name, it, passes)?)
}

/// A person acting in another's position: with what passes of its grants, never with a guarded role, which is the
/// holder's own.
fn in_stead(
    read: &mut Read<'_>,
    person: Uuid,
    name: String,
    it: StandsIn,
    passes: &dyn Fn(&str) -> Passes,
) -> db::Result<Actor> {
    let mut actor = actor(read, person, name, Some(&it.held))?;
    actor.grants.retain(|grant| match passes(&grant.permission) {
        Passes::Never => false,
        Passes::With(work) => it.works.contains(&work),
        Passes::Reading => true,
    });
    actor.stead = Some(it.stead);
    Ok(actor)
}

/// May the actor do this there? The one answer, also for what an agency left behind that has ended.
///
/// # Errors
/// Those of the database.
pub fn may(read: &mut Read<'_>, ctx: &Ctx, permission: &str, place: &Place) -> db::Result<bool> {
    organisation::reaches(read, ctx, permission, place)
}

/// Goes on only if the actor may do this there.
///
/// # Errors
/// [`Error::NotFound`], since not found and not allowed answer alike.
pub fn require(read: &mut Read<'_>, ctx: &Ctx, permission: &str, place: &Place) -> Result<(), Error> {
    if may(read, ctx, permission, place)? { Ok(()) } else { Err(Error::NotFound) }
}
