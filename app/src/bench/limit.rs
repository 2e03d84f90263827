//! The limit to be close to: the statements of some acts, run again by nothing but the driver.

use super::crew::Crew;
use crate::demo::play::Known;
use crate::failure::{Failure, Outcome};
use calendar::Time;
use context::Actor;
use db::{Address, Db, Replay, Script};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// So many statements are shown, and so many characters of each.
const COSTLIEST: usize = 40;
const LONGEST: usize = 120;

/// Records the last `cases` of a crew once more, in a copy of its database, and replays what that ran on another
/// copy. Nothing on the server engine.
pub(super) fn measure(crew: &Crew<'_>, folder: &Path, cases: usize) -> Outcome<Value> {
    let (own, raw) = (folder.join("own.db"), folder.join("raw.db"));
    if crew.db.engine() != "sqlite" {
        return Ok(Value::Null);
    }
    crew.db.backup(&own)?;
    fs::copy(&own, &raw).map_err(|cause| Failure::file(&raw, &cause))?;
    let db = Db::open(&Address::Sqlite(own.clone()), 2)?;
    let (before, began) = (db.figures(), Instant::now());
    let scripts = record(crew, &db, cases)?;
    let (after, took) = (db.figures(), began.elapsed().as_secs_f64());
    drop(db);
    let commits = (after.commits - before.commits).max(1);
    let together = (after.writes - before.writes) as f64 / commits as f64;
    let replayed = crew.db.replay(&raw, &scripts, together.round() as usize)?;
    for copy in [&own, &raw] {
        for suffix in ["", "-wal", "-shm"] {
            // The log is gone where the last connection was closed in order.
            let _ = fs::remove_file(format!("{}{suffix}", copy.display()));
        }
    }
    let Some(replayed) = replayed else { return Ok(Value::Null) };
    let (count, statements) = (scripts.len(), scripts.iter().map(Script::statements).sum::<usize>());
    let (own, raw) = (count as f64 / took, count as f64 / replayed.took.as_secs_f64());
    Ok(json!({
        "of": "recorded documents",
        "actions": count,
        "statements_per_action": statements as f64 / count.max(1) as f64,
        "actions_per_commit": together,
        "actions_per_second": own,
        "raw_actions_per_second": raw,
        "ratio": own / raw,
        "costliest_statements": costliest(&replayed, count),
    }))
}

/// The statements that take the driver longest, with their share of one action.
fn costliest(replayed: &Replay, actions: usize) -> Vec<Value> {
    let shown = replayed.statements.iter().take(COSTLIEST);
    shown
        .map(|(text, runs, took)| {
            let words: Vec<&str> = text.split_whitespace().collect();
            json!({
                "statement": words.join(" ").chars().take(LONGEST).collect::<String>(),
                "runs_per_action": *runs as f64 / actions.max(1) as f64,
                "microseconds_per_action": took.as_secs_f64() * 1e6 / actions.max(1) as f64,
            })
        })
        .collect()
}

/// Does the recording act of some cases, each in its own transaction, and writes down what it runs, in the order in
/// which the one writer ran it.
fn record(crew: &Crew<'_>, db: &Db, cases: usize) -> Result<Vec<Script>, documents::Error> {
    let next = AtomicUsize::new(0);
    let scripts: Mutex<Vec<Script>> = Mutex::default();
    let work = || -> Result<(), documents::Error> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            // The last ones are recorded and not sent, as most of the quarter.
            let Some(case) = crew.quarter.cases.iter().rev().take(cases).nth(number) else { return Ok(()) };
            for (story, act) in crew.quarter.recording(case) {
                let now = Time::from_clock();
                let ctx = crew.player.ctx(&Actor::system(), now);
                db.write(&ctx, |tx| {
                    let act =
                        |tx: &mut db::Tx<'_>| crew.player.act(tx, &mut Known::default(), now, story, act);
                    let ((), script) = tx.script_of(act)?;
                    scripts.lock().unwrap_or_else(PoisonError::into_inner).push(script);
                    Ok::<(), documents::Error>(())
                })?;
            }
        }
    };
    crew.together(work).into_iter().collect::<Result<(), _>>()?;
    Ok(scripts.into_inner().unwrap_or_else(PoisonError::into_inner))
}
