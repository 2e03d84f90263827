//! Opening a record or taking its paper away: who has looked is noted once a day, and what was new is so no longer.

use super::incoming;
use crate::Error;
use crate::model::boxes::holders;
use crate::store::desk;
use crate::store::seen::{self, Look};
use context::{Ctx, Scope, Uuid};
use db::{Read, Tx};

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The page of a document.
    Document(Uuid),
    /// The page of an arrival.
    Arrival(Uuid),
    /// A paper or the API's answer alone, by its record: what is new on the reader's desks stays new.
    Paper(Uuid),
}

impl Opened {
    fn record(self) -> Uuid {
        match self {
            Opened::Document(id) | Opened::Arrival(id) | Opened::Paper(id) => id,
        }
    }
}

/// Whether opening something changes anything. Mostly it does not: it was opened on that day already and nothing of it
/// is new, so that opening it once more costs no transaction that writes.
///
/// # Errors
/// Those of the database.
pub fn is_news(read: &mut Read<'_>, ctx: &Ctx, what: Opened) -> Result<bool, Error> {
    Ok(is_look_new(read, ctx, what.record())?
        || (!matches!(what, Opened::Paper(_)) && desk::is_unread(read, what.record(), &holders(ctx))?))
}

fn is_look_new(read: &mut Read<'_>, ctx: &Ctx, record: Uuid) -> db::Result<bool> {
    match (ctx.actor.person, ctx.actor.position) {
        (Some(person), Some(_)) => Ok(!seen::is_noted(read, record, person, ctx.now.day())?),
        _ => Ok(false),
    }
}

/// Notes that the actor has opened something.
///
/// # Errors
/// [`Error::NotFound`] when it lies on none of their desks and they see no others.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, what: Opened) -> Result<(), Error> {
    let (record, own) = (what.record(), holders(ctx));
    let wide = ctx.actor.scope(crate::READ) >= Some(Scope::Subtree)
        && !crate::store::arrival::is_restricted(tx, record)?;
    if !desk::holds(tx, record, &own)? && !wide {
        return Err(Error::NotFound);
    }
    if let (Some(person), Some(position)) = (ctx.actor.person, ctx.actor.position) {
        seen::note(tx, record, &Look { person, position, at: ctx.now }, ctx.now.day())?;
    }
    if let Opened::Arrival(id) = what {
        incoming::watch::answered(tx, ctx, id)?;
    }
    match what {
        Opened::Arrival(id) if desk::is_unread(tx, id, &own)? => incoming::mark_read(tx, ctx, id),
        Opened::Document(id) => Ok(desk::mark_read(tx, id, &own).map(drop)?),
        Opened::Arrival(_) | Opened::Paper(_) => Ok(()),
    }
}
