//! Many papers (计票): votes per post and name, and how many papers were void, blank, or void in a section.
//! A village is the sum of its boxes, a township the sum of its villages.

use super::Name;
use super::paper::{Judged, Part};
use std::collections::BTreeMap;

/// Votes for a name in one post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// For (赞成).
    pub yes: u32,
    /// Against (反对、不赞成).
    pub no: u32,
}

/// What one post has got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostTally {
    /// Papers whose section for this post is void (局部无效).
    pub section_invalid: u32,
    /// Everybody named for this post.
    pub votes: BTreeMap<Name, Votes>,
}

/// What a pile of papers has given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All papers (收回).
    pub returned: u32,
    /// Void as a whole (废票).
    pub whole_invalid: u32,
    /// Without a mark (空白票).
    pub blank: u32,
    /// Per post, highest first.
    pub posts: Vec<PostTally>,
}

impl Tally {
    /// No paper yet, for so many posts.
    pub fn new(posts: usize) -> Tally {
        Tally { posts: vec![PostTally::default(); posts], ..Tally::default() }
    }

    /// Adds so many papers that were judged alike.
    pub fn add(&mut self, judged: &Judged, papers: u32) {
        self.returned = self.returned.saturating_add(papers);
        match judged {
            Judged::Invalid(_) => self.whole_invalid = self.whole_invalid.saturating_add(papers),
            Judged::Blank => self.blank = self.blank.saturating_add(papers),
            Judged::Counted(parts) => self.posts.iter_mut().zip(parts).for_each(|(post, part)| post.add(part, papers)),
        }
    }

    /// Adds another pile of the same election.
    pub fn absorb(&mut self, other: &Tally) {
        self.returned = self.returned.saturating_add(other.returned);
        self.whole_invalid = self.whole_invalid.saturating_add(other.whole_invalid);
        self.blank = self.blank.saturating_add(other.blank);
        for (post, more) in self.posts.iter_mut().zip(&other.posts) {
            post.section_invalid = post.section_invalid.saturating_add(more.section_invalid);
            more.votes.iter().for_each(|(name, votes)| post.votes(*name, *votes));
        }
    }

    /// Abstentions (弃权) of a candidate in a post: papers neither void nor for nor against him. Blank papers abstain.
    pub fn abstentions(&self, post: usize, name: Name) -> u32 {
        let Some(post) = self.posts.get(post) else { return 0 };
        let votes = post.votes.get(&name).copied().unwrap_or_default();
        let readable = self.returned.saturating_sub(self.whole_invalid).saturating_sub(post.section_invalid);
        readable.saturating_sub(votes.yes).saturating_sub(votes.no)
    }

    /// Votes per name for a post with those for the higher posts added (下加); nobody loses his own.
    pub fn cumulated(&self, post: usize) -> BTreeMap<Name, u32> {
        let mut total = BTreeMap::new();
        for tally in self.posts.iter().take(post.saturating_add(1)) {
            for (name, votes) in &tally.votes {
                let sum: &mut u32 = total.entry(*name).or_default();
                *sum = sum.saturating_add(votes.yes);
            }
        }
        total
    }

    /// Votes for each name of a post, everybody in `printed` among them.
    pub fn votes_for(&self, post: usize, printed: &[Name]) -> BTreeMap<Name, u32> {
        let named = self.posts.get(post).into_iter().flat_map(|tally| &tally.votes);
        let mut votes = crate::small::map(printed.iter().map(|name| (*name, 0)));
        votes.extend(named.map(|(name, votes)| (*name, votes.yes)));
        votes
    }
}

impl PostTally {
    fn add(&mut self, part: &Part, papers: u32) {
        match part {
            Part::Invalid(_) => self.section_invalid = self.section_invalid.saturating_add(papers),
            Part::Votes { yes, no } => {
                yes.iter().for_each(|name| self.votes(*name, Votes { yes: papers, no: 0 }));
                no.iter().for_each(|name| self.votes(*name, Votes { yes: 0, no: papers }));
            }
        }
    }

    fn votes(&mut self, name: Name, more: Votes) {
        let votes = self.votes.entry(name).or_default();
        votes.yes = votes.yes.saturating_add(more.yes);
        votes.no = votes.no.saturating_add(more.no);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(yes: &[Name], no: &[Name]) -> Part {
        Part::Votes { yes: yes.to_vec(), no: no.to_vec() }
    }

    fn pile() -> Tally {
        let mut tally = Tally::new(2);
        tally.add(&Judged::Counted(vec![votes(&[0], &[1]), votes(&[1, 2], &[])]), 30);
        tally.add(&Judged::Counted(vec![Part::Invalid(crate::law::paper::Fault::OverMarked), votes(&[0], &[])]), 5);
        tally.add(&Judged::Blank, 3);
        tally.add(&Judged::Invalid(crate::law::paper::Fault::Damaged), 2);
        tally
    }

    #[test]
    fn every_paper_is_somewhere() {
        let tally = pile();
        assert_eq!((tally.returned, tally.whole_invalid, tally.blank, tally.posts[0].section_invalid), (40, 2, 3, 5));
        for (post, name, yes, no, abstained) in [(0, 0, 30, 0, 3), (0, 1, 0, 30, 3), (1, 1, 30, 0, 8), (1, 0, 5, 0, 33)]
        {
            assert_eq!(tally.posts[post].votes[&name], Votes { yes, no }, "{post} {name}");
            assert_eq!(tally.abstentions(post, name), abstained, "{post} {name}");
        }
    }

    #[test]
    fn a_village_is_the_sum_of_its_boxes() {
        let mut village = pile();
        village.absorb(&pile());
        assert_eq!(village.returned, 80);
        assert_eq!(village.posts[1].votes[&2].yes, 60);
    }

    #[test]
    fn higher_votes_count_below() {
        assert_eq!(pile().cumulated(0), BTreeMap::from([(0, 30), (1, 0)]));
        assert_eq!(pile().cumulated(1), BTreeMap::from([(0, 35), (1, 30), (2, 30)]));
    }
}
