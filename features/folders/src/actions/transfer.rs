//! Handing folders over to the agency's archive (nộp lưu).

use super::{Work, place, tell};
use crate::Error;
use crate::model::folder::{FolderKind, FolderMove};
use crate::model::input::{self, Faults, InputFault, MOST_OFFERED, OfferInput};
use crate::model::transfer::TransferState;
use crate::store::folder::{self, Folder};
use crate::store::transfer::{self as store, Transfer};
use access::Place;
use context::{Ctx, Ref, Uuid};
use db::Tx;
use duties::{Due, Open, Outcome, Party};
use serde_json::json;

/// Offers closed folders to the archive, which then owes an answer. Answers with the hand-over's id.
///
/// # Errors
/// [`Error::Input`] when none is named; [`Error::NotNow`] names the state of one that is not closed;
/// [`Error::BeingHandedOver`].
pub fn offer(tx: &mut Tx<'_>, ctx: &Ctx, input: &OfferInput) -> Result<Uuid, Error> {
    let giver = ctx.actor.position.ok_or(Error::NotFound)?;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let mut faults = Faults::new();
    input::text(&mut faults, "note", &input.note, input::MOST_WORDS, false);
    let mut ids = input.folders.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        faults.push(("folders", InputFault::Missing));
    }
    if ids.len() > MOST_OFFERED {
        faults.push(("folders", InputFault::TooLong(MOST_OFFERED)));
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let folders = folder::locked_all(tx, &ids)?;
    for it in &folders {
        if it.agency != agency || !access::may(tx, ctx, crate::KEEP, &place(it))? {
            return Err(Error::NotFound);
        }
    }
    if folders.len() != ids.len() {
        return Err(Error::NotFound);
    }
    for it in &folders {
        if it.transfer.is_some() {
            return Err(Error::BeingHandedOver { code: it.code.clone() });
        }
        if it.state != "closed" {
            return Err(Error::NotNow { state: it.state.clone() });
        }
    }
    let transfer = Transfer {
        id: ctx.new_id(),
        agency,
        unit: one_unit(&folders),
        giver,
        giver_name: ctx.actor.name.clone(),
        giver_title: ctx.actor.title.clone(),
        receiver: None,
        receiver_name: String::new(),
        receiver_title: String::new(),
        state: TransferState::Offered.code().to_owned(),
        reason: String::new(),
        note: input.note.trim().to_owned(),
        folders: folders.len() as i64,
        offered_at: ctx.now,
        settled_at: None,
        version: 1,
    };
    store::insert(tx, &transfer)?;
    for it in folders {
        let mut work = Work { folder: it };
        work.folder.transfer = Some(transfer.id);
        work.save(tx, ctx)?;
        of_folder(tx, ctx, "folders.offered", &work, &transfer, "")?;
    }
    let rule = ctx.law.deadline(crate::RECEIVE, ctx.now.day());
    duties::open(
        tx,
        ctx,
        Open {
            subject: transfer.subject_ref(),
            about: None,
            kind: crate::RECEIVE,
            owner: Party::agency(agency),
            creditor: Some(Party { agency, unit: ctx.actor.unit, position: Some(giver) }),
            start: ctx.now,
            due: rule.map_or(Due::Standing, |rule| Due::Within(rule.allowance)),
        },
    )?;
    Ok(transfer.id)
}

/// The unit of folders that are all of one.
fn one_unit(folders: &[Folder]) -> Option<Uuid> {
    let first = folders.first()?.unit;
    first.filter(|_| folders.iter().all(|it| it.unit == first))
}

/// Records what happened to a folder in a hand-over.
fn of_folder(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    work: &Work,
    transfer: &Transfer,
    note: &str,
) -> Result<(), Error> {
    let about = Some(Ref::new(crate::TRANSFER, transfer.id));
    let data = json!({ "transfer": transfer.id });
    tell(tx, ctx, action, work.folder.subject_ref(), about, data, note)
}

/// Takes an offer back before the archive has answered.
///
/// # Errors
/// [`Error::NotNow`] when it has.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let transfer = store::locked(tx, id)?.ok_or(Error::NotFound)?;
    let of = Place::position(transfer.agency, transfer.unit, transfer.giver);
    if !access::may(tx, ctx, crate::KEEP, &of)? {
        return Err(Error::NotFound);
    }
    settle(tx, ctx, transfer, TransferState::Withdrawn, "", "folders.offer_withdrawn")
}

/// Confirms that the archive has received the folders: they are handed over, and what was owed is done.
///
/// # Errors
/// [`Error::NotNow`] when it has been answered.
pub fn receive(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let transfer = to_answer(tx, ctx, id)?;
    settle(tx, ctx, transfer, TransferState::Received, "", "folders.received")
}

/// Sends an offer back, by the archive.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] when it has been answered.
pub fn refuse(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let transfer = to_answer(tx, ctx, id)?;
    let reason = input::reason(reason)?;
    settle(tx, ctx, transfer, TransferState::Refused, reason, "folders.refused")
}

fn to_answer(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Transfer, Error> {
    let transfer = store::locked(tx, id)?.ok_or(Error::NotFound)?;
    match access::may(tx, ctx, crate::ARCHIVE, &Place::agency(transfer.agency))? {
        true => Ok(transfer),
        false => Err(Error::NotFound),
    }
}

/// Ends a hand-over one way or another.
fn settle(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut transfer: Transfer,
    to: TransferState,
    reason: &str,
    action: &'static str,
) -> Result<(), Error> {
    if !to.follows(&transfer.state) {
        return Err(Error::NotNow { state: format!("transfer_{}", transfer.state) });
    }
    transfer.state = to.code().to_owned();
    transfer.reason = reason.to_owned();
    transfer.settled_at = Some(ctx.now);
    if to != TransferState::Withdrawn {
        transfer.receiver = ctx.actor.position;
        transfer.receiver_name = ctx.actor.name.clone();
        transfer.receiver_title = ctx.actor.title.clone();
    }
    store::settle(tx, &transfer)?;
    let outcome = match to {
        TransferState::Refused => Outcome::Refused,
        TransferState::Withdrawn => Outcome::Withdrawn,
        _ => Outcome::Done,
    };
    duties::close_of(tx, ctx, &transfer.subject_ref(), &[crate::RECEIVE], outcome)?;
    for it in folder::locked_of_transfer(tx, transfer.id)? {
        let mut work = Work { folder: it };
        if to == TransferState::Received {
            work.step(FolderMove::HandOver)?;
            let kinds = FolderKind::ALL.map(FolderKind::duty);
            duties::close_of(tx, ctx, &work.folder.subject_ref(), &kinds, Outcome::Done)?;
        } else {
            work.folder.transfer = None;
        }
        work.save(tx, ctx)?;
        of_folder(tx, ctx, action, &work, &transfer, reason)?;
    }
    Ok(())
}
