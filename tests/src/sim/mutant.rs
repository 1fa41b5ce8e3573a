//! Wrong protocols (变异体): each alters messages or storage from outside. A suite that lets one live is no suite.

use super::server::Server;
use super::store::keys;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::exchange::{Have, Named, SyncAnswer, SyncRequest, lacking};
use cunxuan_core::record::{Journal, Range};
use std::collections::{BTreeMap, BTreeSet};

/// A way to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// A phone remembers how far it was acknowledged and pushes only what lies above.
    Cursor,
    /// Both sides compare heights, not ids.
    Height,
    /// The first entry at a place wins, the second is dropped.
    DedupSeq,
    /// A phone deletes what the server acknowledged.
    PruneOnAck,
    /// A phone says 已记录 before its storage has flushed.
    Relaxed,
    /// The server answers before it has committed.
    AckBeforeCommit,
    /// A phone deletes what is in the newest backup.
    PruneNewest,
    /// A phone deletes what is in every backup that may be restored. This one is right, and must survive.
    PruneOldest,
}

/// What a phone with a wrong protocol remembers.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    cursor: BTreeMap<LogId, u32>,
    pruned: BTreeSet<EntryId>,
}

impl Mutant {
    /// The wrong ones, with the number of histories within which each must be caught.
    pub const WRONG: [(Self, u64); 7] = [
        (Self::Cursor, 2_000),
        (Self::Height, 2_000),
        (Self::DedupSeq, 2_000),
        (Self::PruneOnAck, 2_000),
        (Self::Relaxed, 2_000),
        (Self::AckBeforeCommit, 2_000),
        (Self::PruneNewest, 20_000),
    ];
    const NAMES: [(Self, &'static str); 8] = [
        (Self::Cursor, "cursor"),
        (Self::Height, "height"),
        (Self::DedupSeq, "dedup-seq"),
        (Self::PruneOnAck, "prune-on-ack"),
        (Self::Relaxed, "relaxed"),
        (Self::AckBeforeCommit, "ack-before-commit"),
        (Self::PruneNewest, "prune-below-newest-backup"),
        (Self::PruneOldest, "prune-below-oldest-backup"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(mutant, _)| *mutant == self).map_or("", |(_, name)| name)
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(mutant, _)| *mutant)
    }

    /// What a phone makes of a request before it sends it.
    pub fn on_request(self, request: &mut SyncRequest, memory: &Memory) {
        match self {
            Self::Cursor => {
                let above = |range: &Range| after(range, memory.cursor.get(&range.log).copied().unwrap_or(0));
                request.push = request.push.iter().map(above).filter(|range| !range.items.is_empty()).collect();
            }
            Self::PruneOnAck | Self::PruneNewest | Self::PruneOldest => {
                request.push = request.push.iter().flat_map(|range| unpruned(range, &memory.pruned)).collect();
            }
            Self::Height | Self::DedupSeq | Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What a phone makes of an answer before it steps.
    pub fn on_answer(self, answer: &mut SyncAnswer, journal: &Journal, memory: &mut Memory, server: &Server) {
        match self {
            Self::Cursor => {
                for have in &answer.have {
                    let acked = memory.cursor.entry(have.log).or_default();
                    *acked = have.tips.iter().map(|tip| tip.seq).max().unwrap_or(0).max(*acked);
                }
                answer.have = memory.cursor.iter().map(|(log, acked)| up_to(journal, *log, *acked)).collect();
            }
            Self::Height | Self::DedupSeq => by_height(&mut answer.have, journal),
            Self::PruneOnAck => {
                let (rest, _) = lacking(journal, &answer.have, u32::MAX);
                let rest: BTreeSet<EntryId> = rest.iter().flat_map(keys).map(|(_, _, id)| id).collect();
                memory.pruned.extend(ids(journal).filter(|id| !rest.contains(id)));
            }
            Self::PruneNewest | Self::PruneOldest => {
                let covered = server.backed_up(self == Self::PruneNewest);
                memory.pruned.extend(ids(journal).filter(|id| covered.contains(id)));
            }
            Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What the server makes of what a phone says it holds.
    pub fn on_have(self, have: &mut [Have], journal: &Journal) {
        match self {
            Self::Height | Self::DedupSeq => by_height(have, journal),
            Self::Cursor | Self::PruneOnAck | Self::PruneNewest | Self::PruneOldest => {}
            Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What a store makes of ranges before it takes them in.
    #[must_use]
    pub fn on_take(self, ranges: Vec<Range>, journal: &Journal) -> Vec<Range> {
        match self {
            Self::DedupSeq => ranges.into_iter().map(|range| without_seconds(range, journal)).collect(),
            Self::Cursor | Self::Height | Self::Relaxed | Self::AckBeforeCommit => ranges,
            Self::PruneOnAck | Self::PruneNewest | Self::PruneOldest => ranges,
        }
    }
}

fn ids(journal: &Journal) -> impl Iterator<Item = EntryId> {
    journal.logs().flat_map(|(_, chain)| chain.entries()).map(|(_, _, link)| link.id)
}

/// A claim to hold whatever `journal` holds of a log up to a height.
fn up_to(journal: &Journal, log: LogId, height: u32) -> Have {
    let below = journal.log(&log).into_iter().flat_map(|chain| chain.entries()).filter(|(seq, _, _)| *seq <= height);
    let tips = below.map(|(seq, _, link)| Named { seq, name: link.id.0.to_vec() }).collect();
    Have { log, tips, locator: Vec::new() }
}

/// The part of a range with numbers above a height.
fn after(range: &Range, height: u32) -> Range {
    let below: Vec<_> = keys(range).into_iter().take_while(|(_, seq, _)| *seq <= height).collect();
    let (from, prev) = below.last().map_or((range.from, range.prev), |(_, seq, id)| (seq + 1, *id));
    Range { from, prev, items: range.items.iter().skip(below.len()).cloned().collect(), ..range.clone() }
}

/// What a phone that deleted some of a range can still send: entry by entry, for there may be holes.
fn unpruned(range: &Range, pruned: &BTreeSet<EntryId>) -> Vec<Range> {
    super::day::singles(range).into_iter().filter(|one| one.ids().all(|tip| !pruned.contains(&tip.id))).collect()
}

fn by_height(have: &mut [Have], journal: &Journal) {
    for have in have {
        let height = have.tips.iter().map(|tip| tip.seq).max().unwrap_or(0);
        *have = up_to(journal, have.log, height);
    }
}

/// The range up to the first entry whose place is taken by another.
fn without_seconds(mut range: Range, journal: &Journal) -> Range {
    let taken = |seq: u32, id: &EntryId| {
        let chain = journal.log(&range.log).into_iter().flat_map(|chain| chain.entries());
        chain.filter(|(at, _, _)| *at == seq).any(|(_, _, link)| link.id != *id)
    };
    let fresh = keys(&range).iter().take_while(|(_, seq, id)| !taken(*seq, id)).count();
    range.items.truncate(fresh);
    range
}
