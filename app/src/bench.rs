//! `khuevan bench`: what a machine can do with the work of a city.
//!
//! Nothing is shortened: every document goes through the actions that the pages call, with their rules, facts and
//! duties, and is on disk before the next act of its story begins.

mod client;
mod crew;
mod growth;
mod limit;
mod load;
mod meter;
mod quarter;
mod stories;

use crate::cli::configuration;
use crate::config::{Config, Flags};
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::{house, store, t};
use clap::Subcommand;
use db::Db;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, process};

/// What can be measured.
#[derive(Subcommand, Debug)]
pub(crate) enum Bench {
    /// A quarter of the city: how fast its documents can be recorded, sent and dealt with.
    ///
    /// Into an empty database go 633 agencies, 31,300 accounts and 96,200 documents, 12,500 of which are sent
    /// between agencies and dealt with there: accepted, proposed, directed, finished, some answered. Papers are set
    /// before the clock runs. It stops when every job is done. Then the statements of some acts are run once more by
    /// the bare driver, grouped to commits alike: the limit to be close to (SQLite only). Takes a few minutes
    /// and 5 GB of disk in the system's folder for temporary files, or in that of --folder.
    CityQuarter(quarter::Args),
    /// The pages and the API of a server while many people use it.
    ///
    /// Starts a server over the data of `city-quarter --folder`, or over a twentieth of a quarter made for it, signs
    /// clerks and leaders of many agencies in, and lets all of them work without a pause: look into boxes, open,
    /// search, register, direct, approve. Prints requests per second and how long each kind takes.
    Load(load::Args),
    /// How much slower the pages become as the data grows.
    ///
    /// Makes a part of a quarter and several times as much, through the same actions, each in a place of its own, and
    /// lets the same people work over each. Prints how long each kind of request takes, and how many times as long as
    /// over the smallest. On the embedded engine.
    Growth(growth::Args),
}

/// Measures, and prints the figures.
pub(crate) fn run(flags: Flags, bench: &Bench) -> Outcome<ExitCode> {
    let report = match bench {
        Bench::CityQuarter(args) => quarter::run(flags, args)?,
        Bench::Load(args) => load::run(flags, args)?,
        Bench::Growth(args) => growth::run(&flags, args)?,
    };
    say(format_args!("{report:#}"));
    Ok(ExitCode::SUCCESS)
}

/// Where something is measured: a folder that was named and stays, or one that goes with its value.
struct Site {
    config: Config,
    passing: bool,
}

impl Site {
    fn choose(mut flags: Flags, folder: Option<PathBuf>) -> Outcome<Site> {
        let passing = folder.is_none();
        let own = || env::temp_dir().join(format!("khuevan-bench-{}", process::id()));
        flags.data = Some(folder.unwrap_or_else(own));
        flags.listen = Some("127.0.0.1:0".to_owned());
        Ok(Site { config: configuration(&flags)?, passing })
    }

    /// A database with nothing in it: figures of anything else would not compare.
    fn empty_database(&self) -> Outcome<Db> {
        let db = house::database(&self.config)?;
        match store::is_empty(&db)? && !self.config.files().exists() {
            true => Ok(db),
            false => {
                let title = t::bench_not_empty(lang(), self.config.data.display());
                Err(Failure::new(Exit::Usage, title, t::bench_not_empty_remedy(lang())))
            }
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.passing {
            // What cannot be removed lies among temporary files.
            let _ = fs::remove_dir_all(&self.config.data);
        }
    }
}

/// Tells at the terminal how far it is; the figures alone go to standard output.
fn tell(text: std::fmt::Arguments<'_>) {
    eprintln!("{text}");
}
