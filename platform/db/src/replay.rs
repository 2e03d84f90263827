//! What the engine itself could do: the statements of acts, run again by nothing but its own driver.

use crate::plan::{Param, Plans};
use crate::{Db, Engine, Result, Value, sqlite};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// The statements of one write, in their order; see [`Tx::script_of`](crate::Tx::script_of).
#[derive(Debug, Default)]
pub struct Script(Vec<Noted>);

/// What a replay took.
#[derive(Debug)]
pub struct Replay {
    /// The whole, commits among it.
    pub took: Duration,
    /// Each statement: its text, how often it ran, what it took in all. The costliest first.
    pub statements: Vec<(String, u64, Duration)>,
}

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
    pub fn replay(&self, copy: &Path, scripts: &[Script], together: usize) -> Result<Option<Replay>> {
        match *self.engine {
            Engine::Sqlite(_) => replay(copy, scripts, together.max(1)).map(Some),
            Engine::Postgres(_) => Ok(None),
        }
    }
}

fn replay(copy: &Path, scripts: &[Script], together: usize) -> Result<Replay> {
    let ready = Prepared::new(scripts)?;
    let conn = sqlite::writer(copy)?;
    let prepared: std::result::Result<Vec<_>, _> =
        ready.texts.iter().map(|text| conn.prepare(text)).collect();
    let mut statements = prepared?;
    let mut spent = vec![(0, Duration::ZERO); ready.texts.len()];
    let started = Instant::now();
    for acts in ready.acts.chunks(together) {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        for (text, values) in acts.iter().flatten() {
            let begun = Instant::now();
            let statement = &mut statements[*text];
            for (at, value) in values.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, value)?;
            }
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            spent[*text].0 += 1;
            spent[*text].1 += begun.elapsed();
        }
        conn.execute_batch("COMMIT")?;
    }
    let took = started.elapsed();
    drop(statements);
    let each = ready.texts.into_iter().zip(spent).map(|(text, (runs, took))| (text, runs, took));
    let mut statements: Vec<(String, u64, Duration)> = each.collect();
    statements.sort_by_key(|(.., took)| std::cmp::Reverse(*took));
    Ok(Replay { took, statements })
}
