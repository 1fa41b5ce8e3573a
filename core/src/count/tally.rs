//! The sums of one run: called papers judged by the rule set, one at a time.

use super::{Mark, Paper, Section};
use crate::ballot::{BallotSettled, Ballots, Post};
use crate::id::FormNo;
use crate::law::paper::{self, Judged, judge};
use crate::law::rules::RuleSet;
use crate::law::tally::Tally;
use crate::law::{self, Name};
use std::collections::BTreeMap;

/// What a count rests on besides what is called.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The rule set in force.
    pub rules: &'static RuleSet,
    /// Forms and series.
    pub ballots: &'a Ballots,
}

impl<'a> Setting<'a> {
    pub(super) fn form(&self, no: FormNo) -> Option<&'a BallotSettled> {
        self.ballots.form(no)
    }
}

/// The names called in one election, numbered as they come; one name is one person, so a written-in name
/// that equals a printed one counts for the printed person.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<String>,
    numbers: BTreeMap<String, Name>,
}

impl Names {
    /// The name with this number.
    #[must_use]
    pub fn get(&self, name: Name) -> &str {
        usize::try_from(name).ok().and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }

    /// The number of a name, if it was called.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<Name> {
        self.numbers.get(name).copied()
    }

    fn add(&mut self, name: &str) -> Name {
        if let Some(number) = self.number(name) {
            return number;
        }
        let number = Name::try_from(self.names.len()).unwrap_or(Name::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// The sums of one run.
#[derive(Clone, Debug, Default)]
pub struct RunTally {
    posts: Vec<law::paper::Post>,
    sums: Tally,
    set_aside: u32,
    newest: Option<Judged>,
}

impl RunTally {
    pub(super) fn new(form: &BallotSettled, names: &mut Names) -> Self {
        let posts: Vec<_> = form.posts.iter().map(|post| printed(post, names)).collect();
        let sums = Tally::new(posts.len());
        Self { posts, sums, set_aside: 0, newest: None }
    }

    /// The sums, papers of void series left out.
    #[must_use]
    pub fn sums(&self) -> &Tally {
        &self.sums
    }

    /// The posts with their printed candidates, as numbers.
    #[must_use]
    pub fn posts(&self) -> &[law::paper::Post] {
        &self.posts
    }

    /// Papers of void series that were set aside.
    #[must_use]
    pub fn set_aside(&self) -> u32 {
        self.set_aside
    }

    /// What the paper called last is worth; nothing before the first, and for a paper of a void series.
    #[must_use]
    pub fn newest(&self) -> Option<&Judged> {
        self.newest.as_ref()
    }

    pub(super) fn add(&mut self, paper: &Paper, names: &mut Names, rules: &RuleSet) {
        self.newest = paper_of_law(paper, &self.posts, names).map(|called| judge(rules, &self.posts, &called));
        match &self.newest {
            Some(judged) => self.sums.add(judged, 1),
            None => self.set_aside = self.set_aside.saturating_add(1),
        }
    }

    /// Sums up anew: an undo is rare, and a sum that is only ever added to cannot drift.
    pub(super) fn again(&mut self, papers: &[Paper], names: &mut Names, rules: &RuleSet) {
        (self.sums, self.set_aside, self.newest) = (Tally::new(self.posts.len()), 0, None);
        papers.iter().for_each(|paper| self.add(paper, names, rules));
    }
}

fn printed(post: &Post, names: &mut Names) -> law::paper::Post {
    let candidates = post.candidates.iter().map(|candidate| names.add(&candidate.name)).collect();
    law::paper::Post { seats: u32::from(post.seats), candidates }
}

/// A called paper as the law sees it; nothing for a paper of a void series.
fn paper_of_law(called: &Paper, posts: &[law::paper::Post], names: &mut Names) -> Option<paper::Paper> {
    let faulty = |defect| Some(paper::Paper { defect: Some(defect), sections: Vec::new() });
    match called {
        Paper::Marked { sections } => {
            let section = |(section, post): (&Section, &law::paper::Post)| section_of_law(section, post, names);
            Some(paper::Paper { defect: None, sections: sections.iter().zip(posts).map(section).collect() })
        }
        Paper::Blank => faulty(paper::Defect::Blank),
        Paper::Unreadable => faulty(paper::Defect::Unreadable),
        Paper::Damaged => faulty(paper::Defect::Damaged),
        Paper::SetAside { .. } => None,
    }
}

fn section_of_law(called: &Section, post: &law::paper::Post, names: &mut Names) -> paper::Section {
    let mut numbers = |marks: &[Mark]| marks.iter().filter_map(|mark| number(mark, post, names)).collect();
    match called {
        Section::Names { yes, no } => paper::Section::Marks { yes: numbers(yes), no: numbers(no) },
        Section::OverMarked => paper::Section::OverMarked,
        Section::Unreadable => paper::Section::Unreadable,
    }
}

fn number(mark: &Mark, post: &law::paper::Post, names: &mut Names) -> Option<Name> {
    match mark {
        Mark::Printed { index } => post.candidates.get(usize::from(*index)).copied(),
        Mark::Written { name } => Some(names.add(name.trim())),
    }
}
