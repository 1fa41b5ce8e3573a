//! What the board shows of a run (计票板): the bundle in hand, and the patterns of the one before.

use crate::part::Tick;
use crate::session::Session;
use crate::text::count as words;
use cunxuan_core::ballot::{BallotSettled, Post};
use cunxuan_core::count::{Mark, Paper, Run, Section};
use cunxuan_core::id::{BoxNo, Place};
use cunxuan_core::small::sort_by_key;
use std::cmp::Reverse;

/// Papers in a bundle.
const BUNDLE: usize = cunxuan_core::count::BUNDLE as usize;
/// Pattern keys on the screen.
const KEYS: usize = 3;

/// The board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// The run.
    pub run: Place,
    /// Whether somebody counts this box.
    pub started: bool,
    /// Whether it is this phone.
    pub here: bool,
    /// Whether the count has ended.
    pub closed: bool,
    /// Papers called so far.
    pub called: u32,
    /// Papers that lay in the box.
    pub counted: u32,
    /// The number of the bundle in hand, from 1.
    pub bundle: u32,
    /// Its papers.
    pub ticks: Vec<Tick>,
    /// What the last paper bears.
    pub last: String,
    /// Whether it can be taken back.
    pub can_undo: bool,
    /// The commonest papers of the bundle before.
    pub patterns: Vec<Vec<Section>>,
    /// The posts of the form.
    pub posts: Vec<PostBoard>,
}

/// One post on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostBoard {
    /// Its name.
    pub name: String,
    /// Seats.
    pub seats: u8,
    /// Names with what they stand for on a paper, votes in the bundle, and whether the last paper bears them.
    rows: Vec<(String, Mark, u32, bool)>,
}

/// The board of a box as it stands.
pub fn look(session: Session, box_no: BoxNo) -> Board {
    let own = session.logs();
    let looked = session.view(|view| {
        let no = crate::screen::boxes::form(view);
        let form = view.election.ballots.form(no)?;
        let counted = view.election.count.opened(no, box_no).map_or(0, |opened| opened.papers);
        let runs = view.election.count.standing_runs(no);
        let run = runs.into_iter().find(|run| run.boxes.contains(&box_no));
        Some(match run {
            Some(run) => Board { here: own.contains(&run.place.log), ..of_run(run, form, counted) },
            None => Board { counted, bundle: 1, ..Board::default() },
        })
    });
    looked.flatten().unwrap_or_default()
}

fn of_run(run: &Run, form: &BallotSettled, counted: u32) -> Board {
    let from = usize::try_from(run.bundled).unwrap_or(usize::MAX);
    let bundle = run.papers.get(from..).unwrap_or_default();
    let newest = bundle.len().saturating_sub(1);
    let tick = |(at, paper): (usize, &Paper)| match (at == newest, is_odd(paper, form)) {
        (true, _) => Tick::Now,
        (false, true) => Tick::Odd,
        (false, false) => Tick::Done,
    };
    // A full bundle is laid away with the next call, so its patterns are the ones for that call.
    let laid = if bundle.len() >= BUNDLE { run.papers.len() } else { from };
    let before = run.papers.get(laid.saturating_sub(BUNDLE)..laid).unwrap_or_default();
    let mut board = Board {
        run: run.place,
        started: true,
        here: false,
        closed: run.closed,
        called: run.called(),
        counted,
        bundle: run.bundled / cunxuan_core::count::BUNDLE + 1,
        ticks: bundle.iter().enumerate().map(tick).collect(),
        last: String::new(),
        can_undo: !run.closed && run.called() > run.bundled,
        patterns: patterns(before, form),
        posts: form.posts.iter().enumerate().map(|(at, post)| post_board(at, post, run, bundle)).collect(),
    };
    board.last = bundle.last().map(|paper| board.said(paper)).unwrap_or_default();
    board
}

fn is_odd(paper: &Paper, form: &BallotSettled) -> bool {
    let Paper::Marked { sections } = paper else { return true };
    let odd = |(section, post): (&Section, &Post)| match section {
        Section::Names { yes, .. } => yes.len() > usize::from(post.seats),
        Section::OverMarked | Section::Unreadable => true,
    };
    sections.iter().zip(&form.posts).any(odd)
}

fn yes(paper: &Paper, post: usize) -> &[Mark] {
    match paper {
        Paper::Marked { sections } => match sections.get(post) {
            Some(Section::Names { yes, .. }) => yes,
            Some(Section::OverMarked | Section::Unreadable) | None => &[],
        },
        Paper::Blank | Paper::Unreadable | Paper::Damaged | Paper::SetAside { .. } => &[],
    }
}

fn post_board(at: usize, post: &Post, run: &Run, bundle: &[Paper]) -> PostBoard {
    let printed =
        (0..).zip(&post.candidates).map(|(index, candidate)| (candidate.name.clone(), Mark::Printed { index }));
    let mut names: Vec<(String, Mark)> = printed.collect();
    // Whoever was written in once stays on the board of this box.
    for mark in run.papers.iter().flat_map(|paper| yes(paper, at)) {
        if let Mark::Written { name } = mark
            && !names.iter().any(|(known, _)| known == name)
        {
            names.push((name.clone(), mark.clone()));
        }
    }
    let last = bundle.last();
    let row = |(name, mark): (String, Mark)| {
        let bears = |paper: &Paper| yes(paper, at).iter().any(|one| *one == mark || is_named(one, &name));
        let count = bundle.iter().filter(|paper| bears(paper)).count();
        let fresh = last.is_some_and(bears);
        (name, mark, u32::try_from(count).unwrap_or(u32::MAX), fresh)
    };
    PostBoard { name: post.name.clone(), seats: post.seats, rows: names.into_iter().map(row).collect() }
}

/// A written-in name that equals a printed one counts for the printed person.
fn is_named(mark: &Mark, name: &str) -> bool {
    match mark {
        Mark::Written { name: written } => written == name,
        Mark::Printed { .. } => false,
    }
}

/// The commonest clean papers, in the order of the ballot, never of their number.
fn patterns(before: &[Paper], form: &BallotSettled) -> Vec<Vec<Section>> {
    let mut counts: Vec<(Vec<Section>, usize)> = Vec::new();
    for paper in before.iter().filter(|paper| !is_odd(paper, form)) {
        let Paper::Marked { sections } = paper else { continue };
        match counts.iter_mut().find(|(known, _)| known == sections) {
            Some((_, count)) => *count += 1,
            None => counts.push((sections.clone(), 1)),
        }
    }
    sort_by_key(&mut counts, |(_, count)| Reverse(*count));
    let mut common: Vec<Vec<Section>> = counts.into_iter().take(KEYS).map(|(sections, _)| sections).collect();
    sort_by_key(&mut common, |sections| sections.iter().flat_map(order).collect::<Vec<_>>());
    common
}

fn order(section: &Section) -> Vec<u16> {
    let place = |mark: &Mark| match mark {
        Mark::Printed { index } => u16::from(*index),
        Mark::Written { .. } => u16::MAX,
    };
    match section {
        Section::Names { yes, .. } => yes.iter().map(place).collect(),
        Section::OverMarked | Section::Unreadable => Vec::new(),
    }
}

impl Board {
    /// The posts with their names alone, so that rows are made anew only when a name is added.
    pub fn shape(&self) -> Vec<(String, u8, Vec<String>)> {
        let names = |post: &PostBoard| post.rows.iter().map(|(name, ..)| name.clone()).collect();
        self.posts.iter().map(|post| (post.name.clone(), post.seats, names(post))).collect()
    }

    /// Votes of a row in the bundle, and whether the last paper bears it.
    pub fn row(&self, post: usize, row: usize) -> (u32, bool) {
        let row = self.posts.get(post).and_then(|post| post.rows.get(row));
        row.map_or((0, false), |(_, _, count, fresh)| (*count, *fresh))
    }

    /// What a row stands for on a paper.
    pub fn mark(&self, post: usize, row: usize) -> Option<Mark> {
        self.posts.get(post)?.rows.get(row).map(|(_, mark, ..)| mark.clone())
    }

    /// Post and names of each section.
    pub fn spell(&self, sections: &[Section]) -> Vec<(String, String)> {
        let section =
            |(at, (section, post)): (usize, (&Section, &PostBoard))| (post.name.clone(), self.section(at, section));
        sections.iter().zip(&self.posts).enumerate().map(section).collect()
    }

    /// The sections on one line; nothing when none bears a mark.
    pub fn spell_line(&self, sections: &[Section]) -> String {
        let spelled = self.spell(sections);
        let named = spelled.iter().filter(|(_, names)| !names.is_empty());
        named.map(|(post, names)| [post.as_str(), " ", names].concat()).collect::<Vec<_>>().join("，")
    }

    fn section(&self, at: usize, section: &Section) -> String {
        match section {
            Section::Names { yes, .. } => yes.iter().map(|mark| self.name(at, mark)).collect::<Vec<_>>().join("、"),
            Section::OverMarked => words::OVER.to_owned(),
            Section::Unreadable => words::UNREADABLE.to_owned(),
        }
    }

    fn name(&self, post: usize, mark: &Mark) -> String {
        match mark {
            Mark::Written { name } => name.clone(),
            Mark::Printed { .. } => {
                let rows = self.posts.get(post).map_or(&[][..], |post| &post.rows);
                rows.iter().find(|(_, known, ..)| known == mark).map(|(name, ..)| name.clone()).unwrap_or_default()
            }
        }
    }

    fn said(&self, paper: &Paper) -> String {
        match paper {
            Paper::Marked { sections } => {
                let section = |(at, section): (usize, &Section)| match (section, self.posts.get(at)) {
                    (Section::OverMarked | Section::Unreadable, Some(post)) => {
                        words::section_void(&post.name, &self.section(at, section))
                    }
                    (Section::Names { .. } | Section::OverMarked | Section::Unreadable, _) => self.section(at, section),
                };
                let parts: Vec<String> = sections.iter().enumerate().map(section).collect();
                parts
                    .into_iter()
                    .map(|part| if part.is_empty() { words::NO_MARK.to_owned() } else { part })
                    .collect::<Vec<_>>()
                    .join(" ｜ ")
            }
            faulty @ (Paper::Blank | Paper::Unreadable | Paper::Damaged | Paper::SetAside { .. }) => {
                words::faulty(faulty).to_owned()
            }
        }
    }
}
