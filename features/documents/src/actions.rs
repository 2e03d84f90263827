//! One function for each thing a person does: authorise, lock, apply the rule, store, record the fact, open or
//! close duties. Pages, the API, jobs and the demo call the same ones.

pub mod ballots;
pub mod incoming;
pub mod inherit;
pub mod opening;
pub mod outgoing;
pub mod sets;

use crate::store::document::Document;
use context::Ctx;
use duties::Due;

/// Within what a kind of duty for a document is to be done, by the law of today and the document's urgency.
fn allowed(ctx: &Ctx, document: &Document, kind: &str) -> Due {
    let today = ctx.now.day();
    let Some(rule) = ctx.law.deadline(kind, today) else { return Due::Standing };
    let clock = ctx.law.urgency(&document.urgency, today).is_some_and(|urgency| urgency.clock);
    Due::Within(rule.urgent.filter(|_| clock).unwrap_or(rule.allowance))
}
