//! Where the bytes of a PDF come from.

use crate::{Error, MOST_BYTES, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A PDF to work on: a file that the worker opens itself, or bytes that are sent to it.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A file on this machine.
    Path(&'a Path),
    /// Bytes in memory.
    Bytes(&'a [u8]),
}

impl<'a> From<&'a Path> for Source<'a> {
    fn from(path: &'a Path) -> Source<'a> {
        Source::Path(path)
    }
}

impl<'a> From<&'a PathBuf> for Source<'a> {
    fn from(path: &'a PathBuf) -> Source<'a> {
        Source::Path(path)
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Source<'a> {
        Source::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Source<'a> {
    fn from(bytes: &'a Vec<u8>) -> Source<'a> {
        Source::Bytes(bytes)
    }
}

/// A [`Source`] in a request: the bytes themselves follow in the frame.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Origin {
    Path(PathBuf),
    Frame,
}

impl Origin {
    /// The bytes, read from the file or taken from the frame.
    pub(crate) fn bytes(self, frame: Vec<u8>) -> Result<Vec<u8>> {
        let Origin::Path(path) = self else { return Ok(frame) };
        let unreadable = |fault: std::io::Error| Error::Unreadable { reason: fault.to_string() };
        let size = std::fs::metadata(&path).map_err(unreadable)?.len();
        if size > MOST_BYTES {
            return Err(Error::TooBig { bytes: size });
        }
        std::fs::read(&path).map_err(unreadable)
    }
}
