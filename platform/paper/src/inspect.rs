//! A first look at a PDF that came from outside: is it one that can be kept, shown, signed?

use crate::{Error, Result, show};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// The largest PDF that is worked on, in bytes.
pub const MOST_BYTES: u64 = 200_000_000;
/// The most pages of one PDF.
pub const MOST_PAGES: usize = 5_000;
/// The most objects of one PDF.
pub const MOST_OBJECTS: usize = 500_000;
/// The longest side of a page in points: what PDF itself allows without scaling, about five metres.
pub(crate) const LARGEST: f32 = 14_400.0;
/// The shortest side of a page in points.
pub(crate) const SMALLEST: f32 = 10.0;

/// How long pages are drawn on trial before the rest is taken on trust.
const TRIAL: Duration = Duration::from_secs(1);
/// The width of a page drawn on trial, in pixels.
const TRIAL_WIDTH: u32 = 64;
/// How far from either end of the file its marks may stand. Mailers and scanners add a few bytes.
const MARGIN: usize = 2048;

/// The size of a page as it is shown, turned as the page asks, in points (1/72 inch).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// What a first look finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The size of each page, in order.
    pub sizes: Vec<Size>,
}

impl Facts {
    /// How many pages there are.
    pub fn pages(&self) -> u32 {
        u32::try_from(self.sizes.len()).unwrap_or(u32::MAX)
    }
}

/// Looks over a PDF from outside.
///
/// # Errors
/// Each fault of the file has its own: [`Error::NotPdf`], [`Error::Truncated`], [`Error::Encrypted`],
/// [`Error::Broken`], [`Error::Empty`], [`Error::TooBig`], [`Error::TooManyPages`],
/// [`Error::TooManyObjects`], [`Error::PageSize`]. A file that needs too much to draw ends the process by
/// its limits.
pub(crate) fn inspect(bytes: Vec<u8>) -> Result<Facts> {
    outside(&bytes)?;
    let pdf = open(bytes)?;
    if pdf.len() > MOST_OBJECTS {
        return Err(Error::TooManyObjects { objects: pdf.len() });
    }
    let pages = pdf.pages().len();
    if pages > MOST_PAGES {
        return Err(Error::TooManyPages { pages });
    }
    let sizes = pdf.pages().iter().map(show::size).collect::<Vec<_>>();
    let usable = |side: f32| (SMALLEST..=LARGEST).contains(&side);
    if let Some((page, &size)) =
        (1..).zip(&sizes).find(|(_, size)| !usable(size.width) || !usable(size.height))
    {
        return Err(Error::PageSize { page, size });
    }
    try_drawing(&pdf)?;
    Ok(Facts { sizes })
}

/// Opens a PDF and finds its pages.
pub(crate) fn open(bytes: Vec<u8>) -> Result<Pdf> {
    let pdf = Pdf::new(bytes).map_err(|fault| match fault {
        LoadPdfError::Decryption(DecryptionError::InvalidEncryption) => Error::Broken,
        LoadPdfError::Decryption(_) => Error::Encrypted,
        LoadPdfError::Invalid => Error::Broken,
    })?;
    if pdf.pages().is_empty() { Err(Error::Empty) } else { Ok(pdf) }
}

/// What can be seen without following the structure.
fn outside(bytes: &[u8]) -> Result<()> {
    let size = bytes.len() as u64;
    if size > MOST_BYTES {
        return Err(Error::TooBig { bytes: size });
    }
    let start = &bytes[..bytes.len().min(MARGIN)];
    let end = &bytes[bytes.len().saturating_sub(MARGIN)..];
    if !contains(start, b"%PDF-") {
        return Err(Error::NotPdf);
    }
    if !contains(end, b"startxref") || !contains(end, b"%%EOF") {
        return Err(Error::Truncated);
    }
    if declares_encryption(bytes) { Err(Error::Encrypted) } else { Ok(()) }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// Whether a trailer says `/Encrypt 5 0 R` or `/Encrypt << … >>`.
///
/// Trailers are never compressed, so their bytes can be searched. Files that open without a password but
/// restrict printing or changing are found too: they can neither be sealed nor archived.
fn declares_encryption(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    bytes.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY).any(|(at, _)| {
        let value = bytes[at + KEY.len()..].trim_ascii_start();
        let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
        value.starts_with(b"<<") || (digits > 0 && reference_follows(&value[digits..]))
    })
}

/// Whether the rest of `5 0 R` after the first number stands here.
fn reference_follows(rest: &[u8]) -> bool {
    let generation = rest.trim_ascii_start();
    let digits = generation.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && generation[digits..].trim_ascii_start().starts_with(b"R")
}

/// Draws pages small, for as long as the trial lasts, so that a page which needs too much shows now.
fn try_drawing(pdf: &Pdf) -> Result<()> {
    let start = Instant::now();
    for page in pdf.pages().iter().take_while(|_| start.elapsed() < TRIAL) {
        show::draw(page, TRIAL_WIDTH)?;
    }
    Ok(())
}
