//! Instants, local days, working time: what a deadline is made of.
//!
//! Pure: every function takes the time as an argument.

mod time;

pub use time::{Day, Time};
