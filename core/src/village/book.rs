//! A book (卷宗): one scope's journal and the village folded from it, kept in step.

use super::{Event, Trust, Village};
use crate::id::{Label, LogId, Salt, Scope};
use crate::plan::{self, Role};
use crate::record::entry::{Draft, LOG_OPENED, LogOpened};
use crate::record::journal::{Journal, Key, Range, Taken, Turn};
use crate::record::{Entry, Item, Seal};
use crate::stamp::{Stamp, Standing};

/// A journal and what it amounts to.
#[derive(Clone, Debug)]
pub struct Book {
    journal: Journal,
    village: Village,
    last: Option<Turn>,
    unfolded: Vec<Turn>,
    anew: bool,
    refolds: u32,
    trust: Trust,
}

impl Book {
    /// An empty book that takes any log's word for being the township's.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self::trusting(scope, Trust::default())
    }

    /// An empty book that trusts one township by its key.
    #[must_use]
    pub fn trusting(scope: Scope, trust: Trust) -> Self {
        Self {
            trust,
            journal: Journal::new(scope),
            village: Village::default(),
            last: None,
            unfolded: Vec::new(),
            anew: false,
            refolds: 0,
        }
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What the journal amounts to, as far as it was folded: see [`Book::settle`].
    #[must_use]
    pub fn village(&self) -> &Village {
        debug_assert!(self.unfolded.is_empty() && !self.anew, "a village is looked at before it is settled");
        &self.village
    }

    /// The township's word on keys, as far as it is here.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Keeps a signature over the head of a log, see [`Journal::note_seal`].
    pub fn note_seal(&mut self, seal: Seal) {
        self.journal.note_seal(seal);
    }

    /// How often everything had to be folded anew.
    #[must_use]
    pub fn refolds(&self) -> u32 {
        self.refolds
    }

    /// The first entry of a new log.
    #[must_use]
    pub fn open_log(&self, opened: &LogOpened, label: Label) -> Range {
        self.journal.draft(None, vec![opened.draft()], label)
    }

    /// Chains events behind the trunk of a log that is here. Nothing is taken in: the range is first to be
    /// made durable. Each event that holds personal data asks for a fresh random salt.
    #[must_use]
    pub fn draft(&self, log: LogId, events: &[Event], label: Label, mut salt: impl FnMut() -> Salt) -> Range {
        let draft = |event: &Event| {
            let salt = event.is_personal().then(&mut salt);
            Draft { kind: event.kind(), body: event.write(), salt }
        };
        let drafts = events.iter().map(draft).collect();
        self.journal.draft(Some(log), drafts, label)
    }

    /// Takes entries in and folds them.
    pub fn take(&mut self, ranges: Vec<Range>) -> Taken {
        let taken = self.take_in(ranges);
        self.settle();
        taken
    }

    /// Takes entries into the journal and leaves the fold for later: many pushes, one fold.
    pub fn take_in(&mut self, ranges: Vec<Range>) -> Taken {
        let taken = self.journal.take(ranges);
        let fresh: Vec<Turn> = taken.new.iter().filter_map(|key| self.turn(key)).collect();
        self.unfolded.extend(fresh);
        self.anew |= taken.forked;
        if taken.forked {
            self.trust.forget();
        }
        taken.new.iter().for_each(|key| self.anew |= self.learn(key));
        taken
    }

    /// Folds what was taken in: what continues the order is applied, anything else means folding anew
    /// from the start.
    pub fn settle(&mut self) {
        let mut turns = std::mem::take(&mut self.unfolded);
        let late = |turn: &Turn| self.last.is_some_and(|last| *turn < last);
        if std::mem::take(&mut self.anew) || turns.iter().any(late) {
            self.refolds = self.refolds.saturating_add(1);
            self.village = Village::default();
            turns = self.journal.turns();
        }
        turns.sort_unstable();
        turns.iter().for_each(|turn| self.apply(turn));
    }

    /// Whether an entry is the township's word on a key or a branch, and so weighs on other entries.
    fn learn(&mut self, key: &Key) -> bool {
        let Some(chain) = self.journal.log(&key.place.log) else { return false };
        let Some(link) = chain.find(key.place.seq, &key.id) else { return false };
        let event = link.item.open().ok().and_then(|(entry, body)| {
            plan::WARRANTS.contains(&entry.kind).then(|| plan::Event::read(entry.kind, body?)).flatten()
        });
        let opened = event.as_ref().and_then(|_| chain.opened());
        let turn = (link.lam, key.place.log, key.place.seq, key.id);
        event.zip(opened).is_some_and(|(event, opened)| self.trust.learn(event, &opened, turn))
    }

    fn turn(&self, key: &Key) -> Option<Turn> {
        let link = self.journal.log(&key.place.log)?.find(key.place.seq, &key.id)?;
        Some((link.lam, key.place.log, key.place.seq, key.id))
    }

    fn apply(&mut self, turn: &Turn) {
        let (_, log, seq, id) = *turn;
        let place = crate::id::Place { log, seq };
        let Some(link) = self.journal.log(&log).and_then(|chain| chain.find(seq, &id)) else { return };
        let weight = self.trust.weigh(&self.journal, place, &id);
        fold(&mut self.village, place, &link.item, weight);
        self.last = Some(*turn);
    }
}

/// Applies one entry. An entry whose personal data was erased still stands in the chain and does nothing.
fn fold(village: &mut Village, place: crate::id::Place, item: &Item, (standing, role): (Standing, Option<Role>)) {
    let Ok((Entry { kind, lam, actor, wall, .. }, body)) = item.open() else { return };
    if kind == LOG_OPENED {
        return;
    }
    let Some(body) = body else { return };
    let stamp = Stamp { place, lam, actor, wall, standing, role };
    match Event::read(kind, body) {
        Some(event) => village.apply(&event, &stamp),
        None => village.note_unknown(),
    }
}
