//! The tables (发票桌): how many papers must lie there, when they run short, what a count of them shows, who works
//! where, and the same on every phone in whatever order the entries come.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "../src/sim.rs"]
#[allow(dead_code, unused_imports, reason = "other suites use the rest of the simulation")]
mod sim;

use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::people::{self, PeopleImported};
use cunxuan_core::polling::{HaltReason, TableState};
use cunxuan_core::record::Range;
use cunxuan_core::village::{Book, ElectionView};
use cunxuan_core::{Event, Refusal, polling};
use sim::day::Day;
use sim::rng::Rng;
use sim::village::{ELECTION, LIAISON, OFFICE, SERIES, person, scope};

const GROUP: GroupNo = 1;
/// Voters of the group.
const VOTERS: u16 = 60;

fn clock(entry: u64) -> i64 {
    1_795_000_000 + i64::try_from(entry).unwrap()
}

fn view(book: &Book) -> ElectionView<'_> {
    book.village().election(ELECTION).unwrap()
}

fn voter(no: u16) -> PersonId {
    PersonId::Listed { group: GROUP, no }
}

/// A village whose first group has sixty voters, all of them registered.
fn morning() -> Day {
    let mut day = Day::begin(3, 2, clock);
    let more =
        PeopleImported { group: GROUP, first: 7, people: (7..=VOTERS).filter_map(|no| person(GROUP, no)).collect() };
    day.write(0, OFFICE, &[Event::People(people::Event::from(more))]);
    day.hear_all();
    let all: Vec<PersonId> = (1..=VOTERS).map(voter).collect();
    let registered = view(&day.writers[1].book).register(&all).unwrap();
    day.write(1, LIAISON, &[registered]);
    day.hear_all();
    day
}

/// What is done at the table, on the phone of that number.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// So many papers are brought.
    Take(u32),
    /// These voters, first and last, draw theirs.
    Issue(usize, u16, u16),
    /// Somebody gives his paper back.
    Back(usize, u16),
    /// So many papers lie there.
    Count(u32),
    /// Everybody hears of everything.
    Hear,
    /// The office agrees to papers of this colour.
    Reprint(u32),
}

fn act(day: &mut Day, step: Step) {
    if matches!(step, Step::Reprint(_)) {
        // Only a halted group gets papers of another colour.
        let halt = view(&day.writers[1].book).halt(Some(GROUP), HaltReason::PapersDiffer);
        day.write(1, LIAISON, &[halt]);
        day.hear_all();
    }
    let at = match step {
        Step::Issue(at, ..) | Step::Back(at, _) => at,
        Step::Take(_) | Step::Count(_) => 1,
        Step::Hear => return day.hear_all(),
        Step::Reprint(_) => 0,
    };
    let view = view(&day.writers[at].book);
    let series = view.series_for(GROUP).unwrap();
    let events = match step {
        Step::Take(papers) => vec![view.report_papers(GROUP, series, papers)],
        Step::Issue(_, first, last) => (first..=last).map(|no| view.issue_ballot(voter(no), None).unwrap()).collect(),
        Step::Back(_, no) => vec![view.withdraw_issue(voter(no), day.writers[at].log).unwrap()],
        Step::Count(counted) => vec![view.report_counted(GROUP, series, counted)],
        Step::Reprint(papers) => view.reprint(GROUP, "淡红", papers).unwrap().to_vec(),
        Step::Hear => Vec::new(),
    };
    day.write(at, if at == 0 { OFFICE } else { LIAISON }, &events);
}

/// What must be seen of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    issued: u32,
    waiting: u32,
    left: Option<u32>,
    short: u32,
    dry: bool,
    to_count: Option<u32>,
    /// Papers that should have lain there, and papers that did.
    miscounted: Option<(u32, u32)>,
}

fn seen(book: &Book) -> Seen {
    let view = view(book);
    let table: TableState = view.table(GROUP);
    assert_eq!(table.due, u32::from(VOTERS));
    let series = view.series_for(GROUP).unwrap();
    Seen {
        issued: table.issued,
        waiting: table.waiting,
        left: table.left,
        short: table.short(),
        dry: table.is_dry(),
        to_count: table.to_count(),
        miscounted: view.election.polling.miscounted(series, GROUP),
    }
}

/// Offers what was written shuffled, again and again, until nothing is missing.
fn in_disorder(written: &[Range], seed: u64) -> Book {
    let (mut book, mut rng) = (Book::new(scope()), Rng::new(seed));
    while book.journal().len() < written.len() {
        let mut offers = written.to_vec();
        (1..offers.len()).for_each(|at| offers.swap(at, rng.index(at + 1)));
        offers.into_iter().for_each(|range| drop(book.take(vec![range])));
    }
    book
}

/// Nothing was brought yet, and nobody has come.
const NONE: Seen = Seen { issued: 0, waiting: 60, left: None, short: 0, dry: false, to_count: None, miscounted: None };

/// What happens at a table, and what its phone must then know.
const GUARDED: [(&str, &[Step], Seen); 12] = [
    ("nothing was brought", &[], NONE),
    ("nothing was brought, papers go out", &[Step::Issue(1, 1, 30)], Seen { issued: 30, waiting: 30, ..NONE }),
    ("enough", &[Step::Take(63), Step::Issue(1, 1, 10)], Seen { issued: 10, waiting: 50, left: Some(53), ..NONE }),
    ("too few", &[Step::Take(57)], Seen { left: Some(57), short: 3, ..NONE }),
    (
        "more are brought",
        &[Step::Take(40), Step::Issue(1, 1, 24), Step::Take(20)],
        Seen { issued: 24, waiting: 36, left: Some(36), ..NONE },
    ),
    (
        "it is time to count",
        &[Step::Take(63), Step::Issue(1, 1, 25)],
        Seen { issued: 25, waiting: 35, left: Some(38), to_count: Some(38), ..NONE },
    ),
    (
        "the count agrees",
        &[Step::Take(63), Step::Issue(1, 1, 25), Step::Count(38), Step::Issue(1, 26, 30)],
        Seen { issued: 30, waiting: 30, left: Some(33), ..NONE },
    ),
    (
        "three went out that nobody wrote down",
        &[Step::Take(60), Step::Issue(1, 1, 25), Step::Count(32), Step::Issue(1, 26, 27)],
        Seen { issued: 27, waiting: 33, left: Some(30), short: 3, miscounted: Some((35, 32)), ..NONE },
    ),
    (
        "they were under the others after all",
        &[Step::Take(60), Step::Issue(1, 1, 25), Step::Count(32), Step::Issue(1, 26, 27), Step::Count(33)],
        Seen { issued: 27, waiting: 33, left: Some(33), ..NONE },
    ),
    (
        "the table runs dry",
        &[Step::Take(60), Step::Issue(1, 1, 25), Step::Count(32), Step::Issue(1, 26, 57)],
        Seen {
            issued: 57,
            waiting: 3,
            left: Some(0),
            short: 3,
            dry: true,
            to_count: Some(0),
            miscounted: Some((35, 32)),
        },
    ),
    (
        "one comes back after the count, on another phone as well",
        &[
            Step::Take(60),
            Step::Hear,
            Step::Issue(1, 1, 20),
            Step::Issue(2, 31, 34),
            Step::Hear,
            Step::Count(36),
            Step::Back(1, 3),
            Step::Hear,
        ],
        Seen { issued: 23, waiting: 37, left: Some(37), ..NONE },
    ),
    (
        "the group votes again",
        &[
            Step::Take(60),
            Step::Issue(1, 1, 25),
            Step::Count(32),
            Step::Hear,
            Step::Reprint(60),
            Step::Hear,
            Step::Take(60),
            Step::Issue(1, 1, 2),
        ],
        Seen { issued: 2, waiting: 58, left: Some(58), ..NONE },
    ),
];

#[test]
fn the_guard_of_a_table() {
    for (name, steps, expected) in GUARDED {
        let mut day = morning();
        steps.iter().for_each(|step| act(&mut day, *step));
        assert_eq!(seen(&day.writers[1].book), expected, "{name}");
        day.hear_all();
        for writer in &day.writers {
            assert_eq!(seen(&writer.book), expected, "{name}: another phone");
        }
        for seed in 1..=5 {
            let book = in_disorder(&day.written, seed);
            assert_eq!(seen(&book), expected, "{name}: in disorder {seed}");
            assert_eq!(miscounted(&book), expected.miscounted, "{name}: the finding");
        }
    }
}

/// The papers that should have lain on the table and those that did, as a finding says it.
fn miscounted(book: &Book) -> Option<(u32, u32)> {
    findings(book.village(), book.journal()).iter().find_map(|found| {
        if let Finding::PapersMiscounted { group: GROUP, expected, counted, .. } = found {
            Some((*expected, *counted))
        } else {
            None
        }
    })
}

#[test]
fn two_phones_at_one_table_know_of_each_other() {
    let mut day = morning();
    [Step::Issue(1, 1, 3), Step::Issue(2, 4, 5), Step::Back(2, 4)].into_iter().for_each(|step| act(&mut day, step));
    day.hear_all();
    for writer in &day.writers {
        let view = view(&writer.book);
        let papers: Vec<_> = view.issuers(GROUP).iter().map(|issuer| (issuer.log, issuer.papers)).collect();
        let mut expected = vec![(day.writers[1].log, 3), (day.writers[2].log, 1)];
        expected.sort_by_key(|(log, _)| papers.iter().position(|(other, _)| other == log));
        assert_eq!(papers, expected);
        assert_eq!(view.issuers(2), []);
    }
}

#[test]
fn what_is_reported_stops_nothing_until_it_is_settled() {
    let mut day = morning();
    let reported = |group, reason| (group, reason);
    for (group, reason) in
        [(Some(GROUP), HaltReason::Treating), (None, HaltReason::Equipment), (Some(GROUP), HaltReason::Treating)]
    {
        let event = view(&day.writers[1].book).report_incident(group, reason);
        day.write(1, LIAISON, &[event]);
    }
    day.hear_all();
    let book = &day.writers[2].book;
    assert_eq!(
        view(book).election.polling.reported(),
        [reported(Some(GROUP), HaltReason::Treating), reported(None, HaltReason::Equipment)]
    );
    assert!(view(book).issue_ballot(voter(1), None).is_ok(), "papers go on going out");
    let settled = view(&day.writers[0].book).resume(Some(GROUP));
    day.write(0, OFFICE, &[settled]);
    day.hear_all();
    for writer in &day.writers {
        assert_eq!(view(&writer.book).election.polling.reported(), [reported(None, HaltReason::Equipment)]);
    }
}

#[test]
fn a_halted_table_hands_out_nothing() {
    for group in [Some(GROUP), None] {
        let mut day = morning();
        let event = view(&day.writers[1].book).halt(group, HaltReason::PapersDiffer);
        day.write(1, LIAISON, &[event]);
        day.hear_all();
        for writer in &day.writers {
            let refused = view(&writer.book).issue_ballot(voter(1), None);
            assert_eq!(refused, Err(Refusal::Polling(polling::Refusal::Halted)));
            assert!(view(&writer.book).table(GROUP).halted);
        }
        let series = view(&day.writers[1].book).series_for(GROUP);
        assert_eq!(series, Some(SERIES), "the papers are not void yet");
    }
}
