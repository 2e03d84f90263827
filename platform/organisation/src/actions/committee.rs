//! Committees: what they borrow, who is a member of an issuing body and since when.

use super::{existing, require, tell};
use crate::model::{Body, BodyMember, Committee, check_name, not_before};
use crate::reach::Place;
use crate::{Error, MANAGE, ValueFault, store};
use context::{Ctx, Day, Ref, Uuid};
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A member as they are taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberInput {
    /// The position that they hold in their own agency.
    pub position: Uuid,
    /// Their title in the body: `Trưởng ban`.
    pub title: String,
    /// Whether they may sign its documents.
    pub signs: bool,
}

/// A body on which the actor may act, as long as it exists.
fn managed(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Body, Error> {
    let body = store::body::body(tx, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(body.agency))?;
    match body.ends {
        Some(ends) if ends <= ctx.now.day() => Err(Error::Ended),
        _ => Ok(body),
    }
}

/// Says which agency is a committee's standing agency (cơ quan thường trực) and whose seal it uses.
///
/// # Errors
/// [`Error::NotFound`] for another's body; [`Error::Ended`]; [`Error::Field`] for a seal that is not there.
pub fn constitute(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    standing: Option<Uuid>,
    seal: Option<Uuid>,
) -> Result<(), Error> {
    let body = managed(tx, ctx, id)?;
    let today = ctx.now.day();
    if let Some(standing) = standing {
        existing(tx, standing, today)?;
    }
    if let Some(seal) = seal {
        let unknown = Error::Field { field: "seal", fault: ValueFault::Empty };
        let lender = store::body::body(tx, seal)?.filter(|lender| lender.id != body.id);
        // A seal that is itself borrowed is nobody's to lend: no circle of committees.
        let borrowed = store::committee::committee(tx, seal)?.seal.is_some();
        if borrowed || lender.is_none_or(|lender| lender.ends.is_some_and(|ends| ends <= today)) {
            return Err(unknown);
        }
    }
    store::committee::set_committee(tx, &Committee { body: id, standing, seal })?;
    let data = json!({ "standing": standing, "seal": seal });
    tell(tx, ctx, "organisation.body_constituted", Ref::new("body", id), data)
}

/// Takes a member into an issuing body from a day on.
///
/// # Errors
/// [`Error::Field`] for a title at fault or a position that is one already; [`Error::NotFound`] for a position that is
/// not there; [`Error::Ended`].
pub fn take_member(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    body: Uuid,
    input: &MemberInput,
    day: Day,
) -> Result<Uuid, Error> {
    let known = managed(tx, ctx, body)?;
    let title = check_name(&input.title).map_err(|fault| Error::Field { field: "title", fault })?;
    let nobody = Error::Field { field: "position", fault: ValueFault::Empty };
    let position = store::position::position(tx, input.position, day)?.ok_or(nobody)?;
    not_before("day", day, known.starts)?;
    let ordinal = store::committee::members_of_body(tx, body, day)?.len() as i64 + 1;
    let member = BodyMember {
        id: ctx.new_id(),
        body,
        position: position.id,
        title: title.to_string(),
        signs: input.signs,
        ordinal,
        starts: day,
        ends: None,
        post: position.title,
        agency: position.agency,
        agency_name: String::new(),
        person: None,
        person_name: None,
    };
    if !store::committee::insert_member(tx, &member)? {
        let value = member.post.clone();
        let fault = ValueFault::NotListed { value, known: String::new() };
        return Err(Error::Field { field: "position", fault });
    }
    let data = json!({ "position": position.id, "title": member.title });
    tell(tx, ctx, "organisation.member_taken", Ref::new("body", body), data)?;
    Ok(member.id)
}

/// Ends a membership: `day` is the first on which they are no member.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Ended`] when it has; [`Error::Field`] for a day before its first.
pub fn end_member(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Error> {
    let member = store::committee::body_member(tx, id, ctx.now.day())?.ok_or(Error::NotFound)?;
    let body = store::body::body(tx, member.body)?.ok_or(Error::NotFound)?;
    require(tx, ctx, MANAGE, &Place::agency(body.agency))?;
    if member.ends.is_some() {
        return Err(Error::Ended);
    }
    not_before("day", day, member.starts)?;
    store::committee::end_member(tx, id, day)?;
    let data = json!({ "position": member.position, "day": day.iso() });
    tell(tx, ctx, "organisation.member_ended", Ref::new("body", body.id), data)
}
