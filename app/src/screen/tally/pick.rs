//! The paper at hand while names are picked one by one (逐人点选).

use super::board::PostBoard;
use cunxuan_core::count::{Mark, Section};
use cunxuan_core::small::sort_by_key;

/// The marks so far, post by post; a missing post has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picks(Vec<Section>);

fn none() -> Section {
    Section::Names { yes: Vec::new(), no: Vec::new() }
}

impl Picks {
    fn post(&mut self, post: usize) -> Option<&mut Section> {
        if self.0.len() <= post {
            self.0.resize_with(post + 1, none);
        }
        self.0.get_mut(post)
    }

    /// Marks a name, or takes its mark away. A void section begins anew.
    pub fn toggle(&mut self, post: usize, mark: Mark) {
        let Some(section) = self.post(post) else { return };
        match section {
            Section::Names { yes, .. } => match yes.iter().position(|one| *one == mark) {
                Some(at) => drop(yes.remove(at)),
                None => {
                    yes.push(mark);
                    sort_by_key(yes, place);
                }
            },
            Section::OverMarked | Section::Unreadable => *section = Section::Names { yes: vec![mark], no: Vec::new() },
        }
    }

    /// Declares a section void.
    pub fn void(&mut self, post: usize, why: Section) {
        if let Some(section) = self.post(post) {
            *section = why;
        }
    }

    /// Whether a name is marked.
    pub fn holds(&self, post: usize, mark: Option<&Mark>) -> bool {
        mark.is_some_and(|mark| self.yes(post).contains(mark))
    }

    fn yes(&self, post: usize) -> &[Mark] {
        match self.0.get(post) {
            Some(Section::Names { yes, .. }) => yes,
            Some(Section::OverMarked | Section::Unreadable) | None => &[],
        }
    }

    /// Whether a section has more marks than seats.
    pub fn is_over(&self, post: usize, seats: u8) -> bool {
        self.yes(post).len() > usize::from(seats)
    }

    /// The first post whose section has.
    pub fn first_over(&self, posts: &[PostBoard]) -> Option<usize> {
        posts.iter().enumerate().position(|(at, post)| self.is_over(at, post.seats))
    }

    /// Whether nothing is marked and nothing void.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|section| *section == none())
    }

    /// One section for each of so many posts.
    pub fn sections(&self, posts: usize) -> Vec<Section> {
        self.0.iter().cloned().chain(std::iter::repeat_with(none)).take(posts).collect()
    }
}

/// The order of the ballot, names written in last.
fn place(mark: &Mark) -> u16 {
    match mark {
        Mark::Printed { index } => u16::from(*index),
        Mark::Written { .. } => u16::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(index: u8) -> Mark {
        Mark::Printed { index }
    }

    #[test]
    fn marks_come_and_go() {
        let mut picks = Picks::default();
        for (post, index) in [(1, 2), (1, 0), (0, 1), (1, 2)] {
            picks.toggle(post, printed(index));
        }
        let names = |marks: Vec<Mark>| Section::Names { yes: marks, no: Vec::new() };
        assert_eq!(picks.sections(3), [names(vec![printed(1)]), names(vec![printed(0)]), none()]);
        picks.toggle(0, printed(0));
        assert!(picks.is_over(0, 1) && !picks.is_over(1, 1));
        picks.void(0, Section::OverMarked);
        assert_eq!(picks.sections(1), [Section::OverMarked]);
        assert!(!picks.is_over(0, 1) && !picks.is_empty());
    }
}
