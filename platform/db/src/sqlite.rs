//! The embedded engine: many readers, one writer, and commits shared by those who write at the same time.
//!
//! Every writer runs on its caller's own thread. It takes the one connection in turn, acts within a
//! savepoint, and leaves the commit to the last of those who are waiting, so that one sync to the disk
//! serves up to [`GROUP`] of them. Nobody is told of success before that sync.

use crate::fulltext::Words;
use crate::plan::{Param, Plans};
use crate::tx::{Conn, Failure};
use crate::{Done, Error, Read, Result, Row, Tx, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef as Held};
use rusqlite::{Connection, OpenFlags};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// At most so many writes share one commit.
const GROUP: usize = 64;
/// A write that keeps the others waiting longer than this is logged.
const SLOW: Duration = Duration::from_millis(50);

/// What the writer remembers of the file: the inner pages of every index stay at hand. In kibibytes, negative as the
/// engine wants it.
const WRITER_CACHE: i64 = -49_152;
/// What each reader remembers: enough for a page with its lists. It forgets all of it whenever something was written.
const READER_CACHE: i64 = -2_048;
/// After so many pages the log is copied into the file. A page that was written many times meanwhile is copied once.
const CHECKPOINT: i64 = 16_000;
/// The bytes of a page.
const PAGE: i64 = 4096;

thread_local! {
    /// Whether this thread is inside a write; a second one inside it would wait for itself.
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// One connection and the statements planned for it.
pub(crate) struct Handle {
    conn: Connection,
    plans: RefCell<Plans>,
}

pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Handle>>,
    returned: Condvar,
    writer: Mutex<Writer>,
    /// Callers who have declared that they will take the writer.
    coming: AtomicUsize,
    commits: AtomicU64,
}

struct Writer {
    handle: Handle,
    group: Option<Arc<Group>>,
    members: usize,
    /// The words that the group's members want to be found by. Its index writes what it holds at each savepoint, so it
    /// gets them at the end, all at once.
    words: Words,
}

/// Those who share one commit, and its outcome.
#[derive(Default)]
struct Group {
    outcome: Mutex<Option<Outcome>>,
    done: Condvar,
}

#[derive(Clone, Copy, Debug)]
enum Outcome {
    Committed,
    /// The commit failed through no fault that a member can see: each runs again, alone.
    Again,
}

impl Group {
    fn finish(&self, outcome: Outcome) {
        *lock(&self.outcome) = Some(outcome);
        self.done.notify_all();
    }

    fn wait(&self) -> Outcome {
        let mut outcome = lock(&self.outcome);
        loop {
            match *outcome {
                Some(known) => return known,
                None => outcome = self.done.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// A thread that panicked while it held a lock has left nothing half done here: the savepoint was rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sqlite {
    pub(crate) fn open(path: &Path, readers: usize) -> Result<Sqlite> {
        let writer = Handle { conn: writer(path)?, plans: RefCell::default() };
        let readers = (0..readers.max(1))
            .map(|_| {
                let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                Ok(Handle { conn, plans: RefCell::default() })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Sqlite {
            path: path.to_owned(),
            readers: Mutex::new(readers),
            returned: Condvar::new(),
            writer: Mutex::new(Writer { handle: writer, group: None, members: 0, words: Words::default() }),
            coming: AtomicUsize::new(0),
            commits: AtomicU64::new(0),
        })
    }

    /// How many commits there were since it was opened.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn read<T, E: From<Error>>(
        &self,
        look: &mut impl FnMut(&mut Read<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let reader = Borrowed::take(self);
        let handle = reader.handle();
        handle.bracket("BEGIN")?;
        let mut read = Read::new(Conn::Sqlite(handle));
        let outcome = look(&mut read);
        handle.bracket("ROLLBACK")?;
        outcome
    }

    pub(crate) fn write<T, E: From<Error>>(
        &self,
        act: &mut impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> Done<T, E> {
        if WRITING.replace(true) {
            WRITING.set(true);
            return Done::Finished(Err(E::from(Error::Nested)), Vec::new());
        }
        let mut alone = false;
        let done = loop {
            match self.turn(act, alone) {
                Turn::Over(done) => break done,
                Turn::RunAlone => alone = true,
                Turn::Panicked(cause) => {
                    WRITING.set(false);
                    resume_unwind(cause);
                }
            }
        };
        WRITING.set(false);
        done
    }

    /// One turn at the writer: act, then commit for the group or wait for whoever does.
    fn turn<T, E: From<Error>>(
        &self,
        act: &mut impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
        alone: bool,
    ) -> Turn<T, E> {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let mut writer = lock(&self.writer);
        self.coming.fetch_sub(1, Ordering::SeqCst);
        if alone && writer.group.is_some() {
            // The others' failure is told to them by their group.
            let _ = writer.commit();
        }
        let group = match writer.join() {
            Ok(group) => group,
            Err(error) => return Turn::Over(Done::Again(error)),
        };
        let held = Instant::now();
        let mut tx = Tx::new(Conn::Sqlite(&writer.handle));
        let acted = catch_unwind(AssertUnwindSafe(|| act(&mut tx)));
        let failure = tx.failure();
        let (events, words) = tx.into_effects();
        let keep = failure.is_none() && matches!(acted, Ok(Ok(_)));
        if keep {
            writer.words.append(words);
        }
        let closed = writer.close_member(keep);
        if held.elapsed() > SLOW {
            tracing::warn!(millis = held.elapsed().as_millis(), "a write kept the others waiting");
        }
        writer.members += 1;
        let outcome = match closed {
            Ok(()) if !alone && writer.members < GROUP && self.coming.load(Ordering::SeqCst) > 0 => {
                drop(writer);
                group.wait()
            }
            Ok(()) => {
                let only = writer.members == 1;
                match writer.commit() {
                    Ok(()) => {
                        self.commits.fetch_add(1, Ordering::Relaxed);
                        Outcome::Committed
                    }
                    // Alone in its group, the member is the one to be told.
                    Err(error) if only => return Turn::Over(retried(error)),
                    Err(_) => Outcome::Again,
                }
            }
            // An error such as a full disk has ended the outer transaction: the others run again.
            Err(error) => {
                writer.abandon();
                match acted {
                    Ok(Err(told)) => return Turn::Over(Done::Finished(Err(told), Vec::new())),
                    _ => return Turn::Over(retried(error)),
                }
            }
        };
        match (acted, outcome) {
            (Err(cause), _) => Turn::Panicked(cause),
            (_, Outcome::Again) => Turn::RunAlone,
            (Ok(_), Outcome::Committed) if failure == Some(Failure::Again) => {
                Turn::Over(Done::Again(Error::Again("busy".to_owned())))
            }
            (Ok(Ok(_)), Outcome::Committed) if failure.is_some() => {
                Turn::Over(Done::Finished(Err(E::from(Error::Ended)), Vec::new()))
            }
            (Ok(Ok(value)), Outcome::Committed) => Turn::Over(Done::Finished(Ok(value), events)),
            (Ok(Err(error)), Outcome::Committed) => Turn::Over(Done::Finished(Err(error), Vec::new())),
        }
    }
}

enum Turn<T, E> {
    Over(Done<T, E>),
    RunAlone,
    Panicked(Box<dyn Any + Send>),
}

fn retried<T, E: From<Error>>(error: Error) -> Done<T, E> {
    match error.wants_another_try() {
        true => Done::Again(error),
        false => Done::Finished(Err(E::from(error)), Vec::new()),
    }
}

impl Writer {
    /// Opens the group's transaction if none is open, and this member's savepoint.
    fn join(&mut self) -> Result<Arc<Group>> {
        let group = match &self.group {
            Some(group) => Arc::clone(group),
            None => {
                self.handle.bracket("BEGIN IMMEDIATE")?;
                self.members = 0;
                self.words = Words::default();
                Arc::clone(self.group.insert(Arc::default()))
            }
        };
        if let Err(error) = self.handle.bracket("SAVEPOINT member") {
            self.abandon();
            return Err(error);
        }
        Ok(group)
    }

    /// Ends the member's savepoint. An error means that the group's transaction is no more.
    fn close_member(&self, keep: bool) -> Result<()> {
        if self.handle.conn.is_autocommit() {
            return Err(Error::Full);
        }
        if !keep {
            self.handle.bracket("ROLLBACK TO member")?;
        }
        self.handle.bracket("RELEASE member")
    }

    fn commit(&mut self) -> Result<()> {
        let Some(group) = self.group.take() else { return Ok(()) };
        match self.put_words().and_then(|()| self.handle.bracket("COMMIT")) {
            Ok(()) => {
                group.finish(Outcome::Committed);
                Ok(())
            }
            Err(error) => {
                self.group = Some(group);
                self.abandon();
                Err(error)
            }
        }
    }

    fn put_words(&mut self) -> Result<()> {
        for (sql, params) in self.words.statements() {
            self.handle.execute(sql, &params)?;
        }
        Ok(())
    }

    fn abandon(&mut self) {
        if !self.handle.conn.is_autocommit() {
            // If even this fails, the next BEGIN says so.
            let _ = self.handle.script("ROLLBACK");
        }
        if let Some(group) = self.group.take() {
            group.finish(Outcome::Again);
        }
    }
}

/// A reader taken from the pool; it goes back when dropped.
struct Borrowed<'a> {
    pool: &'a Sqlite,
    handle: Option<Handle>,
}

impl<'a> Borrowed<'a> {
    fn take(pool: &'a Sqlite) -> Borrowed<'a> {
        let mut idle = lock(&pool.readers);
        loop {
            match idle.pop() {
                Some(handle) => return Borrowed { pool, handle: Some(handle) },
                None => idle = pool.returned.wait(idle).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn handle(&self) -> &Handle {
        match &self.handle {
            Some(handle) => handle,
            None => unreachable!("the handle leaves only on drop"),
        }
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            if !handle.conn.is_autocommit() {
                // After a panic in the closure.
                let _ = handle.script("ROLLBACK");
            }
            lock(&self.pool.readers).push(handle);
            self.pool.returned.notify_one();
        }
    }
}

/// A connection that writes, every commit of it durable.
pub(crate) fn writer(path: &Path) -> Result<Connection> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "cache_size", WRITER_CACHE)?;
    conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    // What a long look at old data lets it grow beyond that is cut off again.
    conn.pragma_update(None, "journal_size_limit", CHECKPOINT * PAGE)?;
    Ok(conn)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| Error::Unreachable(format!("{}: {error}", path.display())))?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.pragma_update(None, "cache_size", READER_CACHE)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(512);
    // A plan that looked at its values would be made again for each of them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(conn)
}

impl Handle {
    pub(crate) fn script(&self, sql: &str) -> Result<()> {
        Ok(self.conn.execute_batch(sql)?)
    }

    /// Opens or closes a transaction or a part of one, by a statement that stays prepared.
    fn bracket(&self, sql: &str) -> Result<()> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    pub(crate) fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.with(sql, params, |statement| Ok(statement.raw_execute()? as u64))
    }

    pub(crate) fn query(
        &self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.with(sql, params, |statement| {
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                each(&Row::sqlite(row))?;
            }
            Ok(())
        })
    }

    fn with<T>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        work: impl FnOnce(&mut rusqlite::CachedStatement<'_>) -> Result<T>,
    ) -> Result<T> {
        let plan = self.plans.borrow_mut().get(sql, params, '?')?;
        let mut statement = self.conn.prepare_cached(&plan.sql)?;
        for (at, value) in plan.values(params)?.into_iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value)?;
        }
        let outcome = work(&mut statement);
        statement.clear_bindings();
        outcome
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.conn
    }
}

impl Sqlite {
    /// Gives a reader's connection to work that the portable text cannot say.
    pub(crate) fn with_reader<T>(&self, work: impl FnOnce(&Handle) -> Result<T>) -> Result<T> {
        work(Borrowed::take(self).handle())
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null | Value::List(_) | Value::Rows(_) => ToSqlOutput::Borrowed(Held::Null),
            Value::Bool(it) => ToSqlOutput::Borrowed(Held::Integer((*it).into())),
            Value::Int(it) => ToSqlOutput::Borrowed(Held::Integer(*it)),
            Value::Day(it) => ToSqlOutput::Borrowed(Held::Integer(it.0.into())),
            Value::Text(it) => ToSqlOutput::Borrowed(Held::Text(it.as_bytes())),
            Value::Bytes(it) => ToSqlOutput::Borrowed(Held::Blob(it)),
            Value::Uuid(it) => ToSqlOutput::Borrowed(Held::Blob(it.as_bytes())),
        })
    }
}
