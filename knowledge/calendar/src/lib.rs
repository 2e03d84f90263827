//! Instants, local days, working time: what a deadline is made of.
//!
//! Pure: every function takes the time as an argument. A [`Calendar`] answers in a handful of steps whatever
//! the distance, since it keeps running sums of working days and working time.

mod allowance;
mod remaining;
mod time;
mod worktime;

pub use allowance::{Allowance, Pause, Unit, due, elapsed};
pub use remaining::Remaining;
pub use time::{Day, Time};
pub use worktime::{Calendar, DayKind, Hours};
