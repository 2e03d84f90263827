//! `khuevan demo`: a city to look at.
//!
//! Everything in it comes about by the same actions as in real life, with the clock set back: a month of
//! documents up to now, by chance the same for the same seed. What one sees at once is played before the server
//! answers; the rest is played by jobs.

mod away;
pub(crate) mod cast;
pub(crate) mod chance;
mod changes;
pub(crate) mod city;
mod desk;
mod joint;
pub(crate) mod papers;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod play;
mod post;
mod practice;
mod rest;
mod shelves;
pub(crate) mod subjects;
mod written;

use crate::cli::DemoArgs;
use crate::config::{Config, Flags};
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::{house, serve, store, t};
use calendar::Time;
use cast::Cast;
use chance::Chance;
use context::{Actor, Ctx, Uuid};
use db::Db;
use edge::App;
use serde::{Deserialize, Serialize};
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Where the demo lies unless told otherwise.
const FOLDER: &str = "khuevan-demo";
/// So many documents are there when the server answers.
const AT_ONCE: usize = 200;
/// How far back the story goes, in days.
const DAYS: i64 = 30;
/// The chance of the story.
const SEED: u64 = 1805;

/// What the folder of a finished demo says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    /// How many documents it was asked for.
    documents: usize,
    /// The batch that brings the rest of them.
    batch: Option<Uuid>,
}

/// Lets the demo's own flags say where it lies and listens.
pub(crate) fn choose_place(flags: &mut Flags, args: &DemoArgs) {
    if flags.data.is_none() {
        flags.data = Some(args.folder.clone().unwrap_or_else(|| PathBuf::from(FOLDER)));
    }
    if args.open_port {
        flags.listen = Some("0.0.0.0:8080".to_owned());
    }
}

/// Builds the city, if it is not there yet, and serves it.
pub(crate) fn run(config: &Config, args: &DemoArgs, own_port: bool) -> Outcome {
    let started = Instant::now();
    let listener = listen(config, own_port)?;
    let config = serve::at_home(config.clone(), &listener)?;
    let path = config.data.join("demo.json");
    let mark = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| half_built(&config).with(error))?,
        Err(_) => None::<Mark>,
    };
    let db = match &mark {
        Some(_) => house::existing_database(&config)?,
        None => empty_database(&config)?,
    };
    house::migrate(&db, &house::system(house::law(&config)?))?;
    let app = house::furnish(&config, db, true)?;
    let mark = match mark {
        Some(mark) => mark,
        None => {
            let mark = build(&app, args.documents, started)?;
            let text = serde_json::to_string(&mark).map_err(|error| half_built(&config).with(error))?;
            fs::write(&path, text).map_err(|cause| Failure::file(&path, &cause))?;
            mark
        }
    };
    let progress = app.clone();
    serve::serve(
        &config,
        app,
        listener,
        |app| vec![rest::worker(app)],
        |url| {
            greet(url, started);
            if let Some(batch) = mark.batch {
                std::thread::spawn(move || rest::tell_progress(&progress, batch, mark.documents));
            }
        },
    )
}

/// The usual port, or when somebody else has it and nobody asked for it, any free one.
fn listen(config: &Config, own_port: bool) -> Outcome<TcpListener> {
    match (serve::bind(&config.listen), config.listen.rsplit_once(':')) {
        (Err(_), Some((host, _))) if own_port => serve::bind(&format!("{host}:0")),
        (taken, _) => taken,
    }
}

/// A database with nothing in it: a demo never mixes with anything else.
fn empty_database(config: &Config) -> Outcome<Db> {
    if config.files().exists() {
        return Err(half_built(config));
    }
    let db = house::database(config)?;
    if store::is_empty(&db)? { Ok(db) } else { Err(half_built(config)) }
}

fn half_built(config: &Config) -> Failure {
    let title = t::demo_not_empty(lang(), config.data.display());
    Failure::new(Exit::Usage, title, t::demo_not_empty_remedy(lang()))
}

/// Builds the city and the part of its month that is seen at once.
fn build(app: &App, documents: usize, started: Instant) -> Outcome<Mark> {
    let now = Time::from_clock();
    let from = now.plus(-DAYS * Time::DAY);
    let step = |text: String| say(format_args!("{:5.1} s  {text}", started.elapsed().as_secs_f64()));
    let mut chance = Chance::new(SEED);
    let founded = system(app, from.plus(-Time::DAY));
    let made = city::found(&app.db, &founded, &app.hasher, &mut chance)?;
    step(t::demo_city(lang(), made.agencies, made.accounts));
    let cast = app.db.read(|read| Cast::load(read, city::FOREGROUND, now))?;
    let law = app.law.load_full();
    let mut plan = plan::Plan::new(&cast, &law, chance, from, now);
    plan.scenes();
    plan.month(documents.min(AT_ONCE));
    plan.add_one_for_everybody();
    let stories = plan.stories();
    let papers = papers::set_all(app, &cast, &stories, now)?;
    step(t::demo_papers(lang(), papers.len()));
    let player = play::Player {
        law: Arc::clone(&law),
        cast: &cast,
        stories: &stories,
        papers: &papers,
        once: None,
        delivers: true,
    };
    let played = player.play(&app.db, now)?;
    let played = played + written::write(app, &cast, now)?;
    practice::play(app, &cast, now)?;
    joint::play(app, &cast, now)?;
    changes::show(&app.db, &law, &cast, now)?;
    post::show(&app.db, &law, &cast, now)?;
    let ctx = system(app, now);
    app.db.write(&ctx, |tx| away::play(tx, &ctx, &cast))?;
    app.db.write(&ctx, |tx| desk::play(tx, &law, &cast, now))?;
    step(t::demo_played(lang(), played));
    let shelved = shelves::fill(&app.db, &app.law.load_full(), &cast, Chance::new(SEED), from, now)?;
    step(t::demo_shelved(lang(), shelved));
    let rest = documents.saturating_sub(AT_ONCE);
    let batch = rest::begin(app, &system(app, now), rest, from)?;
    Ok(Mark { documents, batch })
}

/// The system acting at an instant of the story.
fn system(app: &App, at: Time) -> Ctx {
    let mut ctx = Ctx::new(Actor::system(), at, Arc::clone(&app.law.load()));
    ctx.request = "demo".to_owned();
    ctx
}

/// Says where to go and as whom.
fn greet(url: &str, started: Instant) {
    say("");
    say(t::demo_ready(lang(), format_args!("{:.1}", started.elapsed().as_secs_f64())));
    say("");
    say(format_args!("    {url}"));
    say("");
    say(t::demo_accounts(lang(), city::PASSWORD));
    say("");
    for (user, vi, en) in city::SHOWN {
        say(format_args!("    {user:<22}{}", lang().pick(vi, en)));
    }
    say("");
    say(t::demo_illustrative(lang()));
}
