//! Finding somebody by initials (按首字母找人): made once when the people change, looked through at each key.

use crate::part::bit_of_initial;
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::small::sort_by_key;
use cunxuan_core::village::Village;
use std::collections::BTreeMap;

/// Stands for a letter that nobody knows; it fits any key.
pub const ANY: char = '*';

/// Somebody as he is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub id: PersonId,
    /// His group.
    pub group: GroupNo,
    /// His name.
    pub name: String,
    initials: String,
}

/// Everybody of the village.
#[derive(Clone, Debug, Default)]
pub struct Names {
    rows: Vec<Row>,
    letters: BTreeMap<char, char>,
}

/// Who fits what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The first of them.
    pub rows: Vec<Row>,
    /// How many more fit.
    pub more: usize,
    /// The keys that lead on, by [`bit_of_initial`].
    pub live: u32,
}

impl Names {
    /// Everybody whom the village knows.
    #[must_use]
    pub fn of(village: &Village) -> Self {
        let mut names = Self::default();
        for (id, resident) in village.people().iter() {
            let (name, initials) = (&resident.person.name, &resident.person.initials);
            names.learn(name, initials);
            names.rows.push(Row { id, group: resident.group, name: name.clone(), initials: initials.clone() });
        }
        names
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn learn(&mut self, name: &str, initials: &str) {
        let first = initials.split(' ').next().unwrap_or_default();
        if name.chars().count() == first.chars().count() {
            let pairs = name.chars().zip(first.chars()).filter(|(_, letter)| *letter != ANY);
            self.letters.extend(pairs);
        }
    }

    /// The initials of a name by what the village's own names teach; a star for a letter that they do not.
    #[must_use]
    pub fn initials(&self, name: &str) -> String {
        name.chars().map(|letter| self.letters.get(&letter).copied().unwrap_or(ANY)).collect()
    }

    /// Who of those that `wanted` keeps fits the letters typed; at most `most` of them.
    pub fn find(&self, typed: &str, most: usize, wanted: impl Fn(&Row) -> bool) -> Found {
        let mut found = Found::default();
        for row in self.rows.iter().filter(|row| row.begins(typed) && wanted(row)) {
            found.live |= row.next(typed);
            if found.rows.len() < most {
                found.rows.push(row.clone());
            } else {
                found.more += 1;
            }
        }
        found
    }

    /// The commonest surnames among those that `wanted` keeps.
    pub fn surnames(&self, most: usize, wanted: impl Fn(&Row) -> bool) -> Vec<char> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for surname in self.rows.iter().filter(|row| wanted(row)).filter_map(|row| row.name.chars().next()) {
            *counts.entry(surname).or_default() += 1;
        }
        let mut counts: Vec<(char, usize)> = counts.into_iter().collect();
        sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().take(most).map(|(surname, _)| surname).collect()
    }
}

impl Row {
    fn readings(&self) -> impl Iterator<Item = &str> {
        self.initials.split(' ')
    }

    fn begins(&self, typed: &str) -> bool {
        typed.is_empty() || self.readings().any(|reading| begins(reading, typed))
    }

    fn next(&self, typed: &str) -> u32 {
        let after = |reading: &str| reading.chars().nth(typed.len());
        let bit = |letter| if letter == ANY { u32::MAX } else { bit_of_initial(letter) };
        let fits = self.readings().filter(|reading| begins(reading, typed));
        fits.filter_map(after).map(bit).fold(0, |bits, bit| bits | bit)
    }
}

fn begins(reading: &str, typed: &str) -> bool {
    let mut letters = reading.chars();
    let fits = |letter: char, key: char| letter == ANY || key == ANY || letter.eq_ignore_ascii_case(&key);
    typed.chars().all(|key| letters.next().is_some_and(|letter| fits(letter, key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(people: &[(&str, &str)]) -> Names {
        let mut names = Names::default();
        for (no, (name, initials)) in (1..).zip(people) {
            names.learn(name, initials);
            let id = PersonId::Listed { group: 1, no };
            names.rows.push(Row { id, group: 1, name: (*name).into(), initials: (*initials).into() });
        }
        names
    }

    #[test]
    fn finding_by_initials() {
        let names = names(&[("张德海", "ZDH"), ("曾丹丹", "CDD ZDD"), ("李一", "LY"), ("张㐱", "Z*"), ("王五", "")]);
        for (typed, fits, live) in [
            ("", 5, "ZCL"),
            ("Z", 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("ZD", 3, "HD"),
            ("ZDD", 1, ""),
            ("LX", 0, ""),
            ("C", 1, "D"),
            ("*D", 3, "HD"),
        ] {
            let found = names.find(typed, 60, |_| true);
            let keys = live.chars().fold(0, |bits, letter| bits | bit_of_initial(letter));
            assert_eq!((found.rows.len(), found.live & 0x03ff_ffff), (fits, keys), "{typed}");
        }
        assert_eq!(names.find("", 2, |_| true).more, 3);
        assert_eq!(names.initials("李海㐱"), "LH*");
        assert_eq!(names.surnames(1, |_| true), ['张']);
    }
}
