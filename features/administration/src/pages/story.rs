//! What happened to an account, told to whoever administers it.

use crate::t;
use access::Account;
use context::{Ctx, Lang, Ref, Uuid};
use db::Read;
use edge::Failure;
use facts::{Fact, Note};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::Event;

/// The most facts of a history.
const MOST: usize = 50;

/// The history of an account and of the roles of the positions that its holder has today, newest first; none if
/// nothing is recorded.
pub(super) fn history(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<Option<Markup>, Failure> {
    let held = organisation::positions_of_person(read, account.person, ctx.now.day())?;
    let mut refs: Vec<Ref> = held.iter().map(|held| Ref::new("position", held.id)).collect();
    refs.push(Ref::new("account", account.id));
    let told = facts::of(read, &refs, MOST)?;
    let people: Vec<Uuid> = told.iter().filter_map(|fact| fact.who.person).collect();
    let names: BTreeMap<Uuid, String> =
        organisation::people(read, &people)?.into_iter().map(|person| (person.id, person.name)).collect();
    let roles: BTreeMap<String, String> = access::roles(read)?
        .into_iter()
        .map(|role| (role.code.clone(), role.name(ctx.lang).to_owned()))
        .collect();
    let events: Vec<Event> = told.iter().rev().filter_map(|fact| event(ctx, fact, &names, &roles)).collect();
    Ok((!events.is_empty()).then(|| ui::timeline(&events)))
}

fn event(
    ctx: &Ctx,
    fact: &Fact,
    names: &BTreeMap<Uuid, String>,
    roles: &BTreeMap<String, String>,
) -> Option<Event> {
    let role = || {
        let code = fact.data.get("role").and_then(serde_json::Value::as_str).unwrap_or_default();
        roles.get(code).map_or(code, String::as_str)
    };
    let done = match fact.action.as_str() {
        "access.role_granted" => t::story_granted(ctx.lang, role()),
        "access.role_revoked" => t::story_revoked(ctx.lang, role()),
        _ => narrate(fact, ctx.lang)?,
    };
    let who = match fact.who.system {
        true => Some(t::trail_system(ctx.lang)),
        false => fact.who.person.and_then(|person| names.get(&person)).map(String::as_str),
    };
    Some(Event {
        what: html! { @if let Some(who) = who { b { (who) } " " } (done) },
        said: match &fact.note {
            Note::Text(address) => Some(address.clone()),
            _ => None,
        },
        at: ui::time::time(ctx.lang, fact.at, ctx.now),
        now: false,
    })
}

/// A fact about an account in words that follow the name of whoever did it; what nobody known did stands alone.
pub(crate) fn narrate(fact: &Fact, lang: Lang) -> Option<String> {
    let words = match fact.action.as_str() {
        "access.account_created" => t::story_created(lang),
        "access.account_reset" => t::story_reset(lang),
        "access.account_closed" => t::story_closed(lang),
        "access.account_reopened" => t::story_reopened(lang),
        "access.account_unlocked" => t::story_unlocked(lang),
        "access.password_set" => t::story_password_set(lang),
        "access.activated" => t::story_activated(lang),
        "access.signed_in" => t::story_signed_in(lang),
        "access.sign_in_refused" => t::story_refused(lang),
        "access.second_factor_refused" => t::story_factor_refused(lang),
        "access.activation_refused" => t::story_activation_refused(lang),
        "access.password_change_refused" => t::story_change_refused(lang),
        "access.password_changed" => t::story_password_changed(lang),
        "access.second_factor_begun" => t::story_factor_begun(lang),
        "access.second_factor_confirmed" => t::story_factor_on(lang),
        "access.second_factor_removed" => t::story_factor_off(lang),
        "access.second_factor_taken" => t::story_factor_taken(lang),
        "access.recovery_code_used" => t::story_recovery(lang),
        "access.session_ended" => t::story_session_ended(lang),
        "access.sessions_ended" => {
            let count = fact.data.get("count").and_then(serde_json::Value::as_i64).unwrap_or_default();
            return Some(t::story_sessions_ended(lang, count));
        }
        _ => return None,
    };
    Some(words.to_owned())
}
