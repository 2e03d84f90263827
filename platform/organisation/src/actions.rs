//! One function for each thing that is done to the organisation.

mod absence;
mod agency;
mod body;
mod committee;
mod outside;
mod person;
mod position;
mod seats;
mod unit;

pub use absence::{
    come_back, delegate, end_assistant, end_delegation, keeps_absences, leave, name_assistant,
};
pub use agency::{
    Changed, Split, change_agency, end_agency, found_agency, merge_agencies, refresh_agencies,
    reschedule_end, split_agency,
};
pub(crate) use agency::{lock_tree, place};
pub use body::{change_body, end_body, establish_body};
pub use committee::{MemberInput, constitute, end_member, take_member};
pub use outside::{
    add_outside, change_group, change_outside, end_outside, merge_outside, remove_group, save_group,
};
pub use person::{change_person, register_person};
pub use position::{appoint, change_position, end_position, end_tenure, make_position};
pub use seats::{Seated, seat_many};
pub use unit::{change_unit, close_unit, open_unit};

use crate::model::Agency;
use crate::reach::{Place, reaches};
use crate::{Error, store};
use context::{Ctx, Day, Ref, Uuid};
use db::{Read, Tx};
use serde_json::Value;

/// Goes on only if the actor's permission reaches the place.
fn require(read: &mut Read<'_>, ctx: &Ctx, permission: &str, place: &Place) -> Result<(), Error> {
    if reaches(read, ctx, permission, place)? { Ok(()) } else { Err(Error::NotFound) }
}

/// An agency that exists on a day.
fn existing(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Agency, Error> {
    let agency = store::agency::agency(read, id)?.ok_or(Error::NotFound)?;
    if agency.exists_on(day) { Ok(agency) } else { Err(Error::Ended) }
}

/// Goes on only if a row of that version was there to be written.
fn written(written: bool) -> Result<(), Error> {
    if written { Ok(()) } else { Err(Error::Stale) }
}

/// Goes on only if the page was opened on the version that still stands.
fn current(opened: i64, stands: i64) -> Result<(), Error> {
    if opened == stands { Ok(()) } else { Err(Error::Stale) }
}

/// Records what was done.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    subject: Ref,
    data: Value,
) -> Result<(), Error> {
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(action, subject) })?;
    Ok(())
}
