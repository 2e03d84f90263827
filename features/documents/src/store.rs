//! SQL and rows, no rules.

pub mod arrival;
pub mod ballot;
pub mod book;
pub mod desk;
pub mod direction;
pub mod document;
pub mod joint;
pub mod lists;
pub mod number;
pub mod posting;
pub mod roster;
pub mod route;
pub mod rule;
pub mod seen;
pub mod set;
pub mod text;
