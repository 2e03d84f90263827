//! What is done to duties. Features call these inside their own actions, which have asked who may and record
//! the fact; only what begins here (hand-over of a whole desk, counting again) records facts of its own.

use crate::clock;
use crate::model::{Due, Duty, NEVER, Outcome, Party, Reason, State, Step, stored, transition};
use crate::owed::{CREDITOR, OWNER};
use crate::rule::Rule;
use crate::store::{self, Stored, lists, lists::Side};
use crate::{Error, remind};
use context::{Ctx, Ref, Time, Uuid};
use db::{Read, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// A duty to be opened.
#[derive(Clone, Debug)]
pub struct Open {
    /// The record owed.
    pub subject: Ref,
    /// The record whose page shows it, when that is another one.
    pub about: Option<Ref>,
    /// What is owed, named by the feature: `documents.accept`.
    pub kind: &'static str,
    /// Who owes it.
    pub owner: Party,
    /// To whom.
    pub creditor: Option<Party>,
    /// From when its time counts.
    pub start: Time,
    /// From what its due instant follows.
    pub due: Due,
}

/// When more time may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Only while the present due instant has not passed.
    BeforeDeadline,
    /// At any time while the duty is open.
    AnyTime,
}

/// Whose duties are handed over: the desk that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// A position.
    Position(Uuid),
    /// A unit, with all positions in it.
    Unit(Uuid),
    /// An agency, with all units and positions in it.
    Agency(Uuid),
}

impl Desk {
    /// Its place among the columns of a side, and its id.
    fn column(self) -> (usize, Uuid) {
        match self {
            Desk::Position(id) => (0, id),
            Desk::Unit(id) => (1, id),
            Desk::Agency(id) => (2, id),
        }
    }
}

/// What one call of [`hand_over_all`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// How many duties changed an owner or a creditor.
    pub count: u64,
    /// Whether the desk may have more.
    pub more: bool,
}

/// What one call of [`rederive`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rederived {
    /// How many due instants moved.
    pub moved: u64,
    /// Where the next call goes on; none when all are done.
    pub next: Option<Uuid>,
}

/// The action of the fact that a hand-over leaves on each record.
pub const HANDED_OVER: &str = "duties.handed_over";
/// The action of the fact that a moved due instant leaves on each record.
pub const REDERIVED: &str = "duties.rederived";

/// Opens a duty and says when it is due. Returns its id.
///
/// # Errors
/// Those of the database.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, new: Open) -> Result<Uuid, Error> {
    let opened = open_many(tx, ctx, vec![new])?;
    Ok(opened.first().map(|duty| duty.id).unwrap_or_default())
}

/// Opens many duties by few statements. Returns them in their order.
///
/// # Errors
/// Those of the database.
pub fn open_many(tx: &mut Tx<'_>, ctx: &Ctx, new: Vec<Open>) -> Result<Vec<Duty>, Error> {
    let opened: Vec<Duty> = new.into_iter().map(|new| opened(ctx, new)).collect();
    let mut rules: BTreeMap<&str, Rule> = BTreeMap::new();
    let mut rows = Vec::with_capacity(opened.len());
    for duty in &opened {
        if !rules.contains_key(duty.kind.as_str()) {
            rules.insert(&duty.kind, remind::rule_of(tx, ctx, &duty.kind)?);
        }
        let next = rules.get(duty.kind.as_str()).map_or(NEVER, |rule| remind::next_by(rule, ctx, duty));
        rows.push((duty, next));
    }
    store::insert(tx, ctx, &rows)?;
    for duty in &opened {
        announce(tx, duty);
    }
    Ok(opened)
}

fn opened(ctx: &Ctx, new: Open) -> Duty {
    let due = clock::due(ctx.law.calendar(), new.start, &new.due, ctx.now, &[]);
    Duty {
        id: ctx.new_id(),
        kind: new.kind.to_owned(),
        subject: new.subject,
        about: new.about,
        owner: new.owner,
        creditor: new.creditor,
        state: State::Open,
        outcome: None,
        start: new.start,
        basis: new.due,
        due,
        first_due: due,
        extensions: 0,
        closed: None,
    }
}

/// Closes a duty now.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is closed already.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, outcome: Outcome) -> Result<(), Error> {
    close_at(tx, ctx, id, outcome, ctx.now)
}

/// Closes a duty that was fulfilled at an earlier instant: a result is on time by when it was reported, however
/// late it is confirmed.
///
/// # Errors
/// As [`close`]; [`Error::NotThen`] when the instant lies before the duty's start or in the future.
pub fn close_at(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, outcome: Outcome, at: Time) -> Result<(), Error> {
    let (mut it, before) = step(tx, id, Step::Close)?;
    if at > ctx.now || (at < it.duty.start && at != ctx.now) {
        return Err(Error::NotThen);
    }
    end(tx, ctx, &mut it, before, outcome, at)
}

/// Writes down that a duty is closed, which was in a state before.
fn end(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &mut Stored,
    before: State,
    outcome: Outcome,
    at: Time,
) -> Result<(), Error> {
    if before == State::Paused {
        end_pause(tx, ctx, it)?;
    }
    it.duty.outcome = Some(outcome);
    it.duty.closed = Some(at);
    save(tx, ctx, it)
}

/// Closes what is still owed of some kinds for a record; answers with what that was. None is no fault.
///
/// # Errors
/// Those of the database.
pub fn close_of(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    subject: &Ref,
    kinds: &[&str],
    outcome: Outcome,
) -> Result<Vec<Duty>, Error> {
    let mut closed = Vec::new();
    for mut it in store::running_of(tx, subject, kinds)? {
        let before = it.duty.state;
        it.duty.state =
            transition(before, Step::Close).ok_or(Error::NotNow { state: before, step: Step::Close })?;
        end(tx, ctx, &mut it, before, outcome, ctx.now)?;
        closed.push(it.duty);
    }
    Ok(closed)
}

/// Opens a closed duty again, as when a result is found insufficient: its clock never stopped.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is not closed.
pub fn reopen(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let (mut it, _) = step(tx, id, Step::Reopen)?;
    it.duty.outcome = None;
    it.duty.closed = None;
    save(tx, ctx, &it)
}

/// Stops the clock: someone else must act first. What was late before stays late.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is not open.
pub fn pause(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let (mut it, _) = step(tx, id, Step::Pause)?;
    store::begin_pause(tx, id, ctx.now)?;
    if it.duty.due.is_some_and(|due| due >= ctx.now) {
        it.duty.due = None;
        store::remember_due(tx, ctx, &it.duty, Reason::Paused)?;
    }
    save(tx, ctx, &it)
}

/// Lets the clock run on; the due instant moves by the working time that it stood still.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is not paused.
pub fn resume(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let (mut it, _) = step(tx, id, Step::Resume)?;
    end_pause(tx, ctx, &mut it)?;
    save(tx, ctx, &it)
}

/// Grants more time. An allowance counts from the duty's start, the old one included. What the duty was first
/// due stays visible.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is not open; [`Error::TooLate`] behind the deadline if the
/// window ends there; [`Error::NotLater`] when it would gain nothing.
pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, to: Due, window: Window) -> Result<(), Error> {
    let (mut it, _) = step(tx, id, Step::Extend)?;
    if window == Window::BeforeDeadline && it.duty.is_late(ctx.now) {
        return Err(Error::TooLate);
    }
    let before = stored(it.duty.due);
    it.duty.basis = to;
    it.basis_at = ctx.now;
    it.duty.due = derived(tx, ctx, &it)?;
    if stored(it.duty.due) <= before {
        return Err(Error::NotLater);
    }
    it.duty.extensions += 1;
    store::remember_due(tx, ctx, &it.duty, Reason::Extended)?;
    save(tx, ctx, &it)
}

/// Gives a duty to another owner, within an agency or to its successor.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotNow`] when it is closed.
pub fn hand_over(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, to: Party) -> Result<(), Error> {
    let (mut it, _) = step(tx, id, Step::HandOver)?;
    announce(tx, &it.duty);
    it.duty.owner = to;
    save(tx, ctx, &it)
}

/// Hands over up to `limit` running duties of a desk that ends, as owner and as creditor, and records a fact on
/// each record. Called until nothing is left; see [`crate::workers`].
///
/// # Errors
/// Those of the database.
pub fn hand_over_all(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    from: Desk,
    to: &Party,
    limit: usize,
) -> Result<HandedOver, Error> {
    let (column, desk) = from.column();
    let owned = lists::running_at(tx, Side { column: OWNER[column], desk, whole: None }, limit)?;
    for id in &owned {
        hand_over(tx, ctx, *id, *to)?;
        record_hand_over(tx, ctx, *id, desk, to)?;
    }
    let lent =
        lists::running_at(tx, Side { column: CREDITOR[column], desk, whole: None }, limit - owned.len())?;
    for id in &lent {
        step(tx, *id, Step::HandOver)?;
        store::set_creditor(tx, *id, to)?;
        record_hand_over(tx, ctx, *id, desk, to)?;
    }
    let count = owned.len() + lent.len();
    Ok(HandedOver { count: count as u64, more: count == limit })
}

/// What is not counted further by [`running_at`].
pub const MOST_COUNTED: usize = 1_000;

/// How many duties a desk owes and is owed that still run, each counted up to [`MOST_COUNTED`]: what
/// [`hand_over_all`] would hand over. Whoever asks has been allowed to end the desk.
///
/// # Errors
/// Those of the database.
pub fn running_at(read: &mut Read<'_>, desk: Desk) -> Result<(i64, i64), Error> {
    let (column, desk) = desk.column();
    let mut count = |column| lists::count_running_at(read, Side { column, desk, whole: None }, MOST_COUNTED);
    Ok((count(OWNER[column])?, count(CREDITOR[column])?))
}

/// Counts up to `limit` due instants again after a change of the calendar that concerns a day or those behind
/// it, and records a fact on each record whose due instant moved. Also sets their next reminders anew.
///
/// # Errors
/// Those of the database.
pub fn rederive(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    from: context::Day,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Rederived, Error> {
    let ids = store::movable(tx, from.start(), after.unwrap_or_default(), limit)?;
    let mut moved = 0;
    for id in &ids {
        moved += u64::from(rederive_one(tx, ctx, *id)?);
    }
    Ok(Rederived { moved, next: ids.last().copied().filter(|_| ids.len() == limit) })
}

/// How many duties [`rederive`] would count again for a day, up to a thousand.
///
/// # Errors
/// Those of the database.
pub fn rederivable(read: &mut db::Read<'_>, from: context::Day) -> Result<i64, Error> {
    Ok(store::count_movable(read, from.start(), lists::MOST_COUNTED)?)
}

/// Whether the due instant of a duty moved.
fn rederive_one(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<bool, Error> {
    let mut it = match step(tx, id, Step::Rederive) {
        Ok((it, _)) => it,
        // Closed or paused between the look and the lock.
        Err(Error::NotNow { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    let before = it.duty.due;
    it.duty.due = derived(tx, ctx, &it)?;
    let moved = it.duty.due != before;
    if moved {
        store::remember_due(tx, ctx, &it.duty, Reason::Rederived)?;
        let data = json!({ "duty": id, "from": before, "to": it.duty.due });
        record(tx, ctx, &it.duty, REDERIVED, data)?;
    }
    save(tx, ctx, &it)?;
    Ok(moved)
}

/// Locks a duty, and takes the step if its state allows it. Returns the duty and its state before.
fn step(tx: &mut Tx<'_>, id: Uuid, step: Step) -> Result<(Stored, State), Error> {
    let mut it = store::locked(tx, id)?.ok_or(Error::NotFound)?;
    let before = it.duty.state;
    it.duty.state = transition(before, step).ok_or(Error::NotNow { state: before, step })?;
    Ok((it, before))
}

fn end_pause(tx: &mut Tx<'_>, ctx: &Ctx, it: &mut Stored) -> Result<(), Error> {
    store::end_pause(tx, it.duty.id, ctx.now)?;
    let due = derived(tx, ctx, it)?;
    if due != it.duty.due {
        it.duty.due = due;
        store::remember_due(tx, ctx, &it.duty, Reason::Resumed)?;
    }
    Ok(())
}

fn derived(tx: &mut Tx<'_>, ctx: &Ctx, it: &Stored) -> Result<Option<Time>, Error> {
    let pauses = store::pauses(tx, it.duty.id)?;
    Ok(clock::due(ctx.law.calendar(), it.duty.start, &it.duty.basis, it.basis_at, &pauses))
}

fn save(tx: &mut Tx<'_>, ctx: &Ctx, it: &Stored) -> Result<(), Error> {
    let next_remind_at = remind::next(tx, ctx, &it.duty)?;
    store::update(tx, it, next_remind_at)?;
    announce(tx, &it.duty);
    Ok(())
}

fn record_hand_over(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, from: Uuid, to: &Party) -> Result<(), Error> {
    let duty = store::load(tx, id)?.ok_or(Error::NotFound)?.duty;
    record(tx, ctx, &duty, HANDED_OVER, json!({ "duty": id, "from": from, "to": to.desk() }))
}

fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    duty: &Duty,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    let fact =
        facts::New { about: duty.about.clone(), data, ..facts::New::new(action, duty.subject.clone()) };
    facts::record(tx, ctx, fact)?;
    Ok(())
}

/// Tells the pages of owner and creditor that their lists changed.
fn announce(tx: &mut Tx<'_>, duty: &Duty) {
    for party in [Some(duty.owner), duty.creditor].into_iter().flatten() {
        tx.announce("desk", &party.desk().to_string());
    }
}
