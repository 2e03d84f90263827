//! Verifying: is the log still what was sealed, and if not, where does it first differ?
//!
//! Seals and facts are read side by side, in order, from one snapshot. Each seal lists the hashes of its
//! facts, so a difference is named at its row even when whoever made it has also corrected the hash.

mod finding;
mod rows;

pub use finding::{Finding, Report};

use crate::digest::Digest;
use crate::key::PublicKey;
use crate::seal::head_of;
use crate::store::seals::{self, Head, Seal};
use crate::{Error, heads};
use db::{Db, Read};
use rows::Rows;
use std::path::Path;

/// Compares the log with its seals and with the outside file of heads. `keys` are the public keys that have
/// signed: the present one, and earlier ones.
///
/// # Errors
/// Those of the database and of the outside file. A log that was tampered with is no error: see
/// [`Report::findings`].
pub fn verify(db: &Db, keys: &[PublicKey], heads_path: &Path) -> Result<Report, Error> {
    // Measured before the snapshot is taken: what sealing adds meanwhile would look like a cut tail.
    let heads_length = heads::length(heads_path)?;
    db.read(|read| {
        let mut chain = Chain::new(keys);
        let mut rows = Rows::new();
        while let Some(seal) = seals::after(read, chain.number)? {
            if chain.add(&seal) {
                rows.walk(read, &seal)?;
            }
        }
        rows.walk_unsealed(read)?;
        let mut findings: Vec<Finding> = chain.finding.iter().cloned().collect();
        findings.extend(compare_heads(read, &chain, heads::Lines::open(heads_path, heads_length)?)?);
        findings.extend(rows.finding());
        let (facts, unsealed) = seals::counts(read, chain.last)?;
        Ok(Report { facts, unsealed, seals: chain.number, findings })
    })
}

/// The seals read so far.
struct Chain<'k> {
    keys: &'k [PublicKey],
    number: i64,
    last: i64,
    head: Vec<u8>,
    finding: Option<Finding>,
}

impl Chain<'_> {
    fn new(keys: &[PublicKey]) -> Chain<'_> {
        Chain { keys, number: 0, last: 0, head: vec![0; 32], finding: None }
    }

    /// Adds the next seal; whether its list of hashes can be relied on.
    fn add(&mut self, seal: &Seal) -> bool {
        let number = seal.number;
        let whole = head_of(seal).as_slice() == seal.head && seal.hashes.len().is_multiple_of(32);
        let signed = self
            .keys
            .iter()
            .any(|key| seal.key == key.bytes() && key.has_signed(&seal.head, &seal.signature));
        let fault = if number != self.number + 1 {
            Some(Finding::SealMissing { number: self.number + 1 })
        } else if !whole {
            Some(Finding::SealAltered { number })
        } else if !signed {
            Some(Finding::SealForged { number })
        } else if seal.previous != self.head || seal.first != self.last + 1 {
            Some(Finding::ChainBroken { number })
        } else {
            None
        };
        self.finding = self.finding.take().or(fault);
        self.number = number;
        self.last = seal.last;
        self.head.clone_from(&seal.head);
        whole && signed
    }

    fn has_signed(&self, head: &Head) -> bool {
        self.keys.iter().any(|key| key.has_signed(&head.head, &head.signature))
    }

    /// What a genuine head means that the database does not hold.
    fn contradiction(&self, outside: &Head) -> Finding {
        if outside.number <= self.number {
            return Finding::OtherHistory { number: outside.number };
        }
        Finding::Shortened { seals: self.number, position: self.last, known_position: outside.last }
    }
}

/// The first line of the outside file that tells another story than the database.
fn compare_heads(
    read: &mut Read<'_>,
    chain: &Chain<'_>,
    mut lines: heads::Lines,
) -> Result<Option<Finding>, Error> {
    let mut page = HeadPage::default();
    while let Some(outside) = lines.next()? {
        let Some(outside) = outside else { return Ok(Some(Finding::HeadForged { line: lines.read })) };
        let held = page.head(read, outside.number)?;
        let agrees = held.is_some_and(|held| held.head == outside.head);
        // The chain has judged the same signature already.
        if agrees && held.is_some_and(|held| held.signature == outside.signature) {
            continue;
        }
        if !chain.has_signed(&outside) {
            return Ok(Some(Finding::HeadForged { line: lines.read }));
        }
        if !agrees {
            return Ok(Some(chain.contradiction(&outside)));
        }
    }
    Ok((lines.read == 0 && chain.number > 0).then_some(Finding::NoHeads))
}

/// Heads of the database, read in pages, since the outside file tells them in order.
#[derive(Default)]
struct HeadPage(Vec<Head>);

impl HeadPage {
    fn head(&mut self, read: &mut Read<'_>, number: i64) -> db::Result<Option<&Head>> {
        if !self.0.iter().any(|head| head.number == number) {
            self.0 = seals::heads_from(read, number, 100)?;
        }
        Ok(self.0.iter().find(|head| head.number == number))
    }
}

/// The hashes that a seal lists.
fn leaves(seal: &Seal) -> impl Iterator<Item = &Digest> {
    seal.hashes.as_chunks::<32>().0.iter()
}
