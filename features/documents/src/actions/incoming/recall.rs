//! What becomes of an arrival when its sender asks for it back, or sends another in its place.

use super::{ACCEPT_DUTY, Case, direct};
use crate::Error;
use crate::model::arrival::{ArrivalMove, ArrivalState};
use crate::model::boxes::Box;
use crate::model::change::RecallState;
use crate::model::input;
use crate::store::document::Document;
use crate::store::{arrival, desk};
use context::{Ctx, Lang, Uuid};
use db::Tx;
use duties::{Outcome, Party};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The kind of the duty to say whether an arrival is given back.
pub(crate) const RECALL_DUTY: &str = "documents.recall_answer";

/// What the receiver says to a recall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecallAnswer {
    /// Whether it gives the document back.
    pub agree: bool,
    /// Why not.
    #[serde(default)]
    pub reason: String,
}

/// Answers the sender's recall. Whoever agrees has the file no more: it leaves the desks, the search and the
/// downloads, while the row of the register and the facts stay. Whoever refuses says why, and keeps it.
///
/// # Errors
/// [`Error::NotNow`] when nothing is asked; [`Error::Input`] when it is refused without a reason.
pub fn answer_recall(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, answer: &RecallAnswer) -> Result<(), Error> {
    let mut case = Case::open(tx, ctx, id, crate::ACCEPT)?;
    if case.arrival.recall_state() != RecallState::Asked {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    if !answer.agree {
        let reason = input::reason(&answer.reason)?;
        arrival::set_recall(tx, id, RecallState::Refused, reason)?;
        duties::close_of(tx, ctx, &case.subject(), &[RECALL_DUTY], Outcome::Refused)?;
        desk::take(tx, id, &[Box::Accept])?;
        case.announce(tx);
        return case.tell(tx, ctx, "documents.recall_refused", json!({}), Some(reason.to_owned()));
    }
    let asked = case.arrival.recall_reason.clone();
    direct::end_all(tx, ctx, id)?;
    case.step(tx, ctx, ArrivalMove::Recall, &asked)?;
    arrival::set_recall(tx, id, RecallState::None, "")?;
    duties::close_of(tx, ctx, &case.subject(), &[RECALL_DUTY], Outcome::Done)?;
    give_back(tx, ctx, std::slice::from_ref(&case))?;
    case.tell(tx, ctx, "documents.recall_agreed", json!({}), None)
}

/// Takes arrivals that were given back off the desks and out of search, and ends what is owed for them.
pub(crate) fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, cases: &[Case]) -> Result<(), Error> {
    let refs: Vec<_> = cases.iter().map(Case::subject).collect();
    for duty in duties::of(tx, &refs)? {
        duties::close(tx, ctx, duty.id, Outcome::Withdrawn)?;
    }
    let ids: Vec<Uuid> = cases.iter().map(|case| case.arrival.id).collect();
    desk::take_many(tx, &ids, &[Box::Accept])?;
    desk::archive_many(tx, &ids)?;
    for id in &ids {
        search::forget(tx, *id)?;
    }
    let arrivals: Vec<_> = cases.iter().map(|case| case.arrival.clone()).collect();
    crate::measures::recalled(tx, ctx, &arrivals)
}

/// Puts the question before the records desk: agree or refuse, by when the law has it.
pub(crate) fn ask(tx: &mut Tx<'_>, ctx: &Ctx, cases: Vec<Case>) -> Result<(), Error> {
    let asked: Vec<Case> =
        cases.into_iter().filter(|case| case.arrival.recall_state() == RecallState::Asked).collect();
    let (mut owed, mut placings, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for case in &asked {
        let agency = case.acting(tx, ctx)?;
        owed.push(duties::Open {
            subject: case.subject(),
            about: None,
            kind: RECALL_DUTY,
            owner: Party::agency(agency),
            creditor: Some(Party::agency(case.document.agency)),
            start: ctx.now,
            due: case.allowed(ctx, RECALL_DUTY),
        });
        placings.push(super::route::placing(case, agency, Box::Accept));
        told.push(case.fact("documents.recall_asked", json!({}), Some(case.arrival.recall_reason.clone())));
    }
    duties::open_many(tx, ctx, owed)?;
    desk::put_all(tx, &placings)?;
    facts::record_many(tx, ctx, told)?;
    Ok(())
}

/// Ends what an agency had to do about an arrival in whose place another has come. One that nobody has taken in yet is
/// still to be entered in the register; it only is not to be answered any more.
pub(crate) fn supersede(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, by: &Document) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let state = case.arrival.state();
    if !state.is_open() {
        return Ok(());
    }
    if state == ArrivalState::Arrived {
        duties::close_of(tx, ctx, &case.subject(), &[crate::REPLY_DUTY], Outcome::Withdrawn)?;
    } else {
        direct::end_all(tx, ctx, id)?;
        case.step(tx, ctx, ArrivalMove::Finish, "")?;
        let kept = [ACCEPT_DUTY, RECALL_DUTY];
        for duty in duties::of(tx, &[case.subject()])? {
            if !kept.contains(&duty.kind.as_str()) {
                duties::close(tx, ctx, duty.id, Outcome::Withdrawn)?;
            }
        }
        desk::archive(tx, id)?;
    }
    crate::measures::dropped(tx, ctx, &case.arrival)?;
    let by = crate::words::quoted(ctx, Lang::Vi, by);
    case.tell(tx, ctx, "documents.superseded", json!({ "by": by }), None)
}
