//! Number, issue, deliver, recall.

use super::{Work, numbers};
use crate::Error;
use crate::actions::incoming::{self, Case};
use crate::model::arrival::{ArrivalMove, ArrivalState, Channel};
use crate::model::boxes::Box;
use crate::model::document::{DocumentMove, PartRole};
use crate::model::input;
use crate::model::symbol::{self, SymbolParts};
use crate::store::arrival::{self, NewArrival};
use crate::store::desk;
use crate::store::document::{self, Document, Recipient};
use crate::store::number as ledger;
use calendar::{Day, Time};
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Due, Outcome, Party};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// The duty to number and issue what was approved.
pub(crate) const ISSUE: &str = "documents.issue";
/// The job that delivers to recipients, fifty at a time.
pub const DELIVER: &str = "documents.deliver";

/// A number to be drawn, or one that the clerk names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NumberInput {
    /// The number; none draws the next one.
    pub number: Option<i64>,
    /// The date; none means today.
    pub day: Option<Day>,
    /// The version of the record that the page showed.
    pub version: Option<i64>,
}

/// Numbers and dates an approved document. Answers with its symbol.
///
/// # Errors
/// [`Error::NumberTaken`], [`Error::DateBackwards`], [`Error::NoSeries`].
pub fn number(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &NumberInput) -> Result<String, Error> {
    let mut work = Work::open(tx, ctx, id, crate::NUMBER)?;
    work.seen(input.version)?;
    work.step(DocumentMove::Number)?;
    let today = ctx.now.day();
    let day = input.day.unwrap_or(today);
    if day > today {
        return Err(Error::Input(vec![("day", input::InputFault::Future)]));
    }
    if day.year() != today.year() {
        return Err(Error::Input(vec![("day", input::InputFault::TooOld)]));
    }
    let body = work.document.body.ok_or(Error::Unknown { field: "body" })?;
    let series = numbers::series_for(tx, ctx, body, &work.document.kind)?;
    let drawn = match input.number {
        Some(wanted) => numbers::take(tx, ctx, series.id, id, day, wanted)?,
        None => numbers::draw(tx, ctx, series.id, id, day)?,
    };
    let kind = ctx.law.document_type(&work.document.kind, day).map_or("", |kind| kind.abbreviation.as_str());
    let body = organisation::body(tx, body)?.ok_or(Error::Unknown { field: "body" })?;
    let unit = match work.document.unit {
        Some(unit) => organisation::unit(tx, unit)?.map(|unit| unit.symbol).unwrap_or_default(),
        None => String::new(),
    };
    let parts = SymbolParts { number: drawn.number, year: drawn.year, kind, body: &body.symbol, unit: &unit };
    work.document.symbol = symbol::symbol(&series.pattern, &parts);
    work.document.issued_day = Some(day);
    work.save(tx, ctx)?;
    desk::shift(tx, id, Box::Number, Box::Issue)?;
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(
        tx,
        ctx,
        "documents.numbered",
        json!({ "series": series.id, "year": drawn.year, "number": drawn.number, "symbol": work.document.symbol }),
        "",
    )?;
    Ok(work.document.symbol)
}

/// Voids the number of a document that has not gone out. The number stays in the register and is never used
/// again; the document waits for another.
///
/// # Errors
/// [`Error::Input`] without a reason.
pub fn void_number(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::open(tx, ctx, id, crate::NUMBER)?;
    work.step(DocumentMove::Unnumber)?;
    let voided = std::mem::take(&mut work.document.symbol);
    work.document.issued_day = None;
    ledger::void(tx, id, reason)?;
    work.save(tx, ctx)?;
    desk::shift(tx, id, Box::Issue, Box::Number)?;
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.number_voided", json!({ "symbol": voided }), reason)
}

/// Issues a numbered document: it goes to every recipient by jobs, and what it answers is closed.
///
/// # Errors
/// [`Error::NoRecipients`]; [`Error::NotNow`] when it has no number, or went out already.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: Option<i64>) -> Result<(), Error> {
    let mut work = Work::open(tx, ctx, id, crate::ISSUE)?;
    work.seen(version)?;
    work.step(DocumentMove::Issue)?;
    let parts = document::parts(tx, id, work.document.content)?;
    if !parts.iter().any(|part| part.role == PartRole::Main.code()) {
        return Err(Error::Input(vec![("main", input::InputFault::NoMain)]));
    }
    let named = document::recipients(tx, id)?;
    if named.is_empty() {
        return Err(Error::NoRecipients);
    }
    let agencies = expand(tx, ctx, &work.document, &named)?;
    work.document.issued_at = Some(ctx.now);
    work.save(tx, ctx)?;
    desk::shift(tx, id, Box::Issue, Box::Sent)?;
    desk::shift(tx, id, Box::Submitted, Box::Sent)?;
    duties::close_of(tx, ctx, &work.document.subject_ref(), ISSUE, Outcome::Done)?;
    if !agencies.is_empty() {
        jobs::start_batch(
            tx,
            ctx,
            jobs::NewBatch {
                kind: DELIVER,
                about: Some(work.document.subject_ref()),
                shared: json!({ "document": id }),
                units: agencies.iter().map(|agency| json!(agency)).collect(),
            },
        )?;
    }
    for link in document::answered(tx, id)? {
        if let Some(answered) = link.arrival {
            incoming::finish_by_reply(tx, ctx, answered, id)?;
        }
    }
    crate::measures::sent(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.issued", json!({ "recipients": agencies.len() }), "")
}

/// Delivers an issued document to one agency; nothing if it has it already, so that a job can run twice.
///
/// # Errors
/// Those of the database.
pub fn deliver(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, agency: Uuid) -> Result<(), Error> {
    let document = document::document(tx, id)?.ok_or(Error::NotFound)?;
    if document.state != "issued" {
        return Ok(());
    }
    let new = NewArrival {
        id: ctx.new_id(),
        document: id,
        agency,
        sender: Some(document.agency),
        channel: Channel::System,
        at: ctx.now,
        due_day: document.due_day,
        state: &ArrivalState::Arrived,
    };
    if !arrival::insert(tx, &new)? {
        return Ok(());
    }
    let case = Case::lock(tx, new.id)?;
    incoming::lay_arrived(tx, &case)?;
    let accept = case.allowance(ctx, incoming::ACCEPT_DUTY).map_or(Due::Standing, Due::Within);
    duties::open(
        tx,
        ctx,
        duties::Open {
            subject: case.subject(),
            about: None,
            kind: incoming::ACCEPT_DUTY,
            owner: Party::agency(agency),
            creditor: Some(Party::agency(document.agency)),
            start: ctx.now,
            due: accept,
        },
    )?;
    if let Some(day) = document.due_day {
        duties::open(
            tx,
            ctx,
            duties::Open {
                subject: case.subject(),
                about: Some(document.subject_ref()),
                kind: crate::REPLY_DUTY,
                owner: Party::agency(agency),
                creditor: Some(Party {
                    agency: document.agency,
                    unit: document.unit,
                    position: document.drafter,
                }),
                start: ctx.now,
                due: Due::EndOf(day),
            },
        )?;
    }
    crate::index::arrival(tx, ctx, &case.arrival, &document)?;
    let accept_by = duty_due(tx, &case)?;
    crate::measures::received(tx, ctx, &case.arrival, accept_by)?;
    case.tell(tx, ctx, "documents.delivered", json!({ "agency": agency }), None)
}

/// When the acceptance of an arrival is due.
fn duty_due(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Time>, Error> {
    let duties = duties::all_of(tx, &case.subject())?;
    Ok(duties.iter().find(|duty| duty.kind == incoming::ACCEPT_DUTY).and_then(|duty| duty.due))
}

/// Calls an issued document back. Recipients see the recall; what they owed for it ends.
///
/// # Errors
/// [`Error::Input`] without a reason.
pub fn recall(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::open(tx, ctx, id, crate::RECALL)?;
    work.step(DocumentMove::Recall)?;
    work.save(tx, ctx)?;
    let mut after = String::new();
    let mut recalled = 0;
    loop {
        let page = arrival::arrivals_of(tx, id, None, &after, 200)?;
        let Some(last) = page.rows.last() else { break };
        after = last.code.clone();
        for delivery in &page.rows {
            recalled += u64::from(recall_at(tx, ctx, delivery.id, reason)?);
        }
        if !page.more {
            break;
        }
    }
    work.tell(tx, ctx, "documents.recalled", json!({ "recipients": recalled }), reason)
}

/// Recalls one arrival; whether it still could be.
fn recall_at(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<bool, Error> {
    let mut case = Case::lock(tx, id)?;
    if case.arrival.state().transition(ArrivalMove::Recall).is_none() {
        return Ok(false);
    }
    case.step(tx, ctx, ArrivalMove::Recall, reason)?;
    crate::measures::dropped(tx, ctx, &case.arrival)?;
    for duty in duties::all_of(tx, &case.subject())? {
        if duty.closed.is_none() {
            duties::close(tx, ctx, duty.id, Outcome::Withdrawn)?;
        }
    }
    desk::take(tx, id, Box::Accept)?;
    desk::archive(tx, id)?;
    case.tell(tx, ctx, "documents.recalled", json!({}), Some(reason.to_owned()))?;
    Ok(true)
}

/// The clerk's duty to number and issue what was approved.
pub(super) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    let due = ctx.law.deadline(ISSUE, ctx.now.day()).map_or(Due::Standing, |rule| {
        let clock = ctx.law.urgency(&document.urgency).is_some_and(|urgency| urgency.clock);
        Due::Within(rule.urgent.filter(|_| clock).unwrap_or(rule.allowance))
    });
    duties::open(
        tx,
        ctx,
        duties::Open {
            subject: document.subject_ref(),
            about: None,
            kind: ISSUE,
            owner: Party::agency(document.agency),
            creditor: Some(Party {
                agency: document.agency,
                unit: document.unit,
                position: document.drafter,
            }),
            start: ctx.now,
            due,
        },
    )?;
    Ok(())
}

/// The agencies that recipients stand for today, each once, without the sender itself.
fn expand(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document, named: &[Recipient]) -> Result<Vec<Uuid>, Error> {
    let today = ctx.now.day();
    let mut agencies = BTreeSet::new();
    for recipient in named {
        match (recipient.kind.as_str(), recipient.target, recipient.tier) {
            ("agency", Some(id), _) => {
                agencies.insert(id);
            }
            ("group", Some(id), _) => {
                agencies.extend(organisation::group_members(tx, id, today)?.iter().filter_map(|member| {
                    match member.recipient {
                        organisation::Recipient::Agency(id) if !member.ended => Some(id),
                        _ => None,
                    }
                }));
            }
            ("tier", _, Some(tier)) => {
                agencies.extend(organisation::of_tier(tx, u8::try_from(tier).unwrap_or(0), None, today)?);
            }
            _ => {}
        }
    }
    agencies.remove(&document.agency);
    Ok(agencies.into_iter().collect())
}
