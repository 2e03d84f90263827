//! What a closure holds while it reads or writes.

use crate::fulltext::Words;
use crate::plan::Param;
use crate::postgres::Session;
use crate::replay::Script;
use crate::sqlite::Handle;
use crate::{Error, Event, FromRow, Result, Row, Value, in_list, params};
use serde::Serialize;
use std::ops::{Deref, DerefMut};
use uuid::Uuid;

/// A snapshot to read from.
pub struct Read<'a> {
    conn: Conn<'a>,
    /// The first failure; it ends the transaction.
    failure: Option<Failure>,
    /// How many statements were run.
    statements: u64,
    /// The plans of the statements that read, while somebody wants them.
    plans: Option<Vec<String>>,
    /// The statements themselves, while somebody wants them.
    script: Option<Script>,
}

pub(crate) enum Conn<'a> {
    Sqlite(&'a Handle),
    Postgres(&'a mut Session),
}

/// What the engine needs to know of a failed statement after the closure has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Running the closure again can help.
    Again,
    /// It cannot.
    Final,
}

/// One page of a list, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Whether there are more after them.
    pub more: bool,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows: the one too many only says that there are more.
    pub fn cut(mut rows: Vec<T>, limit: usize) -> Page<T> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        Page { rows, more }
    }

    /// The same page of other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(change).collect(), more: self.more }
    }
}

impl<'a> Read<'a> {
    pub(crate) fn new(conn: Conn<'a>) -> Read<'a> {
        Read { conn, failure: None, statements: 0, plans: None, script: None }
    }

    pub(crate) fn conn(&self) -> &Conn<'a> {
        &self.conn
    }

    pub(crate) fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// Calls `each` for every row of the answer.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some(mut plans) = self.plans.take() {
            plans.push(format!("{sql}\n{}", self.explain(sql, params)?.join("\n")));
            self.plans = Some(plans);
        }
        self.note(sql, params);
        self.guarded(|conn| match conn {
            Conn::Sqlite(handle) => handle.query(sql, params, &mut each),
            Conn::Postgres(session) => session.query(sql, params, &mut each),
        })
    }

    /// All rows of the answer.
    pub fn all<T: FromRow>(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(T::from_row(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    pub fn first<T: FromRow>(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Option<T>> {
        let mut first = None;
        self.each(sql, params, |row| {
            if first.is_none() {
                first = Some(T::from_row(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// The one row of the answer.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none; it does not end the transaction.
    pub fn one<T: FromRow>(&mut self, sql: &str, params: &[Param<'_>]) -> Result<T> {
        self.first(sql, params)?.ok_or(Error::NoRow)
    }

    /// The engine's plan of a statement, line by line: what tests of speed look at.
    pub fn explain(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<String>> {
        let (text, column) = match self.conn {
            Conn::Sqlite(_) => (format!("EXPLAIN QUERY PLAN {sql}"), 3),
            Conn::Postgres(_) => (format!("EXPLAIN {sql}"), 0),
        };
        let mut lines = Vec::new();
        self.each(&text, params, |row| {
            lines.push(row.get(column)?);
            Ok(())
        })?;
        Ok(lines)
    }

    /// How many statements have run: what tests of an action's cost look at. On an engine behind a socket each is a
    /// way there and back.
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// The statements that something reads with, each with the engine's plan: what tests of speed look at.
    ///
    /// # Errors
    /// Those of what it reads.
    pub fn plans_of<T, E: From<Error>>(
        &mut self,
        look: impl FnOnce(&mut Read<'a>) -> std::result::Result<T, E>,
    ) -> std::result::Result<Vec<String>, E> {
        self.plans = Some(Vec::new());
        let outcome = look(self);
        let plans = self.plans.take().unwrap_or_default();
        outcome.map(|_| plans)
    }

    fn note(&mut self, sql: &str, params: &[Param<'_>]) {
        if let Some(script) = &mut self.script {
            script.note(sql, params);
        }
    }

    fn guarded<T>(&mut self, work: impl FnOnce(&mut Conn<'a>) -> Result<T>) -> Result<T> {
        if self.failure.is_some() {
            return Err(Error::Ended);
        }
        self.statements += 1;
        work(&mut self.conn).inspect_err(|error| {
            self.failure = Some(if error.wants_another_try() { Failure::Again } else { Failure::Final });
        })
    }
}

/// So many rows go by one statement.
const ROWS: usize = 64;

/// Rows in batches, each the value of one statement's `:rows`.
fn batches<const N: usize>(rows: Vec<[Value<'_>; N]>) -> impl Iterator<Item = Value<'_>> {
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        Some(Value::Rows(rows.by_ref().take(ROWS).map(Vec::from).collect()))
    })
}

/// A transaction to write in. It reads too.
pub struct Tx<'a> {
    read: Read<'a>,
    events: Vec<Event>,
    pub(crate) words: Words,
}

impl<'a> Deref for Tx<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

impl<'a> DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut Read<'a> {
        &mut self.read
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: Conn<'a>) -> Tx<'a> {
        Tx { read: Read::new(conn), events: Vec::new(), words: Words::default() }
    }

    /// What is to be told, and what is to be found, once this is committed.
    pub(crate) fn into_effects(self) -> (Vec<Event>, Words) {
        (self.events, self.words)
    }

    /// Does something and writes down the statements that it runs, for [`Db::replay`](crate::Db::replay).
    ///
    /// # Errors
    /// Those of what is done.
    pub fn script_of<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<(T, Script), E> {
        self.read.script = Some(Script::default());
        let outcome = work(self);
        let mut script = self.read.script.take().unwrap_or_default();
        self.words.statements().for_each(|(sql, params)| script.note(sql, &params));
        outcome.map(|value| (value, script))
    }

    /// Runs a statement; returns the number of rows it touched.
    pub fn run(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.read.note(sql, params);
        self.guarded(|conn| match conn {
            Conn::Sqlite(handle) => handle.execute(sql, params),
            Conn::Postgres(session) => session.execute(sql, params),
        })
    }

    /// Runs `INSERT … VALUES :rows …` for many rows by few statements; returns the number of rows it touched.
    ///
    /// # Errors
    /// Those of the statement.
    pub fn insert_rows<const N: usize>(&mut self, sql: &str, rows: Vec<[Value<'_>; N]>) -> Result<u64> {
        let mut touched = 0;
        for rows in batches(rows) {
            touched += self.run(sql, &[("rows", rows)])?;
        }
        Ok(touched)
    }

    /// As [`Tx::insert_rows`], and reads what the statement returns of each row.
    ///
    /// # Errors
    /// Those of the statement.
    pub fn insert_rows_returning<T: FromRow, const N: usize>(
        &mut self,
        sql: &str,
        rows: Vec<[Value<'_>; N]>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        for rows in batches(rows) {
            found.extend(self.all(sql, &[("rows", rows)])?);
        }
        Ok(found)
    }

    /// Appended to a `SELECT` of the record on which an action decides: it reads the record as it is and locks it, as
    /// [`Tx::lock`] does.
    pub fn locking(&self) -> &'static str {
        self.suffix(" FOR UPDATE")
    }

    /// Locks a row until the transaction ends; false if there is no such row.
    ///
    /// An action first locks the record that it decides on. Several are locked in the order of their ids.
    /// The embedded engine has one writer, so there this only looks whether the row is there.
    pub fn lock(&mut self, table: &'static str, id: Uuid) -> Result<bool> {
        let lock = self.suffix(" FOR UPDATE");
        let found: Option<(i64,)> = self
            .first(&format!("SELECT CAST(1 AS bigint) FROM {table} WHERE id = :id{lock}"), params! { id })?;
        Ok(found.is_some())
    }

    /// Appended to a `SELECT … LIMIT n` of rows to work on, so that two workers never take the same.
    pub fn claim(&self) -> &'static str {
        self.suffix(" FOR UPDATE SKIP LOCKED")
    }

    /// Lets only one transaction at a time pass that names the same `what`, until it ends.
    pub fn serialise(&mut self, what: &str) -> Result<()> {
        self.serialise_all(vec![what.to_owned()])
    }

    /// The same for many at once, always in one order, so that no two wait for each other.
    pub fn serialise_all(&mut self, mut whats: Vec<String>) -> Result<()> {
        if whats.is_empty() || matches!(self.conn, Conn::Sqlite(_)) {
            return Ok(());
        }
        whats.sort_unstable();
        self.each(
            "SELECT CAST(pg_advisory_xact_lock(hashtextextended(given.what, 0)) AS text) \
             FROM unnest(CAST(ARRAY[:whats] AS text[])) AS given (what)",
            params! { whats: in_list(&whats) },
            |_| Ok(()),
        )
    }

    /// Tells whoever listens, on every node, once this transaction is committed. The same said twice is told once.
    pub fn announce(&mut self, topic: &str, payload: &str) {
        let event = Event { topic: topic.to_owned(), payload: payload.to_owned() };
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Gives the server what takes effect with the commit: words to be found, and what is to be told to every node,
    /// by one statement each.
    pub(crate) fn finish(&mut self) -> Result<()> {
        if self.failure.is_some() {
            return Ok(());
        }
        self.put_words()?;
        if self.events.is_empty() {
            return Ok(());
        }
        let texts: Vec<String> =
            self.events.iter().map(|event| format!("{}\n{}", event.topic, event.payload)).collect();
        self.each(
            "SELECT CAST(pg_notify('khuevan', given.text) AS text) \
             FROM unnest(CAST(ARRAY[:texts] AS text[])) AS given (text)",
            params! { texts: in_list(&texts) },
            |_| Ok(()),
        )
    }

    fn suffix(&self, postgres: &'static str) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => "",
            Conn::Postgres(_) => postgres,
        }
    }

    /// Has the engine look at what the tables hold, so that it plans well: after much was written at once.
    pub fn analyse(&mut self) -> Result<()> {
        self.script("ANALYZE")
    }

    /// Runs several statements without parameters: migrations.
    pub(crate) fn script(&mut self, sql: &str) -> Result<()> {
        self.guarded(|conn| match conn {
            Conn::Sqlite(handle) => handle.script(sql),
            Conn::Postgres(session) => session.script(sql),
        })
    }

    /// Whether the statements of migrations must be turned into the embedded engine's words.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.conn, Conn::Sqlite(_))
    }
}
