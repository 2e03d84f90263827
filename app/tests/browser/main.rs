//! Pages in a real browser: the whole way of a document, without scripts, by keyboard, and for everybody.
//!
//! Each test starts the demo in a folder of its own and a driver of its own; both end with the test, however it
//! ends. Debian's `chromium` and `chromium-driver` are needed, and for the tests of access axe-core, which
//! `.ci/packages` puts into the cache folder.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs, unreachable_pub)]

mod access;
mod administration;
mod driver;
mod folders;
mod hand;
mod house;
mod keys;
mod night;
mod organisation;
mod paper;
mod pictures;
mod places;
mod upward;
mod way;
mod words;
mod writing;
