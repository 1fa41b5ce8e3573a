//! A whole count in one step (计票): boxes and their papers in, the result with its reasons out.

use super::decide::{Outcome, Setting, outcome};
use super::majority::Base;
use super::paper::{Paper, Post, judge};
use super::rules::RuleSet;
use super::tally::Tally;

/// A box, or one series of papers in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BallotBox {
    /// Its series was voided and voted on again (作废): what lies in it is set aside.
    pub void: bool,
    /// Papers issued for it.
    pub issued: u32,
    /// Its papers: how many alike, and what was called from one.
    pub papers: Vec<(u32, Paper)>,
}

/// Who may vote, and who came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    /// Registered voters (登记选民), or members entitled to attend (应到会).
    pub entitled: u32,
    /// Members present (实到会); `None` where everybody who draws a paper is present.
    pub present: Option<u32>,
}

/// A count and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What the votes are measured by, valid series alone.
    pub base: Base,
    /// The votes, valid series alone.
    pub tally: Tally,
    /// Papers of a void series found in the boxes.
    pub void_found: u32,
    /// Boxes, by their place, that gave back more than was issued for them: an alarm. The test of the law is the sum.
    pub alarms: Vec<usize>,
    /// What follows.
    pub outcome: Outcome,
}

/// Counts an election. The posts stand highest first.
pub fn count(rules: &RuleSet, posts: &[Post], boxes: &[BallotBox], roll: Roll, setting: &Setting) -> Count {
    let mut tally = Tally::new(posts.len());
    let (mut issued, mut void_found, mut alarms) = (0_u32, 0_u32, Vec::new());
    for (place, ballot_box) in boxes.iter().enumerate() {
        let pile = pile(rules, posts, ballot_box);
        if ballot_box.void {
            void_found = void_found.saturating_add(pile.returned);
            continue;
        }
        issued = issued.saturating_add(ballot_box.issued);
        if pile.returned > ballot_box.issued {
            alarms.push(place);
        }
        tally.absorb(&pile);
    }
    let base = Base { roll: roll.entitled, present: roll.present.unwrap_or(issued), issued, returned: tally.returned };
    let outcome = outcome(rules, posts, &tally, &base, setting);
    Count { base, tally, void_found, alarms, outcome }
}

fn pile(rules: &RuleSet, posts: &[Post], ballot_box: &BallotBox) -> Tally {
    let mut tally = Tally::new(posts.len());
    for (alike, paper) in &ballot_box.papers {
        tally.add(&judge(rules, posts, paper), *alike);
    }
    tally
}
