//! A simulated phone: its storage, and while it is open its book and its exchange.

use super::rng::Rng;
use super::store::Store;
use super::village::opened;
use cunxuan_core::Event;
use cunxuan_core::id::{ActorNo, Label, LogId, Salt};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::Exchange;
use cunxuan_core::village::Book;

/// A phone that is open.
#[derive(Debug)]
pub struct Live {
    /// What it knows.
    pub book: Book,
    /// How it asks.
    pub exchange: Exchange,
    /// The number of the request that it waits for.
    pub waits_for: Option<u64>,
}

/// A phone.
#[derive(Debug, Default)]
pub struct Phone {
    /// What survives.
    pub store: Store,
    /// Backups of what survives.
    pub snapshots: Vec<Store>,
    /// How often it was opened: timers of an earlier life mean nothing.
    pub life: u32,
    /// How far its clock is off, in seconds.
    pub off: i64,
    /// Whether it stops right after its next write, before it has taken in what it wrote.
    pub stop: bool,
    /// What is open now.
    pub live: Option<Live>,
}

impl Phone {
    /// The book, while the phone is open.
    #[must_use]
    pub fn book(&self) -> Option<&Book> {
        self.live.as_ref().map(|live| &live.book)
    }

    /// Opens the phone on what survived. Gives whether everything is there that was shown as recorded.
    pub fn open(&mut self, spread: u64) -> bool {
        self.life += 1;
        let book = self.store.open();
        let here = |(log, seq, id): &(LogId, u32, _)| {
            book.journal().log(log).is_some_and(|chain| chain.find(*seq, id).is_some())
        };
        let whole = self.store.confirmed.iter().all(here);
        self.live = Some(Live { book, exchange: Exchange::new(spread), waits_for: None });
        whole
    }

    /// Stops: memory is gone, and of what was not flushed some of the last writes.
    pub fn crash(&mut self, rng: &mut Rng) {
        let kept = rng.index(self.store.loose() + 1);
        self.store.crash(kept);
        (self.live, self.stop) = (None, false);
    }

    /// The log to write into: its own, or a new one for a new phone and, if it `rotates`, for one whose own
    /// log forked.
    #[must_use]
    pub fn log(&self, rotates: bool) -> Option<LogId> {
        let own = self.store.own()?;
        let forked = self.book()?.journal().log(&own)?.forked_after().is_some();
        (!(rotates && forked)).then_some(own)
    }

    /// The first entry of a new log.
    #[must_use]
    pub fn open_log(&self, rng: &mut Rng, now: u64) -> Option<Range> {
        Some(self.book()?.open_log(&opened(rng.bytes(), 1), self.label(1, now)))
    }

    /// Events chained behind its own log.
    #[must_use]
    pub fn draft(&self, rng: &mut Rng, log: LogId, actor: ActorNo, events: &[Event], now: u64) -> Option<Range> {
        Some(self.book()?.draft(log, events, self.label(actor, now), || Salt(rng.bytes())))
    }

    fn label(&self, actor: ActorNo, now: u64) -> Label {
        let seconds = i64::try_from(now / 1000).unwrap_or(0);
        Label { actor, wall: 1_795_000_000 + seconds + self.off }
    }
}
