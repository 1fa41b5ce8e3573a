//! How far each village is on the declared day.

use crate::import::{Township, Village};
use cunxuan_core::time::Day;
use std::collections::BTreeSet;

/// How far a village is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// The roll hangs; the election is to come.
    Posted,
    /// So many thousandths of the papers went out.
    Issuing(usize),
    /// The same, and the last table is halted (叫停).
    Halted(usize),
    /// All papers went out; so many thousandths of those in the boxes were called.
    Counting(usize),
    /// Everything was called; nobody has signed.
    Signing,
    /// The result is signed.
    Signed,
}

impl Until {
    /// How many thousandths of the papers went out.
    #[must_use]
    pub fn issued(self) -> usize {
        match self {
            Self::Posted => 0,
            Self::Issuing(permille) | Self::Halted(permille) => permille,
            Self::Counting(_) | Self::Signing | Self::Signed => 1000,
        }
    }

    /// How many thousandths of the papers in the boxes were called; nothing before the boxes are opened.
    #[must_use]
    pub fn called(self) -> Option<usize> {
        match self {
            Self::Posted | Self::Issuing(_) | Self::Halted(_) => None,
            Self::Counting(permille) => Some(permille),
            Self::Signing | Self::Signed => Some(1000),
        }
    }
}

/// What the villages do that vote on the declared day, one after the other and again from the start.
const TODAY: [Until; 8] = [
    Until::Counting(620),
    Until::Issuing(450),
    Until::Signing,
    Until::Halted(700),
    Until::Issuing(860),
    Until::Counting(180),
    Until::Issuing(250),
    Until::Issuing(0),
];

/// The day in the middle of the election days.
#[must_use]
pub fn middle(township: &Township) -> Option<Day> {
    let days: BTreeSet<Day> = township.villages.iter().map(|village| village.election_day).collect();
    days.iter().nth(days.len() / 2).copied()
}

/// How far a village is on the declared day.
#[must_use]
pub fn until(township: &Township, village: &Village, today: Day) -> Until {
    if village.election_day != today {
        return if village.election_day < today { Until::Signed } else { Until::Posted };
    }
    let voting = township.villages.iter().filter(|other| other.election_day == today);
    let place = voting.take_while(|other| other.code != village.code).count();
    TODAY.into_iter().cycle().nth(place).unwrap_or(Until::Posted)
}
