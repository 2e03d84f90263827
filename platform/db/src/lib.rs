//! One SQL text on two engines: SQLite (embedded, the default) and PostgreSQL.
//!
//! Two entrances, and no other way to the data:
//!
//! * [`Db::read`] gives one snapshot to read from;
//! * [`Db::write`] runs a closure in one transaction and makes it durable before it answers.
//!
//! The closure of a write may run more than once (a lost connection, a serialisation failure, a group that
//! could not commit), so it borrows its input and has no effect but on the database. When the [`Ctx`]
//! carries an idempotency key, the outcome is stored with it in the same transaction, and the same key
//! answers with the stored outcome instead of acting again. One write, one key.
//!
//! # The portable text
//!
//! Parameters are named (`:id`) and bound with [`params!`]; a list is bound with [`in_list`] and written
//! `IN (:ids)`; many rows are written `VALUES :rows` and given to [`Tx::insert_rows`]. Migrations are written with PostgreSQL's words (`uuid`, `bigint`, `boolean`, `date`, `jsonb`,
//! `bytea`, `text`, `COLLATE "C"`) and become `STRICT` tables on SQLite. Expected conflicts use
//! `ON CONFLICT (…) DO NOTHING RETURNING …`: a statement that fails ends the transaction on both engines.
//! No `LIKE`, `lower`, `round`, `avg`, date function or `::` cast in SQL; sums are `CAST(sum(x) AS bigint)`;
//! a parameter whose type the statement does not show (`:x IS NULL`) is written `CAST(:x AS bigint)`, never as
//! `uuid` or `bytea`, which the embedded engine would turn into a number.
//!
//! What truly differs between the engines is a method here: [`Tx::lock`], [`Tx::locking`], [`Tx::claim`],
//! [`Tx::serialise`] and [`Tx::announce`].

mod backup;
mod error;
mod fulltext;
mod migrate;
mod plan;
mod postgres;
mod replay;
mod row;
mod sqlite;
mod store;
mod tx;
mod value;

pub use error::Error;
pub use fulltext::{Term, Terms};
pub use migrate::{Migration, Migrations};
pub use replay::{Replay, Script};
pub use row::{FromRow, Row};
pub use store::Figures;
pub use tx::{Page, Read, Tx};
pub use value::{FromValue, ToValue, Value, ValueRef, in_list};

use context::Ctx;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::broadcast;

/// The outcome of a database call.
pub type Result<T> = std::result::Result<T, Error>;

/// Where the data lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A file of the embedded engine; it is made if it is not there.
    Sqlite(PathBuf),
    /// A server, as a connection URL.
    Postgres(String),
}

impl std::str::FromStr for Address {
    type Err = Error;

    /// Reads `sqlite:PATH` or `postgres://…`.
    fn from_str(text: &str) -> Result<Address> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Address::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Address::Postgres(text.to_owned()));
        }
        Err(Error::Address(text.to_owned()))
    }
}

/// Something that was committed, for whoever listens on this or another node. Carries ids only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of thing: `jobs`, `desk`, `law`, …
    pub topic: String,
    /// Ids or codes; never personal data.
    pub payload: String,
}

/// An open database. Cloning shares it.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    events: broadcast::Sender<Arc<Event>>,
    counted: Arc<Counted>,
}

/// What was written since the database was opened.
#[derive(Default)]
struct Counted {
    writes: AtomicU64,
    statements: AtomicU64,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// How often a write is tried when the engine asks for another try.
const ATTEMPTS: u32 = 10;

impl Db {
    /// Opens the database, with room for `connections` at once (readers on SQLite; all on PostgreSQL).
    ///
    /// # Errors
    /// [`Error::Unreachable`] when the file or the server cannot be opened.
    pub fn open(address: &Address, connections: usize) -> Result<Db> {
        let (events, _) = broadcast::channel(1024);
        let engine = match address {
            Address::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open(path, connections)?),
            Address::Postgres(url) => {
                Engine::Postgres(postgres::Postgres::open(url, connections, events.clone())?)
            }
        };
        let db = Db { engine: Arc::new(engine), events, counted: Arc::default() };
        db.migrate(&[migrate::own()])?;
        Ok(db)
    }

    /// The engine's name, for status pages and benchmark figures.
    pub fn engine(&self) -> &'static str {
        match *self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when it does not.
    pub fn ping(&self) -> Result<()> {
        self.read(|read| read.one::<(i64,)>("SELECT CAST(1 AS bigint)", &[])).map(|_| ())
    }

    /// Committed announcements, from this node and others.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.events.subscribe()
    }

    /// Reads from one snapshot.
    pub fn read<T, E: From<Error>>(
        &self,
        mut look: impl FnMut(&mut Read<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        blocking(|| match &*self.engine {
            Engine::Sqlite(engine) => engine.read(&mut look),
            Engine::Postgres(engine) => engine.read(&mut look),
        })
    }

    /// Acts in one transaction; when this answers with success, the act is on disk.
    ///
    /// The closure may run more than once. With an idempotency key in `ctx`, a second call from the same
    /// place in the code with the same key by the same person answers with the first call's outcome.
    pub fn write<T, E, F>(&self, ctx: &Ctx, act: F) -> std::result::Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<Error>,
        F: FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
    {
        let key = ctx.once.as_ref().map(|once| {
            let mut digest = Sha256::new();
            digest.update(ctx.actor.person.unwrap_or_default().as_bytes());
            digest.update(std::any::type_name::<F>().as_bytes());
            digest.update(once.as_bytes());
            digest.finalize().to_vec()
        });
        let now = ctx.now.0;
        let mut act = act;
        let mut once = |tx: &mut Tx<'_>| -> std::result::Result<T, E> {
            let Some(key) = key.as_deref() else { return act(tx) };
            if !tx.claim_once(key, now)? {
                return Ok(tx.stored_outcome(key)?);
            }
            let outcome = act(tx)?;
            tx.store_outcome(key, &outcome)?;
            Ok(outcome)
        };
        let mut keyed = |tx: &mut Tx<'_>| {
            let outcome = once(tx);
            self.counted.statements.fetch_add(tx.statements(), Ordering::Relaxed);
            outcome
        };
        let (outcome, events) = blocking(|| {
            for attempt in 1.. {
                let done = match &*self.engine {
                    Engine::Sqlite(engine) => engine.write(&mut keyed),
                    Engine::Postgres(engine) => engine.write(&mut keyed, key.is_some()),
                };
                match done {
                    Done::Finished(outcome, events) => return (outcome, events),
                    Done::Again(error) if attempt >= ATTEMPTS => return (Err(E::from(error)), Vec::new()),
                    Done::Again(_) => std::thread::sleep(backoff(attempt)),
                }
            }
            unreachable!("the loop ends by its attempts")
        });
        self.counted.writes.fetch_add(1, Ordering::Relaxed);
        // PostgreSQL tells every node, this one included, by its own notification.
        if matches!(*self.engine, Engine::Sqlite(_)) {
            for event in events {
                // Nobody listening is no fault.
                let _ = self.events.send(Arc::new(event));
            }
        }
        outcome
    }

    /// Forgets idempotency keys older than `before`; returns how many.
    pub fn forget_keys(&self, ctx: &Ctx, before: context::Time) -> Result<u64> {
        self.write(ctx, |tx| tx.forget_keys(before.0))
    }
}

/// How one try at a write ended.
enum Done<T, E> {
    Finished(std::result::Result<T, E>, Vec<Event>),
    Again(Error),
}

/// Longer with each attempt, and different for each caller so that two do not meet again.
fn backoff(attempt: u32) -> Duration {
    let chance = u64::from(std::process::id() ^ std::time::Instant::now().elapsed().subsec_nanos()) % 7;
    Duration::from_millis(u64::from(attempt * attempt) + chance)
}

/// Runs what blocks. On a thread of the server's runtime the other tasks move away first.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}
