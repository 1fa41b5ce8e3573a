//! What the fold may know of an entry besides its event.

use crate::id::{ActorNo, Label, Place};
use crate::plan::Role;

/// What an entry may weigh in a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Standing {
    /// Counts.
    #[default]
    Official,
    /// On one of several branches of a log: kept, shown, in no total until two officials decide.
    Pending,
    /// Written by somebody whose role does not allow it: kept, shown, never counted.
    Quarantined,
}

/// Where, by whom and with what weight an event was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Where the entry stands.
    pub place: Place,
    /// Its Lamport number.
    pub lam: u64,
    /// Who acted.
    pub actor: ActorNo,
    /// The phone's clock as a label: seconds since 1970-01-01 UTC.
    pub wall: i64,
    /// What it may weigh.
    pub standing: Standing,
    /// The role in which its log may speak; none while no key is certified in this record.
    pub role: Option<Role>,
}

impl Stamp {
    /// Who and when, for screens.
    #[must_use]
    pub fn label(&self) -> Label {
        Label { actor: self.actor, wall: self.wall }
    }
}
