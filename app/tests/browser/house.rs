//! The demo in a folder of its own, served until the test ends.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long the demo may take to build the city on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A small city, built and served.
pub struct House {
    /// Where it is served.
    pub url: String,
    folder: TempDir,
    server: Child,
}

impl House {
    pub fn start() -> House {
        let folder = tempfile::tempdir().unwrap();
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_khuevan"));
        let settings = env::vars_os()
            .map(|(name, _)| name)
            .filter(|name| name.to_string_lossy().starts_with("KHUEVAN_"));
        settings.for_each(|name| {
            server.env_remove(name);
        });
        let mut server = server
            .args(["demo", "--documents", "40", "--listen", &listen.to_string(), "--folder"])
            .arg(folder.path().join("demo"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(folder.path().join("server.log")).unwrap())
            .spawn()
            .unwrap();
        let line = line_of(server.stdout.take().unwrap(), |line| line.contains("http://"));
        // Made before anything is asked of it, so that the server ends also when something went wrong.
        let house = House { url: format!("http://{listen}"), folder, server };
        line.expect("the demo says its address");
        house
    }

    /// A place for something that goes with the test.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        if thread::panicking() {
            let log = fs::read_to_string(self.place("server.log")).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("{}", lines[lines.len().saturating_sub(30)..].join("\n"));
        }
    }
}

/// The first line that fits; none if it does not come in time. The rest is read away, so that nobody blocks.
pub fn line_of(output: ChildStdout, fits: impl Fn(&str) -> bool + Send + 'static) -> Option<String> {
    let (found, awaited) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if fits(&line) {
                let _ = found.send(line);
            }
        }
    });
    awaited.recv_timeout(PATIENCE).ok()
}
