//! The rest of the story, played by jobs while people already look around: each job plays the month of a few
//! agencies that have nothing to do with the others, so that each register keeps its order.

use super::cast::Cast;
use super::chance::Chance;
use super::plan::Plan;
use super::play::Player;
use super::{SEED, city, papers};
use crate::failure::{Outcome, lang};
use crate::t;
use crate::terminal::say;
use calendar::Time;
use context::{Ctx, Uuid};
use db::Db;
use edge::App;
use jobs::{Failure, NewBatch, Worker};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The job that plays one slice.
const PLAY: &str = "demo.play";
/// So many documents at least are worth a job.
const LEAST: usize = 20;
/// How often the progress is told.
const TELL: Duration = Duration::from_secs(10);

/// What all slices share.
#[derive(Deserialize)]
struct Shared {
    documents: usize,
    slices: usize,
    from: Time,
    now: Time,
}

/// Asks for the rest of the documents, in slices of agencies.
pub(crate) fn begin(app: &App, ctx: &Ctx, documents: usize, from: Time) -> Outcome<Option<Uuid>> {
    if documents == 0 {
        return Ok(None);
    }
    let slices = (documents / LEAST).clamp(1, city::clusters().len());
    let batch = NewBatch {
        kind: PLAY,
        about: None,
        shared: json!({ "documents": documents, "slices": slices, "from": from, "now": ctx.now }),
        // One job has as many units as a batch gives it; they count the progress of its slice.
        units: (0..slices * jobs::SLICE).map(|unit| json!(unit)).collect(),
    };
    Ok(Some(app.db.write(ctx, |tx| jobs::start_batch(tx, ctx, batch.clone()))?))
}

/// Plays the slices.
pub(crate) fn worker(app: &App) -> Worker {
    let app = app.clone();
    Worker::new(PLAY, move |db, ctx, payload| play(&app, db, ctx, payload)).attempts(3)
}

fn play(app: &App, db: &Db, ctx: &Ctx, payload: &Value) -> Result<(), Failure> {
    let unknown = || Failure::lasting("the payload names no slice of the demo");
    let shared = payload.get("shared").cloned().ok_or_else(unknown)?;
    let shared: Shared = serde_json::from_value(shared).map_err(|_| unknown())?;
    let first = payload.get("units").and_then(|units| units.get(0)?.as_u64()).ok_or_else(unknown)?;
    let slice = first as usize / jobs::SLICE;
    let clusters = city::clusters();
    let cluster = clusters.get(slice).ok_or_else(unknown)?;
    let documents = share(shared.documents, shared.slices, slice);
    let cast = db.read(|read| Cast::load(read, cluster, shared.now))?;
    let law = app.law.load_full();
    let mut plan = Plan::new(&cast, &law, Chance::new(SEED + 1 + slice as u64), shared.from, shared.now);
    plan.month(documents);
    let stories = plan.stories();
    let papers = papers::set_one_by_one(app, &cast, &stories, shared.now)?;
    let once = ctx.once.clone();
    let player = Player { law, cast: &cast, stories: &stories, papers: &papers, once, delivers: true };
    player.play(db, shared.now)?;
    Ok(())
}

/// How many documents fall to one slice.
fn share(documents: usize, slices: usize, slice: usize) -> usize {
    documents / slices + usize::from(slice < documents % slices)
}

/// Tells at the terminal how far the rest has come, until it is there.
pub(crate) fn tell_progress(app: &App, batch: Uuid, documents: usize) {
    let there = documents.min(super::AT_ONCE);
    loop {
        let Ok(Some(progress)) = app.db.read(|read| jobs::progress(read, batch)) else { return };
        let (done, total) = (progress.done.max(0) as usize, progress.total.max(1) as usize);
        if progress.finished() {
            return say(t::demo_whole(lang(), documents));
        }
        say(t::demo_progress(lang(), there + (documents - there) * done / total, documents));
        std::thread::sleep(TELL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_add_up() {
        for (documents, slices) in [(1_800, 29), (20, 1), (61, 3)] {
            let sum: usize = (0..slices).map(|slice| share(documents, slices, slice)).sum();
            assert_eq!(sum, documents);
        }
    }
}
