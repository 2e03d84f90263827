//! Everything about pages: set official papers, show and read any PDF, look over a foreign one.
//!
//! A [`Sheet`] is the content of one official paper; a [`Pool`] sets it to PDF/A by the forms of Nghị định
//! 30/2020/NĐ-CP. The pool also looks over PDFs that people upload ([`Pool::inspect`]), draws their pages
//! ([`Pool::render`]) and reads their text ([`Pool::text`]). Its work runs in child processes with limits on
//! memory and time ([`worker`]), so a hostile file ends a worker and never the server. The caller blocks;
//! an asynchronous server calls from a blocking section.

words::include_words!();

mod error;
mod fonts;
mod forms;
mod inspect;
mod pool;
mod press;
mod read;
mod sheet;
mod show;
mod source;
mod view;
mod wire;
pub mod worker;

pub use error::Error;
pub use inspect::{Facts, MOST_BYTES, MOST_OBJECTS, MOST_PAGES, Size};
pub use pool::{Pool, Settings, WorkerCommand};
pub use prose::Block;
pub use sheet::{
    Annex, Book, Filing, FilingForm, FilingRow, Head, Layout, Letter, Opinion, Register, Sheet, Signature,
    Slip,
};
pub use show::{Picture, WIDEST};
pub use source::Source;

/// How this crate's results are named.
pub type Result<T> = std::result::Result<T, Error>;
