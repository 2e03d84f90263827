//! Scanning for malware by ClamAV's daemon.

use crate::Error;
use std::io::{self, Read, Write};
use std::net::TcpStream;
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
                let stream = TcpStream::connect(address)?;
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

/// The protocol: `zINSTREAM`, then pieces each with its length, then a length of zero.
fn instream(mut stream: impl Read + Write, content: &mut impl Read) -> io::Result<String> {
    stream.write_all(b"zINSTREAM\0")?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = content.read(&mut piece)?;
        stream.write_all(&(length as u32).to_be_bytes())?;
        if length == 0 {
            break;
        }
        stream.write_all(&piece[..length])?;
    }
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;
    use std::net::TcpListener;
    use std::thread;

    /// Speaks the daemon's side of the protocol: finds the word EVIL.
    fn daemon(answers: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            for stream in listener.incoming().take(answers) {
                let mut stream = stream.unwrap();
                let mut command = [0; 10];
                stream.read_exact(&mut command).unwrap();
                assert_eq!(&command, b"zINSTREAM\0");
                let mut content = Vec::new();
                loop {
                    let mut length = [0; 4];
                    stream.read_exact(&mut length).unwrap();
                    let length = u32::from_be_bytes(length) as usize;
                    if length == 0 {
                        break;
                    }
                    let from = content.len();
                    content.resize(from + length, 0);
                    stream.read_exact(&mut content[from..]).unwrap();
                }
                let evil = content.windows(4).any(|window| window == b"EVIL");
                let answer: &[u8] = if evil { b"stream: Sample.Evil FOUND\0" } else { b"stream: OK\0" };
                stream.write_all(answer).unwrap();
            }
        });
        address
    }

    #[test]
    fn what_the_daemon_finds_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let scanner = Scanner::parse(&format!("clamd:{}", daemon(2)));
        let files = Files::open(folder.path(), 0, Some(scanner)).unwrap();
        assert!(files.put("a.pdf", b"%PDF-1.7 fine").is_ok());
        match files.put("b.pdf", b"%PDF-1.7 EVIL") {
            Err(Error::Infected { found, .. }) => assert_eq!(found, "Sample.Evil"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_daemon_that_is_not_there_lets_nothing_through() {
        let folder = tempfile::tempdir().unwrap();
        let scanner = Scanner::Unix(folder.path().join("none.sock"));
        let files = Files::open(folder.path(), 0, Some(scanner)).unwrap();
        assert!(matches!(files.put("a.pdf", b"%PDF-1.7"), Err(Error::Unscanned(_))));
    }
}
