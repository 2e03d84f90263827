//! The rules of documents. Pure.

pub mod arrival;
pub mod ballot;
pub mod boxes;
pub mod change;
pub mod direction;
pub mod document;
pub mod input;
pub mod joint;
pub mod posting;
pub mod recognise;
pub mod roster;
pub mod route;
pub mod rule;
pub mod series;
pub mod set;
pub mod signing;
pub mod symbol;
pub mod writing;
