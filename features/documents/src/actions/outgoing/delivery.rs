//! What becomes of an issued document at its recipients: delivered, and called back. Both reach hundreds of
//! agencies, so they are done by jobs, a slice of recipients in one transaction.

use super::Work;
use crate::Error;
use crate::actions::incoming::{self, Case};
use crate::model::arrival::{ArrivalState, Channel};
use crate::model::boxes::Box;
use crate::model::change::RecallState;
use crate::model::document::DocumentState;
use crate::store::arrival::{self, Arrival};
use crate::store::desk::{self, Placing};
use crate::store::document::{self, Document};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Due, Party};
use serde_json::json;

/// The job that delivers to recipients.
pub const DELIVER: &str = "documents.deliver";
/// The job that clears up at recipients what was called back.
pub const RECALL: &str = "documents.recall";

/// The job that asks recipients for what they have taken in already.
pub const RECALL_ASK: &str = "documents.recall_ask";

/// The workers of these jobs.
pub fn workers() -> [jobs::Worker; 3] {
    [worker(DELIVER, deliver_all), worker(RECALL, clear_up), worker(RECALL_ASK, ask_back)]
}

type Slice = fn(&mut Tx<'_>, &Ctx, Uuid, &[Uuid]) -> Result<(), Error>;

/// A worker that does a slice in one transaction: fifty commits would take longer than the work itself. The jobs
/// pass over what is done already, so a slice that is tried again repeats nothing.
fn worker(kind: &'static str, act: Slice) -> jobs::Worker {
    jobs::Worker::new(kind, move |db, ctx, payload| {
        let (document, units) = slice(ctx, payload)?;
        let done: Result<(), Error> = db.write(ctx, |tx| act(tx, ctx, document, &units));
        Ok(done?)
    })
}

/// The document and the ids of a slice.
fn slice(ctx: &Ctx, payload: &serde_json::Value) -> Result<(Uuid, Vec<Uuid>), jobs::Failure> {
    let id = |value: Option<&serde_json::Value>| value.and_then(|value| value.as_str()?.parse::<Uuid>().ok());
    let (mut document, mut units) = (None, Vec::new());
    jobs::each_unit(ctx, payload, |_, shared, unit| {
        document = id(shared.get("document"));
        units.push(id(Some(unit)).ok_or_else(|| jobs::Failure::lasting("a unit is no id"))?);
        Ok(())
    })?;
    let document = document.ok_or_else(|| jobs::Failure::lasting("the payload names no document"))?;
    Ok((document, units))
}

/// Starts one of the jobs, if there is anything to do.
pub(super) fn start(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
    kind: &'static str,
    units: impl Iterator<Item = Uuid>,
) -> Result<(), Error> {
    let units: Vec<serde_json::Value> = units.map(|id| json!(id)).collect();
    if units.is_empty() {
        return Ok(());
    }
    let about = Some(document.subject_ref());
    jobs::start_batch(
        tx,
        ctx,
        jobs::NewBatch { kind, about, shared: json!({ "document": document.id }), units },
    )?;
    Ok(())
}

/// Delivers an issued document to one agency; nothing if it has it already.
///
/// # Errors
/// Those of the database.
pub fn deliver(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, agency: Uuid) -> Result<(), Error> {
    deliver_all(tx, ctx, id, &[agency])
}

/// Delivers an issued document to agencies. Those that have it already are passed over, and all when it has been
/// called back, so that a job can run twice or late. Those who issued it jointly have it in their registers at once.
///
/// # Errors
/// Those of the database.
pub fn deliver_all(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, agencies: &[Uuid]) -> Result<(), Error> {
    // Under the lock no recall comes between, nor another delivery to the same agencies.
    let document = Work::lock(tx, id)?.document;
    if document.state() != DocumentState::Issued {
        return Ok(());
    }
    let have = arrival::among(tx, id, agencies)?;
    let cases: Vec<Case> = agencies
        .iter()
        .filter(|agency| !have.contains(agency))
        .map(|agency| Case { arrival: arriving(ctx, &document, *agency), document: document.clone() })
        .collect();
    let arrivals: Vec<Arrival> = cases.iter().map(|case| case.arrival.clone()).collect();
    arrival::insert_delivered(tx, &arrivals)?;
    let placings: Vec<Placing<'_>> = arrivals.iter().flat_map(before_the_clerk(&document)).collect();
    desk::put_all(tx, &placings)?;
    // Those who issue it jointly owe the others nothing for it.
    let partners = super::joint::agencies(tx, ctx, &document)?;
    let owing = cases.iter().filter(|case| !partners.contains(&case.arrival.agency));
    let owed = duties::open_many(tx, ctx, owing.flat_map(|case| owed(ctx, case)).collect())?;
    // It is the same for all: they begin at one instant, with one allowance.
    let accept_by = owed.iter().find(|duty| duty.kind == incoming::ACCEPT_DUTY).and_then(|duty| duty.due);
    crate::index::arrived(tx, &arrivals, &document)?;
    crate::measures::received(tx, ctx, &arrivals, accept_by)?;
    super::change::supersede(tx, ctx, &document, &arrivals.iter().map(|it| it.agency).collect::<Vec<_>>())?;
    let delivered =
        |case: &Case| case.fact("documents.delivered", json!({ "agency": case.arrival.agency }), None);
    facts::record_many(tx, ctx, cases.iter().map(delivered).collect())?;
    let (own, others): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| partners.contains(&case.arrival.agency));
    for case in &others {
        incoming::watch::raise(tx, ctx, case)?;
    }
    for mut case in own {
        incoming::register(tx, ctx, &mut case)?;
    }
    let ids: Vec<Uuid> = arrivals.iter().map(|arrival| arrival.id).collect();
    crate::index::read_words(tx, ctx, crate::ARRIVAL, &ids, id)
}

/// What an agency has of a document that reaches it now.
fn arriving(ctx: &Ctx, document: &Document, agency: Uuid) -> Arrival {
    Arrival {
        id: ctx.new_id(),
        document: document.id,
        agency,
        sender: Some(document.agency),
        channel: Channel::System.code().to_owned(),
        year: None,
        number: None,
        state: ArrivalState::Arrived.code().to_owned(),
        reason: String::new(),
        arrived_at: ctx.now,
        registered_at: None,
        due_day: document.due_day,
        due_at: None,
        closed_at: None,
        read_at: None,
        recall: RecallState::None.code().to_owned(),
        recall_reason: String::new(),
        version: 1,
        restricted: false,
    }
}

/// Where what has arrived lies: before the records desk, and in the register of all.
fn before_the_clerk(document: &Document) -> impl Fn(&Arrival) -> [Placing<'static>; 2] {
    let urgent = document.is_urgent();
    move |arrival| {
        [Box::Accept, Box::All].map(|place| Placing {
            holder: arrival.agency,
            place,
            record: arrival.id,
            kind: crate::ARRIVAL,
            sort_key: arrival.arrived_at.0,
            urgent,
            unread: true,
        })
    }
}

/// What an agency owes for what has arrived: to accept or refuse it, and to answer by the day that the sender set.
fn owed(ctx: &Ctx, case: &Case) -> Vec<duties::Open> {
    let document = &case.document;
    let accept = duties::Open {
        subject: case.subject(),
        about: None,
        kind: incoming::ACCEPT_DUTY,
        owner: Party::agency(case.arrival.agency),
        creditor: Some(Party::agency(document.agency)),
        start: ctx.now,
        due: case.allowed(ctx, incoming::ACCEPT_DUTY),
    };
    let answer = document.due_day.map(|day| duties::Open {
        about: Some(document.subject_ref()),
        kind: crate::REPLY_DUTY,
        creditor: Some(Party { agency: document.agency, unit: document.unit, position: document.drafter }),
        due: Due::EndOf(day),
        ..accept.clone()
    });
    std::iter::once(accept).chain(answer).collect()
}

/// Takes arrivals that were called back off the desks, and ends what their agencies owed for them.
fn clear_up(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, arrivals: &[Uuid]) -> Result<(), Error> {
    let cases = cases(tx, id, arrivals)?;
    incoming::give_back(tx, ctx, &cases)?;
    let told = cases
        .iter()
        .map(|case| case.fact("documents.recalled", json!({}), Some(case.arrival.reason.clone())));
    facts::record_many(tx, ctx, told.collect())?;
    announce(tx, &cases);
    Ok(())
}

/// Asks agencies that have taken a document in whether they give it back.
fn ask_back(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, arrivals: &[Uuid]) -> Result<(), Error> {
    let cases = cases(tx, id, arrivals)?;
    announce(tx, &cases);
    incoming::ask(tx, ctx, cases)
}

fn cases(tx: &mut Tx<'_>, id: Uuid, arrivals: &[Uuid]) -> Result<Vec<Case>, Error> {
    let document = document::document(tx, id)?.ok_or(Error::NotFound)?;
    let found = arrival::arrivals(tx, arrivals)?;
    Ok(found.into_iter().map(|arrival| Case { arrival, document: document.clone() }).collect())
}

/// The sender's page shows the state at each recipient.
fn announce(tx: &mut Tx<'_>, cases: &[Case]) {
    if let Some(case) = cases.first() {
        tx.announce("desk", &case.document.agency.to_string());
    }
}
