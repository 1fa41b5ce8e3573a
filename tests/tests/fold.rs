//! The fold (归并): the same entries give the same village in any order, clocks decide nothing, doubles are
//! found, breaches weigh nothing, and no event ties a voter to a paper.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "../src/sim.rs"]
#[allow(dead_code, unused_imports, reason = "other suites use the rest of the simulation")]
mod sim;

use cunxuan_core::count::{self, BallotCalled, BoxOpened, Paper, RunOpened};
use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::id::{PersonId, Place, Ref, to_bytes};
use cunxuan_core::record::Range;
use cunxuan_core::stamp::Standing;
use cunxuan_core::village::{Book, ElectionView};
use cunxuan_core::{Event, Refusal, polling};
use sim::day::Day;
use sim::examples::{ADDED, VOTER, examples};
use sim::oracle::digest;
use sim::rng::Rng;
use sim::village::{ELECTION, FORM, LIAISON, STRANGER, TELLERS, person, scope};

const DAYS: u64 = 150;
const ACTS: usize = 60;

fn steady(entry: u64) -> i64 {
    1_795_000_000 + i64::try_from(entry).unwrap()
}

fn wild(entry: u64) -> i64 {
    let wall = Rng::new(entry).next();
    if entry.is_multiple_of(7) { i64::MIN } else { i64::from_le_bytes(wall.to_le_bytes()) }
}

fn at_once(written: &[Range]) -> Book {
    let mut book = Book::new(scope());
    let taken = book.take(written.to_vec());
    assert_eq!(taken.refused, []);
    book
}

/// Offers everything again and again, shuffled, in batches, some of it twice, until nothing is missing.
fn in_disorder(written: &[Range], rng: &mut Rng) -> Book {
    let mut book = Book::new(scope());
    while book.journal().len() < written.len() {
        let mut offers: Vec<&Range> = written.iter().collect();
        (1..offers.len()).for_each(|at| offers.swap(at, rng.index(at + 1)));
        while !offers.is_empty() {
            let rest = offers.split_off((1 + rng.index(12)).min(offers.len()));
            let batch =
                offers.iter().flat_map(|range| std::iter::repeat_n((*range).clone(), 1 + rng.index(2))).collect();
            if rng.chance(500) {
                book.take(batch);
            } else {
                book.take_in(batch);
            }
            offers = rest;
        }
        book.settle();
    }
    book
}

fn in_order(written: &[Range]) -> Book {
    let whole = at_once(written);
    let turns = whole.journal().in_order();
    let place = |range: &Range| {
        let id = range.items[0].id_after(&range.prev);
        turns.iter().position(|(turn, _)| turn.3 == id)
    };
    let mut sorted = written.to_vec();
    sorted.sort_by_key(place);
    let mut book = Book::new(scope());
    sorted.into_iter().for_each(|range| drop(book.take(vec![range])));
    book
}

#[test]
fn any_order_gives_the_same_village() {
    let (mut entries, mut forks) = (0, 0);
    for seed in 1..=DAYS {
        let day = Day::play(seed, ACTS, seed % 2 == 0, steady);
        let whole = at_once(&day.written);
        let mut rng = Rng::new(seed);
        let disordered = in_disorder(&day.written, &mut rng);
        let ordered = in_order(&day.written);
        for (how, book) in [("in disorder", &disordered), ("in order", &ordered)] {
            assert_eq!(digest(book), digest(&whole), "seed {seed}: taken {how} gives another village");
            assert_eq!(book.village().fingerprint(), whole.village().fingerprint(), "seed {seed}: taken {how}");
        }
        for writer in &day.writers {
            assert_eq!(digest(&writer.book), digest(&whole), "seed {seed}: a writer sees another village");
        }
        let forked = whole.journal().logs().any(|(_, log)| log.forked_after().is_some());
        assert!(forked || ordered.refolds() == 0, "seed {seed}: entries in order were folded anew");
        (entries, forks) = (entries + day.written.len(), forks + usize::from(forked));
    }
    println!("{DAYS} days, {entries} entries, {forks} with a fork");
    assert!(forks > 0 && forks < usize::try_from(DAYS).unwrap());
}

/// What a book shows, with every clock's label blotted out.
fn without_clocks(book: &Book) -> String {
    let text = format!("{:?}{:?}", book.village(), findings(book.village(), book.journal()));
    let mut parts = text.split("wall: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "wall: " + part.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()))
}

#[test]
fn clocks_decide_nothing() {
    for seed in 1..=DAYS {
        let [right, wrong] = [steady, wild].map(|clock| Day::play(seed, ACTS, false, clock));
        let [right, wrong] = [right, wrong].map(|day| at_once(&day.written));
        assert_ne!(digest(&right), digest(&wrong), "seed {seed}: the clocks were the same");
        assert_eq!(without_clocks(&right), without_clocks(&wrong), "seed {seed}: a clock decided something");
    }
}

/// A morning on which the voter is registered and everybody knows.
fn morning() -> Day {
    let mut day = Day::begin(1, 2, steady);
    let event = view(&day.writers[1].book).register(&[VOTER]).unwrap();
    day.write(1, LIAISON, &[event]);
    day.hear_all();
    day
}

fn view(book: &Book) -> ElectionView<'_> {
    book.village().election(ELECTION).unwrap()
}

fn issue(day: &mut Day, at: usize) {
    let event = view(&day.writers[at].book).issue_ballot(VOTER, None).unwrap();
    day.write(at, LIAISON, &[event]);
}

fn found(book: &Book) -> Vec<Finding> {
    findings(book.village(), book.journal())
}

#[test]
fn two_phones_offline_issue_twice_and_everybody_sees_it_once() {
    let mut day = morning();
    issue(&mut day, 1);
    issue(&mut day, 2);
    day.writers.iter().for_each(|writer| assert_eq!(found(&writer.book), [], "nobody can know yet"));
    day.hear_all();
    for writer in &day.writers {
        let found = found(&writer.book);
        assert!(
            matches!(&found[..], [Finding::DoubleIssue { voter, at, .. }] if *voter == VOTER && at.len() == 2),
            "{found:?}"
        );
        assert_eq!(view(&writer.book).election.polling.issues(VOTER).len(), 2);
    }
}

#[test]
fn one_phone_refuses_to_issue_twice() {
    let mut day = morning();
    issue(&mut day, 1);
    let again = view(&day.writers[1].book).issue_ballot(VOTER, None);
    assert!(matches!(again, Err(Refusal::Polling(polling::Refusal::AlreadyIssued { at })) if at.actor == LIAISON));
    let withdrawn = view(&day.writers[1].book).withdraw_issue(VOTER, day.writers[1].log).unwrap();
    day.write(1, LIAISON, &[withdrawn]);
    assert_eq!(view(&day.writers[1].book).election.polling.issued_in_all(FORM), 0);
    assert!(view(&day.writers[1].book).issue_ballot(VOTER, None).is_ok());
}

/// A run opened by a teller on the first phone; where it stands.
fn counting() -> (Day, Place) {
    let mut day = morning();
    let [teller, _] = TELLERS;
    let opened = BoxOpened { form: FORM, box_no: 1, papers: 2, seal_whole: true };
    let event = view(&day.writers[1].book).open_box(teller, opened).unwrap();
    day.write(1, teller, &[event]);
    let run = RunOpened { form: FORM, boxes: vec![1], caller: None, scrutineer: None };
    let event = view(&day.writers[1].book).open_run(teller, run).unwrap();
    day.write(1, teller, &[event]);
    day.hear_all();
    let place = view(&day.writers[1].book).election.count.runs().next().unwrap().place;
    (day, place)
}

fn called(book: &Book, run: Place) -> (u32, u32) {
    let view = view(book);
    (view.election.count.run(run).unwrap().called(), view.sums(FORM).returned)
}

#[test]
fn who_may_not_count_counts_nothing() {
    for actor in [LIAISON, STRANGER, 0] {
        let (mut day, run) = counting();
        let refused = view(&day.writers[2].book).call_ballot(actor, run, Paper::Blank);
        assert_eq!(refused, Err(Refusal::Count(count::Refusal::NotATeller)));
        let forced = BallotCalled { run: Ref::Other { place: run }, paper: Paper::Blank };
        let forced = view(&day.writers[2].book).event(count::Event::from(forced));
        day.write(2, actor, &[forced]);
        day.hear_all();
        for writer in &day.writers {
            assert_eq!(called(&writer.book, run), (0, 0), "actor {actor} counted");
            let [aside] = writer.book.village().aside() else { panic!("actor {actor}: the entry is gone") };
            assert_eq!((aside.standing, aside.at.actor), (Standing::Quarantined, actor));
            assert!(found(&writer.book).iter().any(|found| matches!(found, Finding::RoleBreach { .. })));
        }
    }
}

#[test]
fn a_call_is_taken_back() {
    let (mut day, run) = counting();
    let [teller, _] = TELLERS;
    for expected in [1, 2] {
        let event = view(&day.writers[1].book).call_ballot(teller, run, Paper::Blank).unwrap();
        day.write(1, teller, &[event]);
        assert_eq!(called(&day.writers[1].book, run), (expected, expected));
    }
    let event = view(&day.writers[1].book).undo_call(teller, run).unwrap();
    day.write(1, teller, &[event]);
    day.hear_all();
    day.writers.iter().for_each(|writer| assert_eq!(called(&writer.book, run), (1, 1)));
}

/// Whether the encoded event names one of these people.
fn names_somebody(event: &Event, people: &[PersonId]) -> bool {
    let body = event.write();
    people.iter().map(to_bytes).any(|name| body.windows(name.len()).any(|part| part == name))
}

/// Whether the event speaks of papers that were counted: a run, a box, a pile.
fn names_a_pile(event: &Event) -> bool {
    let text = format!("{event:?}");
    ["run:", "runs:", "box_no:", "boxes:", "paper:"].iter().any(|word| text.contains(word))
}

/// The events of a day, and one of every kind.
fn events(day: &Day) -> Vec<Event> {
    let bodies = day.written.iter().flat_map(|range| &range.items).filter_map(|item| {
        let (entry, body) = item.open().ok()?;
        Event::read(entry.kind, body?)
    });
    bodies.chain(examples().into_iter().map(|(_, event)| event)).collect()
}

#[test]
fn no_event_ties_a_voter_to_a_paper() {
    let (mut voters, mut piles) = (0, 0);
    for seed in 1..=20 {
        let day = Day::play(seed, ACTS, false, steady);
        let known = day.writers[0].book.village().people().iter().map(|(id, _)| id);
        let people: Vec<PersonId> = known.chain([VOTER, ADDED]).collect();
        for event in events(&day) {
            let counting = (0x60..=0x7f).contains(&event.kind());
            let (voter, pile) = (names_somebody(&event, &people), names_a_pile(&event));
            assert!(!(voter && pile), "{event:?} ties a voter to a pile");
            assert!(!(counting && voter), "{event:?} names a voter");
            // A box that is sealed before the poll is empty: there is no pile in it yet.
            let at_the_tables = (0x20..=0x5f).contains(&event.kind()) && event.kind() != 0x5a;
            assert!(!(at_the_tables && pile), "{event:?} names a pile");
            (voters, piles) = (voters + usize::from(voter), piles + usize::from(pile));
        }
    }
    assert!(voters > 100 && piles > 100, "the check sees {voters} voters and {piles} piles");
}

#[test]
fn somebody_added_is_found_twice() {
    let mut day = morning();
    for at in [1, 2] {
        let event = view(&day.writers[at].book).add_person(1, person(1, 50).unwrap()).unwrap();
        day.write(at, LIAISON, &[event]);
    }
    day.hear_all();
    for writer in &day.writers {
        assert!(matches!(found(&writer.book)[..], [Finding::SameNumber { .. }]));
    }
}
