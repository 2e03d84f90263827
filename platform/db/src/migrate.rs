//! Migrations: forward only, never edited after landing, written once for both engines.

use crate::{Db, Error, Result, Tx, fulltext, params};
use sha2::{Digest, Sha256};

/// One migration's file.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The file's name, which orders it: `0001_tasks.sql`.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

/// The migrations of one crate.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// The crate, which is also the prefix of its tables.
    pub owner: &'static str,
    /// The files, in order.
    pub files: &'static [Migration],
}

/// The migrations in the calling crate's `migrations/` folder: `db::migrations!("tasks", "0001_tasks.sql")`.
#[macro_export]
macro_rules! migrations {
    ($owner:literal, $($file:literal),+ $(,)?) => {
        $crate::Migrations {
            owner: $owner,
            files: &[$($crate::Migration {
                name: $file,
                sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $file)),
            }),+],
        }
    };
}

const OWN: Migrations = Migrations {
    owner: "db",
    files: &[Migration {
        name: "0001_db.sql",
        sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/0001_db.sql")),
    }],
};

pub(crate) fn own() -> Migrations {
    OWN
}

impl Db {
    /// Brings the database up to what the code needs, set by set in the order given: the lower floor first.
    ///
    /// Returns the names of the migrations that ran.
    ///
    /// # Errors
    /// [`Error::Migration`] when a migration that already ran has another text now, or one is missing.
    pub fn migrate(&self, sets: &[Migrations]) -> Result<Vec<String>> {
        let ctx =
            context::Ctx::new(context::Actor::system(), context::Time::from_clock(), Default::default());
        let mut ran = Vec::new();
        for set in sets {
            for migration in set.files {
                let fresh = self.write(&ctx, |tx| apply(tx, set.owner, migration, ctx.now.0))?;
                if fresh {
                    ran.push(format!("{}/{}", set.owner, migration.name));
                }
            }
            let known = self.read(|read| {
                read.all::<(String,)>(
                    "SELECT name FROM db_migration WHERE owner = :owner ORDER BY name",
                    params! { owner: set.owner },
                )
            })?;
            if let Some((name,)) =
                known.iter().find(|(name,)| !set.files.iter().any(|migration| migration.name == name))
            {
                // The previous binary still runs after newer migrations; it only says so.
                tracing::warn!(owner = set.owner, name, "the database is newer than this binary");
            }
        }
        Ok(ran)
    }
}

/// Runs one migration if it has not run yet; whether it did.
fn apply(tx: &mut Tx<'_>, owner: &str, migration: &Migration, at: i64) -> Result<bool> {
    tx.serialise("db_migration")?;
    tx.script(&portable(CREATE_LEDGER, tx.is_embedded()))?;
    tx.script(if tx.is_embedded() { fulltext::EMBEDDED } else { fulltext::SERVER })?;
    let checksum = Sha256::digest(migration.sql.as_bytes()).to_vec();
    let name = migration.name;
    let before: Option<(Vec<u8>,)> = tx.first(
        "SELECT checksum FROM db_migration WHERE owner = :owner AND name = :name",
        params! { owner, name },
    )?;
    match before {
        Some((known,)) if known == checksum => Ok(false),
        Some(_) => Err(Error::Migration(format!("{owner}/{name} was changed after it ran"))),
        None => {
            tx.script(&portable(migration.sql, tx.is_embedded()))
                .map_err(|error| Error::Migration(format!("{owner}/{name} failed: {error}")))?;
            tx.run(
                "INSERT INTO db_migration (owner, name, checksum, at) VALUES (:owner, :name, :checksum, :at)",
                params! { owner, name, checksum, at },
            )?;
            Ok(true)
        }
    }
}

const CREATE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS db_migration (
    owner text NOT NULL, name text NOT NULL, checksum bytea NOT NULL, at bigint NOT NULL,
    PRIMARY KEY (owner, name)
);";

/// The statements as an engine reads them: on the embedded one, other type names and `STRICT` tables.
fn portable(sql: &str, embedded: bool) -> String {
    if !embedded {
        return sql.to_owned();
    }
    let sql = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
        .replace(" COLLATE \"C\"", "")
        .replace("bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "INTEGER PRIMARY KEY");
    let mut out = String::with_capacity(sql.len() + 64);
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        out.push_str(&retyped(statement));
        if statement.starts_with("CREATE TABLE") {
            out.push_str(" STRICT");
        }
        out.push_str(";\n");
    }
    out
}

/// Replaces the type names of one statement. A type follows a column's name, so the first word after a
/// bracket or comma is never one.
fn retyped(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut word = String::new();
    let mut named = false;
    let mut quoted = false;
    for c in statement.chars().chain(std::iter::once('\0')) {
        if !quoted && (c.is_ascii_alphanumeric() || c == '_') {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            out.push_str(if named { embedded_type(&word) } else { &word });
            word.clear();
            named = true;
        }
        match c {
            '\'' => quoted = !quoted,
            '(' | ',' if !quoted => named = false,
            _ => {}
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn embedded_type(word: &str) -> &str {
    match word {
        "uuid" | "bytea" => "BLOB",
        "jsonb" | "text" => "TEXT",
        "boolean" | "bigint" | "integer" | "smallint" | "date" => "INTEGER",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_become_strict_and_types_change_but_names_stay() {
        let sql = "CREATE TABLE t ( -- a table\n id uuid PRIMARY KEY, date date NOT NULL, text text COLLATE \"C\" \
                   DEFAULT 'uuid, date', CHECK (text <> '')\n);\nCREATE INDEX i ON t (date, text);";
        assert_eq!(
            portable(sql, true),
            "CREATE TABLE t ( \n id BLOB PRIMARY KEY, date INTEGER NOT NULL, text TEXT DEFAULT 'uuid, date', \
             CHECK (text <> '')\n) STRICT;\nCREATE INDEX i ON t (date, text);\n"
        );
        assert_eq!(portable(sql, false), sql);
    }
}
