//! What must be true (不变量): who wrote what, what was promised, and whether all stores agree in the end.

use super::world::World;
use cunxuan_core::finding::findings;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::exchange::Have;
use cunxuan_core::record::{Journal, Range};
use cunxuan_core::village::Book;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// Everything that was ever written anywhere, and what phones were told of it.
#[derive(Debug, Default)]
pub struct Oracle {
    prev: BTreeMap<EntryId, EntryId>,
    at: BTreeMap<(LogId, u32), Vec<EntryId>>,
    receipted: BTreeSet<EntryId>,
    rolled_back: BTreeSet<EntryId>,
}

impl Oracle {
    /// Somebody wrote this.
    pub fn wrote(&mut self, range: &Range) {
        let mut prev = range.prev;
        for (log, seq, id) in super::store::keys(range) {
            if self.prev.insert(id, prev).is_none() {
                self.at.entry((log, seq)).or_default().push(id);
            }
            prev = id;
        }
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
    pub fn rolled_back(&mut self, ids: impl Iterator<Item = EntryId>) {
        self.rolled_back.extend(ids);
    }

    /// How many entries were ever written.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.prev.len()
    }
}

/// The ids that a journal holds.
#[must_use]
pub fn ids(journal: &Journal) -> BTreeSet<EntryId> {
    journal.logs().flat_map(|(_, chain)| chain.entries()).map(|(_, _, link)| link.id).collect()
}

/// A short sum of everything that a book shows.
#[must_use]
pub fn digest(book: &Book) -> u64 {
    let mut sum = Sum(0xcbf2_9ce4_8422_2325);
    let turns: Vec<_> = book.journal().in_order().into_iter().map(|(turn, _)| turn).collect();
    let found = findings(book.village(), book.journal());
    let village = book.village();
    // Writing into a sum cannot fail.
    let _ = write!(sum, "{turns:?}{village:?}{found:?}");
    sum.0
}

/// FNV-1a over whatever is written.
struct Sum(u64);

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = text.bytes().fold(self.0, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Ok(())
    }
}

/// What every store must hold once all are whole again; `living` was held by somebody when the faults ended.
///
/// # Errors
/// The first rule that is broken, in words.
pub fn check(world: &World, living: &BTreeSet<EntryId>) -> Result<u64, String> {
    let server = world.server.book().ok_or("the server is down")?;
    let held = ids(server.journal());
    ensure("I1: an entry that somebody held is not on the server", living.is_subset(&held))?;
    let lost = world.oracle.receipted.difference(&held).find(|id| !world.oracle.rolled_back.contains(id));
    ensure("I2: a receipted entry is lost though the server never went back", lost.is_none())?;
    let sum = digest(server);
    for book in world.phones.iter().map(|phone| phone.book()) {
        let book = book.ok_or("a phone is closed")?;
        ensure("a phone and the server hold different entries", ids(book.journal()) == held)?;
        ensure("a phone and the server fold to different villages", digest(book) == sum)?;
        intact(book.journal())?;
    }
    intact(server.journal())?;
    forks(world, &held, server.journal())?;
    Ok(sum)
}

fn ensure(rule: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

/// Every entry stands behind the one it names, and its id is the hash of its bytes.
fn intact(journal: &Journal) -> Result<(), String> {
    for (log, chain) in journal.logs() {
        let held: BTreeSet<(u32, EntryId)> = chain.entries().map(|(seq, _, link)| (seq, link.id)).collect();
        for (seq, prev, link) in chain.entries() {
            let behind =
                if seq == 1 { prev == EntryId::ZERO && link.id.log() == *log } else { held.contains(&(seq - 1, prev)) };
            ensure("I5: an entry stands behind nothing", behind)?;
            ensure("I5: an id is not the hash of its bytes", link.item.id_after(&prev) == link.id)?;
        }
        ensure("I5: a branch is held twice", held.len() == chain.len())?;
    }
    Ok(())
}

/// Two entries at one place are seen by everybody as a fork before that place.
fn forks(world: &World, held: &BTreeSet<EntryId>, journal: &Journal) -> Result<(), String> {
    for ((log, seq), ids) in &world.oracle.at {
        if ids.iter().filter(|id| held.contains(id)).count() > 1 {
            let seen = journal.log(log).and_then(|chain| chain.forked_after()).is_some_and(|after| after < *seq);
            ensure("I3: a fork is not seen", seen)?;
        }
    }
    Ok(())
}
