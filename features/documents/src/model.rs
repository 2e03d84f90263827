//! The rules of documents. Pure.

pub mod arrival;
pub mod boxes;
pub mod change;
pub mod direction;
pub mod document;
pub mod input;
pub mod posting;
pub mod recognise;
pub mod roster;
pub mod route;
pub mod rule;
pub mod signing;
pub mod symbol;
pub mod writing;
