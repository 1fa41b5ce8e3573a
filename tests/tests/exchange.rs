//! The exchange under faults (同步仿真): seeded histories end equal and complete, and wrong protocols are caught.
//!
//! `CUNXUAN_SEED` is the first seed, `CUNXUAN_HISTORIES` how many are played.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "../src/sim.rs"]
#[allow(dead_code, reason = "other suites use the rest of the simulation")]
mod sim;

use cunxuan_core::record::exchange::{SyncRequest, WIRE, answer, holdings};
use cunxuan_core::village::Book;
use sim::day::Day;
use sim::mutant::Mutant;
use sim::rng::Rng;
use sim::village::scope;
use sim::weather::Fault;
use sim::world::{Counts, Outcome, run};
use std::env;

const HISTORIES: u64 = 2_000;
/// What the network does and what comes of it: a run that meets none of it proves nothing.
const MET: [&str; 6] = ["message lost", "message cut", "message repeated", "timeout", "refolds", "forks"];

fn number(name: &str, or: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or)
}

fn must_be_whole(seed: u64, outcome: &Outcome) {
    if let Some(broken) = &outcome.broken {
        panic!(
            "seed {seed}: {broken}\n  CUNXUAN_SEED={seed} CUNXUAN_HISTORIES=1 cargo test -p cunxuan-tests --test exchange histories"
        );
    }
}

#[test]
fn histories_end_equal_and_complete() {
    let (first, histories) = (number("CUNXUAN_SEED", 1), number("CUNXUAN_HISTORIES", HISTORIES));
    let mut counts = Counts::new();
    for seed in first..first + histories {
        let outcome = run(seed, None);
        must_be_whole(seed, &outcome);
        if seed % 100 == 0 {
            assert_eq!(outcome, run(seed, None), "seed {seed}: the same seed played twice differs");
        }
        for (what, count) in outcome.counts {
            *counts.entry(what).or_default() += count;
        }
    }
    if histories >= HISTORIES {
        let rare = Fault::ALL
            .map(Fault::name)
            .into_iter()
            .chain(MET)
            .find(|what| counts.get(what).is_none_or(|count| *count < 100));
        assert_eq!(rare, None, "hardly ever happened");
    }
    println!("{histories} histories from seed {first}");
    counts.iter().for_each(|(what, count)| println!("{count:>10}  {what}"));
}

#[test]
fn wrong_protocols_are_caught() {
    for mutant in Mutant::ALL {
        let caught = (1..=HISTORIES).find_map(|seed| Some((seed, run(seed, Some(mutant)).broken?)));
        let Some((seed, broken)) = caught else { panic!("{mutant:?} survives {HISTORIES} histories") };
        println!("{mutant:?} caught at seed {seed}: {broken}");
    }
}

/// However short an answer is, it brings something that the phone lacks: also of a log that forked.
#[test]
fn every_answer_brings_something_new() {
    for seed in 1..=50 {
        let day = Day::play(seed, 60, true, |_| 0);
        let (mut store, mut phone) = (Book::new(scope()), Book::new(scope()));
        store.take(day.written.clone());
        // The phone has heard of some of it: what stands behind something missing it could not take in.
        let mut rng = Rng::new(seed);
        phone.take(day.written.iter().filter(|_| rng.chance(900)).cloned().collect());
        while phone.journal().len() < store.journal().len() {
            let have = holdings(phone.journal());
            let request = SyncRequest { version: WIRE, scope: scope(), have, push: Vec::new(), max_bytes: 1 };
            let taken = phone.take(answer(store.journal(), &request, Vec::new()).ranges);
            assert_eq!((taken.new.len(), taken.refused.len()), (1, 0), "seed {seed}: an answer brought nothing new");
        }
    }
}
