//! Who stands on two villages' lists (在两村名单上): only the township sees it.

use std::collections::BTreeMap;

use cunxuan_core::person::{Hukou, IdNumber, Person};
use serde::Serialize;

use super::VillagePeople;

/// Where an imported person stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The village's code.
    pub village: String,
    /// The group's number.
    pub group: u16,
    /// His number in the group, from 0, in the order of the file.
    pub number: u32,
}

/// One person on two villages' lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubled {
    /// Who.
    pub id_number: IdNumber,
    /// Where he stays on the roll: where the household is registered (户籍).
    pub keeps: Place,
    /// Where he comes off it.
    pub off: Place,
    /// False where the household does not settle it (none of his villages has it, or both say so); the office decides then.
    pub settled: bool,
}

/// Finds who would stand on more than one village's roll, by ID number.
///
/// `stands` says whether nothing else keeps a person off the roll of his village.
pub fn on_two_lists(villages: &[VillagePeople], stands: impl Fn(&VillagePeople, &Person) -> bool) -> Vec<Doubled> {
    let mut places: BTreeMap<IdNumber, Vec<(Hukou, Place)>> = BTreeMap::new();
    for village in villages {
        for (place, person) in village.people().filter(|(_, person)| stands(village, person)) {
            places.entry(person.id_number).or_default().push((person.hukou, place));
        }
    }
    places.into_iter().flat_map(|(id_number, places)| split(id_number, places)).collect()
}

fn split(id_number: IdNumber, mut places: Vec<(Hukou, Place)>) -> Vec<Doubled> {
    places.sort();
    let settled = places.iter().filter(|(hukou, _)| *hukou == Hukou::Here).count() == 1;
    let mut places = places.into_iter().map(|(_, place)| place);
    let Some(keeps) = places.next() else {
        return Vec::new();
    };
    places.map(|off| Doubled { id_number, keeps: keeps.clone(), off, settled }).collect()
}
