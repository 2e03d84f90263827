//! What an agency does with what it sends.

mod change;
pub mod delivery;
mod draft;
mod initials;
mod internal;
mod issue;
pub(crate) mod joint;
pub mod numbers;
pub mod papers;
pub mod post;
mod review;
pub mod series;
mod templates;
pub mod writing;

pub use change::{begin_change, purge, recall};
pub use delivery::{deliver, deliver_all};
pub use draft::{
    DraftInput, RecipientInput, RevisionInput, create_draft, discard, edit_draft, reply_to, revise, withdraw,
};
pub(crate) use initials::VOIDED;
pub use initials::initial_again;
pub(crate) use issue::ISSUE;
pub use issue::{IssueInput, NumberInput, issue, number, void_number};
pub use joint::{cosign, cosign_by, refuse_joint, return_joint};
pub(crate) use review::{OPINION, REVIEW, is_asked};
pub use review::{StepInput, SubmitInput, approve, return_to, submit, take_back};
pub use templates::{change_template, delete_template, save_template};

use crate::Error;
use crate::model::boxes::Box;
use crate::model::document::DocumentMove;
use crate::store::desk;
use crate::store::document::{self, Document};
use context::{Ctx, Permission, Uuid};
use db::Tx;
use organisation::Place;
use serde_json::Value;

/// A document of this agency, locked, as an action decides on it.
pub(crate) struct Work {
    pub(crate) document: Document,
}

impl Work {
    /// Locks a document; the caller asks by itself whether the actor may act on it.
    pub(crate) fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Work, Error> {
        Ok(Work { document: document::locked(tx, id)?.ok_or(Error::NotFound)? })
    }

    /// Locks a document on which the actor may act by a permission in its agency.
    pub(crate) fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, permission: Permission) -> Result<Work, Error> {
        let work = Work::lock(tx, id)?;
        if work.document.origin != "drafted"
            || !access::may(tx, ctx, permission, &Place::agency(work.document.agency))?
        {
            return Err(Error::NotFound);
        }
        Ok(work)
    }

    /// Locks a document that the actor drafted.
    pub(crate) fn own(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Work, Error> {
        let work = Work::lock(tx, id)?;
        let mine = work.document.drafter.is_some() && work.document.drafter == ctx.actor.position;
        if mine && work.document.origin == "drafted" { Ok(work) } else { Err(Error::NotFound) }
    }

    /// Refuses when the page showed another version than the one there is.
    pub(crate) fn seen(&self, version: Option<i64>) -> Result<(), Error> {
        match version {
            Some(version) if version != self.document.version => Err(Error::Stale),
            _ => Ok(()),
        }
    }

    /// Moves the document's state on.
    pub(crate) fn step(&mut self, step: DocumentMove) -> Result<(), Error> {
        let from = self.document.state();
        let to = from.transition(step).ok_or(Error::NotNow { state: from.code() })?;
        self.document.state = to.code().to_owned();
        Ok(())
    }

    /// Writes the document back.
    pub(crate) fn save(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        self.document.changed_at = ctx.now;
        if !document::update(tx, &self.document)? {
            return Err(Error::Stale);
        }
        self.document.version += 1;
        Ok(())
    }

    /// Records what was done.
    pub(crate) fn tell(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        action: &'static str,
        data: Value,
        note: &str,
    ) -> Result<(), Error> {
        let note = (!note.is_empty()).then(|| note.to_owned());
        facts::record(
            tx,
            ctx,
            facts::New { action, subject: self.document.subject_ref(), about: None, data, note },
        )?;
        Ok(())
    }

    /// Lays the document on a desk.
    pub(crate) fn lay(&self, tx: &mut Tx<'_>, ctx: &Ctx, holder: Uuid, place: Box) -> Result<(), Error> {
        desk::put(
            tx,
            &desk::Placing {
                holder,
                place,
                record: self.document.id,
                kind: crate::DOCUMENT,
                sort_key: ctx.now.0,
                urgent: self.document.is_urgent(),
                unread: ctx.actor.position != Some(holder),
            },
        )?;
        Ok(())
    }
}
