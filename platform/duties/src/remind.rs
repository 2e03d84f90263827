//! Reminders: the owner before and at the deadline, the head behind it.

use crate::jobs::rederive_later;
use crate::model::{Duty, NEVER, Party, State};
use crate::rule::{Rule, Stage};
use crate::store::{self, rules};
use crate::{Error, t};
use context::{Ctx, Day, Lang, Permission, Ref, Scope, Time, Uuid};
use db::{Read, Tx};
use notify::Desk;
use organisation::Rank;
use serde_json::json;

/// To set how duties remind, for the whole system.
pub const RULES: Permission = "duties.rules";
/// The kind of the notice that a deadline comes near.
pub const SOON: &str = "duties.soon";
/// The kind of the notice that a deadline is here.
pub const OVERDUE: &str = "duties.overdue";
/// The kind of the notice to the head that a deadline has passed.
pub const ESCALATED: &str = "duties.escalated";
/// The kind of the notice that something must be done at once.
pub const NOW: &str = "duties.now";
/// The action of the fact that a changed rule leaves.
pub const RULE_SET: &str = "duties.rule_set";

/// How duties of a kind remind: as an administrator has set, else as the law data proposes.
///
/// # Errors
/// Those of the database.
pub fn rule_of(read: &mut Read<'_>, ctx: &Ctx, kind: &str) -> Result<Rule, Error> {
    if let Some(rule) = rules::load(read, kind)? {
        return Ok(rule);
    }
    let proposed = ctx.law.deadline(kind, ctx.now.day());
    Ok(proposed
        .map(|it| Rule { remind: it.remind.clone(), escalate: it.escalate.clone() })
        .unwrap_or_default())
}

/// The rules that administrators have set, by kind.
///
/// # Errors
/// Those of the database.
pub fn rules_set(read: &mut Read<'_>) -> Result<Vec<(String, Rule)>, Error> {
    Ok(rules::all(read)?)
}

/// Sets how duties of a kind remind, or with none goes back to what the law data proposes. Duties already
/// open follow by a job.
///
/// # Errors
/// [`Error::NotAllowed`]; [`Error::Rule`].
pub fn set_rule(tx: &mut Tx<'_>, ctx: &Ctx, kind: &str, rule: Option<&Rule>) -> Result<(), Error> {
    if ctx.actor.scope(RULES) != Some(Scope::All) {
        return Err(Error::NotAllowed);
    }
    let id = match rule {
        Some(rule) => {
            rule.check()?;
            Some(rules::set(tx, ctx.new_id(), kind, rule)?)
        }
        None => rules::unset(tx, kind)?,
    };
    let Some(id) = id else { return Ok(()) };
    let data = json!({ "kind": kind, "rule": rule });
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(RULE_SET, Ref::new("duty_rule", id)) })?;
    rederive_later(tx, ctx, ctx.now.day())
}

/// When a duty reminds next.
pub(crate) fn next(read: &mut Read<'_>, ctx: &Ctx, duty: &Duty) -> Result<Time, Error> {
    match (duty.state, duty.due) {
        (State::Open, Some(_)) => Ok(next_by(&rule_of(read, ctx, &duty.kind)?, ctx, duty)),
        _ => Ok(NEVER),
    }
}

/// When a duty reminds next by a rule.
pub(crate) fn next_by(rule: &Rule, ctx: &Ctx, duty: &Duty) -> Time {
    let (State::Open, Some(due)) = (duty.state, duty.due) else { return NEVER };
    let stages = rule.stages(ctx.law.calendar(), due);
    stages.into_iter().map(|(at, _)| at).find(|at| *at > ctx.now).unwrap_or(NEVER)
}

/// Gives up to `limit` reminders that are due; how many duties reminded. Of several that were missed, as while
/// the system was down, only the last is given. Called by a timer; two callers at once never take the same.
///
/// # Errors
/// Those of the database.
pub fn due_reminders(tx: &mut Tx<'_>, ctx: &Ctx, limit: usize) -> Result<usize, Error> {
    let due = store::to_remind(tx, ctx.now, limit)?;
    for (id, since) in &due {
        let Some(it) = store::load(tx, *id)? else { continue };
        remind(tx, ctx, &it.duty, *since)?;
        let next = next(tx, ctx, &it.duty)?;
        store::set_next_reminder(tx, *id, next)?;
    }
    Ok(due.len())
}

/// Tells of the stages between `since` and now.
fn remind(tx: &mut Tx<'_>, ctx: &Ctx, duty: &Duty, since: Time) -> Result<(), Error> {
    let Some(due) = duty.due else { return Ok(()) };
    let stages = rule_of(tx, ctx, &duty.kind)?.stages(ctx.law.calendar(), due);
    let passed = stages.iter().filter(|(at, _)| since <= *at && *at <= ctx.now).map(|(_, stage)| *stage);
    let (to_owner, to_head): (Vec<Stage>, Vec<Stage>) = passed.partition(|stage| *stage != Stage::Escalated);
    let day = ctx.now.day();
    if let Some(stage) = to_owner.last() {
        let kind = if *stage == Stage::Soon { SOON } else { OVERDUE };
        let owners = owners(tx, &duty.owner, day)?;
        tell(tx, ctx, duty, kind, &owners, false)?;
    }
    if !to_head.is_empty() {
        let heads = heads(tx, &duty.owner, day)?;
        tell(tx, ctx, duty, ESCALATED, &heads, false)?;
    }
    Ok(())
}

/// Tells whoever owes a duty at once, by every channel, whatever they want by mail: it runs on clock time.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn alert(tx: &mut Tx<'_>, ctx: &Ctx, duty: Uuid) -> Result<(), Error> {
    let duty = store::load(tx, duty)?.ok_or(Error::NotFound)?.duty;
    let owners = owners(tx, &duty.owner, ctx.now.day())?;
    tell(tx, ctx, &duty, NOW, &owners, true)
}

/// The words of a notice of this crate, with the subject that the record's card gives; none for other kinds.
pub fn notice_words(kind: &str, subject: &str, lang: Lang) -> Option<String> {
    match kind {
        SOON => Some(t::notice_soon(lang, subject)),
        OVERDUE => Some(t::notice_overdue(lang, subject)),
        NOW => Some(t::notice_now(lang, subject)),
        ESCALATED => Some(t::notice_escalated(lang, subject)),
        _ => None,
    }
}

fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    duty: &Duty,
    kind: &'static str,
    to: &[Uuid],
    always: bool,
) -> Result<(), Error> {
    for position in to {
        let notice = notify::New {
            to: Desk::Position(*position),
            kind,
            // The record owed lies with its owner; the one on whose page it is shown may not.
            subject: duty.subject.clone(),
            data: json!({ "duty": duty.id, "kind": duty.kind, "due": duty.due, "agency": duty.owner.agency,
                          "unit": duty.owner.unit, "position": duty.owner.position }),
            mail: true,
            always,
        };
        notify::tell(tx, ctx, notice)?;
    }
    Ok(())
}

/// The positions that look after what a party owes: itself; of a unit its head, else its deputies, else all in
/// it; of an agency its records desk, else its leader.
fn owners(read: &mut Read<'_>, owner: &Party, day: Day) -> Result<Vec<Uuid>, Error> {
    if let Some(position) = owner.position {
        return Ok(vec![position]);
    }
    if let Some(unit) = owner.unit {
        let all = organisation::positions_of_unit(read, unit, day)?;
        let heads = ranked(&all, &[Rank::Head, Rank::Deputy]);
        return Ok(if heads.is_empty() { all.iter().map(|it| it.id).collect() } else { heads });
    }
    let clerks = ranked(&organisation::positions_of(read, owner.agency, day)?, &[Rank::Clerk]);
    if clerks.is_empty() { leader(read, owner.agency, day) } else { Ok(clerks) }
}

/// The position above a party: the head of its unit, unless that is the owner; else the agency's leader.
fn heads(read: &mut Read<'_>, owner: &Party, day: Day) -> Result<Vec<Uuid>, Error> {
    let mut heads = match owner.unit {
        Some(unit) => ranked(&organisation::positions_of_unit(read, unit, day)?, &[Rank::Head]),
        None => Vec::new(),
    };
    if heads.is_empty() || owner.position.is_some_and(|position| heads.contains(&position)) {
        heads = leader(read, owner.agency, day)?;
    }
    heads.retain(|position| Some(*position) != owner.position);
    Ok(heads)
}

/// The agency's first leader by the order of protocol.
fn leader(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Uuid>, Error> {
    let mut leaders = ranked(&organisation::positions_of(read, agency, day)?, &[Rank::Leader]);
    leaders.truncate(1);
    Ok(leaders)
}

/// The positions of the first of some ranks that any of them has.
fn ranked(positions: &[organisation::Position], ranks: &[Rank]) -> Vec<Uuid> {
    let of = |rank| positions.iter().filter(|it| it.rank == rank).map(|it| it.id).collect::<Vec<_>>();
    ranks.iter().map(|rank| of(*rank)).find(|found| !found.is_empty()).unwrap_or_default()
}
