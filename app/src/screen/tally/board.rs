//! What the board shows of a run (计票板): the bundle in hand, and the patterns of the one before.

use crate::part::Tick;
use crate::session::Session;
use crate::text::count as words;
use cunxuan_core::ballot::{BallotSettled, Post};
use cunxuan_core::count::{Check, Mark, Paper, Run, Section, code};
use cunxuan_core::id::{BoxNo, FormNo, LogId, Place};
use cunxuan_core::small::sort_by_key;
use cunxuan_core::village::ElectionView;
use std::cmp::Reverse;

/// Papers in a bundle.
const BUNDLE_NO: u32 = cunxuan_core::count::BUNDLE;
const BUNDLE: usize = BUNDLE_NO as usize;
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
    /// Who does, and whether as the second teller.
    pub who: (String, bool),
    /// Whether another count may be opened beside it.
    pub lacks_second: bool,
    /// The bundle that two tellers are to compare, from 0, and how they stand in it.
    pub guard: Option<(u32, Check)>,
    /// The code of that bundle.
    pub code: u16,
    /// In what the two differ, where both counts are here.
    pub apart: String,
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

/// The board of a box as it stands: of this phone's own count, else of the one that stands.
pub fn look(session: Session, box_no: BoxNo) -> Board {
    let own = session.logs();
    let looked = session.view(|view| {
        let no = crate::screen::boxes::form(view);
        let form = view.election.ballots.form(no)?;
        let counted = view.election.count.opened(no, box_no).map_or(0, |opened| opened.papers);
        Some(match counting(view, no, box_no, &own) {
            Some(run) => {
                let board = Board { here: own.contains(&run.place.log), ..of_run(run, form, counted) };
                guarded(board, view, run, form)
            }
            None => Board { counted, bundle: 1, ..Board::default() },
        })
    });
    looked.flatten().unwrap_or_default()
}

fn counting<'a>(view: &'a ElectionView<'_>, form: FormNo, box_no: BoxNo, own: &[LogId]) -> Option<&'a Run> {
    let of_box = |run: &&Run| run.form == form && run.boxes.contains(&box_no);
    let mine = |run: &&Run| of_box(run) && !run.abandoned && own.contains(&run.place.log);
    let count = &view.election.count;
    count.runs().filter(mine).last().or_else(|| count.standing_runs(form).into_iter().find(of_box))
}

/// The board with what a second teller's count says of it.
fn guarded(board: Board, view: &ElectionView<'_>, run: &Run, form: &BallotSettled) -> Board {
    let twin = view.twin(run);
    let whole = view.bundles(run);
    // What differs stays on the screen until it is settled; what agrees only until the next call.
    let last = whole.checked_sub(1).map(|bundle| (bundle, view.check(run, bundle)));
    let last = last.filter(|(_, check)| board.ticks.len() == BUNDLE || board.closed || *check == Check::Waiting);
    let guard = match view.differing(run) {
        Some(bundle) => Some((bundle, view.check(run, bundle))),
        None => last,
    };
    let apart = match guard {
        Some((_, Check::Differs { at: Some(at) })) => {
            let paper = |run: &Run| usize::try_from(at).ok().and_then(|at| run.papers.get(at).cloned());
            let (own, other) = (paper(run), twin.and_then(paper));
            let (first, second) = if run.second { (other, own) } else { (own, other) };
            words::apart(at % BUNDLE_NO + 1, &board.only(&first, &second), &board.only(&second, &first))
        }
        Some((_, Check::Alone | Check::Waiting | Check::Agrees | Check::Differs { at: None })) | None => String::new(),
    };
    let code = guard.map_or(0, |(bundle, _)| code::code(run.bundle(bundle), form));
    let who = view.village.plan().actor(run.opened.actor).map(|actor| actor.name.clone()).unwrap_or_default();
    Board { who: (who, run.second), lacks_second: twin.is_none() && !run.second, guard, code, apart, ..board }
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
        bundle: run.bundled / BUNDLE_NO + 1,
        ticks: bundle.iter().enumerate().map(tick).collect(),
        last: String::new(),
        can_undo: !run.closed && run.called() > run.bundled,
        patterns: patterns(before, form),
        posts: form.posts.iter().enumerate().map(|(at, post)| post_board(at, post, run, bundle)).collect(),
        ..Board::default()
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

    /// What a paper bears that the other does not.
    fn only(&self, paper: &Option<Paper>, other: &Option<Paper>) -> String {
        let (Some(paper), Some(other)) = (paper, other) else {
            return paper.as_ref().map_or_else(|| words::NO_PAPER.to_owned(), |paper| self.said(paper));
        };
        let (Paper::Marked { sections: own }, Paper::Marked { sections: theirs }) = (paper, other) else {
            return self.said(paper);
        };
        let differ = own.iter().zip(theirs).enumerate().filter(|(_, (own, theirs))| own != theirs);
        let parts: Vec<String> = differ.map(|(at, (own, theirs))| self.only_section(at, own, theirs)).collect();
        parts.join(" ")
    }

    fn only_section(&self, at: usize, own: &Section, theirs: &Section) -> String {
        let (Section::Names { yes, .. }, Section::Names { yes: others, .. }) = (own, theirs) else {
            return self.section_said(at, own);
        };
        let names = |marks: &[Mark]| marks.iter().map(|mark| self.name(at, mark)).collect::<Vec<_>>();
        let others = names(others);
        let only: Vec<String> = names(yes).into_iter().filter(|name| !others.contains(name)).collect();
        if only.is_empty() { words::NOT_MARKED.to_owned() } else { only.join("、") }
    }

    fn section_said(&self, at: usize, section: &Section) -> String {
        let said = self.section(at, section);
        match (section, self.posts.get(at)) {
            (Section::OverMarked | Section::Unreadable, Some(post)) => words::section_void(&post.name, &said),
            (Section::Names { .. } | Section::OverMarked | Section::Unreadable, _) if said.is_empty() => {
                words::NO_MARK.to_owned()
            }
            (Section::Names { .. } | Section::OverMarked | Section::Unreadable, _) => said,
        }
    }

    /// What a paper bears, in one line.
    pub fn said(&self, paper: &Paper) -> String {
        match paper {
            Paper::Marked { sections } => {
                let parts = sections.iter().enumerate().map(|(at, section)| self.section_said(at, section));
                parts.collect::<Vec<_>>().join(" ｜ ")
            }
            faulty @ (Paper::Blank | Paper::Unreadable | Paper::Damaged | Paper::SetAside { .. }) => {
                words::faulty(faulty).to_owned()
            }
        }
    }
}
