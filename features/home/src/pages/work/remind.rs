//! Reminding from the page of duties.

use super::BASE;
use crate::{Error, actions, t, view};
use axum::extract::State;
use context::Uuid;
use duties::Whose;
use edge::{Act, Answer, App, Path, see_other_saying};
use serde::Deserialize;

/// Where the page was when a reminder was asked for.
#[derive(Deserialize)]
pub(crate) struct RemindForm {
    to: Option<String>,
}

impl RemindForm {
    /// Back to the same part of the page, and nowhere else.
    fn back(&self) -> &str {
        let own = |to: &&str| *to == BASE || to.strip_prefix(BASE).is_some_and(|rest| rest.starts_with('?'));
        self.to.as_deref().filter(own).unwrap_or(BASE)
    }

    /// Whose list the page showed.
    fn whose(&self) -> Whose {
        match self.back() {
            back if back.contains("whose=unit") => Whose::Unit,
            back if back.contains("whose=agency") => Whose::Agency,
            _ => Whose::Me,
        }
    }
}

/// Reminds the owner of one duty.
pub(crate) async fn remind(State(app): State<App>, Path(duty): Path<Uuid>, act: Act<RemindForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let text = match app.db.write(ctx, |tx| actions::remind(tx, ctx, duty)) {
        Ok(()) => {
            let who = app.db.read(|read| -> Result<String, Error> {
                let owner = duties::duty(read, duty)?.owner;
                Ok(view::names(read, ctx, &[owner])?.remove(&owner.desk()).unwrap_or_default())
            })?;
            t::said_reminded(ctx.lang, who)
        }
        Err(Error::AlreadyToday) => t::said_already(ctx.lang).to_owned(),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other_saying(act.input.back(), &text, None))
}

/// Reminds the owners of everything overdue, in short transactions: each duty takes one reminder a day, so doing it
/// again adds nothing.
pub(crate) async fn remind_overdue(State(app): State<App>, act: Act<RemindForm>) -> Answer {
    const ROUNDS: usize = 20;
    const EACH: usize = 50;
    let mut reader = act.reader;
    reader.ctx.once = None;
    let (ctx, whose) = (&reader.ctx, act.input.whose());
    let (mut reminded, mut left, mut behind) = (0, 0, None);
    for _ in 0..ROUNDS {
        let round = app.db.write(ctx, |tx| actions::remind_overdue(tx, ctx, whose, behind, EACH))?;
        reminded += round.reminded;
        left += round.left;
        behind = round.next.and_then(|next| next.parse().ok());
        if behind.is_none() {
            break;
        }
    }
    let text = match (reminded, left) {
        (0, _) => t::said_all_none(ctx.lang).to_owned(),
        (_, 0) => t::said_all(ctx.lang, reminded),
        _ => t::said_all_some(ctx.lang, reminded, left),
    };
    Ok(see_other_saying(act.input.back(), &text, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_leads_back_to_the_page_and_nowhere_else() {
        let form = |to: &str| RemindForm { to: Some(to.to_owned()) };
        assert_eq!(form("/work?whose=unit").back(), "/work?whose=unit");
        assert_eq!(form("/work?whose=unit").whose(), Whose::Unit);
        for foreign in ["//evil.example", "/workshop", "https://evil.example/work", ""] {
            assert_eq!(form(foreign).back(), BASE);
        }
        assert_eq!(RemindForm { to: None }.whose(), Whose::Me);
    }
}
