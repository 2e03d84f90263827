//! What the engine itself could do: the statements of acts, run again by nothing but its own driver.

use crate::plan::{Param, Plans};
use crate::{Db, Engine, Result, Value, sqlite};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// The statements of one write, in their order; see [`Tx::script_of`](crate::Tx::script_of).
#[derive(Debug, Default)]
pub struct Script(Vec<Noted>);

/// One statement with its values.
#[derive(Debug)]
struct Noted {
    sql: String,
    params: Vec<(&'static str, Value<'static>)>,
}

impl Script {
    /// How many statements there are.
    pub fn statements(&self) -> usize {
        self.0.len()
    }

    /// The statements' texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|noted| noted.sql.as_str())
    }

    pub(crate) fn note(&mut self, sql: &str, params: &[Param<'_>]) {
        let params = params.iter().map(|(name, value)| (*name, value.owned())).collect();
        self.0.push(Noted { sql: sql.to_owned(), params });
    }
}

/// Scripts made ready: each statement's text once, and for each act the texts and values in their order.
#[derive(Default)]
struct Prepared {
    texts: Vec<String>,
    acts: Vec<Vec<(usize, Vec<Value<'static>>)>>,
}

impl Prepared {
    fn new(scripts: &[Script]) -> Result<Prepared> {
        let (mut plans, mut known) = (Plans::default(), HashMap::new());
        let mut ready = Prepared::default();
        for script in scripts {
            let mut act = Vec::new();
            for noted in &script.0 {
                let plan = plans.get(&noted.sql, &noted.params, '?')?;
                let text = *known.entry(plan.sql.clone()).or_insert_with(|| {
                    ready.texts.push(plan.sql.clone());
                    ready.texts.len() - 1
                });
                act.push((text, plan.values(&noted.params)?.into_iter().map(Value::owned).collect()));
            }
            ready.acts.push(act);
        }
        Ok(ready)
    }
}

impl Db {
    /// Runs scripts against a copy that [`Db::backup`] wrote before they were recorded, as fast as the embedded
    /// engine's driver alone can: on one connection, every statement prepared before, `together` acts to a durable
    /// commit. None on the server engine, whose copies are no databases.
    ///
    /// # Errors
    /// Those of the statements.
    pub fn replay(&self, copy: &Path, scripts: &[Script], together: usize) -> Result<Option<Duration>> {
        match *self.engine {
            Engine::Sqlite(_) => replay(copy, scripts, together.max(1)).map(Some),
            Engine::Postgres(_) => Ok(None),
        }
    }
}

fn replay(copy: &Path, scripts: &[Script], together: usize) -> Result<Duration> {
    let ready = Prepared::new(scripts)?;
    let conn = sqlite::writer(copy)?;
    let prepared: std::result::Result<Vec<_>, _> =
        ready.texts.iter().map(|text| conn.prepare(text)).collect();
    let mut statements = prepared?;
    let started = Instant::now();
    for acts in ready.acts.chunks(together) {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        for (text, values) in acts.iter().flatten() {
            let statement = &mut statements[*text];
            for (at, value) in values.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, value)?;
            }
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
        }
        conn.execute_batch("COMMIT")?;
    }
    Ok(started.elapsed())
}
