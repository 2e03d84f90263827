//! Joint documents (văn bản liên tịch): when the lead's signer has approved, each partner is asked. Its desk puts the
//! draft on a route of its own, or its leader approves at once; it may send the draft back, and go back on its approval
//! until the document is issued. Nothing is numbered or issued before all have approved.

use super::{Work, review};
use crate::Error;
use crate::model::boxes::Box;
use crate::model::document::{DocumentState, Way};
use crate::model::input;
use crate::model::joint::{PartnerMove, PartnerState};
use crate::model::route::{self, Asked, PlannedStep, StepKind};
use crate::store::document::{self, Document};
use crate::store::joint::{self as rows, Partner};
use crate::store::{desk, route as steps};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Outcome, Party};
use organisation::Place;
use serde_json::json;
use std::collections::BTreeSet;

/// The duty of a partner to approve a draft, or to send it back.
pub(crate) const COSIGN: &str = "documents.cosign";
/// The notice, and the fact, that a partner sent the draft back.
pub(crate) const RETURNED: &str = "documents.joint_returned";
/// The notice, and the fact, that a partner went back on its approval.
pub(crate) const REFUSED: &str = "documents.joint_refused";

/// Names the partners of a draft. Nothing changes for those that it has already.
pub(super) fn name(tx: &mut Tx<'_>, ctx: &Ctx, document: Uuid, partners: &[Uuid]) -> Result<(), Error> {
    let known: Vec<Uuid> = rows::partners(tx, document)?.into_iter().map(|one| one.agency).collect();
    if known == partners {
        return Ok(());
    }
    let found = organisation::agencies(tx, partners)?;
    if found.len() != partners.len() {
        return Err(Error::Unknown { field: "partners" });
    }
    if let Some(ended) = found.into_iter().find(|agency| !agency.exists_on(ctx.now.day())) {
        return Err(Error::PartnerEnded { name: ended.name });
    }
    Ok(rows::set(tx, document, partners)?)
}

/// Makes the partners ready as a draft is submitted: what was said of an earlier one is void.
///
/// # Errors
/// [`Error::PartnerEnded`] when one of them is no more.
pub(super) fn begin(tx: &mut Tx<'_>, ctx: &Ctx, work: &Work) -> Result<(), Error> {
    let partners = of(tx, &work.document)?;
    if partners.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = partners.iter().map(|one| one.agency).collect();
    let today = ctx.now.day();
    if let Some(ended) = organisation::agencies(tx, &ids)?.into_iter().find(|it| !it.exists_on(today)) {
        return Err(Error::PartnerEnded { name: ended.name });
    }
    for mut partner in partners {
        move_on(&work.document, &mut partner, PartnerMove::Void)?;
        partner.reason.clear();
        rows::update(tx, work.document.id, &partner)?;
    }
    Ok(())
}

/// Asks all partners, now that the lead's route is over; whether there are any. What an agency is asked that has ended
/// meanwhile, whoever took over its desk is asked.
pub(super) fn ask(tx: &mut Tx<'_>, ctx: &Ctx, work: &Work) -> Result<bool, Error> {
    let partners = of(tx, &work.document)?;
    let asked = partners.len();
    for mut partner in partners {
        move_on(&work.document, &mut partner, PartnerMove::Ask)?;
        let acting = organisation::acting(tx, partner.agency, ctx.now.day())?;
        let open = duties::Open {
            subject: work.document.subject_ref(),
            about: None,
            kind: COSIGN,
            owner: Party::agency(acting),
            creditor: Some(Party {
                agency: work.document.agency,
                unit: work.document.unit,
                position: work.document.drafter,
            }),
            start: ctx.now,
            due: crate::actions::allowed(ctx, &work.document, COSIGN),
        };
        partner.duty = Some(duties::open(tx, ctx, open)?);
        rows::update(tx, work.document.id, &partner)?;
        desk::take_from(tx, work.document.id, Box::Done, acting)?;
        work.lay(tx, ctx, acting, Box::Cosign)?;
    }
    if asked > 0 {
        work.tell(tx, ctx, "documents.joint_asked", json!({ "partners": asked }), "")?;
    }
    Ok(asked > 0)
}

/// Puts the draft on a route of the partner's own, which ends with its signer.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not act for a partner; [`Error::NotNow`] when it is not asked, or has put the
/// draft on a route already; [`Error::Route`] names what is wrong with the route.
pub fn cosign_by(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    partner: Uuid,
    planned: &[PlannedStep],
) -> Result<(), Error> {
    let (mut work, partner) = open(tx, ctx, id, partner)?;
    let faults = route::faults(planned);
    if !faults.is_empty() {
        return Err(Error::Route(faults));
    }
    put_on_route(tx, ctx, &mut work, &partner, planned)?;
    let data = json!({ "agency": partner.name, "partner": partner.agency });
    work.tell(tx, ctx, "documents.joint_routed", data, "")
}

/// The partner's leader approves at once, without a route.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not direct the partner; [`Error::NotNow`] when it is not asked, or the draft is
/// on its route there; [`Error::NoDelegation`] for a substitute who may not sign.
pub fn cosign(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    partner: Uuid,
    input: &review::StepInput,
) -> Result<(), Error> {
    let (mut work, partner) = open(tx, ctx, id, partner)?;
    work.seen(input.version)?;
    let position = ctx.actor.position.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::DIRECT, &Place::agency(partner.agency))?;
    let only = PlannedStep { kind: StepKind::Signer, ordinal: 1, who: Asked::Position(position) };
    put_on_route(tx, ctx, &mut work, &partner, &[only])?;
    let mine = review::present(tx, &work.document)?
        .into_iter()
        .find(|step| step.partner == Some(partner.agency) && step.state() == route::StepState::Current);
    review::approve(tx, ctx, mine.ok_or(Error::NotFound)?.id, input)
}

fn put_on_route(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &mut Work,
    partner: &Partner,
    planned: &[PlannedStep],
) -> Result<(), Error> {
    let there = review::present(tx, &work.document)?;
    let routed = there.iter().any(|step| step.partner == Some(partner.agency));
    if partner.state() != PartnerState::Asked || routed || work.document.state() != DocumentState::InReview {
        return Err(not_now(&work.document));
    }
    let acting = organisation::acting(tx, partner.agency, ctx.now.day())?;
    review::acting(tx, ctx, acting, &[], planned)?;
    let document = (work.document.id, work.document.round);
    steps::insert(tx, ctx, document, Some(partner.agency), planned)?;
    desk::shift_at(tx, work.document.id, &[Box::Cosign], acting, Box::Submitted)?;
    review::open_turn(tx, ctx, work, Some(partner.agency))
}

/// Sends the draft back to the lead's drafter, before anybody of the partner has it on their route; from there each
/// step does so by itself.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not act for a partner; [`Error::NotNow`]; [`Error::Input`] without a reason.
pub fn return_joint(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, partner: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let (mut work, partner) = open(tx, ctx, id, partner)?;
    if work.document.state() != DocumentState::InReview || partner.state() != PartnerState::Asked {
        return Err(not_now(&work.document));
    }
    review::back_from(tx, ctx, &mut work, Some((partner.agency, reason)))
}

/// Goes back on the partner's approval, before the document is issued. If it has its number, the number stays with it,
/// and it is not issued.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not act for a partner; [`Error::NotNow`] unless it has approved, and once the
/// document is issued; [`Error::Input`] without a reason.
pub fn refuse_joint(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, partner: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let (mut work, mut partner) = open(tx, ctx, id, partner)?;
    if !matches!(
        work.document.state(),
        DocumentState::InReview | DocumentState::Approved | DocumentState::Numbered
    ) {
        return Err(not_now(&work.document));
    }
    if work.document.state() == DocumentState::InReview && partner.state() == PartnerState::Agreed {
        // Others are still to approve: it goes back as if it had not approved itself.
        return review::back_from(tx, ctx, &mut work, Some((partner.agency, reason)));
    }
    move_on(&work.document, &mut partner, PartnerMove::Refuse)?;
    answered(tx, ctx, &work, &mut partner, reason)?;
    work.save(tx, ctx)?;
    tell_drafter(tx, ctx, &work, REFUSED, &partner)?;
    let data = json!({ "agency": partner.name, "partner": partner.agency, "symbol": work.document.symbol });
    work.tell(tx, ctx, REFUSED, data, reason)
}

/// Notes that a partner's signer has approved; whether all have.
pub(super) fn agreed(tx: &mut Tx<'_>, ctx: &Ctx, work: &Work, partner: Uuid) -> Result<bool, Error> {
    let mut all = of(tx, &work.document)?;
    let one = all.iter_mut().find(|one| one.agency == partner).ok_or(Error::NotFound)?;
    move_on(&work.document, one, PartnerMove::Agree)?;
    answered(tx, ctx, work, one, "")?;
    if let Some(duty) = one.duty.take() {
        duties::close(tx, ctx, duty, Outcome::Done)?;
    }
    rows::update(tx, work.document.id, one)?;
    let data = json!({ "agency": one.name, "partner": partner, "content": work.document.content });
    work.tell(tx, ctx, "documents.joint_agreed", data, "")?;
    Ok(all.iter().all(|one| one.state() == PartnerState::Agreed))
}

/// Ends what partners owe and have said, as the draft goes back to its drafter; one of them may be who sent it back.
pub(super) fn void(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &Work,
    returned: Option<(Uuid, &str)>,
) -> Result<(), Error> {
    for mut partner in of(tx, &work.document)? {
        let by = returned.filter(|(agency, _)| *agency == partner.agency);
        if let Some(duty) = partner.duty.take() {
            let outcome = if by.is_some() { Outcome::Done } else { Outcome::Withdrawn };
            duties::close(tx, ctx, duty, outcome)?;
        }
        match by {
            Some((_, reason)) => {
                move_on(&work.document, &mut partner, PartnerMove::Return)?;
                answered(tx, ctx, work, &mut partner, reason)?;
                tell_drafter(tx, ctx, work, RETURNED, &partner)?;
                let data = json!({ "agency": partner.name, "partner": partner.agency });
                work.tell(tx, ctx, RETURNED, data, reason)?;
            }
            None => {
                move_on(&work.document, &mut partner, PartnerMove::Void)?;
                rows::update(tx, work.document.id, &partner)?;
            }
        }
        let acting = organisation::acting(tx, partner.agency, ctx.now.day())?;
        desk::shift_at(tx, work.document.id, &[Box::Cosign, Box::Submitted], acting, Box::Done)?;
    }
    Ok(())
}

/// Refuses unless every partner has approved and stands by it.
///
/// # Errors
/// [`Error::Partners`] names those who have not.
pub(super) fn require_all(tx: &mut Tx<'_>, document: &Document) -> Result<(), Error> {
    let missing = of(tx, document)?.into_iter().filter(|one| one.state() != PartnerState::Agreed);
    let missing: Vec<Partner> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::Partners {
        refused: missing.iter().any(|one| one.state() == PartnerState::Refused),
        names: missing.into_iter().map(|one| one.name).collect::<Vec<_>>().join(", "),
    })
}

/// The agencies that deal with a document today as its partners: they have it as their own, registered.
pub(super) fn agencies(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<BTreeSet<Uuid>, Error> {
    let mut agencies = BTreeSet::new();
    for partner in of(tx, document)? {
        agencies.insert(organisation::acting(tx, partner.agency, ctx.now.day())?);
    }
    agencies.remove(&document.agency);
    Ok(agencies)
}

/// The partners of a document; only one issued jointly has any.
fn of(tx: &mut Tx<'_>, document: &Document) -> Result<Vec<Partner>, Error> {
    match document.way() {
        Some(Way::Joint) => Ok(rows::partners(tx, document.id)?),
        _ => Ok(Vec::new()),
    }
}

/// A document of which the actor's agency is a partner, locked, for whoever acts there for the agency: those who propose
/// what becomes of what arrives, and its leaders.
fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, partner: Uuid) -> Result<(Work, Partner), Error> {
    let work = Work { document: document::locked(tx, id)?.ok_or(Error::NotFound)? };
    let partner = of(tx, &work.document)?.into_iter().find(|one| one.agency == partner);
    let partner = partner.ok_or(Error::NotFound)?;
    let place = Place::agency(partner.agency);
    let may = access::may(tx, ctx, crate::PROPOSE, &place)? || access::may(tx, ctx, crate::DIRECT, &place)?;
    // What has not been put before them is not there.
    match may && crate::view::may_see(tx, ctx, id, work.document.agency)? {
        true => Ok((work, partner)),
        false => Err(Error::NotFound),
    }
}

fn move_on(document: &Document, partner: &mut Partner, step: PartnerMove) -> Result<(), Error> {
    let to = partner.state().transition(step).ok_or_else(|| not_now(document))?;
    partner.state = to.code().to_owned();
    Ok(())
}

/// Writes down who answered for a partner, and what.
fn answered(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &Work,
    partner: &mut Partner,
    reason: &str,
) -> Result<(), Error> {
    partner.reason = reason.to_owned();
    partner.position = ctx.actor.position;
    partner.person = ctx.actor.person;
    partner.at = Some(ctx.now);
    Ok(rows::update(tx, work.document.id, partner)?)
}

fn tell_drafter(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &Work,
    kind: &'static str,
    partner: &Partner,
) -> Result<(), Error> {
    let Some(drafter) = work.document.drafter else { return Ok(()) };
    let notice = notify::New {
        to: notify::Desk::Position(drafter),
        kind,
        subject: work.document.subject_ref(),
        data: json!({ "partner": partner.agency }),
        mail: true,
        always: false,
    };
    notify::tell(tx, ctx, notice)?;
    Ok(())
}

fn not_now(document: &Document) -> Error {
    Error::NotNow { state: document.state().code() }
}
