//! A consistent copy of the data while it is in use, and its reading back.

use crate::{Db, Engine, Error, Result};
use std::path::Path;
use std::process::Command;

impl Db {
    /// Writes a consistent copy to `target`, which must not be there yet: a database file of the embedded
    /// engine, or an archive of the server's own `pg_dump`.
    ///
    /// # Errors
    /// [`Error::Backup`] when the copy cannot be written or the server's program is missing.
    pub fn backup(&self, target: &Path) -> Result<()> {
        if target.exists() {
            return Err(Error::Backup(format!("{} is already there", target.display())));
        }
        let place = target.to_str().ok_or_else(|| Error::Backup("the path is no text".to_owned()))?;
        crate::blocking(|| match &*self.engine {
            Engine::Sqlite(engine) => engine
                .with_reader(|handle| {
                    Ok(handle.connection().execute("VACUUM INTO ?1", [place]).map(|_| ())?)
                })
                .map_err(|error| Error::Backup(error.to_string())),
            Engine::Postgres(engine) => {
                run(engine.program("pg_dump").args(["--format=custom", "--no-owner", "--file", place]))
            }
        })
    }

    /// Reads an archive made by [`Db::backup`] back into this database, which must be empty. The embedded
    /// engine needs no such step: its copy is the database.
    ///
    /// # Errors
    /// [`Error::Backup`] when the archive cannot be read.
    pub fn restore(&self, source: &Path) -> Result<()> {
        match &*self.engine {
            Engine::Sqlite(engine) => Err(Error::Backup(format!(
                "copy {} to {} before the database is opened",
                source.display(),
                engine.path().display()
            ))),
            Engine::Postgres(engine) => run(engine
                .program("pg_restore")
                .args(["--exit-on-error", "--no-owner", "--clean", "--if-exists"])
                .arg(source)),
        }
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .map_err(|error| Error::Backup(format!("{:?} did not start: {error}", command.get_program())))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Backup(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
