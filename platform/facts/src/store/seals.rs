//! The table of seals, and what sealing and verifying ask of the facts.

use crate::digest::Digest;
use context::{Time, Uuid};
use db::{Read, Result, Tx, params};

db::row! {
    /// A seal as it is stored.
    pub(crate) struct Seal {
        pub(crate) number: i64,
        pub(crate) first: i64,
        pub(crate) last: i64,
        pub(crate) at: Time,
        pub(crate) previous: Vec<u8>,
        pub(crate) hashes: Vec<u8>,
        pub(crate) head: Vec<u8>,
        pub(crate) key: Vec<u8>,
        pub(crate) signature: Vec<u8>,
    }
}

db::row! {
    /// What of a seal is also written outside the database.
    pub(crate) struct Head {
        pub(crate) number: i64,
        pub(crate) last: i64,
        pub(crate) head: Vec<u8>,
        pub(crate) signature: Vec<u8>,
    }
}

/// Adds a seal unless another node has added one of that number; whether it did.
pub(crate) fn insert(tx: &mut Tx<'_>, seal: &Seal) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO facts_seal (number, first, last, at, previous, hashes, head, key, signature) \
         VALUES (:number, :first, :last, :at, :previous, :hashes, :head, :key, :signature) \
         ON CONFLICT (number) DO NOTHING",
        params! {
            number: seal.number, first: seal.first, last: seal.last, at: seal.at, previous: seal.previous,
            hashes: seal.hashes, head: seal.head, key: seal.key, signature: seal.signature,
        },
    )?;
    Ok(added > 0)
}

/// The first seal behind a number.
pub(crate) fn after(read: &mut Read<'_>, number: i64) -> Result<Option<Seal>> {
    read.first(
        "SELECT number, first, last, at, previous, hashes, head, key, signature FROM facts_seal \
         WHERE number > :number ORDER BY number LIMIT 1",
        params! { number },
    )
}

/// The head of the last seal.
pub(crate) fn last_head(read: &mut Read<'_>) -> Result<Option<Head>> {
    read.first(
        "SELECT number, last, head, signature FROM facts_seal ORDER BY number DESC LIMIT 1",
        params! {},
    )
}

/// The heads from a number on.
pub(crate) fn heads_from(read: &mut Read<'_>, number: i64, limit: i64) -> Result<Vec<Head>> {
    read.all(
        "SELECT number, last, head, signature FROM facts_seal WHERE number >= :number \
         ORDER BY number LIMIT :limit",
        params! { number, limit },
    )
}

/// Positions and hashes of the facts behind a position, in order.
pub(crate) fn hashes_after(read: &mut Read<'_>, position: i64, limit: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    read.all(
        "SELECT position, hash FROM facts_fact WHERE position > :position ORDER BY position LIMIT :limit",
        params! { position, limit },
    )
}

/// The fact that carries a hash, if one does, and its position.
pub(crate) fn with_hash(read: &mut Read<'_>, hash: &Digest) -> Result<Option<(Uuid, Option<i64>)>> {
    read.first("SELECT id, position FROM facts_fact WHERE hash = :hash LIMIT 1", params! { hash })
}

/// How many facts there are, and how many of them lie behind a position or have none yet.
pub(crate) fn counts(read: &mut Read<'_>, behind: i64) -> Result<(i64, i64)> {
    let (all,): (i64,) = read.one("SELECT count(*) FROM facts_fact", params! {})?;
    let (unsealed,): (i64,) = read.one(
        "SELECT count(*) FROM facts_fact WHERE position IS NULL OR position > :behind",
        params! { behind },
    )?;
    Ok((all, unsealed))
}
