//! A journal: all logs of one scope that a store holds.

use super::entry::{Draft, Item, LOG_OPENED, LogOpened, MAX_ENTRY, MAX_LAM_STEP};
use super::log::{Link, Log, Placed, Tip};
use super::seal::Seal;
use crate::id::{EntryId, Label, LogId, Place, Scope};
use crate::small::Table;
use minicbor::{Decode, Encode};

/// A run of entries of one log, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Range {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The number of the first entry, from 1.
    #[n(1)]
    pub from: u32,
    /// The id of the entry before the first.
    #[n(2)]
    pub prev: EntryId,
    /// The entries, in order.
    #[n(3)]
    pub items: Vec<Item>,
    /// The signature over the last of them, where there is one.
    #[n(4)]
    pub seal: Option<Seal>,
}

impl Range {
    /// The ids of the entries, with their numbers.
    pub fn ids(&self) -> impl Iterator<Item = Tip> {
        let mut prev = self.prev;
        (self.from..=u32::MAX).zip(&self.items).map(move |(seq, item)| {
            prev = item.id_after(&prev);
            Tip { seq, id: prev }
        })
    }
}

/// Why a range was not taken in. No code means that anybody may discard anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum RefusedCode {
    /// What stands before the range is not here: send from the tips that the answer names.
    #[n(0)]
    Gap,
    /// The bytes are no chain of entries of this scope.
    #[n(1)]
    BadChain,
    /// An entry is larger than allowed.
    #[n(2)]
    TooBig,
    /// The store is busy: come back later.
    #[n(3)]
    Busy,
    /// A signature does not fit, or somebody else's log came without one: send it up to its last seal.
    #[n(4)]
    BadSeal,
}

/// A range that was not taken in, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The number of the first entry that was refused.
    #[n(1)]
    pub from: u32,
    /// Why.
    #[n(2)]
    pub code: RefusedCode,
}

/// Which entry: two entries at one place have different ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its place.
    pub place: Place,
    /// Its id.
    pub id: EntryId,
    /// The id before it.
    pub prev: EntryId,
}

/// What became of offered ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// What is new here, in the order in which it was taken in.
    pub new: Vec<Key>,
    /// What was not taken in.
    pub refused: Vec<Refused>,
    /// Whether a log forked by it, so that standings changed.
    pub forked: bool,
}

/// The place of an entry in the fold: Lamport number, log, number, id.
pub type Turn = (u64, LogId, u32, EntryId);

/// All logs of one scope.
#[derive(Clone, Debug)]
pub struct Journal {
    scope: Scope,
    logs: Table<LogId, Log>,
    lam: u64,
    seals: Table<LogId, Vec<Seal>>,
}

impl Journal {
    /// An empty journal.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, logs: Table::default(), lam: 0, seals: Table::default() }
    }

    /// What the journal is about.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The largest Lamport number here.
    #[must_use]
    pub fn lam(&self) -> u64 {
        self.lam
    }

    /// How many entries are here, over all logs and branches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.logs.values().map(Log::len).sum()
    }

    /// Whether nothing is here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.logs.is_empty()
    }

    /// The logs, by name.
    pub fn logs(&self) -> impl Iterator<Item = (&LogId, &Log)> {
        self.logs.iter()
    }

    /// One log.
    #[must_use]
    pub fn log(&self, log: &LogId) -> Option<&Log> {
        self.logs.get(log)
    }

    /// Chains drafts behind the trunk of `log`; a log that is not here yet begins with a
    /// [`LogOpened`] draft. Nothing is taken in: the range is first to be made durable.
    #[must_use]
    pub fn draft(&self, log: Option<LogId>, drafts: Vec<Draft>, label: Label) -> Range {
        let tip = log.and_then(|log| self.logs.get(&log)).map_or(Tip { seq: 0, id: EntryId::ZERO }, Log::trunk_tip);
        let lams = self.lam.saturating_add(1)..=u64::MAX;
        let items: Vec<Item> = drafts.into_iter().zip(lams).map(|(draft, lam)| draft.item(lam, label)).collect();
        let first = items.first().map_or(EntryId::ZERO, |item| item.id_after(&EntryId::ZERO));
        let log = log.unwrap_or_else(|| first.log());
        Range { log, from: tip.seq.saturating_add(1), prev: tip.id, items, seal: None }
    }

    /// Takes ranges in. Taking in the same again, or in another order, changes nothing: a range whose
    /// predecessor comes later in the same delivery waits for it.
    pub fn take(&mut self, ranges: Vec<Range>) -> Taken {
        let mut taken = Taken::default();
        let mut waiting = ranges;
        loop {
            let (ready, hanging): (Vec<Range>, Vec<Range>) = waiting.into_iter().partition(|range| self.stands(range));
            if ready.is_empty() {
                let gap = |range: Range| Refused { log: range.log, from: range.from, code: RefusedCode::Gap };
                taken.refused.extend(hanging.into_iter().map(gap));
                return taken;
            }
            ready.into_iter().for_each(|range| self.take_range(range, &mut taken));
            waiting = hanging;
        }
    }

    /// Whether what stands before the range is here.
    fn stands(&self, range: &Range) -> bool {
        let before = Tip { seq: range.from.saturating_sub(1), id: range.prev };
        range.from <= 1 || self.logs.get(&range.log).is_some_and(|log| log.holds(&before))
    }

    fn take_range(&mut self, range: Range, taken: &mut Taken) {
        let (mut prev, seal) = (range.prev, range.seal);
        for (item, seq) in range.items.into_iter().zip(range.from..=u32::MAX) {
            let id = item.id_after(&prev);
            let refused = |code| Refused { log: range.log, from: seq, code };
            match self.take_item(Place { log: range.log, seq }, prev, id, item) {
                Ok(Placed::Known) => {}
                Ok(Placed::Gap) => return taken.refused.push(refused(RefusedCode::Gap)),
                Ok(placed @ (Placed::Grown | Placed::Forked)) => {
                    taken.forked |= placed == Placed::Forked;
                    taken.new.push(Key { place: Place { log: range.log, seq }, id, prev });
                }
                Err(code) => return taken.refused.push(refused(code)),
            }
            prev = id;
        }
        seal.into_iter().for_each(|seal| self.note_seal(seal));
    }

    /// Keeps the last signature over a log whose head is here. Whether it fits is for whoever has the
    /// means to check it: a store at its door, a checker of an export.
    pub fn note_seal(&mut self, seal: Seal) {
        let Some(chain) = self.logs.get(&seal.log) else { return };
        let head = |seal: &Seal| Tip { seq: seal.seq, id: seal.head };
        let covers = |one: &Seal, other: &Seal| chain.leads_to(other.seq, &other.head, &head(one));
        let known = self.seals.get(&seal.log).map_or(&[][..], Vec::as_slice);
        if !chain.holds(&head(&seal)) || known.iter().any(|one| covers(one, &seal)) {
            return;
        }
        // One for each branch: a seal stands for all those before it on its own chain.
        let mut seals: Vec<Seal> = known.iter().filter(|one| !covers(&seal, one)).cloned().collect();
        let log = seal.log;
        seals.push(seal);
        self.seals.insert(log, seals);
    }

    /// The number of the last entry of a log's trunk that a kept signature covers.
    #[must_use]
    pub fn sealed(&self, log: &LogId) -> u32 {
        let Some(chain) = self.logs.get(log) else { return 0 };
        let trunk = chain.trunk_tip();
        let seals = self.seals.get(log).into_iter().flatten();
        seals.filter(|seal| chain.leads_to(seal.seq, &seal.head, &trunk)).map(|seal| seal.seq).max().unwrap_or(0)
    }

    /// The kept signatures, by log.
    pub fn seals(&self) -> impl Iterator<Item = &Seal> {
        self.seals.values().flatten()
    }

    /// How many logs bear a signature.
    #[must_use]
    pub fn sealed_logs(&self) -> usize {
        self.logs.keys().filter(|log| self.seals().any(|seal| seal.log == **log)).count()
    }

    /// The signature over this very entry.
    #[must_use]
    pub fn seal_over(&self, log: &LogId, head: &EntryId) -> Option<&Seal> {
        self.seals.get(log)?.iter().find(|seal| seal.head == *head)
    }

    fn take_item(&mut self, place: Place, prev: EntryId, id: EntryId, item: Item) -> Result<Placed, RefusedCode> {
        let log = self.logs.get(&place.log);
        if log.is_some_and(|log| log.find(place.seq, &id).is_some()) {
            return Ok(Placed::Known);
        }
        let before = log.and_then(|log| log.find(place.seq.checked_sub(1)?, &prev)).map(|link| link.lam);
        if place.seq > 1 && before.is_none() {
            return Ok(Placed::Gap);
        }
        let lam = self.check(place, prev, before.unwrap_or(0), &id, &item)?;
        self.lam = self.lam.max(lam);
        let placed = self.logs.change(place.log, |log| log.place(place.seq, &prev, Link { id, lam, item }));
        Ok(placed.unwrap_or(Placed::Gap))
    }

    /// Whether the item is an entry that may stand there; its Lamport number if so.
    fn check(&self, place: Place, prev: EntryId, before: u64, id: &EntryId, item: &Item) -> Result<u64, RefusedCode> {
        if item.size() > MAX_ENTRY {
            return Err(RefusedCode::TooBig);
        }
        let (entry, _) = item.open().map_err(|_| RefusedCode::BadChain)?;
        let of_this_scope = || LogOpened::read(item).is_some_and(|opened| opened.scope == self.scope);
        let opens = match place.seq {
            0 => false,
            1 => prev == EntryId::ZERO && id.log() == place.log && of_this_scope(),
            _ => entry.kind != LOG_OPENED,
        };
        // Nobody can exhaust the numbers: a step is measured from the largest number that is here.
        let largest = self.lam.saturating_add(MAX_LAM_STEP);
        let fits = opens && entry.lam > before && entry.lam <= largest && item.opening_fits();
        fits.then_some(entry.lam).ok_or(RefusedCode::BadChain)
    }

    /// Every entry in the order of the fold.
    #[must_use]
    pub fn in_order(&self) -> Vec<(Turn, &Item)> {
        let mut turns = self.turns();
        turns.sort_unstable();
        let item = |turn: &Turn| self.logs.get(&turn.1)?.find(turn.2, &turn.3).map(|link| &link.item);
        turns.iter().filter_map(|turn| Some((*turn, item(turn)?))).collect()
    }

    /// The turn of every entry in the fold, in no order.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn> {
        let mut all = Vec::with_capacity(self.len());
        for (log, chain) in self.logs.iter() {
            all.extend(chain.entries().map(|(seq, _, link)| (link.lam, *log, seq, link.id)));
        }
        all
    }
}
