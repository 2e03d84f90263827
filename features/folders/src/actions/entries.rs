//! What is put into a folder and taken out of it.

use super::{Work, tell};
use crate::Error;
use crate::model::input::{self, Faults, InputFault, MOST_ENTRIES, PieceInput};
use crate::store::entry::{self as store, Entry};
use crate::view;
use context::{Ctx, Ref, Uuid};
use db::Tx;
use files::Prepared;
use serde_json::json;

/// A folder into which something can be put.
fn to_fill(tx: &mut Tx<'_>, ctx: &Ctx, folder: Uuid) -> Result<Work, Error> {
    let work = Work::lock(tx, ctx, folder, crate::KEEP)?;
    work.is_open()?;
    if work.folder.secret {
        return Err(Error::Secret);
    }
    if work.folder.entries >= MOST_ENTRIES {
        return Err(Error::Full { most: MOST_ENTRIES });
    }
    Ok(work)
}

/// Puts a document or an arrival that the actor may see into a folder. Answers with the entry.
///
/// # Errors
/// [`Error::AlreadyIn`]; [`Error::Secret`]; [`Error::NotNow`] when the folder is closed.
pub fn file_record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    folder: Uuid,
    record: &Ref,
    note: &str,
) -> Result<Uuid, Error> {
    let work = to_fill(tx, ctx, folder)?;
    let mut faults = Faults::new();
    input::text(&mut faults, "note", note, input::MOST_WORDS, false);
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let piece = view::piece(tx, ctx, record)?.ok_or(Error::at("record", InputFault::Unknown))?;
    let entry = Entry {
        kind: record.kind.to_string(),
        record: Some(record.id),
        symbol: piece.symbol,
        day: piece.day,
        issuer: piece.issuer,
        subject: piece.subject,
        pages: piece.pages,
        note: note.trim().to_owned(),
        ..blank(tx, ctx, folder)?
    };
    put(tx, ctx, work, &entry, "folders.filed", Some(record.clone()))
}

/// Puts an uploaded file into a folder, described by its words or by its name. Answers with the entry.
///
/// # Errors
/// As [`file_record`]; [`Error::Input`].
pub fn add_file(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    folder: Uuid,
    file: &Prepared,
    input: &PieceInput,
) -> Result<Uuid, Error> {
    let work = to_fill(tx, ctx, folder)?;
    let mut input = input.clone();
    if input.subject.trim().is_empty() {
        input.subject = file.name.chars().take(input::MOST_TITLE).collect();
    }
    let entry = Entry {
        kind: "file".into(),
        name: file.name.clone(),
        digest: file.digest.clone(),
        media: file.media.clone(),
        size: file.size,
        ..described(tx, ctx, folder, &input)?
    };
    files::attach(tx, ctx, file, &entry.own_ref(), "enclosure")?;
    put(tx, ctx, work, &entry, "folders.file_added", None)
}

/// Notes a piece that is on paper alone. Answers with the entry.
///
/// # Errors
/// As [`file_record`]; [`Error::Input`].
pub fn add_paper(tx: &mut Tx<'_>, ctx: &Ctx, folder: Uuid, input: &PieceInput) -> Result<Uuid, Error> {
    let mut work = to_fill(tx, ctx, folder)?;
    let entry = Entry { kind: "paper".into(), ..described(tx, ctx, folder, input)? };
    work.folder.papers += 1;
    put(tx, ctx, work, &entry, "folders.paper_added", None)
}

fn described(tx: &mut Tx<'_>, ctx: &Ctx, folder: Uuid, input: &PieceInput) -> Result<Entry, Error> {
    let faults = input.faults(ctx.now.day());
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    Ok(Entry {
        symbol: input.symbol.trim().to_owned(),
        day: input.day,
        issuer: input.issuer.trim().to_owned(),
        subject: input.subject.trim().to_owned(),
        pages: input.pages,
        note: input.note.trim().to_owned(),
        ..blank(tx, ctx, folder)?
    })
}

/// An entry at the end of a folder that says nothing yet.
fn blank(tx: &mut Tx<'_>, ctx: &Ctx, folder: Uuid) -> Result<Entry, Error> {
    Ok(Entry {
        id: ctx.new_id(),
        folder,
        ordinal: store::next_ordinal(tx, folder)?,
        kind: String::new(),
        record: None,
        symbol: String::new(),
        day: None,
        issuer: String::new(),
        subject: String::new(),
        pages: 0,
        first_page: None,
        note: String::new(),
        name: String::new(),
        digest: String::new(),
        media: String::new(),
        size: 0,
        added_at: ctx.now,
        adder: ctx.actor.position,
    })
}

fn put(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut work: Work,
    entry: &Entry,
    action: &'static str,
    about: Option<Ref>,
) -> Result<Uuid, Error> {
    if !store::insert(tx, entry)? {
        return Err(Error::AlreadyIn { code: work.folder.code });
    }
    work.folder.entries += 1;
    work.folder.pages += entry.pages.max(1);
    work.save(tx, ctx)?;
    let data = json!({ "entry": entry.id, "kind": entry.kind });
    tell(tx, ctx, action, work.folder.subject_ref(), about, data, "")?;
    Ok(entry.id)
}

/// A piece and its folder, which is open.
fn piece_of(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(Work, Entry), Error> {
    let folder = store::entry(tx, id)?.ok_or(Error::NotFound)?.folder;
    let work = Work::lock(tx, ctx, folder, crate::KEEP)?;
    work.is_open()?;
    // While the folder is locked nobody takes it out.
    let entry = store::entry(tx, id)?.ok_or(Error::NotFound)?;
    Ok((work, entry))
}

/// Moves a piece to a place, the first being 1; the others make room.
///
/// # Errors
/// [`Error::Input`] when there is no such place; [`Error::NotNow`] when the folder is closed.
pub fn move_entry(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, to: i64) -> Result<Uuid, Error> {
    let (mut work, entry) = piece_of(tx, ctx, id)?;
    let mut pieces = store::entries(tx, work.folder.id)?;
    let places = pieces.len() as i64;
    if !(1..=places).contains(&to) {
        return Err(Error::at("to", InputFault::OutOfRange(1, places)));
    }
    pieces.retain(|piece| piece.id != id);
    pieces.insert((to - 1) as usize, entry);
    for (piece, ordinal) in pieces.iter_mut().zip(1_i64..) {
        if piece.ordinal != ordinal {
            piece.ordinal = ordinal;
            store::change(tx, piece)?;
        }
    }
    work.save(tx, ctx)?;
    work.tell(tx, ctx, "folders.moved", json!({ "entry": id, "to": to }), "")?;
    Ok(work.folder.id)
}

/// Takes a piece out of an open folder. The document itself stays where it is.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] when the folder is closed.
pub fn remove_entry(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<Uuid, Error> {
    let (mut work, entry) = piece_of(tx, ctx, id)?;
    let reason = input::reason(reason)?;
    store::remove(tx, id)?;
    store::close_gap(tx, work.folder.id, entry.ordinal)?;
    if entry.kind == "file" {
        files::release(tx, id)?;
    }
    work.folder.entries -= 1;
    work.folder.papers -= i64::from(entry.kind == "paper");
    work.folder.pages -= entry.pages.max(1);
    work.save(tx, ctx)?;
    let data = json!({ "entry": id, "kind": entry.kind, "record": entry.record });
    tell(tx, ctx, "folders.removed", work.folder.subject_ref(), entry.record_ref(), data, reason)?;
    Ok(work.folder.id)
}
