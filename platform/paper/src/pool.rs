//! The pool: a few workers kept warm, each given one piece of work at a time.

mod child;

use crate::source::Origin;
use crate::wire::{self, Frame, Reply, Request};
use crate::worker::Desk;
use crate::{Error, Facts, Picture, Result, Sheet, Source, press};
use child::{Child, Outcome};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How a worker process is started.
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
}

impl WorkerCommand {
    /// The running binary again, with the argument `paper-worker`.
    ///
    /// # Errors
    /// The operating system does not say which file the binary is.
    pub fn this_binary() -> io::Result<WorkerCommand> {
        // On Linux this names the very file that runs, even when an upgrade has put another in its place.
        let program =
            if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe()? };
        Ok(WorkerCommand { program, args: vec!["paper-worker".into()] })
    }
}

/// The limits of a pool and its workers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many workers there are at most.
    pub workers: usize,
    /// How much memory one may use, in bytes of address space.
    pub memory: u64,
    /// How long one piece of work may take.
    pub time: Duration,
    /// How long a caller waits for a free worker.
    pub patience: Duration,
    /// After how many pieces of work a worker is replaced by a fresh one.
    pub jobs: u32,
    /// A folder of an administrator's own forms (typst templates), which take the place of the embedded ones
    /// of the same name, and fonts (`.ttf`, `.otf`, `.ttc`). A form is taken up by the next sheet, a font by
    /// the next fresh worker.
    pub forms: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            memory: 768 << 20,
            time: Duration::from_secs(10),
            patience: Duration::from_secs(30),
            jobs: 500,
            forms: None,
        }
    }
}

/// Workers that set, look over, show and read papers. Calls block and may come from any thread.
#[derive(Debug)]
pub struct Pool {
    staff: Staff,
    settings: Settings,
    state: Mutex<State>,
    freed: Condvar,
}

/// Who does the work.
enum Staff {
    /// Processes started in this way.
    Workers(WorkerCommand),
    /// The caller itself.
    Caller(Box<Mutex<Desk>>),
}

impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Staff::Workers(command) => f.debug_tuple("Workers").field(command).finish(),
            Staff::Caller(_) => f.write_str("Caller"),
        }
    }
}

/// Who is there.
#[derive(Debug, Default)]
struct State {
    /// Workers without work.
    idle: Vec<Child>,
    /// How many have work or are being started.
    busy: usize,
}

impl Pool {
    /// A pool that starts its workers as they are needed.
    pub fn new(command: WorkerCommand, settings: Settings) -> Pool {
        Pool::of(Staff::Workers(command), settings)
    }

    /// A pool without workers: the caller's own thread does the work, without limits.
    ///
    /// For tests of what stands on this crate, which have no worker to start. Never for bytes from outside.
    pub fn without_workers() -> Pool {
        Pool::of(Staff::Caller(Box::new(Mutex::new(Desk::new(None)))), Settings::default())
    }

    fn of(staff: Staff, settings: Settings) -> Pool {
        Pool { staff, settings, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Looks over a PDF from outside: whether it can be kept, how many pages it has and how large they are.
    ///
    /// # Errors
    /// One for each fault a file can have, see [`Error`]; [`Error::TooHard`] when it needs too much to draw.
    pub fn inspect<'a>(&self, pdf: impl Into<Source<'a>>) -> Result<Facts> {
        let (origin, bytes) = origin(pdf.into());
        match self.work(Request::Inspect { origin }, bytes)?.head {
            Reply::Facts(facts) => Ok(facts),
            _ => Err(wire::unexpected()),
        }
    }

    /// Draws one page, counted from 1, so many pixels wide (1 to [`crate::WIDEST`]; beyond, the nearest).
    ///
    /// # Errors
    /// [`Error::NoPage`], those of a PDF that cannot be opened, [`Error::TooHard`].
    pub fn render<'a>(&self, pdf: impl Into<Source<'a>>, page: u32, width: u32) -> Result<Picture> {
        let (origin, bytes) = origin(pdf.into());
        let Frame { head, body } = self.work(Request::Render { origin, page, width }, bytes)?;
        match head {
            Reply::Picture { width, height } => Ok(Picture { png: body, width, height }),
            _ => Err(wire::unexpected()),
        }
    }

    /// The text of each page. A page that is only an image has none.
    ///
    /// # Errors
    /// Those of a PDF that cannot be opened, [`Error::TooHard`].
    pub fn text<'a>(&self, pdf: impl Into<Source<'a>>) -> Result<Vec<String>> {
        let (origin, bytes) = origin(pdf.into());
        match self.work(Request::Text { origin }, bytes)?.head {
            Reply::Text(pages) => Ok(pages),
            _ => Err(wire::unexpected()),
        }
    }

    /// Sets a sheet to PDF/A-2b. The same sheet gives the same bytes on the same machine.
    ///
    /// # Errors
    /// [`Error::NoGlyph`] for a letter that no font has; [`Error::Form`] for a faulty form, [`Error::Endless`] for one
    /// that does not come to an end.
    pub fn set(&self, sheet: impl Into<Sheet>) -> Result<Vec<u8>> {
        let sheet = sheet.into();
        let file = press::form(&sheet);
        let endless = |fault| match fault {
            Error::TooHard => Error::Endless { file: file.to_owned(), seconds: self.settings.time.as_secs() },
            other => other,
        };
        let request = Request::Set { sheet: Box::new(sheet) };
        let Frame { head, body } = self.work(request, &[]).map_err(endless)?;
        match head {
            Reply::Paper => Ok(body),
            _ => Err(wire::unexpected()),
        }
    }

    /// Has one piece of work done.
    fn work(&self, request: Request, body: &[u8]) -> Result<Frame<Reply>> {
        match &self.staff {
            Staff::Workers(command) => self.hand_over(command, &request, body),
            Staff::Caller(desk) => {
                let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                let (head, body) = desk.answer(request, body.to_vec())?;
                Ok(Frame { head, body })
            }
        }
    }

    /// Has one worker do one piece of work.
    fn hand_over(&self, command: &WorkerCommand, request: &Request, body: &[u8]) -> Result<Frame<Reply>> {
        let seat = self.seat()?;
        // A worker may have died while it was idle: ask another, a fresh one in the end.
        loop {
            let (mut worker, fresh) = match self.lock().idle.pop() {
                Some(worker) => (worker, false),
                None => (Child::start(command, &self.settings)?, true),
            };
            match worker.work(request, body, self.settings.time)? {
                Outcome::Answered(Frame { head, body }) => {
                    // A worker that says so itself has caught a panic and ends.
                    let ends = head == Err(Error::TooHard);
                    if !ends && worker.served() < self.settings.jobs {
                        seat.leave(worker);
                    }
                    return head.map(|head| Frame { head, body });
                }
                Outcome::TookTooLong => {
                    tracing::warn!(work = request.name(), "a worker was ended: its work took too long");
                    return Err(Error::TooHard);
                }
                Outcome::Fell(status) => {
                    tracing::warn!(work = request.name(), status, "a worker fell");
                    return Err(Error::TooHard);
                }
                Outcome::WasGone if fresh => {
                    return Err(Error::Unavailable { reason: "a worker ended before its work began".into() });
                }
                Outcome::WasGone => {}
            }
        }
    }

    /// Waits for the right to occupy one worker.
    fn seat(&self) -> Result<Seat<'_>> {
        let until = Instant::now() + self.settings.patience;
        let mut state = self.lock();
        while state.busy >= self.settings.workers.max(1) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Busy);
            }
            let (woken, _) = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
            state = woken;
        }
        state.busy += 1;
        Ok(Seat { pool: self })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to occupy one worker, given back when dropped.
struct Seat<'a> {
    pool: &'a Pool,
}

impl Seat<'_> {
    /// Leaves the worker for the next.
    fn leave(&self, worker: Child) {
        self.pool.lock().idle.push(worker);
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.pool.lock().busy -= 1;
        self.pool.freed.notify_one();
    }
}

/// How a source goes into a request.
fn origin(source: Source<'_>) -> (Origin, &[u8]) {
    match source {
        Source::Path(path) => (Origin::Path(whole(path)), &[]),
        Source::Bytes(bytes) => (Origin::Frame, bytes),
    }
}

/// A path from the root: a worker stands in another folder than the server.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
