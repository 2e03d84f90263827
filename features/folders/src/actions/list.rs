//! The yearly list: begun, submitted, approved, amended.

use super::tell;
use crate::Error;
use crate::model::input::{self, InputFault};
use crate::model::list::{ListMove, ListState};
use crate::store::list::{self as store, Item, List};
use access::Place;
use context::{Ctx, Permission, Ref, Uuid};
use db::Tx;
use duties::{Due, Open, Outcome, Party};
use serde_json::{Value, json};

/// How far a list can be from this year.
const YEARS: i64 = 2;

/// A list, locked, as an action decides on it.
pub(super) struct Sheet {
    pub(super) list: List,
}

impl Sheet {
    pub(super) fn lock(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, permission: Permission) -> Result<Sheet, Error> {
        let list = store::locked(tx, id)?.ok_or(Error::NotFound)?;
        if !access::may(tx, ctx, permission, &Place::agency(list.agency))? {
            return Err(Error::NotFound);
        }
        Ok(Sheet { list })
    }

    /// A list whose lines can be changed.
    pub(super) fn draft(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Sheet, Error> {
        let sheet = Sheet::lock(tx, ctx, id, crate::LIST)?;
        match sheet.list.state.as_str() {
            "draft" => Ok(sheet),
            state => Err(Error::NotNow { state: format!("list_{state}") }),
        }
    }

    fn step(&mut self, step: ListMove) -> Result<(), Error> {
        let not_now = || Error::NotNow { state: format!("list_{}", self.list.state) };
        let from = ListState::of(&self.list.state).ok_or_else(not_now)?;
        let to = from.transition(step).ok_or_else(not_now)?;
        self.list.state = to.code().to_owned();
        Ok(())
    }

    pub(super) fn save(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        self.list.changed_at = ctx.now;
        if !store::update(tx, &self.list)? {
            return Err(Error::Stale);
        }
        self.list.version += 1;
        Ok(())
    }

    pub(super) fn tell(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        action: &'static str,
        data: Value,
        note: &str,
    ) -> Result<(), Error> {
        tell(tx, ctx, action, self.subject(), None, data, note)
    }

    fn subject(&self) -> Ref {
        Ref::new(crate::YEARLY_LIST, self.list.id)
    }
}

/// Begins the list of the actor's agency for a year. Answers with its id.
///
/// # Errors
/// [`Error::ListExists`]; [`Error::Input`] for a year far from this one.
pub fn start(tx: &mut Tx<'_>, ctx: &Ctx, year: i64) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::LIST, &Place::agency(agency)).map_err(|_| Error::NotFound)?;
    let this = i64::from(ctx.now.day().year());
    if (year - this).abs() > YEARS {
        return Err(Error::at("year", InputFault::OutOfRange(this - YEARS, this + YEARS)));
    }
    let list = List {
        id: ctx.new_id(),
        agency,
        year,
        state: ListState::Draft.code().to_owned(),
        approved_at: None,
        approver: None,
        approver_name: String::new(),
        approver_title: String::new(),
        created_at: ctx.now,
        changed_at: ctx.now,
        version: 1,
    };
    if !store::insert(tx, &list)? {
        return Err(Error::ListExists { year });
    }
    let sheet = Sheet { list };
    sheet.tell(tx, ctx, "folders.list_started", json!({ "year": year }), "")?;
    Ok(sheet.list.id)
}

/// Takes over the lines of the list of the year before, but for those whose codes are there. Answers how many.
///
/// # Errors
/// [`Error::NotNow`] unless it is being written; [`Error::Input`] when there is no list of the year before.
pub fn copy(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<u64, Error> {
    let mut sheet = Sheet::draft(tx, ctx, id)?;
    let before = store::of_year(tx, sheet.list.agency, sheet.list.year - 1)?
        .ok_or(Error::at("year", InputFault::Unknown))?;
    let own = store::items(tx, id)?;
    let last = own.iter().map(|item| item.ordinal).max().unwrap_or_default();
    let copied: Vec<Item> = store::items(tx, before.id)?
        .into_iter()
        .map(|item| Item {
            id: ctx.new_id(),
            list: id,
            ordinal: last + item.ordinal,
            approved: false,
            ..item
        })
        .collect();
    if own.len() + copied.len() > input::MOST_ITEMS {
        return Err(Error::Full { most: input::MOST_ITEMS as i64 });
    }
    let added = if copied.is_empty() { 0 } else { store::add(tx, &copied)? };
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.list_copied", json!({ "from": before.year, "items": added }), "")?;
    Ok(added)
}

/// Puts a list before the head of the agency, who then owes an answer.
///
/// # Errors
/// [`Error::NotNow`]; [`Error::Empty`] when it foresees no folder.
pub fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let mut sheet = Sheet::lock(tx, ctx, id, crate::LIST)?;
    sheet.step(ListMove::Submit)?;
    if store::items(tx, id)?.iter().all(|item| item.heading) {
        return Err(Error::Empty);
    }
    sheet.save(tx, ctx)?;
    let rule = ctx.law.deadline(crate::APPROVE_LIST, ctx.now.day());
    duties::open(
        tx,
        ctx,
        Open {
            subject: sheet.subject(),
            about: None,
            kind: crate::APPROVE_LIST,
            owner: Party::agency(sheet.list.agency),
            creditor: Some(Party::agency(sheet.list.agency)),
            start: ctx.now,
            due: rule.map_or(Due::Standing, |rule| Due::Within(rule.allowance)),
        },
    )?;
    sheet.tell(tx, ctx, "folders.list_submitted", json!({}), "")
}

/// Sends a list back to the office, by the head.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] unless it was submitted.
pub fn return_list(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let mut sheet = Sheet::lock(tx, ctx, id, crate::APPROVE)?;
    let reason = input::reason(reason)?;
    sheet.step(ListMove::Return)?;
    sheet.save(tx, ctx)?;
    duties::close_of(tx, ctx, &sheet.subject(), &[crate::APPROVE_LIST], Outcome::Refused)?;
    sheet.tell(tx, ctx, "folders.list_returned", json!({}), reason)
}

/// Approves a list as it stands, by the head: folders can be opened of its items.
///
/// # Errors
/// [`Error::NotNow`] unless it was submitted; [`Error::Stale`].
pub fn approve(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: Option<i64>) -> Result<(), Error> {
    let mut sheet = Sheet::lock(tx, ctx, id, crate::APPROVE)?;
    if version.is_some_and(|version| version != sheet.list.version) {
        return Err(Error::Stale);
    }
    sheet.step(ListMove::Approve)?;
    sheet.list.approved_at = Some(ctx.now);
    sheet.list.approver = ctx.actor.position;
    sheet.list.approver_name = ctx.actor.name.clone();
    sheet.list.approver_title = ctx.actor.title.clone();
    sheet.save(tx, ctx)?;
    store::approve_all(tx, id)?;
    duties::close_of(tx, ctx, &sheet.subject(), &[crate::APPROVE_LIST], Outcome::Done)?;
    sheet.tell(tx, ctx, "folders.list_approved", json!({ "year": sheet.list.year }), "")
}

/// Takes an approved list up again to amend it. What was approved stays open to folders meanwhile.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NotNow`] unless it is approved.
pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let mut sheet = Sheet::lock(tx, ctx, id, crate::LIST)?;
    let reason = input::reason(reason)?;
    sheet.step(ListMove::Amend)?;
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.list_amended", json!({}), reason)
}
