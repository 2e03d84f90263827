//! A throwaway PostgreSQL.

use db::Address;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A PostgreSQL that one test run has to itself, on a unix socket.
pub struct Server {
    folder: PathBuf,
}

impl Server {
    /// The server of this test run; the first to ask starts it.
    ///
    /// # Panics
    /// When Debian's `postgresql` package is not installed, saying so.
    pub fn shared() -> Server {
        let server = Server { folder: crate::run_folder().join("postgres") };
        crate::once("postgres", || server.start());
        server
    }

    /// A server of its own in a folder, for tests that end it by force. [`Server::stop`] ends it.
    pub fn in_folder(folder: &Path) -> Server {
        let server = Server { folder: folder.to_owned() };
        server.start();
        server
    }

    /// The address of one of its databases.
    pub fn address(&self, database: &str) -> Address {
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        Address::Postgres(format!("postgres://khuevan@{host}/{database}?sslmode=disable"))
    }

    /// Runs a statement in the maintenance database.
    pub fn sql(&self, sql: &str) {
        self.run(
            Command::new("psql")
                .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "khuevan", "-d", "postgres"])
                .arg("-h")
                .arg(&self.folder)
                .args(["-c", sql]),
        );
    }

    /// Ends the server at once, as a power cut would.
    pub fn stop(&self) {
        self.run(unprivileged(&program("pg_ctl")).arg("-D").arg(self.data()).args([
            "-m",
            "immediate",
            "stop",
        ]));
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn start(&self) {
        fs::create_dir_all(&self.folder).unwrap();
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o777)).unwrap();
        self.run(unprivileged(&program("initdb")).arg("-D").arg(self.data()).args([
            "-U",
            "khuevan",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ]));
        self.resume();
        self.end_with_the_run();
    }

    /// Starts the server again after [`Server::stop`].
    pub fn resume(&self) {
        let options = format!(
            "-k {} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200 \
             -c shared_buffers=64MB",
            self.folder.display()
        );
        self.run(
            unprivileged(&program("pg_ctl"))
                .arg("-D")
                .arg(self.data())
                .args(["-w", "-l"])
                .arg(self.folder.join("log"))
                .args(["-o", &options, "start"]),
        );
    }

    /// Leaves a watch behind that ends the server and removes the run's folder once the runner is gone.
    fn end_with_the_run(&self) {
        let folder = self.folder.parent().unwrap().display().to_string();
        let stop = format!("{} -D {} -m immediate stop", program("pg_ctl").display(), self.data().display());
        let stop = if is_root() { format!("runuser -u postgres -- {stop}") } else { stop };
        let watch = format!(
            "while kill -0 {} 2>/dev/null; do sleep 1; done; {stop}; rm -rf {folder}",
            std::os::unix::process::parent_id()
        );
        // It outlives this process by what it is for, so nobody here waits for it.
        #[allow(clippy::zombie_processes)]
        Command::new("setsid")
            .args(["sh", "-c", &watch])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
    }

    fn run(&self, command: &mut Command) {
        // Output goes to a file: a server that inherits a pipe keeps its reader waiting for ever.
        let log = self.folder.join("commands.log");
        let file = fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let status = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap_or_else(|error| panic!("{:?} did not start: {error}", command.get_program()));
        assert!(status.success(), "{command:?} failed:\n{}", fs::read_to_string(log).unwrap_or_default());
    }
}

/// The newest installed version of one of PostgreSQL's programs.
fn program(name: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL is missing: apt-get install postgresql")
}

/// PostgreSQL refuses to run as root; there the package's own user runs it.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").map(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0).unwrap_or(false)
}
