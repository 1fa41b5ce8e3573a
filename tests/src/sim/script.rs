//! The script (剧本) of one history: how bad it may get, who does what, and when. All of it follows from the seed.

use super::fault::{Fault, Faults, Place};
use super::recipe::Recipe;
use super::rng::Rng;

/// One day of virtual time, in milliseconds.
pub const DAY: u64 = 86_400_000;

/// Something that happens at a certain time.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When, in milliseconds of the time that phones are awake.
    pub at: u64,
    /// What.
    pub what: What,
    /// The luck of whoever does it: dropping another step does not change it.
    pub luck: u64,
}

/// What happens.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// Somebody acts on a phone.
    Act {
        /// Which.
        phone: usize,
    },
    /// The office reports.
    Report,
    /// The server is backed up.
    BackUp,
    /// A phone is backed up.
    Snapshot {
        /// Which.
        phone: usize,
    },
    /// One phone hands what it holds to another.
    HandOver {
        /// Who gives.
        from: usize,
        /// Who takes.
        to: usize,
    },
    /// Everybody sleeps.
    Sleep {
        /// For how long, in milliseconds.
        gap: u64,
    },
    /// Something breaks.
    Fault {
        /// What.
        fault: Fault,
        /// On which phone.
        phone: usize,
    },
}

/// How bad the network is. Chances are in a thousand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Network {
    /// A request is lost.
    pub request_lost: u64,
    /// An answer is lost.
    pub answer_lost: u64,
    /// A message comes twice.
    pub repeated: u64,
    /// A message is cut.
    pub cut: u64,
    /// A message takes up to [`Network::slow`] milliseconds.
    pub overtaken: u64,
    /// How slow a slow message is.
    pub slow: u64,
    /// A message takes hours or days.
    pub late: u64,
    /// A strange page comes instead of an answer.
    pub portal: u64,
    /// Another store answers.
    pub other_store: u64,
    /// The server is busy.
    pub busy: u64,
}

/// The script of one history.
#[derive(Clone, Debug)]
pub struct Script {
    /// How many phones there are at first.
    pub phones: usize,
    /// What happens, in the order of time.
    pub steps: Vec<Step>,
    /// When it ends, in milliseconds of the time that phones are awake.
    pub end: u64,
    /// What may break.
    pub faults: Faults,
    /// The network.
    pub network: Network,
    /// How many bytes of entries an answer brings, if fewer than a phone would take.
    pub page: Option<u32>,
    /// Whether a phone goes on in a new log when it sees its own forked.
    pub rotates: bool,
    /// Whether answers reach a phone that gave up waiting for them and asked again.
    pub stale: bool,
}

impl Script {
    /// The script of a recipe.
    #[must_use]
    pub fn of(recipe: &Recipe) -> Self {
        let mut rng = Rng::new(recipe.seed);
        let swarm = Faults::swarm(&mut rng);
        let faults = recipe.faults.as_ref().map_or(swarm, |only| swarm.only(only));
        let network = Network::of(&mut rng, faults);
        let (page, rotates, stale) = (rng.chance(120).then_some(300), rng.chance(500), rng.chance(300));
        let phones = 4 + rng.index(3);
        let end = rng.within(15_000, 45_000);
        let mut steps = Steps { rng, end, phones, steps: Vec::new() };
        steps.acts(if recipe.folds { (120, 200) } else { (40, 80) });
        steps.faults(swarm);
        let mut steps = steps.steps;
        // Numbers of steps stay what they are whatever is switched off, so that a recipe goes on naming the same.
        steps.sort_by_key(|step| step.at);
        let played = |(number, step): (usize, Step)| {
            let may = !matches!(step.what, What::Fault { fault, .. } if !faults.may(fault));
            (recipe.plays(number) && may).then_some(step)
        };
        let steps = steps.into_iter().enumerate().filter_map(played).collect();
        Self { phones, steps, end, faults, network, page, rotates, stale }
    }

    /// How many steps the whole script of a recipe has.
    #[must_use]
    pub fn length(recipe: &Recipe) -> usize {
        let whole = Recipe { only: None, faults: None, ..recipe.clone() };
        Self::of(&whole).steps.len()
    }
}

struct Steps {
    rng: Rng,
    end: u64,
    phones: usize,
    steps: Vec<Step>,
}

impl Steps {
    fn add(&mut self, what: What) {
        let (at, luck) = (self.rng.below(self.end), self.rng.next());
        self.steps.push(Step { at, what, luck });
    }

    fn times(&mut self, from: u64, end: u64, what: impl Fn(&mut Self) -> What) {
        for _ in 0..self.rng.within(from, end) {
            let what = what(self);
            self.add(what);
        }
    }

    fn phone(&mut self) -> usize {
        self.rng.index(self.phones)
    }

    /// What happens on a bad day without any fault.
    fn acts(&mut self, (least, most): (u64, u64)) {
        self.times(least, most, |steps| What::Act { phone: steps.phone() });
        self.times(0, 5, |_| What::Report);
        self.times(1, 6, |_| What::BackUp);
        self.times(3, 8, |steps| What::Snapshot { phone: steps.phone() });
        self.times(0, 6, |steps| What::HandOver { from: steps.phone(), to: steps.phone() });
        self.times(0, 4, |steps| {
            let gap = steps.rng.pick(&[3_600_000, 10 * 3_600_000, DAY, 7 * DAY, 21 * DAY, 31 * DAY]);
            What::Sleep { gap: gap.copied().unwrap_or(DAY) }
        });
    }

    /// What breaks by itself; faults of messages come by chance.
    fn faults(&mut self, swarm: Faults) {
        let scripted = |fault: &Fault| match fault.place() {
            Place::Phone | Place::Server | Place::Human => swarm.may(*fault),
            Place::Network | Place::Follows => false,
        };
        let mine: Vec<Fault> = Fault::ALL.into_iter().filter(scripted).collect();
        for _ in 0..self.rng.within(5, 20) {
            if let Some(fault) = self.rng.pick(&mine).copied() {
                let phone = self.phone();
                self.add(What::Fault { fault, phone });
            }
        }
    }
}

impl Network {
    fn of(rng: &mut Rng, faults: Faults) -> Self {
        let mut often = |fault, most| {
            // Always drawn, so that switching one off leaves the others as they are.
            let (often, seldom, much) = (rng.below(most), rng.below(most / 3), rng.chance(400));
            let chance = if much { often } else { seldom };
            if faults.may(fault) { chance } else { 0 }
        };
        Self {
            request_lost: often(Fault::RequestLost, 900),
            answer_lost: often(Fault::AnswerLost, 900),
            repeated: often(Fault::Repeated, 700),
            cut: often(Fault::Cut, 300),
            overtaken: often(Fault::Overtaken, 700),
            late: often(Fault::Late, 150),
            portal: often(Fault::Portal, 200),
            other_store: often(Fault::OtherStore, 200),
            busy: often(Fault::Busy, 200),
            slow: rng.pick(&[2_000, 8_000, 19_000]).copied().unwrap_or(2_000),
        }
    }
}
