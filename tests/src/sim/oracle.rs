//! What an onlooker knows (旁观者): who wrote what, what was promised, what was rolled back.

use super::store::{Key, keys};
use cunxuan_core::finding::findings;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::Have;
use cunxuan_core::village::Book;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// Everything that was ever durable anywhere, and what phones were told of it.
#[derive(Debug, Default)]
pub struct Oracle {
    prev: BTreeMap<EntryId, EntryId>,
    at: BTreeMap<(LogId, u32), Vec<EntryId>>,
    receipted: BTreeSet<EntryId>,
    rolled_back: BTreeSet<EntryId>,
}

impl Oracle {
    /// Somebody wrote this. Gives its entries.
    pub fn wrote(&mut self, range: &Range) -> Vec<Key> {
        let keys = keys(range);
        let mut prev = range.prev;
        for (log, seq, id) in &keys {
            if self.prev.insert(*id, prev).is_none() {
                self.at.entry((*log, *seq)).or_default().push(*id);
            }
            prev = *id;
        }
        keys
    }

    /// A phone read that the server holds this durably, and so everything before it.
    pub fn promised(&mut self, have: &[Have]) {
        for (log, tip) in have.iter().flat_map(|have| have.tips.iter().map(move |tip| (have.log, tip))) {
            let here = self.at.get(&(log, tip.seq)).into_iter().flatten();
            let mut next = here.copied().find(|id| id.0.starts_with(&tip.name));
            while let Some(id) = next.filter(|id| self.receipted.insert(*id)) {
                next = self.prev.get(&id).copied().filter(|id| *id != EntryId::ZERO);
            }
        }
    }

    /// The server forgot this, going back to a backup.
    pub fn rolled_back(&mut self, ids: impl IntoIterator<Item = EntryId>) {
        self.rolled_back.extend(ids);
    }

    /// Whether this was ever written in this village.
    #[must_use]
    pub fn knows(&self, id: &EntryId) -> bool {
        self.prev.contains_key(id)
    }

    /// How many entries were ever written.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.prev.len()
    }

    /// What was promised and is not among `held` though the server never went back behind it.
    #[must_use]
    pub fn broken_promise(&self, held: &BTreeSet<EntryId>) -> Option<EntryId> {
        self.receipted.iter().find(|id| !held.contains(*id) && !self.rolled_back.contains(*id)).copied()
    }

    /// Places at which more than one entry of `held` stands: the log, the number.
    pub fn forks<'a>(&'a self, held: &'a BTreeSet<EntryId>) -> impl Iterator<Item = (LogId, u32)> + 'a {
        let several = |ids: &Vec<EntryId>| ids.iter().filter(|id| held.contains(*id)).count() > 1;
        self.at.iter().filter(move |(_, ids)| several(ids)).map(|(place, _)| *place)
    }
}

/// A short sum of everything that a book shows.
#[must_use]
pub fn digest(book: &Book) -> u64 {
    let mut sum = Sum::default();
    let turns: Vec<_> = book.journal().in_order().into_iter().map(|(turn, _)| turn).collect();
    let found = findings(book.village(), book.journal());
    let village = book.village();
    // Writing into a sum cannot fail.
    let _ = write!(sum, "{turns:?}{village:?}{found:?}");
    sum.0
}

/// FNV-1a over whatever is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum(pub u64);

impl Default for Sum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sum {
    /// Adds a number.
    pub fn add(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x0100_0000_01b3);
    }
}

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.bytes().for_each(|byte| self.add(u64::from(byte)));
        Ok(())
    }
}
