//! The exchange: how a phone and a store find out what each other lacks, and hand it over.
//!
//! The phone names its tips and pushes what the store is thought to lack; the store takes it in, makes it
//! durable, and answers with its own tips, with locators where the two differ, and with what the phone
//! lacks. No cursor is ever the truth: both sides compare ids, so a lost answer, a repeated request, a
//! restored store and a copied phone are the same case. Any message may be lost, repeated, delayed or cut.

use super::journal::{Journal, Range, Refused};
use super::log::{Link, Log, Tip};
use super::seal::Receipt;
use crate::id::{EntryId, LogId, Scope, to_bytes};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

mod pace;
pub use pace::{Exchange, Failure, Input, Output};

/// The version of request and answer.
pub const WIRE: u16 = 1;
/// The largest push or answer, in bytes of entries.
pub const MAX_BYTES: u32 = 256 * 1024;
/// The first push of a session, in bytes of entries; grows while it succeeds, shrinks when it fails.
pub const FIRST_BYTES: u32 = 16 * 1024;

/// A number and the first bytes of an id: enough to recognise an entry that one holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Named {
    /// The number of the entry.
    #[n(0)]
    pub seq: u32,
    /// The first 16 bytes of a tip's id, the first 8 of a locator's.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub name: Vec<u8>,
}

impl Named {
    fn tip(tip: Tip) -> Self {
        Self { seq: tip.seq, name: tip.id.0.iter().copied().take(16).collect() }
    }
    fn place(tip: Tip) -> Self {
        Self { seq: tip.seq, name: tip.id.0.iter().copied().take(8).collect() }
    }
}

/// What a store holds of one log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Have {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The end of every branch.
    #[n(1)]
    pub tips: Vec<Named>,
    /// Places on the way back, where the two sides differ.
    #[cbor(n(2), default)]
    pub locator: Vec<Named>,
}

/// What a phone asks of a store, for one scope.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// The version of the wire.
    #[n(0)]
    pub version: u16,
    /// What it is about.
    #[n(1)]
    pub scope: Scope,
    /// What the phone holds.
    #[n(2)]
    pub have: Vec<Have>,
    /// What the store is thought to lack.
    #[n(3)]
    pub push: Vec<Range>,
    /// How many bytes of entries the answer may bring.
    #[n(4)]
    pub max_bytes: u32,
    /// The digest of what both sides held when they last compared, in place of `have`; empty beside `have`, from
    /// a phone that takes a short answer; none from one that does not.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub known: Option<Vec<u8>>,
}

/// A store's answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncAnswer {
    /// The version of the wire.
    #[n(0)]
    pub version: u16,
    /// What it is about.
    #[n(1)]
    pub scope: Scope,
    /// The store's life: another value after a restore from a backup.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// How often the store started in this life.
    #[n(3)]
    pub generation: u32,
    /// What the store holds durably.
    #[n(4)]
    pub have: Vec<Have>,
    /// What the phone lacks.
    #[n(5)]
    pub ranges: Vec<Range>,
    /// Whether there is more to fetch.
    #[n(6)]
    pub more: bool,
    /// What was not taken in.
    #[cbor(n(7), default)]
    pub refused: Vec<Refused>,
    /// The township's word for what is on its disk, one for each log that the push continued.
    #[cbor(n(8), default)]
    pub receipts: Vec<Receipt>,
    /// In a short answer the digest of what the store holds, in place of `have`; `more` then says that the phone is
    /// to ask in full. Empty beside `have`, from a store that gives short answers; none from one that does not.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub held: Option<Vec<u8>>,
}

/// What a journal holds, as one side tells the other: tips alone.
#[must_use]
pub fn holdings(journal: &Journal) -> Vec<Have> {
    let have = |(log, chain): (&LogId, &Log)| {
        let tips = chain.tips().into_iter().map(Named::tip).collect();
        Have { log: *log, tips, locator: Vec::new() }
    };
    journal.logs().map(have).collect()
}

/// The first 16 bytes of a hash over logs and their tips: equal on both sides when they hold the same.
#[must_use]
pub fn digest(have: &[Have]) -> Vec<u8> {
    let mut hash = Sha256::new_with_prefix(b"cx/have/1");
    have.iter().for_each(|have| hash.update(to_bytes(&(have.log, &have.tips))));
    hash.finalize().into_iter().take(16).collect()
}

/// Whether the other side, holding `theirs`, holds every entry that this journal holds.
#[must_use]
pub fn covered(journal: &Journal, theirs: &[Have]) -> bool {
    unsent(journal, theirs, None) == 0
}

/// How many entries of `log`, or of all logs, the other side is not known to hold.
#[must_use]
pub fn unsent(journal: &Journal, theirs: &[Have], log: Option<LogId>) -> usize {
    let theirs = by_log(theirs);
    let logs = journal.logs().filter(|(name, _)| log.is_none_or(|log| log == **name));
    logs.map(|(name, chain)| chain.lacking(&held(&theirs, name)).count()).sum()
}

/// The entries that the other side lacks, up to a number of bytes but at least one; and whether that
/// is all of them.
#[must_use]
pub fn lacking(journal: &Journal, theirs: &[Have], max_bytes: u32) -> (Vec<Range>, bool) {
    batch(journal, theirs, max_bytes, |_, _| false)
}

/// The same for handing on: nobody but its writer may hand on a log without its seal, so a log that is
/// sealed goes up to there in one piece.
#[must_use]
pub fn to_push(journal: &Journal, theirs: &[Have], max_bytes: u32) -> (Vec<Range>, bool) {
    batch(journal, theirs, max_bytes, |log, chain| journal.sealed(log) == chain.trunk_tip().seq)
}

fn batch(
    journal: &Journal,
    theirs: &[Have],
    max_bytes: u32,
    in_one_piece: impl Fn(&LogId, &Log) -> bool,
) -> (Vec<Range>, bool) {
    let theirs = by_log(theirs);
    let mut batch =
        Batch { ranges: Vec::new(), end: None, room: i64::from(max_bytes), whole: true, in_one_piece: false };
    for (log, chain) in journal.logs() {
        batch.in_one_piece = in_one_piece(log, chain);
        for (seq, prev, link) in chain.lacking(&held(&theirs, log)) {
            batch.add(*log, seq, prev, link);
        }
    }
    for range in &mut batch.ranges {
        let end = range.ids().last();
        range.seal = end.and_then(|end| journal.seal_over(&range.log, &end.id)).cloned();
    }
    (batch.ranges, batch.whole)
}

type ByLog<'a> = BTreeMap<LogId, &'a Have>;

fn by_log(have: &[Have]) -> ByLog<'_> {
    crate::small::map(have.iter().map(|have| (have.log, have)))
}

fn held<'a>(theirs: &ByLog<'a>, log: &LogId) -> Vec<(u32, &'a [u8])> {
    let have = theirs.get(log).into_iter();
    have.flat_map(|have| have.tips.iter().chain(&have.locator))
        .map(|named| (named.seq, named.name.as_slice()))
        .collect()
}

/// Ranges under construction, with the log and id at the end of the last.
struct Batch {
    ranges: Vec<Range>,
    end: Option<(LogId, EntryId)>,
    room: i64,
    whole: bool,
    in_one_piece: bool,
}

impl Batch {
    fn add(&mut self, log: LogId, seq: u32, prev: EntryId, link: &Link) {
        let goes_on = self.end == Some((log, prev));
        if self.room <= 0 && !(self.in_one_piece && goes_on) {
            self.whole = false;
            return;
        }
        self.room -= i64::try_from(link.item.size()).unwrap_or(i64::MAX).saturating_add(8);
        match self.ranges.last_mut() {
            Some(range) if goes_on => range.items.push(link.item.clone()),
            _ => self.ranges.push(Range { log, from: seq, prev, items: vec![link.item.clone()], seal: None }),
        }
        self.end = Some((log, link.id));
    }
}

/// The store's answer to a request whose push it has taken in and made durable.
#[must_use]
pub fn answer(journal: &Journal, request: &SyncRequest, refused: Vec<Refused>) -> SyncAnswer {
    let told = match &request.known {
        None => full(journal, request),
        Some(known) if known.is_empty() => SyncAnswer { held: Some(Vec::new()), ..full(journal, request) },
        Some(known) => short(journal, known),
    };
    SyncAnswer { refused, ..told }
}

/// Says only whether anything is new.
fn short(journal: &Journal, known: &[u8]) -> SyncAnswer {
    let held = digest(&holdings(journal));
    SyncAnswer { more: held != known, held: Some(held), ..empty(journal) }
}

fn empty(journal: &Journal) -> SyncAnswer {
    SyncAnswer {
        version: WIRE,
        scope: journal.scope().clone(),
        epoch: [0; 16],
        generation: 0,
        have: Vec::new(),
        ranges: Vec::new(),
        more: false,
        refused: Vec::new(),
        receipts: Vec::new(),
        held: None,
    }
}

fn full(journal: &Journal, request: &SyncRequest) -> SyncAnswer {
    let (known, strange): (Vec<Have>, Vec<Have>) = request.have.iter().cloned().partition(|have| knows(journal, have));
    // Of a log whose tips the store does not know it sends nothing yet: the phone pushes first.
    let waits: Vec<LogId> = strange.iter().map(|have| have.log).collect();
    let told: Vec<Have> = known.into_iter().chain(waits.iter().flat_map(|log| all_of(journal, log))).collect();
    let (ranges, whole) = lacking(journal, &told, request.max_bytes.min(MAX_BYTES));
    let theirs = by_log(&request.have);
    let have = holdings(journal).into_iter().map(|have| with_locator(journal, have, &theirs)).collect();
    SyncAnswer { have, ranges, more: !whole || !strange.is_empty(), ..empty(journal) }
}

fn knows(journal: &Journal, have: &Have) -> bool {
    let chain = journal.log(&have.log);
    have.tips.iter().all(|tip| chain.is_some_and(|chain| chain.knows(tip.seq, &tip.name)))
}

fn all_of(journal: &Journal, log: &LogId) -> Option<Have> {
    let tips = journal.log(log)?.tips().into_iter().map(Named::tip).collect();
    Some(Have { log: *log, tips, locator: Vec::new() })
}

fn with_locator(journal: &Journal, have: Have, theirs: &ByLog<'_>) -> Have {
    let same = theirs.get(&have.log).is_some_and(|their| their.tips == have.tips);
    let locator = match journal.log(&have.log) {
        Some(chain) if !same => chain.locator().into_iter().map(Named::place).collect(),
        Some(_) | None => Vec::new(),
    };
    Have { locator, ..have }
}
