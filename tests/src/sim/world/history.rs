//! One history (一次历史): faults and acts, then calm, then the rules are checked.

use super::super::check::check;
use super::super::fault::{Counts, Seen};
use super::super::phone::{Phone, Trouble};
use super::super::recipe::Recipe;
use super::super::script::{Network, Script};
use super::{Happening, World};
use cunxuan_core::id::EntryId;
use cunxuan_core::record::exchange::Input;
use std::collections::{BTreeMap, BTreeSet};

/// How long the world has to become whole, in milliseconds, looked at every [`LOOK`].
const HEALING: u64 = 300_000;
const LOOK: u64 = 1_000;
/// For how long nothing may move before the world counts as settled: longer than a settled phone waits to ask.
const QUIET: u64 = 12_000;
/// For how long a settled world is watched, and how often a settled phone may ask in that time.
const WATCH: u64 = 30_000;
const SETTLED_ASKS: u64 = 5;
/// One seed in so many is watched after it settled.
const WATCHED: u64 = 16;

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

/// Plays the history of a recipe.
#[must_use]
pub fn run(recipe: &Recipe) -> Outcome {
    let script = Script::of(recipe);
    let mut world = World::new(recipe, &script);
    for step in &script.steps {
        world.run_until(step.at + world.slept);
        world.perform(step);
    }
    world.run_until(script.end + world.slept);
    let result = match world.broken.take() {
        Some(broken) => Err(broken),
        None => world.heal(),
    };
    world.tally();
    let (broken, sum) = match result {
        Ok(sum) => (None, sum),
        Err(broken) => (Some(broken), 0),
    };
    world.trace.add(sum);
    Outcome { broken, counts: world.counts, trace: world.trace.0 }
}

impl World {
    /// Nothing fails any more: everybody opens, syncs, and settles within bounds.
    fn heal(&mut self) -> Result<u64, String> {
        self.calm();
        let living = self.living();
        let mut settled = self.wake().and_then(|()| self.settle());
        // What one phone could not read, another may bring, and then a third: phones open every day.
        let mut held = None;
        while settled.is_ok() && held != self.held() {
            held = self.held();
            if self.reopen_torn() {
                settled = self.settle();
            }
        }
        check(self, &living).and_then(|sum| settled.map(|()| sum))
    }

    /// Nobody acts and nothing breaks any more, and what is still under way arrives within a second.
    fn calm(&mut self) {
        (self.network, self.asleep) = (Network::default(), 0);
        (self.server.stop, self.server.full) = (None, 0);
        for phone in &mut self.phones {
            (phone.trouble, phone.shut, phone.airplane, phone.signed_out) = (Trouble::None, 0, 0, false);
        }
        for ((time, order), happening) in std::mem::take(&mut self.queue) {
            match happening {
                Happening::Act { .. } | Happening::SignIn { .. } | Happening::Open { .. } | Happening::Start => {}
                message @ (Happening::Request { .. } | Happening::Answer { .. }) => {
                    self.at(self.now + order % 1_000, message);
                }
                other @ (Happening::Due { .. } | Happening::Timeout { .. }) => self.at(time, other),
            }
        }
    }

    fn wake(&mut self) -> Result<(), String> {
        self.server.start();
        if self.folds {
            self.server.settle();
        }
        for phone in 0..self.phones.len() {
            self.open(phone);
            self.wake_phone(phone);
        }
        self.broken.take().map_or(Ok(()), Err)
    }

    fn wake_phone(&mut self, at: usize) {
        let lives = self.phones.get(at).map(|phone| phone.lives.iter().map(|live| live.id).collect());
        let lives: Vec<u32> = lives.unwrap_or_default();
        lives.into_iter().for_each(|life| self.step(at, life, Input::Wake));
    }

    /// Phones with records that could not be read open once more: what hangs on those may be whole by now.
    fn reopen_torn(&mut self) -> bool {
        let torn: Vec<usize> = (0..self.phones.len()).filter(|at| self.is_torn(*at)).collect();
        for at in &torn {
            self.phones.iter_mut().skip(*at).take(1).for_each(|phone| phone.lives.clear());
            self.open(*at);
        }
        !torn.is_empty()
    }

    fn is_torn(&self, at: usize) -> bool {
        self.phones.get(at).is_some_and(|phone| phone.store.is_torn())
    }

    /// What somebody holds durably, chained by what anybody holds.
    fn living(&self) -> BTreeSet<EntryId> {
        let present = self.phones.iter().filter(|phone| !phone.absent);
        let links: BTreeMap<EntryId, EntryId> = present.flat_map(|phone| phone.store.links()).collect();
        let mut living = self.server.committed().clone();
        for id in links.keys().filter(|id| self.oracle.knows(id)) {
            let mut chain = Vec::new();
            let mut next = *id;
            while let Some(prev) = links.get(&next).filter(|_| !living.contains(&next)) {
                chain.push(next);
                next = *prev;
            }
            if next == EntryId::ZERO || living.contains(&next) {
                living.extend(chain);
            }
        }
        living
    }

    fn settle(&mut self) -> Result<(), String> {
        let phones = u64::try_from(self.phones.len()).unwrap_or(u64::MAX);
        let entries = u64::try_from(self.oracle.entries()).unwrap_or(u64::MAX);
        let (end, most) = (self.now + HEALING, self.asked + phones * (60 + entries));
        let watched = self.seed.is_multiple_of(WATCHED);
        let (mut quiet, mut held) = (0, None);
        while quiet < QUIET && (watched || !self.agree()) {
            if self.now >= end || self.asked > most {
                return Err(format!("I16: phones and server do not settle: {}", self.state()));
            }
            self.run_until(self.now + LOOK);
            let now_held = self.held();
            quiet = if self.believe() && held == now_held { quiet + LOOK } else { 0 };
            held = now_held;
        }
        let before = self.asked;
        if watched {
            self.run_until(self.now + WATCH);
        }
        if self.asked - before > phones * 2 * SETTLED_ASKS {
            return Err(String::from("I16: a settled phone keeps asking"));
        }
        Ok(())
    }

    /// Whether every phone believes so and holds as much as the server: then there is nothing to wait for.
    fn agree(&self) -> bool {
        let held = self.server.book().map(|book| book.journal().len());
        let lives = self.phones.iter().flat_map(|phone| &phone.lives);
        self.believe() && lives.map(|live| live.book.journal().len()).all(|len| Some(len) == held)
    }

    /// Whether every phone believes that the server holds all that it holds. The rules say whether that is true.
    fn believe(&self) -> bool {
        self.phones.iter().flat_map(|phone| &phone.lives).all(|live| {
            !live.exchange.asking() && live.exchange.sure() && live.exchange.unsent(live.book.journal(), None) == 0
        })
    }

    /// What each phone holds and has not got rid of, and what the server holds.
    fn state(&self) -> String {
        let phone = |phone: &Phone| {
            let live = phone.lives.first()?;
            let unsent = live.exchange.unsent(live.book.journal(), None);
            Some(format!("{} held, {unsent} unsent, {:?}", live.book.journal().len(), live.exchange.failure()))
        };
        let phones: Vec<_> = self.phones.iter().map(phone).collect();
        format!("{phones:?}, server {:?}", self.server.book().map(|book| book.journal().len()))
    }

    /// How many entries all stores hold together, if all are up.
    fn held(&self) -> Option<usize> {
        let books = self.phones.iter().flat_map(|phone| &phone.lives).map(|live| &live.book);
        Some(self.server.book()?.journal().len() + books.map(|book| book.journal().len()).sum::<usize>())
    }

    fn tally(&mut self) {
        self.counts.seen(Seen::Entries, self.oracle.entries());
        let Some(book) = self.server.book() else { return };
        let forks = book.journal().logs().filter(|(_, chain)| chain.forked_after().is_some()).count();
        self.counts.seen(Seen::Forks, forks);
        self.counts.seen(Seen::Folded, usize::from(self.folds));
    }
}
