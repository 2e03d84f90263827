//! Documents that change what was issued: begun from it, sent to whoever has it, and what their going out does there.

use super::delivery::{self, RECALL, RECALL_ASK};
use super::{DraftInput, RecipientInput, Work, create_draft};
use crate::Error;
use crate::actions::incoming;
use crate::model::arrival::{ArrivalMove, ArrivalState};
use crate::model::change::Change;
use crate::model::document::{DocumentMove, DocumentState};
use crate::model::input;
use crate::store::arrival;
use crate::store::document::{self, Document, Link, Recipient};
use context::{Ctx, Lang, Uuid};
use db::Tx;
use organisation::Place;
use serde_json::json;

/// Begins a document that changes an issued one of the actor's agency: its type and the opening of its subject as the
/// law has them, its recipients those of the old one that are still there.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's agency's or not for the actor; [`Error::NotNow`] unless it has gone
/// out.
pub fn begin_change(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, change: Change) -> Result<Uuid, Error> {
    let old = document::document(tx, id)?
        .filter(|old| old.origin == "drafted" && Some(old.agency) == ctx.actor.agency)
        .ok_or(Error::NotFound)?;
    if !crate::view::may_see(tx, ctx, id, old.agency)? {
        return Err(Error::NotFound);
    }
    if old.state() != DocumentState::Issued {
        return Err(Error::NotNow { state: old.state().code() });
    }
    let today = ctx.now.day();
    let rule = ctx.law.changes(today).find(|rule| rule.code == change.code());
    let rule = rule.ok_or(Error::Unknown { field: "change" })?;
    let bodies = organisation::issuing_bodies_of(tx, old.agency, today)?;
    let body = bodies.iter().find(|body| Some(body.id) == old.body).or(bodies.first());
    let signer = match old.signer {
        Some(signer) => organisation::position(tx, signer, today)?.filter(|it| it.person.is_some()),
        None => None,
    };
    let subject = format!("{} {}", rule.subject, crate::words::quoted(ctx, Lang::Vi, &old));
    let named = document::recipients(tx, id)?;
    let draft = DraftInput {
        kind: if rule.kind.is_empty() { old.kind.clone() } else { rule.kind.clone() },
        subject: subject.chars().take(input::MOST_SUBJECT).collect(),
        urgency: old.urgency.clone(),
        body: body.map(|body| body.id),
        signing_form: if signer.is_some() { old.signing_form.clone() } else { String::new() },
        signer: signer.map(|signer| signer.id),
        recipients: still_there(tx, ctx, &old, &named)?,
        ..DraftInput::default()
    };
    let new = create_draft(tx, ctx, &draft, &[])?;
    let link = Link { document: new, kind: change.code().to_owned(), target: id, arrival: None };
    document::link(tx, &link, ctx.now)?;
    Ok(new)
}

/// The recipients of an earlier document that can be named today.
fn still_there(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    old: &Document,
    named: &[Recipient],
) -> Result<Vec<RecipientInput>, Error> {
    let today = ctx.now.day();
    let ids: Vec<Uuid> = named.iter().filter_map(|one| one.target).collect();
    let agencies = organisation::agencies(tx, &ids)?;
    let mut there = Vec::new();
    for one in named {
        let known = match (one.kind.as_str(), one.target, one.tier) {
            ("agency", Some(id), _) => agencies
                .iter()
                .any(|agency| agency.id == id && agency.exists_on(today))
                .then_some(RecipientInput::Agency { id }),
            ("group", Some(id), _) => organisation::group(tx, id)?
                .filter(|group| group.agency == old.agency)
                .map(|_| RecipientInput::Group { id }),
            ("outside", Some(id), _) => {
                organisation::outside(tx, id)?.map(|_| RecipientInput::Outside { id })
            }
            ("tier", _, Some(tier)) => u8::try_from(tier).ok().map(|tier| RecipientInput::Tier { tier }),
            _ => None,
        };
        there.extend(known);
    }
    Ok(there)
}

/// What follows for earlier documents when one that recalls them has gone out.
pub(super) fn take_effect(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
    links: &[Link],
) -> Result<(), Error> {
    for link in links.iter().filter(|link| link.kind == Change::Recalls.code()) {
        let mut old = Work::lock(tx, link.target)?;
        // Recalled already, by another document or by a word alone: there is nothing more to ask.
        if old.document.state() == DocumentState::Issued {
            ask_back(tx, ctx, &mut old, &crate::words::quoted(ctx, Lang::Vi, document))?;
        }
    }
    Ok(())
}

/// Calls an issued document back with a reason: agencies that have not accepted it have it no more; the others are
/// asked, and agree or refuse. It holds at every recipient at once; what follows for their desks and duties is done by
/// jobs.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] unless it has gone out.
pub fn recall(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::open(tx, ctx, id, crate::RECALL)?;
    ask_back(tx, ctx, &mut work, reason)
}

fn ask_back(tx: &mut Tx<'_>, ctx: &Ctx, work: &mut Work, reason: &str) -> Result<(), Error> {
    work.step(DocumentMove::Recall)?;
    work.save(tx, ctx)?;
    let id = work.document.id;
    // First those that nobody has taken in: one that is accepted meanwhile is then among those asked.
    let back = arrival::recall(tx, id, &[ArrivalState::Arrived.code()], reason, ctx.now)?;
    let kept: Vec<&str> = recallable().filter(|state| *state != ArrivalState::Arrived.code()).collect();
    let asked = arrival::ask_back(tx, id, &kept, reason)?;
    delivery::start(tx, ctx, &work.document, RECALL, back.iter().copied())?;
    delivery::start(tx, ctx, &work.document, RECALL_ASK, asked.iter().copied())?;
    let told = json!({ "recipients": back.len(), "asked": asked.len() });
    work.tell(tx, ctx, "documents.recalled", told, reason)
}

/// The codes of the states from which an arrival can be recalled.
fn recallable() -> impl Iterator<Item = &'static str> {
    let can = |state: &&ArrivalState| state.transition(ArrivalMove::Recall).is_some();
    ArrivalState::ALL.iter().filter(can).map(|state| state.code())
}

/// Removes a paper that should never have been here, one that is secret above all: at once, from every agency that
/// has it, this one included. Its files are closed to everybody and then deleted; the row of the register, their
/// digests and the facts stay, with the reason.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] for what has not gone out yet, and for what is removed already.
pub fn purge(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::lock(tx, id)?;
    if !access::may(tx, ctx, crate::RECALL, &Place::agency(work.document.agency))? {
        return Err(Error::NotFound);
    }
    work.step(DocumentMove::Purge)?;
    work.save(tx, ctx)?;
    let from: Vec<&str> = recallable().collect();
    let back = arrival::recall(tx, id, &from, reason, ctx.now)?;
    delivery::start(tx, ctx, &work.document, RECALL, back.iter().copied())?;
    files::release(tx, id)?;
    search::forget(tx, id)?;
    work.tell(tx, ctx, "documents.purged", json!({ "recipients": back.len() }), reason)
}

/// Ends what agencies still had to do about documents that one which has just reached them replaces.
pub(super) fn supersede(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
    agencies: &[Uuid],
) -> Result<(), Error> {
    let links = document::links_from(tx, document.id)?;
    for link in links.iter().filter(|link| link.kind == Change::Replaces.code()) {
        for old in arrival::at_agencies(tx, link.target, agencies)? {
            incoming::supersede(tx, ctx, old, document)?;
        }
    }
    Ok(())
}
