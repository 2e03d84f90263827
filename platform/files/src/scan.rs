//! Scanning for malware by ClamAV's daemon.

use crate::Error;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// The address of the daemon: `clamd:HOST:PORT` or `clamd:/PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// Over TCP.
    Tcp(String),
    /// Over a unix socket.
    Unix(PathBuf),
}

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it may take to be reached.
const REACH: Duration = Duration::from_secs(5);

impl Scanner {
    /// Reads an address; a path begins with a slash.
    pub fn parse(address: &str) -> Scanner {
        let address = address.strip_prefix("clamd:").unwrap_or(address);
        if address.starts_with('/') {
            Scanner::Unix(address.into())
        } else {
            Scanner::Tcp(address.to_owned())
        }
    }

    /// What the daemon finds in a content; none if it is clean.
    ///
    /// # Errors
    /// [`Error::Unscanned`] when the daemon does not answer or not as it should.
    pub(crate) fn scan(&self, content: &mut impl Read) -> Result<Option<String>, Error> {
        let answer = self.talk(content).map_err(|error| Error::Unscanned(error.to_string()))?;
        let answer = answer.trim_end_matches('\0').trim();
        match answer.strip_prefix("stream: ").unwrap_or(answer) {
            "OK" => Ok(None),
            found => match found.strip_suffix(" FOUND") {
                Some(name) => Ok(Some(name.to_owned())),
                None => Err(Error::Unscanned(answer.to_owned())),
            },
        }
    }

    fn talk(&self, content: &mut impl Read) -> io::Result<String> {
        match self {
            Scanner::Tcp(address) => {
                let stream = connect(address)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                instream(stream, content)
            }
            Scanner::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                instream(stream, content)
            }
        }
    }
}

/// Tries the addresses that a name has, one after the other.
fn connect(address: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, REACH) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The protocol: `zINSTREAM`, then pieces each with its length, then a length of zero.
fn instream(mut stream: impl Read + Write, content: &mut impl Read) -> io::Result<String> {
    let sent = send(&mut stream, content);
    // The daemon that has had enough says so and hangs up while we still send; its answer tells more than that.
    let mut answer = String::new();
    let read = stream.take(4096).read_to_string(&mut answer);
    if answer.is_empty() {
        sent.and(read)?;
    }
    Ok(answer)
}

fn send(stream: &mut impl Write, content: &mut impl Read) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = content.read(&mut piece)?;
        stream.write_all(&(length as u32).to_be_bytes())?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&piece[..length])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;
    use std::net::TcpListener;
    use std::os::unix::net::UnixListener;
    use std::thread;

    /// The daemon's side of the protocol: finds the word EVIL, and takes at most 1 MiB.
    fn serve(mut stream: impl Read + Write) {
        let mut command = [0; 10];
        stream.read_exact(&mut command).unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut content = Vec::new();
        let answer = loop {
            let mut length = [0; 4];
            stream.read_exact(&mut length).unwrap();
            let length = u32::from_be_bytes(length) as usize;
            let evil = content.windows(4).any(|window| window == b"EVIL");
            match length {
                0 if evil => break "stream: Win.Test.EICAR_HDB-1 FOUND",
                0 => break "stream: OK",
                _ if content.len() + length > 1 << 20 => break "INSTREAM size limit exceeded. ERROR",
                _ => {}
            }
            let from = content.len();
            content.resize(from + length, 0);
            stream.read_exact(&mut content[from..]).unwrap();
        };
        stream.write_all(answer.as_bytes()).unwrap();
        stream.write_all(b"\0").unwrap();
    }

    fn tcp(answers: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || listener.incoming().take(answers).for_each(|stream| serve(stream.unwrap())));
        format!("clamd:{address}")
    }

    fn scanned(address: &str) -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path(), 0, Some(Scanner::parse(address))).unwrap();
        (folder, files)
    }

    #[test]
    fn what_the_daemon_finds_is_refused_by_name() {
        let (_folder, files) = scanned(&tcp(2));
        assert!(files.put("a.pdf", b"%PDF-1.7 fine").is_ok());
        match files.put("b.pdf", b"%PDF-1.7 EVIL") {
            Err(Error::Infected { found, .. }) => assert_eq!(found, "Win.Test.EICAR_HDB-1"),
            other => panic!("{other:?}"),
        }
        assert_eq!(files.all().unwrap().len(), 1);
    }

    #[test]
    fn a_unix_socket_serves_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clamd.sock");
        let listener = UnixListener::bind(&path).unwrap();
        thread::spawn(move || serve(listener.accept().unwrap().0));
        let (_folder, files) = scanned(&format!("clamd:{}", path.display()));
        assert!(matches!(files.put("b.txt", b"EVIL"), Err(Error::Infected { .. })));
    }

    #[test]
    fn a_daemon_that_is_not_there_or_does_not_take_it_lets_nothing_through() {
        let (_folder, files) = scanned("/nowhere/clamd.sock");
        assert!(matches!(files.put("a.pdf", b"%PDF-1.7"), Err(Error::Unscanned(_))));
        let (_folder, files) = scanned(&tcp(1));
        match files.put("a.pdf", &[b"%PDF-1.7".as_slice(), &vec![0; 8 << 20]].concat()) {
            // The answer may be lost when the daemon hangs up first; the file is not taken either way.
            Err(Error::Unscanned(answer)) => assert_ne!(answer, ""),
            other => panic!("{other:?}"),
        }
        assert!(files.all().unwrap().is_empty());
    }
}
