//! A phone's storage (存储): what was written survives, memory does not; what was not flushed may be lost.

use super::village::scope;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::Range;
use cunxuan_core::village::Book;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Ranges as bytes.
pub type Blob = Rc<[u8]>;

/// The bytes of ranges.
#[must_use]
pub fn blob(ranges: &Vec<Range>) -> Blob {
    Rc::from(minicbor::to_vec(ranges).unwrap_or_default())
}

/// The book that these blobs hold.
#[must_use]
pub fn open<'a>(blobs: impl Iterator<Item = &'a Blob>) -> Book {
    let mut book = Book::new(scope());
    let ranges = blobs.flat_map(|blob| minicbor::decode::<Vec<Range>>(blob).unwrap_or_default()).collect();
    book.take(ranges);
    book
}

#[derive(Clone, Debug)]
struct Write {
    blob: Blob,
    own: Option<LogId>,
}

/// One phone's storage.
#[derive(Clone, Debug, Default)]
pub struct Store {
    writes: Vec<Write>,
    flushed: usize,
    /// Entries that were shown as recorded here: a crash may not lose them.
    pub confirmed: Vec<(LogId, u32, EntryId)>,
    /// What a phone with a cursor remembers; no honest phone has one.
    pub cursor: BTreeMap<LogId, u32>,
}

impl Store {
    /// Writes pulled ranges; a crash may lose them, for they can be pulled again.
    pub fn write(&mut self, ranges: &Vec<Range>) {
        self.writes.push(Write { blob: blob(ranges), own: None });
    }

    /// Writes this phone's own entries and the name of its log, and flushes all that was written before.
    pub fn write_own(&mut self, ranges: &Vec<Range>, own: LogId, strict: bool) {
        self.writes.push(Write { blob: blob(ranges), own: Some(own) });
        if strict {
            self.flushed = self.writes.len();
        }
        for range in ranges {
            self.confirmed.extend(keys(range));
        }
    }

    /// The log that this phone writes.
    #[must_use]
    pub fn own(&self) -> Option<LogId> {
        self.writes.iter().rev().find_map(|write| write.own)
    }

    /// The machine stops: of what was not flushed only the first `kept` writes remain.
    pub fn crash(&mut self, kept: usize) {
        self.writes.truncate(self.flushed + kept);
        self.flushed = self.writes.len();
    }

    /// How many writes were not flushed.
    #[must_use]
    pub fn loose(&self) -> usize {
        self.writes.len() - self.flushed
    }

    /// The book as it is read after a start.
    #[must_use]
    pub fn open(&self) -> Book {
        open(self.writes.iter().map(|write| &write.blob))
    }
}

/// The entries of a range: log, number, id.
#[must_use]
pub fn keys(range: &Range) -> Vec<(LogId, u32, EntryId)> {
    let mut prev = range.prev;
    let mut keys = Vec::with_capacity(range.items.len());
    for (item, seq) in range.items.iter().zip(range.from..=u32::MAX) {
        prev = item.id_after(&prev);
        keys.push((range.log, seq, prev));
    }
    keys
}
