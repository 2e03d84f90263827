//! How large the database is and how it is used: figures for benchmarks and status pages.

use crate::{Db, Engine, Result, params};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// What was written since the database was opened by this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Calls of [`Db::write`] that ended.
    pub writes: u64,
    /// Statements that they ran, those that read among them.
    pub statements: u64,
    /// Commits that made them durable: fewer than the writes where they share one.
    pub commits: u64,
}

impl Db {
    /// What was written since the database was opened by this process.
    pub fn figures(&self) -> Figures {
        let writes = self.counted.writes.load(Ordering::Relaxed);
        let commits = match &*self.engine {
            Engine::Sqlite(engine) => engine.commits(),
            Engine::Postgres(_) => writes,
        };
        Figures { writes, statements: self.counted.statements.load(Ordering::Relaxed), commits }
    }

    /// The bytes that the database takes on the disk, its log of writes aside.
    ///
    /// # Errors
    /// Those of the database.
    pub fn size(&self) -> Result<u64> {
        let sql = match *self.engine {
            Engine::Sqlite(_) => {
                "SELECT pages.page_count * size.page_size \
                 FROM pragma_page_count() AS pages, pragma_page_size() AS size"
            }
            Engine::Postgres(_) => "SELECT pg_database_size(current_database())",
        };
        let (bytes,): (i64,) = self.read(|read| read.one(sql, params! {}))?;
        Ok(bytes.unsigned_abs())
    }

    /// How many rows each table holds, but for the tables in which the embedded engine keeps its full-text index.
    ///
    /// # Errors
    /// Those of the database.
    pub fn row_counts(&self) -> Result<BTreeMap<String, i64>> {
        let tables = match *self.engine {
            Engine::Sqlite(_) => {
                "SELECT name FROM pragma_table_list \
                 WHERE schema = 'main' AND type = 'table' AND name NOT IN ('sqlite_schema', 'sqlite_sequence')"
            }
            Engine::Postgres(_) => {
                "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = current_schema()"
            }
        };
        self.read(|read| {
            let tables: Vec<(String,)> = read.all(tables, params! {})?;
            let mut counts = BTreeMap::new();
            for (table,) in tables {
                let (rows,): (i64,) = read.one(&format!("SELECT count(*) FROM {table}"), params! {})?;
                counts.insert(table, rows);
            }
            Ok(counts)
        })
    }
}
