//! One's own second factor: set up, confirmed, removed.

use super::account::administered;
use super::tell;
use crate::secret::RecoveryCodes;
use crate::sign_in::second_factor;
use crate::store::account::{self, Secrets};
use crate::{Error, FactorKey, TotpSecret, totp};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use serde_json::json;

/// Remembers a secret for the actor's own account; it is asked for once confirmed.
///
/// # Errors
/// [`Error::SecondFactorState`] when a second factor is in use: it is removed first.
pub fn begin_second_factor(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    key: &FactorKey,
    secret: &TotpSecret,
) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    if known.totp_confirmed_at.is_some() {
        return Err(Error::SecondFactorState);
    }
    account::set_totp(tx, known.id, &key.encrypt(known.id, secret)?)?;
    tell(tx, ctx, "access.second_factor_begun", Ref::new("account", known.id), json!({}))
}

/// Confirms the secret with a code that follows from it, and keeps recovery codes that are shown once.
///
/// # Errors
/// [`Error::WrongSecondFactor`]; [`Error::SecondFactorState`] when none was begun or it is in use already.
pub fn confirm_second_factor(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    key: &FactorKey,
    code: &str,
    recovery: &RecoveryCodes,
) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    let (Some(secret), None) = (&known.totp_secret, known.totp_confirmed_at) else {
        return Err(Error::SecondFactorState);
    };
    let secret = key.decrypt(known.id, secret).ok_or(Error::SecondFactorState)?;
    let step = totp::step(&secret, code, ctx.now, 0).ok_or(Error::WrongSecondFactor)?;
    account::confirm_totp(tx, known.id, step, ctx.now)?;
    account::replace_recovery(tx, known.id, &recovery.digests())?;
    tell(tx, ctx, "access.second_factor_confirmed", Ref::new("account", known.id), json!({}))
}

/// Removes the actor's own second factor, for a code of it or a recovery code.
///
/// # Errors
/// [`Error::WrongSecondFactor`]; [`Error::SecondFactorState`] when none is in use.
pub fn remove_second_factor(tx: &mut Tx<'_>, ctx: &Ctx, key: &FactorKey, code: &str) -> Result<(), Error> {
    let known = own(tx, ctx)?;
    if known.totp_confirmed_at.is_none() {
        return Err(Error::SecondFactorState);
    }
    if !second_factor(tx, ctx, key, &known, code)? {
        return Err(Error::WrongSecondFactor);
    }
    account::remove_totp(tx, known.id)?;
    tell(tx, ctx, "access.second_factor_removed", Ref::new("account", known.id), json!({}))
}

/// Takes the second factor from somebody who has lost it. For one's own, [`remove_second_factor`] asks for a code.
///
/// # Errors
/// [`Error::NotFound`] unless the actor administers all of the person's positions, and for one's own;
/// [`Error::SecondFactorState`] when none is in use.
pub fn take_second_factor(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    administered(tx, ctx, id)?;
    let known = account::account(tx, id)?.ok_or(Error::NotFound)?;
    if ctx.actor.person == Some(known.person) {
        return Err(Error::NotFound);
    }
    if !known.has_totp {
        return Err(Error::SecondFactorState);
    }
    account::remove_totp(tx, id)?;
    tell(tx, ctx, "access.second_factor_taken", Ref::new("account", id), json!({}))
}

/// Encrypts the secrets that an earlier version has stored as they are; returns how many. Only the system itself
/// does, when it starts, and learns by it whether the key is the one of this database: that of the first start.
///
/// # Errors
/// [`Error::NotFound`] for anybody else; [`Error::OtherKey`].
pub fn encrypt_second_factors(tx: &mut Tx<'_>, ctx: &Ctx, key: &FactorKey) -> Result<u64, Error> {
    if !ctx.actor.is_system() {
        return Err(Error::NotFound);
    }
    tx.serialise("access_key")?;
    if account::factor_key(tx, key.mark())? != key.mark() {
        return Err(Error::OtherKey);
    }
    let mut count = 0;
    for (id, stored) in account::totp_secrets(tx)? {
        if let Some(secret) = FactorKey::stored_plain(&stored) {
            account::replace_totp(tx, id, &key.encrypt(id, &secret)?)?;
            count += 1;
        }
    }
    if count > 0 {
        tell(tx, ctx, "access.second_factors_encrypted", everybody(), json!({ "count": count }))?;
    }
    Ok(count)
}

/// Takes everybody's second factor, and the memory of the key, when that is lost for good: a new one is made at the
/// next start. Only the system itself does, on the command line. Returns how many there were.
///
/// # Errors
/// [`Error::NotFound`] for anybody else.
pub fn forget_second_factors(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<u64, Error> {
    if !ctx.actor.is_system() {
        return Err(Error::NotFound);
    }
    tx.serialise("access_key")?;
    let count = account::forget_totp(tx)?;
    tell(tx, ctx, "access.second_factors_forgotten", everybody(), json!({ "count": count }))?;
    Ok(count)
}

fn everybody() -> Ref {
    Ref::new("account", Uuid::nil())
}

/// The actor's own account; nobody else changes it meanwhile.
fn own(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Secrets, Error> {
    let person = ctx.actor.person.ok_or(Error::NotFound)?;
    let known = account::secrets_of_person(tx, person)?.ok_or(Error::NotFound)?;
    tx.lock("access_account", known.id)?;
    account::secrets_of_person(tx, person)?.ok_or(Error::NotFound)
}
