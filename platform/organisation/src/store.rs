//! SQL and rows, no rules.

pub(crate) mod absence;
pub(crate) mod agency;
pub(crate) mod body;
pub(crate) mod committee;
pub(crate) mod outside;
pub(crate) mod person;
pub(crate) mod position;
pub(crate) mod term;
pub(crate) mod unit;
