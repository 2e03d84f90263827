//! What search knows of documents: subject and symbol in the record's own transaction, the words of the paper by
//! a job.

use crate::Error;
use crate::model::document::PartRole;
use crate::store::arrival::Arrival;
use crate::store::document::{self, Document};
use context::{Ctx, Ref, Uuid};
use db::{Db, Tx};
use serde_json::json;

/// The job that reads a paper's words.
pub(crate) const READ_WORDS: &str = "documents.read_words";

/// Indexes a document of this agency.
pub(crate) fn document(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    let record = document.subject_ref();
    search::index(
        tx,
        ctx,
        &search::Entry {
            record: &record,
            title: &document.subject,
            symbol: &document.symbol,
            issuer: &document.issuer,
            day: document.issued_day.or(Some(document.created_at.day())),
        },
    )?;
    Ok(())
}

/// Indexes what an agency received, and asks for the words of its paper.
pub(crate) fn arrival(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    document: &Document,
) -> Result<(), Error> {
    arrived(tx, std::slice::from_ref(arrival), document)?;
    read_words(tx, ctx, crate::ARRIVAL, &[arrival.id], document.id)
}

/// Indexes what agencies received of a document, but for the words of its paper.
pub(crate) fn arrived(tx: &mut Tx<'_>, arrivals: &[Arrival], document: &Document) -> Result<(), Error> {
    let records: Vec<Ref> = arrivals.iter().map(|arrival| Ref::new(crate::ARRIVAL, arrival.id)).collect();
    let entries = records.iter().zip(arrivals).map(|(record, arrival)| search::Entry {
        record,
        title: &document.subject,
        symbol: &document.symbol,
        issuer: &document.issuer,
        day: Some(arrival.arrived_at.day()),
    });
    search::index_new(tx, &entries.collect::<Vec<_>>())?;
    Ok(())
}

/// Asks for the words of a document's paper to be read.
pub(crate) fn read_later(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    read_words(tx, ctx, crate::DOCUMENT, &[document.id], document.id)
}

/// Asks for the words of a document's paper to be read, once for all records of a kind that they are to find.
pub(crate) fn read_words(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &'static str,
    records: &[Uuid],
    document: Uuid,
) -> Result<(), Error> {
    let Some(first) = records.first() else { return Ok(()) };
    jobs::enqueue(
        tx,
        ctx,
        jobs::New {
            kind: READ_WORDS,
            key: Some(first.to_string()),
            payload: json!({ "kind": kind, "records": records, "document": document }),
            not_before: ctx.now,
        },
    )?;
    Ok(())
}

/// The job itself: reads the paper, once for each file, and gives its words to search.
pub(crate) fn read(
    db: &Db,
    ctx: &Ctx,
    files: &files::Files,
    papers: &paper::Pool,
    payload: &serde_json::Value,
) -> Result<(), jobs::Failure> {
    let id = |value: &serde_json::Value| value.as_str()?.parse::<Uuid>().ok();
    let records: Option<Vec<Uuid>> =
        payload.get("records").and_then(|records| records.as_array()?.iter().map(id).collect());
    let (Some(records), Some(document)) = (records, payload.get("document").and_then(id)) else {
        return Err(jobs::Failure::lasting("the payload names no records or no document"));
    };
    let kind = payload.get("kind").and_then(|kind| kind.as_str()).unwrap_or(crate::DOCUMENT).to_owned();
    let main = db.read(|read| -> Result<_, db::Error> {
        let Some(document) = document::document(read, document)? else { return Ok(None) };
        let parts = document::parts(read, document.id, document.content)?;
        Ok(parts.into_iter().find(|part| part.role == PartRole::Main.code()))
    })?;
    let Some(main) = main else { return Ok(()) };
    let words = files.derived(&format!("words {}", main.digest), || {
        let path = files.path(&main.digest).map_err(jobs::Failure::from)?;
        match papers.text(path.as_path()) {
            Ok(pages) => Ok(search::Body::of(&pages.join("\n")).into_text().into_bytes()),
            // A paper that cannot be read has no words; it is found by subject and symbol.
            Err(error) if error.is_refusal() => Ok(Vec::new()),
            Err(error) => Err(jobs::Failure::from(error)),
        }
    })?;
    let body = search::Body::from_text(String::from_utf8_lossy(&words).into_owned());
    // Ten thousand words keep a writer busy, so that a long paper is written for one record at a time. Each
    // transaction has a key of its own, so that what was written by one does not answer for the next.
    for (place, some) in records.chunks((search::MOST_WORDS / body.words()).max(1)).enumerate() {
        let mut own = ctx.as_system();
        own.once = ctx.once.as_ref().map(|job| format!("{job}/{place}"));
        db.write(&own, |tx| {
            some.iter().try_for_each(|id| {
                search::index_body(tx, &own, &Ref { kind: kind.clone().into(), id: *id }, &body)
            })
        })?;
    }
    Ok(())
}
