//! What changed in a village (今日动态), seen by comparing two rows of it.

use crate::text::desk as text;
use cunxuan_core::api::{Alarm, Figure, StepState, VillageRow};
use cunxuan_core::plan::Step;
use std::mem::discriminant;

/// A change in a village.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// When the desk heard of it, in milliseconds since 1970.
    pub at: u64,
    /// The village's name.
    pub village: String,
    /// What changed.
    pub change: Change,
}

/// What changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// People were registered: how many there are now.
    Registered(u32),
    /// Papers went out or were called, or the result is signed: how far it is now.
    Count(Figure),
    /// A step is now so far.
    Step(Step, StepState),
    /// Something needs a decision.
    Alarm(Alarm),
}

impl Change {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Registered(registered) => text::registered_news(*registered),
            Self::Count(figure) => text::figure(*figure),
            Self::Step(step, state) => text::step_news(*step, *state),
            Self::Alarm(alarm) => text::alarm_news(alarm),
        }
    }

    /// Whether it only goes on counting what `before` counted.
    fn follows(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Registered(_), Self::Registered(_)) => true,
            (Self::Count(now), Self::Count(before)) => discriminant(now) == discriminant(before),
            (Self::Registered(_) | Self::Count(_) | Self::Step(..) | Self::Alarm(_), _) => false,
        }
    }
}

impl News {
    /// Puts it first. A count that goes on takes the place of the one before it.
    pub fn put(self, news: &mut Vec<News>) {
        news.retain(|other| other.village != self.village || !self.change.follows(&other.change));
        news.insert(0, self);
    }
}

/// What changed from one row of a village to the next, in the order of the steps, alarms last.
pub fn changes(before: &VillageRow, now: &VillageRow) -> Vec<Change> {
    let registered = (before.registered != now.registered).then_some(Change::Registered(now.registered));
    let counted = (before.figure != now.figure).then_some(now.figure).filter(|figure| counts(*figure));
    let steps = Step::ALL.into_iter().zip(before.steps.iter().zip(now.steps));
    let steps = steps.filter(|(_, (before, now))| *before != now && moves(*now));
    let alarms = now.alarms.iter().filter(|alarm| !before.alarms.contains(alarm));
    let plain = registered.into_iter().chain(counted.map(Change::Count));
    let plain = plain.chain(steps.map(|(step, (_, now))| Change::Step(step, now)));
    plain.chain(alarms.cloned().map(Change::Alarm)).collect()
}

fn counts(figure: Figure) -> bool {
    match figure {
        Figure::Issuing { .. } | Figure::Counting { .. } | Figure::Turnout { .. } => true,
        Figure::Nothing | Figure::Day { .. } | Figure::Signing | Figure::Halted { .. } => false,
    }
}

/// Halts and differing counts are told as alarms.
fn moves(state: StepState) -> bool {
    match state {
        StepState::Half | StepState::Done => true,
        StepState::Empty | StepState::Check | StepState::Halted => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuing(issued: u32) -> VillageRow {
        VillageRow { figure: Figure::Issuing { issued, registered: 9 }, ..VillageRow::default() }
    }

    #[test]
    fn counts_go_on_in_one_line_and_alarms_get_their_own() {
        let halted = Alarm::Halted { group: Some(5) };
        let stopped =
            VillageRow { figure: Figure::Halted { group: Some(5) }, alarms: vec![halted.clone()], ..issuing(2) };
        let mut news = Vec::new();
        for (before, now) in [(issuing(0), issuing(1)), (issuing(1), issuing(2)), (issuing(2), stopped)] {
            for change in changes(&before, &now) {
                News { at: 0, village: "甲村".into(), change }.put(&mut news);
            }
        }
        let told: Vec<Change> = news.into_iter().map(|news| news.change).collect();
        assert_eq!(told, [Change::Alarm(halted), Change::Count(Figure::Issuing { issued: 2, registered: 9 })]);
    }

    #[test]
    fn a_row_that_stays_is_no_news() {
        assert_eq!(changes(&issuing(3), &issuing(3)), []);
    }
}
