//! The names in a ZIP archive, which tell an office document from a parcel of files.

use std::io::{self, Read, Seek, SeekFrom};

/// The record at the end, without its comment.
const END: usize = 22;
/// The longest comment behind it.
const COMMENT: u64 = 0xffff;
/// So much of the list of contents is read; no real document has more.
const MOST: u64 = 4 << 20;
/// One entry of the list of contents, without its name.
const ENTRY: usize = 46;

/// The names that an archive lists; none if it has no list of contents, as when its end was cut off.
pub(crate) fn names(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<String>>> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail = piece(file, length.saturating_sub(END as u64 + COMMENT), END as u64 + COMMENT)?;
    let Some(at) = tail.windows(4).rposition(|window| window == b"PK\x05\x06") else { return Ok(None) };
    let end = &tail[at..];
    let (Some(size), Some(start)) = (number(end, 12, 4), number(end, 16, 4)) else { return Ok(None) };
    let list = piece(file, start, size.min(MOST))?;
    let mut names = Vec::new();
    let mut rest = list.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let lengths = [28, 30, 32].map(|at| number(rest, at, 2).unwrap_or_default() as usize);
        let Some(name) = rest.get(ENTRY..ENTRY + lengths[0]) else { break };
        names.push(String::from_utf8_lossy(name).into_owned());
        rest = rest.get(ENTRY + lengths.iter().sum::<usize>()..).unwrap_or_default();
    }
    // An empty archive is its end alone.
    Ok((!names.is_empty() || size == 0).then_some(names))
}

fn piece(file: &mut (impl Read + Seek), start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A number of a few bytes, the lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    Some(bytes.get(at..at + width)?.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Cursor;

    /// An archive of empty files.
    pub(crate) fn archive(names: &[&str]) -> Vec<u8> {
        let (mut out, mut list) = (Vec::new(), Vec::new());
        for name in names {
            let length = (name.len() as u16).to_le_bytes();
            let start = (out.len() as u32).to_le_bytes();
            out.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
            list.extend(
                [b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 12], &start, name.as_bytes()].concat(),
            );
        }
        let count = (names.len() as u16).to_le_bytes();
        let (size, start) = ((list.len() as u32).to_le_bytes(), (out.len() as u32).to_le_bytes());
        out.extend(list);
        out.extend([b"PK\x05\x06".as_slice(), &[0; 4], &count, &count, &size, &start, &[0; 2]].concat());
        out
    }

    fn listed(bytes: &[u8]) -> Option<Vec<String>> {
        names(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn names_are_read_from_the_end_and_a_cut_archive_has_none() {
        let whole = archive(&["[Content_Types].xml", "word/document.xml", "Tờ trình.txt"]);
        assert_eq!(
            listed(&whole),
            Some(["[Content_Types].xml", "word/document.xml", "Tờ trình.txt"].map(str::to_owned).into())
        );
        assert_eq!(listed(&[whole.as_slice(), b"a comment"].concat()).map(|names| names.len()), Some(3));
        assert_eq!(listed(&whole[..whole.len() - 30]), None);
        assert_eq!(listed(&archive(&[])), Some(Vec::new()));
        assert_eq!(listed(b"PK\x03\x04"), None);
    }

    #[test]
    fn no_bytes_make_it_fall() {
        let whole = archive(&["a", "b/c"]);
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut broken = whole.clone();
                broken[at] = value;
                let names = listed(&broken).unwrap_or_default();
                assert!(names.len() <= 2, "{at} {value} {names:?}");
            }
        }
    }
}
