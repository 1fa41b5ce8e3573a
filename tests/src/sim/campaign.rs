//! A campaign (批量仿真): many histories on all cores, then every wrong protocol until it is caught.

use super::fault::{Counts, Seen};
use super::mutant::Mutant;
use super::recipe::Recipe;
use super::shrink::{Shrunk, shrink};
use super::world::run;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How many seeds a core takes at once; few where the first that fails ends it.
const CHUNK: u64 = 50;
const FEW: u64 = 4;
/// How many failing histories are made short and shown.
const SHOWN: usize = 3;

/// What is to be played.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The first history; its seed and whatever else is said hold for all.
    pub first: Recipe,
    /// How many.
    pub histories: u64,
    /// One seed in so many is folded on every phone, besides those of which the recipe says it.
    pub folds_every: u64,
    /// One seed in so many is played twice, and must come to the same.
    pub twice_every: u64,
    /// How many cores play.
    pub cores: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Played {
    /// How many histories.
    pub histories: u64,
    /// How often what happened, over all.
    pub counts: Counts,
    /// Histories that broke a rule, with the rule, by seed.
    pub broken: Vec<(Recipe, String)>,
    /// How long it took.
    pub time: Duration,
}

/// A wrong protocol, and the history that caught it.
#[derive(Debug)]
pub struct Caught {
    /// Which.
    pub mutant: Mutant,
    /// Within how many histories it must be caught.
    pub within: u64,
    /// The history and the rule that it broke; nothing if it survived.
    pub by: Option<(Recipe, String)>,
    /// How many histories it survived.
    pub survived: u64,
}

impl Campaign {
    /// A campaign over the histories that begin with a seed, one in a hundred folded, one in a hundred twice.
    #[must_use]
    pub fn new(seed: u64, histories: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { first: Recipe::new(seed), histories, folds_every: 100, twice_every: 99, cores }
    }

    fn recipe(&self, number: u64) -> Recipe {
        let folds = self.first.folds || number % self.folds_every.max(1) == self.folds_every / 2;
        Recipe { seed: self.first.seed.wrapping_add(number), folds, ..self.first.clone() }
    }

    /// Plays all of it. `tell` hears at least every second how far it is.
    pub fn play(&self, tell: impl FnMut(&Played)) -> Played {
        self.play_until(false, tell)
    }

    fn play_until(&self, first_broken: bool, tell: impl FnMut(&Played)) -> Played {
        let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let (send, receive) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..self.cores.max(1) {
                let (next, stop, send) = (&next, &stop, send.clone());
                let chunk = if first_broken { FEW } else { CHUNK };
                scope.spawn(move || self.work(chunk, next, stop, &send));
            }
            drop(send);
            gather(&receive, first_broken.then_some(&stop), tell)
        })
    }

    fn work(&self, chunk: u64, next: &AtomicU64, stop: &AtomicBool, send: &Sender<Played>) {
        while !stop.load(Ordering::Relaxed) {
            let from = next.fetch_add(chunk, Ordering::Relaxed);
            if from >= self.histories {
                return;
            }
            let mut played = Played::default();
            (from..(from + chunk).min(self.histories)).for_each(|number| self.one(number, &mut played));
            // Nobody listens any more once a wrong protocol is caught.
            let _ = send.send(played);
        }
    }

    fn one(&self, number: u64, played: &mut Played) {
        let recipe = self.recipe(number);
        let outcome = run(&recipe);
        played.histories += 1;
        played.counts.absorb(&outcome.counts);
        if number.is_multiple_of(self.twice_every) && outcome.broken.is_none() {
            played.counts.seen(Seen::Twice, 1);
            if run(&recipe) != outcome {
                played.broken.push((recipe.clone(), String::from("the same seed played twice differs")));
            }
        }
        played.broken.extend(outcome.broken.map(|broken| (recipe, broken)));
    }

    /// Every wrong protocol, each until it is caught or has survived as many histories as it may.
    pub fn mutants(&self, mut tell: impl FnMut(Mutant, &Played)) -> Vec<Caught> {
        let catch = |(mutant, within): (Mutant, u64)| {
            let first = Recipe::new(self.first.seed).with(mutant);
            let campaign = Self { first, histories: within, twice_every: u64::MAX, ..self.clone() };
            let played = campaign.play_until(true, |played| tell(mutant, played));
            let by = played.broken.into_iter().min_by_key(|(recipe, _)| recipe.seed.wrapping_sub(self.first.seed));
            Caught { mutant, within, by, survived: played.histories }
        };
        Mutant::WRONG.into_iter().map(catch).collect()
    }
}

fn gather(receive: &Receiver<Played>, stop: Option<&AtomicBool>, mut tell: impl FnMut(&Played)) -> Played {
    let start = Instant::now();
    let mut all = Played::default();
    let mut told = start;
    loop {
        match receive.recv_timeout(Duration::from_millis(500)) {
            Ok(part) => {
                all.histories += part.histories;
                all.counts.absorb(&part.counts);
                all.broken.extend(part.broken);
                if let Some(stop) = stop.filter(|_| !all.broken.is_empty()) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        all.time = start.elapsed();
        if told.elapsed() >= Duration::from_secs(1) {
            told = Instant::now();
            tell(&all);
        }
    }
    all.broken.sort_by_key(|(recipe, _)| recipe.seed);
    all
}

impl Played {
    /// The first few histories that broke a rule, made short.
    #[must_use]
    pub fn shrunk(&self) -> Vec<Shrunk> {
        self.broken.iter().take(SHOWN).filter_map(|(recipe, _)| shrink(recipe)).collect()
    }

    /// How many histories a second.
    #[must_use]
    pub fn speed(&self) -> f64 {
        let histories = u32::try_from(self.histories).unwrap_or(u32::MAX);
        f64::from(histories) / self.time.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}
