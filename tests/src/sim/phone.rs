//! A simulated phone: its storage, and while it is open its windows, each with a book and an exchange.

use super::rng::Rng;
use super::store::{Store, holds};
use super::village::opened;
use cunxuan_core::id::{ActorNo, Label, LogId};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::Exchange;
use cunxuan_core::village::Book;

/// The app, open in a window.
#[derive(Debug)]
pub struct Live {
    /// Its number: messages and timers of an earlier life mean nothing.
    pub id: u32,
    /// What it knows.
    pub book: Book,
    /// How it asks.
    pub exchange: Exchange,
    /// The number of the request that it waits for.
    pub waits_for: Option<u64>,
    /// The log that it goes on with; a new one if there is none.
    pub log: Option<LogId>,
}

/// What is to happen to a phone's next write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// The phone stops within it, and it is not there.
    StopsBefore,
    /// The phone stops after it.
    StopsAfter,
    /// So many writes are refused.
    Full(u8),
}

/// A phone.
#[derive(Debug, Default)]
pub struct Phone {
    /// What survives.
    pub store: Store,
    /// Backups of what survives.
    pub snapshots: Vec<Store>,
    /// The log that it wrote and how far, kept apart from the storage: so it notices that it lost some.
    pub sentinel: Option<(LogId, u32)>,
    /// How far its clock is off, in seconds.
    pub off: i64,
    /// What is to happen to its next write.
    pub trouble: Trouble,
    /// How often its storage will not open.
    pub shut: u8,
    /// Until when it is in airplane mode.
    pub airplane: u64,
    /// Whether the server does not know its officer any more.
    pub signed_out: bool,
    /// Whether it takes part at all.
    pub absent: bool,
    /// How many requests it ever sent.
    pub sent: u64,
    /// The windows that are open; two only in a browser without locks.
    pub lives: Vec<Live>,
}

impl Phone {
    /// An open window.
    #[must_use]
    pub fn live(&self, id: u32) -> Option<&Live> {
        self.lives.iter().find(|live| live.id == id)
    }

    /// An open window, to change it.
    pub fn live_mut(&mut self, id: u32) -> Option<&mut Live> {
        self.lives.iter_mut().find(|live| live.id == id)
    }

    /// Opens a window on what survived. Gives whether everything is there that was shown as recorded.
    pub fn open(&mut self, id: u32, rotates: bool) -> bool {
        let book = self.store.open();
        let whole = self.store.shown.iter().all(|(log, seq, id)| holds(&book, log, *seq, id));
        let log = self.store.own().filter(|log| self.goes_on(&book, log, rotates));
        let exchange = Exchange::new(u64::from(id) * 37);
        self.lives.push(Live { id, book, exchange, waits_for: None, log });
        whole
    }

    /// Whether the phone may extend this log: it is here, and nothing of it is known to be lost.
    fn goes_on(&self, book: &Book, log: &LogId, rotates: bool) -> bool {
        let Some(chain) = book.journal().log(log) else { return false };
        let lost = self.sentinel.is_some_and(|(known, end)| known == *log && end > chain.trunk_tip().seq);
        !(lost || rotates && chain.forked_after().is_some())
    }

    /// Stops: memory is gone, and of what was not flushed some of the last writes. Gives how many.
    pub fn crash(&mut self, rng: &mut Rng, may_lose: bool) -> usize {
        let loose = self.store.loose();
        let kept = if may_lose { rng.index(loose + 1) } else { loose };
        self.store.crash(kept);
        self.lives.clear();
        self.trouble = Trouble::None;
        loose - kept
    }

    /// Another storage takes the place of this one.
    pub fn put(&mut self, store: Store, keeps_sentinel: bool) {
        (self.store, self.trouble) = (store, Trouble::None);
        self.lives.clear();
        self.sentinel = self.sentinel.filter(|_| keeps_sentinel);
    }

    /// The first entry of a new log.
    #[must_use]
    pub fn open_log(&self, rng: &mut Rng, life: u32, now: u64) -> Option<Range> {
        Some(self.live(life)?.book.open_log(&opened(rng.bytes(), 1), self.label(1, now)))
    }

    /// Who acts, and what this phone's clock shows.
    #[must_use]
    pub fn label(&self, actor: ActorNo, now: u64) -> Label {
        let seconds = i64::try_from(now / 1000).unwrap_or(0);
        Label { actor, wall: 1_795_000_000 + seconds + self.off }
    }
}
