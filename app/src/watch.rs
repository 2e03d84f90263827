//! What runs beside the requests and the jobs: facts get their position and their seal, and what was changed
//! elsewhere is taken up.

use crate::config::Config;
use crate::failure::Outcome;
use crate::house;
use db::Event;
use edge::App;
use facts::SealKey;
use metrics_exporter_prometheus::PrometheusHandle;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;

/// How often committed facts get their position.
const SEQUENCE: Duration = Duration::from_millis(200);
/// How often they are sealed.
const SEAL: Duration = Duration::from_secs(60);
/// How long to be silent about a fault that lasts.
const SILENCE: Duration = Duration::from_secs(60);
/// How often measurements that nobody fetches are tidied up.
const UPKEEP: Duration = Duration::from_secs(5);

/// Keeps the log of facts: positions, seals, the heads outside the database.
pub(crate) struct Sealer {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Sealer {
    /// Begins; the key is made the first time.
    pub(crate) fn start(config: &Config, app: &App) -> Outcome<Sealer> {
        let key = SealKey::load_or_create(&config.seal_key())?;
        let keeper = Keeper { app: app.clone(), key, heads: config.seal_heads(), complained: None };
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sealer".to_owned())
            .spawn(move || keeper.run(&stopped))
            .map_err(|cause| crate::failure::Failure::file(&config.seal_key(), &cause))?;
        Ok(Sealer { stop, thread })
    }

    /// Seals what is left, and ends.
    pub(crate) fn stop(self) {
        // A thread that has ended already needs no word.
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the sealer had ended by a panic");
        }
    }
}

struct Keeper {
    app: App,
    key: SealKey,
    heads: PathBuf,
    /// When a fault was last told.
    complained: Option<Instant>,
}

impl Keeper {
    fn run(mut self, stopped: &mpsc::Receiver<()>) {
        let mut sealed = Instant::now();
        loop {
            self.sequence();
            if sealed.elapsed() >= SEAL {
                sealed = Instant::now();
                self.seal();
            }
            match stopped.recv_timeout(SEQUENCE) {
                Err(RecvTimeoutError::Timeout) => {}
                _ => break,
            }
        }
        self.sequence();
        self.seal();
    }

    fn sequence(&mut self) {
        let app = self.app.clone();
        if let Err(error) = facts::sequence(&app.db, &app.system()) {
            self.complain(&error);
        }
    }

    fn seal(&mut self) {
        let app = self.app.clone();
        if let Err(error) = facts::seal(&app.db, &app.system(), &self.key, &self.heads) {
            // Every minute: whoever watches the logs must not miss it.
            tracing::error!(%error, "facts could not be sealed");
        }
    }

    fn complain(&mut self, error: &dyn std::fmt::Display) {
        if self.complained.is_none_or(|last| last.elapsed() >= SILENCE) {
            self.complained = Some(Instant::now());
            tracing::warn!(%error, "facts wait for their position");
        }
    }
}

/// Takes up what was changed here or on another node: sessions and roles, the legal values.
pub(crate) async fn listen(app: App, config: Config) {
    let mut events = app.db.subscribe();
    // What an administrator declared before this start holds too.
    reload_law(&app, &config);
    loop {
        match events.recv().await {
            Ok(event) => take_up(&app, &config, &event),
            // Whatever was missed may have been one of these.
            Err(RecvError::Lagged(_)) => {
                app.forget_sessions();
                reload_law(&app, &config);
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn take_up(app: &App, config: &Config, event: &Event) {
    match event.topic.as_str() {
        "access" => app.forget_sessions(),
        "law" => reload_law(app, config),
        _ => {}
    }
}

fn reload_law(app: &App, config: &Config) {
    match house::law_in_force(config, &app.db) {
        Ok(law) => app.law.store(Arc::new(law)),
        // The values in force stay in force until the files are mended, or the database answers again.
        Err(failure) => tracing::error!("{}", failure.text()),
    }
}

/// Keeps the measurements small.
pub(crate) async fn upkeep(metrics: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        metrics.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;
    use administration::{DeclaredDay, declare_day, undeclare_day};

    #[test]
    fn a_declared_day_is_in_force_once_taken_up_and_no_more_once_taken_back() {
        testkit::both(&house::migrations(), |db| {
            let folder = tempfile::tempdir().unwrap();
            let flags = Flags { data: Some(folder.path().join("data")), ..Flags::default() };
            let config = Config::read(&flags).unwrap();
            house::data_folder(&config).unwrap();
            let app = house::furnish(&config, db.clone(), false).unwrap();
            let ctx = testkit::system();
            let day = context::Day::new(2023, 8, 18).unwrap();
            let off = DeclaredDay { day, off: true, vi: "Bão số 4".into(), en: String::new() };
            let works = || app.law.load().calendar().is_working(day);
            db.write(&ctx, |tx| declare_day(tx, &ctx, &off)).unwrap();
            assert!(works());
            reload_law(&app, &config);
            assert!(!works());
            db.write(&ctx, |tx| undeclare_day(tx, &ctx, day)).unwrap();
            reload_law(&app, &config);
            assert!(works());
        });
    }
}
