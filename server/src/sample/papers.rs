//! The invented ballot papers (选票): what was marked, and what was wrong with it.

use super::plan::{LARGEST, STRAY_PAPER};
use super::random::Random;
use crate::import::{BallotRow, Defect, Mark, Village};

/// How a village votes.
pub struct Mood<'a> {
    /// Candidates with their support in a thousand, by post.
    posts: Vec<(usize, Vec<(&'a str, u32)>)>,
    /// Names that people write in.
    others: Vec<&'a str>,
}

impl<'a> Mood<'a> {
    /// A mood by chance. In the largest village the last seat stays open: two have less than half.
    pub fn new(random: &mut Random, at: usize, village: &'a Village, others: Vec<&'a str>) -> Self {
        let mut posts = Vec::new();
        for (post, seats) in &village.seats {
            let names = village.candidates.iter().filter(|it| it.post == *post).map(|it| it.name.as_str());
            let support = if *seats == 1 { rivals(random) } else { members(random, *seats, at == LARGEST) };
            posts.push((usize::from(*seats), names.zip(support).collect()));
        }
        Self { posts, others }
    }
}

/// Two who want one seat.
fn rivals(random: &mut Random) -> Vec<u32> {
    let first = random.between(560, 680);
    let mut both = vec![first, 1000 - first];
    random.shuffle(&mut both);
    both
}

/// One more than the seats: the last is behind, in a divided village the last two.
fn members(random: &mut Random, seats: u16, divided: bool) -> Vec<u32> {
    let strong = if divided { seats - 1 } else { seats };
    let mut support: Vec<u32> = (0..strong).map(|_| random.between(640, 880)).collect();
    support.extend((strong..=seats).map(|_| random.between(300, 440)));
    random.shuffle(&mut support);
    support
}

/// The papers of all boxes of a village. `returned` is how many papers each group gave back.
pub fn papers(random: &mut Random, at: usize, village: &Village, mood: &Mood, returned: &[u32]) -> Vec<BallotRow> {
    let mut rows = Vec::new();
    for (place, (group, returned)) in village.groups.iter().zip(returned).enumerate() {
        // A paper of the second group fell into the first box.
        let in_box = match (at, place) {
            (STRAY_PAPER, 0) => returned + 1,
            (STRAY_PAPER, 1) => returned - 1,
            _ => *returned,
        };
        let colour = group.series.last().map_or("白", |series| series.colour.as_str());
        for order in 1..=in_box {
            let (marks, defect) = paper(random, mood);
            let (village, box_no) = (village.code.clone(), group.box_no.clone());
            rows.push(BallotRow { village, group: group.no, box_no, order, marks, defect, colour: colour.into() });
        }
        if let Some(void) = group.series.first() {
            add_void(random, mood, &mut rows, in_box, &void.colour);
        }
    }
    rows
}

/// Two papers of the void series lie in the last box.
fn add_void(random: &mut Random, mood: &Mood, rows: &mut Vec<BallotRow>, in_box: u32, colour: &str) {
    let start = rows.len() - usize::try_from(in_box).unwrap_or(0);
    for part in [6, 2] {
        let place = start + (rows.len() - start) / part;
        let Some(beside) = rows.get(place).cloned() else { continue };
        let marks = plain(random, mood);
        rows.insert(place, BallotRow { colour: colour.into(), defect: None, marks, ..beside });
    }
    for (row, order) in rows.iter_mut().skip(start).zip(1..) {
        row.order = order;
    }
}

/// One paper as it comes out of a box.
fn paper(random: &mut Random, mood: &Mood) -> (Vec<Vec<Mark>>, Option<Defect>) {
    let empty = vec![Vec::new(); mood.posts.len()];
    match random.below(10_000) {
        0..11 => (plain(random, mood), Some(Defect::Damaged)),
        11..28 => (plain(random, mood), Some(Defect::Unreadable)),
        28..45 => (empty, Some(Defect::Blank)),
        45..48 => (empty, None),
        48..110 => (too_many(random, mood, 0), None),
        110..185 => (too_many(random, mood, 1), None),
        185..200 => (same_for_two(random, mood), None),
        200..212 => (printed_written_in(random, mood), None),
        212..340 => (written_in(random, mood), None),
        _ => (plain(random, mood), None),
    }
}

/// Marks within the rules: printed names only, not more than seats, and sometimes a post left open.
fn plain(random: &mut Random, mood: &Mood) -> Vec<Vec<Mark>> {
    mood.posts.iter().map(|(seats, names)| section(random, *seats, names)).collect()
}

fn section(random: &mut Random, seats: usize, names: &[(&str, u32)]) -> Vec<Mark> {
    if random.chance(18) {
        return Vec::new();
    }
    if seats == 1 {
        let first = names.first().is_some_and(|(_, support)| random.chance(*support));
        let chosen = names.get(usize::from(!first));
        return chosen.map(|(name, _)| printed(name)).into_iter().collect();
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    random.shuffle(&mut order);
    order.retain(|place| names.get(*place).is_some_and(|(_, support)| random.chance(*support)));
    order.truncate(seats);
    let chosen = names.iter().enumerate().filter(|(place, _)| order.contains(place));
    chosen.map(|(_, (name, _))| printed(name)).collect()
}

/// Every printed name of one post is marked: one too many.
fn too_many(random: &mut Random, mood: &Mood, post: usize) -> Vec<Vec<Mark>> {
    let mut marks = plain(random, mood);
    if let (Some(section), Some((_, names))) = (marks.get_mut(post), mood.posts.get(post)) {
        *section = names.iter().map(|(name, _)| printed(name)).collect();
    }
    marks
}

/// The one marked for the highest post is written in for the lowest as well.
fn same_for_two(random: &mut Random, mood: &Mood) -> Vec<Vec<Mark>> {
    let mut marks = plain(random, mood);
    let highest = marks.first().and_then(|section| section.first()).map(|mark| mark.name.clone());
    if let (Some(name), Some(section)) = (highest, marks.last_mut()) {
        section.pop();
        section.push(Mark { name, written_in: true });
    }
    marks
}

/// A printed candidate is written in, marked already or not: he counts once.
fn printed_written_in(random: &mut Random, mood: &Mood) -> Vec<Vec<Mark>> {
    let mut marks = plain(random, mood);
    if let (Some(section), Some((seats, names))) = (marks.last_mut(), mood.posts.last()) {
        let (name, _) = names.get(random.place(names.len())).copied().unwrap_or_default();
        section.truncate(seats - 1);
        section.push(Mark { name: name.into(), written_in: true });
    }
    marks
}

/// Somebody else is written in, mostly for the lowest post.
fn written_in(random: &mut Random, mood: &Mood) -> Vec<Vec<Mark>> {
    let mut marks = plain(random, mood);
    let post = if random.chance(150) { 0 } else { marks.len().saturating_sub(1) };
    let seats = mood.posts.get(post).map_or(1, |(seats, _)| *seats);
    if let Some(section) = marks.get_mut(post) {
        section.truncate(seats - 1);
        section.push(Mark { name: random.pick(&mood.others).into(), written_in: true });
    }
    marks
}

fn printed(name: &str) -> Mark {
    Mark { name: name.into(), written_in: false }
}
