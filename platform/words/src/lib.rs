//! The interface's words in two languages, checked when the code is built.
//!
//! A crate that speaks to people keeps two files and three lines:
//!
//! ```toml
//! # i18n/vi.toml
//! [inbox]
//! title = "Văn bản đến"
//! unread = "{n} chưa đọc của {unit}"
//! # i18n/en.toml
//! [inbox]
//! title = "Incoming documents"
//! unread = "{n} unread {n?document|documents} of {unit}"
//! ```
//!
//! ```ignore
//! // build.rs, with `[build-dependencies] words.workspace = true`
//! fn main() {
//!     words::build::generate();
//! }
//!
//! // src/lib.rs
//! words::include_words!();
//!
//! // anywhere in the crate
//! use crate::t;
//! t::inbox_title(lang);                 // &'static str
//! t::inbox_unread(lang, 3, "Văn phòng"); // String
//! ```
//!
//! - The name of the function is the path of the key, joined by `_`.
//! - `{name}` is a parameter: anything that implements `Display`. Parameters stand in the order in which the
//!   Vietnamese text first names them, since that is the text one looks up; all share one signature.
//! - `{n?one form|other form}` chooses the first form when `n` shows as `1`. Forms may hold parameters.
//! - `{{` and `}}` are the braces themselves.
//! - Both files have the same keys, and each key the same parameters; else the build fails and names the file
//!   and the key.

pub mod build;

use serde::{Deserialize, Serialize};

/// The language of one reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese, the first language of everything.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The code of the language, as in HTML's `lang`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// The language of a code, if it is one of the two.
    pub fn of(code: &str) -> Option<Lang> {
        match code {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// One of two texts.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

/// Brings in the module `t` with one function for each of this crate's words. Called once, in `lib.rs`.
#[macro_export]
macro_rules! include_words {
    () => {
        /// This crate's words; written by the build from `i18n/`.
        #[allow(missing_docs, unreachable_pub, dead_code, unused_imports, clippy::all)]
        mod t {
            include!(concat!(env!("OUT_DIR"), "/words.rs"));
        }
    };
}
