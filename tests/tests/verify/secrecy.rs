//! Nobody joins a voter with his paper (无记名投票), whatever file he is given.
//!
//! The attacker is given the whole export: every entry with its log, number, Lamport number, clock, actor and id,
//! all personal data laid open, every signature; and he stood at the table and knows who drew his paper as which.
//! He is not given the papers, nor what happened between the table and the caller.
//!
//! Tried: an entry that names both a voter and a mark; a table's log that also holds calls; a number, a salt or a
//! reference that a call shares with a paper handed out; calls between the papers going out; and every pairing of
//! papers handed out with papers called, each side sorted by Lamport number, clock, number, log, id or length,
//! forwards and backwards. What a paper says is known to the test alone, by a name that nobody else wrote.
//!
//! What no record can hide: a pile that is called as it was cast (the order of the calls is that of the papers, so a
//! box is mixed before it is called: the control below), a pile in which all papers say the same, and one so small
//! that little is left to guess, which is why the phone asks to mix it with another. Nor is a phone that was rebuilt
//! to betray held back: it can write what it likes into names, clocks and signatures.

use super::{SAMPLE, smallest};
use cunxuan_core::Event;
use cunxuan_core::count::{
    self, BallotCalled, BoxOpened, BundleCompared, CallCorrected, CallReviewed, CallUndone, EndWitnessed, Mark, Paper,
    RunAbandoned, RunClosed, RunOpened, SecondOpened, Section,
};
use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::id::{LogId, PersonId, Ref, to_bytes};
use cunxuan_core::polling::{
    self, AttendanceCounted, BallotIssued, BoxSealed, GroupHalted, GroupResumed, IssueWithdrawn,
};
use cunxuan_core::polling::{
    IncidentReported, PapersCounted, PapersTaken, PhoneChecked, ProxyRegistered, SeriesVoided,
};
use cunxuan_core::record::export;
use cunxuan_core::verify::check;
use cunxuan_core::village::ElectionEvent;
use cunxuan_server::import::{BallotRow, Ballots, GroupPeople, Imported, Mark as Written, VillagePeople};
use cunxuan_tests::forge::{Record, Township};
use cunxuan_tests::given::Given;
use std::collections::{BTreeMap, BTreeSet};

/// What the papers of a tiny pile say: each another name, so that whoever joins them is found out.
const SAYS: [&str; 5] = ["甲", "乙", "丙", "丁", "戊"];

/// What an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    /// Of somebody, perhaps, and of no paper in a box.
    Voter,
    /// Of papers in a box, and of nobody who voted.
    Papers,
    /// Of neither.
    Neither,
}

/// What an event tells. Every field stands here by name: whoever adds one must say what it tells.
fn tells(event: &Event) -> Tells {
    match event {
        Event::Plan(_) => Tells::Neither,
        Event::People(_) => Tells::Voter,
        Event::Election { no: _, event } => match event {
            ElectionEvent::Roll(_) | ElectionEvent::Ballot(_) => Tells::Voter,
            ElectionEvent::Polling(event) => at_the_tables(event),
            ElectionEvent::Count(event) => at_the_count(event),
            // Whoever signs does so by his number among those who act.
            ElectionEvent::Canvass(_) => Tells::Papers,
        },
    }
}

fn at_the_tables(event: &polling::Event) -> Tells {
    match event {
        polling::Event::PapersTaken(PapersTaken { group: _, series: _, papers: _ })
        | polling::Event::GroupHalted(GroupHalted { group: _, reason: _ })
        | polling::Event::SeriesVoided(SeriesVoided { series: _, group: _ })
        | polling::Event::GroupResumed(GroupResumed { group: _ })
        | polling::Event::AttendanceCounted(AttendanceCounted { present: _ })
        | polling::Event::PapersCounted(PapersCounted { group: _, series: _, counted: _ })
        | polling::Event::IncidentReported(IncidentReported { group: _, reason: _ })
        | polling::Event::BoxSealed(BoxSealed { box_no: _, strips: _, empty: _, booth: _, witnesses: _ })
        | polling::Event::PhoneChecked(PhoneChecked { passed: _, of: _ }) => Tells::Neither,
        polling::Event::ProxyRegistered(ProxyRegistered { principal: _, holder: _, kinship: _, written: _ })
        | polling::Event::BallotIssued(BallotIssued { group: _, series: _, voter: _, holder: _, witnessed: _ })
        | polling::Event::IssueWithdrawn(IssueWithdrawn { issue: _, voter: _ }) => Tells::Voter,
    }
}

fn at_the_count(event: &count::Event) -> Tells {
    let run = match event {
        count::Event::BoxOpened(BoxOpened { form: _, box_no: _, papers: _, seal_whole: _ })
        | count::Event::RunOpened(RunOpened { form: _, boxes: _, caller: _, scrutineer: _ })
        | count::Event::SecondOpened(SecondOpened { form: _, boxes: _, caller: _, scrutineer: _ })
        // Of another phone's count, which lies open: whoever gives it up or looks at a paper anew saw it in public.
        | count::Event::RunAbandoned(RunAbandoned { run: _, witnessed: _ })
        | count::Event::CallReviewed(CallReviewed { run: _, at: _, agrees: _ }) => return Tells::Papers,
        count::Event::BallotCalled(BallotCalled { run, paper: _ })
        | count::Event::CallUndone(CallUndone { run })
        | count::Event::BundleCompared(BundleCompared { run, bundle: _, code: _ })
        | count::Event::CallCorrected(CallCorrected { run, at: _, paper: _, reason: _, scrutineer: _ })
        | count::Event::EndWitnessed(EndWitnessed { run, witnessed: _ })
        | count::Event::RunClosed(RunClosed { run }) => run,
    };
    assert!(matches!(run, Ref::Own { seq: _ }), "a call speaks of another log");
    Tells::Papers
}

/// One entry as the attacker sees it.
struct Seen {
    log: LogId,
    seq: u32,
    lam: u64,
    wall: i64,
    actor: u32,
    id: [u8; 32],
    bytes: Vec<u8>,
    bare: bool,
    event: Option<Event>,
}

impl Seen {
    fn is_issue(&self) -> bool {
        matches!(
            &self.event,
            Some(Event::Election { event: ElectionEvent::Polling(polling::Event::BallotIssued(_)), .. })
        )
    }
    fn paper(&self) -> Option<&Paper> {
        match &self.event {
            Some(Event::Election { event: ElectionEvent::Count(count::Event::BallotCalled(called)), .. }) => {
                Some(&called.paper)
            }
            _ => None,
        }
    }
}

/// Everything that a file holds, in the order of the fold.
fn seen(file: &[u8]) -> Vec<Seen> {
    let journal = export::read(file).unwrap().journal;
    let see =
        |((lam, log, seq, id), item): &((u64, LogId, u32, cunxuan_core::id::EntryId), &cunxuan_core::record::Item)| {
            let (entry, body) = item.open().unwrap();
            Seen {
                log: *log,
                seq: *seq,
                lam: *lam,
                wall: entry.wall,
                actor: entry.actor,
                id: id.0,
                bytes: item.bytes.clone(),
                bare: item.opening.is_none(),
                event: body.and_then(|body| Event::read(entry.kind, body)),
            }
        };
    journal.in_order().iter().map(see).collect()
}

#[test]
fn no_entry_of_a_village_joins_a_voter_with_a_paper() {
    let township = Township::new(&SAMPLE).unwrap();
    let voted_again = |village: &cunxuan_server::import::Village| village.groups.iter().any(|it| !it.series.is_empty());
    let again = SAMPLE.township.villages.iter().position(voted_again).unwrap();
    for at in [smallest(), again, SAMPLE.largest()] {
        let file = Record::of(&township, township.play(at).unwrap()).unwrap().export();
        let (issues, calls) = look_for_a_link(&file);
        println!("village {at}: {issues} papers handed out, {calls} called, nothing links them");
        assert!(issues > 100 && calls > 100, "village {at}: {issues} papers handed out, {calls} called");
    }
}

/// Looks at every entry for anything that a voter's paper and a called one share; how many of both there were.
fn look_for_a_link(file: &[u8]) -> (usize, usize) {
    let (seen, people) = (seen(file), names_of_people(file));
    let lengths: BTreeSet<usize> = people.iter().map(Vec::len).collect();
    let (mut tables, mut counts) = (BTreeSet::new(), BTreeSet::new());
    for it in &seen {
        match it.event.as_ref().map(tells) {
            None | Some(Tells::Neither) => {}
            Some(Tells::Voter) => drop(tables.insert(it.log)),
            Some(Tells::Papers) => {
                counts.insert(it.log);
                assert!(it.bare, "{} {}: a count has a salt, which could be anything", it.log, it.seq);
                let named =
                    lengths.iter().flat_map(|length| it.bytes.windows(*length)).find(|part| people.contains(*part));
                assert_eq!(named, None, "{} {}: a count names somebody", it.log, it.seq);
            }
        }
    }
    assert!(tables.is_disjoint(&counts), "a log holds voters and papers");
    let issues: Vec<&Seen> = seen.iter().filter(|it| it.is_issue()).collect();
    let calls: Vec<&Seen> = seen.iter().filter(|it| it.paper().is_some()).collect();
    let last = issues.iter().map(|it| it.lam).max().unwrap();
    assert!(calls.iter().all(|it| it.lam > last), "a paper was called while others went out");
    let signatures = export::read(file).unwrap().seals;
    let logs: BTreeSet<LogId> = signatures.iter().map(|seal| seal.log).collect();
    assert_eq!(logs.len(), signatures.len(), "more than one signature a log would mark off papers");
    (issues.len(), calls.len())
}

/// How an entry would name anybody of the village: by the number on his list, or by his ID number.
fn names_of_people(file: &[u8]) -> BTreeSet<Vec<u8>> {
    let report = check(&export::read(file).unwrap(), None);
    let name = |(id, resident): (PersonId, &cunxuan_core::people::Resident)| {
        [to_bytes(&id), resident.person.id_number.text().as_bytes().to_vec()]
    };
    report.book.village().people().iter().flat_map(name).collect()
}

/// One group of five voters who each say something else; `mixed[k]` drew the paper that is called as the `k`th.
fn tiny(mixed: &[usize]) -> Vec<u8> {
    let at = smallest();
    let mut village = SAMPLE.township.villages[at].clone();
    village.groups.truncate(1);
    let (code, group) = (village.code.clone(), village.groups[0].clone());
    let drawn = SAMPLE.issues.iter().filter(|row| row.village == code && row.group == group.no && row.holder.is_none());
    let issues: Vec<_> = drawn.take(SAYS.len()).cloned().collect();
    let voters: BTreeSet<_> = issues.iter().map(|row| row.voter).collect();
    let mut people = SAMPLE.people.villages[at].groups[0].people.clone();
    people.retain(|person| voters.contains(&person.id_number));
    let paper = |(order, voter): (u32, &usize)| {
        let mut marks = vec![Vec::new(); SAMPLE.ballots.posts.len()];
        marks[0] = vec![Written { name: SAYS[*voter].to_owned(), written_in: true }];
        let (village, box_no, colour) = (code.clone(), group.box_no.clone(), issues[0].colour.clone());
        BallotRow { village, group: group.no, box_no, order, marks, defect: None, colour }
    };
    let rows = (1..).zip(mixed).map(paper).collect();
    let groups = vec![GroupPeople { no: group.no, people }];
    let given = Given {
        people: Imported { villages: vec![VillagePeople { code: code.clone(), groups }], problems: Vec::new() },
        ballots: Ballots { posts: SAMPLE.ballots.posts.clone(), rows },
        issues,
        rolls: BTreeMap::new(),
        counts: BTreeMap::new(),
        township: cunxuan_server::import::Township { villages: vec![village], ..SAMPLE.township.clone() },
    };
    let township = Township::new(&given).unwrap();
    Record::of(&township, township.play(0).unwrap()).unwrap().export()
}

/// What a paper says, as the place of its name in [`SAYS`].
fn voter_of(paper: &Paper) -> usize {
    let Paper::Marked { sections } = paper else { panic!("{paper:?}") };
    let Section::Names { yes, .. } = &sections[0] else { panic!("{paper:?}") };
    let [Mark::Written { name }] = yes.as_slice() else { panic!("{paper:?}") };
    SAYS.iter().position(|says| says == name).unwrap()
}

type Key = fn(&Seen) -> u64;
/// By what the attacker sorts either side.
const BY: [(&str, Key); 6] = [
    ("Lamport number", |it| it.lam),
    ("clock", |it| it.wall.unsigned_abs()),
    ("number", |it| it.seq.into()),
    ("log", |it| u64::from_be_bytes(it.log.0[..8].try_into().unwrap())),
    ("id", |it| u64::from_be_bytes(it.id[..8].try_into().unwrap())),
    ("length", |it| it.bytes.len() as u64),
];

/// For every pairing how many papers it gave to the voter who drew them.
fn pair(seen: &[Seen]) -> Vec<(String, usize)> {
    let calls: Vec<&Seen> = seen.iter().filter(|it| it.paper().is_some()).collect();
    let issues: Vec<&Seen> = seen.iter().filter(|it| it.is_issue()).collect();
    assert_eq!((issues.len(), calls.len()), (SAYS.len(), SAYS.len()));
    let mut pairings = Vec::new();
    for (one, first) in BY {
        for (other, second) in BY {
            for backwards in [false, true] {
                // Voters drew in the order of their numbers, which stand here for their names.
                let mut drawn: Vec<usize> = (0..issues.len()).collect();
                drawn.sort_by_key(|at| first(issues[*at]));
                let mut called = calls.clone();
                called.sort_by_key(|call| second(call));
                if backwards {
                    called.reverse();
                }
                let right = drawn.iter().zip(called).filter(|(voter, call)| **voter == voter_of(call.paper().unwrap()));
                pairings
                    .push((format!("{one} with {other}{}", if backwards { ", backwards" } else { "" }), right.count()));
            }
        }
    }
    pairings
}

/// What a file shows but for what was called and what chance gave: it must not depend on who cast which paper.
fn shape(seen: &[Seen]) -> (Vec<String>, Vec<Vec<u8>>) {
    let mut logs: Vec<LogId> = Vec::new();
    let mut shape = Vec::new();
    for it in seen {
        let log = logs.iter().position(|log| *log == it.log).unwrap_or(logs.len());
        if log == logs.len() {
            logs.push(it.log);
        }
        let told = match &it.event {
            Some(Event::Election { event: ElectionEvent::Count(count::Event::BallotCalled(_)), .. }) => {
                "a call".to_owned()
            }
            Some(Event::Election { event: ElectionEvent::Canvass(_), .. }) => "a signed result".to_owned(),
            Some(Event::Plan(event)) => format!("the plan, {:#x}", event.kind()),
            event => format!("{event:?}"),
        };
        shape.push(format!("{log} {} {} {} {} {}: {told}", it.seq, it.lam, it.wall, it.actor, it.bytes.len()));
    }
    let mut papers: Vec<Vec<u8>> = seen.iter().filter_map(|it| it.paper().map(to_bytes)).collect();
    papers.sort();
    (shape, papers)
}

/// Every order of so many papers.
fn orders(papers: usize) -> Vec<Vec<usize>> {
    let Some(last) = papers.checked_sub(1) else { return vec![Vec::new()] };
    let insert = |order: Vec<usize>| (0..=last).map(move |at| [&order[..at], &[last], &order[at..]].concat());
    orders(last).into_iter().flat_map(insert).collect()
}

#[test]
fn a_tiny_mixed_pile_is_joined_by_chance_alone() {
    let orders = orders(SAYS.len());
    let (mut right, mut shapes) = (BTreeMap::new(), BTreeSet::new());
    for order in &orders {
        let seen = seen(&tiny(order));
        shapes.insert(shape(&seen));
        for (pairing, papers) in pair(&seen) {
            *right.entry(pairing).or_insert(0) += papers;
        }
    }
    // Chance gives each pairing one paper of a pile on average.
    let (best, papers) = right.iter().max_by_key(|(_, papers)| **papers).unwrap();
    println!(
        "{} piles of {}: of {} pairings the best is {best}, right {papers} times",
        orders.len(),
        SAYS.len(),
        right.len()
    );
    assert!(*papers < 2 * orders.len(), "{best}: {papers} of {}", orders.len() * SAYS.len());
    assert_eq!(shapes.len(), 1, "apart from the order of the papers, every file is the same");
}

#[test]
fn a_pile_that_was_not_mixed_is_joined_and_a_tiny_one_is_pointed_out() {
    let file = tiny(&[0, 1, 2, 3, 4]);
    let right = pair(&seen(&file));
    assert!(right.contains(&("Lamport number with clock".to_owned(), SAYS.len())), "the attack works on it: {right:?}");
    let report = check(&export::read(&file).unwrap(), None);
    let found = findings(report.book.village(), report.book.journal());
    let small = |it: &Finding| matches!(it, Finding::SmallPile { papers: 5, .. });
    assert!(found.iter().any(small), "{found:?}");
    look_for_a_link(&file);
}
