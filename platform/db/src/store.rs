//! The idempotency keys and the outcomes stored with them.

mod figures;

pub use figures::Figures;

use crate::{Error, Result, Tx, params};
use serde::{Serialize, de::DeserializeOwned};

impl Tx<'_> {
    /// Takes an idempotency key; false if an earlier write has it.
    pub(crate) fn claim_once(&mut self, key: &[u8], at: i64) -> Result<bool> {
        let taken: Option<(Vec<u8>,)> = self.first(
            "INSERT INTO db_once (key, at, outcome) VALUES (:key, :at, NULL) \
             ON CONFLICT (key) DO NOTHING RETURNING key",
            params! { key, at },
        )?;
        Ok(taken.is_some())
    }

    /// The outcome stored with a key.
    pub(crate) fn stored_outcome<T: DeserializeOwned>(&mut self, key: &[u8]) -> Result<T> {
        let (text,): (Option<String>,) =
            self.one("SELECT outcome FROM db_once WHERE key = :key", params! { key })?;
        serde_json::from_str(text.as_deref().unwrap_or("null"))
            .map_err(|error| Error::Misused(format!("the stored outcome is of another shape: {error}")))
    }

    /// Stores the outcome of the write that took the key.
    pub(crate) fn store_outcome<T: Serialize>(&mut self, key: &[u8], outcome: &T) -> Result<()> {
        let outcome = serde_json::to_string(outcome)
            .map_err(|error| Error::Misused(format!("the outcome cannot be stored: {error}")))?;
        self.run("UPDATE db_once SET outcome = :outcome WHERE key = :key", params! { outcome, key })?;
        Ok(())
    }

    /// Forgets keys taken before an instant.
    pub(crate) fn forget_keys(&mut self, before: i64) -> Result<u64> {
        self.run("DELETE FROM db_once WHERE at < :before", params! { before })
    }
}
