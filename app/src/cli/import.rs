//! `khuevan import`: agencies and accounts from files.

use super::day;
use crate::config::Config;
use crate::failure::{Failure, Outcome, lang};
use crate::terminal::say;
use crate::{house, t};
use access::{AccountFile, Hasher, Policy};
use calendar::Day;
use clap::{Args, Subcommand};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug)]
pub(crate) enum Import {
    /// Agencies: code,symbol,name,kind,tier,parent_code,gso_code.
    ///
    /// A parent stands in the file, in any line, or in the system already. Each agency becomes an issuing body
    /// with the usual two series of numbers. Kinds: people_committee, office, department, public_unit.
    Agencies(File),
    /// Accounts: agency_code,unit,title,rank,name,user_name,roles.
    ///
    /// Each line is a person in a position with an account. A unit that the agency does not have is opened; none
    /// puts the position right below the agency. Ranks: leader, head, deputy, officer, clerk, office. Roles are
    /// codes separated by blanks: clerk officer head_of_unit office leader agency_administrator
    /// system_administrator auditor, and those made since. The answer is a table user_name,code: the one-time
    /// codes with which people activate their accounts, shown this once.
    Accounts {
        #[command(flatten)]
        file: File,
        /// Write the codes into this new file, readable by its owner alone, and not to the terminal.
        #[arg(long, value_name = "FILE")]
        codes: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct File {
    /// The file: comma-separated, UTF-8, the first line naming exactly these columns.
    file: PathBuf,
    /// The first day on which they exist. [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    starts: Option<Day>,
}

pub(crate) fn run(config: &Config, import: &Import) -> Outcome {
    match import {
        Import::Agencies(file) => agencies(config, file),
        Import::Accounts { file, codes } => accounts(config, file, codes.as_deref()),
    }
}

fn agencies(config: &Config, file: &File) -> Outcome {
    let csv = content(file)?;
    let ctx = house::system(house::law(config)?);
    let db = house::database(config)?;
    house::migrate(&db, &ctx)?;
    let starts = file.starts.unwrap_or(ctx.now.day());
    let count = db.write(&ctx, |tx| found(tx, &ctx, &csv, starts))?;
    say(t::import_agencies(lang(), count, starts.iso()));
    Ok(())
}

/// Imports agencies and opens the series from which their issuing bodies take numbers. Returns how many.
///
/// # Errors
/// Those of the import; then nothing is imported.
pub(crate) fn found(
    tx: &mut db::Tx<'_>,
    ctx: &context::Ctx,
    csv: &[u8],
    starts: Day,
) -> Result<usize, Founding> {
    let agencies = organisation::import_agencies(tx, ctx, &organisation::AgencyFile { csv, starts })?;
    for agency in &agencies {
        for body in organisation::issuing_bodies_of(tx, *agency, starts)? {
            documents::actions::outgoing::numbers::open_usual_series(tx, ctx, *agency, body.id, starts)?;
        }
    }
    Ok(agencies.len())
}

/// Why agencies could not be founded with their series.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Founding {
    #[error(transparent)]
    Organisation(#[from] organisation::Error),
    #[error(transparent)]
    Documents(#[from] documents::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl context::Explain for Founding {
    fn explain(&self, lang: words::Lang) -> context::Problem {
        match self {
            Founding::Organisation(error) => error.explain(lang),
            Founding::Documents(error) => error.explain(lang),
            Founding::Db(error) => error.explain(lang),
        }
    }
}

fn accounts(config: &Config, file: &File, codes: Option<&Path>) -> Outcome {
    let csv = content(file)?;
    let db = house::existing_database(config)?;
    let ctx = house::system(house::law(config)?);
    house::migrate(&db, &ctx)?;
    let hasher = Hasher::new(Policy::default())?;
    let seed = hasher.code_seed(&ctx)?;
    let starts = file.starts.unwrap_or(ctx.now.day());
    // Opened first: accounts whose codes cannot be handed out would have to be reset one by one.
    let mut target: Box<dyn Write> = match codes {
        Some(path) => Box::new(fresh(path)?),
        None => Box::new(std::io::stdout()),
    };
    let account_file = AccountFile { csv: &csv, starts };
    let made = db.write(&ctx, |tx| access::import_accounts(tx, &ctx, hasher.policy(), &seed, &account_file));
    let made = made.inspect_err(|_| {
        // Nothing was imported, so no file of codes stays behind.
        let _ = codes.map(fs::remove_file);
    })?;
    let mut text = String::from("user_name,code\n");
    for account in &made {
        text.push_str(&format!("{},{}\n", account.user_name, seed.code(account.account)));
    }
    let path = codes.unwrap_or(Path::new("-"));
    target.write_all(text.as_bytes()).map_err(|cause| Failure::file(path, &cause))?;
    tracing::info!("{}", t::import_accounts(lang(), made.len()));
    Ok(())
}

fn content(file: &File) -> Outcome<Vec<u8>> {
    fs::read(&file.file).map_err(|cause| Failure::file(&file.file, &cause))
}

/// A new file for its owner alone.
fn fresh(path: &Path) -> Outcome<fs::File> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    opened.map_err(|cause| Failure::file(path, &cause))
}
