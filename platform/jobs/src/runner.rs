//! Doing the work.

use crate::keeper;
use crate::model::{Failure, Timer, Worker, wait_after};
use crate::store::{self, Attempt, Job};
use context::{Ctx, Time, Uuid};
use db::{Db, Tx};
use std::collections::{HashMap, HashSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// How long a runner that finds nothing to do waits before it looks again without having been woken.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes jobs and has them done.
pub struct Runner {
    pub(crate) db: Db,
    pub(crate) id: Uuid,
    workers: HashMap<&'static str, Worker>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) timers: Vec<Timer>,
    circumstances: Box<dyn Fn() -> Ctx + Send + Sync>,
    threads: usize,
    pub(crate) lease: Duration,
    /// What is being worked on here.
    pub(crate) held: Mutex<HashSet<Uuid>>,
}

/// A job that was done or tried, of which nothing is written down yet.
struct Ended {
    kind: &'static str,
    job: Job,
    outcome: Outcome,
}

/// How one attempt ended.
enum Outcome {
    Done,
    Again(Failure, i64),
    Dead(Failure),
}

impl Runner {
    /// A runner that does up to `threads` jobs at once. `circumstances` gives a context of the moment, with
    /// the clock and the law; whoever it names, jobs act as the system.
    pub fn new(
        db: Db,
        circumstances: impl Fn() -> Ctx + Send + Sync + 'static,
        workers: Vec<Worker>,
        threads: usize,
    ) -> Runner {
        let workers: HashMap<_, _> = workers.into_iter().map(|worker| (worker.kind, worker)).collect();
        Runner {
            db,
            id: circumstances().new_id(),
            kinds: workers.keys().copied().collect(),
            workers,
            timers: Vec::new(),
            circumstances: Box::new(circumstances),
            threads: threads.max(1),
            lease: Duration::from_secs(60),
            held: Mutex::default(),
        }
    }

    /// Also asks for periodic jobs.
    pub fn timers(mut self, timers: Vec<Timer>) -> Runner {
        self.timers = timers;
        self
    }

    /// For how long a job is this runner's before it must say that it still lives; a minute unless told
    /// otherwise. The jobs of a node that dies wait so long for another.
    pub fn lease(mut self, lease: Duration) -> Runner {
        self.lease = lease;
        self
    }

    /// A context of this moment.
    pub(crate) fn now(&self) -> Ctx {
        (self.circumstances)().as_system()
    }

    pub(crate) fn lease_end(&self, now: Time) -> Time {
        now.plus(i64::try_from(self.lease.as_micros()).unwrap_or(i64::MAX))
    }

    /// Does one job that is due, on the caller's thread; false if none is. Nobody prolongs its lease
    /// meanwhile: for tests and commands. A server calls [`Runner::start`].
    ///
    /// # Errors
    /// Those of the database; a job's own failure is none.
    pub fn run_once(&self) -> db::Result<bool> {
        let ctx = self.now();
        if !self.any_due(&ctx)? {
            return Ok(false);
        }
        let Some(job) = self.turn(&ctx, None, true)? else { return Ok(false) };
        if let Some(ended) = self.run(job) {
            self.turn(&self.now(), Some(ended), false)?;
        }
        Ok(true)
    }

    fn any_due(&self, ctx: &Ctx) -> db::Result<bool> {
        self.db.read(|read| store::any_due(read, &self.kinds, ctx.now))
    }

    /// Writes down how a job ended, and takes the next that is due if there is one and it is wanted: one transaction,
    /// as all of them wait for the disk. One that was taken as often as it may be is buried instead.
    fn turn(&self, ctx: &Ctx, ended: Option<Ended>, wanted: bool) -> db::Result<Option<Job>> {
        // The outcome of a write has to be storable; the job itself is read by the same transaction.
        let mut taken = None;
        let noted = self.db.write(ctx, |tx| {
            if let Some(ended) = &ended {
                self.note(tx, ctx, ended)?;
            }
            taken = match wanted {
                true => store::next_due(tx, &self.kinds, ctx.now)?,
                false => None,
            };
            match &taken {
                None => Ok(()),
                Some(job) if job.attempt >= self.attempts(&job.kind) => store::bury(tx, job.id, ctx.now),
                Some(job) => store::take(tx, job.id, self.id, self.lease_end(ctx.now)),
            }
        });
        if let Some(ended) = &ended {
            self.hold().remove(&ended.job.id);
            tell(ended.kind, &ended.job, &ended.outcome);
        }
        noted.map(|()| taken)
    }

    /// Does a job that was taken; none if it was buried.
    fn run(&self, job: Job) -> Option<Ended> {
        let worker = self.workers.get(job.kind.as_str())?;
        if job.attempt >= worker.attempts {
            tracing::error!(kind = job.kind, job = %job.id, "given up: every attempt ended with its process");
            count(worker.kind, "dead");
            return None;
        }
        self.hold().insert(job.id);
        let outcome = self.attempt(worker, &job);
        Some(Ended { kind: worker.kind, job, outcome })
    }

    fn attempts(&self, kind: &str) -> u32 {
        self.workers.get(kind).map_or(0, |worker| worker.attempts)
    }

    fn attempt(&self, worker: &Worker, job: &Job) -> Outcome {
        let mut ctx = self.now();
        ctx.once = Some(job.id.to_string());
        ctx.request = format!("job {}", job.id);
        let started = Instant::now();
        let ended = match serde_json::from_str(&job.payload) {
            Err(error) => Err(Failure::lasting(format!("the payload is no JSON: {error}"))),
            Ok(payload) => catch_unwind(AssertUnwindSafe(|| (worker.run)(&self.db, &ctx, &payload)))
                .unwrap_or_else(|cause| Err(Failure::passing(panic_text(&*cause)))),
        };
        metrics::histogram!("jobs_seconds", "kind" => worker.kind).record(started.elapsed().as_secs_f64());
        let attempt = job.attempt + 1;
        match ended {
            Ok(()) => Outcome::Done,
            Err(failure) if failure.lasting || attempt >= worker.attempts => Outcome::Dead(failure),
            Err(failure) => Outcome::Again(failure, wait_after(attempt, job.id)),
        }
    }

    fn note(&self, tx: &mut Tx<'_>, ctx: &Ctx, ended: &Ended) -> db::Result<()> {
        let job = &ended.job;
        let attempt = Attempt { id: job.id, holder: self.id, attempt: job.attempt + 1 };
        let kept = match &ended.outcome {
            Outcome::Done => false,
            Outcome::Again(failure, wait) => {
                store::fail(tx, attempt, &failure.text, ctx.now.plus(*wait), None)?
            }
            Outcome::Dead(failure) => store::fail(tx, attempt, &failure.text, ctx.now, Some(ctx.now))?,
        };
        match kept {
            true => Ok(()),
            false => store::finish(tx, attempt, ctx.new_id(), ctx.now),
        }
    }

    pub(crate) fn hold(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts working in the background.
    ///
    /// # Errors
    /// When the machine gives no threads.
    pub fn start(self) -> io::Result<Running> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let shared = Arc::new(Shared::new(self));
        let mut running = Running { shared: Arc::clone(&shared), workers: Vec::new(), keeper: None };
        for number in 1..=shared.runner.threads {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name(format!("job {number}"));
            running.workers.push(thread.spawn(move || shared.work())?);
        }
        let keeper = thread::Builder::new().name("job keeper".to_owned());
        running.keeper = Some(keeper.spawn(move || keeper::keep(&shared, &runtime))?);
        Ok(running)
    }
}

/// A runner at work. Dropping it lets its threads end on their own after their present jobs.
pub struct Running {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Running {
    /// Takes no more jobs, and waits for those that are being done.
    pub fn stop(mut self) {
        self.shared.stop();
        // The keeper prolongs the leases until the last job has ended.
        for worker in self.workers.drain(..) {
            if worker.join().is_err() {
                tracing::error!("a job's thread had ended by a panic");
            }
        }
        self.shared.no_keeper.notify_one();
        if self.keeper.take().is_some_and(|keeper| keeper.join().is_err()) {
            tracing::error!("the keeper of the jobs had ended by a panic");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.stop();
        self.shared.no_keeper.notify_one();
    }
}

/// What the threads of a runner share.
pub(crate) struct Shared {
    pub(crate) runner: Runner,
    /// Counts the wake-ups, so that none is missed between looking and waiting.
    calls: Mutex<u64>,
    called: Condvar,
    stopping: AtomicBool,
    pub(crate) no_keeper: Notify,
}

impl Shared {
    fn new(runner: Runner) -> Shared {
        Shared {
            runner,
            calls: Mutex::new(0),
            called: Condvar::new(),
            stopping: AtomicBool::new(false),
            no_keeper: Notify::new(),
        }
    }

    /// Wakes one thread that waits for work.
    pub(crate) fn wake(&self) {
        *self.calls() += 1;
        self.called.notify_one();
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        *self.calls() += 1;
        self.called.notify_all();
    }

    /// What each thread does.
    fn work(&self) {
        let mut ended = None;
        loop {
            let seen = *self.calls();
            let stopping = self.stopping.load(Ordering::SeqCst);
            if stopping && ended.is_none() {
                return;
            }
            match self.next(ended.take(), !stopping) {
                Ok(Some(job)) => ended = self.runner.run(job),
                Ok(None) => self.wait(seen),
                Err(error) => {
                    tracing::warn!(%error, "jobs wait for the database");
                    self.wait(seen);
                }
            }
        }
    }

    fn next(&self, ended: Option<Ended>, wanted: bool) -> db::Result<Option<Job>> {
        let ctx = self.runner.now();
        match ended.is_some() || self.runner.any_due(&ctx)? {
            true => self.runner.turn(&ctx, ended, wanted),
            false => Ok(None),
        }
    }

    fn wait(&self, seen: u64) {
        let waited = self.called.wait_timeout_while(self.calls(), PAUSE, |calls| *calls == seen);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn calls(&self) -> MutexGuard<'_, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the log and the metrics how an attempt ended.
fn tell(kind: &'static str, job: &Job, outcome: &Outcome) {
    let attempt = job.attempt + 1;
    match outcome {
        Outcome::Done => {
            tracing::debug!(kind, job = %job.id, attempt, "job done");
            count(kind, "done");
        }
        Outcome::Again(failure, _) => {
            tracing::warn!(kind, job = %job.id, attempt, error = failure.text, "job failed, will be tried again");
            count(kind, "again");
        }
        Outcome::Dead(failure) => {
            tracing::error!(kind, job = %job.id, attempt, error = failure.text, "job given up");
            count(kind, "dead");
        }
    }
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!("jobs_attempts_total", "kind" => kind, "outcome" => outcome).increment(1);
}

fn panic_text(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().copied().or(cause.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a message"))
}
