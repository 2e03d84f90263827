//! What happened: the append-only log that is audit trail, outbox and source of figures.
//!
//! [`record`] adds a fact in the transaction of the action itself. [`sequence`] gives committed facts a
//! gapless position; every consumer reads by position with [`after`]. [`seal()`] chains and signs ranges of
//! positions with a key kept outside the database, and [`verify()`] finds the first place where the log is not
//! what was sealed.
//!
//! A fact holds ids and codes. Free text goes into its note, a side row whose salted digest is part of the
//! fact: [`erase_note`] removes the text and the chain still holds.

mod digest;
mod error;
mod heads;
mod key;
mod model;
mod record;
mod seal;
mod search;
mod sequencer;
mod store;
mod verify;

words::include_words!();

pub use error::Error;
pub use key::{PublicKey, SealKey};
pub use model::{Fact, New, Note, Who};
pub use record::{IN_STEAD_OF, NOTE_ERASED, after, erase_note, of, record, record_many};
pub use seal::seal;
pub use search::{Filter, Reach, Walk, search};
pub use sequencer::sequence;
pub use verify::{Finding, Report, verify};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("facts", "0001_facts.sql");
