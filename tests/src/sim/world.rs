//! The simulated world: phones, one server, a bad network, virtual time in milliseconds, one queue of what is to come.

use super::fault::{Counts, Fault, Faults, Seen};
use super::mutant::Mutant;
use super::oracle::{Oracle, Sum};
use super::phone::Phone;
use super::recipe::Recipe;
use super::rng::Rng;
use super::script::{Network, Script};
use super::server::Server;
use cunxuan_core::record::exchange::{Failure, Input};
use std::collections::BTreeMap;
use std::rc::Rc;

#[path = "world/faults.rs"]
mod faults;
#[path = "world/history.rs"]
mod history;
#[path = "world/messages.rs"]
mod messages;
#[path = "world/phones.rs"]
mod phones;
pub use history::{Outcome, run};

/// What comes back to a phone.
#[derive(Clone, Debug)]
enum Reply {
    /// Bytes of the server.
    Ours(Rc<[u8]>),
    /// Bytes of somebody else.
    Strange(Rc<[u8]>),
    /// A status that is no success.
    Status(Failure),
}

/// What is to come.
#[derive(Clone, Debug)]
enum Happening {
    Act { phone: usize, luck: u64 },
    Open { phone: usize },
    SignIn { phone: usize },
    Start,
    Request { phone: usize, life: u32, number: u64, bytes: Rc<[u8]> },
    Answer { phone: usize, life: u32, number: u64, reply: Reply },
    Due { phone: usize, life: u32 },
    Timeout { phone: usize, life: u32, number: u64 },
}

/// The world of one history.
#[derive(Debug)]
pub struct World {
    /// The phones.
    pub phones: Vec<Phone>,
    /// The server.
    pub server: Server,
    /// Who wrote what.
    pub oracle: Oracle,
    /// How often what happened.
    pub counts: Counts,
    /// Whether stores fold what they hold.
    pub folds: bool,
    seed: u64,
    mutant: Option<Mutant>,
    faults: Faults,
    network: Network,
    page: Option<u32>,
    rotates: bool,
    stale: bool,
    now: u64,
    slept: u64,
    asleep: u64,
    order: u64,
    lives: u32,
    asked: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    trace: Sum,
    broken: Option<String>,
}

impl World {
    fn new(recipe: &Recipe, script: &Script) -> Self {
        let phone = |no| Phone { absent: recipe.absent.contains(&no), ..Phone::default() };
        let mut world = Self {
            phones: (0..script.phones).map(phone).collect(),
            server: Server::default(),
            oracle: Oracle::default(),
            counts: Counts::default(),
            folds: recipe.folds,
            seed: recipe.seed,
            mutant: recipe.mutant,
            faults: script.faults,
            network: script.network,
            page: script.page,
            rotates: script.rotates,
            stale: script.stale,
            now: 0,
            slept: 0,
            asleep: 0,
            order: 0,
            lives: 0,
            asked: 0,
            queue: BTreeMap::new(),
            trace: Sum::default(),
            broken: None,
        };
        world.server.start();
        world.write_on_server(&mut Rng::new(recipe.seed ^ 0x0ff1ce), super::acts::planned());
        world.server.back_up();
        (0..script.phones).for_each(|phone| world.at(0, Happening::Open { phone }));
        world
    }

    /// The luck of a certain moment: what happens elsewhere does not change it.
    fn luck(&self, parts: [u64; 3]) -> Rng {
        let mut sum = Sum(self.seed ^ 0x1ac4);
        parts.into_iter().for_each(|part| sum.add(part));
        Rng::new(sum.0)
    }

    fn at(&mut self, time: u64, happening: Happening) {
        self.order += 1;
        self.queue.insert((time, self.order), happening);
    }

    fn breaks(&mut self, rule: &str) {
        self.broken.get_or_insert_with(|| rule.to_owned());
    }

    /// Lets everything happen until a time.
    fn run_until(&mut self, end: u64) {
        while self.broken.is_none() && self.queue.first_key_value().is_some_and(|((time, _), _)| *time <= end) {
            let Some(((time, order), happening)) = self.queue.pop_first() else { break };
            self.now = self.now.max(time);
            self.trace.add(time);
            self.trace.add(order);
            self.happen(happening);
        }
        self.now = self.now.max(end);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Act { phone, luck } => self.act(phone, luck),
            Happening::Open { phone } => self.open(phone),
            Happening::SignIn { phone } => {
                self.phones.iter_mut().skip(phone).take(1).for_each(|phone| phone.signed_out = false);
            }
            Happening::Start => self.server.start(),
            Happening::Request { phone, life, number, bytes } => self.request(phone, life, number, &bytes),
            Happening::Answer { phone, life, number, reply } => self.answer(phone, life, number, &reply),
            Happening::Due { phone, life } => self.step(phone, life, Input::Due),
            Happening::Timeout { phone, life, number } => {
                if self.waits(phone, life, number) {
                    self.counts.seen(Seen::Timeouts, 1);
                    self.step(phone, life, Input::Failed(Failure::Unreachable));
                }
            }
        }
    }

    fn write_on_server(&mut self, rng: &mut Rng, events: &[super::acts::Written]) {
        let written = self.server.write(rng, events);
        written.iter().for_each(|range| drop(self.oracle.wrote(range)));
        if self.folds {
            self.server.settle();
        }
    }

    /// The server starts again after a while.
    fn start_later(&mut self, rng: &mut Rng) {
        let later = self.now + rng.within(100, 10_000);
        self.at(later, Happening::Start);
    }

    fn may(&self, fault: Fault) -> bool {
        self.faults.may(fault)
    }
}
