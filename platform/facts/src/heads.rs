//! The file outside the database that holds the heads of all seals, one a line:
//! `number last-position head signature`. It shows a cut tail and a restored old copy.

use crate::Error;
use crate::key::bytes;
use crate::store::seals::Head;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// No line is longer.
const LONGEST_LINE: u64 = 512;

/// The heads' file, held by one process at a time.
pub(crate) struct Heads {
    path: PathBuf,
    file: File,
}

impl Heads {
    /// Opens the file, making it the first time, and waits until no other process holds it.
    pub(crate) fn open(path: &Path) -> Result<Heads, Error> {
        let file =
            OpenOptions::new().read(true).append(true).create(true).open(path).map_err(Error::file(path))?;
        file.lock().map_err(Error::file(path))?;
        Ok(Heads { path: path.to_owned(), file })
    }

    /// The last whole line. Half a line, left by a machine that stopped while writing, is cut away.
    pub(crate) fn last(&mut self) -> Result<Option<Head>, Error> {
        let path = self.path.clone();
        let text = self.tail().map_err(Error::file(&path))?;
        let Some(line) = text.lines().next_back() else { return Ok(None) };
        parse(line).map(Some).ok_or_else(|| self.unreadable())
    }

    /// Adds heads and waits until they are on disk.
    pub(crate) fn append(&mut self, heads: &[Head]) -> Result<(), Error> {
        if heads.is_empty() {
            return Ok(());
        }
        let text: String = heads.iter().map(line).collect();
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(Error::file(&self.path))
    }

    /// The whole lines among the last bytes of the file.
    fn tail(&mut self) -> io::Result<String> {
        let length = self.file.metadata()?.len();
        let from = length.saturating_sub(2 * LONGEST_LINE);
        self.file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if whole < bytes.len() {
            self.file.set_len(from + whole as u64)?;
        }
        bytes.truncate(whole);
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn unreadable(&self) -> Error {
        let line = File::open(&self.path).map(|file| BufReader::new(file).lines().count()).unwrap_or(0);
        Error::HeadsUnreadable { path: self.path.clone(), line: line as u64 }
    }
}

/// Reads the file line by line.
pub(crate) struct Lines {
    path: PathBuf,
    /// None when the file is not there: it has no lines.
    file: Option<BufReader<io::Take<File>>>,
    /// How many whole lines were read.
    pub(crate) read: u64,
}

/// How long the file is now; one that is not there has no length.
pub(crate) fn length(path: &Path) -> Result<u64, Error> {
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        known => Ok(known.map_err(Error::file(path))?.len()),
    }
}

impl Lines {
    /// Opens the file to read its first `length` bytes.
    pub(crate) fn open(path: &Path, length: u64) -> Result<Lines, Error> {
        let file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            opened => Some(BufReader::new(opened.map_err(Error::file(path))?.take(length))),
        };
        Ok(Lines { path: path.to_owned(), file, read: 0 })
    }

    /// The next whole line; some none if it is no head of a seal.
    pub(crate) fn next(&mut self) -> Result<Option<Option<Head>>, Error> {
        let Some(file) = &mut self.file else { return Ok(None) };
        let mut bytes = Vec::new();
        file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(Error::file(&self.path))?;
        // Half a line at the end was left by a machine that stopped while writing.
        let whole = bytes.last() == Some(&b'\n') || bytes.len() as u64 == LONGEST_LINE;
        if !whole {
            return Ok(None);
        }
        self.read += 1;
        Ok(Some(std::str::from_utf8(&bytes).ok().and_then(|line| parse(line.trim_end()))))
    }
}

fn line(head: &Head) -> String {
    format!("{} {} {} {}\n", head.number, head.last, HEX.encode(&head.head), HEX.encode(&head.signature))
}

fn parse(line: &str) -> Option<Head> {
    let mut words = line.split(' ');
    let head = Head {
        number: words.next()?.parse().ok()?,
        last: words.next()?.parse().ok()?,
        head: bytes::<32>(words.next()?)?.to_vec(),
        signature: bytes::<64>(words.next()?)?.to_vec(),
    };
    words.next().is_none().then_some(head)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn head(number: i64) -> Head {
        Head { number, last: number * 10, head: vec![1; 32], signature: vec![2; 64] }
    }

    /// The last position of each line.
    fn read(path: &Path) -> Vec<Option<i64>> {
        let mut lines = Lines::open(path, length(path).unwrap()).unwrap();
        let mut positions = Vec::new();
        while let Some(head) = lines.next().unwrap() {
            positions.push(head.map(|head| head.last));
        }
        assert_eq!(lines.read, positions.len() as u64);
        positions
    }

    #[test]
    fn a_file_that_is_not_there_has_no_lines() {
        assert_eq!(read(Path::new("/nowhere/at/all")), []);
    }

    #[test]
    fn half_a_line_is_cut_away_and_the_rest_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        Heads::open(&path).unwrap().append(&[head(1), head(2)]).unwrap();
        let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
        torn.write_all(b"3 30 0101").unwrap();

        let mut heads = Heads::open(&path).unwrap();
        assert_eq!(heads.last().unwrap().unwrap().number, 2);
        heads.append(&[head(3)]).unwrap();
        assert_eq!(read(&path), [Some(10), Some(20), Some(30)]);
    }

    #[test]
    fn a_line_that_is_no_head_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        Heads::open(&path).unwrap().append(&[head(1)]).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"what is this\n").unwrap();
        let found = Heads::open(&path).unwrap().last();
        assert!(matches!(found, Err(Error::HeadsUnreadable { line: 2, .. })));
        assert_eq!(read(&path), [Some(10), None]);
    }
}
