//! What one owes and is owed, notices, search: the pages on which a day begins.
//!
//! This feature owns no records. Whatever it shows of one comes from the record's own feature, through its
//! [`edge::CardSource`]: what has no card for the reader shows no subject here.

mod actions;
mod api;
mod error;
mod model;
mod overview;
mod pages;
mod plug;
mod store;
mod view;

::words::include_words!();

pub use actions::{REMINDED, Round, remind, remind_overdue};
pub use error::Error;
pub use plug::notice_words;

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("home", "0001_home.sql");

/// What this feature plugs in.
pub fn feature() -> edge::Feature {
    edge::Feature {
        name: "home",
        migrations: &[MIGRATIONS],
        routes: pages::routes(),
        menu: plug::menu,
        cards: &[],
        panels: &[],
        duties: &[],
        measures: &[],
        narrate: plug::narrate,
        deeds: plug::DEEDS,
        workers: |_| Vec::new(),
        permissions: &[measures::PERMISSIONS],
        openapi: api::openapi,
    }
}
