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
        0x22 => ListWithdrawn,
    }
}

impl Event {
    /// Whether it is about a household list, which the office alone hands in and takes back.
    #[must_use]
    pub fn is_of_a_list(&self) -> bool {
        match self {
            Self::PeopleImported(_) | Self::ListWithdrawn(_) => true,
            Self::PersonAdded(_) => false,
        }
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

/// The office took a list back, or a part of it (撤销导入). Whoever stands on a roll or was left off one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListWithdrawn {
    /// The group.
    pub group: GroupNo,
    /// The number of the first person who goes, from 1.
    pub first: u16,
    /// The number of the last.
    pub last: u16,
}
wire!(ListWithdrawn { group, first, last });

impl ListWithdrawn {
    /// Everybody whom it names, known or not.
    pub fn people(self) -> impl Iterator<Item = PersonId> {
        (self.first..=self.last).map(move |no| PersonId::Listed { group: self.group, no })
    }
}

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
    withdrawn: BTreeMap<PersonId, Resident>,
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

    /// The highest number ever given in a group's list, 0 if none was: a number is not given twice, for a phone
    /// may still know somebody by it whose list was withdrawn.
    #[must_use]
    pub fn last_listed(&self, group: GroupNo) -> u16 {
        let number = |id: &PersonId| match *id {
            PersonId::Listed { group: of, no } if of == group => no,
            PersonId::Listed { .. } | PersonId::Added { .. } => 0,
        };
        self.by_id.keys().chain(self.withdrawn.keys()).map(number).max().unwrap_or(0)
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp) {
        match event {
            Event::PeopleImported(list) => {
                for (person, no) in list.people.iter().zip(list.first..=u16::MAX) {
                    self.add(PersonId::Listed { group: list.group, no }, list.group, person);
                }
            }
            Event::PersonAdded(added) => self.add(added_at(stamp.place), added.group, &added.person),
            Event::ListWithdrawn(list) => list.people().for_each(|id| self.withdraw(id)),
        }
    }

    fn withdraw(&mut self, id: PersonId) {
        let Some(resident) = self.by_id.remove(&id) else { return };
        let number = resident.person.id_number;
        if self.with_number(&number) == Some(id) {
            self.by_number.remove(&number);
            if let Some((_, next)) = self.doubles.iter().copied().find(|(first, _)| *first == id) {
                self.by_number.insert(number, next);
                self.doubles.iter_mut().filter(|(first, _)| *first == id).for_each(|pair| pair.0 = next);
            }
        }
        self.doubles.retain(|(first, other)| first != other && *other != id);
        self.withdrawn.insert(id, resident);
    }

    /// Somebody acted on him, on whatever phone and in whatever order: he stays in the village.
    pub(crate) fn keep(&mut self, id: PersonId) {
        if let Some(resident) = self.withdrawn.remove(&id) {
            self.add(id, resident.group, &resident.person);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Facts, Hukou, Residence, Wish};

    fn person(body: &str) -> Person {
        let id_number = IdNumber::complete(body).unwrap();
        Person {
            household: String::from("01001"),
            relation: String::new(),
            name: String::from("某人"),
            sex: id_number.sex(),
            id_number,
            ethnic: String::new(),
            hukou: Hukou::Here,
            residence: Residence::Here,
            months: None,
            wish: Wish::Unknown,
            assembly: None,
            facts: Facts::default(),
            party: String::new(),
            education: String::new(),
            phone: String::new(),
            initials: String::new(),
        }
    }

    #[test]
    fn a_withdrawn_list_leaves_the_other_of_a_double_and_gives_no_number_twice() {
        let id = |no| PersonId::Listed { group: 1, no };
        let (one, other) = (person("99010119800101001"), person("99010119800101002"));
        let mut people = People::default();
        for (no, person) in [(1, &one), (2, &one), (3, &one), (4, &other)] {
            people.add(id(no), 1, person);
        }
        assert_eq!(people.doubles(), [(id(1), id(2)), (id(1), id(3))]);
        people.withdraw(id(1));
        people.withdraw(id(4));
        people.withdraw(id(9));
        assert_eq!((people.with_number(&one.id_number), people.with_number(&other.id_number)), (Some(id(2)), None));
        assert_eq!((people.doubles(), people.len(), people.last_listed(1)), (&[(id(2), id(3))][..], 2, 4));
        // On some phone he was registered before it heard of the withdrawal.
        people.keep(id(4));
        people.keep(id(4));
        assert_eq!((people.with_number(&other.id_number), people.len()), (Some(id(4)), 3));
    }
}
