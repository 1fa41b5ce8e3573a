//! Wrong protocols (变异体): each alters messages or storage from outside. A suite that lets one live is no suite.

use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::exchange::{Have, Named, SyncAnswer, SyncRequest};
use cunxuan_core::record::{Journal, Range};
use std::collections::BTreeMap;

/// A wrong way to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// A phone remembers how far it was acknowledged and pushes only what lies above.
    Cursor,
    /// Both sides compare heights, not ids.
    Height,
    /// The first entry at a place wins, the second is dropped.
    DedupSeq,
    /// A phone says 已记录 before its storage has flushed.
    Relaxed,
    /// The server answers before it has committed.
    AckBeforeCommit,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Cursor, Self::Height, Self::DedupSeq, Self::Relaxed, Self::AckBeforeCommit];

    /// What a phone makes of a request before it sends it.
    pub fn on_request(self, request: &mut SyncRequest, cursor: &BTreeMap<LogId, u32>) {
        match self {
            Self::Cursor => {
                let above = |range: &Range| after(range, cursor.get(&range.log).copied().unwrap_or(0));
                request.push = request.push.iter().map(above).filter(|range| !range.items.is_empty()).collect();
            }
            Self::Height | Self::DedupSeq | Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What a phone makes of an answer before it steps.
    pub fn on_answer(self, answer: &mut SyncAnswer, journal: &Journal, cursor: &mut BTreeMap<LogId, u32>) {
        match self {
            Self::Cursor => {
                for have in &answer.have {
                    let acked = cursor.entry(have.log).or_default();
                    *acked = have.tips.iter().map(|tip| tip.seq).max().unwrap_or(0).max(*acked);
                }
                answer.have = cursor.iter().map(|(log, acked)| up_to(journal, *log, *acked)).collect();
            }
            Self::Height | Self::DedupSeq => by_height(&mut answer.have, journal),
            Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What the server makes of what a phone says it holds.
    pub fn on_have(self, have: &mut [Have], journal: &Journal) {
        match self {
            Self::Height | Self::DedupSeq => by_height(have, journal),
            Self::Cursor | Self::Relaxed | Self::AckBeforeCommit => {}
        }
    }

    /// What a store makes of ranges before it takes them in.
    #[must_use]
    pub fn on_take(self, ranges: Vec<Range>, journal: &Journal) -> Vec<Range> {
        match self {
            Self::DedupSeq => ranges.into_iter().map(|range| without_seconds(range, journal)).collect(),
            Self::Cursor | Self::Height | Self::Relaxed | Self::AckBeforeCommit => ranges,
        }
    }
}

/// A claim to hold whatever `journal` holds of a log up to a height.
fn up_to(journal: &Journal, log: LogId, height: u32) -> Have {
    let below = journal.log(&log).into_iter().flat_map(|chain| chain.entries()).filter(|(seq, _, _)| *seq <= height);
    let tips = below.map(|(seq, _, link)| Named { seq, name: link.id.0.to_vec() }).collect();
    Have { log, tips, locator: Vec::new() }
}

/// The part of a range with numbers above a height.
fn after(range: &Range, height: u32) -> Range {
    let below: Vec<_> = super::store::keys(range).into_iter().take_while(|(_, seq, _)| *seq <= height).collect();
    let (from, prev) = below.last().map_or((range.from, range.prev), |(_, seq, id)| (seq + 1, *id));
    Range { log: range.log, from, prev, items: range.items.iter().skip(below.len()).cloned().collect() }
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
        let here =
            journal.log(&range.log).into_iter().flat_map(|chain| chain.entries()).filter(|(at, _, _)| *at == seq);
        here.map(|(_, _, link)| link.id).any(|other| other != *id)
    };
    let fresh = super::store::keys(&range).iter().take_while(|(_, seq, id)| !taken(*seq, id)).count();
    range.items.truncate(fresh);
    range
}
