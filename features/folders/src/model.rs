//! Rules: lists, folders, hand-overs, and what can be typed into them. Pure.

pub mod folder;
pub mod input;
pub mod list;
pub mod transfer;
