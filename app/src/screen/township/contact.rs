//! When a village was heard of last (联系时间), and whether that is too long ago on its election day.

use super::live::Desk;
use crate::markup::Memo;
use cunxuan_core::api::{VillageRow, Wall};
use leptos::prelude::{Get, With};

/// A village that votes today and was not heard of for so long is marked among today's villages, in seconds.
pub const SOON_S: u64 = 60;
/// The same on the wall of the whole township.
pub const LONG_S: u64 = 60 * 60;

/// When a village was heard of last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The moment, in milliseconds since 1970, where one is known.
    pub at: Option<u64>,
    /// How many seconds ago that is, where it waits to be heard of.
    pub ago: Option<u64>,
}

impl Contact {
    /// How long ago it was, if that is longer than so many seconds.
    pub fn older(self, seconds: u64) -> Option<u64> {
        self.ago.filter(|ago| *ago > seconds)
    }
}

/// Follows when a village was heard of.
pub fn contact(desk: Desk, row: Memo<VillageRow>) -> Memo<Contact> {
    Memo::new(move || {
        let spoke = row.with(|row| desk.spoke.with(|spoke| spoke.get(&row.code).copied()));
        row.with(|row| desk.wall.with(|wall| of(row, wall, spoke, desk.now.get())))
    })
}

/// A demonstration plays on a day of its own, of which this computer's clock says nothing: until a phone speaks, what
/// its record says of the last act is only shown.
pub fn of(row: &VillageRow, wall: &Wall, spoke: Option<u64>, now: u64) -> Contact {
    let acted = row.last.and_then(|last| u64::try_from(last).ok()).map(|last| last * 1000);
    let counted = spoke.or(acted.filter(|_| !wall.demo));
    let waits = row.today && !row.signed;
    Contact { at: spoke.or(acted), ago: counted.filter(|_| waits).map(|at| now.saturating_sub(at) / 1000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_counts_for_those_who_are_waited_for() {
        let voting = VillageRow { today: true, last: Some(100), ..VillageRow::default() };
        let signed = VillageRow { signed: true, ..voting.clone() };
        let (real, demo) = (Wall::default(), Wall { demo: true, ..Wall::default() });
        let cases = [
            ("by the last act", &voting, &real, None, Some(100_000), Some(200)),
            ("by the last word", &voting, &real, Some(290_000), Some(290_000), Some(10)),
            ("its clock is ahead", &voting, &real, Some(999_000), Some(999_000), Some(0)),
            ("nobody waits for it", &signed, &real, Some(290_000), Some(290_000), None),
            ("a demonstration's clock says nothing", &voting, &demo, None, Some(100_000), None),
            ("a phone spoke in a demonstration", &voting, &demo, Some(200_000), Some(200_000), Some(100)),
        ];
        for (what, row, wall, spoke, at, ago) in cases {
            assert_eq!(of(row, wall, spoke, 300_000), Contact { at, ago }, "{what}");
        }
        assert_eq!(of(&voting, &real, None, 300_000).older(SOON_S), Some(200));
        assert_eq!(of(&voting, &real, None, 300_000).older(LONG_S), None);
    }
}
