//! A played day (一日): several phones and the office act and hear of each other now and then, without faults.

use super::acts::{act, report};
use super::rng::Rng;
use super::village::{OFFICE, opened, plan, scope};
use cunxuan_core::Event;
use cunxuan_core::id::{ActorNo, Label, LogId, Salt};
use cunxuan_core::record::{Item, Range};
use cunxuan_core::village::Book;

/// The label of every first entry: the clock of a phone then moves no log's name.
const OPENED: Label = Label { actor: 1, wall: 1_795_000_000 };

/// Somebody who writes a log.
#[derive(Debug)]
pub struct Writer {
    /// What he knows.
    pub book: Book,
    /// The log that he writes.
    pub log: LogId,
    heard: usize,
}

/// A day: everything that was written, in the order in which it was written.
#[derive(Debug)]
pub struct Day {
    /// Those who write; the office is the first.
    pub writers: Vec<Writer>,
    /// What they wrote, an entry a range.
    pub written: Vec<Range>,
    rng: Rng,
    clock: fn(u64) -> i64,
}

impl Day {
    /// The morning: the office has planned the village, and so many phones know of it. `clock` gives what
    /// the clock of a phone shows when entry number n is written.
    #[must_use]
    pub fn begin(seed: u64, phones: usize, clock: fn(u64) -> i64) -> Self {
        let mut day = Self { writers: Vec::new(), written: Vec::new(), rng: Rng::new(seed), clock };
        for role in std::iter::once(0).chain(std::iter::repeat_n(1, phones)) {
            let mut book = Book::new(scope());
            let first = book.open_log(&opened(day.rng.bytes(), role), OPENED);
            book.take(vec![first.clone()]);
            let log = first.log;
            day.written.push(first);
            day.writers.push(Writer { book, log, heard: 0 });
        }
        day.write(0, OFFICE, &plan());
        day.hear_all();
        day
    }

    /// A whole day of so many acts. With `copies` a phone is copied now and then, and its log forks.
    #[must_use]
    pub fn play(seed: u64, acts: usize, copies: bool, clock: fn(u64) -> i64) -> Self {
        let mut day = Self::begin(seed, 3, clock);
        for _ in 0..acts {
            let at = day.rng.index(day.writers.len());
            match day.rng.below(20) {
                0..=4 => day.hear(at),
                5 if copies => day.copy(at),
                _ => day.act(at),
            }
        }
        day.hear_all();
        day
    }

    /// Somebody writes events.
    pub fn write(&mut self, at: usize, actor: ActorNo, events: &[Event]) {
        let wall = (self.clock)(u64::try_from(self.written.len()).unwrap_or(0));
        let Some(writer) = self.writers.get_mut(at) else { return };
        let rng = &mut self.rng;
        let range = writer.book.draft(writer.log, events, Label { actor, wall }, || Salt(rng.bytes()));
        writer.book.take(vec![range.clone()]);
        self.written.extend(singles(&range));
    }

    /// Somebody hears of everything that was written.
    pub fn hear(&mut self, at: usize) {
        let Some(writer) = self.writers.get_mut(at) else { return };
        writer.book.take(self.written.iter().skip(writer.heard).cloned().collect());
        writer.heard = self.written.len();
    }

    /// Everybody hears of everything.
    pub fn hear_all(&mut self) {
        (0..self.writers.len()).for_each(|at| self.hear(at));
    }

    fn act(&mut self, at: usize) {
        let Some(writer) = self.writers.get(at) else { return };
        let done = if at == 0 { Some(Ok(report(&mut self.rng))) } else { act(&mut self.rng, &writer.book, writer.log) };
        if let Some(Ok((actor, events))) = done {
            self.write(at, actor, &events);
        }
    }

    fn copy(&mut self, at: usize) {
        let Some(writer) = self.writers.get(at).filter(|_| at > 0 && self.writers.len() < 6) else { return };
        let copy = Writer { book: writer.book.clone(), log: writer.log, heard: writer.heard };
        self.writers.push(copy);
    }
}

/// A range as ranges of one entry each.
#[must_use]
pub fn singles(range: &Range) -> Vec<Range> {
    let single = |((_, prev), (item, from)): ((_, _), (&Item, u32))| {
        super::store::range(range.log, from, prev, vec![item.clone()])
    };
    super::store::links(range).into_iter().zip(range.items.iter().zip(range.from..=u32::MAX)).map(single).collect()
}
