//! The canonical bytes that are hashed: each value with its length, so that no two rows share an encoding.

use crate::store::Columns;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub(crate) type Digest = [u8; 32];

/// Builds a digest from values of which some may be absent.
pub(crate) struct Canon(Sha256);

impl Canon {
    /// Begins with the name of what is hashed, so that a digest of one thing never passes for another.
    pub(crate) fn of(what: &str) -> Canon {
        Canon(Sha256::new()).bytes(what.as_bytes())
    }

    pub(crate) fn bytes(mut self, value: &[u8]) -> Canon {
        self.0.update([1]);
        self.0.update((value.len() as u64).to_be_bytes());
        self.0.update(value);
        self
    }

    pub(crate) fn int(self, value: i64) -> Canon {
        self.bytes(&value.to_be_bytes())
    }

    fn maybe(mut self, value: Option<&[u8]>) -> Canon {
        match value {
            Some(value) => self.bytes(value),
            None => {
                self.0.update([0]);
                self
            }
        }
    }

    pub(crate) fn finish(self) -> Digest {
        self.0.finalize().into()
    }
}

/// The hash of a fact: every column but its order of arrival and its position, which the seals cover.
pub(crate) fn of_fact(fact: &Columns) -> Digest {
    Canon::of("khuevan fact 1")
        .bytes(fact.id.as_bytes())
        .int(fact.at.0)
        .int(fact.day.0.into())
        .maybe(fact.person.as_ref().map(|id| id.as_bytes().as_slice()))
        .maybe(fact.acting_as.as_ref().map(|id| id.as_bytes().as_slice()))
        .maybe(fact.unit.as_ref().map(|id| id.as_bytes().as_slice()))
        .maybe(fact.agency.as_ref().map(|id| id.as_bytes().as_slice()))
        .int(fact.by_system.into())
        .bytes(fact.action.as_bytes())
        .bytes(fact.subject_kind.as_bytes())
        .bytes(fact.subject.as_bytes())
        .maybe(fact.about_kind.as_deref().map(str::as_bytes))
        .maybe(fact.about.as_ref().map(|id| id.as_bytes().as_slice()))
        .bytes(fact.data.as_bytes())
        .maybe(fact.note_digest.as_deref())
        .finish()
}

/// The digest of a note. The salt, erased with the text, keeps short texts from being guessed afterwards.
pub(crate) fn of_note(salt: &[u8], text: &str) -> Digest {
    Canon::of("khuevan note 1").bytes(salt).bytes(text.as_bytes()).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_do_not_run_into_each_other() {
        let digest = |a: &str, b: &str| Canon::of("t").bytes(a.as_bytes()).bytes(b.as_bytes()).finish();
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
        let absent = Canon::of("t").maybe(None).finish();
        assert_ne!(absent, Canon::of("t").maybe(Some(&[])).finish());
        assert_ne!(Canon::of("t").finish(), Canon::of("u").finish());
    }

    #[test]
    fn a_note_is_hashed_with_its_salt() {
        assert_ne!(of_note(&[1; 16], "x"), of_note(&[2; 16], "x"));
        assert_ne!(of_note(&[1; 16], "x"), of_note(&[1; 16], "y"));
    }
}
