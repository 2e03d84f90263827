//! One worker process, and the thread that owns it.
//!
//! The thread starts the process, since the system ends a worker with the thread that started it, and owns
//! its pipes; so whoever waits for an answer can stop waiting, whatever the worker does.

use super::{Settings, WorkerCommand};
use crate::wire::{self, Answer, Frame, Hello, Ready, Request};
use crate::{Error, Result};
use std::io::{self, BufReader, Write};
use std::process::{self, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a worker may take to start.
const START: Duration = Duration::from_secs(10);

/// How a piece of work ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The worker answered.
    Answered(Frame<Answer>),
    /// Its time was over; the worker was ended.
    TookTooLong,
    /// The worker ended in the midst of the work, in this way.
    Fell(String),
    /// The worker had ended before the work reached it.
    WasGone,
}

/// A worker at the pool's disposal. Dropping it ends the process.
#[derive(Debug)]
pub(super) struct Child {
    process: Arc<Process>,
    work: Sender<Vec<u8>>,
    answers: Receiver<io::Result<Frame<Answer>>>,
    served: u32,
}

impl Child {
    /// Starts a worker and waits until it has put itself under its limits.
    pub(super) fn start(command: &WorkerCommand, settings: &Settings) -> Result<Child> {
        let unavailable = |reason: String| Error::Unavailable { reason };
        let mut hello = Vec::new();
        let limits = Hello { memory: settings.memory, forms: settings.forms.as_deref().map(super::whole) };
        wire::write(&mut hello, &limits, &[]).map_err(|fault| unavailable(fault.to_string()))?;
        let (started, start) = channel();
        let (work, to_do) = channel();
        let (done, answers) = channel();
        let command = command.clone();
        thread::Builder::new()
            .name("paper-worker".into())
            .spawn(move || own(&command, &hello, &started, &to_do, &done))
            .map_err(|fault| unavailable(fault.to_string()))?;
        match start.recv_timeout(START) {
            Ok(Ok(process)) => Ok(Child { process, work, answers, served: 0 }),
            Ok(Err(fault)) => Err(unavailable(fault.to_string())),
            Err(_) => Err(unavailable("a worker did not start".into())),
        }
    }

    /// How many pieces of work it has done.
    pub(super) fn served(&self) -> u32 {
        self.served
    }

    /// Has it do one piece of work in so much time.
    pub(super) fn work(&mut self, request: &Request, body: &[u8], time: Duration) -> Result<Outcome> {
        if self.process.has_ended() {
            return Ok(Outcome::WasGone);
        }
        let mut frame = Vec::with_capacity(body.len() + 1_024);
        wire::write(&mut frame, request, body)
            .map_err(|fault| Error::Unreadable { reason: fault.to_string() })?;
        if self.work.send(frame).is_err() {
            return Ok(Outcome::WasGone);
        }
        Ok(match self.answers.recv_timeout(time) {
            Ok(Ok(frame)) => {
                self.served += 1;
                Outcome::Answered(frame)
            }
            Err(RecvTimeoutError::Timeout) => {
                self.process.end();
                Outcome::TookTooLong
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Outcome::Fell(self.process.end()),
        })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.process.end();
    }
}

/// What the owning thread does: start, say hello, pass work on until there is no more or the worker is gone.
fn own(
    command: &WorkerCommand,
    hello: &[u8],
    started: &Sender<io::Result<Arc<Process>>>,
    to_do: &Receiver<Vec<u8>>,
    done: &Sender<io::Result<Frame<Answer>>>,
) {
    let (process, mut requests, mut answers) = match spawn(command) {
        Ok(parts) => parts,
        Err(fault) => {
            let _ = started.send(Err(fault));
            return;
        }
    };
    let ready = requests
        .write_all(hello)
        .and_then(|()| wire::read::<Ready>(&mut answers))
        .map(|_| Arc::clone(&process));
    let usable = ready.is_ok();
    // Whoever asked may have given up waiting; then there is nobody to tell, and the worker is ended.
    if started.send(ready).is_ok() && usable {
        for frame in to_do {
            let answer = requests.write_all(&frame).and_then(|()| wire::read::<Answer>(&mut answers));
            let ended = answer.is_err();
            if done.send(answer).is_err() || ended {
                break;
            }
        }
    }
    process.end();
}

/// The process and its pipes.
type Parts = (Arc<Process>, process::ChildStdin, BufReader<process::ChildStdout>);

/// Starts the process without the server's environment, which may hold secrets.
fn spawn(command: &WorkerCommand) -> io::Result<Parts> {
    let mut process = Command::new(&command.program);
    process.args(&command.args).env_clear().current_dir(std::path::Path::new("/"));
    // Each arena of the allocator takes address space, which is what the limit counts.
    process.env("MALLOC_ARENA_MAX", "2");
    // The pool has as many workers as there are cores; threads within one would only queue.
    process.env("RAYON_NUM_THREADS", "1");
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // In a group of its own, so that Ctrl+C in a terminal lets the server end its work in order.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut process, 0);
    let mut child = process.spawn()?;
    let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("a worker without pipes"));
    };
    Ok((Arc::new(Process(Mutex::new(child))), requests, BufReader::new(answers)))
}

/// A process that can be ended from either side.
#[derive(Debug)]
struct Process(Mutex<process::Child>);

impl Process {
    fn lock(&self) -> MutexGuard<'_, process::Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_ended(&self) -> bool {
        !matches!(self.lock().try_wait(), Ok(None))
    }

    /// Ends the process if it still runs, and says how it ended.
    fn end(&self) -> String {
        let mut child = self.lock();
        if let Ok(None) = child.try_wait() {
            let _ = child.kill();
        }
        child.wait().map_or_else(|fault| fault.to_string(), |status| status.to_string())
    }
}
