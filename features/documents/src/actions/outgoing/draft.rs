//! Drafting: the document before its route.

use super::Work;
use crate::model::boxes::Box;
use crate::model::document::{DocumentMove, DocumentState, Way};
use crate::model::input::{self, InputFault};
use crate::store::document::{self, Document, Link, Recipient};
use crate::store::{arrival, desk};
use crate::{Error, PartInput};
use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// A recipient as the drafter names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RecipientInput {
    /// One agency of the system.
    Agency {
        /// The agency.
        id: Uuid,
    },
    /// A saved group.
    Group {
        /// The group.
        id: Uuid,
    },
    /// All agencies of a tier: 1 for the city's own, 2 for districts, 3 for communes.
    Tier {
        /// The tier.
        tier: u8,
    },
    /// A body outside the system.
    Outside {
        /// The body.
        id: Uuid,
    },
    /// A unit of the own agency, for an internal document.
    Unit {
        /// The unit.
        id: Uuid,
    },
    /// A position of the own agency, for an internal document.
    Position {
        /// The position.
        id: Uuid,
    },
}

impl RecipientInput {
    /// Reads `agency:ID`, `group:ID`, `tier:N`, `outside:ID`, `unit:ID` or `position:ID`, as forms send it.
    pub fn parse(text: &str) -> Option<RecipientInput> {
        let (kind, value) = text.split_once(':')?;
        match kind {
            "agency" => Some(RecipientInput::Agency { id: value.parse().ok()? }),
            "group" => Some(RecipientInput::Group { id: value.parse().ok()? }),
            "tier" => Some(RecipientInput::Tier { tier: value.parse().ok()? }),
            "outside" => Some(RecipientInput::Outside { id: value.parse().ok()? }),
            "unit" => Some(RecipientInput::Unit { id: value.parse().ok()? }),
            "position" => Some(RecipientInput::Position { id: value.parse().ok()? }),
            _ => None,
        }
    }

    /// Whether it is part of the own agency.
    fn is_inside(&self) -> bool {
        matches!(self, RecipientInput::Unit { .. } | RecipientInput::Position { .. })
    }

    fn agency(&self) -> Option<Uuid> {
        match self {
            RecipientInput::Agency { id } => Some(*id),
            _ => None,
        }
    }
}

/// What a draft says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DraftInput {
    /// The kind of document.
    pub kind: String,
    /// The subject (trích yếu).
    pub subject: String,
    /// The urgency.
    pub urgency: String,
    /// The secrecy, if the paper has one: such a paper is refused.
    #[serde(default)]
    pub secrecy: Option<String>,
    /// The issuing body; one that the agency's records desk serves.
    pub body: Option<Uuid>,
    /// By when the recipients are asked to answer.
    pub due_day: Option<Day>,
    /// The way of issuing.
    #[serde(default)]
    pub way: Way,
    /// The form of signing.
    #[serde(default)]
    pub signing_form: String,
    /// The signer's position.
    pub signer: Option<Uuid>,
    /// To whom.
    #[serde(default)]
    pub recipients: Vec<RecipientInput>,
    /// The agencies that issue it jointly.
    #[serde(default)]
    pub partners: Vec<Uuid>,
    /// The arrival that it answers.
    pub answers: Option<Uuid>,
}

/// Other files, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevisionInput {
    /// All files of the new version.
    pub parts: Vec<PartInput>,
    /// Why they were changed.
    pub reason: String,
    /// The version of the record that the page showed.
    pub version: Option<i64>,
}

/// Begins a draft, with its files if there are any yet.
///
/// # Errors
/// [`Error::Input`] names every wrong field.
pub fn create_draft(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    draft: &DraftInput,
    parts: &[PartInput],
) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let place = Place { agency: Some(agency), unit: ctx.actor.unit, position: ctx.actor.position };
    access::require(tx, ctx, crate::DRAFT, &place)?;
    input::check_draft(ctx, draft)?;
    if !parts.is_empty() {
        input::check_parts(parts)?;
    }
    let mut document = Document {
        id: ctx.new_id(),
        origin: "drafted".to_owned(),
        agency,
        unit: ctx.actor.unit,
        body: None,
        issuer: String::new(),
        kind: String::new(),
        way: draft.way.code().to_owned(),
        urgency: String::new(),
        subject: String::new(),
        symbol: String::new(),
        issued_day: None,
        due_day: None,
        signing_form: String::new(),
        signer: None,
        signer_name: String::new(),
        signer_title: String::new(),
        drafter: ctx.actor.position,
        state: DocumentState::Draft.code().to_owned(),
        round: 0,
        content: i64::from(!parts.is_empty()),
        pages: main_pages(parts),
        created_at: ctx.now,
        changed_at: ctx.now,
        issued_at: None,
        version: 1,
    };
    fill(tx, ctx, &mut document, draft)?;
    document::insert(tx, &document)?;
    if !parts.is_empty() {
        document::add_content(tx, ctx, &document, parts, "")?;
    }
    let recipients = named(tx, ctx, agency, draft)?;
    document::set_recipients(tx, document.id, &recipients)?;
    if draft.way == Way::Joint {
        super::joint::name(tx, ctx, document.id, &draft.partners)?;
    }
    if let Some(answered) = draft.answers {
        let arrived = arrival::arrival(tx, answered)?.filter(|known| known.agency == agency);
        let arrived = arrived.ok_or(Error::Unknown { field: "answers" })?;
        let link = Link {
            document: document.id,
            kind: "answers".to_owned(),
            target: arrived.document,
            arrival: Some(answered),
        };
        document::link(tx, &link, ctx.now)?;
    }
    let work = Work { document };
    if let Some(drafter) = ctx.actor.position {
        work.lay(tx, ctx, drafter, Box::Draft)?;
    }
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.drafted", json!({ "kind": work.document.kind }), "")?;
    Ok(work.document.id)
}

/// Changes what a draft says of itself.
///
/// # Errors
/// [`Error::Stale`] when a colleague changed it since the page was shown: the page then shows both.
pub fn edit_draft(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    draft: &DraftInput,
    version: Option<i64>,
) -> Result<(), Error> {
    let mut work = Work::own(tx, ctx, id)?;
    input::check_draft(ctx, draft)?;
    work.seen(version)?;
    if work.document.state() != DocumentState::Draft {
        return Err(Error::NotNow { state: work.document.state().code() });
    }
    let was_joint = work.document.way() == Some(Way::Joint);
    fill(tx, ctx, &mut work.document, draft)?;
    let recipients = named(tx, ctx, work.document.agency, draft)?;
    document::set_recipients(tx, id, &recipients)?;
    if was_joint || draft.way == Way::Joint {
        super::joint::name(tx, ctx, id, &draft.partners)?;
    }
    work.save(tx, ctx)?;
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.edited", json!({}), "")
}

/// Replaces the files by a new version. While it is on its route, whoever holds the present step may do so too;
/// initials given to an earlier version are void, and whoever gave them is told.
///
/// # Errors
/// [`Error::Input`] without a main file or, after the first version, without a reason.
pub fn revise(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, revision: &RevisionInput) -> Result<(), Error> {
    let mut work = Work::lock(tx, id)?;
    let drafter = work.document.drafter.is_some() && work.document.drafter == ctx.actor.position;
    if !drafter && !super::review::holds_step(tx, ctx, &work.document)? {
        return Err(Error::NotFound);
    }
    work.seen(revision.version)?;
    input::check_parts(&revision.parts)?;
    let allowed = match work.document.state() {
        DocumentState::Draft => drafter,
        DocumentState::InReview => !drafter || super::review::holds_step(tx, ctx, &work.document)?,
        _ => false,
    };
    if !allowed {
        return Err(Error::NotNow { state: work.document.state().code() });
    }
    let reason = match work.document.content {
        0 => "",
        _ => input::reason(&revision.reason)?,
    };
    work.document.content += 1;
    work.document.pages = main_pages(&revision.parts);
    document::add_content(tx, ctx, &work.document, &revision.parts, reason)?;
    super::writing::forget_replaced(tx, &work.document)?;
    work.save(tx, ctx)?;
    super::initials::void(tx, ctx, &work)?;
    crate::index::read_later(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.revised", json!({ "content": work.document.content }), reason)
}

/// Throws an own draft away that has never been submitted; nothing of it stays but the fact.
///
/// # Errors
/// [`Error::NotNow`] once it was submitted: then it can be withdrawn.
pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let work = Work::own(tx, ctx, id)?;
    if work.document.state() != DocumentState::Draft || work.document.round > 0 {
        return Err(Error::NotNow { state: work.document.state().code() });
    }
    desk::take_all(tx, id)?;
    files::release(tx, id)?;
    search::forget(tx, id)?;
    crate::store::text::remove_all(tx, id)?;
    document::delete(tx, id)?;
    work.tell(tx, ctx, "documents.discarded", json!({}), "")
}

/// Gives up a document that has been on a route; it stays, with the reason.
///
/// # Errors
/// [`Error::NotNow`] while it is on its route or once it has a number.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::own(tx, ctx, id)?;
    work.step(DocumentMove::Withdraw)?;
    work.save(tx, ctx)?;
    duties::close_of(
        tx,
        ctx,
        &work.document.subject_ref(),
        &[super::issue::ISSUE],
        duties::Outcome::Withdrawn,
    )?;
    desk::settle(tx, id, &[Box::Draft, Box::Number, Box::Submitted])?;
    work.tell(tx, ctx, "documents.withdrawn", json!({}), reason)
}

/// Begins a draft that answers an arrival: recipient and subject are proposed.
///
/// # Errors
/// [`Error::NotFound`] when the arrival is not the actor's agency's.
pub fn reply_to(tx: &mut Tx<'_>, ctx: &Ctx, answered: Uuid, subject: &str) -> Result<Uuid, Error> {
    let arrived = arrival::arrival(tx, answered)?
        .filter(|known| Some(known.agency) == ctx.actor.agency)
        .ok_or(Error::NotFound)?;
    let bodies = organisation::issuing_bodies_of(tx, arrived.agency, ctx.now.day())?;
    let draft = DraftInput {
        kind: "CV".to_owned(),
        subject: subject.to_owned(),
        urgency: "normal".to_owned(),
        body: bodies.first().map(|body| body.id),
        recipients: arrived.sender.map(|id| RecipientInput::Agency { id }).into_iter().collect(),
        answers: Some(answered),
        ..DraftInput::default()
    };
    create_draft(tx, ctx, &draft, &[])
}

pub(super) fn main_pages(parts: &[PartInput]) -> i64 {
    use crate::model::document::PartRole;
    parts.iter().find(|part| part.role == PartRole::Main).map_or(0, |part| part.pages)
}

/// Why a body cannot issue here: it has ended, or it never could.
fn not_issuing(tx: &mut Tx<'_>, ctx: &Ctx, agency: Uuid, id: Uuid) -> Result<Error, Error> {
    let known = organisation::body(tx, id)?.filter(|body| body.agency == agency);
    Ok(match known.and_then(|body| Some((body.name, body.ends.filter(|ends| *ends <= ctx.now.day())?))) {
        Some((name, ends)) => Error::BodyEnded { name, last: ends.plus(-1) },
        None => Error::Unknown { field: "body" },
    })
}

/// Refuses when the issuing body of a document is no more.
///
/// # Errors
/// [`Error::BodyEnded`]; [`Error::Unknown`].
pub(super) fn require_body(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
) -> Result<organisation::Body, Error> {
    let id = document.body.ok_or(Error::Unknown { field: "body" })?;
    let body = organisation::body(tx, id)?.ok_or(Error::Unknown { field: "body" })?;
    match body.ends {
        Some(ends) if ends <= ctx.now.day() => Err(Error::BodyEnded { name: body.name, last: ends.plus(-1) }),
        _ => Ok(body),
    }
}

/// Name and title of a signer: somebody of the agency, or a member of the issuing body who may sign, with both titles.
pub(super) fn signing(
    signer: &organisation::Position,
    agency: Uuid,
    members: &[organisation::BodyMember],
) -> Option<(String, String)> {
    let name = signer.person_name.clone().unwrap_or_default();
    match members.iter().find(|member| member.position == signer.id && member.signs) {
        Some(member) => Some((name, member.titles())),
        None => (signer.agency == agency).then(|| (name, signer.title.clone())),
    }
}

/// Takes over what the drafter says, with the names that go with it.
fn fill(tx: &mut Tx<'_>, ctx: &Ctx, document: &mut Document, draft: &DraftInput) -> Result<(), Error> {
    let today = ctx.now.day();
    let bodies = organisation::issuing_bodies_of(tx, document.agency, today)?;
    let body = match draft.body {
        Some(id) => match bodies.into_iter().find(|body| body.id == id) {
            Some(body) => body,
            None => return Err(not_issuing(tx, ctx, document.agency, id)?),
        },
        None => bodies.into_iter().next().ok_or(Error::Unknown { field: "body" })?,
    };
    document.body = Some(body.id);
    document.issuer = body.name.clone();
    document.way = draft.way.code().to_owned();
    document.kind = draft.kind.clone();
    document.subject = draft.subject.trim().to_owned();
    document.urgency = draft.urgency.clone();
    document.due_day = draft.due_day;
    document.signing_form = draft.signing_form.clone();
    document.signer = draft.signer;
    (document.signer_name, document.signer_title) = match draft.signer {
        Some(id) => {
            let signer = organisation::position(tx, id, today)?;
            let members = organisation::members_of_body(tx, body.id, today)?;
            let signer = signer.and_then(|signer| signing(&signer, document.agency, &members));
            signer.ok_or(Error::Unknown { field: "signer" })?
        }
        None => (String::new(), String::new()),
    };
    Ok(())
}

/// The recipients with their names; each must be there today.
fn named(tx: &mut Tx<'_>, ctx: &Ctx, agency: Uuid, draft: &DraftInput) -> Result<Vec<Recipient>, Error> {
    let recipients = &draft.recipients;
    let internal = draft.way == Way::Internal;
    if recipients.iter().any(|recipient| recipient.is_inside() != internal) {
        let fault = if internal { InputFault::OnlyInside } else { InputFault::OnlyOutside };
        return Err(Error::Input(vec![("recipients", fault)]));
    }
    let today = ctx.now.day();
    let unknown = Error::Unknown { field: "recipients" };
    // All agencies by one query: a drafter may name hundreds of them.
    let ids: Vec<Uuid> = recipients.iter().filter_map(RecipientInput::agency).collect();
    let known = organisation::agencies(tx, &ids)?;
    let there: BTreeMap<Uuid, String> =
        known.into_iter().filter(|it| it.exists_on(today)).map(|it| (it.id, it.name)).collect();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for recipient in recipients.iter().filter(|recipient| seen.insert(*recipient)) {
        let row = match recipient {
            RecipientInput::Agency { id } => there.get(id).map(|name| Recipient {
                kind: "agency".into(),
                target: Some(*id),
                tier: None,
                name: name.clone(),
            }),
            RecipientInput::Group { id } => {
                organisation::group(tx, *id)?.filter(|group| group.agency == agency).map(|found| Recipient {
                    kind: "group".into(),
                    target: Some(*id),
                    tier: None,
                    name: found.name,
                })
            }
            RecipientInput::Tier { tier } => {
                let known = organisation::tiers(tx, today)?.iter().any(|(known, _)| known == tier);
                let name = crate::words::tier(*tier);
                known.then(|| Recipient {
                    kind: "tier".into(),
                    target: None,
                    tier: Some((*tier).into()),
                    name,
                })
            }
            RecipientInput::Unit { id } => {
                let units = organisation::units_of(tx, agency, today)?;
                units.into_iter().find(|unit| unit.id == *id).map(|unit| Recipient {
                    kind: "unit".into(),
                    target: Some(*id),
                    tier: None,
                    name: unit.name,
                })
            }
            RecipientInput::Position { id } => {
                let known = organisation::position(tx, *id, today)?.filter(|one| one.agency == agency);
                known.map(|one| Recipient {
                    kind: "position".into(),
                    target: Some(*id),
                    tier: None,
                    name: one.person_name.map_or(one.title.clone(), |name| format!("{name}, {}", one.title)),
                })
            }
            RecipientInput::Outside { id } => organisation::outside(tx, *id)?.map(|found| Recipient {
                kind: "outside".into(),
                target: Some(*id),
                tier: None,
                name: found.name,
            }),
        };
        match row {
            Some(row) => rows.push(row),
            None => return Err(unknown),
        }
    }
    Ok(rows)
}
