//! Whoever does the work: several writers at once, each with one case after the other.

use super::stories::Quarter;
use crate::demo::plan::Act;
use crate::demo::play::{Known, Player};
use calendar::Time;
use db::Db;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Writers, and what they know of the records that came about.
pub(super) struct Crew<'a> {
    pub(super) db: &'a Db,
    pub(super) player: &'a Player<'a>,
    pub(super) quarter: &'a Quarter,
    pub(super) writers: usize,
    /// What is known of each case.
    known: Vec<Mutex<Known>>,
}

/// How many acts of each kind there were.
pub(super) type Tally = BTreeMap<&'static str, u64>;

impl<'a> Crew<'a> {
    pub(super) fn new(db: &'a Db, player: &'a Player<'a>, quarter: &'a Quarter, writers: usize) -> Crew<'a> {
        let known = quarter.cases.iter().map(|_| Mutex::default()).collect();
        Crew { db, player, quarter, writers, known }
    }

    /// Does some acts of every case: those of one case in their order, each in a transaction of its own.
    ///
    /// # Errors
    /// The first act that fails ends it all: then the plan or the rules are wrong, and no figure would be true.
    pub(super) fn play(
        &self,
        acts: impl Fn(&Range<usize>) -> Vec<(usize, Act)> + Sync,
    ) -> Result<Tally, documents::Error> {
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = || -> Result<Tally, documents::Error> {
            let mut tally = Tally::new();
            while !failed.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = self.quarter.cases.get(number) else { break };
                // Each case has one writer at a time, whom a panic would have ended.
                let mut known = self.known[number].lock().unwrap_or_else(PoisonError::into_inner);
                for (story, act) in acts(case) {
                    self.act(&mut known, story, act).inspect_err(|error| {
                        failed.store(true, Ordering::Relaxed);
                        super::tell(format_args!("{act:?} of document {story}: {error}"));
                    })?;
                    *tally.entry(name(act)).or_default() += 1;
                }
            }
            Ok(tally)
        };
        let mut whole = Tally::new();
        for part in self.together(work) {
            for (act, count) in part? {
                *whole.entry(act).or_default() += count;
            }
        }
        Ok(whole)
    }

    /// Has every writer do the same; what comes of it, but of those who panicked.
    pub(super) fn together<T: Send>(&self, work: impl Fn() -> T + Sync) -> Vec<T> {
        thread::scope(|scope| {
            let running: Vec<_> = (0..self.writers).map(|_| scope.spawn(&work)).collect();
            running.into_iter().filter_map(|thread| thread.join().ok()).collect()
        })
    }

    fn act(&self, known: &mut Known, story: usize, act: Act) -> Result<(), documents::Error> {
        let now = Time::from_clock();
        // An act of one kind may come twice in a story; the clock tells them apart.
        let place = format!("{story}/{act:?}/{}", now.0);
        *known = self.player.perform(self.db, known, &[(now, story, act)], &place)?;
        Ok(())
    }
}

/// The name of an act in the figures.
fn name(act: Act) -> &'static str {
    match act {
        Act::Draft => "draft",
        Act::Submit => "submit",
        Act::Return => "return",
        Act::Approve => "approve",
        Act::Number => "number",
        Act::Issue => "issue",
        Act::Enter => "enter",
        Act::Accept { .. } => "accept",
        Act::Refuse { .. } => "refuse",
        Act::File { .. } => "file",
        Act::Propose { .. } => "propose",
        Act::Confirm { .. } => "confirm",
        Act::Direct { .. } => "direct",
        Act::PassDown { .. } => "pass_down",
        Act::Progress { .. } => "progress",
        Act::Support { .. } => "support",
        Act::Finish { .. } => "finish",
    }
}
