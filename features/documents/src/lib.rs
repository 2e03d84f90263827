//! Official documents: drafted, approved, numbered, issued, delivered, directed, answered.
//!
//! Two kinds of record. A *document* (văn bản) is one official paper, whoever issued it. An *arrival* (văn bản đến)
//! is what one agency received and did about it; a document sent to 633 agencies has 633 arrivals.
//!
//! The way of an outgoing document: [`actions::outgoing::create_draft`], `submit` along a route, `approve` step by
//! step, `number`, `issue`, `deliver`. The way of an arrival: `accept`, `propose`, `direct`, `pass_down`, `finish`;
//! a reply that is issued closes what it answers by itself.

pub mod actions;
mod api;
mod deeds;
mod error;
mod index;
pub mod measures;
pub mod model;
mod pages;
mod plug;
pub mod store;
pub mod view;
pub mod words;

::words::include_words!();

pub use error::Error;
pub use words::notice_words;

use crate::model::document::PartRole;
use context::Permission;
use serde::{Deserialize, Serialize};

/// The kind of record of a document.
pub const DOCUMENT: &str = "document";
/// The kind of record of an arrival.
pub const ARRIVAL: &str = "arrival";
/// The kind of record of a set submitted upward.
pub const SET: &str = "set";
/// The duty of a receiving agency to answer by the day that the sender set.
pub const REPLY_DUTY: &str = "documents.reply";

/// To draft documents and submit them.
pub const DRAFT: Permission = "documents.draft";
/// To approve, or give opinions on, what others submit.
pub const REVIEW: Permission = "documents.review";
/// To examine sets that other agencies submit upward.
pub const EXAMINE: Permission = "documents.examine";
/// To number what was approved, and to void numbers.
pub const NUMBER: Permission = "documents.number";
/// To issue what is numbered.
pub const ISSUE: Permission = "documents.issue";
/// To call back what was issued.
pub const RECALL: Permission = "documents.recall";
/// To enter what came from outside.
pub const ENTER: Permission = "documents.enter";
/// To accept or refuse what other agencies send.
pub const ACCEPT: Permission = "documents.accept";
/// To propose directions, and to file what needs none.
pub const PROPOSE: Permission = "documents.propose";
/// To direct.
pub const DIRECT: Permission = "documents.direct";
/// To deal with what one was directed to.
pub const HANDLE: Permission = "documents.handle";
/// To read what lies on the desks of one's unit or agency.
pub const READ: Permission = "documents.read";

/// One file of a document, already on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInput {
    /// What it is.
    pub role: PartRole,
    /// The file.
    pub file: files::Prepared,
    /// Its pages, where it has such.
    pub pages: i64,
}

/// What this feature plugs in.
pub fn feature() -> edge::Feature {
    edge::Feature {
        name: "documents",
        migrations: &[MIGRATIONS],
        routes: pages::routes(),
        menu: plug::menu,
        cards: plug::CARDS,
        panels: &[],
        duties: plug::DUTIES,
        measures: measures::SOURCES,
        narrate: pages::narrate,
        deeds: deeds::DEEDS,
        workers: plug::workers,
        permissions: plug::PERMISSIONS,
        openapi: plug::openapi,
    }
}

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!(
    "documents",
    "0001_documents.sql",
    "0002_books_and_readers.sql",
    "0003_writing.sql",
    "0004_routes.sql",
    "0005_rules.sql",
    "0006_changes.sql",
    "0008_post.sql",
    "0009_joint.sql"
);
