//! Signing in, activating an account, changing one's password.
//!
//! Each is more than one write, since hashing stands between them. An attempt is counted before its password is
//! looked at and forgiven when it was right, so that many at once gain nothing. Whether a user exists shows
//! neither in the answer nor in the time it takes.

use crate::model::{Kind, Strain};
use crate::secret::{code_digest, digest, token};
use crate::store::account::{self, Secrets};
use crate::store::{session, throttle};
use crate::{Error, FactorKey, Hasher, totp};
use context::{Actor, Ctx, Ref, Time, Uuid};
use db::{Db, Tx};
use organisation::Held;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest text of a browser that is kept.
const LONGEST_AGENT: usize = 300;

/// Somebody wants to sign in.
#[derive(Clone)]
pub struct Attempt<'a> {
    /// The user name as it was typed.
    pub user_name: &'a str,
    /// The password as it was typed.
    pub password: &'a str,
    /// The second factor's code or a recovery code, if one was given.
    pub code: Option<&'a str>,
    /// The address from which it comes.
    pub address: &'a str,
    /// What the browser says of itself.
    pub agent: &'a str,
}

/// Somebody has signed in.
pub struct SignedIn {
    /// The token, for the browser's cookie; nobody else ever has it.
    pub token: String,
    /// The session.
    pub session: Uuid,
    /// Who acts, in which position; without what they may do.
    pub actor: Actor,
}

/// Somebody activates an account with the one-time code that an administrator has handed out.
#[derive(Clone)]
pub struct Activation<'a> {
    /// The user name as it was typed.
    pub user_name: &'a str,
    /// The one-time code as it was typed.
    pub code: &'a str,
    /// The new password.
    pub password: &'a str,
    /// The address from which it comes.
    pub address: &'a str,
}

/// Somebody who has signed in changes their own password.
#[derive(Clone)]
pub struct PasswordChange<'a> {
    /// The present password.
    pub old: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The session that goes on; all others end.
    pub session: Uuid,
    /// The address from which it comes.
    pub address: &'a str,
}

/// Signs somebody in and opens a session, in the position that they chose last.
///
/// # Errors
/// [`Error::WrongCredentials`] also for a user that does not exist, is closed or not activated;
/// [`Error::CodeNeeded`] and [`Error::WrongSecondFactor`] when the password is right; [`Error::TooMany`].
pub fn sign_in(db: &Db, ctx: &Ctx, hasher: &Hasher, attempt: &Attempt<'_>) -> Result<SignedIn, Error> {
    let ctx = by(ctx, None);
    let counters = Counters::of(attempt.user_name, attempt.address);
    charge(db, &ctx, &counters)?;
    let known = db.read(|read| account::secrets_of_user(read, attempt.user_name))?;
    let right = hasher.matches(attempt.password, known.as_ref().and_then(|known| known.password.as_deref()));
    let Some(known) = known.as_ref().filter(|known| right && !known.closed) else {
        let account = known.map(|known| known.id);
        db.write(&ctx, |tx| refuse(tx, &ctx, "access.sign_in_refused", account, attempt.address))?;
        return Err(Error::WrongCredentials);
    };
    let ctx = by(&ctx, Some(known.person));
    let (token, session) = (token()?, ctx.new_id());
    let opened = db.write(&ctx, |tx| {
        let entry = Entry { known, attempt, session, digest: digest(&[token.as_bytes()]) };
        open(tx, &ctx, hasher, &counters, &entry)
    })?;
    match opened {
        Opened::Yes(position) => {
            let actor = db.read(|read| acting(read, &ctx, known.person, position))?;
            Ok(SignedIn { token, session, actor })
        }
        Opened::CodeNeeded => Err(Error::CodeNeeded),
        Opened::WrongCode => Err(Error::WrongSecondFactor),
        Opened::Changed => Err(Error::WrongCredentials),
    }
}

/// What is needed to open a session.
struct Entry<'a> {
    known: &'a Secrets,
    attempt: &'a Attempt<'a>,
    session: Uuid,
    digest: [u8; 32],
}

/// How opening a session ended.
#[derive(Serialize, Deserialize)]
enum Opened {
    Yes(Option<Uuid>),
    CodeNeeded,
    WrongCode,
    /// The account is no longer what it was when its password was looked at.
    Changed,
}

fn open(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    hasher: &Hasher,
    counters: &Counters,
    entry: &Entry<'_>,
) -> Result<Opened, Error> {
    let (id, attempt) = (entry.known.id, entry.attempt);
    let (policy, key) = (hasher.policy(), hasher.factor_key());
    tx.lock("access_account", id)?;
    let known = match account::secrets_of_user(tx, attempt.user_name)? {
        Some(now) if !now.closed && now.id == id && now.password == entry.known.password => now,
        _ => return Ok(Opened::Changed),
    };
    if known.totp_confirmed_at.is_some() {
        match attempt.code.map(str::trim).filter(|code| !code.is_empty()) {
            None => {
                forgive(tx, ctx, counters)?;
                return Ok(Opened::CodeNeeded);
            }
            Some(code) if second_factor(tx, ctx, key, &known, code)? => {}
            Some(_) => {
                refuse(tx, ctx, "access.second_factor_refused", Some(id), attempt.address)?;
                return Ok(Opened::WrongCode);
            }
        }
    }
    forgive(tx, ctx, counters)?;
    let held = organisation::positions_of_person(tx, known.person, ctx.now.day())?;
    let chosen = held.iter().find(|held| Some(held.id) == known.position).or(held.first());
    let position = chosen.map(|held| held.id);
    let agent: String = attempt.agent.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect();
    session::insert(
        tx,
        &session::Fresh {
            id: entry.session,
            digest: entry.digest,
            account: id,
            position,
            at: ctx.now,
            idle: policy.idle,
            expires_at: ctx.now.plus(policy.longest),
            agent: &agent,
            address: attempt.address,
        },
    )?;
    account::signed_in(tx, id, ctx.now)?;
    let ctx = by_holder(ctx, known.person, chosen);
    tell(tx, &ctx, "access.signed_in", Some(id), json!({ "session": entry.session }), Some(attempt.address))?;
    Ok(Opened::Yes(position))
}

/// Whether a code is the second factor's, not used before, or a recovery code; it is used up.
pub(crate) fn second_factor(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    key: &FactorKey,
    known: &Secrets,
    code: &str,
) -> Result<bool, Error> {
    let secret = known.totp_secret.as_deref().and_then(|sealed| key.decrypt(known.id, sealed));
    if let Some(step) = secret.and_then(|secret| totp::step(&secret, code, ctx.now, known.totp_step)) {
        account::use_totp(tx, known.id, step)?;
        return Ok(true);
    }
    let used = account::use_recovery(tx, known.id, code_digest(code), ctx.now)?;
    if used {
        tell(tx, ctx, "access.recovery_code_used", Some(known.id), json!({}), None)?;
    }
    Ok(used)
}

/// Sets the first password, or a new one after a reset. The code is used up and all sessions end.
///
/// # Errors
/// [`Error::Password`] for a password that is not good enough; [`Error::WrongCode`] also for a user that does
/// not exist; [`Error::TooMany`].
pub fn activate(db: &Db, ctx: &Ctx, hasher: &Hasher, activation: &Activation<'_>) -> Result<(), Error> {
    let ctx = by(ctx, None);
    hasher.check(activation.password, activation.user_name)?;
    let counters = Counters::of(activation.user_name, activation.address);
    charge(db, &ctx, &counters)?;
    let prepared = hasher.prepare(activation.password, activation.user_name)?;
    let right = db.write(&ctx, |tx| {
        let known = account::secrets_of_user(tx, activation.user_name)?;
        if let Some(known) = &known {
            tx.lock("access_account", known.id)?;
        }
        // Read again behind the lock: another may have used the code meanwhile.
        let known = account::secrets_of_user(tx, activation.user_name)?;
        let given = code_digest(activation.code);
        let fits = |known: &&Secrets| {
            !known.closed
                && known.code_digest.as_deref() == Some(&given[..])
                && known.code_expires.is_some_and(|expires| ctx.now < expires)
        };
        let Some(fitting) = known.as_ref().filter(fits) else {
            let account = known.map(|known| known.id);
            refuse(tx, &ctx, "access.activation_refused", account, activation.address)?;
            return Ok::<_, Error>(false);
        };
        forgive(tx, &ctx, &counters)?;
        account::set_password(tx, fitting.id, &prepared.0)?;
        session::end_all(tx, fitting.id, None, ctx.now)?;
        tx.announce("access", "");
        let ctx = by(&ctx, Some(fitting.person));
        tell(tx, &ctx, "access.activated", Some(fitting.id), json!({}), Some(activation.address))?;
        Ok(true)
    })?;
    if right { Ok(()) } else { Err(Error::WrongCode) }
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// [`Error::WrongPassword`] when the present one is wrong; [`Error::Password`]; [`Error::TooMany`].
pub fn change_password(
    db: &Db,
    ctx: &Ctx,
    hasher: &Hasher,
    change: &PasswordChange<'_>,
) -> Result<(), Error> {
    let person = ctx.actor.person.ok_or(Error::NotFound)?;
    let known = db.read(|read| account::secrets_of_person(read, person))?.ok_or(Error::NotFound)?;
    hasher.check(change.new, &known.user_name)?;
    let counters = Counters::of(&known.user_name, change.address);
    let ctx = by_actor(ctx);
    charge(db, &ctx, &counters)?;
    if !hasher.matches(change.old, known.password.as_deref()) {
        let id = Some(known.id);
        db.write(&ctx, |tx| refuse(tx, &ctx, "access.password_change_refused", id, change.address))?;
        return Err(Error::WrongPassword);
    }
    let prepared = hasher.prepare(change.new, &known.user_name)?;
    db.write(&ctx, |tx| {
        tx.lock("access_account", known.id)?;
        let now = account::secrets_of_person(tx, person)?.ok_or(Error::NotFound)?;
        if now.password != known.password {
            return Err(Error::WrongPassword);
        }
        forgive(tx, &ctx, &counters)?;
        account::set_password(tx, known.id, &prepared.0)?;
        session::end_all(tx, known.id, Some(change.session), ctx.now)?;
        tx.announce("access", "");
        tell(tx, &ctx, "access.password_changed", Some(known.id), json!({}), None)
    })
}

/// Where attempts are counted. The ids are digests, since what was typed may be a password in the wrong field.
struct Counters {
    account: Uuid,
    address: Uuid,
}

/// Where the attempts of a user name are counted.
pub(crate) fn counter(user_name: &str) -> Uuid {
    counted(b"account", &crate::model::user_key(user_name))
}

fn counted(kind: &[u8], what: &str) -> Uuid {
    let [bytes, _] = halves(digest(&[kind, what.as_bytes()]));
    Uuid::from_bytes(bytes)
}

impl Counters {
    fn of(user_name: &str, address: &str) -> Counters {
        Counters { account: counter(user_name), address: counted(b"address", address) }
    }

    /// Both, in the order in which they are locked.
    fn sorted(&self) -> [(Kind, Uuid); 2] {
        let mut both = [(Kind::Account, self.account), (Kind::Address, self.address)];
        both.sort_by_key(|(_, id)| *id);
        both
    }
}

fn halves(digest: [u8; 32]) -> [[u8; 16]; 2] {
    let mut halves = [[0; 16]; 2];
    for (at, byte) in digest.into_iter().enumerate() {
        halves[at / 16][at % 16] = byte;
    }
    halves
}

/// Counts an attempt as if it had failed, if one is possible now.
fn charge(db: &Db, ctx: &Ctx, counters: &Counters) -> Result<(), Error> {
    db.write(ctx, |tx| {
        for (kind, id) in counters.sorted() {
            let strain = throttle::lock(tx, id, ctx.now)?;
            let wait = kind.wait(strain, ctx.now);
            if wait > 0 {
                return Err(Error::TooMany { seconds: (wait + Time::SECOND - 1) / Time::SECOND });
            }
            throttle::write(tx, id, kind.charged(strain, ctx.now))?;
        }
        Ok(())
    })
}

/// Takes a charge back: the user's failures are forgotten, the address's grow by none.
fn forgive(tx: &mut Tx<'_>, ctx: &Ctx, counters: &Counters) -> Result<(), Error> {
    for (kind, id) in counters.sorted() {
        let strain = throttle::lock(tx, id, ctx.now)?;
        let failures = match kind {
            Kind::Account => 0,
            Kind::Address => (kind.eased(strain, ctx.now) - 1).max(0),
        };
        throttle::write(tx, id, Strain { failures, at: strain.at })?;
    }
    Ok(())
}

/// Records an attempt that failed, of a user that exists or not.
fn refuse(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    account: Option<Uuid>,
    address: &str,
) -> Result<(), Error> {
    tell(tx, ctx, action, account, json!({}), Some(address))
}

fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    account: Option<Uuid>,
    data: serde_json::Value,
    address: Option<&str>,
) -> Result<(), Error> {
    let subject = Ref::new("account", account.unwrap_or_default());
    let note = address.map(str::to_owned);
    facts::record(tx, ctx, facts::New { data, note, ..facts::New::new(action, subject) })?;
    Ok(())
}

/// The circumstances of an act without an idempotency key: a token must never be an outcome that is kept.
fn by(ctx: &Ctx, person: Option<Uuid>) -> Ctx {
    let mut actor = Actor::nobody();
    actor.person = person;
    with_actor(ctx, actor)
}

fn by_actor(ctx: &Ctx) -> Ctx {
    with_actor(ctx, ctx.actor.clone())
}

fn by_holder(ctx: &Ctx, person: Uuid, held: Option<&Held>) -> Ctx {
    let mut actor = Actor::nobody();
    actor.person = Some(person);
    if let Some(held) = held {
        actor.position = Some(held.id);
        actor.unit = held.unit;
        actor.agency = Some(held.agency);
    }
    with_actor(ctx, actor)
}

fn with_actor(ctx: &Ctx, actor: Actor) -> Ctx {
    let mut fresh = Ctx::new(actor, ctx.now, ctx.law.clone());
    fresh.lang = ctx.lang;
    fresh.request.clone_from(&ctx.request);
    fresh
}

fn acting(read: &mut db::Read<'_>, ctx: &Ctx, person: Uuid, position: Option<Uuid>) -> Result<Actor, Error> {
    match position {
        Some(position) => crate::actor_of_position(read, position, ctx.now),
        None => {
            let mut actor = Actor::nobody();
            actor.person = Some(person);
            actor.name = organisation::person(read, person)?.map(|person| person.name).unwrap_or_default();
            Ok(actor)
        }
    }
}
