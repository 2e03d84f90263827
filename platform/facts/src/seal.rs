//! Sealing: ranges of positions, each chained to the one before and signed.

use crate::digest::{Canon, Digest};
use crate::heads::Heads;
use crate::key::SealKey;
use crate::store::seals::{self, Seal};
use crate::{Error, digest};
use context::Ctx;
use db::{Db, Read};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// At most so many facts share a seal.
const RANGE: i64 = 4_096;
/// So many heads are written to the outside file at once.
const HEADS: i64 = 1_000;

/// Seals all facts that have a position and no seal yet, and writes the heads of all seals that the outside
/// file does not know yet. Returns how many facts were sealed here.
///
/// Meant to be run every minute on every node: of two that seal at once one is first, and each node's file
/// becomes whole.
///
/// # Errors
/// [`Error::OtherHistory`] when the outside file knows a seal that the database does not hold: its tail was
/// cut or an old copy restored, and sealing on would hide it. Else those of the file and of the database.
pub fn seal(db: &Db, ctx: &Ctx, key: &SealKey, heads_path: &Path) -> Result<u64, Error> {
    let ctx = ctx.as_system();
    let mut heads = Heads::open(heads_path)?;
    let mut known = match heads.last()? {
        None => 0,
        Some(head) => {
            let held = db.read(|read| seals::heads_from(read, head.number, 1))?;
            if held.first().is_none_or(|held| held.number != head.number || held.head != head.head) {
                return Err(Error::OtherHistory { path: heads_path.to_owned(), number: head.number });
            }
            head.number
        }
    };
    let mut sealed = 0;
    while let Some(next) = db.read(|read| next_seal(read, &ctx, key))? {
        if db.write(&ctx, |tx| seals::insert(tx, &next))? {
            sealed += (next.hashes.len() / 32) as u64;
        }
    }
    loop {
        let more = db.read(|read| seals::heads_from(read, known + 1, HEADS))?;
        let Some(last) = more.last() else { return Ok(sealed) };
        known = last.number;
        heads.append(&more)?;
    }
}

/// The seal that comes next, if there is anything to seal.
fn next_seal(read: &mut Read<'_>, ctx: &Ctx, key: &SealKey) -> db::Result<Option<Seal>> {
    let before = seals::last_head(read)?;
    let (number, behind, previous) = match before {
        Some(head) => (head.number, head.last, head.head),
        None => (0, 0, vec![0; 32]),
    };
    let facts = seals::hashes_after(read, behind, RANGE)?;
    let Some((last, _)) = facts.last() else { return Ok(None) };
    let mut seal = Seal {
        number: number + 1,
        first: behind + 1,
        last: *last,
        at: ctx.now,
        previous,
        hashes: facts.iter().flat_map(|(_, hash)| fixed(hash)).collect(),
        head: Vec::new(),
        key: key.public().bytes().to_vec(),
        signature: Vec::new(),
    };
    seal.head = head_of(&seal).to_vec();
    seal.signature = key.sign(&seal.head).to_vec();
    Ok(Some(seal))
}

/// What a seal signs: all its columns but the head, the key and the signature.
pub(crate) fn head_of(seal: &Seal) -> Digest {
    Canon::of("khuevan seal 1")
        .int(seal.number)
        .int(seal.first)
        .int(seal.last)
        .int(seal.at.0)
        .bytes(&seal.previous)
        .bytes(&Sha256::digest(&seal.hashes))
        .finish()
}

/// A stored hash as a seal lists it. One of another length was put there by hand; it is listed so that it
/// fits no row.
fn fixed(hash: &[u8]) -> digest::Digest {
    hash.try_into().unwrap_or([0; 32])
}
