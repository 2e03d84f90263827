//! The server that is measured: a process of its own, so that its memory is its own.

use crate::bench::meter;
use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome};
use rustix::process::{Pid, Signal, kill_process};
use std::env;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// A running server. Dropping it ends it.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    /// Starts this binary as a server over the data, on any free port, and waits until it answers.
    pub(super) fn start(config: &Config) -> Outcome<Server> {
        let unavailable =
            |cause: io::Error| Failure::new(Exit::Unavailable, format!("no server: {cause}"), "");
        let mut command = Command::new(env::current_exe().map_err(unavailable)?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&config.data);
        match &config.database {
            db::Address::Sqlite(path) => command.arg("--database").arg(format!("sqlite:{}", path.display())),
            db::Address::Postgres(url) => command.args(["--database", url]),
        };
        command.env("KHUEVAN_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(unavailable)?;
        let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
        let address = lines.into_iter().flatten().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("http://")?;
            address.trim_end_matches(['/', '.']).parse().ok()
        });
        match address {
            Some(address) => Ok(Server { child, address }),
            None => {
                // It has said on its own why it ended.
                let _ = child.wait();
                Err(Failure::new(Exit::Unavailable, "the server did not start", ""))
            }
        }
    }

    /// Processor seconds spent so far.
    pub(super) fn spent(&self) -> f64 {
        meter::processor(&self.child.id().to_string()).0
    }

    /// The most memory that it has used, in bytes.
    pub(super) fn memory(&self) -> u64 {
        meter::memory(&self.child.id().to_string(), "VmHWM")
    }

    /// Lets it finish what it does.
    pub(super) fn stop(mut self) {
        // One that has ended already needs no word.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After an orderly stop there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
