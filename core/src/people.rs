//! The village's people (居民): household lists as imported, people added on a phone.
//!
//! Being here puts nobody on a roll; see [`crate::roll`]. These events hold personal data and travel
//! behind a salted commitment.

use crate::event::{events, wire};
use crate::id::{GroupNo, PersonId, Place};
use crate::person::{IdNumber, Person};
use crate::stamp::Stamp;
use std::collections::BTreeMap;

events! {
    /// Who lives here.
    Event {
        0x20 => PeopleImported,
        0x21 => PersonAdded,
    }
}

/// The household list of one villager group, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleImported {
    /// The group.
    pub group: GroupNo,
    /// The number of the first person in the group's list, from 1.
    pub first: u16,
    /// The people, in the order of the list.
    pub people: Vec<Person>,
}
wire!(PeopleImported { group, first, people });

/// Somebody whom no list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonAdded {
    /// The group.
    pub group: GroupNo,
    /// The person.
    pub person: Person,
}
wire!(PersonAdded { group, person });

/// Somebody with his group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// His group.
    pub group: GroupNo,
    /// He himself.
    pub person: Person,
}

/// Everybody known in the village.
#[derive(Clone, Debug, Default)]
pub struct People {
    by_id: BTreeMap<PersonId, Resident>,
    by_number: BTreeMap<IdNumber, PersonId>,
    doubles: Vec<(PersonId, PersonId)>,
}

impl People {
    /// Somebody.
    #[must_use]
    pub fn get(&self, id: PersonId) -> Option<&Resident> {
        self.by_id.get(&id)
    }

    /// Whoever has this ID number; the first to be recorded if several.
    #[must_use]
    pub fn with_number(&self, number: &IdNumber) -> Option<PersonId> {
        self.by_number.get(number).copied()
    }

    /// Everybody, by group and number, people added later last.
    pub fn iter(&self) -> impl Iterator<Item = (PersonId, &Resident)> {
        self.by_id.iter().map(|(id, resident)| (*id, resident))
    }

    /// How many people are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Pairs recorded under the same ID number, the earlier first.
    #[must_use]
    pub fn doubles(&self) -> &[(PersonId, PersonId)] {
        &self.doubles
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp) {
        match event {
            Event::PeopleImported(list) => {
                for (person, no) in list.people.iter().zip(list.first..=u16::MAX) {
                    self.add(PersonId::Listed { group: list.group, no }, list.group, person);
                }
            }
            Event::PersonAdded(added) => self.add(added_at(stamp.place), added.group, &added.person),
        }
    }

    fn add(&mut self, id: PersonId, group: GroupNo, person: &Person) {
        let first = *self.by_number.entry(person.id_number).or_insert(id);
        if first != id {
            self.doubles.push((first, id));
        }
        self.by_id.insert(id, Resident { group, person: person.clone() });
    }
}

/// The id of the person whom the entry at `place` added.
#[must_use]
pub fn added_at(place: Place) -> PersonId {
    PersonId::Added { place }
}
