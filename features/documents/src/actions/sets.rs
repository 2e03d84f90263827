//! Sets submitted upward (hồ sơ trình): by a department, examined by an officer of the agency that is to issue, returned
//! or put on its route there. From then on the draft is a document of that agency like any other, and the department
//! sees each of its steps.

use super::outgoing::Work;
use crate::model::boxes::Box;
use crate::model::document::{DocumentMove, DocumentState, PartRole, Way};
use crate::model::input::{self, InputFault};
use crate::model::set::{SetMove, SetState};
use crate::store::desk::{self, Placing};
use crate::store::document::{self, Document, Recipient};
use crate::store::set::{self as rows, Opinion, Set};
use crate::{Error, PartInput};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Due, Outcome, Party};
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The duty to examine a set.
pub(crate) const EXAMINE: &str = "documents.examine";
/// The duty of the department to mend a set that came back.
pub(crate) const AMEND: &str = "documents.amend";
/// The notice that a set came back.
pub(crate) const RETURNED: &str = "documents.set_returned";
/// The most opinions of a set.
const MOST_OPINIONS: usize = 60;

/// A set as the department puts it together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SetInput {
    /// The submission (tờ trình), a document of the department that has its number.
    pub cover: Uuid,
    /// The body that is to issue the draft.
    pub body: Option<Uuid>,
    /// The kind of the draft.
    pub kind: String,
    /// The subject of the draft.
    pub subject: String,
    /// Opinions, and how they were taken up.
    #[serde(default)]
    pub opinions: Vec<Opinion>,
}

fn checked(opinions: &[Opinion]) -> Result<Vec<Opinion>, Error> {
    let all: Vec<Opinion> = opinions
        .iter()
        .map(|one| Opinion {
            who: one.who.trim().to_owned(),
            said: one.said.trim().to_owned(),
            taken: one.taken.trim().to_owned(),
        })
        .filter(|one| *one != Opinion::default())
        .collect();
    let fault = |fault| Err(Error::Input(vec![("opinions", fault)]));
    if all.len() > MOST_OPINIONS {
        return fault(InputFault::TooLong(MOST_OPINIONS));
    }
    if all.iter().any(|one| one.who.is_empty() || one.said.is_empty() || one.taken.is_empty()) {
        return fault(InputFault::HalfOpinion);
    }
    let longest =
        |one: &Opinion| [&one.who, &one.said, &one.taken].map(|text| text.chars().count()).into_iter().max();
    if all.iter().any(|one| longest(one) > Some(input::MOST_TEXT)) {
        return fault(InputFault::TooLong(input::MOST_TEXT));
    }
    Ok(all)
}

/// Submits a set to the agency whose desk serves the body that is to issue the draft.
///
/// # Errors
/// [`Error::NotFound`] for another's submission; [`Error::NotNow`] before it has its number; [`Error::SetThere`] when it
/// has been the cover of a set already; [`Error::BodyEnded`]; [`Error::Input`] with every wrong field.
pub fn submit_set(tx: &mut Tx<'_>, ctx: &Ctx, input: &SetInput, parts: &[PartInput]) -> Result<Uuid, Error> {
    let cover = Work::own(tx, ctx, input.cover)?;
    let drafter = ctx.actor.position.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::DRAFT, &Place::position(cover.document.agency, ctx.actor.unit, drafter))?;
    if !matches!(cover.document.state(), DocumentState::Numbered | DocumentState::Issued) {
        return Err(Error::NotNow { state: cover.document.state().code() });
    }
    input::check_set(ctx, &input.kind, &input.subject)?;
    input::check_parts(parts)?;
    let opinions = checked(&input.opinions)?;
    let unknown = Error::Unknown { field: "body" };
    let body = organisation::body(tx, input.body.ok_or(unknown)?)?.ok_or(Error::Unknown { field: "body" })?;
    if let Some(ends) = body.ends.filter(|ends| *ends <= ctx.now.day()) {
        return Err(Error::BodyEnded { name: body.name, last: ends.plus(-1) });
    }
    if body.agency == cover.document.agency {
        // What one's own desk issues is submitted along its route, not upward.
        return Err(Error::Unknown { field: "body" });
    }
    let main = parts.iter().find(|part| part.role == PartRole::Main);
    let paper = Document {
        id: ctx.new_id(),
        agency: body.agency,
        unit: None,
        body: Some(body.id),
        issuer: body.name,
        kind: input.kind.clone(),
        way: Way::Electronic.code().to_owned(),
        subject: input.subject.trim().to_owned(),
        symbol: String::new(),
        issued_day: None,
        due_day: None,
        signing_form: String::new(),
        signer: None,
        signer_name: String::new(),
        signer_title: String::new(),
        drafter: None,
        state: DocumentState::Draft.code().to_owned(),
        round: 0,
        content: 1,
        pages: main.map_or(0, |part| part.pages),
        created_at: ctx.now,
        changed_at: ctx.now,
        issued_at: None,
        version: 1,
        ..cover.document.clone()
    };
    let set = Set {
        id: ctx.new_id(),
        cover: input.cover,
        paper: paper.id,
        agency: cover.document.agency,
        drafter,
        target: body.agency,
        officer: None,
        state: SetState::Submitted.code().to_owned(),
        reason: String::new(),
        at: ctx.now,
        changed_at: ctx.now,
        version: 1,
    };
    document::insert(tx, &paper)?;
    document::add_content(tx, ctx, &paper, parts, "")?;
    let own = organisation::agency(tx, set.agency)?.map(|agency| agency.name).unwrap_or_default();
    let recipient = Recipient { kind: "agency".into(), target: Some(set.agency), tier: None, name: own };
    document::set_recipients(tx, paper.id, &[recipient])?;
    if !rows::insert(tx, &set)? {
        return Err(Error::SetThere);
    }
    rows::set_opinions(tx, set.id, &opinions)?;
    let paper = Work { document: paper };
    paper.lay(tx, ctx, drafter, Box::Tracking)?;
    for (holder, place) in
        [(Some(drafter), Box::SetSent), (Some(set.agency), Box::SetSent), (Some(set.target), Box::SetIn)]
    {
        lay(tx, ctx, &set, holder, place)?;
    }
    crate::index::document(tx, ctx, &paper.document)?;
    owe(tx, ctx, &set, EXAMINE, Party::agency(set.target))?;
    tell(tx, ctx, &set, "documents.set_submitted", json!({ "paper": set.paper }), "")?;
    Ok(set.id)
}

/// Takes a set up to examine it: the actor becomes the one who puts its draft on its route.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not examine there; [`Error::NotNow`] when somebody has.
pub fn take_up(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let mut set = lock(tx, id)?;
    access::require(tx, ctx, crate::EXAMINE, &Place::agency(set.target))?;
    let officer = ctx.actor.position.ok_or(Error::NotFound)?;
    let paper = step(tx, ctx, &mut set, SetMove::TakeUp)?;
    set.officer = Some(officer);
    rows::update(tx, &set)?;
    rows::give(tx, set.paper, officer)?;
    paper.lay(tx, ctx, officer, Box::Draft)?;
    // The submission itself may have gone to nobody but this agency's register, or to nobody yet.
    Work { document: document::document(tx, set.cover)?.ok_or(Error::NotFound)? }.lay(
        tx,
        ctx,
        officer,
        Box::Tracking,
    )?;
    desk::take(tx, id, &[Box::SetIn])?;
    lay(tx, ctx, &set, Some(officer), Box::SetIn)?;
    lay(tx, ctx, &set, Some(set.target), Box::SetDone)?;
    duties::close_of(tx, ctx, &set.subject_ref(), &[EXAMINE], Outcome::Done)?;
    tell(tx, ctx, &set, "documents.set_taken_up", json!({}), "")
}

/// Sends a set back to the department with a reason, before its draft is on its route.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not examine it; [`Error::NotNow`]; [`Error::Input`] without a reason.
pub fn return_set(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut set = lock(tx, id)?;
    if set.officer.is_none() || set.officer != ctx.actor.position {
        return Err(Error::NotFound);
    }
    step(tx, ctx, &mut set, SetMove::Return)?;
    set.reason = reason.to_owned();
    rows::update(tx, &set)?;
    desk::take(tx, set.paper, &[Box::Draft])?;
    desk::shift(tx, id, &[Box::SetIn], Box::SetDone)?;
    let unit = organisation::position(tx, set.drafter, ctx.now.day())?.and_then(|position| position.unit);
    owe(tx, ctx, &set, AMEND, Party { agency: set.agency, unit, position: Some(set.drafter) })?;
    let notice = notify::New {
        to: notify::Desk::Position(set.drafter),
        kind: RETURNED,
        subject: set.subject_ref(),
        data: json!({}),
        mail: true,
        always: false,
    };
    notify::tell(tx, ctx, notice)?;
    tell(tx, ctx, &set, "documents.set_returned", json!({}), reason)
}

/// Submits a set again that came back, with other files and opinions.
///
/// # Errors
/// [`Error::NotFound`] for another's set; [`Error::NotNow`]; [`Error::Input`].
pub fn resubmit(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    opinions: &[Opinion],
    parts: &[PartInput],
) -> Result<(), Error> {
    let mut set = lock(tx, id)?;
    if ctx.actor.position != Some(set.drafter) {
        return Err(Error::NotFound);
    }
    let opinions = checked(opinions)?;
    input::check_parts(parts)?;
    let mut paper = step(tx, ctx, &mut set, SetMove::Resubmit)?;
    let officer = set.officer.ok_or(Error::NotFound)?;
    let why = std::mem::take(&mut set.reason);
    rows::update(tx, &set)?;
    rows::set_opinions(tx, id, &opinions)?;
    paper.document.content += 1;
    let main = parts.iter().find(|part| part.role == PartRole::Main);
    paper.document.pages = main.map_or(0, |part| part.pages);
    document::add_content(tx, ctx, &paper.document, parts, &why)?;
    paper.save(tx, ctx)?;
    paper.lay(tx, ctx, officer, Box::Draft)?;
    lay(tx, ctx, &set, Some(officer), Box::SetIn)?;
    duties::close_of(tx, ctx, &set.subject_ref(), &[AMEND], Outcome::Done)?;
    tell(tx, ctx, &set, "documents.set_submitted", json!({ "content": paper.document.content }), "")
}

/// Gives a set up, before its draft is on its route.
///
/// # Errors
/// [`Error::NotFound`] for another's set; [`Error::NotNow`]; [`Error::Input`] without a reason.
pub fn withdraw_set(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut set = lock(tx, id)?;
    if ctx.actor.position != Some(set.drafter) {
        return Err(Error::NotFound);
    }
    let mut paper = step(tx, ctx, &mut set, SetMove::Withdraw)?;
    set.reason = reason.to_owned();
    rows::update(tx, &set)?;
    paper.step(DocumentMove::Withdraw)?;
    paper.save(tx, ctx)?;
    desk::settle(tx, set.paper, &[Box::Draft, Box::Tracking])?;
    desk::shift(tx, id, &[Box::SetIn], Box::SetDone)?;
    duties::close_of(tx, ctx, &set.subject_ref(), &[EXAMINE, AMEND], Outcome::Withdrawn)?;
    tell(tx, ctx, &set, "documents.set_withdrawn", json!({}), reason)
}

/// The department whose set a document came in: it is given what is issued, whoever else is.
pub(crate) fn submitter(tx: &mut Tx<'_>, paper: Uuid) -> Result<Option<Uuid>, Error> {
    Ok(rows::of_paper(tx, paper)?.map(|set| set.agency))
}

/// Whether the actor may put a draft on its route as far as its set says so: not while it is the department's to mend.
pub(crate) fn is_with_the_department(tx: &mut Tx<'_>, paper: Uuid) -> Result<bool, Error> {
    let set = rows::of_paper(tx, paper)?;
    Ok(set.is_some_and(|set| set.state() != SetState::Examined))
}

fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Set, Error> {
    rows::locked(tx, id)?.ok_or(Error::NotFound)
}

/// Moves a set on, with its draft locked.
fn step(tx: &mut Tx<'_>, ctx: &Ctx, set: &mut Set, step: SetMove) -> Result<Work, Error> {
    let paper = Work::lock(tx, set.paper)?;
    let from = set.state();
    let to = from.transition(step, paper.document.state());
    set.state = to.ok_or(Error::NotNow { state: from.code() })?.code().to_owned();
    set.changed_at = ctx.now;
    Ok(paper)
}

fn lay(tx: &mut Tx<'_>, ctx: &Ctx, set: &Set, holder: Option<Uuid>, place: Box) -> Result<(), Error> {
    let Some(holder) = holder else { return Ok(()) };
    let placing = Placing {
        holder,
        place,
        record: set.id,
        kind: crate::SET,
        sort_key: ctx.now.0,
        urgent: false,
        unread: ctx.actor.position != Some(holder) && place.waits(),
    };
    Ok(desk::put(tx, &placing)?)
}

fn owe(tx: &mut Tx<'_>, ctx: &Ctx, set: &Set, kind: &'static str, owner: Party) -> Result<(), Error> {
    let creditor = match kind {
        AMEND => Party::agency(set.target),
        _ => Party { agency: set.agency, unit: None, position: Some(set.drafter) },
    };
    let due = match ctx.law.deadline(kind, ctx.now.day()) {
        Some(rule) => Due::Within(rule.allowance),
        None => Due::Standing,
    };
    let open = duties::Open {
        subject: set.subject_ref(),
        about: None,
        kind,
        owner,
        creditor: Some(creditor),
        start: ctx.now,
        due,
    };
    duties::open(tx, ctx, open)?;
    Ok(())
}

fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    set: &Set,
    action: &'static str,
    data: Value,
    note: &str,
) -> Result<(), Error> {
    let note = (!note.is_empty()).then(|| note.to_owned());
    facts::record(tx, ctx, facts::New { action, subject: set.subject_ref(), about: None, data, note })?;
    Ok(())
}
