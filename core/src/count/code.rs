//! Two counts of the same calls compared (校对码): by the papers themselves where both are here, else by short codes
//! that two tellers read to each other.
//!
//! A code is worked out from what the papers of the bundle are worth and nothing else: a name written in that equals
//! a printed one is that person, and the order of marks is of no weight.

use super::{Mark, Paper, Section};
use crate::ballot::{BallotSettled, Post};
use crate::small;
use sha2::{Digest, Sha256};

/// Codes of a bundle are below this: four digits.
pub const CODES: u16 = 10_000;

/// Letters and digits that nobody takes for one another, heard or read.
const LETTERS: [u8; 32] = *b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The place of the first paper in which two counts of the same calls differ; one that is missing differs.
#[must_use]
pub fn difference(one: &[Paper], other: &[Paper], form: &BallotSettled) -> Option<usize> {
    let same = |(one, other): &(&Paper, &Paper)| plain(one, form) == plain(other, form);
    let alike = one.iter().zip(other).take_while(same).count();
    (alike < one.len().max(other.len())).then_some(alike)
}

/// The code of a bundle (校对码), below [`CODES`].
#[must_use]
pub fn code(papers: &[Paper], form: &BallotSettled) -> u16 {
    let last = running(papers, form).last().unwrap_or_default();
    number(&last) % CODES
}

/// A code of two characters for each paper, over it and all before it: the first that differs names the paper.
#[must_use]
pub fn lines(papers: &[Paper], form: &BallotSettled) -> Vec<String> {
    let letter = |number: u16| LETTERS.get(usize::from(number % 32)).copied().map_or('?', char::from);
    let spell = |sum: [u8; 32]| [letter(number(&sum) >> 5), letter(number(&sum))].iter().collect();
    running(papers, form).map(spell).collect()
}

fn number(sum: &[u8; 32]) -> u16 {
    let [first, second, ..] = sum;
    u16::from_be_bytes([*first, *second])
}

fn running(papers: &[Paper], form: &BallotSettled) -> impl Iterator<Item = [u8; 32]> {
    papers.iter().scan([0; 32], |sum, paper| {
        let mut hash = Sha256::new_with_prefix(b"cx/bundle/1");
        hash.update(*sum);
        hash.update(crate::id::to_bytes(&plain(paper, form)));
        *sum = hash.finalize().into();
        Some(*sum)
    })
}

/// A paper as it is worth: the same for all ways in which it may have been recorded.
fn plain(paper: &Paper, form: &BallotSettled) -> Paper {
    match paper {
        Paper::Marked { sections } => {
            let pairs = sections.iter().zip(&form.posts);
            Paper::Marked { sections: pairs.map(|(section, post)| plain_section(section, post)).collect() }
        }
        Paper::Blank | Paper::Unreadable | Paper::Damaged | Paper::SetAside { .. } => paper.clone(),
    }
}

fn plain_section(section: &Section, post: &Post) -> Section {
    let marks = |marks: &[Mark]| {
        let mut marks: Vec<Mark> = marks.iter().map(|mark| plain_mark(mark, post)).collect();
        small::sort(&mut marks);
        marks.dedup();
        marks
    };
    match section {
        Section::Names { yes, no } => match (marks(yes), marks(no)) {
            // Whether the names were called one by one or not, more of them than seats are worth the same.
            (yes, _) if yes.len() > usize::from(post.seats) => Section::OverMarked,
            (yes, no) => Section::Names { yes, no },
        },
        Section::OverMarked | Section::Unreadable => section.clone(),
    }
}

fn plain_mark(mark: &Mark, post: &Post) -> Mark {
    match mark {
        Mark::Printed { .. } => mark.clone(),
        Mark::Written { name } => {
            let printed = post.candidates.iter().position(|candidate| candidate.name == name.trim());
            match printed.and_then(|index| u8::try_from(index).ok()) {
                Some(index) => Mark::Printed { index },
                None => Mark::Written { name: name.trim().to_owned() },
            }
        }
    }
}
