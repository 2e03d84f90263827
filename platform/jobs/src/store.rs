//! The tables of jobs, batches and timers.

use crate::batch::{Batch, Progress};
use crate::dead::{Dead, Queue};
use context::{Ref, Time, Uuid};
use db::{Read, Result, Tx, in_list, params};

/// A job to be inserted.
pub(crate) struct Draft<'a> {
    pub(crate) id: Uuid,
    pub(crate) kind: &'a str,
    pub(crate) key: Option<&'a str>,
    pub(crate) payload: &'a str,
    pub(crate) asked_at: Time,
    pub(crate) due_at: Time,
    pub(crate) batch: Option<Uuid>,
    pub(crate) units: i32,
}

db::row! {
    /// A job as a runner takes it.
    pub(crate) struct Job {
        pub(crate) id: Uuid,
        pub(crate) kind: String,
        pub(crate) payload: String,
        /// How often it was taken before.
        pub(crate) attempt: u32,
    }
}

/// Inserts a job, or asks anew for the one of the same kind and key: a waiting one is due no later than this
/// one, a running one is done again afterwards, a dead letter is replaced. Returns the job's id.
pub(crate) fn insert(tx: &mut Tx<'_>, job: &Draft<'_>) -> Result<Uuid> {
    let (id,) = tx.one(
        "INSERT INTO jobs_job (id, kind, key, payload, asked_at, due_at, attempt, batch, units) \
         VALUES (:id, :kind, :key, :payload, :asked_at, :due_at, 0, :batch, :units) \
         ON CONFLICT (kind, key) WHERE key IS NOT NULL DO UPDATE SET \
         id = CASE WHEN jobs_job.died_at IS NULL THEN jobs_job.id ELSE excluded.id END, \
         payload = CASE WHEN jobs_job.died_at IS NULL THEN jobs_job.payload ELSE excluded.payload END, \
         asked_at = CASE WHEN jobs_job.died_at IS NULL THEN jobs_job.asked_at ELSE excluded.asked_at END, \
         attempt = CASE WHEN jobs_job.died_at IS NULL THEN jobs_job.attempt ELSE 0 END, \
         error = CASE WHEN jobs_job.died_at IS NULL THEN jobs_job.error END, \
         again_at = CASE WHEN jobs_job.holder IS NOT NULL \
             AND (jobs_job.again_at IS NULL OR excluded.due_at < jobs_job.again_at) \
             THEN excluded.due_at ELSE jobs_job.again_at END, \
         due_at = CASE WHEN jobs_job.died_at IS NOT NULL \
             OR (jobs_job.holder IS NULL AND excluded.due_at < jobs_job.due_at) \
             THEN excluded.due_at ELSE jobs_job.due_at END, \
         died_at = NULL \
         RETURNING id",
        params! {
            id: job.id, kind: job.kind, key: job.key, payload: job.payload, asked_at: job.asked_at,
            due_at: job.due_at, batch: job.batch, units: job.units,
        },
    )?;
    Ok(id)
}

/// Single jobs, then those of batches: each part has its own index by due time.
const PARTS: [&str; 2] = ["batch IS NULL", "batch IS NOT NULL"];

/// Whether a job of these kinds is due.
pub(crate) fn any_due(read: &mut Read<'_>, kinds: &[&str], now: Time) -> Result<bool> {
    for part in PARTS {
        let found: Option<(Uuid,)> = read.first(
            &format!(
                "SELECT id FROM jobs_job \
                 WHERE died_at IS NULL AND {part} AND due_at <= :now AND kind IN (:kinds) \
                 ORDER BY due_at LIMIT 1"
            ),
            params! { now, kinds: in_list(kinds) },
        )?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The job of these kinds that has been due for longest, locked until the transaction ends. Jobs of batches
/// give way to single ones.
pub(crate) fn next_due(tx: &mut Tx<'_>, kinds: &[&str], now: Time) -> Result<Option<Job>> {
    let claim = tx.claim();
    for part in PARTS {
        let found = tx.first(
            &format!(
                "SELECT id, kind, payload, attempt FROM jobs_job \
                 WHERE died_at IS NULL AND {part} AND due_at <= :now AND kind IN (:kinds) \
                 ORDER BY due_at LIMIT 1{claim}"
            ),
            params! { now, kinds: in_list(kinds) },
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Notes that a runner works on a job until a lease ends.
pub(crate) fn take(tx: &mut Tx<'_>, id: Uuid, holder: Uuid, until: Time) -> Result<()> {
    tx.run(
        "UPDATE jobs_job SET holder = :holder, due_at = :until, attempt = attempt + 1 WHERE id = :id",
        params! { id, holder, until },
    )?;
    Ok(())
}

/// Makes a dead letter of a job whose workers were lost too often.
pub(crate) fn bury(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<()> {
    tx.run(
        "UPDATE jobs_job SET holder = NULL, died_at = :at, \
         error = COALESCE(error, 'the process ended while it worked on this') WHERE id = :id",
        params! { id, at },
    )?;
    Ok(())
}

/// Prolongs the leases of the jobs that a runner works on.
pub(crate) fn prolong(tx: &mut Tx<'_>, ids: &[Uuid], holder: Uuid, until: Time) -> Result<u64> {
    tx.run(
        "UPDATE jobs_job SET due_at = :until WHERE id IN (:ids) AND holder = :holder",
        params! { ids: in_list(ids), holder, until },
    )
}

/// One attempt of one runner at a job. If the lease ended meanwhile, another may have taken it, and this
/// attempt has nothing more to say.
#[derive(Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) id: Uuid,
    pub(crate) holder: Uuid,
    pub(crate) attempt: u32,
}

/// Notes that an attempt failed: when the job is due again, or when it was given up. False if the job was
/// asked for anew meanwhile, or is no longer this runner's.
pub(crate) fn fail(
    tx: &mut Tx<'_>,
    Attempt { id, holder, attempt }: Attempt,
    error: &str,
    due_at: Time,
    died_at: Option<Time>,
) -> Result<bool> {
    let failed = tx.run(
        "UPDATE jobs_job SET holder = NULL, error = :error, due_at = :due_at, died_at = :died_at \
         WHERE id = :id AND holder = :holder AND attempt = :attempt AND again_at IS NULL",
        params! { id, holder, attempt, error, due_at, died_at },
    )?;
    Ok(failed > 0)
}

/// Removes a job whose attempt is over. If it was asked for anew meanwhile, a fresh one, with a fresh id,
/// takes its place.
pub(crate) fn finish(
    tx: &mut Tx<'_>,
    Attempt { id, holder, attempt }: Attempt,
    fresh: Uuid,
    now: Time,
) -> Result<()> {
    let again: Option<(Option<Time>, String, Option<String>, String)> = tx.first(
        "DELETE FROM jobs_job WHERE id = :id AND holder = :holder AND attempt = :attempt \
         RETURNING again_at, kind, key, payload",
        params! { id, holder, attempt },
    )?;
    if let Some((Some(due_at), kind, key, payload)) = again {
        let (kind, key, payload) = (kind.as_str(), key.as_deref(), payload.as_str());
        insert(tx, &Draft { id: fresh, kind, key, payload, asked_at: now, due_at, batch: None, units: 1 })?;
    }
    Ok(())
}

/// Dead letters behind an instant and id, newest first.
pub(crate) fn dead(read: &mut Read<'_>, at: Time, id: Uuid, limit: i64) -> Result<Vec<Dead>> {
    read.all(
        "SELECT id, kind, key, payload, asked_at, died_at, attempt, error FROM jobs_job \
         WHERE died_at IS NOT NULL AND (died_at, id) < (:at, :id) ORDER BY died_at DESC, id DESC LIMIT :limit",
        params! { at, id, limit },
    )
}

/// The queues by kind.
pub(crate) fn queues(read: &mut Read<'_>) -> Result<Vec<Queue>> {
    read.all(
        "SELECT kind, \
         CAST(sum(CASE WHEN died_at IS NULL AND holder IS NULL THEN 1 ELSE 0 END) AS bigint), \
         CAST(sum(CASE WHEN died_at IS NULL AND holder IS NOT NULL THEN 1 ELSE 0 END) AS bigint), \
         CAST(sum(CASE WHEN died_at IS NOT NULL THEN 1 ELSE 0 END) AS bigint), \
         min(CASE WHEN died_at IS NULL AND holder IS NULL THEN due_at END) \
         FROM jobs_job GROUP BY kind ORDER BY kind",
        params! {},
    )
}

/// Makes a dead letter a waiting job again; whether it was one.
pub(crate) fn revive(tx: &mut Tx<'_>, now: Time, id: Uuid) -> Result<bool> {
    let revived = tx.run(
        "UPDATE jobs_job SET died_at = NULL, due_at = :now, attempt = 0 \
         WHERE id = :id AND died_at IS NOT NULL",
        params! { now, id },
    )?;
    Ok(revived > 0)
}

/// Makes all dead letters of a kind waiting jobs again; how many.
pub(crate) fn revive_kind(tx: &mut Tx<'_>, now: Time, kind: &str) -> Result<u64> {
    tx.run(
        "UPDATE jobs_job SET died_at = NULL, due_at = :now, attempt = 0 \
         WHERE kind = :kind AND died_at IS NOT NULL",
        params! { now, kind },
    )
}

/// Removes a dead letter; its batch and units, if it was one.
pub(crate) fn discard(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<(Option<Uuid>, i32)>> {
    tx.first(
        "DELETE FROM jobs_job WHERE id = :id AND died_at IS NOT NULL RETURNING batch, units",
        params! { id },
    )
}

/// Inserts a batch.
pub(crate) fn insert_batch(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &str,
    about: Option<&Ref>,
    at: Time,
    units: i64,
) -> Result<()> {
    tx.run(
        "INSERT INTO jobs_batch (id, kind, about_kind, about, started_at, units, discarded) \
         VALUES (:id, :kind, :about_kind, :about, :at, :units, 0)",
        params! {
            id, kind, at, units,
            about_kind: about.map(|it| it.kind.as_ref()), about: about.map(|it| it.id),
        },
    )?;
    Ok(())
}

/// Adds to the units of a batch that nobody will do.
pub(crate) fn count_discarded(tx: &mut Tx<'_>, batch: Uuid, units: i32) -> Result<()> {
    tx.run(
        "UPDATE jobs_batch SET discarded = discarded + :units WHERE id = :batch",
        params! { batch, units: i64::from(units) },
    )?;
    Ok(())
}

/// Which batches.
pub(crate) enum BatchesOf {
    /// The one with this id.
    One(Uuid),
    /// Those about the record with this id.
    About(Uuid),
}

/// Batches with their progress, newest first.
pub(crate) fn batches(read: &mut Read<'_>, which: BatchesOf) -> Result<Vec<Batch>> {
    let (column, id) = match which {
        BatchesOf::One(id) => ("id", id),
        BatchesOf::About(id) => ("about", id),
    };
    let sql = format!(
        "SELECT b.id, b.kind, b.started_at, b.units, b.discarded, \
         CAST(COALESCE(sum(CASE WHEN j.died_at IS NULL THEN j.units ELSE 0 END), 0) AS bigint), \
         CAST(COALESCE(sum(CASE WHEN j.died_at IS NOT NULL THEN j.units ELSE 0 END), 0) AS bigint) \
         FROM jobs_batch b LEFT JOIN jobs_job j ON j.batch = b.id WHERE b.{column} = :id \
         GROUP BY b.id, b.kind, b.started_at, b.units, b.discarded ORDER BY b.started_at DESC, b.id DESC"
    );
    let rows: Vec<(Uuid, String, Time, i64, i64, i64, i64)> = read.all(&sql, params! { id })?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, started_at, total, discarded, left, dead)| {
            let failed = dead + discarded;
            let progress = Progress { total, done: total - left - failed, failed };
            Batch { id, kind, started_at, progress }
        })
        .collect())
}

/// When the timers of these kinds are next due; those that never ran are left out.
pub(crate) fn timers(read: &mut Read<'_>, kinds: &[&str]) -> Result<Vec<(String, Time)>> {
    read.all("SELECT kind, due_at FROM jobs_timer WHERE kind IN (:kinds)", params! { kinds: in_list(kinds) })
}

/// Sets a timer that is due to its next time; false if another node was first.
pub(crate) fn wind(tx: &mut Tx<'_>, kind: &str, now: Time, next: Time) -> Result<bool> {
    tx.run(
        "INSERT INTO jobs_timer (kind, due_at) VALUES (:kind, :now) ON CONFLICT (kind) DO NOTHING",
        params! { kind, now },
    )?;
    let wound = tx.run(
        "UPDATE jobs_timer SET due_at = :next WHERE kind = :kind AND due_at <= :now",
        params! { kind, now, next },
    )?;
    Ok(wound > 0)
}
