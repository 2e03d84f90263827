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

/// Something arrived at agencies; it is to be accepted by an instant.
pub(crate) fn received(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrivals: &[Arrival],
    due: Option<Time>,
) -> Result<(), Error> {
    let all = arrivals.iter().flat_map(|arrival| arriving(ctx, arrival, Span { due, done: None }));
    Ok(measures::contribute_many(tx, ctx, &all.collect::<Vec<_>>())?)
}

/// It was accepted.
pub(crate) fn accepted(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    due: Option<Time>,
) -> Result<(), Error> {
    let both = arriving(ctx, arrival, Span { due, done: Some(ctx.now) });
    Ok(measures::contribute_many(tx, ctx, &both)?)
}

/// What an arrival counts as before somebody leads: accepted or not, and to be dealt with.
fn arriving(ctx: &Ctx, arrival: &Arrival, accepted: Span) -> [Contribution; 2] {
    let answer_by = arrival.due_day.map(|day| ctx.law.calendar().close_of(day));
    [
        of_arrival(&ACCEPTED, arrival, accepted),
        of_arrival(&HANDLED, arrival, Span { due: answer_by, done: None }),
    ]
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
    Ok(measures::retract(tx, ctx, &[counted(&HANDLED, arrival)])?)
}

/// They were recalled: they count no more, and not as what waits to be accepted either.
pub(crate) fn recalled(tx: &mut Tx<'_>, ctx: &Ctx, arrivals: &[Arrival]) -> Result<(), Error> {
    let handled = arrivals.iter().map(|arrival| counted(&HANDLED, arrival));
    let waiting = arrivals.iter().filter(|arrival| arrival.registered_at.is_none());
    let all = handled.chain(waiting.map(|arrival| counted(&ACCEPTED, arrival)));
    Ok(measures::retract(tx, ctx, &all.collect::<Vec<_>>())?)
}

fn counted(measure: &Measure, arrival: &Arrival) -> (&'static str, Ref, Uuid) {
    (measure.code, Ref::new(crate::ARRIVAL, arrival.id), arrival.agency)
}

/// A document went out.
pub(crate) fn sent(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    let span = Span { due: None, done: Some(ctx.now) };
    let sent = contribution(&SENT, document.subject_ref(), document.agency, ctx.now.day(), span);
    Ok(measures::contribute(tx, ctx, &sent)?)
}

struct Span {
    due: Option<Time>,
    done: Option<Time>,
}

fn about(tx: &mut Tx<'_>, ctx: &Ctx, measure: &Measure, arrival: &Arrival, span: Span) -> Result<(), Error> {
    Ok(measures::contribute(tx, ctx, &of_arrival(measure, arrival, span))?)
}

fn of_arrival(measure: &Measure, arrival: &Arrival, span: Span) -> Contribution {
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    contribution(measure, record, arrival.agency, arrival.arrived_at.day(), span)
}

fn contribution(measure: &Measure, record: Ref, agency: Uuid, from: Day, span: Span) -> Contribution {
    let Span { due, done } = span;
    Contribution { measure: measure.code, record, agency, from, until: done.map(Time::day), due, done }
}
