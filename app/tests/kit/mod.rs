//! The binary, as a person at a terminal uses it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The binary with nothing of the tests' own environment.
pub fn khuevan(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_khuevan"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KHUEVAN_")) {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env_remove("LANG").current_dir(folder).args(args).stdin(Stdio::null());
    command
}

/// What a command said, and its exit code.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Said {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Goes on only if the command ended with this code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Said {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

/// Runs a command to its end.
pub fn run(folder: &Path, args: &[&str]) -> Said {
    Said::of(khuevan(folder, args).output().unwrap())
}

/// A server that ends with this value.
pub struct Server {
    pub url: String,
    child: Child,
}

impl Server {
    /// Starts a command that serves and waits for the line in which it names its address.
    pub fn start(folder: &Path, args: &[&str]) -> Server {
        let log = std::fs::File::create(folder.join("server.log")).unwrap();
        let mut child = khuevan(folder, args).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            match lines.next() {
                Some(line) => {
                    if let Some((_, address)) = line.unwrap().split_once("http://") {
                        break address.to_owned();
                    }
                }
                None => panic!("{}", std::fs::read_to_string(folder.join("server.log")).unwrap()),
            }
        };
        // Whatever else it says is read away, lest it wait for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Server { url, child }
    }

    /// Sends a request and reads the whole answer.
    pub fn ask(&self, request: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.url).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}",
            self.url
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let session = head.split("kv_session=").nth(1).and_then(|rest| rest.split(';').next());
        let session = session.map(str::to_owned);
        Answer { status, head: head.to_lowercase(), body: body.to_owned(), session }
    }

    /// Opens a stream that stays open, once its answer has begun.
    pub fn listen(&self, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.url).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.url).unwrap();
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).unwrap();
        assert_eq!(&begun, b"HTTP/1.1 200");
        stream
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), "", "")
    }

    /// Tells it to stop; its exit code and how long it took.
    pub fn stop(mut self) -> (i32, Duration) {
        let started = Instant::now();
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        let status = self.child.wait().unwrap();
        (status.code().unwrap(), started.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Status line and headers, in small letters.
    pub head: String,
    pub body: String,
    /// The token of a session that was opened.
    pub session: Option<String>,
}

/// The addresses on which one test runs: the embedded engine in a folder, and a fresh database of the server.
pub fn both_engines(folder: &Path, test: impl Fn(&Path, &str)) {
    let embedded = folder.join("embedded");
    std::fs::create_dir(&embedded).unwrap();
    test(&embedded, &format!("sqlite:{}", embedded.join("data/khuevan.db").display()));
    let other = folder.join("server");
    std::fs::create_dir(&other).unwrap();
    test(&other, &fresh_postgres());
}

/// The address of a fresh, empty database of the server engine.
pub fn fresh_postgres() -> String {
    let server = testkit::Server::shared();
    let name = format!("app_{}", context::Uuid::new_v4().simple());
    server.sql(&format!("CREATE DATABASE {name}"));
    match server.address(&name) {
        db::Address::Postgres(url) => url,
        db::Address::Sqlite(path) => panic!("{}", path.display()),
    }
}

/// A whole PDF of one empty page.
pub fn pdf() -> Vec<u8> {
    let objects = [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n",
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for object in objects {
        places.push(out.len());
        out.push_str(object);
    }
    let table = out.len();
    out.push_str("xref\n0 4\n0000000000 65535 f \n");
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    out.into_bytes()
}
