//! Reminding: the one thing a creditor can do about what others owe.

use crate::model::{first_ranked, is_owed_to};
use crate::{Error, store};
use context::{Ctx, Day, Ref, Uuid};
use db::{Read, Tx};
use duties::{Bucket, Cursor, Duty, Filter, Party, State, Whose};
use notify::Desk;
use organisation::Rank;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The kind of the notice to the owner of a duty, and the action of the fact, that its creditor asks after it.
pub const REMINDED: &str = "home.reminded";

/// Reminds the owner of a duty that is owed to the reader (nhắc việc). Once a day for each duty, whoever asks.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is owed to others; [`Error::NotOwed`] when it has ended or its clock
/// stands still; [`Error::Nobody`]; [`Error::AlreadyToday`].
pub fn remind(tx: &mut Tx<'_>, ctx: &Ctx, duty: Uuid) -> Result<(), Error> {
    let duty = match duties::duty(tx, duty) {
        Err(duties::Error::NotFound) => return Err(Error::NotFound),
        found => found?,
    };
    match &duty.creditor {
        Some(creditor) if is_owed_to(&ctx.actor, creditor) => give(tx, ctx, &duty),
        _ => Err(Error::NotFound),
    }
}

fn give(tx: &mut Tx<'_>, ctx: &Ctx, duty: &Duty) -> Result<(), Error> {
    if duty.state != State::Open {
        return Err(Error::NotOwed);
    }
    let day = ctx.now.day();
    let positions = in_charge(tx, &duty.owner, day)?;
    if positions.is_empty() {
        return Err(Error::Nobody);
    }
    if !store::take_reminder(tx, duty.id, day)? {
        return Err(Error::AlreadyToday);
    }
    for position in &positions {
        let notice = notify::New {
            to: Desk::Position(*position),
            kind: REMINDED,
            // The record owed lies with its owner; the one that the creditor sees may not.
            subject: duty.subject.clone(),
            data: json!({ "duty": duty.id, "kind": duty.kind, "due": duty.due, "by": ctx.actor.position }),
            mail: true,
            always: false,
        };
        notify::tell(tx, ctx, notice)?;
    }
    let fact = facts::New {
        about: Some(duty.shown_on().clone()),
        data: json!({ "kind": duty.kind, "positions": positions }),
        ..facts::New::new(REMINDED, Ref::new("duty", duty.id))
    };
    facts::record(tx, ctx, fact)?;
    Ok(())
}

/// What a round of reminders came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Owners were reminded of so many duties.
    pub reminded: u32,
    /// So many took none: reminded of today already, or nobody is in charge.
    pub left: u32,
    /// Where the next round begins; none when this was the last.
    pub next: Option<String>,
}

/// Reminds the owners of up to `limit` overdue duties that are owed to the reader, their unit or their agency.
///
/// # Errors
/// Those of [`duties::owed_to`].
pub fn remind_overdue(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    whose: Whose,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Round, Error> {
    let filter = Filter { bucket: Some(Bucket::Overdue), ..Filter::default() };
    let page = duties::owed_to(tx, ctx, whose, &filter, behind, limit)?;
    let mut round = Round::default();
    for duty in &page.rows {
        match give(tx, ctx, duty) {
            Ok(()) => round.reminded += 1,
            Err(Error::AlreadyToday | Error::Nobody | Error::NotOwed) => round.left += 1,
            Err(error) => return Err(error),
        }
    }
    round.next = page.more.then(|| page.rows.last().map(|last| Cursor::behind(last).to_string())).flatten();
    Ok(round)
}

/// The positions that look after what a party owes: itself; of a unit its head, else its deputies, else all in it; of
/// an agency its records desk, else its first leader.
fn in_charge(read: &mut Read<'_>, owner: &Party, day: Day) -> Result<Vec<Uuid>, Error> {
    if let Some(position) = owner.position {
        return Ok(vec![position]);
    }
    if let Some(unit) = owner.unit {
        let all = organisation::positions_of_unit(read, unit, day)?;
        let heads = first_ranked(&all, &[Rank::Head, Rank::Deputy]);
        return Ok(if heads.is_empty() { all.iter().map(|it| it.id).collect() } else { heads });
    }
    let all = organisation::positions_of(read, owner.agency, day)?;
    let mut found = first_ranked(&all, &[Rank::Clerk]);
    if found.is_empty() {
        found = first_ranked(&all, &[Rank::Leader]);
        found.truncate(1);
    }
    Ok(found)
}
