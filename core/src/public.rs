//! What everybody in the hall may see (公开屏): the meeting, the papers as they are called, the result once it is signed.
//!
//! Names stand in the order of the ballot, and nothing here says who has more. No voter is in it: of people
//! it names the candidates, those elected to count, and whoever was called aloud.

use crate::api::StepState;
use crate::ballot::{self, BallotSettled};
use crate::canvass::Line;
use crate::count::{self, Mark, Paper, Run};
use crate::id::{ElectionNo, FormNo, GroupNo};
use crate::law::paper::{Judged, Part};
use crate::law::tally::Tally;
use crate::plan::Role;
use crate::time::Day;
use crate::village::{ElectionView, Village};
use serde::{Deserialize, Serialize};

mod declared;
pub use declared::{Declared, DeclaredPost, DeclaredRow};

/// The election that is shown: the village committee's.
const ELECTION: ElectionNo = 1;

/// What the hall sees of a village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicView {
    /// The village's name.
    pub village: String,
    /// The day of the election; none while none is planned.
    pub day: Option<Day>,
    /// The declared day, if all of this is a demonstration.
    pub demo_day: Option<Day>,
    /// How far the meeting is.
    pub stage: Stage,
    /// Callers, tellers and scrutineers, in that order.
    pub staff: Vec<Staff>,
    /// Registered voters.
    pub registered: u32,
    /// Voters who have their paper.
    pub drawn: u32,
    /// Papers that went out.
    pub issued: u32,
    /// Boxes.
    pub boxes: u32,
    /// Boxes opened.
    pub boxes_opened: u32,
    /// Papers found in the boxes opened so far.
    pub returned: u32,
    /// Papers called so far, those set aside among them.
    pub called: u32,
    /// Of them valid, in a section at least.
    pub valid: u32,
    /// Void as a whole.
    pub invalid: u32,
    /// Blank.
    pub blank: u32,
    /// The posts, highest first.
    pub posts: Vec<Post>,
    /// The piles that are being called, by box.
    pub piles: Vec<Pile>,
    /// 六当场: opened, called, tallied, declared, packed, left-over papers destroyed, each before the village.
    pub six: [StepState; 6],
    /// The signed result.
    pub declared: Option<Declared>,
}

/// How far the meeting is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Before voting, and while it goes on (会场).
    #[default]
    Meeting,
    /// From the first box that is opened (公开唱票计票).
    Counting,
    /// From the signatures (公布结果).
    Declared,
}

/// Somebody elected to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// What he is.
    pub role: Role,
    /// His name.
    pub name: String,
}

/// A post on the ballot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its name.
    pub name: String,
    /// Seats.
    pub seats: u8,
    /// The candidates, in the order of the ballot.
    pub rows: Vec<Row>,
    /// All names written in, taken together (另选他人).
    pub others: Row,
}

/// A name with its votes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The name.
    pub name: String,
    /// Votes over all piles.
    pub votes: u32,
    /// How many of them came with the paper called last.
    pub fresh: u32,
}

/// A pile that is being called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pile {
    /// The groups whose boxes make it up.
    pub groups: Vec<GroupNo>,
    /// Papers called.
    pub called: u32,
    /// Papers that lay in its boxes.
    pub papers: u32,
    /// The paper called last.
    pub last: Option<Called>,
}

/// A paper as it was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// What it is worth as a whole.
    pub kind: Kind,
    /// Post by post; empty where it has no marks.
    pub sections: Vec<Section>,
}

/// What a paper is worth as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Valid, in a section at least.
    Valid,
    /// Void (无效).
    Void,
    /// Blank (弃权).
    Blank,
    /// It cannot be read.
    Unreadable,
    /// Damaged.
    Damaged,
    /// Of a void series, set aside.
    SetAside,
}

/// What was called for a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Printed names.
    pub names: Vec<String>,
    /// Names written in; empty ones where they are not to leave the hall.
    pub written: Vec<String>,
    /// Whether the section is void.
    pub void: bool,
}

/// What the hall sees of a village.
#[must_use]
pub fn look(village: &Village) -> PublicView {
    let plan = village.plan().village();
    let mut hall = PublicView { village: plan.name.clone(), demo_day: plan.demo_day, ..PublicView::default() };
    hall.boxes = size(plan.groups.len());
    let role = |role: Role| village.plan().actors().filter(move |actor| actor.role == role);
    let staff = [Role::Caller, Role::Teller, Role::Scrutineer, Role::ChiefScrutineer].into_iter().flat_map(role);
    hall.staff = staff.map(|actor| Staff { role: actor.role, name: actor.name.clone() }).collect();
    if let Some(view) = village.election(ELECTION) {
        hall.day = Some(view.day());
        hall.registered = view.election.roll.registered();
        if let Some(form) = view.election.ballots.form(view.form()) {
            fill(&mut hall, &view, form);
        }
    }
    hall
}

impl PublicView {
    /// The same for those who are not in the hall: names written in stay there until the result is signed.
    #[must_use]
    pub fn from_afar(mut self) -> Self {
        let called = self.piles.iter_mut().filter_map(|pile| pile.last.as_mut());
        let written = called.flat_map(|called| &mut called.sections).flat_map(|section| &mut section.written);
        written.for_each(String::clear);
        self
    }
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn fill(hall: &mut PublicView, view: &ElectionView<'_>, form: &BallotSettled) {
    let (no, polling) = (form.form, &view.election.polling);
    let runs = view.election.count.standing_runs(no);
    let sums = view.sums(no);
    (hall.drawn, hall.issued) = (polling.drawn(no), polling.issued_in_all(no));
    (hall.returned, hall.boxes_opened) = view.returned(no);
    hall.called = runs.iter().map(|run| run.called()).sum();
    (hall.invalid, hall.blank) = (sums.whole_invalid, sums.blank);
    hall.valid = sums.returned.saturating_sub(sums.whole_invalid).saturating_sub(sums.blank);
    let newest = runs.iter().max_by_key(|run| run.written).and_then(|run| run.tally.newest());
    hall.posts = form.posts.iter().enumerate().map(|(at, it)| post(view, it, at, &sums, newest)).collect();
    hall.piles = runs.iter().filter(|run| !run.closed).map(|run| pile(view, run, form)).collect();
    hall.declared = declared::declared(view, form);
    hall.stage = match (&hall.declared, hall.boxes_opened) {
        (Some(_), _) => Stage::Declared,
        (None, 0) => Stage::Meeting,
        (None, 1..) => Stage::Counting,
    };
    hall.six = six(view, no, hall);
}

/// One post with its names; `at` is its place on the form.
fn post(view: &ElectionView<'_>, post: &ballot::Post, at: usize, sums: &Tally, newest: Option<&Judged>) -> Post {
    let called = view.election.count.names();
    let votes = sums.posts.get(at).map(|post| &post.votes);
    let fresh = match newest {
        Some(Judged::Counted(parts)) => match parts.get(at) {
            Some(Part::Votes { yes, .. }) => yes.as_slice(),
            Some(Part::Invalid(_)) | None => &[],
        },
        Some(Judged::Invalid(_) | Judged::Blank) | None => &[],
    };
    let row = |candidate: &ballot::Candidate| {
        let number = called.number(&candidate.name);
        Row {
            name: candidate.name.clone(),
            votes: number.and_then(|no| votes?.get(&no)).map_or(0, |votes| votes.yes),
            fresh: size(fresh.iter().filter(|no| Some(**no) == number).count()),
        }
    };
    let rows: Vec<Row> = post.candidates.iter().map(row).collect();
    let all: u32 = votes.map_or(0, |votes| votes.values().map(|votes| votes.yes).sum());
    let printed: u32 = rows.iter().map(|row| row.votes).sum();
    let marked: u32 = rows.iter().map(|row| row.fresh).sum();
    let others = Row {
        name: String::new(),
        votes: all.saturating_sub(printed),
        fresh: size(fresh.len()).saturating_sub(marked),
    };
    Post { name: post.name.clone(), seats: post.seats, rows, others }
}

fn pile(view: &ElectionView<'_>, run: &Run, form: &BallotSettled) -> Pile {
    Pile {
        groups: view.groups_of(run).collect(),
        called: run.called(),
        papers: view.papers_in(run),
        last: run.papers.last().map(|paper| called(paper, run, form)),
    }
}

fn called(paper: &Paper, run: &Run, form: &BallotSettled) -> Called {
    let newest = run.tally.newest();
    let plain = |kind| Called { kind, sections: Vec::new() };
    match paper {
        Paper::Blank => plain(Kind::Blank),
        Paper::Unreadable => plain(Kind::Unreadable),
        Paper::Damaged => plain(Kind::Damaged),
        Paper::SetAside { .. } => plain(Kind::SetAside),
        Paper::Marked { sections } => {
            let part = |at: usize| match newest {
                Some(Judged::Counted(parts)) => parts.get(at),
                Some(Judged::Invalid(_) | Judged::Blank) | None => None,
            };
            let kind = match newest {
                Some(Judged::Invalid(_)) => Kind::Void,
                Some(Judged::Blank) => Kind::Blank,
                Some(Judged::Counted(_)) | None => Kind::Valid,
            };
            let named = sections.iter().zip(&form.posts).enumerate();
            Called { kind, sections: named.map(|(at, (it, post))| section(it, post, part(at))).collect() }
        }
    }
}

fn section(called: &count::Section, post: &ballot::Post, part: Option<&Part>) -> Section {
    let mut section = Section { void: matches!(part, Some(Part::Invalid(_))), ..Section::default() };
    match called {
        count::Section::OverMarked | count::Section::Unreadable => section.void = true,
        count::Section::Names { yes, .. } => yes.iter().for_each(|mark| match mark {
            Mark::Printed { index } => {
                let printed = post.candidates.get(usize::from(*index));
                section.names.extend(printed.map(|candidate| candidate.name.clone()));
            }
            Mark::Written { name } => section.written.push(name.clone()),
        }),
    }
    section
}

/// 六当场 as far as the record tells.
fn six(view: &ElectionView<'_>, form: FormNo, hall: &PublicView) -> [StepState; 6] {
    let state = |begun: bool, done: bool| match (begun, done) {
        (_, true) => StepState::Done,
        (true, false) => StepState::Half,
        (false, false) => StepState::Empty,
    };
    let opened = hall.boxes_opened > 0;
    let counted = opened && view.boxes_open(form) == 0;
    let called = state(hall.called > 0 || !hall.piles.is_empty(), counted);
    let destroyed = |line: &Line| matches!(line, Line::Leftover { destroyed: 1.., .. });
    [
        state(opened, opened && hall.boxes_opened == hall.boxes),
        called,
        called,
        state(counted, hall.declared.is_some()),
        StepState::Empty,
        state(false, view.balance(form).iter().any(destroyed)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_written_in_stay_in_the_hall() {
        let section = |written: &str| Section { names: vec!["a".into()], written: vec![written.into()], void: false };
        let view = |written: &str| {
            let last = Some(Called { kind: Kind::Valid, sections: vec![section(written)] });
            PublicView { piles: vec![Pile { groups: vec![1], called: 3, papers: 9, last }], ..PublicView::default() }
        };
        assert_eq!(view("b").from_afar(), view(""));
    }
}
