//! The child process in which foreign bytes are worked on.
//!
//! A worker reads requests on its standard input and answers on its standard output, one at a time, until its
//! input ends. It puts itself under limits before the first request: so much memory, no writing to files, no
//! core dump; the pool keeps the time. It needs no network and no environment.

use crate::forms::Forms;
use crate::press::Press;
use crate::wire::{self, Answer, Frame, Hello, Ready, Reply, Request};
use crate::{Error, Result, inspect, read, show};
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs a worker on the standard streams until its input ends. What `khuevan paper-worker` calls.
///
/// A failure to speak with the pool or to set the limits ends it with an error code.
pub fn main() -> ExitCode {
    let (mut requests, mut answers) = (io::stdin().lock(), io::stdout().lock());
    match serve(&mut requests, &mut answers) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(requests: &mut impl Read, answers: &mut impl Write) -> io::Result<()> {
    let Frame { head: hello, .. } = wire::read::<Hello>(requests)?;
    limit(hello.memory)?;
    wire::write(answers, &Ready, &[])?;
    let mut desk = Desk::new(hello.forms);
    loop {
        let Frame { head, body } = match wire::read::<Request>(requests) {
            Ok(frame) => frame,
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(fault) => return Err(fault),
        };
        // A library that panics on a hostile file may leave itself in any state: answer, then end.
        let answer = catch_unwind(AssertUnwindSafe(|| desk.answer(head, body)));
        let fell = answer.is_err();
        let (head, body) = match answer {
            Ok(Ok((reply, body))) => (Answer::Ok(reply), body),
            Ok(Err(fault)) => (Answer::Err(fault), Vec::new()),
            Err(_) => (Answer::Err(Error::TooHard), Vec::new()),
        };
        wire::write(answers, &head, &body)?;
        if fell {
            return Ok(());
        }
    }
}

/// What a worker keeps between requests.
pub(crate) struct Desk {
    forms: Forms,
    press: Option<Press>,
}

impl Desk {
    /// A desk with the forms of the binary and, before them, those of a folder.
    pub(crate) fn new(forms: Option<PathBuf>) -> Desk {
        Desk { forms: Forms::new(forms), press: None }
    }

    /// Does what is asked.
    pub(crate) fn answer(&mut self, request: Request, frame: Vec<u8>) -> Result<(Reply, Vec<u8>)> {
        match request {
            Request::Inspect { origin } => {
                let facts = inspect::inspect(origin.bytes(frame)?)?;
                Ok((Reply::Facts(facts), Vec::new()))
            }
            Request::Render { origin, page, width } => {
                let picture = show::picture(origin.bytes(frame)?, page, width)?;
                Ok((Reply::Picture { width: picture.width, height: picture.height }, picture.png))
            }
            Request::Text { origin } => Ok((Reply::Text(read::text(origin.bytes(frame)?)?), Vec::new())),
            Request::Set { sheet } => Ok((Reply::Paper, self.press()?.set(&sheet)?)),
        }
    }

    /// The press, made ready by the first sheet.
    fn press(&mut self) -> Result<&mut Press> {
        match &mut self.press {
            Some(press) => Ok(press),
            empty => Ok(empty.insert(Press::new(self.forms.clone())?)),
        }
    }
}

/// Sets the limits on this process.
#[cfg(unix)]
fn limit(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let to = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, to(memory))?;
    setrlimit(Resource::Fsize, to(0))?;
    setrlimit(Resource::Core, to(0))?;
    end_with_parent()
}

/// Elsewhere only time is limited.
#[cfg(not(unix))]
fn limit(_: u64) -> io::Result<()> {
    Ok(())
}

/// Asks the system to end this process when the thread that started it ends: a server that is killed leaves
/// no worker busy behind.
#[cfg(target_os = "linux")]
fn end_with_parent() -> io::Result<()> {
    use rustix::process::{Signal, set_parent_process_death_signal};
    Ok(set_parent_process_death_signal(Some(Signal::KILL))?)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn end_with_parent() -> io::Result<()> {
    Ok(())
}
