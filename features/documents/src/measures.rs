//! The figures that documents offer.

use crate::Error;
use crate::store::arrival::Arrival;
use crate::store::document::Document;
use calendar::{Day, Time};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use measures::{Contribution, Measure, Part};

const DONE: &[Part] = &[Part::DoneOnTime, Part::DoneLate];
const EVERY: &[Part] = &[Part::DoneOnTime, Part::DoneLate, Part::OpenInTime, Part::Overdue];

/// Arrivals dealt with by their deadline, of all that had to be by now (văn bản đến xử lý đúng hạn).
pub const HANDLED: Measure = Measure {
    code: "documents.handled",
    numerator: &[Part::DoneOnTime],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::Overdue],
};
/// Arrivals accepted within the time for it, of all that arrived (tiếp nhận đúng hạn).
pub const ACCEPTED: Measure =
    Measure { code: "documents.accepted", numerator: &[Part::DoneOnTime], denominator: EVERY };
/// Documents issued (văn bản đi đã phát hành).
pub const SENT: Measure = Measure { code: "documents.sent", numerator: DONE, denominator: EVERY };

/// All of them.
pub const ALL: &[Measure] = &[HANDLED, ACCEPTED, SENT];

/// Something arrived; it is to be accepted by an instant.
pub(crate) fn received(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    due: Option<Time>,
) -> Result<(), Error> {
    about(tx, ctx, &ACCEPTED, arrival, Span { due, done: None })?;
    about(tx, ctx, &HANDLED, arrival, Span { due: arrival.due_day.map(|day| close_of(ctx, day)), done: None })
}

/// It was accepted.
pub(crate) fn accepted(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    due: Option<Time>,
) -> Result<(), Error> {
    about(tx, ctx, &ACCEPTED, arrival, Span { due, done: Some(ctx.now) })?;
    about(tx, ctx, &HANDLED, arrival, Span { due: arrival.due_day.map(|day| close_of(ctx, day)), done: None })
}

/// Somebody leads; by then it is due.
pub(crate) fn directed(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    due: Option<Time>,
) -> Result<(), Error> {
    about(tx, ctx, &HANDLED, arrival, Span { due, done: None })
}

/// It was dealt with.
pub(crate) fn closed(tx: &mut Tx<'_>, ctx: &Ctx, arrival: &Arrival, due: Option<Time>) -> Result<(), Error> {
    about(tx, ctx, &HANDLED, arrival, Span { due, done: Some(ctx.now) })
}

/// It counts no more: it was refused.
pub(crate) fn dropped(tx: &mut Tx<'_>, ctx: &Ctx, arrival: &Arrival) -> Result<(), Error> {
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    Ok(measures::retract(tx, ctx, HANDLED.code, &record, arrival.agency)?)
}

/// It was recalled: it counts no more, and not as one that waits to be accepted either.
pub(crate) fn recalled(tx: &mut Tx<'_>, ctx: &Ctx, arrival: &Arrival) -> Result<(), Error> {
    dropped(tx, ctx, arrival)?;
    if arrival.registered_at.is_some() {
        return Ok(());
    }
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    Ok(measures::retract(tx, ctx, ACCEPTED.code, &record, arrival.agency)?)
}

/// A document went out.
pub(crate) fn sent(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    let span = Span { due: None, done: Some(ctx.now) };
    contribute(tx, ctx, &SENT, document.subject_ref(), document.agency, ctx.now.day(), span)
}

struct Span {
    due: Option<Time>,
    done: Option<Time>,
}

fn about(tx: &mut Tx<'_>, ctx: &Ctx, measure: &Measure, arrival: &Arrival, span: Span) -> Result<(), Error> {
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    contribute(tx, ctx, measure, record, arrival.agency, arrival.arrived_at.day(), span)
}

fn contribute(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    measure: &Measure,
    record: Ref,
    agency: Uuid,
    from: Day,
    span: Span,
) -> Result<(), Error> {
    let until = span.done.map(Time::day);
    let Span { due, done } = span;
    measures::contribute(
        tx,
        ctx,
        &Contribution { measure: measure.code, record, agency, from, until, due, done },
    )?;
    Ok(())
}

fn close_of(ctx: &Ctx, day: Day) -> Time {
    ctx.law.calendar().close_of(day)
}
