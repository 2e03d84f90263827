//! Sessions: used, switched, ended.

use super::{require_over, tell};
use crate::Error;
use crate::store::{account, session, throttle};
use context::{Ctx, Ref, Time, Uuid};
use db::Tx;
use serde_json::json;

/// How long sessions stay after they have expired.
const KEPT: i64 = 90 * Time::DAY;

/// Notes that a session is in use, when [`crate::Found::wants_touch`] says so. No fact: nothing happened.
///
/// # Errors
/// Those of the database.
pub fn touch(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    Ok(session::touch(tx, id, ctx.now)?)
}

/// From now on the session's holder acts in another position that they hold, or in which they stand in for somebody
/// (đổi vị trí).
///
/// # Errors
/// [`Error::NotFound`] for a position or session that is not the actor's.
pub fn switch_position(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, position: Uuid) -> Result<(), Error> {
    let person = ctx.actor.person.ok_or(Error::NotFound)?;
    let (account, owner) = session::owner(tx, id)?.ok_or(Error::NotFound)?;
    let held = organisation::positions_of_person(tx, person, ctx.now.day())?;
    let own = held.iter().any(|held| held.id == position);
    let day = ctx.now.day();
    let may = own || organisation::stands_in(tx, person, day)?.iter().any(|it| it.held.id == position);
    if owner != person || !may {
        return Err(Error::NotFound);
    }
    session::choose(tx, id, position)?;
    // A new session begins in a position of one's own.
    if own {
        account::choose(tx, account, position)?;
    }
    let data = json!({ "position": position });
    tell(tx, ctx, "access.position_switched", Ref::new("session", id), data)
}

/// Ends a session: one's own (signing out is the same), or of whoever the actor administers.
///
/// # Errors
/// [`Error::NotFound`], also when it has ended.
pub fn end_session(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let (account, owner) = session::owner(tx, id)?.ok_or(Error::NotFound)?;
    if ctx.actor.person != Some(owner) {
        require_over(tx, ctx, owner)?;
    }
    if !session::end(tx, id, ctx.now)? {
        return Err(Error::NotFound);
    }
    let about = Some(Ref::new("account", account));
    facts::record(
        tx,
        ctx,
        facts::New { about, ..facts::New::new("access.session_ended", Ref::new("session", id)) },
    )?;
    tx.announce("access", "");
    Ok(())
}

/// Ends all sessions of the actor but the one in use; returns how many.
///
/// # Errors
/// [`Error::NotFound`] for whoever has no account.
pub fn end_other_sessions(tx: &mut Tx<'_>, ctx: &Ctx, keep: Uuid) -> Result<u64, Error> {
    let person = ctx.actor.person.ok_or(Error::NotFound)?;
    let account = account::account_of_person(tx, person)?.ok_or(Error::NotFound)?;
    let ended = session::end_all(tx, account.id, Some(keep), ctx.now)?;
    tell(tx, ctx, "access.sessions_ended", Ref::new("account", account.id), json!({ "count": ended }))?;
    Ok(ended)
}

/// Ends all sessions of an account that the actor administers; returns how many.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions.
pub fn end_sessions(tx: &mut Tx<'_>, ctx: &Ctx, account: Uuid) -> Result<u64, Error> {
    let known = account::account(tx, account)?.ok_or(Error::NotFound)?;
    require_over(tx, ctx, known.person)?;
    let ended = session::end_all(tx, account, None, ctx.now)?;
    tell(tx, ctx, "access.sessions_ended", Ref::new("account", account), json!({ "count": ended }))?;
    Ok(ended)
}

/// Forgets sessions that expired long ago and attempts that no longer count; a timer calls this each day.
/// Returns how many rows went.
///
/// # Errors
/// Those of the database.
pub fn tidy(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<u64, Error> {
    let sessions = session::forget(tx, ctx.now.plus(-KEPT))?;
    let attempts = throttle::forget(tx, ctx.now.plus(-Time::DAY))?;
    Ok(sessions + attempts)
}
