//! What a reader may see of folders: the one gate through which pages, the API, cards and files are read.

use crate::Error;
use crate::actions::place;
use crate::store::entry::{self, Entry};
use crate::store::folder::{self, Folder, Seen};
use crate::store::list::{self, Item, List};
use crate::store::transfer::{self, Transfer};
use access::Place;
use context::{Ctx, Day, Ref, Scope, Uuid};
use db::Read;
use documents::store::document::Document;
use documents::store::{arrival, document};
use std::collections::BTreeMap;

/// Whether the reader may see a folder: they keep it, or their grant reaches it.
///
/// # Errors
/// Those of the database.
pub fn may_see(read: &mut Read<'_>, ctx: &Ctx, folder: &Folder) -> db::Result<bool> {
    access::may(read, ctx, crate::READ, &place(folder))
}

/// Whose folders the reader's lists show.
///
/// # Errors
/// Those of the database.
pub fn seen(read: &mut Read<'_>, ctx: &Ctx) -> db::Result<Seen> {
    let actor = &ctx.actor;
    let (Some(scope), Some(agency), Some(position)) =
        (actor.scope(crate::READ), actor.agency, actor.position)
    else {
        return Ok(Seen::Nothing);
    };
    Ok(match (scope, actor.unit) {
        (Scope::Own, _) | (Scope::Unit, None) => Seen::Own(position),
        (Scope::Unit, Some(unit)) => Seen::Unit(unit, position),
        _ => {
            let mut agencies = vec![agency];
            agencies.extend(organisation::predecessors(read, agency, ctx.now.day())?);
            Seen::Agencies(agencies)
        }
    })
}

/// A folder with what lies in it.
#[derive(Clone, Debug)]
pub struct FolderView {
    /// The folder.
    pub folder: Folder,
    /// What lies in it; of documents in an open folder, what they say of themselves now.
    pub entries: Vec<Entry>,
}

/// A folder that the reader may see.
///
/// # Errors
/// [`Error::NotFound`].
pub fn folder_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<FolderView, Error> {
    let folder = folder::folder(read, id)?.ok_or(Error::NotFound)?;
    if !may_see(read, ctx, &folder)? {
        return Err(Error::NotFound);
    }
    let mut entries = entry::entries(read, id)?;
    if folder.state == "open" {
        refresh(read, &mut entries)?;
    }
    Ok(FolderView { folder, entries })
}

/// An uploaded file of a folder that the reader may see.
///
/// # Errors
/// [`Error::NotFound`].
pub fn file_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Entry, Error> {
    let entry = entry::entry(read, id)?.filter(|entry| entry.kind == "file").ok_or(Error::NotFound)?;
    let folder = folder::folder(read, entry.folder)?.ok_or(Error::NotFound)?;
    if may_see(read, ctx, &folder)? { Ok(entry) } else { Err(Error::NotFound) }
}

/// Whether the reader may see the yearly lists of an agency: whoever works there with folders.
fn may_read_lists(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<bool> {
    let own = ctx.actor.agency == Some(agency);
    let works = [crate::KEEP, crate::READ, crate::LIST, crate::APPROVE, crate::ARCHIVE];
    if own && works.iter().any(|permission| ctx.actor.holds(permission)) {
        return Ok(true);
    }
    access::may(read, ctx, crate::READ, &Place::agency(agency))
}

/// A yearly list with its lines.
///
/// # Errors
/// [`Error::NotFound`].
pub fn list_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(List, Vec<Item>), Error> {
    let list = list::list(read, id)?.ok_or(Error::NotFound)?;
    if !may_read_lists(read, ctx, list.agency)? {
        return Err(Error::NotFound);
    }
    let items = list::items(read, id)?;
    Ok((list, items))
}

/// Whether the reader may see a hand-over: they offered it, or their grant reaches it, or they keep the archive.
///
/// # Errors
/// Those of the database.
pub fn may_see_transfer(read: &mut Read<'_>, ctx: &Ctx, it: &Transfer) -> db::Result<bool> {
    Ok(access::may(read, ctx, crate::READ, &Place::position(it.agency, it.unit, it.giver))?
        || access::may(read, ctx, crate::ARCHIVE, &Place::agency(it.agency))?)
}

/// A hand-over with its folders; those that were sent back are in it no more.
///
/// # Errors
/// [`Error::NotFound`].
pub fn transfer_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Transfer, Vec<Folder>), Error> {
    let transfer = transfer::transfer(read, id)?.ok_or(Error::NotFound)?;
    if !may_see_transfer(read, ctx, &transfer)? {
        return Err(Error::NotFound);
    }
    let folders = folder::of_transfer(read, id)?;
    Ok((transfer, folders))
}

/// What a document or an arrival says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) symbol: String,
    pub(crate) day: Option<Day>,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) pages: i64,
}

impl Piece {
    fn of(document: &Document) -> Piece {
        Piece {
            symbol: document.symbol.clone(),
            day: document.issued_day,
            issuer: document.issuer.clone(),
            subject: document.subject.clone(),
            pages: document.pages,
        }
    }
}

/// What a record that the reader may see says of itself; none if there is none for them.
pub(crate) fn piece(read: &mut Read<'_>, ctx: &Ctx, record: &Ref) -> db::Result<Option<Piece>> {
    let (agency, document) = match record.kind.as_ref() {
        documents::DOCUMENT => match document::document(read, record.id)? {
            Some(document) => (document.agency, document),
            None => return Ok(None),
        },
        documents::ARRIVAL => {
            let Some(arrival) = arrival::arrival(read, record.id)? else { return Ok(None) };
            match document::document(read, arrival.document)? {
                Some(document) => (arrival.agency, document),
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let seen = documents::view::may_see(read, ctx, record.id, agency)?;
    Ok(seen.then(|| Piece::of(&document)))
}

/// Writes into pieces what their documents say of themselves now; answers with the subjects of those that are still
/// being worked on: drafts that have not been issued, arrivals that have not been dealt with.
pub(crate) fn refresh(read: &mut Read<'_>, entries: &mut [Entry]) -> db::Result<Vec<String>> {
    let of = |kind: &str, entries: &[Entry]| -> Vec<Uuid> {
        entries.iter().filter(|entry| entry.kind == kind).filter_map(|entry| entry.record).collect()
    };
    let arrivals: BTreeMap<Uuid, arrival::Arrival> =
        arrival::arrivals(read, &of(documents::ARRIVAL, entries))?
            .into_iter()
            .map(|arrival| (arrival.id, arrival))
            .collect();
    let mut ids = of(documents::DOCUMENT, entries);
    ids.extend(arrivals.values().map(|arrival| arrival.document));
    let papers: BTreeMap<Uuid, Document> =
        document::documents(read, &ids)?.into_iter().map(|document| (document.id, document)).collect();
    let mut open = Vec::new();
    for entry in entries {
        let Some(record) = entry.record else { continue };
        let arrival = arrivals.get(&record);
        let Some(document) = papers.get(&arrival.map_or(record, |arrival| arrival.document)) else {
            continue;
        };
        let piece = Piece::of(document);
        let working = match arrival {
            Some(arrival) => arrival.state().is_open(),
            None => matches!(document.state.as_str(), "draft" | "in_review" | "approved" | "numbered"),
        };
        if working {
            open.push(piece.subject.clone());
        }
        entry.symbol = piece.symbol;
        entry.day = piece.day;
        entry.issuer = piece.issuer;
        entry.subject = piece.subject;
        entry.pages = piece.pages;
    }
    Ok(open)
}

/// The open folders into which the actor can put something, the last changed first.
///
/// # Errors
/// Those of the database.
pub fn to_fill(read: &mut Read<'_>, ctx: &Ctx, limit: usize) -> db::Result<Vec<Folder>> {
    let seen = match ctx.actor.scope(crate::KEEP) {
        None => Seen::Nothing,
        Some(Scope::Own) => ctx.actor.position.map_or(Seen::Nothing, Seen::Own),
        Some(Scope::Unit) => match (ctx.actor.unit, ctx.actor.position) {
            (Some(unit), Some(position)) => Seen::Unit(unit, position),
            (None, Some(position)) => Seen::Own(position),
            _ => Seen::Nothing,
        },
        Some(_) => ctx.actor.agency.map_or(Seen::Nothing, |agency| Seen::Agencies(vec![agency])),
    };
    let filter = folder::Filter { state: Some("open".into()), ..folder::Filter::default() };
    let page = folder::page(read, &seen, &filter, folder::Order::Changed, None, limit)?;
    Ok(page.rows.into_iter().filter(|folder| !folder.secret).collect())
}
