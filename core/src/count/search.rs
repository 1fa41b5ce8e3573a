//! Papers that bear a name (查票): where they lie, by box, bundle and place, so that one of them can be taken out and
//! looked at. Whose papers they are nobody knows.

use super::{BUNDLE, Mark, Paper, Run, Section};
use crate::ballot::{BallotSettled, Post};
use crate::id::{BoxNo, FormNo, Place};
use crate::village::ElectionView;

/// How a paper bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bears {
    /// It is marked for this post, by its place on the form.
    Post(usize),
    /// What was marked for this post is void and was not called name by name: it may bear it.
    VoidPost(usize),
    /// The whole paper is void: it may bear it.
    VoidPaper,
}

/// A paper that bears a name, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The run that counted it.
    pub run: Place,
    /// The boxes of its pile.
    pub boxes: Vec<BoxNo>,
    /// Its place in the order of the calls, from 0.
    pub at: u32,
    /// How it bears the name.
    pub bears: Bears,
    /// Whether it was looked at anew, and was as recorded.
    pub reviewed: Option<bool>,
}

impl Hit {
    /// The bundle and the place in it, both from 1, as they are written on the bundle.
    #[must_use]
    pub fn bundle(&self) -> (u32, u32) {
        (self.at / BUNDLE + 1, self.at % BUNDLE + 1)
    }
}

impl ElectionView<'_> {
    /// The papers of a form that bear a name or may, in the order of their piles and calls.
    #[must_use]
    pub fn papers_with(&self, form: FormNo, name: &str) -> Vec<Hit> {
        let Some(settled) = self.election.ballots.form(form) else { return Vec::new() };
        let runs = self.election.count.standing_runs(form);
        runs.into_iter().flat_map(|run| in_run(run, settled, name)).collect()
    }
}

fn in_run(run: &Run, form: &BallotSettled, name: &str) -> Vec<Hit> {
    let hits = |(at, paper): (u32, &Paper)| {
        let reviewed = run.reviewed.get(&at).copied();
        let hit = move |bears| Hit { run: run.place, boxes: run.boxes.clone(), at, bears, reviewed };
        bears(paper, form, name).into_iter().map(hit).collect::<Vec<_>>()
    };
    (0..).zip(&run.papers).flat_map(hits).collect()
}

/// Every way in which a paper bears a name: who marked him in the wrong column may have marked him in both.
fn bears(paper: &Paper, form: &BallotSettled, name: &str) -> Vec<Bears> {
    let Paper::Marked { sections } = paper else {
        let void = matches!(paper, Paper::Unreadable | Paper::Damaged);
        return if void { vec![Bears::VoidPaper] } else { Vec::new() };
    };
    let of_post = |(at, (section, post)): (usize, (&Section, &Post))| match section {
        Section::Names { yes, no } => yes.iter().chain(no).any(|mark| is(mark, post, name)).then_some(Bears::Post(at)),
        Section::OverMarked | Section::Unreadable => Some(Bears::VoidPost(at)),
    };
    sections.iter().zip(&form.posts).enumerate().filter_map(of_post).collect()
}

fn is(mark: &Mark, post: &Post, name: &str) -> bool {
    match mark {
        Mark::Printed { index } => post.candidates.get(usize::from(*index)).is_some_and(|one| one.name == name),
        Mark::Written { name: written } => written.trim() == name,
    }
}
