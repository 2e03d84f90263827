//! One function for each thing a person does: authorise, lock, apply the rule, store, record the fact, open or
//! close duties. Pages, the API, jobs and the demo call the same ones.

pub mod incoming;
pub mod outgoing;
