//! Recording facts and reading them back.

use crate::model::{Fact, New};
use crate::store::{self, Columns};
use crate::{Error, digest};
use context::{Ctx, Ref, Uuid};
use db::{Read, Tx};

/// The action of the fact that [`erase_note`] leaves.
pub const NOTE_ERASED: &str = "facts.note_erased";

/// Where the data of a fact names the person in whose stead it was done (thay cho).
pub const IN_STEAD_OF: &str = "in_stead_of";

/// Adds a fact to the log, in the transaction of the action that it tells of. Returns its id.
///
/// # Errors
/// Those of the database.
pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, new: New) -> db::Result<Uuid> {
    let (fact, note) = told(ctx, new)?;
    store::insert(tx, &fact, &digest::of_fact(&fact))?;
    if let Some((salt, text)) = note {
        store::insert_note(tx, fact.id, &salt, &text)?;
    }
    Ok(fact.id)
}

/// Adds many facts by few statements, in their order: of an action that does the same to many records.
///
/// # Errors
/// Those of the database.
pub fn record_many(tx: &mut Tx<'_>, ctx: &Ctx, new: Vec<New>) -> db::Result<()> {
    let told = new.into_iter().map(|new| told(ctx, new)).collect::<db::Result<Vec<_>>>()?;
    let facts: Vec<_> = told.iter().map(|(fact, _)| (fact, digest::of_fact(fact))).collect();
    store::insert_many(tx, &facts)?;
    let notes: Vec<_> = told
        .iter()
        .filter_map(|(fact, note)| note.as_ref().map(|(salt, text)| (fact.id, salt, text)))
        .collect();
    store::insert_notes(tx, &notes)
}

/// A note, with the salt of its digest.
type Salted = ([u8; 16], String);

/// A fact as it is stored.
fn told(ctx: &Ctx, new: New) -> db::Result<(Columns, Option<Salted>)> {
    let note = new.note.filter(|text| !text.trim().is_empty()).map(salted).transpose()?;
    let mut data = new.data;
    if let (Some(stead), Some(data)) = (&ctx.actor.stead, data.as_object_mut()) {
        data.insert(IN_STEAD_OF.to_owned(), stead.person.to_string().into());
    }
    let (about_kind, about) = new.about.map(|about| (about.kind.into_owned(), about.id)).unzip();
    let fact = Columns {
        id: ctx.new_id(),
        at: ctx.now,
        day: ctx.now.day(),
        person: ctx.actor.person,
        acting_as: ctx.actor.position,
        unit: ctx.actor.unit,
        agency: ctx.actor.agency,
        by_system: ctx.actor.is_system(),
        action: new.action.to_owned(),
        subject_kind: new.subject.kind.into_owned(),
        subject: new.subject.id,
        about_kind,
        about,
        data: data.to_string(),
        note_digest: note.as_ref().map(|(salt, text)| digest::of_note(salt, text).to_vec()),
    };
    Ok((fact, note))
}

fn salted(text: String) -> db::Result<Salted> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| db::Error::Refused(format!("no salt for a note: {error}")))?;
    Ok((salt, text))
}

/// Erases the free text of a fact for good, and records that it was done: on the fact itself and on the page
/// of the record that the fact is about. The caller has asked whether the actor may.
///
/// # Errors
/// [`Error::NoNote`] when the fact has no note, or no longer.
pub fn erase_note(tx: &mut Tx<'_>, ctx: &Ctx, fact: Uuid) -> Result<Uuid, Error> {
    let Some(subject) = store::subject_of(tx, fact)? else { return Err(Error::NoNote) };
    if !store::delete_note(tx, fact)? {
        return Err(Error::NoNote);
    }
    let erased = New { about: Some(subject), ..New::new(NOTE_ERASED, Ref::new("fact", fact)) };
    Ok(record(tx, ctx, erased)?)
}

/// The facts of some records, as subject or as what they are about: the newest `limit`, oldest first.
///
/// # Errors
/// Those of the database.
pub fn of(read: &mut Read<'_>, refs: &[Ref], limit: usize) -> db::Result<Vec<Fact>> {
    let mut facts = store::of(read, refs, limit)?;
    facts.reverse();
    Ok(facts)
}

/// The first `limit` facts behind a position, in the order of the log: how every consumer reads.
///
/// # Errors
/// Those of the database.
pub fn after(read: &mut Read<'_>, position: i64, limit: usize) -> db::Result<Vec<Fact>> {
    store::after(read, position, limit)
}
