//! Ballots (phiếu lấy ý kiến thành viên UBND): the members of the body that is to issue say by a day whether they agree
//! with the draft of a set.

use super::outgoing::Work;
use crate::Error;
use crate::model::ballot::Choice;
use crate::model::boxes::Box;
use crate::model::document::DocumentState;
use crate::model::input::{self, InputFault};
use crate::model::set::SetState;
use crate::store::ballot::{self as rows, Ballot};
use crate::store::desk::{self, Placing};
use crate::store::document;
use crate::store::set::{self as sets, Set};
use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Due, Outcome, Party};
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The duty of a member to answer.
pub(crate) const VOTE: &str = "documents.vote";
/// So many ballots are closed in one transaction.
const SLICE: usize = 50;

/// What members are asked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BallotInput {
    /// The question.
    pub question: String,
    /// The last day on which they can answer.
    pub due_day: Option<Day>,
}

/// What a member says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VoteInput {
    /// The choice.
    pub choice: Option<Choice>,
    /// In words; needed by all but those who agree.
    #[serde(default)]
    pub words: String,
}

/// Asks all members of the issuing body.
///
/// # Errors
/// [`Error::NotFound`] for whoever does not examine the set; [`Error::NotNow`] when it is not being examined, its draft
/// is over its route, or a ballot is open already; [`Error::Input`]; [`Error::NoMembers`].
pub fn open_ballot(tx: &mut Tx<'_>, ctx: &Ctx, set: Uuid, input: &BallotInput) -> Result<Uuid, Error> {
    let set = sets::locked(tx, set)?.ok_or(Error::NotFound)?;
    let officer =
        ctx.actor.position.filter(|position| set.officer == Some(*position)).ok_or(Error::NotFound)?;
    let today = ctx.now.day();
    let paper = document::document(tx, set.paper)?.ok_or(Error::NotFound)?;
    let open =
        rows::of_set(tx, set.id)?.iter().any(|ballot| ballot.closed_at.is_none() && ballot.due_day >= today);
    if set.state() != SetState::Examined || !paper.state().is_open() || open {
        return Err(Error::NotNow { state: paper.state().code() });
    }
    let mut faults = Vec::new();
    if input.question.trim().is_empty() {
        faults.push(("question", InputFault::Missing));
    }
    if input.question.chars().count() > input::MOST_TEXT {
        faults.push(("question", InputFault::TooLong(input::MOST_TEXT)));
    }
    match input.due_day {
        None => faults.push(("due_day", InputFault::Missing)),
        Some(day) if day < today => faults.push(("due_day", InputFault::Past)),
        Some(_) => {}
    }
    let (true, Some(due_day)) = (faults.is_empty(), input.due_day) else { return Err(Error::Input(faults)) };
    let body = paper.body.ok_or(Error::NoMembers)?;
    let members = organisation::members_of_body(tx, body, today)?;
    let members: Vec<_> = members.into_iter().filter(|member| member.person.is_some()).collect();
    if members.is_empty() {
        return Err(Error::NoMembers);
    }
    let ballot = Ballot {
        id: ctx.new_id(),
        set: set.id,
        question: input.question.trim().to_owned(),
        due_day,
        opener: officer,
        at: ctx.now,
        closed_at: None,
    };
    let paper = Work { document: paper };
    let mut asked = Vec::new();
    for member in &members {
        let open = duties::Open {
            subject: set.subject_ref(),
            about: None,
            kind: VOTE,
            owner: Party { agency: member.agency, unit: None, position: Some(member.position) },
            creditor: Some(Party { agency: set.target, unit: None, position: Some(officer) }),
            start: ctx.now,
            due: Due::EndOf(due_day),
        };
        asked.push((member.position, duties::open(tx, ctx, open)?));
        paper.lay(tx, ctx, member.position, Box::Tracking)?;
        let placing = Placing {
            holder: member.position,
            place: Box::Ballot,
            record: set.id,
            kind: crate::SET,
            sort_key: ctx.now.0,
            urgent: false,
            unread: ctx.actor.position != Some(member.position),
        };
        desk::put(tx, &placing)?;
    }
    rows::insert(tx, &ballot, &asked)?;
    let data = json!({ "ballot": ballot.id, "members": asked.len(), "due_day": due_day });
    tell(tx, ctx, &set, "documents.ballot_opened", data, &ballot.question)?;
    Ok(ballot.id)
}

/// Says what the actor as a member thinks; until the last day they may think again.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not asked; [`Error::BallotOver`] behind the last day; [`Error::Input`] without a
/// choice, or without the words that it needs.
pub fn vote(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &VoteInput) -> Result<(), Error> {
    let ballot = rows::locked(tx, id)?.ok_or(Error::NotFound)?;
    let position = ctx.actor.position.ok_or(Error::NotFound)?;
    let mut vote =
        rows::votes(tx, id)?.into_iter().find(|vote| vote.position == position).ok_or(Error::NotFound)?;
    access::require(
        tx,
        ctx,
        crate::REVIEW,
        &Place::position(ctx.actor.agency.unwrap_or_default(), None, position),
    )?;
    if ballot.closed_at.is_some() || ctx.now.day() > ballot.due_day {
        return Err(Error::BallotOver { last: ballot.due_day });
    }
    let words = input::comment("words", &input.words)?;
    let Some(choice) = input.choice else { return Err(Error::Input(vec![("choice", InputFault::Missing)])) };
    if choice.needs_words() && words.is_empty() {
        return Err(Error::Input(vec![("words", InputFault::Missing)]));
    }
    let set = sets::set(tx, ballot.set)?.ok_or(Error::NotFound)?;
    if document::document(tx, set.paper)?.is_none_or(|paper| paper.state() == DocumentState::Withdrawn) {
        return Err(Error::NotNow { state: "withdrawn" });
    }
    let first = vote.at.is_none();
    vote.choice = choice.code().to_owned();
    vote.words = words.to_owned();
    vote.person = ctx.actor.person;
    vote.at = Some(ctx.now);
    rows::answer(tx, &vote)?;
    if let Some(duty) = vote.duty.filter(|_| first) {
        duties::close(tx, ctx, duty, Outcome::Done)?;
    }
    desk::to_done_set(tx, set.id, position)?;
    tell(tx, ctx, &set, "documents.voted", json!({ "ballot": id, "choice": choice.code() }), words)
}

/// Closes the next ballots whose last day has passed: who has said nothing has been silent, and owes no answer any
/// more. Whether there may be others.
///
/// # Errors
/// Those of the database.
pub fn close_expired(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<bool, Error> {
    let expired = rows::expired(tx, ctx.now.day(), SLICE)?;
    for found in &expired {
        let Some(ballot) = rows::locked(tx, found.id)?.filter(|ballot| ballot.closed_at.is_none()) else {
            continue;
        };
        let silent: Vec<_> =
            rows::votes(tx, ballot.id)?.into_iter().filter(|vote| vote.at.is_none()).collect();
        for vote in &silent {
            if let Some(duty) = vote.duty {
                duties::close(tx, ctx, duty, Outcome::Withdrawn)?;
            }
            desk::to_done_set(tx, ballot.set, vote.position)?;
        }
        rows::close(tx, ballot.id, ctx.now)?;
        let set = sets::set(tx, ballot.set)?.ok_or(Error::NotFound)?;
        let data = json!({ "ballot": ballot.id, "silent": silent.len() });
        tell(tx, ctx, &set, "documents.ballot_closed", data, "")?;
    }
    Ok(expired.len() == SLICE)
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
