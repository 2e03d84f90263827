//! Rules of the desk: kept by whoever prepares or gives its directions, tried out, and applied at registration.

use super::direct::{self, By};
use super::{Case, route};
use crate::Error;
use crate::model::arrival::ArrivalState;
use crate::model::direction::Wording;
use crate::model::input::{InputFault, MOST_NAME, MOST_TEXT};
use crate::model::rule::{Looked, MOST_DAYS, MOST_RULES, RuleInput};
use crate::store::rule::{self, Received, Rule};
use context::{Ctx, Day, Ref, Scope, Time, Uuid};
use db::{Read, Tx};
use serde_json::json;

/// How far back a rule is tried.
pub const TRIED_DAYS: i64 = 30;
/// So many arrivals are looked at for it.
pub const MOST_TRIED: usize = 2_000;

/// Whether the actor keeps the rules of their agency's desk.
pub fn keeps_rules(ctx: &Ctx) -> bool {
    let whole = |permission| ctx.actor.scope(permission) >= Some(Scope::Agency);
    ctx.actor.agency.is_some()
        && ctx.actor.assists().is_none()
        && (whole(crate::PROPOSE) || whole(crate::DIRECT))
}

/// The agency whose rules the actor keeps.
fn desk(ctx: &Ctx) -> Result<Uuid, Error> {
    ctx.actor.agency.filter(|_| keeps_rules(ctx)).ok_or(Error::NotFound)
}

/// Makes a rule.
///
/// # Errors
/// [`Error::Input`] names every wrong field; [`Error::Unknown`] when who is to lead is not of the agency.
pub fn make_rule(tx: &mut Tx<'_>, ctx: &Ctx, says: &RuleInput) -> Result<Uuid, Error> {
    let agency = desk(ctx)?;
    let says = checked(tx, ctx, agency, says)?;
    tx.serialise(&format!("documents.rules {agency}"))?;
    let known = rule::rules(tx, agency)?;
    if known.len() >= MOST_RULES {
        return Err(Error::Input(vec![("name", InputFault::OutOfRange(0, MOST_RULES as i64))]));
    }
    let last = known.iter().map(|rule| rule.says.ordinal).max().unwrap_or(0);
    let says = RuleInput { ordinal: if says.ordinal > 0 { says.ordinal } else { last + 1 }, ..says };
    let id = ctx.new_id();
    rule::insert(tx, id, agency, &says)?;
    facts::record(tx, ctx, told("documents.rule_made", id, &says))?;
    Ok(id)
}

/// Changes a rule: also to switch it off, or to ask it earlier or later.
///
/// # Errors
/// As [`make_rule`]; [`Error::NotFound`] when it is another agency's; [`Error::Stale`].
pub fn change_rule(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    says: &RuleInput,
) -> Result<(), Error> {
    let agency = desk(ctx)?;
    let known = rule::rule(tx, id)?.filter(|rule| rule.agency == agency).ok_or(Error::NotFound)?;
    let says = checked(tx, ctx, agency, says)?;
    let ordinal = if says.ordinal > 0 { says.ordinal } else { known.says.ordinal };
    let says = RuleInput { ordinal, ..says };
    if !rule::update(tx, id, version, &says)? {
        return Err(Error::Stale);
    }
    facts::record(tx, ctx, told("documents.rule_changed", id, &says))?;
    Ok(())
}

fn told(action: &'static str, id: Uuid, says: &RuleInput) -> facts::New {
    let data = json!({ "lead": says.lead.holder(), "straight": says.straight, "on": says.is_on });
    facts::New { data, note: Some(says.name.clone()), ..facts::New::new(action, Ref::new("rule", id)) }
}

fn checked(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid, says: &RuleInput) -> Result<RuleInput, Error> {
    let today = ctx.now.day();
    let mut faults = Vec::new();
    let mut when = |wrong: bool, field: &'static str, fault: InputFault| {
        if wrong {
            faults.push((field, fault));
        }
    };
    when(says.name.trim().is_empty(), "name", InputFault::Missing);
    for (field, text, most) in [
        ("name", &says.name, MOST_NAME),
        ("issuer", &says.issuer, MOST_NAME),
        ("words", &says.words, MOST_TEXT),
        ("direction", &says.direction, MOST_TEXT),
    ] {
        when(text.chars().count() > most, field, InputFault::TooLong(most));
    }
    when(!says.narrows(), "words", InputFault::Missing);
    let kind = says.kind.as_str();
    when(!kind.is_empty() && ctx.law.document_type(kind, today).is_none(), "kind", InputFault::Unknown);
    let urgency = says.urgency.as_str();
    when(!urgency.is_empty() && ctx.law.urgency(urgency, today).is_none(), "urgency", InputFault::Unknown);
    let days = says.days.unwrap_or(1);
    when(!(1..=MOST_DAYS).contains(&days), "days", InputFault::OutOfRange(1, MOST_DAYS));
    when(says.until.is_some_and(|until| until < says.from), "until", InputFault::Past);
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    direct::parties(read, ctx, agency, &wording(ctx, says)).map_err(|error| match error {
        Error::Unknown { .. } => Error::Unknown { field: "lead" },
        other => other,
    })?;
    Ok(RuleInput { name: says.name.trim().to_owned(), ..says.clone() })
}

/// The direction that a rule gives today.
fn wording(ctx: &Ctx, says: &RuleInput) -> Wording {
    let days = says.days.and_then(|days| i32::try_from(days).ok());
    let due: Option<Day> = days.map(|days| ctx.law.calendar().add_working_days(ctx.now.day(), days));
    Wording { lead: Some(says.lead), support: vec![], inform: vec![], due, words: says.direction.clone() }
}

/// What a rule would have caught of what the agency received in the last [`TRIED_DAYS`] days, the latest first, and how
/// many arrivals were looked at.
///
/// # Errors
/// [`Error::NotFound`] for whoever keeps no rules.
pub fn try_rule(read: &mut Read<'_>, ctx: &Ctx, says: &RuleInput) -> Result<(Vec<Received>, usize), Error> {
    let agency = desk(ctx)?;
    let since = ctx.now.plus(-TRIED_DAYS * Time::DAY);
    let received = rule::received_since(read, agency, since, MOST_TRIED)?;
    let looked = received.len();
    let caught = received.into_iter().filter(|it| {
        says.catches(&Looked {
            issuer: &it.issuer,
            kind: &it.kind,
            subject: &it.subject,
            symbol: &it.symbol,
            urgency: &it.urgency,
        })
    });
    Ok((caught.collect(), looked))
}

/// Asks the rules of the desk about what was just registered; whether one of them has sent it on. A rule whose unit or
/// position is no more is passed over, and says so in the record.
pub(crate) fn ask(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case) -> Result<bool, Error> {
    let today = ctx.now.day();
    let agency = case.acting(tx, ctx)?;
    let document = &case.document;
    let looked = Looked {
        issuer: &document.issuer,
        kind: &document.kind,
        subject: &document.subject,
        symbol: &document.symbol,
        urgency: &document.urgency,
    };
    let rules = rule::rules(tx, agency)?;
    let caught: Vec<&Rule> =
        rules.iter().filter(|rule| rule.says.holds(today) && rule.says.catches(&looked)).collect();
    for rule in caught {
        if apply(tx, ctx, case, agency, rule)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn apply(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case, agency: Uuid, rule: &Rule) -> Result<bool, Error> {
    let mut wording = wording(ctx, &rule.says);
    // Never later than the document's own deadline.
    let limit = case.arrival.due_day.filter(|limit| *limit >= ctx.now.day());
    wording.due = match (wording.due, limit) {
        (Some(due), Some(limit)) => Some(due.min(limit)),
        (due, _) => due,
    };
    let parties = match direct::parties(tx, ctx, agency, &wording) {
        Ok(parties) => parties,
        Err(Error::Unknown { .. }) => {
            case.tell(tx, ctx, "documents.rule_passed_over", json!({ "rule": rule.id }), named(rule))?;
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let positions = organisation::positions_of(tx, agency, ctx.now.day())?;
    let leader = route::leader(&positions).map(|leader| leader.id);
    route::into_register(tx, case)?;
    match leader.filter(|_| !rule.says.straight) {
        Some(leader) => {
            direct::prepare(tx, ctx, case, leader, &wording, &parties, Some(rule.id))?;
            case.tell(tx, ctx, "documents.proposed_by_rule", json!({ "rule": rule.id }), named(rule))?;
        }
        None => {
            // Where there is no leader, whoever registers it answers for the rule.
            let by = By { giver: leader.or(ctx.actor.position), rule: Some(rule.id), ..By::default() };
            direct::give(tx, ctx, case, None, &wording, &parties, by)?;
            case.tell(tx, ctx, "documents.routed_by_rule", json!({ "rule": rule.id }), named(rule))?;
        }
    }
    Ok(true)
}

fn named(rule: &Rule) -> Option<String> {
    Some(rule.says.name.clone())
}

/// Enters what a leader has said or written on paper (ghi theo chỉ đạo của …): it holds at once, and the leader
/// confirms it later with one touch.
///
/// # Errors
/// [`Error::Unknown`] for a giver who is no leader of the agency; as for any direction.
pub fn record_word(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    giver: Uuid,
    wording: &Wording,
) -> Result<(), Error> {
    let mut case = match ctx.actor.assists() {
        Some(_) => Case::assisting(tx, ctx, id)?,
        None => Case::open(tx, ctx, id, crate::PROPOSE)?,
    };
    if case.arrival.state() != ArrivalState::Accepted {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    let agency = case.acting(tx, ctx)?;
    let positions = organisation::positions_of(tx, agency, ctx.now.day())?;
    let leads = |it: &&organisation::Position| it.id == giver && it.rank == organisation::Rank::Leader;
    let leader = positions.iter().find(leads).ok_or(Error::Unknown { field: "giver" })?;
    if ctx.actor.assists().is_some_and(|assisted| assisted != giver) {
        return Err(Error::Unknown { field: "giver" });
    }
    let name = leader.person_name.clone().unwrap_or_else(|| leader.title.clone());
    let parties = direct::check(tx, ctx, &case, wording, case.arrival.due_day)?;
    direct::end_all(tx, ctx, id)?;
    let by = By { giver: Some(giver), proposer: ctx.actor.position, behalf: name, rule: None };
    direct::give(tx, ctx, &mut case, None, wording, &parties, by)?;
    route::owe_word(tx, ctx, &case, leader)
}

/// The leader confirms what was entered on their word.
///
/// # Errors
/// [`Error::NotFound`] for anybody else, also for whoever stands in without the work of directing; [`Error::NotNow`]
/// when it was confirmed, replaced or taken back.
pub fn confirm_word(tx: &mut Tx<'_>, ctx: &Ctx, direction: Uuid) -> Result<(), Error> {
    let known = crate::store::direction::direction(tx, direction)?.ok_or(Error::NotFound)?;
    let case = Case::open(tx, ctx, known.arrival, crate::DIRECT)?;
    let known = crate::store::direction::direction(tx, direction)?.ok_or(Error::NotFound)?;
    if known.behalf.is_empty() || known.giver != ctx.actor.position {
        return Err(Error::NotFound);
    }
    if known.state != "given" || known.confirmed_at.is_some() {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    crate::store::direction::confirm(tx, direction, ctx.now)?;
    duties::close_of(tx, ctx, &case.subject(), &[route::CONFIRM], duties::Outcome::Done)?;
    case.tell(tx, ctx, "documents.word_confirmed", json!({ "direction": direction }), None)
}
