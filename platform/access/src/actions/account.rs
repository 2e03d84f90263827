//! Accounts: created, reset, closed.

use super::{require_over, tell};
use crate::model::check_user_name;
use crate::secret::CodeSeed;
use crate::sign_in::counter;
use crate::store::{account, session, throttle};
use crate::{Error, Policy, Prepared};
use context::{Ctx, Ref, Time, Uuid};
use db::Tx;
use organisation::ValueFault;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// An account as it is created.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountInput {
    /// Whose it is.
    pub person: Uuid,
    /// The name to sign in with.
    pub user_name: String,
}

/// An account whose one-time code is to be handed out: [`CodeSeed::code`] of the seed that was given tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The account.
    pub account: Uuid,
    /// Until when the code is good.
    pub expires: Time,
}

/// Creates an account, to be activated with a one-time code.
///
/// # Errors
/// [`Error::Field`] for a user name that is wrong or taken, or a person who has an account;
/// [`Error::NotFound`] unless the actor administers all of the person's positions.
pub fn create_account(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    policy: &Policy,
    seed: &CodeSeed,
    input: &AccountInput,
) -> Result<Issued, Error> {
    if organisation::person(tx, input.person)?.is_none() {
        return Err(Error::NotFound);
    }
    require_over(tx, ctx, input.person)?;
    let user_name = check_user_name(&input.user_name).map_err(|fault| Error::at("user_name", fault))?;
    let issued = Issued { account: ctx.new_id(), expires: ctx.now.plus(policy.code_valid) };
    let fresh = account::Fresh {
        id: issued.account,
        person: input.person,
        user_name,
        code_digest: seed.digest(issued.account),
        code_expires: issued.expires,
        at: ctx.now,
    };
    if !account::insert(tx, &fresh)? {
        let field =
            if account::account_of_person(tx, input.person)?.is_some() { "person" } else { "user_name" };
        return Err(Error::at(field, ValueFault::taken(user_name)));
    }
    tell(tx, ctx, "access.account_created", subject(issued.account), json!({ "person": input.person }))?;
    Ok(issued)
}

/// Resets an account.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Reset {
    /// The account.
    pub account: Uuid,
    /// Whether the second factor goes too, because it was lost.
    pub second_factor: bool,
}

/// Takes the password away, ends all sessions and issues a new one-time code.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions.
pub fn reset_account(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    policy: &Policy,
    seed: &CodeSeed,
    reset: &Reset,
) -> Result<Issued, Error> {
    administered(tx, ctx, reset.account)?;
    let issued = Issued { account: reset.account, expires: ctx.now.plus(policy.code_valid) };
    account::set_code(tx, issued.account, seed.digest(issued.account), issued.expires)?;
    if reset.second_factor {
        account::remove_totp(tx, issued.account)?;
    }
    unlock(tx, ctx, issued.account)?;
    session::end_all(tx, issued.account, None, ctx.now)?;
    let data = json!({ "second_factor": reset.second_factor });
    tell(tx, ctx, "access.account_reset", subject(issued.account), data)?;
    Ok(issued)
}

/// Closes an account: nobody signs in with it, and all its sessions end.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions;
/// [`Error::LastAdministrator`].
pub fn close_account(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    administered(tx, ctx, id)?;
    let before = super::role::administrators(tx, ctx)?;
    account::set_closed(tx, id, true)?;
    super::role::require_administrators(tx, ctx, before)?;
    session::end_all(tx, id, None, ctx.now)?;
    tell(tx, ctx, "access.account_closed", subject(id), json!({}))
}

/// Reopens an account that was closed; its password is what it was.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions.
pub fn reopen_account(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    administered(tx, ctx, id)?;
    account::set_closed(tx, id, false)?;
    tell(tx, ctx, "access.account_reopened", subject(id), json!({}))
}

/// Lets the holder try again at once who must wait after too many attempts.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions.
pub fn unlock_account(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    administered(tx, ctx, id)?;
    unlock(tx, ctx, id)?;
    tell(tx, ctx, "access.account_unlocked", subject(id), json!({}))
}

fn unlock(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let user_name = account::account(tx, id)?.ok_or(Error::NotFound)?.user_name;
    Ok(throttle::forgive(tx, counter(&user_name), ctx.now)?)
}

/// Sets the password of an account without a code: only the system itself does, on the command line and in
/// the demo.
///
/// # Errors
/// [`Error::NotFound`] for anybody else.
pub fn set_password(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, password: &Prepared) -> Result<(), Error> {
    if !ctx.actor.is_system() || account::account(tx, id)?.is_none() {
        return Err(Error::NotFound);
    }
    account::set_password(tx, id, &password.0)?;
    session::end_all(tx, id, None, ctx.now)?;
    tell(tx, ctx, "access.password_set", subject(id), json!({}))
}

/// Locks an account that the actor administers.
pub(super) fn administered(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    tx.lock("access_account", id)?;
    let account = account::account(tx, id)?.ok_or(Error::NotFound)?;
    require_over(tx, ctx, account.person)
}

pub(super) fn subject(id: Uuid) -> Ref {
    Ref::new("account", id)
}
