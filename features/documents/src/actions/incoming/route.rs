//! To whose desk an arrival goes next.

use super::Case;
use crate::Error;
use crate::model::boxes::Box;
use crate::store::desk::{self, Placing};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Outcome, Party};
use organisation::{Position, Rank};

/// The kind of the duty to present an arrival for direction.
pub(crate) const PRESENT: &str = "documents.present";
/// The kind of the duty to direct it.
pub(crate) const DIRECT: &str = "documents.direct";

/// The kind of the duty to confirm a direction that was entered on one's word.
pub(crate) const CONFIRM: &str = "documents.confirm_word";

/// After it was accepted: into the register of all, and to the person appointed to propose directions, else to the
/// leader.
pub(crate) fn to_direction(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case) -> Result<(), Error> {
    let agency = case.acting(tx, ctx)?;
    let positions = organisation::positions_deciding(tx, agency, ctx.now.day())?;
    let appointed = positions.iter().find(|position| position.is_appointed);
    // What is restricted lies with whoever entered it, and not where the whole agency reads.
    let register = match ctx.actor.position.filter(|_| case.arrival.restricted) {
        Some(clerk) => placing(case, clerk, Box::Tracking),
        None => placing(case, case.arrival.agency, Box::All),
    };
    match appointed.or_else(|| leader(&positions)) {
        Some(position) => {
            let (place, kind) =
                if position.is_appointed { (Box::Propose, PRESENT) } else { (Box::Direct, DIRECT) };
            desk::put_all(tx, &[register, placing(case, position.id, place)])?;
            owe(tx, ctx, case, position, kind)
        }
        // An agency without people yet: its clerk still sees it among all.
        None => Ok(desk::put(tx, &register)?),
    }
}

/// Into the register of all.
pub(super) fn into_register(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    lay(tx, case, case.arrival.agency, Box::All)
}

/// The leader owes a word: whether what was entered on theirs is so.
pub(super) fn owe_word(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case, leader: &Position) -> Result<(), Error> {
    owe(tx, ctx, case, leader, CONFIRM)
}

/// Back to whoever gave a direction that was returned, who owes another one; without them, or when their position is no
/// more, to the leader.
pub(super) fn back_to_giver(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    giver: Option<Uuid>,
) -> Result<(), Error> {
    let agency = case.acting(tx, ctx)?;
    let positions = organisation::positions_of(tx, agency, ctx.now.day())?;
    let giver = positions.iter().find(|position| Some(position.id) == giver && position.person.is_some());
    let giver = giver.or_else(|| leader(&positions)).ok_or(Error::NotFound)?;
    lay(tx, case, giver.id, Box::Direct)?;
    duties::close_of(tx, ctx, &case.subject(), &[DIRECT], Outcome::Done)?;
    owe(tx, ctx, case, giver, DIRECT)
}

/// To the leader who is to give or confirm a direction.
pub(crate) fn to_leader(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case, leader: Uuid) -> Result<(), Error> {
    let agency = case.acting(tx, ctx)?;
    let position = organisation::position(tx, leader, ctx.now.day())?
        .filter(|position| position.agency == agency)
        .ok_or(Error::Unknown { field: "giver" })?;
    desk::take(tx, case.arrival.id, &[Box::Propose])?;
    lay(tx, case, position.id, Box::Direct)?;
    duties::close_of(tx, ctx, &case.subject(), &[PRESENT, DIRECT], Outcome::Done)?;
    owe(tx, ctx, case, &position, DIRECT)
}

/// The first leader of an agency by protocol who is in office.
pub(crate) fn leader(positions: &[Position]) -> Option<&Position> {
    positions.iter().find(|position| position.rank == Rank::Leader && position.person.is_some())
}

fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    position: &Position,
    kind: &'static str,
) -> Result<(), Error> {
    let due = case.allowed(ctx, kind);
    duties::open(
        tx,
        ctx,
        duties::Open {
            subject: case.subject(),
            about: None,
            kind,
            owner: Party { agency: position.agency, unit: position.unit, position: Some(position.id) },
            creditor: Some(Party::agency(position.agency)),
            start: ctx.now,
            due,
        },
    )?;
    Ok(())
}

/// Lays an arrival on a desk.
pub(crate) fn lay(tx: &mut Tx<'_>, case: &Case, holder: Uuid, place: Box) -> Result<(), Error> {
    Ok(desk::put(tx, &placing(case, holder, place))?)
}

/// Where an arrival is to lie.
pub(crate) fn placing(case: &Case, holder: Uuid, place: Box) -> Placing<'static> {
    Placing {
        holder,
        place,
        record: case.arrival.id,
        kind: crate::ARRIVAL,
        sort_key: case.arrival.arrived_at.0,
        urgent: case.document.is_urgent(),
        unread: true,
    }
}
