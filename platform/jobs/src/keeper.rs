//! What a runner does beside the jobs: it hears of new ones, keeps its leases, winds the timers and counts.

use crate::model::{New, Timer};
use crate::queue::{TOPIC, enqueue};
use crate::runner::{Runner, Shared};
use crate::{dead, store};
use db::Event;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::Instant;

/// How often timers are looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often the queues are counted.
const COUNT: Duration = Duration::from_secs(10);

enum Heard {
    Event(Result<Arc<Event>, RecvError>),
    Tick,
    Stop,
}

/// Keeps a runner going until it is told to stop.
///
/// Only the waiting is asynchronous; the database is asked between the waits, on this thread.
pub(crate) fn keep(shared: &Shared, runtime: &Runtime) {
    let runner = &shared.runner;
    let mut events = runner.db.subscribe();
    let tick = TICK.min(runner.lease / 4);
    let (mut next_tick, mut next_beat, mut next_count) = (Instant::now(), Instant::now(), Instant::now());
    loop {
        match runtime.block_on(hear(shared, &mut events, next_tick)) {
            Heard::Stop => return,
            Heard::Event(Ok(event)) if event.topic != TOPIC => {}
            Heard::Event(_) => shared.wake(),
            Heard::Tick => {
                let now = Instant::now();
                next_tick = now + tick;
                if now >= next_beat {
                    next_beat = now + runner.lease / 4;
                    warn("leases could not be prolonged", prolong(runner));
                }
                warn("timers could not be read", wind(runner));
                if now >= next_count {
                    next_count = now + COUNT;
                    warn("queues could not be counted", count(runner));
                }
            }
        }
    }
}

async fn hear(shared: &Shared, events: &mut broadcast::Receiver<Arc<Event>>, tick: Instant) -> Heard {
    tokio::select! {
        biased;
        () = shared.no_keeper.notified() => Heard::Stop,
        () = tokio::time::sleep_until(tick) => Heard::Tick,
        event = events.recv() => Heard::Event(event),
    }
}

fn warn(what: &str, outcome: db::Result<()>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "{what}");
    }
}

/// Says of every job that is being done here that it still is.
fn prolong(runner: &Runner) -> db::Result<()> {
    let ids: Vec<_> = runner.hold().iter().copied().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let ctx = runner.now();
    runner.db.write(&ctx, |tx| store::prolong(tx, &ids, runner.id, runner.lease_end(ctx.now)))?;
    Ok(())
}

/// Asks for the jobs of the timers that are due. The first node to wind a timer is the one that asks.
pub(crate) fn wind(runner: &Runner) -> db::Result<()> {
    let ctx = runner.now();
    let kinds: Vec<&str> = runner.timers.iter().map(|timer| timer.kind).collect();
    if kinds.is_empty() {
        return Ok(());
    }
    let known = runner.db.read(|read| store::timers(read, &kinds))?;
    let waits = |timer: &&Timer| known.iter().any(|(kind, due)| kind == timer.kind && *due > ctx.now);
    let due: Vec<&Timer> = runner.timers.iter().filter(|timer| !waits(timer)).collect();
    if due.is_empty() {
        return Ok(());
    }
    runner.db.write(&ctx, |tx| {
        for timer in &due {
            let next = ctx.now.plus(i64::try_from(timer.every.as_micros()).unwrap_or(i64::MAX));
            if store::wind(tx, timer.kind, ctx.now, next)? {
                let key = Some("timer".to_owned());
                let payload = serde_json::Value::Null;
                enqueue(tx, &ctx, New { kind: timer.kind, key, payload, not_before: ctx.now })?;
            }
        }
        Ok(())
    })
}

/// Publishes the lengths of the queues. Nodes publish the same figures: they are the database's.
fn count(runner: &Runner) -> db::Result<()> {
    let queues = runner.db.read(dead::queues)?;
    for kind in &runner.kinds {
        let queue = queues.iter().find(|queue| queue.kind == *kind);
        let of = |figure: fn(&dead::Queue) -> i64| queue.map_or(0.0, |queue| figure(queue) as f64);
        metrics::gauge!("jobs_waiting", "kind" => *kind).set(of(|queue| queue.waiting));
        metrics::gauge!("jobs_running", "kind" => *kind).set(of(|queue| queue.running));
        metrics::gauge!("jobs_dead", "kind" => *kind).set(of(|queue| queue.dead));
    }
    Ok(())
}
