//! Sign-in, own account, organisation, roles, audit trail, jobs: what administrators and everyone for themselves look
//! after.

mod actions;
mod api;
mod deeds;
mod error;
mod handover;
mod model;
mod pages;
mod plug;
mod store;

::words::include_words!();

pub use actions::{Rederiving, declare_day, undeclare_day};
pub use error::Error;
pub use model::DeclaredDay;
pub use store::declared_days;

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations =
    db::migrations!("administration", "0001_administration.sql", "0002_administration.sql");

/// What this feature plugs in.
pub fn feature() -> edge::Feature {
    edge::Feature {
        name: "administration",
        migrations: &[MIGRATIONS],
        routes: pages::routes(),
        menu: plug::menu,
        cards: &[],
        panels: &[],
        duties: &[],
        measures: &[],
        narrate: pages::narrate,
        deeds: deeds::DEEDS,
        workers: |_| vec![handover::worker()],
        permissions: plug::PERMISSIONS,
        openapi: api::openapi,
    }
}
