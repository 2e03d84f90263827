//! What an agency does with what it receives.

mod direct;
mod handle;
mod recall;
mod receive;
mod roster;
mod route;
mod rules;
pub mod watch;

pub use direct::{
    DirectInput, confirm_proposal, direct, offered_due, pass_down, propose, return_direction,
    take_back_direction,
};
pub(crate) use direct::{HANDLE, SUPPORT};
pub use handle::{FinishInput, ProgressInput, finish, finish_by_reply, mine, progress, reopen, sort};
pub(crate) use recall::{RECALL_DUTY, ask, give_back, supersede};
pub use recall::{RecallAnswer, answer_recall};
pub(crate) use receive::{ACCEPT_DUTY, register};
pub use receive::{EnterInput, Entered, accept, alike, close_without_direction, enter, mark_read, refuse};
pub use roster::{copy_week, remove_shift, set_shift, swap_shifts};
pub(crate) use route::{CONFIRM, DIRECT, PRESENT};
pub use rules::{
    MOST_TRIED, TRIED_DAYS, change_rule, confirm_word, keeps_rules, make_rule, record_word, try_rule,
};

use crate::Error;
use crate::model::arrival::{ArrivalMove, ArrivalState};
use crate::model::boxes::Box;
use crate::store::arrival::{self, Arrival};
use crate::store::document::Document;
use context::{Ctx, Permission, Ref, Uuid};
use db::Tx;
use duties::Due;
use organisation::Place;
use serde_json::Value;

/// An arrival with its document, locked, as an action decides on it.
pub(crate) struct Case {
    pub(crate) arrival: Arrival,
    pub(crate) document: Document,
}

impl Case {
    /// The agency that deals with it today: the receiving one, or after its end whoever took over its desk.
    pub(crate) fn acting(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
        Ok(organisation::acting(tx, self.arrival.agency, ctx.now.day())?)
    }

    /// Locks an arrival that the actor may act on. One that is not theirs answers as one that is not there.
    pub(crate) fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, permission: Permission) -> Result<Case, Error> {
        let case = Case::lock(tx, id)?;
        if !access::may(tx, ctx, permission, &Place::agency(case.arrival.agency))? {
            return Err(Error::NotFound);
        }
        Ok(case)
    }

    /// Locks an arrival that lies before the leader whom the actor assists.
    pub(crate) fn assisting(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Case, Error> {
        let case = Case::lock(tx, id)?;
        let leader = ctx.actor.assists().ok_or(Error::NotFound)?;
        let boxes = crate::store::desk::boxes_of(tx, id, &[leader])?;
        let before = [Box::Propose, Box::Direct].map(Box::code);
        match boxes.iter().any(|(_, place)| before.contains(&place.as_str())) {
            true => Ok(case),
            false => Err(Error::NotFound),
        }
    }

    /// Locks an arrival; the caller asks by itself whether the actor may act on it.
    pub(crate) fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Case, Error> {
        let arrival = arrival::locked(tx, id)?.ok_or(Error::NotFound)?;
        let document = crate::store::document::document(tx, arrival.document)?.ok_or(Error::NotFound)?;
        Ok(Case { arrival, document })
    }

    /// Changes the state of the arrival by a move.
    pub(crate) fn step(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        step: ArrivalMove,
        reason: &str,
    ) -> Result<ArrivalState, Error> {
        let from = self.arrival.state();
        let to = from.transition(step).ok_or(Error::NotNow { state: from.code() })?;
        if !arrival::set_state(tx, &self.arrival, to, reason, ctx.now)? {
            return Err(Error::Stale);
        }
        self.arrival.state = to.code().to_owned();
        self.arrival.version += 1;
        self.announce(tx);
        Ok(to)
    }

    /// Tells the sender's page, which shows the state at each recipient.
    pub(crate) fn announce(&self, tx: &mut Tx<'_>) {
        if let Some(sender) = self.arrival.sender {
            tx.announce("desk", &sender.to_string());
        }
    }

    /// Records what was done; the document's thread shows it too.
    pub(crate) fn tell(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        action: &'static str,
        data: Value,
        note: Option<String>,
    ) -> Result<(), Error> {
        facts::record(tx, ctx, self.fact(action, data, note))?;
        Ok(())
    }

    /// What was done, as it is recorded.
    pub(crate) fn fact(&self, action: &'static str, data: Value, note: Option<String>) -> facts::New {
        let about = Some(Ref::new(crate::DOCUMENT, self.arrival.document));
        facts::New { action, subject: self.subject(), about, data, note }
    }

    pub(crate) fn subject(&self) -> Ref {
        Ref::new(crate::ARRIVAL, self.arrival.id)
    }

    /// Within what a kind of duty is to be done, for this document's urgency.
    pub(crate) fn allowed(&self, ctx: &Ctx, kind: &str) -> Due {
        super::allowed(ctx, &self.document, kind)
    }
}
