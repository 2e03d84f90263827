//! What verifying finds.

use crate::t;
use context::{Lang, Uuid};
use serde::Serialize;

/// The state of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many facts there are.
    pub facts: i64,
    /// How many of them are not sealed yet: a change to these could not be proved.
    pub unsealed: i64,
    /// The number of the last seal.
    pub seals: i64,
    /// What is wrong: at most the first fault of the seals, of the outside file and of the facts.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// A place where the log is not what was recorded or sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The fact was changed after it was recorded.
    Altered {
        /// Its place in the log.
        position: i64,
        /// Its id.
        fact: Uuid,
    },
    /// The fact of this position is gone.
    Missing {
        /// Its place in the log.
        position: i64,
    },
    /// A fact stands where another one was sealed, and was itself never sealed.
    Inserted {
        /// Its place in the log.
        position: i64,
        /// Its id.
        fact: Uuid,
    },
    /// The fact that was sealed at this position stands at another one.
    Moved {
        /// Where it was sealed.
        position: i64,
        /// Its id.
        fact: Uuid,
        /// Where it stands now; none if its position was taken away.
        found_at: Option<i64>,
    },
    /// The note of this fact is not the one that was recorded.
    NoteAltered {
        /// The fact's place in the log.
        position: i64,
        /// Its id.
        fact: Uuid,
    },
    /// The note of this fact is gone without a fact that tells of its erasure.
    NoteMissing {
        /// The fact's place in the log.
        position: i64,
        /// Its id.
        fact: Uuid,
    },
    /// The seal of this number is gone.
    SealMissing {
        /// Its number.
        number: i64,
    },
    /// The seal is not what was signed.
    SealAltered {
        /// Its number.
        number: i64,
    },
    /// The seal does not continue the one before.
    ChainBroken {
        /// Its number.
        number: i64,
    },
    /// The seal is signed by none of the known keys.
    SealForged {
        /// Its number.
        number: i64,
    },
    /// There are seals, but the outside file is missing or empty: a cut tail could not be noticed.
    NoHeads,
    /// The line of the outside file is not readable, or signed by none of the known keys.
    HeadForged {
        /// Counted from 1.
        line: u64,
    },
    /// The outside file knows of more than the database holds: its tail was cut or an old copy restored.
    Shortened {
        /// The seals that the database holds.
        seals: i64,
        /// The last sealed position in the database.
        position: i64,
        /// A later position that the outside file knows to have been sealed.
        known_position: i64,
    },
    /// The outside file knows another seal of this number: the database went on from an old copy.
    OtherHistory {
        /// Its number.
        number: i64,
    },
}

impl Finding {
    /// The finding in a sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Finding::Altered { position, fact } => t::finding_altered(lang, position, fact),
            Finding::Missing { position } => t::finding_missing(lang, position),
            Finding::Inserted { position, fact } => t::finding_inserted(lang, position, fact),
            Finding::Moved { position, fact, found_at: Some(found) } => {
                t::finding_moved(lang, fact, position, found)
            }
            Finding::Moved { position, fact, found_at: None } => t::finding_unplaced(lang, fact, position),
            Finding::NoteAltered { position, fact } => t::finding_note_altered(lang, position, fact),
            Finding::NoteMissing { position, fact } => t::finding_note_missing(lang, position, fact),
            Finding::SealMissing { number } => t::finding_seal_missing(lang, number),
            Finding::SealAltered { number } => t::finding_seal_altered(lang, number),
            Finding::ChainBroken { number } => t::finding_chain_broken(lang, number),
            Finding::SealForged { number } => t::finding_seal_forged(lang, number),
            Finding::NoHeads => t::finding_no_heads(lang).to_owned(),
            Finding::HeadForged { line } => t::finding_head_forged(lang, line),
            Finding::Shortened { seals, position, known_position } => {
                t::finding_shortened(lang, seals, position, known_position)
            }
            Finding::OtherHistory { number } => t::finding_other_history(lang, number),
        }
    }
}
