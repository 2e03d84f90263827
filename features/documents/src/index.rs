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

/// Indexes what an agency received.
pub(crate) fn arrival(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    document: &Document,
) -> Result<(), Error> {
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    search::index(
        tx,
        ctx,
        &search::Entry {
            record: &record,
            title: &document.subject,
            symbol: &document.symbol,
            issuer: &document.issuer,
            day: Some(arrival.arrived_at.day()),
        },
    )?;
    read_words(tx, ctx, &record, document.id)
}

/// Asks for the words of a document's paper to be read.
pub(crate) fn read_later(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    read_words(tx, ctx, &document.subject_ref(), document.id)
}

fn read_words(tx: &mut Tx<'_>, ctx: &Ctx, record: &Ref, document: Uuid) -> Result<(), Error> {
    jobs::enqueue(
        tx,
        ctx,
        jobs::New {
            kind: READ_WORDS,
            key: Some(record.id.to_string()),
            payload: json!({ "kind": record.kind, "record": record.id, "document": document }),
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
    let id = |name: &str| payload.get(name).and_then(|value| value.as_str()?.parse::<Uuid>().ok());
    let (Some(record), Some(document)) = (id("record"), id("document")) else {
        return Err(jobs::Failure::lasting("the payload names no record"));
    };
    let kind = payload.get("kind").and_then(|kind| kind.as_str()).unwrap_or(crate::DOCUMENT).to_owned();
    let record = Ref { kind: kind.into(), id: record };
    let main = db.read(|read| -> Result<_, db::Error> {
        let Some(document) = document::document(read, document)? else { return Ok(None) };
        let parts = document::parts(read, document.id, document.content)?;
        Ok(parts.into_iter().find(|part| part.role == PartRole::Main.code()))
    })?;
    let Some(main) = main else { return Ok(()) };
    let words = files.derived(&format!("text {}", main.digest), || {
        let path = files.path(&main.digest).map_err(jobs::Failure::from)?;
        match papers.text(path.as_path()) {
            Ok(pages) => Ok(pages.join("\n").into_bytes()),
            // A paper that cannot be read has no words; it is found by subject and symbol.
            Err(error) if error.is_refusal() => Ok(Vec::new()),
            Err(error) => Err(jobs::Failure::from(error)),
        }
    })?;
    let words = String::from_utf8_lossy(&words);
    db.write(ctx, |tx| search::index_body(tx, ctx, &record, &words))?;
    Ok(())
}
