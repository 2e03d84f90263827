//! What every list uses: what its address asks for, where it goes on, and the files it is taken away in.
//!
//! A list names its [`Shape`] once. [`Shape::read`] makes an [`Asked`] of the address, or an error that names what
//! the list does not know; so a statement only ever sees filters and columns that were written in the code. Chips,
//! heads of columns and the pager are links that an [`Asked`] makes of itself. [`csv`] and [`xlsx`] take rows of
//! [`Cell`]s.

mod asked;
mod cell;
mod cursor;
mod error;
mod export;

pub use asked::{Asked, BEHIND, SORT, Shape, Sort};
pub use cell::Cell;
pub use cursor::{Cursor, Key};
pub use error::Error;
pub use export::{csv, xlsx};
