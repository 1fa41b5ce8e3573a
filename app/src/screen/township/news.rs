//! What changed in a village (今日动态), seen by comparing two rows of it.

use crate::text::desk as text;
use cunxuan_core::api::{Alarm, Figure, IncidentStep, StepState, VillageRow, Wall};
use cunxuan_core::plan::Step;
use cunxuan_core::time::Day;
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
    /// A step of an incident, at its own time.
    Incident(IncidentStep),
}

impl Change {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Registered(registered) => text::registered_news(*registered),
            Self::Count(figure) => text::figure(*figure),
            Self::Step(step, state) => text::step_news(*step, *state),
            Self::Alarm(alarm) => text::alarm::alarm_news(alarm),
            Self::Incident(step) => text::alarm::step(step),
        }
    }

    /// When it was, in milliseconds since 1970, where the change itself says so.
    pub fn at(&self) -> Option<u64> {
        match self {
            Self::Incident(step) => u64::try_from(step.at).ok().map(|at| at * 1000),
            Self::Registered(_) | Self::Count(_) | Self::Step(..) | Self::Alarm(_) => None,
        }
    }

    /// Whether it only goes on counting what `before` counted.
    fn follows(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Registered(_), Self::Registered(_)) => true,
            (Self::Count(now), Self::Count(before)) => discriminant(now) == discriminant(before),
            (Self::Registered(_) | Self::Count(_) | Self::Step(..) | Self::Alarm(_) | Self::Incident(_), _) => false,
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
    let alarms = now.alarms.iter().filter(|alarm| !before.alarms.contains(alarm) && !is_incident(alarm));
    let incidents = now.incidents.iter().skip(before.incidents.len()).cloned().map(Change::Incident);
    let plain = registered.into_iter().chain(counted.map(Change::Count));
    let plain = plain.chain(steps.map(|(step, (_, now))| Change::Step(step, now)));
    plain.chain(alarms.cloned().map(Change::Alarm)).chain(incidents).collect()
}

/// Whether the alarm is told as a step of an incident.
fn is_incident(alarm: &Alarm) -> bool {
    match alarm {
        Alarm::Halted { .. } | Alarm::Reported { .. } => true,
        Alarm::DoubleIssue { .. }
        | Alarm::PapersMiscounted { .. }
        | Alarm::OpenedUnsealed { .. }
        | Alarm::IssuedOverTaken { .. }
        | Alarm::BoxOverIssued { .. }
        | Alarm::RunsDiffer { .. }
        | Alarm::PostedLate { .. }
        | Alarm::LogForked
        | Alarm::RoleBreach
        | Alarm::DoesNotBalance
        | Alarm::LaterVersion { .. } => false,
    }
}

/// What is known of today before the page was opened, the newest first: steps of incidents and signed results.
pub fn earlier(wall: &Wall) -> Vec<News> {
    let mut news: Vec<News> = wall.villages.iter().flat_map(|row| of_day(row, wall.today)).collect();
    news.sort_by_key(|news| std::cmp::Reverse(news.at));
    news
}

fn of_day(row: &VillageRow, today: Option<Day>) -> Vec<News> {
    let signed = row.signed_at.map(|at| (at, Change::Step(Step::Reporting, StepState::Done)));
    let steps = row.incidents.iter().map(|step| (step.at, Change::Incident(step.clone())));
    let of_today = steps.chain(signed).filter(|(at, _)| Some(Day::from_unix(*at)) == today);
    let ms = |at: i64| u64::try_from(at).unwrap_or_default() * 1000;
    of_today.map(|(at, change)| News { at: ms(at), village: row.name.clone(), change }).collect()
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
    use cunxuan_core::api::Taken;
    use cunxuan_core::polling::HaltReason;

    fn issuing(issued: u32) -> VillageRow {
        VillageRow { figure: Figure::Issuing { issued, registered: 9 }, ..VillageRow::default() }
    }

    #[test]
    fn counts_go_on_in_one_line_and_alarms_get_their_own() {
        let group = Some(5);
        let halted = IncidentStep { at: 60, group, what: Taken::Halted { reason: HaltReason::PapersDiffer } };
        let stopped = VillageRow {
            figure: Figure::Halted { group },
            alarms: vec![Alarm::Halted { group }],
            incidents: vec![halted.clone()],
            ..issuing(2)
        };
        let mut news = Vec::new();
        for (before, now) in [(issuing(0), issuing(1)), (issuing(1), issuing(2)), (issuing(2), stopped)] {
            for change in changes(&before, &now) {
                News { at: 0, village: "甲村".into(), change }.put(&mut news);
            }
        }
        let told: Vec<Change> = news.into_iter().map(|news| news.change).collect();
        assert_eq!(told, [Change::Incident(halted), Change::Count(Figure::Issuing { issued: 2, registered: 9 })]);
    }

    #[test]
    fn a_row_that_stays_is_no_news() {
        assert_eq!(changes(&issuing(3), &issuing(3)), []);
    }
}
