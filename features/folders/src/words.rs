//! Names of states and kinds in the reader's language.

use crate::t;
use context::{Ctx, Day, Lang};
use law::Named;

/// The name of a state of a folder; with `list_` and `transfer_` before it, of a yearly list or a hand-over.
pub fn state(lang: Lang, code: &str) -> &'static str {
    match code {
        "open" => t::state_open(lang),
        "closed" => t::state_closed(lang),
        "handed_over" => t::state_handed_over(lang),
        "list_draft" => t::state_list_draft(lang),
        "list_submitted" => t::state_list_submitted(lang),
        "list_approved" => t::state_list_approved(lang),
        "transfer_offered" => t::state_offered(lang),
        "transfer_received" => t::state_received(lang),
        "transfer_refused" => t::state_refused(lang),
        _ => t::state_withdrawn(lang),
    }
}

/// The name of a kind of folder.
pub fn kind(lang: Lang, code: &str) -> &'static str {
    match code {
        "construction" => t::kind_construction(lang),
        _ => t::kind_ordinary(lang),
    }
}

/// How long something is kept, as it was called on a day; its code if the law knows it no more.
pub fn retention(ctx: &Ctx, lang: Lang, code: &str, day: Day) -> String {
    match ctx.law.retention(code, day) {
        Some(retention) => lang.pick(retention.vi(), retention.en()).to_owned(),
        None => code.to_owned(),
    }
}
