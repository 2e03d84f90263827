//! Sessions.

use crate::model::Session;
use context::{Time, Uuid};
use db::{Read, Result, Tx, params};

/// The open sessions of an account, the newest first.
pub fn sessions_of(read: &mut Read<'_>, account: Uuid, now: Time) -> Result<Vec<Session>> {
    let mut sessions: Vec<Session> = read.all(
        "SELECT id, created_at, seen_at, idle, expires_at, agent, address FROM access_session \
         WHERE account = :account AND ended_at IS NULL AND expires_at > :now ORDER BY created_at DESC, id",
        params! { account, now },
    )?;
    sessions.retain(|session| session.is_open(now));
    Ok(sessions)
}

db::row! {
    /// A session by its token, with whose it is.
    #[derive(Clone, Debug)]
    pub(crate) struct Known {
        pub(crate) id: Uuid,
        pub(crate) account: Uuid,
        pub(crate) person: Uuid,
        pub(crate) name: String,
        pub(crate) position: Option<Uuid>,
        pub(crate) seen_at: Time,
        pub(crate) idle: i64,
        pub(crate) expires_at: Time,
    }
}

/// The session of a token's digest, unless it was ended or its account is closed.
pub(crate) fn by_digest(read: &mut Read<'_>, digest: &[u8]) -> Result<Option<Known>> {
    read.first(
        "SELECT s.id, s.account, a.person, n.name, s.position, s.seen_at, s.idle, s.expires_at \
         FROM access_session s JOIN access_account a ON a.id = s.account \
         JOIN organisation_person n ON n.id = a.person \
         WHERE s.digest = :digest AND s.ended_at IS NULL AND a.closed = false",
        params! { digest },
    )
}

/// Whose a session is: account and person.
pub(crate) fn owner(read: &mut Read<'_>, id: Uuid) -> Result<Option<(Uuid, Uuid)>> {
    read.first(
        "SELECT a.id, a.person FROM access_session s JOIN access_account a ON a.id = s.account \
         WHERE s.id = :id",
        params! { id },
    )
}

/// A new session as it is stored.
#[derive(Debug)]
pub(crate) struct Fresh<'a> {
    pub(crate) id: Uuid,
    pub(crate) digest: [u8; 32],
    pub(crate) account: Uuid,
    pub(crate) position: Option<Uuid>,
    pub(crate) at: Time,
    pub(crate) idle: i64,
    pub(crate) expires_at: Time,
    pub(crate) agent: &'a str,
    pub(crate) address: &'a str,
}

pub(crate) fn insert(tx: &mut Tx<'_>, fresh: &Fresh<'_>) -> Result<()> {
    let it = fresh;
    tx.run(
        "INSERT INTO access_session \
         (id, digest, account, position, created_at, seen_at, idle, expires_at, ended_at, agent, address) \
         VALUES (:id, :digest, :account, :position, :at, :at, :idle, :expires_at, NULL, :agent, :address)",
        params! { id: it.id, digest: it.digest, account: it.account, position: it.position, at: it.at,
        idle: it.idle, expires_at: it.expires_at, agent: it.agent, address: it.address },
    )?;
    Ok(())
}

pub(crate) fn touch(tx: &mut Tx<'_>, id: Uuid, now: Time) -> Result<()> {
    tx.run(
        "UPDATE access_session SET seen_at = :now WHERE id = :id AND seen_at < :now",
        params! { id, now },
    )?;
    Ok(())
}

pub(crate) fn choose(tx: &mut Tx<'_>, id: Uuid, position: Uuid) -> Result<()> {
    tx.run("UPDATE access_session SET position = :position WHERE id = :id", params! { id, position })?;
    Ok(())
}

/// Ends a session; false if it had ended.
pub(crate) fn end(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<bool> {
    let touched = tx.run(
        "UPDATE access_session SET ended_at = :at WHERE id = :id AND ended_at IS NULL",
        params! { id, at },
    )?;
    Ok(touched > 0)
}

/// Ends all sessions of an account but perhaps one; how many.
pub(crate) fn end_all(tx: &mut Tx<'_>, account: Uuid, but: Option<Uuid>, at: Time) -> Result<u64> {
    // No session has the nil id.
    let but = but.unwrap_or_default();
    tx.run(
        "UPDATE access_session SET ended_at = :at \
         WHERE account = :account AND ended_at IS NULL AND id <> :but",
        params! { account, but, at },
    )
}

/// Forgets sessions that ended or expired before an instant; how many.
pub(crate) fn forget(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    tx.run("DELETE FROM access_session WHERE expires_at < :before", params! { before })
}
