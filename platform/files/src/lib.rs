//! Content-addressed files, and who uses them.
//!
//! A file is written to disk under the digest of its content before the transaction that names it
//! ([`Files::begin`] or [`Files::take`], then [`attach`]). Its bytes are served only through the route of a record that uses it.
//! A file that no record uses is marked and, if that is still so a day later, removed ([`sweep`]).
//!
//! What is derived from files (drawn pages, read text) lies in a bounded cache beside them ([`Files::derived`]).

mod archive;
mod cache;
mod error;
mod media;
mod scan;
mod store;
mod uses;
mod vault;

words::include_words!();

pub use error::Error;
pub use media::Media;
pub use scan::Scanner;
pub use uses::{attach, release, sweep};
pub use vault::{Files, Incoming, Prepared};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("files", "0001_files.sql");
