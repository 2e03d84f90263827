//! What a reader may see of a document or an arrival: the one gate through which pages, the API, cards and files
//! are read.

use crate::Error;
use crate::model::boxes::{Box, holders};
use crate::model::change::Change;
use crate::model::document::{DocumentState, Way};
use crate::store::arrival::{self, Arrival};
use crate::store::desk;
use crate::store::direction::{self, Assignment, Direction};
use crate::store::document::{self, Content, Document, Part, Recipient};
use crate::store::joint::{self, Partner};
use crate::store::route::{self, Step};
use crate::store::seen::{self, Look};
use context::{Ctx, Ref, Scope, Time, Uuid};
use db::Read;
use organisation::Place;
use std::collections::{BTreeMap, BTreeSet};

/// An arrival as its reader sees it.
#[derive(Clone, Debug)]
pub struct ArrivalView {
    /// The arrival.
    pub arrival: Arrival,
    /// The document that arrived.
    pub document: Document,
    /// Its files.
    pub parts: Vec<Part>,
    /// The directions given and proposed.
    pub directions: Vec<Direction>,
    /// Who was named in them.
    pub assignments: Vec<Assignment>,
    /// The boxes in which it lies on the reader's desks.
    pub boxes: Vec<Box>,
}

/// A document as its reader sees it.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// The document.
    pub document: Document,
    /// The files of its current version.
    pub parts: Vec<Part>,
    /// The versions of its files, the newest first.
    pub contents: Vec<Content>,
    /// To whom it goes.
    pub recipients: Vec<Recipient>,
    /// The steps of all its routes.
    pub steps: Vec<Step>,
    /// With whom it is issued jointly.
    pub partners: Vec<Partner>,
    /// The boxes in which it lies on the reader's desks.
    pub boxes: Vec<Box>,
}

/// Whether the reader may see a record that belongs to an agency: it lies on one of their desks, or their grant
/// reaches beyond their own agency and that far.
pub fn may_see(read: &mut Read<'_>, ctx: &Ctx, record: Uuid, agency: Uuid) -> db::Result<bool> {
    if desk::holds(read, record, &holders(ctx))? {
        return Ok(true);
    }
    match ctx.actor.scope(crate::READ) {
        // However far one reads, not what is restricted to those on whose desks it lies.
        Some(Scope::Subtree | Scope::All) if arrival::is_restricted(read, record)? => Ok(false),
        Some(Scope::Subtree | Scope::All) => access::may(read, ctx, crate::READ, &Place::agency(agency)),
        _ => Ok(false),
    }
}

/// An arrival with everything its page shows.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or not for this reader.
pub fn arrival_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<ArrivalView, Error> {
    let arrival = arrival::arrival(read, id)?.ok_or(Error::NotFound)?;
    if !may_see(read, ctx, id, arrival.agency)? {
        return Err(Error::NotFound);
    }
    let document = document::document(read, arrival.document)?.ok_or(Error::NotFound)?;
    Ok(ArrivalView {
        parts: document::parts(read, document.id, document.content)?,
        directions: direction::directions(read, id)?,
        assignments: direction::assignments(read, id)?,
        boxes: boxes(read, ctx, id)?,
        arrival,
        document,
    })
}

/// A document with everything its page shows.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or not for this reader.
pub fn document_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<DocumentView, Error> {
    let document = document::document(read, id)?.ok_or(Error::NotFound)?;
    if !may_see(read, ctx, id, document.agency)? {
        return Err(Error::NotFound);
    }
    Ok(DocumentView {
        parts: document::parts(read, id, document.content)?,
        contents: document::contents(read, id)?,
        recipients: document::recipients(read, id)?,
        steps: route::steps(read, id)?,
        partners: match document.way() {
            Some(Way::Joint) => joint::partners(read, id)?,
            _ => Vec::new(),
        },
        boxes: boxes(read, ctx, id)?,
        document,
    })
}

/// By when the reader owes something for a record: the earliest deadline of what their desks have open on it.
///
/// # Errors
/// Those of the database.
pub fn owed(read: &mut Read<'_>, ctx: &Ctx, record: &Ref) -> Result<Option<Time>, Error> {
    let desks = holders(ctx);
    let running = duties::of(read, std::slice::from_ref(record))?;
    let own = running.iter().filter(|duty| duty.subject == *record && desks.contains(&duty.owner.desk()));
    Ok(own.filter_map(|duty| duty.due).min())
}

/// The most looks that are gone through.
const MOST_LOOKS: usize = 500;

/// Who has looked at a record, the latest first: for those on whose desks it lies, and for nobody else.
///
/// # Errors
/// Those of the database.
pub fn looks(read: &mut Read<'_>, ctx: &Ctx, record: Uuid) -> Result<Vec<Look>, Error> {
    if !desk::holds(read, record, &holders(ctx))? {
        return Ok(Vec::new());
    }
    Ok(seen::looks(read, record, MOST_LOOKS)?)
}

/// A file of a document that the reader may see, and the record through which they see it: the document, or what their
/// agency received. Earlier versions are for those who see the document itself.
///
/// # Errors
/// [`Error::NotFound`].
pub fn part_view(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Part, Uuid), Error> {
    let part = document::part(read, id)?.ok_or(Error::NotFound)?;
    let document = document::document(read, part.document)?.ok_or(Error::NotFound)?;
    if document.state() == DocumentState::Purged {
        return Err(Error::NotFound);
    }
    if may_see(read, ctx, document.id, document.agency)? {
        return Ok((part, document.id));
    }
    let received = received(read, ctx, document.id)?;
    let readable = received.iter().find(|arrival| arrival.state != "recalled");
    match readable.filter(|_| part.content == document.content) {
        Some(arrival) => Ok((part, arrival.id)),
        None => Err(Error::NotFound),
    }
}

/// The arrivals of a document that the reader may see at their own agency and at those that it has gone on as.
fn received(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> db::Result<Vec<Arrival>> {
    let Some(own) = ctx.actor.agency else { return Ok(Vec::new()) };
    let mut agencies = vec![own];
    agencies.extend(organisation::predecessors(read, own, ctx.now.day())?);
    let mut arrivals = Vec::new();
    for agency in agencies {
        if let Some(arrival) = arrival::arrival_at(read, document, agency)?
            && may_see(read, ctx, arrival.id, agency)?
        {
            arrivals.push(arrival);
        }
    }
    Ok(arrivals)
}

fn boxes(read: &mut Read<'_>, ctx: &Ctx, record: Uuid) -> db::Result<Vec<Box>> {
    let lying = desk::boxes_of(read, record, &holders(ctx))?;
    let places: BTreeSet<&str> = lying.iter().map(|(_, place)| place.as_str()).collect();
    Ok(Box::ALL.iter().copied().filter(|place| places.contains(place.code())).collect())
}

/// The most documents of a thread.
const MOST_THREAD: usize = 60;

/// The records of a thread that the reader may see: what a document answers, what came of it, and the arrivals at
/// the reader's own agency.
pub fn thread(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> db::Result<Vec<Ref>> {
    let mut known = BTreeSet::from([document]);
    let mut fresh = vec![document];
    while !fresh.is_empty() && known.len() < MOST_THREAD {
        let links = document::links(read, &fresh)?;
        fresh = links
            .iter()
            .flat_map(|link| [link.document, link.target])
            .filter(|id| known.insert(*id))
            .collect();
    }
    let mut refs = Vec::new();
    for document in document::documents(read, &known.into_iter().collect::<Vec<_>>())? {
        if may_see(read, ctx, document.id, document.agency)? {
            refs.push(document.subject_ref());
        }
        let arrivals = received(read, ctx, document.id)?;
        refs.extend(arrivals.into_iter().map(|arrival| Ref::new(crate::ARRIVAL, arrival.id)));
    }
    Ok(refs)
}

/// A document that changes another, or is changed by it, as its reader may open it.
#[derive(Clone, Debug)]
pub struct Related {
    /// What the one does to the other.
    pub change: Change,
    /// Whether this is the one that was changed; else it is the one that does it.
    pub changes: bool,
    /// The document.
    pub document: Document,
    /// The page through which the reader sees it.
    pub address: String,
}

/// What changes a document, and what it changes, as far as the reader may see those.
///
/// # Errors
/// Those of the database.
pub fn related(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> Result<Vec<Related>, Error> {
    let mut related = Vec::new();
    for link in document::links(read, &[document])? {
        let Some(change) = Change::of(&link.kind) else { continue };
        let changes = link.document == document;
        let other = if changes { link.target } else { link.document };
        let Some(other) = document::document(read, other)? else { continue };
        let address = if may_see(read, ctx, other.id, other.agency)? {
            format!("/documents/{}", other.id)
        } else if let Some(arrival) = received(read, ctx, other.id)?.first() {
            format!("/arrivals/{}", arrival.id)
        } else {
            continue;
        };
        related.push(Related { change, changes, document: other, address });
    }
    Ok(related)
}

/// The latest direction given at the same agency for what an arrival replaces, with those named in it: what its own
/// direction begins with.
///
/// # Errors
/// Those of the database.
pub fn direction_before(
    read: &mut Read<'_>,
    seen: &ArrivalView,
) -> Result<Option<(Direction, Vec<Assignment>)>, Error> {
    let links = document::links_from(read, seen.document.id)?;
    for link in links.iter().filter(|link| link.kind == Change::Replaces.code()) {
        let Some(old) = arrival::arrival_at(read, link.target, seen.arrival.agency)? else { continue };
        let given = direction::directions(read, old.id)?;
        let Some(last) = given.into_iter().rfind(|it| it.parent.is_none() && it.given_at.is_some()) else {
            continue;
        };
        let mut named = direction::assignments(read, old.id)?;
        named.retain(|one| one.direction == last.id);
        return Ok(Some((last, named)));
    }
    Ok(None)
}

/// Names as [`names`] gives them, with a mark behind whoever is absent today: until when, and who stands in.
pub fn marked(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    let mut names = names(read, ctx, ids)?;
    for (position, words) in away(read, ctx, ids)? {
        names.entry(position).and_modify(|name| *name = format!("{name} ({words})"));
    }
    Ok(names)
}

/// That somebody is absent and who stands in, by position; whoever is there is left out.
pub fn away(read: &mut Read<'_>, ctx: &Ctx, positions: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    let away = organisation::away(read, positions, ctx.now.day())?;
    Ok(away.into_iter().map(|it| (it.position, organisation::away_words(ctx.lang, &it))).collect())
}

/// Names of the positions and units that a page speaks of, by id.
pub fn names(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for position in organisation::positions(read, ids, ctx.now.day())? {
        names.insert(position.id, position.person_name.unwrap_or(position.title));
    }
    for unit in organisation::units(read, ids)? {
        names.insert(unit.id, unit.name);
    }
    for agency in organisation::agencies(read, ids)? {
        names.insert(agency.id, agency.name);
    }
    for person in organisation::people(read, ids)? {
        names.insert(person.id, person.name);
    }
    Ok(names)
}
