//! The exchange under faults (同步仿真): seeded histories end equal and complete, and wrong protocols are caught.
//!
//! The short run of `cargo xtask sim`, which plays as many histories as it is told to, from any seed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "../src/sim.rs"]
#[allow(dead_code, unused_imports, reason = "other suites use the rest of the simulation")]
mod sim;

use cunxuan_core::Event;
use cunxuan_core::id::{Label, to_bytes};
use cunxuan_core::plan::{self, BranchSettled};
use cunxuan_core::polling::HaltReason;
use cunxuan_core::record::exchange::{Exchange, Input, Output, SyncRequest, WIRE, answer, holdings};
use cunxuan_core::record::{Journal, Range};
use cunxuan_core::village::Book;
use sim::audit::audit;
use sim::campaign::Campaign;
use sim::day::Day;
use sim::fault::{Fault, Seen};
use sim::mutant::Mutant;
use sim::oracle::digest;
use sim::recipe::Recipe;
use sim::rng::Rng;
use sim::script::Script;
use sim::shrink::shrink;
use sim::table::table;
use sim::village::{ELECTION, LIAISON, OFFICE, opened, scope};
use sim::world::run;

const HISTORIES: u64 = 2_000;

/// The short run: more of it is folded and played twice than of a long one.
fn short(histories: u64) -> Campaign {
    Campaign { folds_every: 20, twice_every: 19, ..Campaign::new(1, histories) }
}

#[test]
fn histories_end_equal_and_complete() {
    let campaign = short(HISTORIES);
    let played = campaign.play(|_| {});
    println!("{}", table(&campaign, &played, &[]));
    for shrunk in played.shrunk() {
        println!("{}\n  cargo xtask sim --histories 1 {}", shrunk.broken, shrunk.recipe);
    }
    assert_eq!(played.broken.first(), None, "{} histories break a rule", played.broken.len());
    let rare = Fault::ALL.into_iter().find(|fault| played.counts.of_fault(*fault) < 100);
    assert_eq!(rare, None, "hardly ever struck: a run that meets none of it proves nothing");
    for (what, least) in [(Seen::Forks, 300), (Seen::Audited, 3_000), (Seen::Weightless, 500), (Seen::Twice, 100)] {
        assert!(played.counts.of(what) >= least, "{what:?}: {} times", played.counts.of(what));
    }
}

/// A history that once broke a rule: two phones lost records of one log, and each needs the other's to go on.
#[test]
fn what_once_broke_holds() {
    assert_eq!(run(&Recipe::new(29_744)).broken, None);
}

#[test]
fn wrong_protocols_are_caught() {
    for caught in short(HISTORIES).mutants(|_, _| {}) {
        let Some((recipe, broken)) = &caught.by else { panic!("{} survives", caught.mutant.name()) };
        println!("{recipe}: {broken}");
    }
}

/// What makes a wrong protocol wrong is one fault: without it nothing is broken, so it is caught for what it is.
#[test]
fn without_its_fault_no_protocol_is_wrong() {
    let forks = [Fault::Cloned, Fault::Rewound, Fault::Evicted, Fault::Torn, Fault::Unflushed, Fault::TwoTabs];
    let back = [Fault::ServerRestored, Fault::OtherStore];
    for (mutant, faults) in [
        (Mutant::Cursor, [forks.as_slice(), &back].concat()),
        (Mutant::Height, [forks.as_slice(), &back].concat()),
        (Mutant::DedupSeq, [forks.as_slice(), &back].concat()),
        (Mutant::PruneOnAck, [forks.as_slice(), &back].concat()),
        (Mutant::PruneNewest, back.to_vec()),
        (Mutant::Relaxed, vec![Fault::Unflushed]),
        (Mutant::PruneOldest, Vec::new()),
    ] {
        let rest = Fault::ALL.into_iter().filter(|fault| !faults.contains(fault)).collect();
        let first = Recipe { faults: Some(rest), ..Recipe::new(1).with(mutant) };
        let played = Campaign { first, ..short(150) }.play(|_| {});
        assert_eq!(played.broken.first(), None, "{}", mutant.name());
    }
}

#[test]
fn a_failing_history_is_made_short() {
    for mutant in [Mutant::Cursor, Mutant::DedupSeq, Mutant::Relaxed, Mutant::PruneNewest] {
        let campaign = Campaign { first: Recipe::new(1).with(mutant), ..short(50) };
        let (long, _) = campaign.play(|_| {}).broken.first().cloned().unwrap();
        let shrunk = shrink(&long).unwrap();
        println!("{} steps: {}: {} ({} tried)", Script::length(&long), shrunk.recipe, shrunk.broken, shrunk.tried);
        let (steps, faults) = (shrunk.recipe.only.clone().unwrap(), shrunk.recipe.faults.clone().unwrap());
        assert!(steps.len() <= 10 && faults.len() <= 5, "{}", shrunk.recipe);
        let again = Recipe::parse(&shrunk.recipe.to_string()).unwrap();
        assert_eq!((&again, run(&again).broken), (&shrunk.recipe, Some(shrunk.broken.clone())));
        for left_out in 0..steps.len() {
            let fewer = steps.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, step)| *step).collect();
            let fewer = Recipe { only: Some(fewer), ..shrunk.recipe.clone() };
            let still = run(&fewer).broken.is_some_and(|broken| broken[..3] == shrunk.broken[..3]);
            assert!(!still, "step {left_out} of {} is not needed", shrunk.recipe);
        }
    }
    assert!(shrink(&Recipe::new(1)).is_none(), "a history that breaks no rule cannot be made short");
}

/// The audit is no echo of the fold: of a village that lacks the last entry that counts it says so.
#[test]
fn the_audit_sees_one_entry_too_few() {
    let mut seen = 0;
    for seed in 1..=20 {
        let day = Day::play(seed, 100, false, |_| 0);
        let (mut whole, mut less) = (Book::new(scope()), Book::new(scope()));
        whole.take(day.written.clone());
        assert!(audit(whole.journal(), whole.village()).is_ok(), "seed {seed}");
        let counts = |range: &&Range| (0x52..=0x64).contains(&range.items[0].open().unwrap().0.kind);
        let Some(last) = day.written.iter().rev().find(counts) else { continue };
        let log = |range: &&Range| range.log != last.log || range.from < last.from;
        less.take(day.written.iter().filter(log).cloned().collect());
        seen += u32::from(audit(whole.journal(), less.village()).is_err());
    }
    assert!(seen >= 15, "the audit noticed {seen} of 20");
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
            let request =
                SyncRequest { version: WIRE, scope: scope(), have, push: Vec::new(), max_bytes: 1, known: None };
            let taken = phone.take(answer(store.journal(), &request, Vec::new()).ranges);
            assert_eq!((taken.new.len(), taken.refused.len()), (1, 0), "seed {seed}: an answer brought nothing new");
        }
    }
}

/// A phone reads what it pulled first and what it wrote after: entries of its own log that it wrote before
/// its copy went on, that it pulled, and that it wrote behind those.
#[test]
fn a_delivery_is_taken_in_whatever_its_order() {
    for seed in 1..=20 {
        let day = Day::play(seed, 60, true, |_| 0);
        let mut journal = Journal::new(scope());
        let taken = journal.take(day.written.iter().rev().cloned().collect());
        assert_eq!((journal.len(), taken.refused.len()), (day.written.len(), 0), "seed {seed}");
    }
}

/// Two decisions on one branch, by a server before and after a restore: the later one in the record holds,
/// whichever a phone hears of first.
#[test]
fn decisions_hold_in_the_order_of_the_record() {
    let day = Day::begin(1, 2, |_| 0);
    let log = day.writers[1].log;
    let label = Label { actor: OFFICE, wall: 0 };
    let event = day.writers[1].book.village().election(ELECTION).unwrap().halt(Some(1), HaltReason::Disturbance);
    let branches = [1, 2].map(|wall| {
        let label = Label { actor: LIAISON, wall };
        day.writers[1].book.draft(log, std::slice::from_ref(&event), label, Default::default)
    });
    let mut books = [0, 1].map(|_| Book::new(scope()));
    for book in &mut books {
        book.take(day.written.iter().chain(&branches).cloned().collect());
    }
    let decisions = branches.clone().map(|branch| {
        let (mut office, head) = (books[0].clone(), branch.ids().last().unwrap());
        let officials = [String::from("甲"), String::from("乙")];
        let settled = BranchSettled { log, seq: head.seq, head: head.id, officials };
        let first = office.open_log(&opened([head.id.0[0]; 8], 0), label);
        office.take(vec![first.clone()]);
        let second = office.draft(first.log, &[Event::Plan(plan::Event::from(settled))], label, Default::default);
        vec![first, second]
    });
    let [one, other] = &decisions;
    books[0].take([one.clone(), other.clone()].concat());
    books[1].take([other.clone(), one.clone()].concat());
    assert_eq!(digest(&books[0]), digest(&books[1]));
}

/// A settled phone names what both sides hold by its digest, to a store that takes that; nothing is missed, also
/// when the store went back to an older copy that knows nothing of digests.
#[test]
fn a_settled_phone_asks_in_short_and_misses_nothing() {
    let day = Day::play(3, 60, false, |_| 0);
    let (first, second) = day.written.split_at(day.written.len() / 2);
    for is_old in [false, true] {
        let (mut store, mut phone, mut exchange) = (Book::new(scope()), Book::new(scope()), Exchange::new(0));
        store.take(first.to_vec());
        let mut ask = |store: &Book, phone: &mut Book, is_old: bool| {
            let mut requests = Vec::new();
            let mut outputs = exchange.step(requests.len() as u64, phone.journal(), Input::Wake);
            while let Some(Output::Send(mut request)) = outputs.pop() {
                requests.push((request.have.len(), to_bytes(&request).len()));
                request.known = request.known.filter(|_| !is_old);
                let answer = answer(store.journal(), &request, Vec::new());
                let ranges = answer.ranges.clone();
                outputs = exchange.step(0, phone.journal(), Input::Answer(answer));
                phone.take(ranges);
                outputs = match outputs.last() {
                    Some(Output::At(0)) => exchange.step(0, phone.journal(), Input::Due),
                    _ => Vec::new(),
                };
            }
            requests
        };
        ask(&store, &mut phone, is_old);
        ask(&store, &mut phone, is_old);
        let rest = ask(&store, &mut phone, is_old);
        assert_eq!((rest.len(), rest[0].0 == 0), (1, !is_old), "in full to an old store alone: {rest:?}");
        assert!(is_old || rest[0].1 <= 64, "{rest:?}");
        store.take(second.to_vec());
        // What was answered by a new store is asked of an old one in the new way, once.
        let news = ask(&store, &mut phone, true);
        assert!(news.len() <= 2 && phone.journal().len() == day.written.len(), "{news:?}");
        assert_eq!(digest(&phone), digest(&store));
    }
}
