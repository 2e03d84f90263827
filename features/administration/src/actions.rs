//! What administrators do to the calendar.

use crate::model::DeclaredDay;
use crate::{Error, store};
use calendar::Day;
use context::{Ctx, Ref, Uuid};
use db::Tx;
use organisation::{Place, RESTRUCTURE};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What follows from a change of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rederiving {
    /// How many open duties are counted again, up to a thousand.
    pub duties: i64,
}

/// Declares a day off or worked, in place of what was declared for it before. Deadlines that it touches are counted
/// again after the commit.
///
/// # Errors
/// [`Error::FarDay`], [`Error::Nameless`], [`Error::Name`] for what nobody can mean; [`Error::Access`].
pub fn declare_day(tx: &mut Tx<'_>, ctx: &Ctx, day: &DeclaredDay) -> Result<Rederiving, Error> {
    access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
    let day = day.checked(&ctx.law, ctx.now.day())?;
    store::declare(tx, &day)?;
    changed(tx, ctx, day.day, "administration.day_declared")
}

/// Takes a declaration back.
///
/// # Errors
/// [`Error::NotFound`] where nothing was declared; [`Error::Access`].
pub fn undeclare_day(tx: &mut Tx<'_>, ctx: &Ctx, day: Day) -> Result<Rederiving, Error> {
    access::require(tx, ctx, RESTRUCTURE, &Place::SYSTEM)?;
    if !store::undeclare(tx, day)? {
        return Err(Error::NotFound);
    }
    changed(tx, ctx, day, "administration.day_undeclared")
}

/// Tells every node, and has the deadlines that follow counted again.
fn changed(tx: &mut Tx<'_>, ctx: &Ctx, day: Day, action: &'static str) -> Result<Rederiving, Error> {
    let data = json!({ "day": day.iso() });
    let subject = Ref::new("calendar", Uuid::nil());
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(action, subject) })?;
    tx.announce("law", "");
    let duties = duties::rederivable(tx, day)?;
    duties::rederive_later(tx, ctx, day)?;
    Ok(Rederiving { duties })
}
