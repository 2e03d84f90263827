//! The command line: what can be asked, and who answers.

mod account;
mod audit;
mod import;

pub(crate) use audit::{judged, own_key, print as print_report};
pub(crate) use import::{Founding, found};

use crate::config::{Config, Flags};
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::{backup, bench, demo, house, log, serve, t};
use calendar::Day;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

const AFTER: &str = "\
Configuration comes from a file (--config), then KHUEVAN_… variables, then flags; the later wins, and unknown
keys are refused. KHUEVAN_LOG chooses what is logged: warn, info, info,db=debug. Without any, everything lies in ./khuevan-data and nothing outside it is touched.

Exit codes: 0 done; 1 done, and something wrong was found (a log that was tampered with, wrong lines in a file);
2 wrong command line or configuration, nothing was done; 3 something needed cannot be reached, try again.

First steps:
  khuevan demo                                 see it with a city's data, then sign in as anybody it prints
  khuevan import agencies agencies.csv         begin with one's own agencies
  khuevan account create --help                make the first administrator
  khuevan serve                                serve it";

/// The official documents of a province, between and inside its agencies.
#[derive(Parser, Debug)]
#[command(name = "khuevan", version, max_term_width = 110, after_help = AFTER)]
pub(crate) struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Build a city to look at in an empty folder, and serve it.
    ///
    /// 633 agencies, some 1,200 accounts and a month of documents up to now. It is ready when it prints the
    /// address and one account per role; the rest of the documents arrives in the background. Started again on
    /// the same folder, it serves what is there. Nobody in it is real, and every figure is illustrative.
    Demo(DemoArgs),
    /// Serve the system until told to stop (SIGTERM or Ctrl-C).
    ///
    /// Brings the tables up to date first. Stopping lets running requests and jobs finish for ten seconds.
    Serve,
    /// Bring the tables and the built-in roles up to what this binary needs. Doing it again changes nothing.
    Migrate,
    /// Take in agencies or accounts from a CSV file: all lines or, if one is wrong, none.
    #[command(subcommand)]
    Import(import::Import),
    /// Create, reset, close and list accounts.
    #[command(subcommand)]
    Account(account::Account),
    /// Prove that the log of what was done is whole.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Write everything into a new folder while the system is in use: database, files, seal key, manifest.
    ///
    /// The folder then holds the key that signs the audit seals: guard it like the data folder itself.
    Backup {
        /// The folder; it must not exist yet, or be empty.
        folder: PathBuf,
    },
    /// Read a backup back into an empty place: a new data folder, or an empty PostgreSQL database.
    Restore {
        /// The folder that `backup` has written.
        folder: PathBuf,
    },
    /// Measure this machine with the work of a city. The figures are printed as JSON.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Print the description of the API (OpenAPI, JSON).
    Openapi,
    /// Work on foreign bytes for the server; started by it and by nobody else.
    #[command(hide = true)]
    PaperWorker,
}

/// How large the demo is and where.
#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// How many documents in all.
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub(crate) documents: usize,
    /// Where to build it. [default: khuevan-demo]
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(crate) folder: Option<PathBuf>,
    /// Let other machines in: listen on every address of this one. The accounts' password is no secret.
    #[arg(long, conflicts_with = "listen")]
    pub(crate) open_port: bool,
}

/// Does what was asked; tells how it ended.
pub(crate) fn run(cli: Cli) -> ExitCode {
    // Before anything else: a worker has no configuration, and its standard output is not for people.
    if let Command::PaperWorker = cli.command {
        return paper::worker::main();
    }
    match dispatch(cli) {
        Ok(code) => code,
        Err(failure) => {
            eprint!("{}", failure.text());
            failure.code()
        }
    }
}

fn dispatch(cli: Cli) -> Outcome<ExitCode> {
    let Cli { mut flags, command } = cli;
    let (mut own_port, mut logs) = (false, "info");
    if let Command::Demo(args) = &command {
        own_port = flags.listen.is_none();
        logs = "warn,db::sqlite=error";
        demo::choose_place(&mut flags, args);
    }
    if let Command::Bench(bench) = command {
        log::begin(flags.log_json, "error");
        return bench::run(flags, &bench);
    }
    let config = configuration(&flags)?;
    log::begin(config.log_json, logs);
    match command {
        Command::Demo(args) => demo::run(&config, &args, own_port)?,
        Command::Serve => serve::run(&config)?,
        Command::Migrate => migrate(&config)?,
        Command::Import(import) => import::run(&config, &import)?,
        Command::Account(account) => account::run(&config, &account)?,
        Command::Audit(audit) => return audit::run(&config, &audit),
        Command::Backup { folder } => backup::backup(&config, &folder)?,
        Command::Restore { folder } => return backup::restore(&config, &folder),
        Command::Openapi => print_openapi()?,
        Command::Bench(_) | Command::PaperWorker => {}
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn configuration(flags: &Flags) -> Outcome<Config> {
    let title = t::error_configuration(lang());
    Config::read(flags)
        .map_err(|error| Failure::new(Exit::Usage, title, t::error_configuration_remedy(lang())).with(error))
}

fn migrate(config: &Config) -> Outcome {
    let law = house::law(config)?;
    let db = house::database(config)?;
    let ran = house::migrate(&db, &house::system(law))?;
    for name in &ran {
        say(name);
    }
    say(t::migrate_done(lang(), ran.len()));
    Ok(())
}

fn print_openapi() -> Outcome {
    let text = house::openapi()
        .to_pretty_json()
        .map_err(|error| Failure::new(Exit::Unavailable, error.to_string(), ""))?;
    say(text);
    Ok(())
}

/// Reads a day from the command line.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is no day; write it as 2023-08-17"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_day_says_how_days_are_written() {
        assert_eq!(day("2023-08-17").unwrap().iso(), "2023-08-17");
        assert!(day("17/08/2023x").unwrap_err().contains("2023-08-17"));
    }
}
