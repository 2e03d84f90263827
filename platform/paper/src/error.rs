//! What can go wrong with a page.

use crate::inspect::{LARGEST, MOST_BYTES, MOST_OBJECTS, MOST_PAGES, SMALLEST, Size};
use crate::t;
use context::{Explain, Fault, Problem};
use serde::{Deserialize, Serialize};
use words::Lang;

/// Why a paper could not be set, or a PDF is not accepted, shown or read.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub enum Error {
    /// The bytes do not begin as a PDF does.
    #[error("not a PDF")]
    NotPdf,
    /// The structure of the PDF cannot be followed.
    #[error("the PDF is damaged")]
    Broken,
    /// The end of the PDF is missing.
    #[error("the PDF is cut short")]
    Truncated,
    /// The PDF is encrypted, with a password or only with restrictions.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// The PDF has no page.
    #[error("the PDF has no page")]
    Empty,
    /// The file is larger than [`MOST_BYTES`].
    #[error("the PDF has {bytes} bytes")]
    TooBig {
        /// Its size.
        bytes: u64,
    },
    /// More pages than [`MOST_PAGES`].
    #[error("the PDF has {pages} pages")]
    TooManyPages {
        /// How many.
        pages: usize,
    },
    /// More objects than [`MOST_OBJECTS`].
    #[error("the PDF has {objects} objects")]
    TooManyObjects {
        /// How many.
        objects: usize,
    },
    /// A page is larger or smaller than any paper.
    #[error("page {page} measures {size:?}")]
    PageSize {
        /// The page, from 1.
        page: u32,
        /// Its size.
        size: Size,
    },
    /// The work needed more memory or time than a worker has, or made it fall.
    #[error("the work took too much memory or time")]
    TooHard,
    /// There is no such page.
    #[error("there is no page {page} of {pages}")]
    NoPage {
        /// The page asked for, from 1.
        page: u32,
        /// How many there are.
        pages: u32,
    },
    /// The file that holds the PDF cannot be read.
    #[error("the file cannot be read: {reason}")]
    Unreadable {
        /// What the operating system says.
        reason: String,
    },
    /// No font has this character.
    #[error("no font has {letter:?}, in `{field}`")]
    NoGlyph {
        /// The character.
        letter: char,
        /// The field of the sheet in which it stands: `body.3.text`.
        field: String,
    },
    /// A form (typst template) does not compile.
    #[error("{file}, line {line}: {reason}")]
    Form {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the typesetter says.
        reason: String,
    },
    /// A form did not come to an end within what a worker has: it never ends, or the text is too large for it.
    #[error("{file} did not come to an end within {seconds} s")]
    Endless {
        /// The file.
        file: String,
        /// How long it had.
        seconds: u64,
    },
    /// All workers were busy for too long.
    #[error("all workers are busy")]
    Busy,
    /// A worker cannot be started or understood.
    #[error("no worker: {reason}")]
    Unavailable {
        /// Why.
        reason: String,
    },
}

impl Error {
    /// Whether this speaks of the file itself: trying again with the same bytes is of no use.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Error::Busy | Error::Unavailable { .. } | Error::Unreadable { .. })
    }
}

const MB: u64 = 1_000_000;

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        use Fault::{Internal, Invalid, NotFound, TooLarge, Unavailable};
        let problem = |code, fault, title: &dyn ToString, remedy: &str| {
            Problem::new(code, fault, title.to_string(), remedy)
        };
        match self {
            Error::NotPdf => {
                problem("paper.not_pdf", Invalid, &t::not_pdf_title(lang), t::not_pdf_remedy(lang))
            }
            Error::Broken => problem("paper.broken", Invalid, &t::broken_title(lang), t::broken_remedy(lang)),
            Error::Truncated => {
                problem("paper.truncated", Invalid, &t::truncated_title(lang), t::truncated_remedy(lang))
            }
            Error::Encrypted => {
                problem("paper.encrypted", Invalid, &t::encrypted_title(lang), t::encrypted_remedy(lang))
            }
            Error::Empty => problem("paper.empty", Invalid, &t::empty_title(lang), t::empty_remedy(lang)),
            Error::TooBig { bytes } => problem(
                "paper.too_big",
                TooLarge,
                &t::too_big_title(lang, bytes.div_ceil(MB), MOST_BYTES / MB),
                t::too_big_remedy(lang),
            ),
            Error::TooManyPages { pages } => problem(
                "paper.too_many_pages",
                Invalid,
                &t::too_many_pages_title(lang, pages, MOST_PAGES),
                t::too_many_pages_remedy(lang),
            ),
            Error::TooManyObjects { objects } => problem(
                "paper.too_many_objects",
                Invalid,
                &t::too_many_objects_title(lang, objects, MOST_OBJECTS),
                t::too_many_objects_remedy(lang),
            ),
            Error::PageSize { page, size } => {
                let [width, height] = [size.width, size.height].map(millimetres);
                let [least, most] = [SMALLEST, LARGEST].map(millimetres);
                let title = t::page_size_title(lang, page, width, height, least, most);
                problem("paper.page_size", Invalid, &title, t::page_size_remedy(lang))
            }
            Error::TooHard => {
                problem("paper.too_hard", Invalid, &t::too_hard_title(lang), t::too_hard_remedy(lang))
            }
            Error::NoPage { page, pages } => problem(
                "paper.no_page",
                NotFound,
                &t::no_page_title(lang, page, pages),
                t::no_page_remedy(lang),
            ),
            Error::Unreadable { .. } => problem(
                "paper.unreadable",
                Unavailable,
                &t::unreadable_title(lang),
                t::unreadable_remedy(lang),
            ),
            Error::NoGlyph { letter, field } => {
                let title = t::no_glyph_title(lang, letter, format!("U+{:04X}", u32::from(*letter)));
                let remedy = t::no_glyph_remedy(lang);
                let message = format!("{title} {remedy}");
                problem("paper.no_glyph", Invalid, &title, remedy).at(field, message)
            }
            Error::Form { file, line, reason } => problem(
                "paper.form",
                Internal,
                &t::form_title(lang, file, line, reason),
                t::form_remedy(lang),
            ),
            Error::Endless { file, seconds } => problem(
                "paper.endless",
                Invalid,
                &t::endless_title(lang, file, seconds),
                t::endless_remedy(lang),
            ),
            Error::Busy => problem("paper.busy", Unavailable, &t::busy_title(lang), t::busy_remedy(lang)),
            Error::Unavailable { .. } => problem(
                "paper.unavailable",
                Unavailable,
                &t::unavailable_title(lang),
                t::unavailable_remedy(lang),
            ),
        }
    }
}

/// Points as whole millimetres.
fn millimetres(points: f32) -> f32 {
    (points * 25.4 / 72.0).round()
}
