//! A folder's way, on both engines, through the same actions as the pages.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod city;
mod contents;
mod handing;
mod lists;
mod seeing;

use context::Ctx;
use db::Db;
use folders::Error;

const SETS: &[db::Migrations] = &[
    facts::MIGRATIONS,
    jobs::MIGRATIONS,
    organisation::MIGRATIONS,
    access::MIGRATIONS,
    files::MIGRATIONS,
    search::MIGRATIONS,
    notify::MIGRATIONS,
    duties::MIGRATIONS,
    measures::MIGRATIONS,
    documents::MIGRATIONS,
    folders::MIGRATIONS,
];

/// Runs an action as somebody.
fn act<T, F>(db: &Db, ctx: &Ctx, act: F) -> Result<T, Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
    F: FnMut(&mut db::Tx<'_>) -> Result<T, Error>,
{
    db.write(ctx, act)
}
