//! `khuevan bench load`.

mod server;
mod stock;
mod user;

use super::{Site, quarter, tell};
use crate::config::Flags;
use crate::failure::{Exit, Failure, Outcome};
use crate::{house, store};
use serde_json::{Value, json};
use server::Server;
use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use user::{Done, User};

/// How much of a quarter is made where there is none yet.
const SCALE: f64 = 0.05;

/// How many people, for how long, and where.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// How many people work at once: a clerk and a leader of each agency.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(2..=1000))]
    users: u16,
    /// How long they work.
    #[arg(long, value_name = "S", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Where `city-quarter --folder` has left its data. [default: a folder that is removed]
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    folder: Option<PathBuf>,
}

pub(super) fn run(flags: Flags, args: &Args) -> Outcome<Value> {
    let site = Site::choose(flags, args.folder.clone())?;
    if store::is_empty(&house::database(&site.config)?)? {
        tell(format_args!("there is no data yet: a part of a quarter is made first"));
        quarter::fill(&site, &quarter::Args { scale: SCALE, writers: 64, folder: None })?;
    }
    measure(&site, args.users, args.seconds)
}

/// Lets so many people work for so many seconds over the data of a place.
pub(super) fn measure(site: &Site, users: u16, seconds: u64) -> Outcome<Value> {
    let people = stock::prepare(&site.config, usize::from(users).div_ceil(2), seconds)?;
    let server = Server::start(&site.config)?;
    let mut users = Vec::with_capacity(people.len());
    for person in &people {
        users.push(User::sign_in(server.address, person).map_err(failed)?);
    }
    tell(format_args!("{} people have signed in and begin", users.len()));
    let spent = server.spent();
    let (done, took) = work(users, Duration::from_secs(seconds))?;
    let (spent, memory) = (server.spent() - spent, server.memory());
    server.stop();
    Ok(json!({
        "bench": "load",
        "cores": thread::available_parallelism().map_or(0, usize::from),
        "users": people.len(),
        "seconds": took,
        "requests": done.requests,
        "requests_per_second": done.requests as f64 / took,
        "failed": done.failed,
        "milliseconds": done.took.quantiles(),
        "server": { "peak_memory_bytes": memory, "cpu_seconds": spent },
    }))
}

/// Lets everybody work at once.
fn work(users: Vec<User<'_>>, time: Duration) -> Outcome<(Done, f64)> {
    let all_there = Barrier::new(users.len());
    let began = Instant::now();
    let parts: Vec<_> = thread::scope(|scope| {
        let begin = &all_there;
        let start = |user: User<'_>| {
            begin.wait();
            user.work(time)
        };
        let running: Vec<_> = users.into_iter().map(|user| scope.spawn(move || start(user))).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let seconds = began.elapsed().as_secs_f64();
    let mut whole = Done::default();
    for part in parts {
        whole.add(part.map_err(failed)?);
    }
    Ok((whole, seconds))
}

fn failed(cause: std::io::Error) -> Failure {
    Failure::new(Exit::Unavailable, format!("the server did not answer as it should: {cause}"), "")
}
