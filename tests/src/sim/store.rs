//! A phone's storage (存储): what was written survives, memory does not; what was not flushed may be lost.
//!
//! As on a phone, entries of its own are written strictly, each place once, and pulled ones loosely; at a
//! start the pulled ones are read first.

use super::mutant::Memory;
use super::village::scope;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::{Item, Range};
use cunxuan_core::village::Book;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Ranges as bytes.
pub type Blob = Rc<[u8]>;
/// An entry: its log, its number, its id.
pub type Key = (LogId, u32, EntryId);

/// An entry's id and the id before it.
pub type Link = (EntryId, EntryId);

/// The bytes of ranges.
#[must_use]
pub fn blob(ranges: &Vec<Range>) -> Blob {
    Rc::from(minicbor::to_vec(ranges).unwrap_or_default())
}

/// The ranges in blobs, those that cannot be read left out.
pub fn read<'a>(blobs: impl Iterator<Item = &'a Blob>) -> Vec<Range> {
    blobs.flat_map(|blob| minicbor::decode::<Vec<Range>>(blob).unwrap_or_default()).collect()
}

/// The book that these blobs hold, not folded yet. What stands before its predecessor is offered again as
/// long as that helps: a pulled entry may stand behind one of the phone's own, and the other way round.
#[must_use]
pub fn open<'a>(blobs: impl Iterator<Item = &'a Blob>) -> Book {
    let mut book = Book::new(scope());
    let ranges = read(blobs);
    let mut taken = book.take_in(ranges.clone());
    while !taken.refused.is_empty() && !taken.new.is_empty() {
        taken = book.take_in(ranges.clone());
    }
    book
}

/// Why a write was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWritten {
    /// There is no room.
    Quota,
    /// Something is there already: another window wrote it.
    Duplicate,
    /// The phone stopped within the write.
    Stopped,
}

#[derive(Clone, Debug)]
struct Write {
    blob: Blob,
    own: bool,
    torn: bool,
    links: Rc<[Link]>,
}

/// One phone's storage.
#[derive(Clone, Debug, Default)]
pub struct Store {
    writes: Vec<Write>,
    flushed: usize,
    own: Option<LogId>,
    ends: BTreeMap<LogId, u32>,
    /// Entries that were shown as recorded here: a crash may not lose them.
    pub shown: Vec<Key>,
    /// What a phone with a wrong protocol remembers; no honest phone does.
    pub memory: Memory,
}

impl Store {
    /// Writes pulled ranges; a crash may lose them, for they can be pulled again.
    pub fn write(&mut self, ranges: &Vec<Range>) {
        self.writes.push(Write { blob: blob(ranges), own: false, torn: false, links: Rc::from([]) });
    }

    /// Writes a range of this phone's own log and flushes all that was written before.
    ///
    /// # Errors
    /// When something is at one of the places already.
    pub fn write_own(&mut self, range: &Range, strict: bool) -> Result<(), NotWritten> {
        let end = self.ends.entry(range.log).or_default();
        if range.from <= *end {
            return Err(NotWritten::Duplicate);
        }
        *end = range.from + u32::try_from(range.items.len()).unwrap_or(0) - 1;
        self.own = Some(range.log);
        self.writes.push(Write { blob: blob(&vec![range.clone()]), own: true, torn: false, links: Rc::from([]) });
        if strict {
            self.flush();
        }
        Ok(())
    }

    /// What an onlooker knows to be in the last write.
    pub fn note(&mut self, links: Vec<Link>) {
        self.writes.iter_mut().next_back().into_iter().for_each(|write| write.links = links.as_slice().into());
    }

    /// Everything that was written is on the disk.
    pub fn flush(&mut self) {
        self.flushed = self.writes.len();
    }

    /// The log that this phone wrote last.
    #[must_use]
    pub fn own(&self) -> Option<LogId> {
        self.own
    }

    /// The machine stops: of what was not flushed only the first `kept` writes remain.
    pub fn crash(&mut self, kept: usize) {
        self.writes.truncate(self.flushed + kept);
        self.flush();
    }

    /// How many writes were not flushed.
    #[must_use]
    pub fn loose(&self) -> usize {
        self.writes.len() - self.flushed
    }

    /// One of the last few records cannot be read any more; false if there is none.
    pub fn tear(&mut self, back: usize) -> bool {
        let torn = self.writes.iter_mut().rev().filter(|write| !write.torn).nth(back);
        torn.map(|write| write.torn = true).is_some()
    }

    /// Whether a record cannot be read.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.writes.iter().any(|write| write.torn)
    }

    fn blobs(&self) -> impl Iterator<Item = &Blob> {
        let of = |own| self.writes.iter().filter(move |write| write.own == own && !write.torn).map(|write| &write.blob);
        of(false).chain(of(true))
    }

    /// The book as it is read after a start.
    #[must_use]
    pub fn open(&self) -> Book {
        open(self.blobs())
    }

    /// The entries on the disk that can be read, whether they are chained here or not.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        self.writes.iter().filter(|write| !write.torn).flat_map(|write| write.links.iter().copied())
    }

    /// A record was torn: what hangs on it is not shown any more.
    pub fn forget_unreadable(&mut self) {
        let book = self.open();
        self.shown.retain(|(log, seq, id)| holds(&book, log, *seq, id));
    }
}

/// Whether a book holds an entry.
#[must_use]
pub fn holds(book: &Book, log: &LogId, seq: u32, id: &EntryId) -> bool {
    book.journal().log(log).is_some_and(|chain| chain.find(seq, id).is_some())
}

/// The entries of a range.
#[must_use]
pub fn keys(range: &Range) -> Vec<Key> {
    range.ids().map(|tip| (range.log, tip.seq, tip.id)).collect()
}

/// The entries of a range, each with the id before it.
#[must_use]
pub fn links(range: &Range) -> Vec<Link> {
    let before = std::iter::once(range.prev).chain(range.ids().map(|tip| tip.id));
    range.ids().map(|tip| tip.id).zip(before).collect()
}

/// A range without a seal.
#[must_use]
pub fn range(log: LogId, from: u32, prev: EntryId, items: Vec<Item>) -> Range {
    Range { log, from, prev, items, seal: None }
}
