//! One paper (选票): what was called from it, and what a fault on it makes void (整张无效、局部无效).
//!
//! A paper gives one person one vote for a post, however often he is named. A void paper stays in the base of every share.

use super::Name;
use super::rules::{RuleSet, Scope};
use std::collections::BTreeMap;

/// A post on the paper (职务), highest first in every list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// How many are elected (应选人数).
    pub seats: u32,
    /// Who is printed on the paper (正式候选人).
    pub candidates: Vec<Name>,
}

/// What was called from one paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// A fault of the whole paper, as the callers decided it.
    pub defect: Option<Defect>,
    /// A section for each post, in the order of the posts; what is missing has no mark.
    pub sections: Vec<Section>,
}

/// A fault of a whole paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// Soiled or torn (污损).
    Damaged,
    /// Not to be read (无法辨认).
    Unreadable,
    /// Without a mark (空白).
    Blank,
}

/// What was called for one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Section {
    /// Names.
    Marks {
        /// Approved (赞成), or written in (另选).
        yes: Vec<Name>,
        /// Disapproved (反对、不赞成).
        no: Vec<Name>,
    },
    /// More names than seats, not called one by one (多选).
    OverMarked,
    /// Not to be read (无法辨认).
    Unreadable,
}

/// What a paper is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The whole paper is void (废票).
    Invalid(Fault),
    /// No mark at all (弃权、空白票): returned, electing nobody.
    Blank,
    /// What each post gets, in the order of the posts.
    Counted(Vec<Part>),
}

/// What one post gets from a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One vote for each of these, one against each of those.
    Votes {
        /// For, each name once.
        yes: Vec<Name>,
        /// Against, each name once.
        no: Vec<Name>,
    },
    /// The section is void.
    Invalid(Fault),
}

/// Why a paper or a section is void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Soiled or torn (污损).
    Damaged,
    /// Not to be read (无法辨认).
    Unreadable,
    /// More names than seats (多选).
    OverMarked,
    /// One name for two posts (一人两职).
    Duplicate,
}

/// Says what a paper is worth under a rule set.
///
/// A section with too many names still counts when looking for one name on two posts. A name both approved and
/// disapproved in one section is neither.
pub fn judge(rules: &RuleSet, posts: &[Post], paper: &Paper) -> Judged {
    match paper.defect {
        Some(Defect::Damaged) => return Judged::Invalid(Fault::Damaged),
        Some(Defect::Unreadable) => return Judged::Invalid(Fault::Unreadable),
        Some(Defect::Blank) => return Judged::Blank,
        None => {}
    }
    let sections: Vec<Part> =
        posts.iter().enumerate().map(|(post, rule)| read(paper.sections.get(post), rule.seats)).collect();
    if paper.sections.iter().take(posts.len()).all(Section::is_empty) {
        return Judged::Blank;
    }
    void(rules, sections, &named_twice(paper, posts.len()))
}

impl Section {
    fn is_empty(&self) -> bool {
        match self {
            Section::Marks { yes, no } => yes.is_empty() && no.is_empty(),
            Section::OverMarked | Section::Unreadable => false,
        }
    }

    fn chosen(&self) -> &[Name] {
        match self {
            Section::Marks { yes, .. } => yes,
            Section::OverMarked | Section::Unreadable => &[],
        }
    }
}

fn read(section: Option<&Section>, seats: u32) -> Part {
    match section {
        None => Part::Votes { yes: Vec::new(), no: Vec::new() },
        Some(Section::OverMarked) => Part::Invalid(Fault::OverMarked),
        Some(Section::Unreadable) => Part::Invalid(Fault::Unreadable),
        Some(Section::Marks { yes, no }) => marks(yes, no, seats),
    }
}

fn marks(yes: &[Name], no: &[Name], seats: u32) -> Part {
    let chosen = once(yes);
    if u32::try_from(chosen.len()).is_ok_and(|chosen| chosen <= seats) {
        let approved = chosen.iter().copied().filter(|name| !no.contains(name)).collect();
        let disapproved = once(no).into_iter().filter(|name| !chosen.contains(name)).collect();
        Part::Votes { yes: approved, no: disapproved }
    } else {
        Part::Invalid(Fault::OverMarked)
    }
}

fn once(names: &[Name]) -> Vec<Name> {
    let mut names = names.to_vec();
    crate::small::sort(&mut names);
    names.dedup();
    names
}

/// For each section, whether one of its names is chosen for another post too.
fn named_twice(paper: &Paper, posts: usize) -> Vec<bool> {
    let chosen: Vec<Vec<Name>> = paper.sections.iter().take(posts).map(|section| once(section.chosen())).collect();
    let mut times: BTreeMap<Name, u32> = BTreeMap::new();
    for name in chosen.iter().flatten() {
        *times.entry(*name).or_default() += 1;
    }
    chosen.iter().map(|names| names.iter().any(|name| times.get(name).is_some_and(|times| *times > 1))).collect()
}

fn void(rules: &RuleSet, mut sections: Vec<Part>, twice: &[bool]) -> Judged {
    for (section, twice) in sections.iter_mut().zip(twice) {
        if *twice && matches!(section, Part::Votes { .. }) {
            *section = Part::Invalid(Fault::Duplicate);
        }
    }
    let duplicate = twice.contains(&true).then_some(Fault::Duplicate);
    let faults = sections.iter().filter_map(Part::fault).chain(duplicate);
    match faults.into_iter().find(|fault| scope(rules, *fault) == Scope::Paper) {
        Some(fault) => Judged::Invalid(fault),
        None => Judged::Counted(sections),
    }
}

impl Part {
    /// Why the section is void, if it is.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Part::Votes { .. } => None,
            Part::Invalid(fault) => Some(*fault),
        }
    }
}

fn scope(rules: &RuleSet, fault: Fault) -> Scope {
    match fault {
        Fault::OverMarked => rules.ballot.over.value,
        Fault::Duplicate => rules.ballot.duplicate.value,
        Fault::Unreadable => rules.ballot.unreadable.value,
        Fault::Damaged => Scope::Paper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule_set;

    fn marks(yes: &[Name], no: &[Name]) -> Section {
        Section::Marks { yes: yes.to_vec(), no: no.to_vec() }
    }

    fn votes(yes: &[Name], no: &[Name]) -> Part {
        Part::Votes { yes: yes.to_vec(), no: no.to_vec() }
    }

    fn judged(id: &str, sections: Vec<Section>) -> Judged {
        let posts = [Post { seats: 1, candidates: vec![0, 1] }, Post { seats: 2, candidates: vec![2, 3, 4] }];
        judge(rule_set(id).unwrap(), &posts, &Paper { defect: None, sections })
    }

    #[test]
    fn what_a_fault_makes_void() {
        let over = vec![marks(&[0], &[]), marks(&[2, 3, 4], &[])];
        let twice = vec![marks(&[2], &[]), marks(&[2, 3], &[])];
        let both = vec![marks(&[2], &[]), marks(&[2, 3, 4], &[])];
        let unread = vec![Section::Unreadable, marks(&[2], &[])];
        let section = |fault| Judged::Counted(vec![votes(&[0], &[]), Part::Invalid(fault)]);
        let sections = |a, b| Judged::Counted(vec![Part::Invalid(a), Part::Invalid(b)]);
        for (id, paper, expected) in [
            ("VC-CN-2018", &over, section(Fault::OverMarked)),
            ("VC-ZJ-2020", &over, Judged::Invalid(Fault::OverMarked)),
            ("VC-SH-2020", &over, Judged::Invalid(Fault::OverMarked)),
            ("VC-CN-2018", &twice, sections(Fault::Duplicate, Fault::Duplicate)),
            ("VC-BJ-2012", &twice, sections(Fault::Duplicate, Fault::Duplicate)),
            ("VC-ZJ-2020", &twice, Judged::Invalid(Fault::Duplicate)),
            ("VC-CN-2018", &both, sections(Fault::Duplicate, Fault::OverMarked)),
            ("PARTY-2020", &both, Judged::Invalid(Fault::Duplicate)),
            ("VC-SD-2011", &unread, Judged::Counted(vec![Part::Invalid(Fault::Unreadable), votes(&[2], &[])])),
        ] {
            assert_eq!(judged(id, paper.clone()), expected, "{id} {paper:?}");
        }
    }

    #[test]
    fn what_a_paper_gives() {
        for (sections, expected) in [
            (vec![], Judged::Blank),
            (vec![marks(&[], &[]), marks(&[], &[])], Judged::Blank),
            (vec![marks(&[], &[0])], Judged::Counted(vec![votes(&[], &[0]), votes(&[], &[])])),
            (vec![marks(&[1, 1], &[])], Judged::Counted(vec![votes(&[1], &[]), votes(&[], &[])])),
            (vec![marks(&[1], &[1, 0])], Judged::Counted(vec![votes(&[], &[0]), votes(&[], &[])])),
            (
                vec![Section::OverMarked, marks(&[3], &[])],
                Judged::Counted(vec![Part::Invalid(Fault::OverMarked), votes(&[3], &[])]),
            ),
        ] {
            assert_eq!(judged("VC-CN-2018", sections.clone()), expected, "{sections:?}");
        }
    }
}
