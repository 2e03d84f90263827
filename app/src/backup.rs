//! `khuevan backup` and `khuevan restore`.
//!
//! The order is what makes a copy of a system in use whole: the heads of the seals are measured before the
//! database is copied, since later ones would look like a cut tail; the files come after it, since whatever a
//! record names was on disk before the record was.

use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::manifest::Manifest;
use crate::terminal::say;
use crate::{cli, house, store, t};
use db::{Address, Db};
use facts::SealKey;
use files::Files;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

const FILES: &str = "files";
const KEY: &str = "seal.key";
const HEADS: &str = "seal.heads";
const FACTORS: &str = "factor.key";

/// Writes everything into a new folder.
pub(crate) fn backup(config: &Config, folder: &Path) -> Outcome {
    if !house::is_empty_folder(folder) {
        let title = t::backup_not_empty(lang(), folder.display());
        return Err(Failure::new(Exit::Usage, title, t::backup_not_empty_remedy(lang())));
    }
    let db = house::existing_database(config)?;
    house::make_folder(folder)?;
    let made_at = house::system(house::law(config)?).now.iso();
    seal(config, &db)?;
    let heads = fs::metadata(config.seal_heads()).map_or(0, |meta| meta.len());
    let database = if db.engine() == "sqlite" { "database.sqlite" } else { "database.dump" };
    db.backup(&folder.join(database))?;
    let files = Files::open(&config.files(), 0, None)?.copy_to(&folder.join(FILES))?;
    copy(&config.seal_key(), &folder.join(KEY), u64::MAX)?;
    copy(&config.seal_heads(), &folder.join(HEADS), heads)?;
    copy(&config.factor_key(), &folder.join(FACTORS), u64::MAX)?;
    Manifest::of(folder, made_at, db.engine(), database)?.write(folder)?;
    say(t::backup_done(lang(), folder.display(), files));
    Ok(())
}

/// Seals what is not sealed yet, so that the copy can be proved whole. A log that does not fit its heads is
/// copied all the same, as evidence.
fn seal(config: &Config, db: &Db) -> Outcome {
    if !config.seal_key().exists() {
        return Ok(());
    }
    let key = SealKey::load(&config.seal_key())?;
    let ctx = house::system(house::law(config)?);
    facts::sequence(db, &ctx)?;
    match facts::seal(db, &ctx, &key, &config.seal_heads()) {
        Err(error @ facts::Error::OtherHistory { .. }) => {
            tracing::warn!(%error, "the log is backed up as it is");
            Ok(())
        }
        sealed => Ok(sealed.map(|_| ())?),
    }
}

/// Reads a backup back into an empty place; exit code 1 if its log is not whole.
pub(crate) fn restore(config: &Config, folder: &Path) -> Outcome<ExitCode> {
    let manifest = Manifest::verified(folder)?;
    refuse_taken(config)?;
    house::data_folder(config)?;
    let source = folder.join(&manifest.database);
    let db = match (&config.database, manifest.engine.as_str()) {
        (Address::Sqlite(path), "sqlite") => {
            copy(&source, path, u64::MAX)?;
            house::database(config)?
        }
        (Address::Postgres(_), "postgres") => {
            let db = house::database(config)?;
            if !store::is_empty(&db)? {
                return Err(taken(db.engine()));
            }
            db.restore(&source)?;
            db
        }
        (_, engine) => {
            let title = t::backup_other_engine(lang(), engine);
            return Err(Failure::new(Exit::Usage, title, t::backup_other_engine_remedy(lang())));
        }
    };
    let files = Files::open(&folder.join(FILES), 0, None)?.copy_to(&config.files())?;
    copy(&folder.join(KEY), &config.seal_key(), u64::MAX)?;
    copy(&folder.join(HEADS), &config.seal_heads(), u64::MAX)?;
    copy(&folder.join(FACTORS), &config.factor_key(), u64::MAX)?;
    say(t::backup_restored(lang(), &manifest.made_at, files));
    let Some(key) = cli::own_key(config)? else { return Ok(ExitCode::SUCCESS) };
    let report = facts::verify(&db, &[key], &config.seal_heads())?;
    cli::print_report(&report);
    Ok(cli::judged(&report))
}

/// Nothing is overwritten.
fn refuse_taken(config: &Config) -> Outcome {
    let mut places = vec![config.files(), config.seal_key(), config.seal_heads(), config.factor_key()];
    if let Address::Sqlite(path) = &config.database {
        places.push(path.clone());
    }
    match places.iter().find(|place| place.exists()) {
        Some(place) => Err(taken(place.display())),
        None => Ok(()),
    }
}

fn taken(place: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Usage, t::backup_taken(lang(), place), t::backup_taken_remedy(lang()))
}

/// Copies the first `most` bytes of a file, if it is there, for its owner alone and onto the disk.
fn copy(from: &Path, to: &Path, most: u64) -> Outcome {
    let source = match File::open(from) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(|cause| Failure::file(from, &cause))?,
    };
    let target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let copied = target.and_then(|mut target| {
        io::copy(&mut source.take(most), &mut target)?;
        target.sync_all()
    });
    copied.map_err(|cause| Failure::file(to, &cause))
}
