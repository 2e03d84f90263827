//! `khuevan audit`: is the log of what was done still what was sealed?

use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::{house, t};
use clap::{Args, Subcommand};
use facts::{PublicKey, Report, SealKey};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// At most so many facts are counted as not sealed yet.
const MOST_COUNTED: usize = 10_000;

#[derive(Subcommand, Debug)]
pub(crate) enum Audit {
    /// Compare every fact with the seals and with the heads kept outside the database.
    ///
    /// Names the first fact that was altered, removed, moved or inserted, a tail that was cut and an old copy
    /// that was restored, and how many facts are not sealed yet. Exit code 1 when anything is wrong.
    Verify(Verify),
    /// The public key of the seals, how far they reach and how many facts wait for the next one.
    Status,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// Another public key that has signed seals: an earlier one, or the copy that an auditor keeps. May be given
    /// several times; then the key in the data folder is not needed.
    #[arg(long = "public-key", value_name = "HEX")]
    public_keys: Vec<PublicKey>,
    /// Another file of heads than that in the data folder: the copy that an auditor keeps.
    #[arg(long, value_name = "FILE")]
    heads: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(config: &Config, audit: &Audit) -> Outcome<ExitCode> {
    match audit {
        Audit::Verify(verify) => self::verify(config, verify),
        Audit::Status => status(config),
    }
}

fn verify(config: &Config, verify: &Verify) -> Outcome<ExitCode> {
    let db = house::existing_database(config)?;
    let mut keys = verify.public_keys.clone();
    keys.extend(own_key(config)?);
    if keys.is_empty() {
        let title = t::audit_no_key(lang(), config.seal_key().display());
        return Err(Failure::new(Exit::Usage, title, t::audit_no_key_remedy(lang())));
    }
    let heads = verify.heads.clone().unwrap_or_else(|| config.seal_heads());
    let report = facts::verify(&db, &keys, &heads)?;
    if verify.json {
        say(serde_json::json!(report));
    } else {
        print(&report);
    }
    Ok(judged(&report))
}

/// Tells a report to people.
pub(crate) fn print(report: &Report) {
    say(t::audit_counts(lang(), report.facts, report.seals, report.unsealed));
    for finding in &report.findings {
        say(format_args!("  ! {}", finding.text(lang())));
    }
    say(if report.is_clean() { t::audit_clean(lang()) } else { t::audit_wrong(lang()) });
}

/// The exit code of a report.
pub(crate) fn judged(report: &Report) -> ExitCode {
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(Exit::Found as u8) }
}

/// The public half of the key in the data folder, if there is one.
pub(crate) fn own_key(config: &Config) -> Outcome<Option<PublicKey>> {
    let path = config.seal_key();
    if !path.exists() {
        return Ok(None);
    }
    Ok(Some(SealKey::load(&path)?.public()))
}

fn status(config: &Config) -> Outcome<ExitCode> {
    let db = house::existing_database(config)?;
    let key = own_key(config)?.map_or_else(|| "-".to_owned(), |key| key.to_string());
    let text = fs::read_to_string(config.seal_heads()).unwrap_or_default();
    let seals = text.lines().count();
    let last: i64 =
        text.lines().next_back().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
    let waiting = db.read(|read| facts::after(read, last, MOST_COUNTED))?.len();
    say(t::audit_status(lang(), key, seals, last, waiting));
    Ok(ExitCode::SUCCESS)
}
