//! One function for each thing a person does: authorise, lock, apply the rule, store, record the fact, open or
//! close duties. Pages, the API and the demo call the same ones.

mod entries;
mod folder;
mod lines;
mod list;
mod transfer;

pub use entries::{add_file, add_paper, file_record, move_entry, remove_entry};
pub use folder::{close, edit, open, reopen};
pub use lines::{add_item, change_item, import_items, remove_item};
pub use list::{amend, approve, copy, return_list, start, submit};
pub use transfer::{offer, receive, refuse, withdraw};

use crate::Error;
use crate::model::folder::{FolderMove, FolderState, Online, online};
use crate::store::folder::{self as store, Folder};
use access::Place;
use context::{Ctx, Permission, Ref, Uuid};
use db::Tx;
use measures::Contribution;
use serde_json::Value;

/// A folder, locked, as an action decides on it.
pub(crate) struct Work {
    pub(crate) folder: Folder,
}

impl Work {
    /// Locks a folder on which the actor may act by a permission. One that is not theirs answers as one that is not
    /// there.
    pub(crate) fn lock(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, permission: Permission) -> Result<Work, Error> {
        let folder = store::locked(tx, id)?.ok_or(Error::NotFound)?;
        if !access::may(tx, ctx, permission, &place(&folder))? {
            return Err(Error::NotFound);
        }
        Ok(Work { folder })
    }

    /// Refuses when the page showed another version than the one there is.
    pub(crate) fn seen(&self, version: Option<i64>) -> Result<(), Error> {
        match version {
            Some(version) if version != self.folder.version => Err(Error::Stale),
            _ => Ok(()),
        }
    }

    /// Refuses unless documents can be put into it.
    pub(crate) fn is_open(&self) -> Result<(), Error> {
        match self.folder.state.as_str() {
            "open" => Ok(()),
            state => Err(Error::NotNow { state: state.to_owned() }),
        }
    }

    /// Moves the folder's state on.
    pub(crate) fn step(&mut self, step: FolderMove) -> Result<(), Error> {
        let not_now = || Error::NotNow { state: self.folder.state.clone() };
        let from = FolderState::of(&self.folder.state).ok_or_else(not_now)?;
        let to = from.transition(step).ok_or_else(not_now)?;
        self.folder.state = to.code().to_owned();
        Ok(())
    }

    /// Writes the folder back, and what it counts as.
    pub(crate) fn save(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        self.folder.changed_at = ctx.now;
        if !store::update(tx, &self.folder)? {
            return Err(Error::Stale);
        }
        self.folder.version += 1;
        count(tx, ctx, &self.folder)
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
        tell(tx, ctx, action, self.folder.subject_ref(), None, data, note)
    }
}

/// Where a folder is, for the one answer to who may.
pub(crate) fn place(folder: &Folder) -> Place {
    Place::position(folder.agency, folder.unit, folder.keeper)
}

/// Records what was done to a record.
fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    subject: Ref,
    about: Option<Ref>,
    data: Value,
    note: &str,
) -> Result<(), Error> {
    let note = (!note.trim().is_empty()).then(|| note.trim().to_owned());
    facts::record(tx, ctx, facts::New { action, subject, about, data, note })?;
    Ok(())
}

/// Lets a folder count among those handled online, or not, or not at all.
fn count(tx: &mut Tx<'_>, ctx: &Ctx, folder: &Folder) -> Result<(), Error> {
    let measure = crate::measures::ONLINE.code;
    let done = match online(folder.secret, folder.entries, folder.papers) {
        Online::Apart => {
            measures::retract(tx, ctx, &[(measure, folder.subject_ref(), folder.agency)])?;
            return Ok(());
        }
        Online::No => None,
        Online::Yes => Some(folder.opened_at),
    };
    let contribution = Contribution {
        measure,
        record: folder.subject_ref(),
        agency: folder.agency,
        from: folder.opened_at.day(),
        until: folder.closed_at.map(|at| at.day()),
        due: None,
        done,
        unit: folder.unit,
        minutes: 0,
    };
    Ok(measures::contribute(tx, ctx, &contribution)?)
}

/// Lets search know of a folder, and of those who may find it.
fn index(tx: &mut Tx<'_>, ctx: &Ctx, folder: &Folder) -> Result<(), Error> {
    let record = folder.subject_ref();
    let issuer = organisation::agency(tx, folder.agency)?.map(|agency| agency.name).unwrap_or_default();
    let entry = search::Entry {
        record: &record,
        title: &folder.title,
        symbol: &folder.code,
        issuer: &issuer,
        day: Some(folder.starts),
    };
    // Whoever kept it before does not find it any more.
    search::forget(tx, folder.id)?;
    search::index(tx, ctx, &entry)?;
    let holders = [Some(folder.keeper), folder.unit, Some(folder.agency)];
    let held: Vec<(Uuid, Uuid)> = holders.into_iter().flatten().map(|holder| (folder.id, holder)).collect();
    Ok(search::hold(tx, &held)?)
}
