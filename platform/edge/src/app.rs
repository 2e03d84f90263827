//! What every handler shares.

use crate::Feature;
use crate::reader::Sessions;
use arc_swap::ArcSwap;
use context::{Actor, Ctx, Law, Passes, Time};
use db::Db;
use std::ops::Deref;
use std::sync::Arc;

/// Settings of the edge.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which people reach the system, without a slash at the end. It decides secure
    /// cookies and strict transport security.
    pub public_url: String,
    /// Whose house it is, as the sign-in page says; without it, the name of the agency above all others.
    pub house: Option<String>,
    /// The largest file that may be uploaded, in bytes.
    pub largest_file: u64,
    /// At most so many requests are worked on at once.
    pub at_once: usize,
    /// Whether this is the demo, whose figures are marked as illustrative.
    pub demo: bool,
}

impl Settings {
    /// Whether people reach the system by TLS.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The parts of the running system.
pub struct House {
    /// The data.
    pub db: Db,
    /// The files.
    pub files: files::Files,
    /// The worker processes that set, show and read papers.
    pub papers: paper::Pool,
    /// The legal values in force; replaced when an administrator changes one.
    pub law: ArcSwap<Law>,
    /// Hashes passwords, at most as many at once as there are cores.
    pub hasher: access::Hasher,
    /// What is plugged in, in the order of the menu.
    pub features: Vec<Feature>,
    /// Settings of the edge.
    pub settings: Settings,
    pub(crate) sessions: Sessions,
    pub(crate) gate: tokio::sync::Semaphore,
    pub(crate) closing: tokio::sync::watch::Sender<bool>,
}

/// The running system, shared by all handlers.
#[derive(Clone)]
pub struct App(Arc<House>);

impl Deref for App {
    type Target = House;
    fn deref(&self) -> &House {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(
        db: Db,
        files: files::Files,
        papers: paper::Pool,
        law: Law,
        hasher: access::Hasher,
        features: Vec<Feature>,
        settings: Settings,
    ) -> App {
        let sessions = Sessions::default();
        let law = ArcSwap::from_pointee(law);
        let gate = tokio::sync::Semaphore::new(settings.at_once.max(1));
        let closing = tokio::sync::watch::Sender::new(false);
        App(Arc::new(House { db, files, papers, law, hasher, features, settings, sessions, gate, closing }))
    }

    /// Forgets the sessions found lately: a session, a role or a position has changed.
    pub fn forget_sessions(&self) {
        self.sessions.forget();
    }

    /// Ends the streams that wait for changes: the server is about to stop, and they would hold it.
    pub fn end_streams(&self) {
        self.closing.send_replace(true);
    }

    /// Whether a permission passes to whoever stands in for somebody.
    pub fn passes(&self, permission: &str) -> Passes {
        passes(&self.features, permission)
    }

    /// The system acting now: timers and jobs.
    pub fn system(&self) -> Ctx {
        Ctx::new(Actor::system(), Time::from_clock(), self.law.load_full())
    }
}

/// Whether a permission of some features passes to whoever stands in for somebody; one that none of them names does not.
pub fn passes(features: &[Feature], permission: &str) -> Passes {
    let infos = features.iter().flat_map(|it| it.permissions).flat_map(|group| group.permissions);
    infos.into_iter().find(|info| info.code == permission).map_or(Passes::Never, |info| info.passes)
}
