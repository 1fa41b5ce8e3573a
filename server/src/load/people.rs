//! The household lists as events: a list of a villager group each, in parts where it is long.

use crate::import::{GroupPeople, VillagePeople};
use cunxuan_core::id::to_bytes;
use cunxuan_core::people::{Event as People, PeopleImported};
use cunxuan_core::person::Person;
use cunxuan_core::village::{Book, Event};

/// The largest body of one event, in bytes: an entry may have 64 KiB with all that goes around it.
const LARGEST: usize = 60 * 1024;

/// The events that bring people whom the record does not hold yet.
pub fn events(book: &Book, village: &VillagePeople) -> Vec<Event> {
    village.groups.iter().flat_map(|group| of_group(book, group)).collect()
}

fn of_group(book: &Book, group: &GroupPeople) -> Vec<Event> {
    let known = book.village().people();
    let fresh = group.people.iter().filter(|person| known.with_number(&person.id_number).is_none());
    let mut parts: Vec<PeopleImported> = Vec::new();
    let (mut next, mut size) = (known.last_listed(group.no).saturating_add(1), 0);
    for person in fresh {
        let bytes = to_bytes(person).len();
        if size == 0 || size + bytes > LARGEST {
            parts.push(PeopleImported { group: group.no, first: next, people: Vec::new() });
            size = 0;
        }
        push(&mut parts, person);
        (next, size) = (next.saturating_add(1), size + bytes);
    }
    parts.into_iter().map(|part| Event::People(People::from(part))).collect()
}

fn push(parts: &mut [PeopleImported], person: &Person) {
    if let Some(part) = parts.last_mut() {
        part.people.push(person.clone());
    }
}
