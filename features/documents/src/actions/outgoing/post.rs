//! What the records desk does with copies for those outside the system.

use crate::Error;
use crate::model::input::{InputFault, MOST_NAME, MOST_TEXT};
use crate::model::posting::{PostingMove, PostingState};
use crate::store::document::Document;
use crate::store::posting::{self, Posting};
use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use organisation::{Delivery, Place};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most copies that are marked at once.
pub const MOST_AT_ONCE: usize = 500;

/// What is said of copies that leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendInput {
    /// Which.
    pub postings: Vec<Uuid>,
    /// When they left; none means today.
    #[serde(default)]
    pub day: Option<Day>,
    /// How, in place of the way that each body prefers.
    #[serde(default)]
    pub way: Option<Delivery>,
    /// The post office's number, of one item alone.
    #[serde(default)]
    pub tracking: String,
}

/// What became of a copy that left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseInput {
    /// Whether it is there; else it came back.
    pub received: bool,
    /// When; none means today.
    #[serde(default)]
    pub day: Option<Day>,
    /// Who signed for it.
    #[serde(default)]
    pub receiver: String,
    /// Why it came back, or what else is to be said.
    #[serde(default)]
    pub note: String,
}

/// Copies of a document that goes out, for bodies outside: they wait at the records desk.
pub(super) fn wait(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document, bodies: &[Uuid]) -> Result<(), Error> {
    let mut new = Vec::new();
    for id in bodies {
        let body = organisation::outside(tx, *id)?.ok_or(Error::Unknown { field: "recipients" })?;
        let address = if body.delivery == Delivery::Mail { body.email } else { body.address };
        new.push(Posting {
            id: ctx.new_id(),
            document: document.id,
            agency: document.agency,
            outside: *id,
            name: body.name,
            address,
            way: body.delivery.code().to_owned(),
            state: PostingState::Waiting.code().to_owned(),
            tracking: String::new(),
            envelopes: 1,
            sent_day: None,
            closed_day: None,
            receiver: String::new(),
            note: String::new(),
            sort_key: ctx.now.0,
            version: 1,
            symbol: String::new(),
            subject: String::new(),
            urgency: String::new(),
        });
    }
    Ok(posting::insert(tx, &new, ctx.now)?)
}

/// Marks copies as sent.
///
/// # Errors
/// [`Error::Input`] without any, for too many, for a day to come or before the document's, and for a number of an item
/// said of several; [`Error::NotFound`] when one is another agency's; [`Error::NotNow`] when one has left already.
pub fn send(tx: &mut Tx<'_>, ctx: &Ctx, input: &SendInput) -> Result<(), Error> {
    let tracking = input.tracking.trim();
    let mut faults = Vec::new();
    if input.postings.is_empty() {
        faults.push(("postings", InputFault::Missing));
    }
    if input.postings.len() > MOST_AT_ONCE {
        faults.push(("postings", InputFault::OutOfRange(1, MOST_AT_ONCE as i64)));
    }
    if tracking.chars().count() > MOST_NAME {
        faults.push(("tracking", InputFault::TooLong(MOST_NAME)));
    }
    if !tracking.is_empty() && input.postings.len() > 1 {
        faults.push(("tracking", InputFault::OneOnly));
    }
    let day = day(ctx, input.day, &mut faults);
    told(faults)?;
    for mut it in open(tx, ctx, &input.postings)? {
        step(&mut it, ctx, PostingMove::Send)?;
        it.sent_day = Some(day);
        it.closed_day = None;
        if let Some(way) = input.way {
            it.way = way.code().to_owned();
        }
        it.tracking = tracking.to_owned();
        posting::update(tx, &it)?;
        tell(tx, ctx, "documents.posted", &it, "")?;
    }
    Ok(())
}

/// Takes back that a copy was sent: it has not left.
///
/// # Errors
/// [`Error::NotNow`] unless it is marked as sent.
pub fn unsend(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    for mut it in open(tx, ctx, &[id])? {
        step(&mut it, ctx, PostingMove::Unsend)?;
        it.sent_day = None;
        it.tracking.clear();
        posting::update(tx, &it)?;
        tell(tx, ctx, "documents.post_taken_back", &it, "")?;
    }
    Ok(())
}

/// Enters that a copy was received, or came back.
///
/// # Errors
/// [`Error::Input`] without who signed for what was handed over, without the reason of one that came back, and for a
/// day to come or before it left; [`Error::NotNow`] unless it is on its way.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &CloseInput) -> Result<(), Error> {
    let found = open(tx, ctx, &[id])?;
    let mut it = found.into_iter().next().ok_or(Error::NotFound)?;
    let (receiver, note) = (input.receiver.trim(), input.note.trim());
    let mut faults = Vec::new();
    let day = day(ctx, input.day, &mut faults);
    if it.sent_day.is_some_and(|sent| day < sent) {
        faults.push(("day", InputFault::TooOld));
    }
    if input.received && it.way == Delivery::Hand.code() && receiver.is_empty() {
        faults.push(("receiver", InputFault::Missing));
    }
    if !input.received && note.is_empty() {
        faults.push(("note", InputFault::Missing));
    }
    for (field, text, most) in [("receiver", receiver, MOST_NAME), ("note", note, MOST_TEXT)] {
        if text.chars().count() > most {
            faults.push((field, InputFault::TooLong(most)));
        }
    }
    let action = if input.received { PostingMove::Receive } else { PostingMove::Return };
    step(&mut it, ctx, action)?;
    told(faults)?;
    it.closed_day = Some(day);
    it.receiver = receiver.to_owned();
    it.note = note.to_owned();
    posting::update(tx, &it)?;
    let told = if input.received { "documents.post_received" } else { "documents.post_returned" };
    tell(tx, ctx, told, &it, note)
}

/// Copies of the actor's records desk, locked.
fn open(tx: &mut Tx<'_>, ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Posting>, Error> {
    let found = posting::locked(tx, ids)?;
    for agency in found.iter().map(|it| it.agency).collect::<std::collections::BTreeSet<_>>() {
        if !access::may(tx, ctx, crate::ISSUE, &Place::agency(agency))? {
            return Err(Error::NotFound);
        }
    }
    let wanted: std::collections::BTreeSet<&Uuid> = ids.iter().collect();
    if found.len() == wanted.len() { Ok(found) } else { Err(Error::NotFound) }
}

fn step(it: &mut Posting, ctx: &Ctx, action: PostingMove) -> Result<(), Error> {
    let from = it.state();
    let to = from.transition(action).ok_or(Error::NotNow { state: from.code() })?;
    it.state = to.code().to_owned();
    it.sort_key = ctx.now.0;
    Ok(())
}

fn day(ctx: &Ctx, day: Option<Day>, faults: &mut Vec<(&'static str, InputFault)>) -> Day {
    let today = ctx.now.day();
    let day = day.unwrap_or(today);
    if day > today {
        faults.push(("day", InputFault::Future));
    }
    if day.year() < today.year() - 1 {
        faults.push(("day", InputFault::TooOld));
    }
    day
}

fn told(faults: Vec<(&'static str, InputFault)>) -> Result<(), Error> {
    if faults.is_empty() { Ok(()) } else { Err(Error::Input(faults)) }
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, action: &'static str, it: &Posting, note: &str) -> Result<(), Error> {
    let subject = context::Ref::new(crate::DOCUMENT, it.document);
    let data = json!({ "posting": it.id, "name": it.name });
    let note = (!note.is_empty()).then(|| note.to_owned());
    facts::record(tx, ctx, facts::New { action, subject, about: None, data, note })?;
    tx.announce("desk", &it.agency.to_string());
    Ok(())
}
