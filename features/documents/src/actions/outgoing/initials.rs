//! Initials (ký nháy): given with an approval, voided by a change of the files, given again.

use super::Work;
use super::review::{StepInput, is_asked, present};
use crate::Error;
use crate::model::document::DocumentState;
use crate::model::input;
use crate::model::route::{self, Initials};
use crate::store::document;
use crate::store::route as rows;
use context::{Ctx, Uuid};
use db::Tx;
use serde_json::json;

/// The notice to whoever gave initials that a change of the files has voided.
pub(crate) const VOIDED: &str = "documents.initials_voided";

/// Voids the initials that were given to other files than the present ones, and tells whoever gave them; who changes
/// the files knows it.
pub(super) fn void(tx: &mut Tx<'_>, ctx: &Ctx, work: &Work) -> Result<(), Error> {
    let now = document::digests(tx, work.document.id, work.document.content)?;
    for mut step in present(tx, &work.document)? {
        let held = route::initials(step.kind(), step.state(), &step.digests, step.voided_at.is_some());
        if held != Some(Initials::Hold) || step.digests == now {
            continue;
        }
        step.voided_at = Some(ctx.now);
        rows::update(tx, &step)?;
        if let Some(giver) = step.actor.filter(|giver| Some(*giver) != ctx.actor.position) {
            let notice = notify::New {
                to: notify::Desk::Position(giver),
                kind: VOIDED,
                subject: work.document.subject_ref(),
                data: json!({ "step": step.id, "content": work.document.content }),
                mail: true,
                always: false,
            };
            notify::tell(tx, ctx, notice)?;
        }
        let data = json!({ "step": step.id, "giver": step.actor, "content": step.content });
        work.tell(tx, ctx, VOIDED, data, "")?;
    }
    Ok(())
}

/// Gives the initials of a step again, to the files as they are now.
///
/// # Errors
/// [`Error::NotFound`] for another's step; [`Error::NotNow`] when they hold, or once the document has its number;
/// [`Error::Stale`] when the files were changed meanwhile.
pub fn initial_again(tx: &mut Tx<'_>, ctx: &Ctx, step: Uuid, input: &StepInput) -> Result<(), Error> {
    let comment = input::comment("comment", &input.comment)?;
    let known = rows::step(tx, step)?.ok_or(Error::NotFound)?;
    let mut work = Work::lock(tx, known.document)?;
    // Read again under the lock: two may act at once.
    let mut step = rows::step(tx, step)?.ok_or(Error::NotFound)?;
    if !is_asked(ctx, &step) || !ctx.actor.holds(crate::REVIEW) {
        return Err(Error::NotFound);
    }
    work.seen(input.version)?;
    let state = work.document.state();
    let on_its_way = matches!(state, DocumentState::InReview | DocumentState::Approved);
    let now = document::digests(tx, work.document.id, work.document.content)?;
    let given = route::initials(step.kind(), step.state(), &step.digests, step.voided_at.is_some());
    if !on_its_way || step.round != work.document.round || given != Some(Initials::Void) {
        return Err(Error::NotNow { state: state.code() });
    }
    step.acted_at = Some(ctx.now);
    step.actor = ctx.actor.position;
    step.person = ctx.actor.person;
    step.content = Some(work.document.content);
    step.digests = now;
    step.voided_at = None;
    if !comment.is_empty() {
        step.comment = comment.to_owned();
    }
    rows::update(tx, &step)?;
    work.save(tx, ctx)?;
    let data = json!({ "step": step.id, "content": step.content, "initials": step.digests });
    work.tell(tx, ctx, "documents.initialled_again", data, comment)
}
