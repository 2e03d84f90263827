//! The interface's words in two languages, checked when the code is built.
//!
//! A crate keeps `i18n/vi.toml` and `i18n/en.toml` and calls [`generate`] from its `build.rs`; every key
//! becomes a function in the module that [`include_words!`] brings in. A key missing in one language, or
//! with other parameters there, fails the build.

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
