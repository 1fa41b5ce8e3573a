//! A list that was withdrawn (撤销导入): those stay on whom somebody acted, in whatever order it came in.

use super::{Election, ElectionEvent, Event, Village};
use crate::id::PersonId;
use crate::people;

impl Village {
    pub(super) fn keep_acted_on(&mut self, event: &Event) {
        match event {
            Event::People(people::Event::ListWithdrawn(list)) => {
                for person in list.people() {
                    if self.elections.iter().any(|(_, election)| election.acted_on(person)) {
                        self.people.keep(person);
                    }
                }
            }
            Event::Election { event: ElectionEvent::Roll(event), .. } => {
                event.people().iter().for_each(|person| self.people.keep(*person));
            }
            Event::Election { event: ElectionEvent::Polling(event), .. } => {
                event.people().iter().for_each(|person| self.people.keep(*person));
            }
            Event::Plan(_) | Event::People(_) | Event::Election { .. } => {}
        }
    }
}

impl Election {
    /// Whether anything of this election rests on somebody: a decision on the roll, a paper, a proxy, a candidacy.
    #[must_use]
    pub fn acted_on(&self, person: PersonId) -> bool {
        let candidates = self.ballots.forms().flat_map(|form| &form.posts).flat_map(|post| &post.candidates);
        self.roll.names(person)
            || self.polling.names(person)
            || candidates.filter_map(|candidate| candidate.person).any(|one| one == person)
    }
}
