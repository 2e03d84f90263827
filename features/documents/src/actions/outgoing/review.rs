//! The route: submitted, approved step by step, sent back, taken back.

use super::{Work, joint};
use crate::Error;
use crate::model::boxes::{Box, holders};
use crate::model::document::{DocumentMove, DocumentState};
use crate::model::route::{self, Asked, PlannedStep, StepKind, StepState};
use crate::model::{document::PartRole, input};
use crate::store::desk;
use crate::store::document::{self, Document};
use crate::store::route::{self as rows, Step};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Outcome, Party};
use organisation::{Place, Position};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// The duty of whoever holds the present step.
pub(crate) const REVIEW: &str = "documents.review";
/// The duty of whoever is asked for an opinion.
pub(crate) const OPINION: &str = "documents.opinion";

/// A route as the drafter submits it, with the slip's words (phiếu trình).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SubmitInput {
    /// The steps.
    pub steps: Vec<PlannedStep>,
    /// What the slip says.
    #[serde(default)]
    pub words: String,
    /// The version of the record that the page showed.
    pub version: Option<i64>,
}

/// What somebody says at their step.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StepInput {
    /// In words.
    #[serde(default)]
    pub comment: String,
    /// The version of the record that the page showed.
    pub version: Option<i64>,
}

/// Submits a draft along a route.
///
/// # Errors
/// [`Error::Route`] names what is wrong with it; [`Error::Input`] without a main file.
pub fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &SubmitInput) -> Result<(), Error> {
    let mut work = Work::own(tx, ctx, id)?;
    work.seen(input.version)?;
    if crate::actions::sets::is_with_the_department(tx, id)? {
        return Err(Error::NotNow { state: "returned" });
    }
    let words = input::comment("words", &input.words)?;
    let faults = route::faults(&input.steps);
    if !faults.is_empty() {
        return Err(Error::Route(faults));
    }
    let parts = document::parts(tx, id, work.document.content)?;
    if !parts.iter().any(|part| part.role == PartRole::Main.code()) {
        return Err(Error::Input(vec![("main", input::InputFault::NoMain)]));
    }
    input::due_at_submission(work.document.due_day, ctx.now.day())?;
    work.step(DocumentMove::Submit)?;
    work.document.round += 1;
    let body = super::draft::require_body(tx, ctx, &work.document)?;
    // An agency signs by its own people; only a committee by its members.
    let members = match body.kind {
        organisation::BodyKind::Committee => organisation::members_of_body(tx, body.id, ctx.now.day())?,
        organisation::BodyKind::Agency => Vec::new(),
    };
    if body.kind == organisation::BodyKind::Committee
        && let faults = route::outsiders(&input.steps, &members)
        && !faults.is_empty()
    {
        return Err(Error::Route(faults));
    }
    let positions = acting(tx, ctx, work.document.agency, &members, &input.steps)?;
    joint::begin(tx, ctx, &work)?;
    rows::insert(tx, ctx, (id, work.document.round), None, &input.steps)?;
    let signer = input.steps.iter().find(|planned| planned.kind == StepKind::Signer);
    if let Some(signer) = signer.and_then(|signer| positions.get(&signer.who.desk())) {
        work.document.signer = Some(signer.id);
        let known = super::draft::signing(signer, work.document.agency, &members);
        (work.document.signer_name, work.document.signer_title) = known.unwrap_or_default();
    }
    super::papers::settled(tx, ctx, &work.document, super::papers::Which::Written)?;
    work.save(tx, ctx)?;
    desk::take(tx, id, &[Box::Draft])?;
    if let Some(drafter) = work.document.drafter {
        work.lay(tx, ctx, drafter, Box::Submitted)?;
    }
    open_turn(tx, ctx, &mut work, None)?;
    crate::index::read_later(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.submitted", json!({ "round": work.document.round }), words)
}

/// Approves at one's step, or gives the opinion asked for. The approval is bound to the version seen. Whoever stands in
/// for the signer signs only by a written delegation of powers; the document then names them and how they sign.
///
/// # Errors
/// [`Error::NoDelegation`] for a substitute at the signer's step without one;
/// [`Error::NotNow`] when it is not this step's turn; [`Error::Stale`] when the files were changed meanwhile;
/// [`Error::PaperBehind`] when another text was begun beside the paper.
pub fn approve(tx: &mut Tx<'_>, ctx: &Ctx, step: Uuid, input: &StepInput) -> Result<(), Error> {
    let comment = input::comment("comment", &input.comment)?;
    let (mut work, mut held) = hold(tx, ctx, step)?;
    work.seen(input.version)?;
    super::papers::not_ahead(tx, work.document.id)?;
    let kind = held.kind();
    let delegation = if kind == StepKind::Signer { sign_for(tx, ctx, &mut work, &held)? } else { None };
    act(tx, ctx, &work, &mut held, StepState::Approved, comment)?;
    let mut data = json!({ "step": held.id, "kind": kind.code(), "content": work.document.content });
    if let Some(delegation) = delegation {
        data["delegation"] = json!(delegation);
    }
    if kind.initials() {
        data["initials"] = json!(held.digests);
    }
    let action = if kind == StepKind::Opinion { "documents.opined" } else { "documents.approved" };
    work.tell(tx, ctx, action, data, comment)?;
    open_turn(tx, ctx, &mut work, held.partner)
}

/// The delegation by which a substitute signs for the signer (TUQ., KT.); none for the signer in person.
fn sign_for(tx: &mut Tx<'_>, ctx: &Ctx, work: &mut Work, held: &Step) -> Result<Option<Uuid>, Error> {
    if ctx.actor.stead.is_none() {
        return Ok(None);
    }
    let today = ctx.now.day();
    let (Some(position), Some(person)) = (held.position, ctx.actor.person) else {
        return Err(Error::NoDelegation);
    };
    let found = organisation::may_sign_for(tx, position, person, today)?.ok_or(Error::NoDelegation)?;
    if held.partner.is_some() {
        // The paper names who signs for the lead.
        return Ok(Some(found.id));
    }
    let own = organisation::position(tx, found.delegate, today)?.ok_or(Error::NoDelegation)?;
    work.document.signing_form = found.form;
    work.document.signer = Some(own.id);
    work.document.signer_name = own.person_name.unwrap_or_default();
    work.document.signer_title = own.title;
    Ok(Some(found.id))
}

/// Sends a draft back: to an earlier step of its route, or with none to the drafter. The reason must be given.
///
/// # Errors
/// [`Error::Unknown`] when the step named does not lie before one's own.
pub fn return_to(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    step: Uuid,
    to: Option<Uuid>,
    reason: &str,
) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let (mut work, mut held) = hold(tx, ctx, step)?;
    act(tx, ctx, &work, &mut held, StepState::Returned, reason)?;
    if let (None, Some(partner)) = (to, held.partner) {
        return back_from(tx, ctx, &mut work, Some((partner, reason)));
    }
    let mut steps = present(tx, &work.document)?;
    match to {
        None => back_from(tx, ctx, &mut work, None)?,
        Some(to) => {
            steps.retain(|step| step.partner == held.partner);
            close_turn(tx, ctx, &work, &steps)?;
            let target = steps.iter().find(|step| step.id == to && step.ordinal < held.ordinal);
            let from = target.ok_or(Error::Unknown { field: "to" })?.ordinal;
            let again = route::again(&planned(&steps)?, from);
            rows::insert(tx, ctx, (work.document.id, work.document.round), held.partner, &again)?;
            work.save(tx, ctx)?;
            open_turn(tx, ctx, &mut work, held.partner)?;
        }
    }
    work.tell(tx, ctx, "documents.returned", json!({ "step": held.id, "to": to }), reason)
}

/// Takes a submitted draft back, until the next person has acted: after the last approval that is the clerk, who
/// gives it its number. While partners are asked it can be taken back too; what some have approved is void then.
///
/// # Errors
/// [`Error::NotNow`] once somebody has.
pub fn take_back(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let mut work = Work::own(tx, ctx, id)?;
    let steps = present(tx, &work.document)?;
    let states = own_states(&steps, None);
    let may = match work.document.state() {
        DocumentState::InReview => route::may_take_back(&states) || route::turn(&states).is_none(),
        DocumentState::Approved => true,
        _ => false,
    };
    if !may {
        return Err(Error::NotNow { state: work.document.state().code() });
    }
    duties::close_of(tx, ctx, &work.document.subject_ref(), &[super::issue::ISSUE], Outcome::Withdrawn)?;
    back_from(tx, ctx, &mut work, None)?;
    work.tell(tx, ctx, "documents.taken_back", json!({}), "")
}

/// Whether the actor holds the present step of a document on its own route: a partner says what should be otherwise.
pub(super) fn holds_step(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<bool, Error> {
    let steps = present(tx, document)?;
    let theirs =
        |step: &Step| step.partner.is_none() && step.state() == StepState::Current && is_asked(ctx, step);
    Ok(steps.iter().any(theirs))
}

/// Whether a step asks the actor: in their position, or for a unit for which they read and may approve.
pub(crate) fn is_asked(ctx: &Ctx, step: &Step) -> bool {
    match step.asked() {
        Some(Asked::Position(position)) => ctx.actor.position == Some(position),
        Some(Asked::Unit(unit)) => ctx.actor.holds(crate::REVIEW) && holders(ctx).contains(&unit),
        None => false,
    }
}

/// The positions of a route. Each must be of the agency, or a member of the issuing body, and held by somebody today;
/// units must be of the agency too.
pub(super) fn acting(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    agency: Uuid,
    members: &[organisation::BodyMember],
    steps: &[PlannedStep],
) -> Result<BTreeMap<Uuid, Position>, Error> {
    let today = ctx.now.day();
    let desks: Vec<Uuid> = steps.iter().map(|step| step.who.desk()).collect();
    let found = organisation::positions(tx, &desks, today)?;
    let member = |id: Uuid| members.iter().any(|member| member.position == id);
    let ours = found.into_iter().filter(|it| (it.agency == agency || member(it.id)) && it.person.is_some());
    let ours: BTreeMap<Uuid, Position> = ours.map(|position| (position.id, position)).collect();
    let asks_units = steps.iter().any(|step| matches!(step.who, Asked::Unit(_)));
    let units = if asks_units { organisation::units_of(tx, agency, today)? } else { Vec::new() };
    let units: Vec<Uuid> = units.into_iter().map(|unit| unit.id).collect();
    let there = |step: &PlannedStep| match step.who {
        Asked::Position(id) => ours.contains_key(&id),
        Asked::Unit(id) => units.contains(&id),
    };
    match steps.iter().all(there) {
        true => Ok(ours),
        false => Err(Error::Unknown { field: "steps" }),
    }
}

/// Steps as they were planned, with what became of them.
fn planned(steps: &[Step]) -> Result<Vec<(PlannedStep, StepState)>, Error> {
    let planned = |step: &Step| {
        let who = step.asked().ok_or(Error::NotFound)?;
        Ok((PlannedStep { kind: step.kind(), ordinal: step.ordinal, who }, step.state()))
    };
    steps.iter().map(planned).collect()
}

/// The steps of the present round.
pub(super) fn present(tx: &mut Tx<'_>, document: &Document) -> Result<Vec<Step>, Error> {
    let steps = rows::steps(tx, document.id)?;
    Ok(steps.into_iter().filter(|step| step.round == document.round).collect())
}

/// A step whose turn it is and that the actor holds, with its document locked.
fn hold(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(Work, Step), Error> {
    let known = rows::step(tx, id)?.ok_or(Error::NotFound)?;
    let work = Work::lock(tx, known.document)?;
    // Read again under the lock: two may act at once.
    let step = rows::step(tx, id)?.ok_or(Error::NotFound)?;
    let agency = step.partner.unwrap_or(work.document.agency);
    let may = match step.asked().ok_or(Error::NotFound)? {
        Asked::Position(id) => access::may(tx, ctx, crate::REVIEW, &Place::position(agency, None, id))?,
        Asked::Unit(_) => is_asked(ctx, &step),
    };
    if !may {
        return Err(Error::NotFound);
    }
    if step.state() != StepState::Current || step.round != work.document.round {
        return Err(Error::NotNow { state: work.document.state().code() });
    }
    Ok((work, step))
}

/// Writes down what was done at a step.
fn act(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &Work,
    step: &mut Step,
    state: StepState,
    comment: &str,
) -> Result<(), Error> {
    step.state = state.code().to_owned();
    step.acted_at = Some(ctx.now);
    step.actor = ctx.actor.position;
    step.person = ctx.actor.person;
    step.comment = comment.to_owned();
    step.content = Some(work.document.content);
    step.digests = document::digests(tx, work.document.id, work.document.content)?;
    rows::update(tx, step)?;
    if let Some(duty) = step.duty {
        duties::close(tx, ctx, duty, Outcome::Done)?;
    }
    if let Some(holder) = step.desk() {
        desk::to_done(tx, work.document.id, &[Box::Review], holder)?;
    }
    Ok(())
}

/// The orders and states of a route: the document's own, or a partner's.
fn own_states(steps: &[Step], partner: Option<Uuid>) -> Vec<(i64, StepState)> {
    let own = steps.iter().filter(|step| step.partner == partner);
    own.map(|step| (step.ordinal, step.state())).collect()
}

/// Opens the steps of a route whose turn has come: the document's own, or a partner's. When there are none left, its
/// partners are asked; when all of them have approved, or there are none, it is approved and goes to the clerk.
pub(super) fn open_turn(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &mut Work,
    partner: Option<Uuid>,
) -> Result<(), Error> {
    let steps = present(tx, &work.document)?;
    let Some(turn) = route::turn(&own_states(&steps, partner)) else {
        let waits = match partner {
            None => joint::ask(tx, ctx, work)?,
            Some(partner) => !joint::agreed(tx, ctx, work, partner)?,
        };
        if waits {
            return work.save(tx, ctx);
        }
        work.step(DocumentMove::Approve)?;
        work.save(tx, ctx)?;
        work.lay(tx, ctx, work.document.agency, Box::Number)?;
        return super::issue::owe(tx, ctx, &work.document);
    };
    let next =
        |step: &Step| step.partner == partner && step.ordinal == turn && step.state() == StepState::Waiting;
    let next: Vec<Step> = steps.into_iter().filter(next).collect();
    let ids: Vec<Uuid> = next.iter().filter_map(|step| step.position).collect();
    let positions = organisation::positions(tx, &ids, ctx.now.day())?;
    for mut step in next {
        let asked = step.asked().ok_or(Error::Unknown { field: "steps" })?;
        let owner = match asked {
            Asked::Position(id) => {
                let position = positions.iter().find(|position| position.id == id);
                let position = position.ok_or(Error::Unknown { field: "steps" })?;
                Party { agency: position.agency, unit: position.unit, position: Some(id) }
            }
            Asked::Unit(id) => Party::unit(partner.unwrap_or(work.document.agency), id),
        };
        let kind = if step.kind() == StepKind::Opinion { OPINION } else { REVIEW };
        let duty = duties::open(
            tx,
            ctx,
            duties::Open {
                subject: work.document.subject_ref(),
                about: None,
                kind,
                owner,
                creditor: Some(Party {
                    agency: work.document.agency,
                    unit: work.document.unit,
                    position: work.document.drafter,
                }),
                start: ctx.now,
                due: crate::actions::allowed(ctx, &work.document, kind),
            },
        )?;
        step.state = StepState::Current.code().to_owned();
        step.opened_at = Some(ctx.now);
        step.duty = Some(duty);
        rows::update(tx, &step)?;
        work.lay(tx, ctx, asked.desk(), Box::Review)?;
    }
    Ok(())
}

/// Ends the turn of those who have not acted.
fn close_turn(tx: &mut Tx<'_>, ctx: &Ctx, work: &Work, steps: &[Step]) -> Result<(), Error> {
    for step in steps.iter().filter(|step| step.state() == StepState::Current) {
        let mut step = step.clone();
        step.state = StepState::TakenBack.code().to_owned();
        rows::update(tx, &step)?;
        if let Some(duty) = step.duty {
            duties::close(tx, ctx, duty, Outcome::Withdrawn)?;
        }
        if let Some(holder) = step.desk() {
            desk::take_from(tx, work.document.id, Box::Review, holder)?;
        }
    }
    Ok(())
}

/// Takes a document off its routes and lays it before its drafter; a partner may be who sent it back, with the reason.
pub(super) fn back_from(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &mut Work,
    partner: Option<(Uuid, &str)>,
) -> Result<(), Error> {
    work.step(DocumentMove::Return)?;
    work.save(tx, ctx)?;
    let steps = present(tx, &work.document)?;
    close_turn(tx, ctx, work, &steps)?;
    joint::void(tx, ctx, work, partner)?;
    desk::take(tx, work.document.id, &[Box::Submitted, Box::Number])?;
    match work.document.drafter {
        Some(drafter) => work.lay(tx, ctx, drafter, Box::Draft),
        None => Ok(()),
    }
}
