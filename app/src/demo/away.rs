//! Who is away in the part of the story that is seen at once: heads with a neighbour standing in, assistants of
//! leaders, and a delegation of powers.

use super::cast::{Cast, Office};
use context::{Ctx, Work};
use db::Tx;
use organisation::actions::{delegate, leave, name_assistant};
use organisation::{AbsenceInput, DelegationInput, Error};

/// Enters all of it, as of an instant.
pub(super) fn play(tx: &mut Tx<'_>, ctx: &Ctx, cast: &Cast) -> Result<(), Error> {
    cast.offices.iter().try_for_each(|office| of(tx, ctx, office))
}

fn of(tx: &mut Tx<'_>, ctx: &Ctx, office: &Office) -> Result<(), Error> {
    let today = ctx.now.day();
    if let [first, second, ..] = office.units.as_slice() {
        let input = AbsenceInput {
            position: second.head.position,
            from: today,
            until: today.plus(4),
            substitutes: Work::ALL.map(|work| (work, first.head.position)).into(),
        };
        leave(tx, ctx, &input)?;
    }
    let (Some(leader), Some(desk)) = (&office.leader, &office.office) else { return Ok(()) };
    name_assistant(tx, ctx, leader.position, desk.position)?;
    let input = DelegationInput {
        position: leader.position,
        delegate: desk.position,
        form: "tuq".to_owned(),
        basis: format!("Quyết định số 15/QĐ-{}", office.symbol),
        scope: "Giấy mời, thông báo nội bộ".to_owned(),
        from: today,
        until: today.plus(30),
    };
    delegate(tx, ctx, &input).map(drop)
}
