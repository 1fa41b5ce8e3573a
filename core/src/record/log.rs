//! A log: one writer's chain of entries, with every branch that ever turned up.
//!
//! A phone restored from a backup, or copied, continues a chain twice. Both continuations are kept:
//! the first to arrive stays the trunk, the others hang beside it. Nothing is ever dropped.

use super::entry::{Item, LogOpened};
use crate::id::EntryId;

/// One entry with what a store looks up most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The id.
    pub id: EntryId,
    /// The entry's Lamport number.
    pub lam: u64,
    /// The entry.
    pub item: Item,
}

/// A stretch of entries that continues another branch behind its entry number `base`.
#[derive(Clone, Debug)]
struct Branch {
    parent: usize,
    base: u32,
    links: Vec<Link>,
}

impl Branch {
    fn tip(&self) -> u32 {
        self.base.saturating_add(u32::try_from(self.links.len()).unwrap_or(u32::MAX))
    }
    fn link(&self, seq: u32) -> Option<&Link> {
        let behind = seq.checked_sub(self.base)?.checked_sub(1)?;
        self.links.get(usize::try_from(behind).ok()?)
    }
}

/// The end of a branch: the number and id of its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tip {
    /// The number, from 1.
    pub seq: u32,
    /// The id.
    pub id: EntryId,
}

/// A log as one store holds it.
#[derive(Clone, Debug)]
pub struct Log {
    branches: Vec<Branch>,
}

impl Default for Log {
    fn default() -> Self {
        Self { branches: vec![Branch { parent: 0, base: 0, links: Vec::new() }] }
    }
}

/// What became of an offered entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It was here already.
    Known,
    /// It continues a branch.
    Grown,
    /// It begins a branch beside another.
    Forked,
    /// What stands before it is not here.
    Gap,
}

impl Log {
    /// Puts the entry with number `seq` behind the entry `prev`.
    pub fn place(&mut self, seq: u32, prev: &EntryId, link: Link) -> Placed {
        if self.branch_of(seq, &link.id).is_some() {
            return Placed::Known;
        }
        let Some(parent) = self.branch_after(seq, prev) else { return Placed::Gap };
        match self.branches.get_mut(parent) {
            Some(branch) if branch.tip().checked_add(1) == Some(seq) => {
                branch.links.push(link);
                Placed::Grown
            }
            _ => {
                self.branches.push(Branch { parent, base: seq.saturating_sub(1), links: vec![link] });
                Placed::Forked
            }
        }
    }

    /// The branch in which the entry `prev` with number `seq - 1` stands.
    fn branch_after(&self, seq: u32, prev: &EntryId) -> Option<usize> {
        match seq {
            0 => None,
            1 => (*prev == EntryId::ZERO).then_some(0),
            _ => self.branch_of(seq.saturating_sub(1), prev),
        }
    }

    fn branch_of(&self, seq: u32, id: &EntryId) -> Option<usize> {
        self.branches.iter().position(|branch| branch.link(seq).is_some_and(|link| link.id == *id))
    }

    /// Whether the entry with this number and id is here.
    #[must_use]
    pub fn holds(&self, tip: &Tip) -> bool {
        self.branch_of(tip.seq, &tip.id).is_some()
    }

    /// The entry with this number and id.
    #[must_use]
    pub fn find(&self, seq: u32, id: &EntryId) -> Option<&Link> {
        self.branches.iter().filter_map(|branch| branch.link(seq)).find(|link| link.id == *id)
    }

    /// The entry of the trunk with this number.
    #[must_use]
    pub fn on_trunk(&self, seq: u32) -> Option<&Link> {
        self.branches.first().and_then(|branch| branch.link(seq))
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<&Link> {
        self.on_trunk(1)
    }

    /// What the first entry says of this log.
    #[must_use]
    pub fn opened(&self) -> Option<LogOpened> {
        LogOpened::read(&self.first()?.item)
    }

    /// Whether the entry with this number and id stands on the chain that ends in `head`.
    #[must_use]
    pub fn leads_to(&self, seq: u32, id: &EntryId, head: &Tip) -> bool {
        let branch = self.branch_of(head.seq, &head.id);
        seq <= head.seq && branch.is_some_and(|branch| self.id_at(branch, seq) == Some(*id))
    }

    /// The end of every branch, the trunk's first.
    #[must_use]
    pub fn tips(&self) -> Vec<Tip> {
        let tip = |branch: &Branch| branch.links.last().map(|link| Tip { seq: branch.tip(), id: link.id });
        self.branches.iter().filter_map(tip).collect()
    }

    /// The end of the trunk, from where its writer goes on.
    #[must_use]
    pub fn trunk_tip(&self) -> Tip {
        self.tips().first().copied().unwrap_or(Tip { seq: 0, id: EntryId::ZERO })
    }

    /// How many entries are here, over all branches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.branches.iter().map(|branch| branch.links.len()).sum()
    }

    /// Whether there is no entry here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the last entry that all branches share, if the log forked.
    #[must_use]
    pub fn forked_after(&self) -> Option<u32> {
        self.branches.iter().skip(1).map(|branch| branch.base).min()
    }

    /// Every entry here with its number and the id before it, branch by branch, parents first.
    pub fn entries(&self) -> impl Iterator<Item = (u32, EntryId, &Link)> {
        (0..self.branches.len()).flat_map(|branch| self.stretch(branch, 0))
    }

    /// The entries of one branch alone with numbers above `after`.
    fn stretch(&self, index: usize, after: u32) -> impl Iterator<Item = (u32, EntryId, &Link)> {
        let branch = self.branches.get(index);
        let base = branch.map_or(0, |branch| branch.base);
        let first = after.max(base);
        let mut prev = self.id_at(index, first).unwrap_or(EntryId::ZERO);
        let links = branch.map_or(&[][..], |branch| branch.links.as_slice());
        let skipped = usize::try_from(first.saturating_sub(base)).unwrap_or(usize::MAX);
        links.iter().skip(skipped).zip(first.saturating_add(1)..=u32::MAX).map(move |(link, seq)| {
            let before = prev;
            prev = link.id;
            (seq, before, link)
        })
    }

    /// The id with number `seq` on the chain that ends in branch `index`.
    fn id_at(&self, index: usize, seq: u32) -> Option<EntryId> {
        let mut index = index;
        loop {
            let branch = self.branches.get(index)?;
            if seq > branch.base {
                return branch.link(seq).map(|link| link.id);
            }
            if index == 0 {
                return None;
            }
            index = branch.parent;
        }
    }

    /// The entries that somebody lacks who holds those named, and everything before them. A name is a
    /// number with the first bytes of the id.
    pub fn lacking(&self, held: &[(u32, &[u8])]) -> impl Iterator<Item = (u32, EntryId, &Link)> {
        let upto = self.held(held);
        upto.into_iter().enumerate().flat_map(|(index, after)| self.stretch(index, after))
    }

    /// For each branch the highest number that somebody holds who holds the entries named: who holds an
    /// entry of a branch holds its parent up to the fork. A parent stands before its branches.
    fn held(&self, names: &[(u32, &[u8])]) -> Vec<u32> {
        let mut upto = vec![0; self.branches.len()];
        for (seq, name) in names {
            if let Some(index) = self.place_of(*seq, name) {
                raise(&mut upto, index, *seq);
            }
        }
        for (index, branch) in self.branches.iter().enumerate().skip(1).rev() {
            if upto.get(index).is_some_and(|upto| *upto > 0) {
                raise(&mut upto, branch.parent, branch.base);
            }
        }
        upto
    }

    /// The branch in which the entry with this number, and an id that begins with these bytes, stands.
    fn place_of(&self, seq: u32, name: &[u8]) -> Option<usize> {
        self.branches.iter().position(|branch| branch.link(seq).is_some_and(|link| link.id.0.starts_with(name)))
    }

    /// Whether the entry with this number, and an id that begins with these bytes, is here.
    #[must_use]
    pub fn knows(&self, seq: u32, name: &[u8]) -> bool {
        self.place_of(seq, name).is_some()
    }

    /// The chain of each branch at its tip and 1, 2, 4, 8 … before it, down to the first entry:
    /// enough for anybody to find where the chains part.
    #[must_use]
    pub fn locator(&self) -> Vec<Tip> {
        let mut places = Vec::new();
        for (index, branch) in self.branches.iter().enumerate() {
            let (mut seq, mut step) = (branch.tip(), 1);
            while seq > 0 {
                let place = self.id_at(index, seq).map(|id| Tip { seq, id });
                places.extend(place.filter(|place| !places.contains(place)));
                seq = if seq == 1 { 0 } else { seq.saturating_sub(step).max(1) };
                step *= 2;
            }
        }
        places
    }
}

fn raise(upto: &mut [u32], index: usize, seq: u32) {
    upto.get_mut(index).into_iter().for_each(|upto| *upto = seq.max(*upto));
}
