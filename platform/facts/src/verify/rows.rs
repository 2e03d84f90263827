//! The facts, read in order beside the seals.

use super::{Finding, leaves};
use crate::digest::{self, Digest};
use crate::record::NOTE_ERASED;
use crate::store::seals::{self, Seal};
use crate::store::{self, Stored};
use context::Uuid;
use db::{Read, Result};
use std::collections::HashMap;
use std::vec;

/// How many facts are read at once.
const PAGE: usize = 2_000;

/// Reads the facts in order of position and stops at the first that is not as it should be.
pub(super) struct Rows {
    page: vec::IntoIter<Stored>,
    /// The fact that comes next, read but not yet judged.
    next: Option<Stored>,
    /// The highest position read.
    read_to: i64,
    /// The position that must come next.
    expected: i64,
    finding: Option<Finding>,
    /// Facts whose note is gone, with their position, until the fact of its erasure is met.
    without_note: HashMap<Uuid, i64>,
    erased: Vec<Uuid>,
}

impl Rows {
    pub(super) fn new() -> Rows {
        Rows {
            page: Vec::new().into_iter(),
            next: None,
            read_to: i64::MIN,
            expected: 1,
            finding: None,
            without_note: HashMap::new(),
            erased: Vec::new(),
        }
    }

    /// Walks the facts of a seal that can be relied on.
    pub(super) fn walk(&mut self, read: &mut Read<'_>, seal: &Seal) -> Result<()> {
        // Facts whose own seal is gone or cannot be relied on are only held against their own hashes.
        self.walk_to(read, seal.first - 1)?;
        for leaf in leaves(seal) {
            self.step(read, leaf)?;
        }
        // If positions were empty when the seal was made, it lists fewer hashes; nothing may stand there.
        self.walk_to(read, seal.last)
    }

    /// Walks the facts that no seal covers.
    pub(super) fn walk_unsealed(&mut self, read: &mut Read<'_>) -> Result<()> {
        self.walk_to(read, i64::MAX)?;
        self.erased.extend(store::pending_subjects(read, NOTE_ERASED)?);
        Ok(())
    }

    /// The first fault found.
    pub(super) fn finding(mut self) -> Option<Finding> {
        if self.finding.is_none() {
            for fact in &self.erased {
                self.without_note.remove(fact);
            }
            self.finding = self
                .without_note
                .into_iter()
                .min_by_key(|(_, position)| *position)
                .map(|(fact, position)| Finding::NoteMissing { position, fact });
        }
        self.finding
    }

    /// Holds the next fact against the hash that was sealed in its place.
    fn step(&mut self, read: &mut Read<'_>, leaf: &Digest) -> Result<()> {
        if self.finding.is_some() {
            return Ok(());
        }
        self.fill(read)?;
        match self.next.take() {
            Some(row) if row.position < Some(self.expected) => self.finding = Some(inserted(&row)),
            Some(row) if row.hash == leaf && row.position == Some(self.expected) => self.accept(&row),
            // It was empty when the seal was made.
            Some(row) if row.hash == leaf => {
                self.finding = Some(Finding::Missing { position: self.expected })
            }
            row => self.finding = Some(self.difference(read, leaf, row)?),
        }
        Ok(())
    }

    /// Holds the facts up to a position against their own hashes.
    fn walk_to(&mut self, read: &mut Read<'_>, last: i64) -> Result<()> {
        while self.finding.is_none() {
            self.fill(read)?;
            match self.next.take() {
                Some(row) if row.position.is_some_and(|position| position > last) => {
                    self.next = Some(row);
                    break;
                }
                Some(row) if row.position == Some(self.expected) => self.accept(&row),
                Some(row) if row.position < Some(self.expected) => self.finding = Some(inserted(&row)),
                Some(_) => self.finding = Some(Finding::Missing { position: self.expected }),
                None => break,
            }
        }
        Ok(())
    }

    /// Accepts a fact that stands where it should, if it and its note fit their hashes.
    fn accept(&mut self, row: &Stored) {
        let (position, fact) = (self.expected, row.columns.id);
        self.expected += 1;
        if digest::of_fact(&row.columns).as_slice() != row.hash {
            self.finding = Some(Finding::Altered { position, fact });
            return;
        }
        if row.columns.action == NOTE_ERASED {
            self.erased.push(row.columns.subject);
        }
        match (&row.columns.note_digest, &row.salt, &row.note) {
            (Some(_), None, _) => {
                self.without_note.insert(fact, position);
            }
            (Some(sealed), Some(salt), Some(text)) if digest::of_note(salt, text).as_slice() == sealed => {}
            (None, None, _) => {}
            _ => self.finding = Some(Finding::NoteAltered { position, fact }),
        }
    }

    /// Names the difference between what was sealed at the expected position and what stands there.
    fn difference(&self, read: &mut Read<'_>, leaf: &Digest, row: Option<Stored>) -> Result<Finding> {
        let position = self.expected;
        // What stands behind the expected position says nothing of it: the position itself is empty.
        let here = row.filter(|row| row.position == Some(position));
        let stranger = match &here {
            Some(row) => !is_sealed(read, &row.hash)?,
            None => false,
        };
        Ok(match (seals::with_hash(read, leaf)?, here) {
            (Some(_), Some(row)) if stranger => inserted(&row),
            (Some((fact, found_at)), _) => Finding::Moved { position, fact, found_at },
            (None, Some(row)) if stranger => Finding::Altered { position, fact: row.columns.id },
            (None, _) => Finding::Missing { position },
        })
    }

    /// Makes sure that the next fact is read, if there is one.
    fn fill(&mut self, read: &mut Read<'_>) -> Result<()> {
        if self.next.is_some() {
            return Ok(());
        }
        self.next = self.page.next();
        if self.next.is_none() {
            let rows: Vec<Stored> = store::after(read, self.read_to, PAGE)?;
            self.read_to = rows.last().and_then(|row| row.position).unwrap_or(self.read_to);
            self.page = rows.into_iter();
            self.next = self.page.next();
        }
        Ok(())
    }
}

fn inserted(row: &Stored) -> Finding {
    Finding::Inserted { position: row.position.unwrap_or(0), fact: row.columns.id }
}

/// Whether any seal lists a hash. Asked once, for the first difference.
fn is_sealed(read: &mut Read<'_>, hash: &[u8]) -> Result<bool> {
    let mut number = 0;
    while let Some(seal) = seals::after(read, number)? {
        if leaves(&seal).any(|leaf| leaf == hash) {
            return Ok(true);
        }
        number = seal.number;
    }
    Ok(false)
}
