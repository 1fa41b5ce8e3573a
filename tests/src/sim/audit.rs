//! The audit (复核): papers and votes counted a second way, from the bytes of the record alone.
//!
//! It has its own small reader of the few events that matter and its own idea of what weighs nothing, and
//! shares no code with the fold: what both say must be the same.

use super::village::{ELECTION, FORM, OFFICE, TELLERS};
use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::id::{LogId, Place};
use cunxuan_core::record::Journal;
use cunxuan_core::village::{ElectionView, Village};
use std::collections::{BTreeMap, BTreeSet};

#[path = "audit/raw.rs"]
mod raw;
use raw::{Call, Mark, Raw, Said};

/// How much was followed.
#[derive(Clone, Copy, Debug)]
pub struct Audited {
    /// Papers handed out and papers called.
    pub counted: usize,
    /// Entries that weigh nothing.
    pub weightless: usize,
}

/// One count of one box.
#[derive(Debug, Default)]
struct Run {
    box_no: u64,
    second: bool,
    closed: bool,
    abandoned: bool,
    papers: Vec<Call>,
}

/// What some papers give: all, void ones, blank ones, and for each post void sections and votes by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    returned: u32,
    void: u32,
    blank: u32,
    posts: [(u32, BTreeMap<String, u32>); 2],
}

/// All that was counted.
#[derive(Debug, Default)]
struct Tally {
    issued: BTreeMap<(Place, Vec<u8>), u64>,
    boxes: BTreeMap<u64, u64>,
    runs: BTreeMap<Place, Run>,
    order: Vec<Place>,
    pending: Vec<Place>,
    breaches: Vec<Place>,
}

/// Counts again what a journal holds and compares it with the village that was folded from it.
///
/// # Errors
/// The first thing in which the two differ.
pub fn audit(journal: &Journal, village: &Village) -> Result<Audited, String> {
    let entries = raw::entries(journal)?;
    let forks = forks(&entries);
    let mine = count(&entries, &forks);
    let view = village.election(ELECTION).ok_or("audit: there is no election")?;
    papers(&mine, &view)?;
    runs(&mine, &view)?;
    aside(&mine, &forks.into_keys().collect(), journal, village)?;
    let called: usize = mine.runs.values().map(|run| run.papers.len()).sum();
    Ok(Audited { counted: mine.issued.len() + called, weightless: mine.pending.len() + mine.breaches.len() })
}

fn count(entries: &[Raw], forks: &BTreeMap<LogId, u32>) -> Tally {
    let mut tally = Tally::default();
    for entry in entries.iter().filter(|entry| entry.kind != 1) {
        if !may(entry) {
            tally.breaches.push(entry.place);
        } else if forks.get(&entry.place.log).is_some_and(|first| entry.place.seq >= *first) {
            tally.pending.push(entry.place);
        } else {
            tally.add(entry);
        }
    }
    tally
}

/// For each log with two entries at one place the first such place.
fn forks(entries: &[Raw]) -> BTreeMap<LogId, u32> {
    let (mut seen, mut forks) = (BTreeSet::new(), BTreeMap::<LogId, u32>::new());
    for Place { log, seq } in entries.iter().map(|entry| entry.place) {
        if !seen.insert((log, seq)) {
            let first = forks.entry(log).or_insert(seq);
            *first = seq.min(*first);
        }
    }
    forks
}

/// Tellers count, the office plans and imports (0x20), everybody does the rest.
fn may(entry: &Raw) -> bool {
    match entry.kind {
        0x60..=0x7f => TELLERS.contains(&entry.actor),
        0x10..=0x20 => entry.actor == OFFICE,
        _ => true,
    }
}

impl Tally {
    fn add(&mut self, entry: &Raw) {
        match &entry.said {
            Said::Issued { group, voter } => {
                self.issued.insert((entry.place, voter.clone()), *group);
            }
            Said::Withdrawn { issue, voter } => {
                self.issued.remove(&(*issue, voter.clone()));
            }
            Said::Box { box_no, papers } => {
                self.boxes.insert(*box_no, *papers);
            }
            Said::Run { box_no, second } => {
                self.order.push(entry.place);
                self.runs.insert(entry.place, Run { box_no: *box_no, second: *second, ..Run::default() });
            }
            Said::Called { run, call } => {
                self.runs.entry(*run).and_modify(|run| run.papers.push(call.clone()));
            }
            Said::Undone { run } => {
                self.runs.entry(*run).and_modify(|run| drop(run.papers.pop()));
            }
            Said::Corrected { run, at, call } => {
                self.runs
                    .entry(*run)
                    .and_modify(|run| run.papers.iter_mut().skip(*at).take(1).for_each(|it| *it = call.clone()));
            }
            Said::Closed { run } => {
                self.runs.entry(*run).and_modify(|run| run.closed = true);
            }
            Said::Abandoned { run } => {
                self.runs.entry(*run).and_modify(|run| run.abandoned = true);
            }
            Said::Else => {}
        }
    }

    /// The run that stands for a box, of those nobody gave up: one that is closed before one that is open, then
    /// the first teller's before the second's, then the one opened last.
    fn standing(&self, box_no: u64) -> Option<&Run> {
        let runs = self.order.iter().filter_map(|place| self.runs.get(place));
        let of_box = runs.filter(|run| run.box_no == box_no && !run.abandoned);
        of_box.max_by_key(|run| (run.closed, !run.second))
    }
}

impl Sums {
    fn of(papers: &[Call]) -> Self {
        let mut sums = Self::default();
        papers.iter().for_each(|paper| sums.add(paper));
        sums
    }

    fn add(&mut self, paper: &Call) {
        self.returned += 1;
        match paper {
            Call::Blank => self.blank += 1,
            Call::Void => self.void += 1,
            Call::Sections(sections) => {
                for ((void, votes), section) in self.posts.iter_mut().zip(sections) {
                    match section {
                        None => *void += 1,
                        Some(marks) => {
                            marks.iter().for_each(|mark| *votes.entry(mark.name()).or_default() += 1);
                        }
                    }
                }
            }
        }
    }

    fn absorb(&mut self, other: &Self) {
        (self.returned, self.void, self.blank) =
            (self.returned + other.returned, self.void + other.void, self.blank + other.blank);
        for ((void, votes), (more, names)) in self.posts.iter_mut().zip(&other.posts) {
            *void += more;
            names.iter().for_each(|(name, count)| *votes.entry(name.clone()).or_default() += count);
        }
    }

    /// The fold's sums in the same words.
    fn told(view: &ElectionView<'_>, told: &cunxuan_core::law::tally::Tally) -> Self {
        let mut sums = Self { returned: told.returned, void: told.whole_invalid, blank: told.blank, ..Self::default() };
        for ((void, votes), post) in sums.posts.iter_mut().zip(&told.posts) {
            *void = post.section_invalid;
            for (name, count) in post.votes.iter().filter(|(_, count)| count.yes > 0) {
                votes.insert(view.election.count.names().get(*name).to_owned(), count.yes);
            }
        }
        sums
    }
}

impl Mark {
    fn name(&self) -> String {
        match self {
            Self::Printed(name) => (*name).to_owned(),
            Self::Written(name) => name.clone(),
        }
    }
}

fn agree<T: PartialEq + std::fmt::Debug>(what: &str, mine: &T, told: &T) -> Result<(), String> {
    if mine == told { Ok(()) } else { Err(format!("I11: audit: {what}: counted {mine:?}, the fold says {told:?}")) }
}

/// Papers handed out, each by the entry that says so.
fn papers(mine: &Tally, view: &ElectionView<'_>) -> Result<(), String> {
    let polling = &view.election.polling;
    let mut told: Vec<Place> =
        polling.voters().flat_map(|voter| polling.issues(voter)).map(|issue| issue.place).collect();
    told.sort_unstable();
    let issued: Vec<Place> = mine.issued.keys().map(|(place, _)| *place).collect();
    agree("papers handed out", &issued, &told)?;
    for group in 1..=2_u16 {
        let at_table = mine.issued.values().filter(|of| **of == u64::from(group)).count();
        agree("papers of a group", &u32::try_from(at_table).unwrap_or(u32::MAX), &polling.issued_to(group, FORM))?;
    }
    agree("papers in all", &u32::try_from(issued.len()).unwrap_or(u32::MAX), &polling.issued_in_all(FORM))
}

/// Every run, every box, and what stands for the village.
fn runs(mine: &Tally, view: &ElectionView<'_>) -> Result<(), String> {
    let count = &view.election.count;
    let told: Vec<Place> = count.runs().map(|run| run.place).collect();
    agree("runs", &mine.order, &told)?;
    for (place, run) in &mine.runs {
        let told = count.run(*place).ok_or("audit: a run is gone")?;
        agree("whether a run is closed", &run.closed, &told.closed)?;
        agree("votes of a run", &Sums::of(&run.papers), &Sums::told(view, told.tally.sums()))?;
    }
    let mut village = Sums::default();
    for box_no in 1..=2_u16 {
        let papers = mine.boxes.get(&u64::from(box_no)).copied();
        agree("papers in a box", &papers, &count.opened(FORM, box_no).map(|opened| u64::from(opened.papers)))?;
        mine.standing(u64::from(box_no)).into_iter().for_each(|run| village.absorb(&Sums::of(&run.papers)));
    }
    agree("votes of the village", &village, &Sums::told(view, &view.sums(FORM)))
}

/// What weighs nothing is kept, and shown to everybody: breaches and forks are findings.
fn aside(mine: &Tally, forked: &BTreeSet<LogId>, journal: &Journal, village: &Village) -> Result<(), String> {
    let all = sorted(mine.pending.iter().chain(&mine.breaches).copied());
    agree("entries without weight", &all, &sorted(village.aside().iter().map(|aside| aside.place)))?;
    let found = findings(village, journal);
    let breach = |found: &Finding| if let Finding::RoleBreach { place, .. } = found { Some(*place) } else { None };
    agree("breaches found", &sorted(mine.breaches.iter().copied()), &sorted(found.iter().filter_map(breach)))?;
    let fork = |found: &Finding| if let Finding::LogForked { log, .. } = found { Some(*log) } else { None };
    agree("forks found", forked, &found.iter().filter_map(fork).collect())
}

fn sorted(places: impl Iterator<Item = Place>) -> Vec<Place> {
    let mut places: Vec<Place> = places.collect();
    places.sort_unstable();
    places
}
