//! One history (一次历史): faults and acts, then calm, then the rules are checked.

use super::super::mutant::Mutant;
use super::super::oracle::{check, ids};
use super::super::phone::Phone;
use super::super::weather::Fault;
use super::{Counts, Happening, World};
use cunxuan_core::id::EntryId;
use cunxuan_core::record::exchange::Input;
use std::collections::BTreeSet;

/// How long the world has to become whole, in milliseconds, looked at every [`LOOK`].
const HEALING: u64 = 300_000;
const LOOK: u64 = 5_000;
/// For how long nothing may move before the world counts as settled: longer than a settled phone waits to ask.
const QUIET: u64 = 20_000;
/// For how long a settled world is watched, and how often a settled phone may ask in that time.
const WATCH: u64 = 30_000;
const SETTLED_ASKS: u64 = 5;

/// What a history came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that was broken, if one was.
    pub broken: Option<String>,
    /// How often what happened.
    pub counts: Counts,
    /// A sum over everything that happened, in order, and what it came to.
    pub trace: u64,
}

/// Plays the history of a seed.
#[must_use]
pub fn run(seed: u64, mutant: Option<Mutant>) -> Outcome {
    let mut world = World::new(seed, mutant);
    let end = world.prepare();
    world.run_until(end);
    let result = match world.broken.take() {
        Some(broken) => Err(broken),
        None => world.heal(),
    };
    let (broken, sum) = match result {
        Ok(sum) => (None, sum),
        Err(broken) => (Some(broken), 0),
    };
    world.tally_entries();
    Outcome { broken, counts: world.counts, trace: world.trace ^ sum }
}

impl World {
    /// Puts everything that people do and that breaks into the queue; gives the end of it.
    fn prepare(&mut self) -> u64 {
        let end = self.rng.within(60_000, 240_000);
        for phone in 0..self.phones.len() {
            let off = i64::try_from(self.rng.below(4)).unwrap_or(0) * 86_400 * 900 - 86_400 * 1000;
            self.phones.iter_mut().skip(phone).take(1).for_each(|phone| phone.off = off);
            self.at(0, Happening::Open { phone });
        }
        for _ in 0..self.rng.within(15, 60) {
            let phone = self.rng.index(self.phones.len());
            self.some_time(end, Happening::Act { phone });
        }
        let faults: Vec<Fault> = self.weather.faults.clone();
        for _ in 0..self.rng.below(10) {
            if let Some(fault) = self.rng.pick(&faults).copied() {
                self.some_time(end, Happening::Fault(fault));
            }
        }
        for _ in 0..self.rng.below(5) {
            let phone = self.rng.index(self.phones.len());
            self.some_time(end, Happening::Snapshot { phone });
            self.some_time(end, Happening::BackUp);
            self.some_time(end, Happening::Report);
        }
        end
    }

    fn some_time(&mut self, end: u64, happening: Happening) {
        let when = self.rng.below(end);
        self.at(when, happening);
    }

    /// Nothing fails any more: everybody opens, syncs, and settles within bounds.
    fn heal(&mut self) -> Result<u64, String> {
        self.weather = self.weather.calm();
        self.clear();
        self.server.stop = None;
        self.happen(Happening::Start);
        let living = self.living();
        for phone in 0..self.phones.len() {
            self.phones.iter_mut().for_each(|phone| phone.stop = false);
            self.open(phone);
            self.step(phone, Input::Wake);
        }
        if let Some(broken) = self.broken.take() {
            return Err(broken);
        }
        self.settle()?;
        check(self, &living)
    }

    /// Nobody acts and nothing breaks any more, and what is still under way arrives within a second.
    fn clear(&mut self) {
        for ((time, _), happening) in std::mem::take(&mut self.queue) {
            match happening {
                Happening::Act { .. } | Happening::Fault(_) | Happening::Report => {}
                Happening::BackUp | Happening::Snapshot { .. } => {}
                message @ (Happening::Request { .. } | Happening::Answer { .. }) => {
                    let soon = self.now + self.rng.below(1_000);
                    self.at(soon, message);
                }
                other @ (Happening::Open { .. }
                | Happening::Start
                | Happening::Due { .. }
                | Happening::Timeout { .. }) => {
                    self.at(time, other);
                }
            }
        }
    }

    /// What somebody holds durably.
    fn living(&self) -> BTreeSet<EntryId> {
        let on_phones = self.phones.iter().map(|phone| phone.store.open());
        on_phones.chain([self.server.durable()]).flat_map(|book| ids(book.journal())).collect()
    }

    fn settle(&mut self) -> Result<(), String> {
        let phones = u64::try_from(self.phones.len()).unwrap_or(u64::MAX);
        let entries = u64::try_from(self.oracle.entries()).unwrap_or(u64::MAX);
        let (end, most) = (self.now + HEALING, self.asked + phones * (60 + entries));
        let (mut quiet, mut held) = (0, None);
        while quiet < QUIET {
            if self.now >= end || self.asked > most {
                return Err(format!("I16: phones and server do not settle: {}", self.state()));
            }
            self.run_until(self.now + LOOK);
            let now_held = self.held();
            quiet = if self.believe() && held == now_held { quiet + LOOK } else { 0 };
            held = now_held;
        }
        let before = self.asked;
        self.run_until(self.now + WATCH);
        if self.asked - before > phones * SETTLED_ASKS {
            return Err(String::from("I16: a settled phone keeps asking"));
        }
        Ok(())
    }

    /// Whether every phone believes that the server holds all that it holds. The rules say whether that is true.
    fn believe(&self) -> bool {
        self.phones.iter().all(|phone| {
            let Some(live) = &phone.live else { return false };
            !live.exchange.asking() && live.exchange.unsent(live.book.journal(), None) == 0
        })
    }

    /// What each phone holds and has not got rid of, and what the server holds.
    fn state(&self) -> String {
        let phone = |phone: &Phone| {
            let live = phone.live.as_ref()?;
            let unsent = live.exchange.unsent(live.book.journal(), None);
            Some(format!("{} held, {unsent} unsent, {:?}", live.book.journal().len(), live.exchange.failure()))
        };
        let phones: Vec<_> = self.phones.iter().map(phone).collect();
        format!("{phones:?}, server {:?}", self.server.book().map(|book| book.journal().len()))
    }

    /// How many entries all stores hold together, if all are up.
    fn held(&self) -> Option<usize> {
        let books = self.phones.iter().map(Phone::book).chain([self.server.book()]);
        books.map(|book| Some(book?.journal().len())).sum()
    }

    fn tally_entries(&mut self) {
        let entries = u64::try_from(self.oracle.entries()).unwrap_or(0);
        let forks = self
            .server
            .book()
            .map_or(0, |book| book.journal().logs().filter(|(_, chain)| chain.forked_after().is_some()).count());
        let refolds: u32 = self.phones.iter().filter_map(|phone| phone.book()).map(|book| book.refolds()).sum();
        self.counts.insert("entries", entries);
        self.counts.insert("forks", u64::try_from(forks).unwrap_or(0));
        self.counts.insert("refolds", u64::from(refolds));
    }
}
