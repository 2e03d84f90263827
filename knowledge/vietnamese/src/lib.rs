//! Vietnamese text: folding for search, tokens, sort keys of names.
//!
//! Pure functions on text. [`fold`] is what makes `dat` find `đất`; [`plain`] is what makes `hoà` and `hòa` the
//! same accented word.

mod fold;
mod name;
mod token;

pub use fold::{fold, plain, prefix_end};
pub use name::name_key;
pub use token::{Token, symbol_key, tokens};
