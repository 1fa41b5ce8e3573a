//! The tide (潮): when the phones of a fleet began, how many are done, and whether the others may stop.

use cunxuan_core::record::exchange::Input;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::watch;
use tokio::time::timeout_at;

/// When phones stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A phone stops when it has sent and fetched everything there was.
    Settled,
    /// Phones go on until every one holds everything of its village.
    Home,
    /// The same; but as soon as all have settled, their officers look at them.
    HomeWoken,
}

/// How far the fleet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Out,
    Settled,
    Home,
}

/// What the phones of a fleet share; clones are for one phone each.
#[derive(Clone)]
pub struct Tide {
    shared: Arc<Shared>,
    heard: watch::Receiver<Stage>,
    done: bool,
}

struct Shared {
    began: Instant,
    until: Until,
    phones: usize,
    settled: AtomicUsize,
    home: AtomicUsize,
    stage: watch::Sender<Stage>,
}

impl Tide {
    /// A fleet of so many phones that begins now.
    #[must_use]
    pub fn new(phones: usize, until: Until) -> Self {
        let (stage, heard) = watch::channel(Stage::Out);
        let (settled, home) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let shared = Arc::new(Shared { began: Instant::now(), until, phones, settled, home, stage });
        Self { shared, heard, done: false }
    }

    /// When it began.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.shared.began
    }

    /// How many phones settled, and how many hold everything.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.shared.settled.load(Ordering::SeqCst), self.shared.home.load(Ordering::SeqCst))
    }

    /// A phone settled.
    pub fn settled(&self) {
        if self.shared.settled.fetch_add(1, Ordering::SeqCst) + 1 == self.shared.phones {
            self.raise(Stage::Settled);
        }
    }

    /// A phone that settled holds everything.
    pub fn home(&self) {
        if self.shared.home.fetch_add(1, Ordering::SeqCst) + 1 == self.shared.phones {
            self.raise(Stage::Home);
        }
    }

    fn raise(&self, stage: Stage) {
        self.shared.stage.send_replace(stage);
    }

    /// Waits until a phone is due; nothing when it may stop.
    pub async fn wait(&mut self, due: Instant, settled: bool) -> Option<Input> {
        if self.shared.until == Until::Settled && settled {
            return None;
        }
        let woken = self.shared.until == Until::HomeWoken && !self.done;
        let enough = |stage: &Stage| *stage == Stage::Home || woken && *stage == Stage::Settled;
        match timeout_at(due.into(), self.heard.wait_for(enough)).await {
            Err(_) => Some(Input::Due),
            Ok(Ok(stage)) if *stage == Stage::Settled => {
                self.done = true;
                Some(Input::Wake)
            }
            Ok(Ok(_) | Err(_)) => None,
        }
    }
}
