//! Throwaway databases on both engines, for tests.
//!
//! ```no_run
//! const SETS: &[db::Migrations] = &[];
//! testkit::both(SETS, |db| {
//!     let rows: Vec<(i64,)> = db.read(|read| read.all("SELECT CAST(1 AS bigint)", &[])).unwrap();
//!     assert_eq!(rows, [(1,)]);
//! });
//! ```
//!
//! One PostgreSQL serves a whole test run: the first test that needs it starts it on a unix socket in a
//! temporary folder, and it ends with the run. Each test gets a copy of a migrated template.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod server;

use context::{Actor, Ctx, Law, Time};
use db::{Address, Db, Migrations};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub use server::Server;

/// Runs a test on SQLite, then on PostgreSQL; a failure says on which.
pub fn both(sets: &[Migrations], test: impl Fn(&Db)) {
    for make in [sqlite, postgres] {
        let made = make(sets);
        let engine = made.db.engine();
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| test(&made.db))) {
            eprintln!("the failure above was on {engine}");
            resume_unwind(cause);
        }
    }
}

/// A database that goes with this value.
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// Its address, for tests that open it a second time or start the binary on it.
    pub address: Address,
    _folder: tempfile::TempDir,
}

/// A fresh, migrated SQLite database.
pub fn sqlite(sets: &[Migrations]) -> TestDb {
    let template = run_folder().join(format!("{}.db", fingerprint(sets)));
    once(&format!("sqlite-{}", fingerprint(sets)), || {
        let draft = template.with_extension("draft");
        let db = Db::open(&Address::Sqlite(draft.clone()), 1).unwrap();
        db.migrate(sets).unwrap();
        db.backup(&template).unwrap();
        fs::remove_file(draft).unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    fs::copy(template, &path).unwrap();
    let address = Address::Sqlite(path);
    TestDb { db: Db::open(&address, 4).unwrap(), address, _folder: folder }
}

/// A fresh, migrated PostgreSQL database.
pub fn postgres(sets: &[Migrations]) -> TestDb {
    let server = Server::shared();
    let template = format!("template_{}", fingerprint(sets));
    once(&template, || {
        server.sql(&format!("CREATE DATABASE {template}"));
        let db = Db::open(&server.address(&template), 2).unwrap();
        db.migrate(sets).unwrap();
    });
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    // PostgreSQL copies a template only while nobody is connected to it; one copy at a time is enough.
    exclusive("copy", || {
        server.sql(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    });
    let address = server.address(&name);
    TestDb { db: Db::open(&address, 8).unwrap(), address, _folder: tempfile::tempdir().unwrap() }
}

/// The system acting at an instant of the demo's month: Thursday 17 August 2023, 09:00.
pub fn system() -> Ctx {
    at(Actor::system(), 9, 0)
}

/// Somebody acting on Thursday 17 August 2023 at a local hour.
pub fn at(actor: Actor, hour: i8, minute: i8) -> Ctx {
    let day = context::Day::new(2023, 8, 17).unwrap();
    Ctx::new(actor, Time::local(day, hour, minute), law())
}

/// The legal data of the project.
pub fn law() -> Arc<Law> {
    static LAW: OnceLock<Arc<Law>> = OnceLock::new();
    Arc::clone(LAW.get_or_init(Arc::default))
}

/// A folder that all tests of one run share. It goes when the run ends.
pub(crate) fn run_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("khuevan-tests-{}", std::os::unix::process::parent_id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs `work` if no test of this run has run it before.
pub(crate) fn once(what: &str, work: impl FnOnce()) {
    let done = run_folder().join(format!("{what}.done"));
    if done.exists() {
        return;
    }
    exclusive(what, || {
        if !done.exists() {
            work();
            File::create(&done).unwrap();
        }
    });
}

/// Runs `work` while no other test of this run is in the same section.
pub(crate) fn exclusive(what: &str, work: impl FnOnce()) {
    let lock = File::create(run_folder().join(format!("{what}.lock"))).unwrap();
    lock.lock().unwrap();
    work();
}

fn fingerprint(sets: &[Migrations]) -> String {
    let mut digest = Sha256::new();
    for set in sets {
        for file in set.files {
            digest.update(file.sql.as_bytes());
        }
    }
    digest.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
