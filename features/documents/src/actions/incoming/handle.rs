//! Work on what was directed: progress, results, and the reply that closes it by itself.

use super::Case;
use super::direct::{advance, end_below, hold, role_box};
use crate::Error;
use crate::model::arrival::{ArrivalMove, ArrivalState};
use crate::model::boxes::{Box, Pile};
use crate::model::direction::{AssignmentMove, AssignmentState, Role, Target};
use crate::model::input;
use crate::store::desk;
use crate::store::direction::{self, Assignment};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use duties::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How far one is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProgressInput {
    /// 0 to 99; done is said by finishing.
    pub percent: i64,
    /// In words.
    #[serde(default)]
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinishInput {
    /// The result in words.
    pub result: String,
    /// The document that is the result, if there is one.
    pub reply: Option<Uuid>,
}

/// Reports progress on an assignment.
///
/// # Errors
/// [`Error::Input`] for a percentage outside 0 to 99.
pub fn progress(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, report: &ProgressInput) -> Result<(), Error> {
    input::within("percent", report.percent, 0, 99)?;
    let words = input::comment("words", &report.words)?;
    let (mut case, mut held) = hold(tx, ctx, id)?;
    advance(&mut held, AssignmentMove::Progress)?;
    held.percent = report.percent;
    direction::update_assignment(tx, &held)?;
    begin(tx, ctx, &mut case)?;
    case.tell(
        tx,
        ctx,
        "documents.progressed",
        json!({ "assignment": id, "percent": report.percent }),
        (!words.is_empty()).then(|| words.to_owned()),
    )
}

/// Reports an assignment done. When it is the lead's, the arrival is done, with all that led down to it;
/// supporters close theirs apart.
///
/// # Errors
/// [`Error::Input`] without a result.
pub fn finish(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, report: &FinishInput) -> Result<(), Error> {
    let result = input::result(&report.result)?;
    let (mut case, held) = hold(tx, ctx, id)?;
    done(tx, ctx, &mut case, held, result, report.reply)
}

/// Closes what a reply answers, when the reply is issued: called by the issuing action, which has asked who may.
///
/// # Errors
/// Those of the database.
pub fn finish_by_reply(tx: &mut Tx<'_>, ctx: &Ctx, answered: Uuid, reply: Uuid) -> Result<(), Error> {
    let mut case = Case::lock(tx, answered)?;
    // The one at the end of the line, not those who passed it down.
    let lead = direction::assignments(tx, answered)?.into_iter().find(|one| {
        one.role() == Role::Lead && matches!(one.state(), AssignmentState::Open | AssignmentState::InProgress)
    });
    match lead {
        Some(lead) => done(tx, ctx, &mut case, lead, "", Some(reply)),
        None => {
            if case.arrival.state().transition(ArrivalMove::Finish).is_some() {
                close(tx, ctx, &mut case)?;
                case.tell(tx, ctx, "documents.answered", json!({ "reply": reply }), None)?;
            }
            Ok(())
        }
    }
}

/// Takes up again what was done.
///
/// # Errors
/// [`Error::NotNow`] when it is not done.
pub fn reopen(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let (mut case, mut held) = hold(tx, ctx, id)?;
    advance(&mut held, AssignmentMove::Reopen)?;
    held.closed_at = None;
    direction::update_assignment(tx, &held)?;
    if let Some(duty) = held.duty {
        duties::reopen(tx, ctx, duty)?;
    }
    if held.role() == Role::Lead && case.arrival.state() == ArrivalState::Done {
        case.step(tx, ctx, ArrivalMove::Reopen, "")?;
    }
    if let Some(holder) = held.target().map(Target::holder) {
        super::route::lay(tx, &case, holder, role_box(held.role()))?;
    }
    case.tell(tx, ctx, "documents.reopened", json!({ "assignment": id }), Some(reason.to_owned()))
}

/// Sorts an arrival or a document on the desk of one's position, or as an assistant on that of whom one assists.
///
/// # Errors
/// [`Error::NotFound`] when it does not lie there.
pub fn sort(tx: &mut Tx<'_>, ctx: &Ctx, record: Uuid, pile: Pile) -> Result<(), Error> {
    let position = ctx.actor.position.ok_or(Error::NotFound)?;
    if desk::sort(tx, record, position, pile.code())? == 0 {
        return Err(Error::NotFound);
    }
    let data = json!({ "pile": pile.code(), "position": position });
    let subject = Ref::new(crate::ARRIVAL, record);
    facts::record(tx, ctx, facts::New { data, ..facts::New::new("documents.sorted", subject) })?;
    tx.announce("desk", &position.to_string());
    Ok(())
}

fn done(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &mut Case,
    mut held: Assignment,
    result: &str,
    reply: Option<Uuid>,
) -> Result<(), Error> {
    let lead = held.role() == Role::Lead;
    let id = held.id;
    begin(tx, ctx, case)?;
    // Whoever takes back into their own hands what they passed down frees those below.
    end_below(tx, ctx, &held)?;
    settle(tx, ctx, &mut held, result, reply)?;
    if lead {
        // Whoever passed it down has it done with it, up to the one whom the leader named.
        let mut next = above(tx, &held)?;
        while let Some(mut above_it) = next.take_if(|above| above.role() == Role::Lead) {
            if above_it.state().transition(AssignmentMove::Finish).is_some() {
                settle(tx, ctx, &mut above_it, result, reply)?;
            }
            next = above(tx, &above_it)?;
        }
        match next {
            None => close(tx, ctx, case)?,
            // Led by somebody whom a supporter had passed it to: then the supporter alone is done.
            Some(mut supporter) => settle(tx, ctx, &mut supporter, result, reply)?,
        }
    }
    case.tell(
        tx,
        ctx,
        if reply.is_some() { "documents.answered" } else { "documents.finished" },
        json!({ "assignment": id, "reply": reply }),
        (!result.is_empty()).then(|| result.to_owned()),
    )
}

/// The assignment from which one was passed down.
fn above(tx: &mut Tx<'_>, below: &Assignment) -> Result<Option<Assignment>, Error> {
    let parent = direction::direction(tx, below.direction)?.and_then(|given| given.parent);
    Ok(match parent {
        Some(parent) => direction::assignment(tx, parent)?,
        None => None,
    })
}

/// Marks one assignment done: its duty is closed and it leaves the desk.
fn settle(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    held: &mut Assignment,
    result: &str,
    reply: Option<Uuid>,
) -> Result<(), Error> {
    advance(held, AssignmentMove::Finish)?;
    held.percent = 100;
    held.result = result.to_owned();
    held.reply = reply;
    held.closed_at = Some(ctx.now);
    direction::update_assignment(tx, held)?;
    if let Some(duty) = held.duty {
        duties::close(tx, ctx, duty, Outcome::Done)?;
    }
    if let Some(holder) = held.target().map(Target::holder) {
        desk::to_done(tx, held.arrival, &[role_box(held.role()), Box::Tracking], holder)?;
    }
    Ok(())
}

/// The arrival is dealt with.
fn close(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case) -> Result<(), Error> {
    case.step(tx, ctx, ArrivalMove::Finish, "")?;
    duties::close_of(tx, ctx, &case.subject(), &[crate::REPLY_DUTY], Outcome::Done)?;
    desk::settle(tx, case.arrival.id, &[Box::Propose, Box::Direct, Box::Tracking])?;
    crate::measures::closed(tx, ctx, &case.arrival, case.arrival.due_at)
}

/// Notes that somebody has begun.
fn begin(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case) -> Result<(), Error> {
    if case.arrival.state() == ArrivalState::Assigned {
        case.step(tx, ctx, ArrivalMove::Begin, "")?;
    }
    Ok(())
}

/// The assignments on which somebody may act now, for pages.
pub fn mine(assignments: &[Assignment], holders: &[Uuid]) -> Vec<Assignment> {
    assignments
        .iter()
        .filter(|one| {
            matches!(
                one.state(),
                AssignmentState::Open | AssignmentState::InProgress | AssignmentState::Passed
            )
        })
        .filter(|one| one.target().is_some_and(|target| holders.contains(&target.holder())))
        .cloned()
        .collect()
}
