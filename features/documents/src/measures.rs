//! The figures that documents offer.

use crate::store::arrival::Arrival;
use crate::store::document::Document;
use crate::{Error, t};
use calendar::{Day, Time};
use context::{Ctx, Lang, Ref, Uuid};
use db::Tx;
use edge::{Better, MeasureSource, Shows};
use measures::{Contribution, Measure, Part};

const DONE: &[Part] = &[Part::DoneOnTime, Part::DoneLate];
const EVERY: &[Part] = &[Part::DoneOnTime, Part::DoneLate, Part::OpenInTime, Part::Overdue];

/// Arrivals dealt with by their deadline, of all that had to be by now (văn bản đến xử lý đúng hạn).
pub const HANDLED: Measure = Measure {
    code: "documents.handled",
    counted: "documents.handled",
    numerator: &[Part::DoneOnTime],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::Overdue],
};
/// Arrivals that are not dealt with though their deadline has passed (văn bản đến quá hạn).
pub const OVERDUE: Measure = Measure {
    code: "documents.overdue",
    counted: HANDLED.code,
    numerator: &[Part::Overdue],
    denominator: EVERY,
};
/// Arrivals answered by the day that their sender asked for, of all that had to be by now (trả lời đúng hạn).
pub const ANSWERED: Measure = Measure {
    code: "documents.answered",
    counted: "documents.answered",
    numerator: &[Part::DoneOnTime],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::Overdue],
};
/// Arrivals accepted within the time for it, of all that arrived (tiếp nhận đúng hạn).
pub const ACCEPTED: Measure = Measure {
    code: "documents.accepted",
    counted: "documents.accepted",
    numerator: &[Part::DoneOnTime],
    denominator: EVERY,
};
/// What arrived (văn bản đến).
pub const RECEIVED: Measure =
    Measure { code: "documents.received", counted: ACCEPTED.code, numerator: EVERY, denominator: EVERY };
/// Documents issued (văn bản đi đã phát hành).
pub const SENT: Measure =
    Measure { code: "documents.sent", counted: "documents.sent", numerator: DONE, denominator: EVERY };
/// Documents that reached every recipient electronically, of all issued (gửi, nhận điện tử). One that did not never
/// becomes done.
pub const ELECTRONIC: Measure = Measure {
    code: "documents.electronic",
    counted: "documents.electronic",
    numerator: DONE,
    denominator: EVERY,
};
/// From arrival to the register (thời gian tiếp nhận).
pub const TIME_TO_ACCEPT: Measure =
    Measure { code: "documents.time_to_accept", counted: ACCEPTED.code, numerator: DONE, denominator: DONE };
/// From the register to the direction that names who leads (thời gian cho ý kiến chỉ đạo).
pub const TIME_TO_DIRECT: Measure = Measure {
    code: "documents.time_to_direct",
    counted: "documents.time_to_direct",
    numerator: DONE,
    denominator: DONE,
};
/// From the register until it is dealt with (thời gian xử lý).
pub const TIME_TO_HANDLE: Measure =
    Measure { code: "documents.time_to_handle", counted: HANDLED.code, numerator: DONE, denominator: DONE };
/// From the first draft until it is issued (thời gian soạn thảo, trình ký, phát hành).
pub const TIME_TO_ISSUE: Measure =
    Measure { code: "documents.time_to_issue", counted: SENT.code, numerator: DONE, denominator: DONE };

/// All of them, as pages of figures show them.
pub(crate) const SOURCES: &[MeasureSource] = &[
    source(&HANDLED, t::measure_handled, Shows::Share, Better::More),
    source(&OVERDUE, t::measure_overdue, Shows::Count, Better::Less),
    source(&ANSWERED, t::measure_answered, Shows::Share, Better::More),
    source(&RECEIVED, t::measure_received, Shows::Count, Better::Neither),
    source(&ELECTRONIC, t::measure_electronic, Shows::Share, Better::More),
    source(&SENT, t::measure_sent, Shows::Count, Better::Neither),
    source(&ACCEPTED, t::measure_accepted, Shows::Share, Better::More),
    source(&TIME_TO_ACCEPT, t::measure_time_to_accept, Shows::Time, Better::Less),
    source(&TIME_TO_DIRECT, t::measure_time_to_direct, Shows::Time, Better::Less),
    source(&TIME_TO_HANDLE, t::measure_time_to_handle, Shows::Time, Better::Less),
    source(&TIME_TO_ISSUE, t::measure_time_to_issue, Shows::Time, Better::Less),
];

const fn source(
    measure: &'static Measure,
    name: fn(Lang) -> &'static str,
    shows: Shows,
    better: Better,
) -> MeasureSource {
    MeasureSource { measure, name, shows, better }
}

/// Something arrived at agencies; it is to be accepted by an instant.
pub(crate) fn received(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrivals: &[Arrival],
    due: Option<Time>,
) -> Result<(), Error> {
    let all = arrivals.iter().flat_map(|arrival| arriving(ctx, arrival, Span { due, ..Span::OPEN }));
    Ok(measures::contribute_many(tx, ctx, &all.collect::<Vec<_>>())?)
}

/// It was accepted.
pub(crate) fn accepted(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    due: Option<Time>,
) -> Result<(), Error> {
    let all: Vec<Contribution> =
        arriving(ctx, arrival, Span { due, ..Span::done(ctx, arrival.arrived_at) }).collect();
    Ok(measures::contribute_many(tx, ctx, &all)?)
}

/// What an arrival counts as before somebody leads: accepted or not, to be dealt with, and to be answered if its
/// sender asks for it.
fn arriving(ctx: &Ctx, arrival: &Arrival, accepted: Span) -> impl Iterator<Item = Contribution> + use<> {
    let due = answer_by(ctx, arrival);
    let answer = due.map(|_| of_arrival(&ANSWERED, arrival, Span { due, ..Span::OPEN }));
    let handled = of_arrival(&HANDLED, arrival, Span { due, ..Span::OPEN });
    [of_arrival(&ACCEPTED, arrival, accepted), handled].into_iter().chain(answer)
}

fn answer_by(ctx: &Ctx, arrival: &Arrival) -> Option<Time> {
    arrival.due_day.map(|day| ctx.law.calendar().close_of(day))
}

/// Somebody leads, in a unit if so; by then it is due.
pub(crate) fn directed(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    arrival: &Arrival,
    unit: Option<Uuid>,
    due: Option<Time>,
) -> Result<(), Error> {
    let taken = of_arrival(&TIME_TO_DIRECT, arrival, Span::done(ctx, began(arrival)));
    let handled = of_arrival(&HANDLED, arrival, Span { due, ..Span::OPEN });
    Ok(measures::contribute_many(tx, ctx, &[taken, Contribution { unit, ..handled }])?)
}

/// It was dealt with, and so answered.
pub(crate) fn closed(tx: &mut Tx<'_>, ctx: &Ctx, arrival: &Arrival, due: Option<Time>) -> Result<(), Error> {
    let done = |due| Span { due, ..Span::done(ctx, began(arrival)) };
    let answered = answer_by(ctx, arrival).map(|by| of_arrival(&ANSWERED, arrival, done(Some(by))));
    let handled = of_arrival(&HANDLED, arrival, done(due));
    let all: Vec<Contribution> = std::iter::once(handled).chain(answered).collect();
    Ok(measures::contribute_many(tx, ctx, &all)?)
}

/// From when an agency has had an arrival in hand.
fn began(arrival: &Arrival) -> Time {
    arrival.registered_at.unwrap_or(arrival.arrived_at)
}

/// It counts no more: it was refused.
pub(crate) fn dropped(tx: &mut Tx<'_>, ctx: &Ctx, arrival: &Arrival) -> Result<(), Error> {
    Ok(measures::retract(tx, ctx, &[counted(&HANDLED, arrival), counted(&ANSWERED, arrival)])?)
}

/// They were recalled: they count no more, and not as what waits to be accepted either.
pub(crate) fn recalled(tx: &mut Tx<'_>, ctx: &Ctx, arrivals: &[Arrival]) -> Result<(), Error> {
    let handled =
        arrivals.iter().flat_map(|arrival| [counted(&HANDLED, arrival), counted(&ANSWERED, arrival)]);
    let waiting = arrivals.iter().filter(|arrival| arrival.registered_at.is_none());
    let all = handled.chain(waiting.map(|arrival| counted(&ACCEPTED, arrival)));
    Ok(measures::retract(tx, ctx, &all.collect::<Vec<_>>())?)
}

fn counted(measure: &Measure, arrival: &Arrival) -> (&'static str, Ref, Uuid) {
    (measure.code, Ref::new(crate::ARRIVAL, arrival.id), arrival.agency)
}

/// A document went out, to every recipient electronically or not.
pub(crate) fn sent(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document, electronic: bool) -> Result<(), Error> {
    let today = ctx.now.day();
    let of = |measure, span| {
        let it = contribution(measure, document.subject_ref(), document.agency, today, span);
        Contribution { unit: document.unit, until: Some(today), ..it }
    };
    let reached = if electronic { Span { done: Some(ctx.now), ..Span::OPEN } } else { Span::OPEN };
    let all = [of(&SENT, Span::done(ctx, document.created_at)), of(&ELECTRONIC, reached)];
    Ok(measures::contribute_many(tx, ctx, &all)?)
}

/// By when something is due, when it was done, and the working minutes that it took.
struct Span {
    due: Option<Time>,
    done: Option<Time>,
    minutes: i64,
}

impl Span {
    /// Neither due nor done.
    const OPEN: Span = Span { due: None, done: None, minutes: 0 };

    /// Done now, begun at an instant.
    fn done(ctx: &Ctx, begun: Time) -> Span {
        let worked = ctx.law.calendar().worked_between(begun, ctx.now);
        Span { due: None, done: Some(ctx.now), minutes: worked.max(0) / Time::MINUTE }
    }
}

fn of_arrival(measure: &Measure, arrival: &Arrival, span: Span) -> Contribution {
    let record = Ref::new(crate::ARRIVAL, arrival.id);
    contribution(measure, record, arrival.agency, arrival.arrived_at.day(), span)
}

fn contribution(measure: &Measure, record: Ref, agency: Uuid, from: Day, span: Span) -> Contribution {
    let Span { due, done, minutes } = span;
    let until = done.map(Time::day);
    Contribution { measure: measure.code, record, agency, from, until, due, done, unit: None, minutes }
}
