//! What the work costs: seconds, processor time and memory, of the server and of its worker processes apart.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often the workers' memory is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// The unit in which Linux counts processor time, per second; the same on every machine.
const TICKS: f64 = 100.0;

/// One part of the work.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Part {
    pub(super) part: &'static str,
    pub(super) seconds: f64,
    pub(super) actions: u64,
    /// Processor seconds of this process.
    pub(super) server_cpu_seconds: f64,
    /// Processor seconds of the processes that work on papers.
    pub(super) workers_cpu_seconds: f64,
}

/// The most memory that was in use at once, in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Memory {
    pub(super) server: u64,
    pub(super) workers: u64,
}

/// Watches over this process and its children. On a system without `/proc` all of it is nought.
pub(super) struct Meter {
    workers: Arc<AtomicU64>,
    stop: mpsc::Sender<()>,
    watch: Option<JoinHandle<()>>,
}

impl Meter {
    pub(super) fn start() -> Meter {
        let workers = Arc::new(AtomicU64::new(0));
        let (stop, stopped) = mpsc::channel();
        let most = Arc::clone(&workers);
        let watch = thread::spawn(move || {
            while stopped.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                let now = children().iter().map(|child| memory(child, "VmRSS")).sum();
                most.fetch_max(now, Ordering::Relaxed);
            }
        });
        Meter { workers, stop, watch: Some(watch) }
    }

    /// Does one part of the work; it says how many actions it was.
    pub(super) fn part<E>(
        &self,
        part: &'static str,
        work: impl FnOnce() -> Result<u64, E>,
    ) -> Result<Part, E> {
        let (began, before) = (Instant::now(), Spent::now());
        let actions = work()?;
        let after = Spent::now();
        let done = Part {
            part,
            seconds: began.elapsed().as_secs_f64(),
            actions,
            server_cpu_seconds: after.server - before.server,
            workers_cpu_seconds: after.workers - before.workers,
        };
        super::tell(format_args!("{:8.2} s  {part}, {actions} actions", done.seconds));
        Ok(done)
    }

    pub(super) fn memory(&self) -> Memory {
        Memory { server: memory("self", "VmHWM"), workers: self.workers.load(Ordering::Relaxed) }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        // A thread that has ended already needs no word.
        let _ = self.stop.send(());
        if let Some(watch) = self.watch.take() {
            let _ = watch.join();
        }
    }
}

/// Processor seconds spent so far.
struct Spent {
    server: f64,
    workers: f64,
}

impl Spent {
    fn now() -> Spent {
        let (server, ended) = processor("self");
        let living: f64 = children().iter().map(|child| processor(child).0).sum();
        Spent { server, workers: ended + living }
    }
}

/// Processor seconds of a process, and of those of its children that have ended.
pub(super) fn processor(process: &str) -> (f64, f64) {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name stands in brackets and may hold anything.
    let fields: Vec<f64> = text
        .rsplit_once(") ")
        .map(|(_, rest)| rest.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect())
        .unwrap_or_default();
    let of = |at: usize| fields.get(at).copied().unwrap_or(0.0) / TICKS;
    (of(11) + of(12), of(13) + of(14))
}

/// A figure of a process's memory in bytes: `VmRSS` now, `VmHWM` the most so far.
pub(super) fn memory(process: &str, figure: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':'));
    let kib: u64 = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0);
    kib * 1024
}

/// The processes that this one has started and that still run.
fn children() -> Vec<String> {
    let Ok(threads) = fs::read_dir(Path::new("/proc/self/task")) else { return Vec::new() };
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Durations by kind.
#[derive(Default)]
pub(super) struct Durations(BTreeMap<&'static str, Vec<Duration>>);

/// How long something takes, in milliseconds: for 50, 95 and 99 of a hundred at most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Quantiles {
    pub(super) count: usize,
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
}

impl Durations {
    pub(super) fn add(&mut self, what: &'static str, took: Duration) {
        self.0.entry(what).or_default().push(took);
    }

    pub(super) fn merge(&mut self, other: Durations) {
        for (what, took) in other.0 {
            self.0.entry(what).or_default().extend(took);
        }
    }

    pub(super) fn quantiles(mut self) -> BTreeMap<&'static str, Quantiles> {
        self.0.iter_mut().map(|(what, took)| (*what, quantiles(took))).collect()
    }
}

fn quantiles(took: &mut [Duration]) -> Quantiles {
    took.sort_unstable();
    let at = |share: usize| {
        let place = (took.len() * share).div_ceil(100).saturating_sub(1);
        took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    };
    Quantiles { count: took.len(), p50: at(50), p95: at(95), p99: at(99) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_nearest_rank() {
        let mut took: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(quantiles(&mut took), Quantiles { count: 200, p50: 100.0, p95: 190.0, p99: 198.0 });
        assert_eq!(quantiles(&mut []), Quantiles { count: 0, p50: 0.0, p95: 0.0, p99: 0.0 });
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_knows_its_own_memory() {
        let now = memory("self", "VmRSS");
        assert!(now > 1 << 20 && memory("self", "VmHWM") >= now);
    }
}
