//! Opening, changing, closing and reopening folders.

use super::{Work, index};
use crate::Error;
use crate::model::folder::{FolderKind, FolderMove, FolderState, number_pages};
use crate::model::input::{
    self, CloseInput, EditInput, Faults, InputFault, MOST_CODE, MOST_TITLE, MOST_WORDS, OpenInput,
};
use crate::store::entry;
use crate::store::folder::{self as store, Folder};
use crate::store::list::{self, Item};
use crate::view;
use access::Place;
use context::{Ctx, Uuid};
use db::{Read, Tx};
use duties::{Due, Open, Outcome, Party};
use organisation::Position;
use serde_json::json;

/// Opens a folder of an approved item, or with a reason beside the list. Answers with its id.
///
/// # Errors
/// [`Error::NotApproved`]; [`Error::Opened`] when the item has a folder; [`Error::Input`].
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, input: &OpenInput) -> Result<Uuid, Error> {
    let today = ctx.now.day();
    let own = ctx.actor.agency.ok_or(Error::NotFound)?;
    let item = match input.item {
        Some(id) => Some(approved_item(tx, id, own)?),
        None => None,
    };
    let from_list = |own: &str, listed: Option<&String>| match own.trim() {
        "" => listed.cloned().unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let listed = item.as_ref().map(|(item, _)| item);
    let code = listed.map_or(input.code.trim().to_owned(), |item| item.code.clone());
    let title = from_list(&input.title, listed.map(|item| &item.title));
    let retention = listed.map_or(input.retention.clone(), |item| item.retention.clone());
    let mut faults = Faults::new();
    input::text(&mut faults, "code", &code, MOST_CODE, true);
    input::text(&mut faults, "title", &title, MOST_TITLE, true);
    input::text(&mut faults, "reason", &input.reason, MOST_WORDS, listed.is_none());
    if ctx.law.retention(&retention, today).is_none() && listed.is_none() {
        faults.push((
            "retention",
            if retention.is_empty() { InputFault::Missing } else { InputFault::Unknown },
        ));
    }
    let kind = kind(&mut faults, &input.kind, FolderKind::Ordinary);
    if input.starts.is_some_and(|day| day > today) {
        faults.push(("starts", InputFault::Future));
    }
    let wanted = input.keeper.or(listed.and_then(|item| item.keeper)).or(ctx.actor.position);
    let keeper = keeper(tx, ctx, own, wanted)?;
    if keeper.is_none() {
        faults.push(("keeper", InputFault::Unknown));
    }
    let Some(keeper) = keeper.filter(|_| faults.is_empty()) else { return Err(Error::Input(faults)) };
    if !access::may(tx, ctx, crate::KEEP, &Place::position(own, keeper.unit, keeper.id))? {
        return Err(Error::NotFound);
    }
    let folder = Folder {
        id: ctx.new_id(),
        agency: own,
        unit: keeper.unit.or(listed.and_then(|item| item.unit)),
        keeper: keeper.id,
        item: input.item,
        reason: if listed.is_none() { input.reason.trim().to_owned() } else { String::new() },
        year: item.as_ref().map_or(i64::from(today.year()), |(_, year)| *year),
        code,
        title,
        retention,
        kind: kind.code().to_owned(),
        secret: input.secret,
        starts: input.starts.unwrap_or(today),
        ends: None,
        settled: None,
        state: FolderState::Open.code().to_owned(),
        entries: 0,
        papers: 0,
        pages: 0,
        transfer: None,
        opened_at: ctx.now,
        closed_at: None,
        changed_at: ctx.now,
        version: 1,
    };
    if !store::insert(tx, &folder)? {
        return Err(match folder.item {
            Some(_) => Error::Opened { code: folder.code },
            None => Error::at("code", InputFault::Taken(folder.code)),
        });
    }
    index(tx, ctx, &folder)?;
    let work = Work { folder };
    let data = json!({ "code": work.folder.code, "item": work.folder.item });
    work.tell(tx, ctx, "folders.opened", data, &work.folder.reason)?;
    Ok(work.folder.id)
}

/// An item of an approved list of an agency, with the list's year.
fn approved_item(tx: &mut Tx<'_>, id: Uuid, agency: Uuid) -> Result<(Item, i64), Error> {
    let unknown = || Error::at("item", InputFault::Unknown);
    let item = list::item(tx, id)?.filter(|item| !item.heading).ok_or_else(unknown)?;
    // While the list is locked nobody changes the item.
    let of = list::locked(tx, item.list)?.filter(|list| list.agency == agency).ok_or_else(unknown)?;
    let item = list::item(tx, id)?.ok_or_else(unknown)?;
    if !item.approved {
        return Err(Error::NotApproved { code: item.code });
    }
    if store::of_item(tx, id)?.is_some() {
        return Err(Error::Opened { code: item.code });
    }
    Ok((item, of.year))
}

fn kind(faults: &mut Faults, code: &str, otherwise: FolderKind) -> FolderKind {
    if code.is_empty() {
        return otherwise;
    }
    FolderKind::of(code).unwrap_or_else(|| {
        faults.push(("kind", InputFault::Unknown));
        otherwise
    })
}

/// The position of an agency that is to keep a folder, if it is there today.
fn keeper(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid, id: Option<Uuid>) -> Result<Option<Position>, Error> {
    let today = ctx.now.day();
    let Some(id) = id else { return Ok(None) };
    let found = organisation::position(read, id, today)?;
    Ok(found.filter(|it| it.agency == agency && it.ends.is_none_or(|ends| ends > today)))
}

/// Changes an open folder: its title, keeper, kind or first day.
///
/// # Errors
/// [`Error::NotNow`] when it is not open; [`Error::Stale`]; [`Error::Input`].
pub fn edit(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &EditInput) -> Result<(), Error> {
    let mut work = Work::lock(tx, ctx, id, crate::KEEP)?;
    work.seen(input.version)?;
    work.is_open()?;
    let today = ctx.now.day();
    let mut faults = Faults::new();
    input::text(&mut faults, "title", &input.title, MOST_TITLE, true);
    let before = FolderKind::of(&work.folder.kind).unwrap_or_default();
    let kind = kind(&mut faults, &input.kind, before);
    if input.starts.is_some_and(|day| day > today) {
        faults.push(("starts", InputFault::Future));
    }
    if let Some(wanted) = input.keeper.filter(|keeper| *keeper != work.folder.keeper) {
        match keeper(tx, ctx, work.folder.agency, Some(wanted))? {
            Some(keeper) => {
                work.folder.keeper = keeper.id;
                work.folder.unit = keeper.unit;
            }
            None => faults.push(("keeper", InputFault::Unknown)),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    work.folder.title = input.title.trim().to_owned();
    work.folder.kind = kind.code().to_owned();
    work.folder.starts = input.starts.unwrap_or(work.folder.starts);
    work.save(tx, ctx)?;
    index(tx, ctx, &work.folder)?;
    work.tell(tx, ctx, "folders.edited", json!({ "keeper": work.folder.keeper }), "")
}

/// Closes a folder: its contents are frozen, its pages numbered, and from the day on which the work ended its keeper
/// owes it to the archive (Nghị định 30/2020/NĐ-CP, Điều 29 and 30).
///
/// # Errors
/// [`Error::Closed`] when it was closed before; [`Error::Empty`]; [`Error::StillOpen`] names what is still being
/// worked on; [`Error::Input`] for a day to come, or before its first document.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &CloseInput) -> Result<(), Error> {
    let mut work = Work::lock(tx, ctx, id, crate::KEEP)?;
    if let Some(at) = work.folder.closed_at {
        return Err(Error::Closed { day: at.day() });
    }
    work.seen(input.version)?;
    work.step(FolderMove::Close)?;
    let today = ctx.now.day();
    let settled = input.settled.unwrap_or(today);
    if settled > today {
        return Err(Error::at("settled", InputFault::Future));
    }
    if settled < work.folder.starts {
        return Err(Error::at("settled", InputFault::Before(work.folder.starts)));
    }
    // What is secret lies in no system: of such a folder there is nothing to look at.
    let mut pieces = entry::entries(tx, id)?;
    if pieces.is_empty() && !work.folder.secret {
        return Err(Error::Empty);
    }
    let open = view::refresh(tx, &mut pieces)?;
    if !open.is_empty() {
        return Err(Error::StillOpen(open));
    }
    let firsts = number_pages(&pieces.iter().map(|piece| piece.pages).collect::<Vec<_>>());
    for ((piece, first), ordinal) in pieces.iter_mut().zip(firsts).zip(1_i64..) {
        piece.first_page = Some(first);
        piece.ordinal = ordinal;
        entry::change(tx, piece)?;
    }
    let days = || pieces.iter().filter_map(|piece| piece.day);
    work.folder.starts = days().min().map_or(work.folder.starts, |day| day.min(work.folder.starts));
    work.folder.ends = Some(days().max().unwrap_or(settled).min(today));
    work.folder.pages = pieces.iter().map(|piece| piece.pages.max(1)).sum();
    work.folder.settled = Some(settled);
    work.folder.closed_at = Some(ctx.now);
    work.save(tx, ctx)?;
    let kind = FolderKind::of(&work.folder.kind).unwrap_or_default().duty();
    let due = ctx.law.deadline(kind, settled).map_or(Due::Standing, |rule| Due::Within(rule.allowance));
    duties::open(
        tx,
        ctx,
        Open {
            subject: work.folder.subject_ref(),
            about: None,
            kind,
            owner: Party {
                agency: work.folder.agency,
                unit: work.folder.unit,
                position: Some(work.folder.keeper),
            },
            creditor: Some(Party::agency(work.folder.agency)),
            start: settled.start(),
            due,
        },
    )?;
    let data =
        json!({ "entries": work.folder.entries, "pages": work.folder.pages, "settled": settled.iso() });
    work.tell(tx, ctx, "folders.closed", data, "")
}

/// Takes a closed folder up again, by the head and before it is handed over.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::BeingHandedOver`]; [`Error::NotNow`].
pub fn reopen(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let mut work = Work::lock(tx, ctx, id, crate::APPROVE)?;
    let reason = input::reason(reason)?;
    work.step(FolderMove::Reopen)?;
    if work.folder.transfer.is_some() {
        return Err(Error::BeingHandedOver { code: work.folder.code });
    }
    let kinds = FolderKind::ALL.map(FolderKind::duty);
    duties::close_of(tx, ctx, &work.folder.subject_ref(), &kinds, Outcome::Withdrawn)?;
    work.folder.closed_at = None;
    work.folder.settled = None;
    work.folder.ends = None;
    entry::unnumber(tx, id)?;
    work.save(tx, ctx)?;
    work.tell(tx, ctx, "folders.reopened", json!({}), reason)
}
