//! `khuevan bench city-quarter`.

use super::crew::{Crew, Tally};
use super::meter::{Meter, Part};
use super::stories::{self, Quarter, Size};
use super::{Site, limit, tell};
use crate::cli::{found, own_key};
use crate::config::Flags;
use crate::demo::cast::Cast;
use crate::demo::city;
use crate::demo::papers::{self, Papers};
use crate::demo::plan::Act;
use crate::demo::play::Player;
use crate::failure::{Exit, Failure, Outcome};
use crate::watch::Sealer;
use crate::{house, serve, store};
use access::AccountFile;
use calendar::{Day, Time};
use edge::App;
use serde_json::{Value, json};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// How often one looks whether the jobs are done.
const LOOK: Duration = Duration::from_millis(50);
/// How long the jobs may take after the last act of a part.
const PATIENCE: Duration = Duration::from_secs(900);
/// So many acts at most are replayed for the limit.
const REPLAYED: usize = 5_000;

/// How much, and where.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// The part of the quarter to do: 0.01 is quick. There are 633 agencies in any case.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = share)]
    pub(super) scale: f64,
    /// How many write at once.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) writers: u16,
    /// Where to do it; it stays there, for `bench load` and `audit verify`. [default: a folder that is removed]
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(super) folder: Option<PathBuf>,
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    let known = text.parse().ok().filter(|share| *share > 0.0 && *share <= 100.0);
    known.ok_or_else(|| format!("{text} is no share; write 0.01 for a hundredth"))
}

pub(super) fn run(flags: Flags, args: &Args) -> Outcome<Value> {
    let site = Site::choose(flags, args.folder.clone())?;
    make(&site, args, true)
}

/// Makes the quarter in an empty place, and says what it took.
pub(super) fn fill(site: &Site, args: &Args) -> Outcome<Value> {
    make(site, args, false)
}

/// The same, and the limit beside it where that is wanted.
fn make(site: &Site, args: &Args, with_limit: bool) -> Outcome<Value> {
    let size = Size::scaled(args.scale);
    let db = site.empty_database()?;
    let meter = Meter::start();
    house::migrate(&db, &house::system(house::law(&site.config)?))?;
    let app = house::furnish(&site.config, db, false)?;
    let sealer = Sealer::start(&site.config, &app)?;
    let jobs = serve::work(&site.config, &app, Vec::new())?;
    let mut parts = vec![meter.part("organise", || organise(&app, &size))?];
    let now = Time::from_clock();
    let codes: Vec<&str> = city::rows().map(|row| row.code).collect();
    let cast = app.db.read(|read| Cast::load(read, &codes, now))?;
    let law = app.law.load_full();
    let quarter = Quarter::plan(&cast, &law, &size, now);
    let (papers, of_papers) = set_papers(&app, &cast, &quarter, &size)?;
    let player = Player {
        law,
        cast: &cast,
        stories: &quarter.stories,
        papers: &papers,
        once: Some("quarter".to_owned()),
        delivers: false,
    };
    let crew = Crew::new(&app.db, &player, &quarter, args.writers.into());
    let tally = play(&app, &meter, &crew, &cast, &mut parts)?;
    parts.push(meter.part("seal", || {
        jobs.stop();
        sealer.stop();
        Ok::<u64, Failure>(0)
    })?);
    let memory = meter.memory();
    let mut report = figures(site, &app, &parts, &tally)?;
    let recipients = quarter.recipients();
    let limit = match with_limit {
        true => limit::measure(&crew, &site.config.data, REPLAYED.min(quarter.cases.len()))?,
        false => Value::Null,
    };
    merge(
        &mut report,
        json!({
            "scale": args.scale,
            "writers": args.writers,
            "recipients": recipients,
            "recipients_per_sent_document": recipients as f64 / size.sent as f64,
            "papers": of_papers,
            "documents_per_second": size.documents as f64 / seconds(&parts),
            "peak_memory_bytes": memory,
            "limit": limit,
        }),
    );
    Ok(report)
}

/// Agencies, people, accounts: as `khuevan import` does it.
fn organise(app: &App, size: &Size) -> Outcome<u64> {
    let ctx = app.system();
    let starts = Day::new(2021, 6, 1).unwrap_or(ctx.now.day());
    app.db.write(&ctx, |tx| found(tx, &ctx, city::AGENCIES.as_bytes(), starts))?;
    let csv = stories::accounts(size);
    let seed = app.hasher.code_seed(&ctx)?;
    let file = AccountFile { csv: csv.as_bytes(), starts };
    app.db.write(&ctx, |tx| access::import_accounts(tx, &ctx, app.hasher.policy(), &seed, &file))?;
    Ok(2)
}

/// Sets the papers, before the clock runs, and hands them round among the documents.
fn set_papers(app: &App, cast: &Cast, quarter: &Quarter, size: &Size) -> Outcome<(Papers, Value)> {
    let (began, now) = (Instant::now(), Time::from_clock());
    let own = size.papers.min(quarter.stories.len());
    let mut first = quarter.stories[..own].to_vec();
    first.iter_mut().for_each(|story| story.acts = vec![(now, Act::Draft)]);
    let mut papers = papers::set_all(app, cast, &first, now)?;
    let bytes: i64 = papers.values().map(|part| part.file.size).sum();
    let texts = first.iter().flat_map(|story| &story.body);
    let words: usize = texts.map(|text| text.split_whitespace().count()).sum();
    for number in own..quarter.stories.len() {
        if let Some(paper) = papers.get(&(number % own)).cloned() {
            papers.insert(number, paper);
        }
    }
    tell(format_args!("{:8.2} s  papers, before the clock runs", began.elapsed().as_secs_f64()));
    let report = json!({
        "distinct": own,
        "bytes_of_each": bytes / own as i64,
        "words_of_body_of_each": words / own,
        "seconds_before_the_clock": began.elapsed().as_secs_f64(),
    });
    Ok((papers, report))
}

/// Records, sends, deals with and answers; after each, what it leaves to the jobs is waited for.
fn play(app: &App, meter: &Meter, crew: &Crew<'_>, cast: &Cast, parts: &mut Vec<Part>) -> Outcome<Tally> {
    type Acts<'a> = &'a (dyn Fn(&Range<usize>) -> Vec<(usize, Act)> + Sync);
    let quarter = crew.quarter;
    let plan: [(&str, &str, Acts<'_>); 4] = [
        ("record", "jobs after record", &|case| quarter.recording(case)),
        ("send", "jobs after send", &|case| quarter.sending(cast, case)),
        ("deal with", "jobs after deal with", &|case| quarter.dealing(cast, case)),
        ("close answers", "jobs after close answers", &|case| quarter.closing(case)),
    ];
    let mut whole = Tally::new();
    for (name, after, acts) in plan {
        parts.push(meter.part(name, || {
            let tally = crew.play(acts)?;
            tally.iter().for_each(|(act, count)| *whole.entry(*act).or_default() += count);
            Ok::<u64, Failure>(tally.values().sum())
        })?);
        parts.push(meter.part(after, || drain(app))?);
    }
    Ok(whole)
}

/// What waits for its hour, an alert for one, is no work left undone; what waits for another attempt is.
const LATER: i64 = 5 * Time::MINUTE;

/// Waits until every job is done but those whose hour has not come.
fn drain(app: &App) -> Outcome<u64> {
    let began = Instant::now();
    loop {
        let queues = app.db.read(jobs::queues)?;
        let later = Time::from_clock().plus(LATER);
        let over = |queue: &jobs::Queue| {
            queue.running == 0 && (queue.waiting == 0 || queue.oldest.is_some_and(|oldest| oldest > later))
        };
        if queues.iter().all(over) {
            return Ok(0);
        }
        if began.elapsed() > PATIENCE {
            let left = serde_json::to_string(&queues).unwrap_or_default();
            return Err(Failure::new(Exit::Unavailable, "the jobs were not done in time", left));
        }
        thread::sleep(LOOK);
    }
}

fn seconds(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.seconds).sum()
}

/// The figures that the database and the parts tell.
fn figures(site: &Site, app: &App, parts: &[Part], tally: &Tally) -> Outcome<Value> {
    let facts = store::facts_by_kind(&app.db)?;
    let rows = app.db.row_counts()?;
    let queues = app.db.read(jobs::queues)?;
    let keys: Vec<_> = own_key(&site.config)?.into_iter().collect();
    let audit = facts::verify(&app.db, &keys, &site.config.seal_heads())?;
    let log = match &site.config.database {
        db::Address::Sqlite(path) => {
            fs::metadata(format!("{}-wal", path.display())).map_or(0, |log| log.len())
        }
        db::Address::Postgres(_) => 0,
    };
    let total = seconds(parts);
    let actions: u64 = parts.iter().map(|part| part.actions).sum();
    let of = |kind: &str| facts.get(kind).copied().unwrap_or(0);
    let cpu = |of: fn(&Part) -> f64| parts.iter().map(of).sum::<f64>();
    let (server, workers) = (cpu(|it| it.server_cpu_seconds), cpu(|it| it.workers_cpu_seconds));
    Ok(json!({
        "bench": "city-quarter",
        "engine": app.db.engine(),
        "cores": thread::available_parallelism().map_or(0, usize::from),
        "agencies": rows.get("organisation_agency"),
        "accounts": rows.get("access_account"),
        "documents": of("documents.entered") + of("documents.drafted"),
        "sent": of("documents.issued"),
        "seconds": total,
        "parts": parts,
        "actions": actions,
        "actions_per_second": actions as f64 / total,
        "actions_by_kind": tally,
        "facts_by_kind": facts,
        "cpu_seconds": { "server": server, "workers": workers },
        "written": app.db.figures(),
        "dead_jobs": queues.iter().map(|queue| queue.dead).sum::<i64>(),
        "database_bytes": app.db.size()?,
        "log_bytes": log,
        "rows": rows,
        "audit": {
            "facts": audit.facts, "seals": audit.seals, "unsealed": audit.unsealed, "clean": audit.is_clean(),
        },
    }))
}

/// Lays the members of one object into another.
fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
