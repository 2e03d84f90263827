//! Work folders (hồ sơ công việc): the yearly list, folders with what lies in them, closing, the hand-over to the
//! archive. Nghị định 30/2020/NĐ-CP, Điều 28 to 31.
//!
//! The way of a folder: the office writes the yearly list ([`actions::start`], `add_item`, `submit`), the head
//! [`actions::approve`]s it, somebody [`actions::open`]s a folder of an item and puts documents into it
//! ([`actions::file_record`]), [`actions::close`]s it when the work has ended, which opens the duty to hand it over,
//! [`actions::offer`]s it to the archive, which [`actions::receive`]s it.
//!
//! A folder's contents list says of its documents what stands on them, to everybody who may see the folder. Opening a
//! document asks for the document's own rights.

pub mod actions;
mod api;
mod deeds;
mod error;
pub mod measures;
pub mod model;
mod pages;
mod plug;
pub mod store;
pub mod view;
pub mod words;

::words::include_words!();

pub use error::Error;

use context::Permission;

/// The kind of record of a folder.
pub const FOLDER: &str = "folder";
/// The kind of record of a yearly list.
pub const YEARLY_LIST: &str = "folder_list";
/// The kind of record of a hand-over.
pub const TRANSFER: &str = "folder_transfer";
/// The kind of record under which an uploaded file is used.
pub(crate) const ENTRY: &str = "folder_entry";

/// The duty to hand a closed folder over to the archive.
pub const HAND_OVER: &str = "folders.hand_over";
/// The duty to hand over the closed folder of a construction project.
pub const HAND_OVER_CONSTRUCTION: &str = "folders.hand_over_construction";
/// The duty of the head to answer a submitted yearly list.
pub const APPROVE_LIST: &str = "folders.approve_list";
/// The duty of the archive to answer an offer.
pub const RECEIVE: &str = "folders.receive";

/// To open folders, fill, close and hand them over.
pub const KEEP: Permission = "folders.keep";
/// To see folders of one's unit or agency.
pub const READ: Permission = "folders.read";
/// To write the yearly list.
pub const LIST: Permission = "folders.list";
/// To approve the yearly list, and to take closed folders up again.
pub const APPROVE: Permission = "folders.approve";
/// To receive folders into the agency's archive.
pub const ARCHIVE: Permission = "folders.archive";

/// What this feature plugs in.
pub fn feature() -> edge::Feature {
    edge::Feature {
        name: "folders",
        migrations: &[MIGRATIONS],
        routes: pages::routes(),
        menu: plug::menu,
        cards: plug::CARDS,
        panels: &[pages::beside],
        duties: plug::DUTIES,
        measures: measures::SOURCES,
        narrate: pages::narrate,
        deeds: deeds::DEEDS,
        workers: |_| Vec::new(),
        permissions: plug::PERMISSIONS,
        openapi: api::openapi,
    }
}

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("folders", "0001_folders.sql");
