//! One's own second factor: set up, confirmed, removed.

use super::tell;
use crate::secret::RecoveryCodes;
use crate::sign_in::second_factor;
use crate::store::account::{self, Secrets};
use crate::{Error, TotpSecret, totp};
use context::{Ctx, Ref};
use db::Tx;
use serde_json::json;

/// Remembers a secret for the actor's own account; it is asked for once confirmed.
///
/// # Errors
/// [`Error::SecondFactorState`] when a second factor is in use: it is removed first.
pub fn begin_second_factor(tx: &mut Tx<'_>, ctx: &Ctx, secret: &TotpSecret) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    if known.totp_confirmed_at.is_some() {
        return Err(Error::SecondFactorState);
    }
    account::set_totp(tx, known.id, &secret.0)?;
    tell(tx, ctx, "access.second_factor_begun", Ref::new("account", known.id), json!({}))
}

/// Confirms the secret with a code that follows from it, and keeps recovery codes that are shown once.
///
/// # Errors
/// [`Error::WrongSecondFactor`]; [`Error::SecondFactorState`] when none was begun or it is in use already.
pub fn confirm_second_factor(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    code: &str,
    recovery: &RecoveryCodes,
) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    let (Some(secret), None) = (&known.totp_secret, known.totp_confirmed_at) else {
        return Err(Error::SecondFactorState);
    };
    let step = totp::step(secret, code, ctx.now, 0).ok_or(Error::WrongSecondFactor)?;
    account::confirm_totp(tx, known.id, step, ctx.now)?;
    account::replace_recovery(tx, known.id, &recovery.digests())?;
    tell(tx, ctx, "access.second_factor_confirmed", Ref::new("account", known.id), json!({}))
}

/// Removes the actor's own second factor, for a code of it or a recovery code.
///
/// # Errors
/// [`Error::WrongSecondFactor`]; [`Error::SecondFactorState`] when none is in use.
pub fn remove_second_factor(tx: &mut Tx<'_>, ctx: &Ctx, code: &str) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    if known.totp_confirmed_at.is_none() {
        return Err(Error::SecondFactorState);
    }
    if !second_factor(tx, ctx, &known, code)? {
        return Err(Error::WrongSecondFactor);
    }
    account::remove_totp(tx, known.id)?;
    tell(tx, ctx, "access.second_factor_removed", Ref::new("account", known.id), json!({}))
}

/// The actor's own account; nobody else changes it meanwhile.
fn own(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Secrets, Error> {
    let person = ctx.actor.person.ok_or(Error::NotFound)?;
    let known = account::secrets_of_person(tx, person)?.ok_or(Error::NotFound)?;
    tx.lock("access_account", known.id)?;
    account::secrets_of_person(tx, person)?.ok_or(Error::NotFound)
}
