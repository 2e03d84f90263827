//! Which accounts an administrator finds, and over whom they may act.

use crate::actions::require_over;
use crate::model::{Account, AccountFilter, Kind, Listed};
use crate::sign_in::counter;
use crate::store::account::{self as store, Reached};
use crate::store::throttle;
use crate::{ACCOUNTS, Error};
use context::{Ctx, Scope, Uuid};
use db::{Page, Read};
use std::collections::{BTreeMap, BTreeSet};

/// A page of the accounts within the actor's reach, by given name, behind the [`Listed::key`] of one of them.
///
/// # Errors
/// [`Error::NotFound`] for whoever administers no accounts.
pub fn accounts(
    read: &mut Read<'_>,
    ctx: &Ctx,
    filter: &AccountFilter,
    behind: Option<&str>,
    limit: usize,
) -> Result<Page<Listed>, Error> {
    let Some(search) = search(read, ctx, filter)? else { return Ok(Page { rows: Vec::new(), more: false }) };
    let behind = behind.and_then(key).unwrap_or_default();
    let page = Page::cut(store::found(read, &search, &behind, limit + 1)?, limit);
    let people: Vec<Uuid> = page.rows.iter().map(|(account, _)| account.person).collect();
    let seats: BTreeMap<Uuid, String> = store::seats(read, &people, ctx.now.day())?.into_iter().collect();
    let names: Vec<(Uuid, String)> =
        page.rows.iter().map(|(account, _)| (account.id, account.user_name.clone())).collect();
    let waiting = waiting(read, ctx, &names)?;
    Ok(page.map(|(account, folded)| Listed {
        seat: seats.get(&account.person).cloned().unwrap_or_default(),
        locked: waiting.contains(&account.id),
        key: format!("{}~{folded}", account.person),
        account,
    }))
}

/// How many accounts [`accounts`] would list, up to `most`.
///
/// # Errors
/// As [`accounts`].
pub fn count_accounts(
    read: &mut Read<'_>,
    ctx: &Ctx,
    filter: &AccountFilter,
    most: i64,
) -> Result<i64, Error> {
    match search(read, ctx, filter)? {
        Some(search) => Ok(store::count(read, &search, most)?),
        None => Ok(0),
    }
}

/// Whether an account must wait after too many attempts.
///
/// # Errors
/// Those of the database.
pub fn locked(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<bool, Error> {
    Ok(!waiting(read, ctx, &[(account.id, account.user_name.clone())])?.is_empty())
}

/// Whether the actor sees an account: one of its holder's positions lies within their reach.
///
/// # Errors
/// Those of the database.
pub fn reaches(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<bool, Error> {
    if ctx.actor.scope(ACCOUNTS) == Some(Scope::All) {
        return Ok(true);
    }
    for held in organisation::positions_of_person(read, account.person, ctx.now.day())? {
        let place = crate::Place::position(held.agency, held.unit, held.id);
        if crate::may(read, ctx, ACCOUNTS, &place)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the actor administers all of an account's holder, and so may reset or close it.
///
/// # Errors
/// Those of the database.
pub fn administers(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<bool, Error> {
    match require_over(read, ctx, account.person) {
        Ok(()) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What the store is asked for; nothing where nothing can be found.
fn search(read: &mut Read<'_>, ctx: &Ctx, filter: &AccountFilter) -> Result<Option<store::Search>, Error> {
    let Some(reached) = reached(read, ctx)? else { return Err(Error::NotFound) };
    let agencies = match filter.agency {
        Some(agency) if filter.below => Some(organisation::subtree(read, agency, ctx.now.day())?),
        Some(agency) => Some(vec![agency]),
        None => None,
    };
    let only = match filter.locked {
        true => {
            let names = store::user_names(read)?;
            Some(waiting(read, ctx, &names)?.into_iter().collect::<Vec<_>>())
        }
        false => None,
    };
    if only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Some(store::Search { reached, agencies, only, text, state: filter.state, day: ctx.now.day() }))
}

/// How far the actor administers accounts.
fn reached(read: &mut Read<'_>, ctx: &Ctx) -> Result<Option<Reached>, Error> {
    let actor = &ctx.actor;
    Ok(match (actor.scope(ACCOUNTS), actor.agency) {
        (Some(Scope::All), _) => Some(Reached::All),
        (Some(Scope::Subtree), Some(own)) => {
            Some(Reached::Agencies(organisation::subtree(read, own, ctx.now.day())?))
        }
        (Some(Scope::Agency), Some(own)) => Some(Reached::Agencies(vec![own])),
        (Some(Scope::Unit), _) => actor.unit.map(Reached::Unit),
        (Some(Scope::Own), _) => actor.position.map(Reached::Position),
        _ => None,
    })
}

/// Which of these accounts must wait after too many attempts.
fn waiting(read: &mut Read<'_>, ctx: &Ctx, names: &[(Uuid, String)]) -> Result<BTreeSet<Uuid>, Error> {
    // Attempts are counted under a digest of what was typed, so an account is looked up by its own.
    let counted: BTreeMap<Uuid, Uuid> = names.iter().map(|(id, name)| (counter(name), *id)).collect();
    let strained = throttle::strained(read, Kind::Account.free())?;
    let waits = strained.into_iter().filter(|(_, strain)| Kind::Account.wait(*strain, ctx.now) > 0);
    Ok(waits.filter_map(|(id, _)| counted.get(&id).copied()).collect())
}

fn key(text: &str) -> Option<store::Behind> {
    let (person, folded) = text.split_once('~')?;
    Some(store::Behind { folded: folded.to_owned(), person: person.parse().ok()? })
}
