//! SQL and rows, no rules.

pub(crate) mod account;
pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod throttle;
