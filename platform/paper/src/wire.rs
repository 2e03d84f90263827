//! What passes between the pool and a worker: frames of a JSON head and raw bytes.

use crate::source::Origin;
use crate::{Error, Facts, Result, Sheet};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// The first frame to a worker: under what limits it lives.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// The most memory, in bytes of address space.
    pub(crate) memory: u64,
    /// The folder of an administrator's forms.
    pub(crate) forms: Option<PathBuf>,
}

/// The first frame from a worker: it lives under its limits now.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ready;

/// What a worker is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    Inspect { origin: Origin },
    Render { origin: Origin, page: u32, width: u32 },
    Text { origin: Origin },
    Set { sheet: Box<Sheet> },
}

impl Request {
    /// What is asked, for the log: never a paper's content.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Request::Inspect { .. } => "inspect",
            Request::Render { .. } => "render",
            Request::Text { .. } => "text",
            Request::Set { .. } => "set",
        }
    }
}

/// What a worker answers; images and PDFs follow as the bytes of the frame.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Reply {
    Facts(Facts),
    Picture { width: u32, height: u32 },
    Text(Vec<String>),
    Paper,
}

/// The head of an answer.
pub(crate) type Answer = Result<Reply>;

/// A frame as it was read.
#[derive(Debug)]
pub(crate) struct Frame<H> {
    pub(crate) head: H,
    pub(crate) body: Vec<u8>,
}

/// The longest part of a frame. What is longer is an error of the protocol, not a file.
const LONGEST: u32 = 1 << 30;

/// Writes one frame: the lengths of head and body in four bytes each, then both.
pub(crate) fn write(to: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    for part in [head.as_slice(), body] {
        let length = u32::try_from(part.len()).ok().filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "frame too long"))?;
        to.write_all(&length.to_le_bytes())?;
    }
    to.write_all(&head)?;
    to.write_all(body)?;
    to.flush()
}

/// Reads one frame. The end of the stream before a frame begins is an [`io::ErrorKind::UnexpectedEof`].
pub(crate) fn read<H: DeserializeOwned>(from: &mut impl Read) -> io::Result<Frame<H>> {
    let [head, body] = [length(from)?, length(from)?];
    let head = part(from, head)?;
    let body = part(from, body)?;
    Ok(Frame { head: serde_json::from_slice(&head)?, body })
}

fn length(from: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    let length = u32::from_le_bytes(bytes);
    if length > LONGEST {
        Err(io::Error::new(io::ErrorKind::InvalidData, "frame too long"))
    } else {
        Ok(length)
    }
}

/// Reads so many bytes, taking memory only as they come: a worker that lies about a length gains nothing.
fn part(from: &mut impl Read, length: u32) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == u64::from(length) { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// A reply of another kind than was asked for.
pub(crate) fn unexpected() -> Error {
    Error::Unavailable { reason: "the worker answered something else".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_pass_whole_and_anything_else_is_refused() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"đầu", b"body").unwrap();
        let frame: Frame<String> = read(&mut bytes.as_slice()).unwrap();
        assert_eq!((frame.head.as_str(), frame.body.as_slice()), ("đầu", &b"body"[..]));
        for cut in 0..bytes.len() {
            assert!(read::<String>(&mut &bytes[..cut]).is_err(), "{cut}");
        }
        bytes[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read::<String>(&mut bytes.as_slice()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
