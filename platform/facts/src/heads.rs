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

/// Calls `each` with the number and content of every whole line; none if it cannot be read. A file that is
/// not there has no lines.
pub(crate) fn each_line(path: &Path, mut each: impl FnMut(u64, Option<Head>)) -> Result<(), Error> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(Error::file(path))?,
    };
    let mut lines = BufReader::new(file);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(Error::file(path))?;
        if bytes.is_empty() || (bytes.last() != Some(&b'\n') && (bytes.len() as u64) < LONGEST_LINE) {
            break;
        }
        each(number, std::str::from_utf8(&bytes).ok().and_then(|line| parse(line.trim_end())));
    }
    Ok(())
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
        let mut numbers = Vec::new();
        each_line(&path, |line, head| numbers.push((line, head.unwrap().last))).unwrap();
        assert_eq!(numbers, [(1, 10), (2, 20), (3, 30)]);
    }

    #[test]
    fn a_line_that_is_no_head_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        Heads::open(&path).unwrap().append(&[head(1)]).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"what is this\n").unwrap();
        let found = Heads::open(&path).unwrap().last();
        assert!(matches!(found, Err(Error::HeadsUnreadable { line: 2, .. })));
        let mut readable = Vec::new();
        each_line(&path, |_, head| readable.push(head.is_some())).unwrap();
        assert_eq!(readable, [true, false]);
    }
}
