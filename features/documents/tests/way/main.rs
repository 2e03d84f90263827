//! A document's whole way, on both engines, through the same actions as the pages.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod absence;
mod ballots;
mod books;
mod changes;
mod city;
mod committees;
mod cost;
mod delivery;
mod incoming;
mod initials;
mod joint;
mod outgoing;
mod plans;
mod post;
mod restricted;
mod rules;
mod series;
mod sets;
mod succession;
mod together;
mod watch;
mod writing;

use context::{Ctx, Time};
use db::Db;
use documents::{Error, PartInput};

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
];

/// Runs an action as somebody.
fn act<T, F>(db: &Db, ctx: &Ctx, act: F) -> Result<T, Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
    F: FnMut(&mut db::Tx<'_>) -> Result<T, Error>,
{
    db.write(ctx, act)
}

/// A file that lies on disk, as an action takes it.
fn paper(name: &str) -> PartInput {
    let digest: String =
        format!("{:0>64}", name.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
            .chars()
            .rev()
            .take(64)
            .collect();
    PartInput {
        role: documents::model::document::PartRole::Main,
        file: files::Prepared {
            digest,
            size: 1000,
            media: "application/pdf".into(),
            name: format!("{name}.pdf"),
        },
        pages: 1,
    }
}

/// Does all jobs that wait.
fn drain(db: &Db, now: Time) {
    let read = jobs::Worker::new("documents.read_words", |_, _, _| Ok(()));
    let set = jobs::Worker::new("documents.set_paper", |_, _, _| Ok(()));
    let workers = documents::actions::outgoing::delivery::workers()
        .into_iter()
        .chain([read, set, documents::actions::inherit::worker()])
        .collect();
    let ctx = move || Ctx::new(context::Actor::system(), now, testkit::law());
    let runner = jobs::Runner::new(db.clone(), ctx, workers, 1);
    while runner.run_once().unwrap() {}
}
