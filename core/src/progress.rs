//! The progress chart (工作进程图): how far each village is, in twelve steps, and the one number that matters now.

use crate::api::{Alarm, Due, DueKind, Figure, IncidentStep, StepState, Taken, VillageRow};
use crate::canvass::Line;
use crate::finding::{Finding, findings};
use crate::law::roll::posting;
use crate::plan::Step;
use crate::polling::Incident;
use crate::record::Journal;
use crate::small;
use crate::time::Day;
use crate::village::{ElectionView, Village};

mod page;
mod sheet;
pub use page::page;
pub use sheet::sheet;

/// The village's row on the wall. `today` is the day on which it is looked at.
#[must_use]
pub fn row(village: &Village, journal: &Journal, today: Day) -> VillageRow {
    let plan = village.plan().village();
    let view = village.election(1);
    let found = findings(village, journal);
    let mut row = VillageRow {
        code: plan.code.clone(),
        name: plan.name.clone(),
        work_group: plan.work_group,
        marks: plan.marks.clone(),
        boxes: u32::try_from(plan.groups.len()).unwrap_or(u32::MAX),
        people: u32::try_from(village.people().len()).unwrap_or(u32::MAX),
        entries: u32::try_from(journal.len()).unwrap_or(u32::MAX),
        last: village.last().map(|label| label.wall),
        alarms: found.iter().filter_map(alarm).collect(),
        findings: u32::try_from(found.len()).unwrap_or(u32::MAX),
        ..VillageRow::default()
    };
    if let Some(view) = view {
        fill(&mut row, &view, today);
    }
    row.steps = Step::ALL.map(|step| state(step, village, view.as_ref(), &row, today));
    row.figure = figure(view.as_ref(), &row, today);
    row
}

fn fill(row: &mut VillageRow, view: &ElectionView<'_>, today: Day) {
    row.election_day = Some(view.day());
    row.registered = view.election.roll.registered();
    row.drawn = view.election.polling.drawn(view.form());
    row.issued = view.election.polling.issued_in_all(view.form());
    row.today = view.day() == today;
    if let Some(form) = view.election.ballots.forms().last() {
        row.counted = view.sums(form.form).returned;
        row.boxes_counted = row.boxes.saturating_sub(view.boxes_open(form.form));
        row.returned = view.returned(form.form).0;
        let signed = view.election.canvass.signed(form.form);
        row.signed = signed.is_some();
        row.signed_at = signed.map(|(_, at)| at.wall);
        let counted = row.boxes > 0 && row.boxes_counted == row.boxes;
        row.balanced = counted.then(|| view.balance(form.form).iter().all(Line::balances));
    }
    row.incidents = incidents(view);
    row.dues = dues(view, row, today);
}

/// The steps of incidents; papers of another colour are told in the place of the void ones before them.
fn incidents(view: &ElectionView<'_>) -> Vec<IncidentStep> {
    let new = |group, old| {
        let mut series = view.election.ballots.series_of(view.form());
        series.find(|series| series.series > old && series.group == Some(group))
    };
    let step = |(label, step): &(crate::id::Label, Incident)| {
        let (group, what) = match *step {
            Incident::Halted { group, reason } => (group, Taken::Halted { reason }),
            Incident::Reported { group, reason } => (group, Taken::Reported { reason }),
            Incident::Voided { group, series } => (
                Some(group),
                new(group, series)
                    .map_or(Taken::Voided, |new| Taken::Reprinted { colour: new.colour.clone(), papers: new.printed }),
            ),
            Incident::Resumed { group } => (group, Taken::Resumed),
        };
        IncidentStep { at: label.wall, group, what }
    };
    view.election.polling.incidents().iter().map(step).collect()
}

/// The days of the law that are still to be kept on `today`, the next first.
fn dues(view: &ElectionView<'_>, row: &VillageRow, today: Day) -> Vec<Due> {
    let (rules, day) = (view.rules(), view.day());
    let days = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let due = |what, on, article: &str| Due { what, on, article: article.to_owned() };
    let mut dues = Vec::new();
    match view.election.roll.posted() {
        None => {
            let last = posting(rules, today, day).post_last;
            dues.push(due(DueKind::Posting, last, rules.roll.post_days.article));
        }
        Some(posted) => {
            let days = posting(rules, posted.on, day);
            dues.push(due(DueKind::Objections, days.objection_last, rules.roll.objection_days.article));
            dues.push(due(DueKind::Decisions, days.decision_last, rules.roll.decision_days.article));
        }
    }
    if view.village.plan().reported(Step::Publication).is_none() {
        let list = rules.candidates.list_days;
        dues.push(due(DueKind::Candidates, day.plus(-days(list.value)), list.article));
    }
    dues.push(due(DueKind::Election, day, ""));
    let handover = rules.handover.days;
    dues.push(due(DueKind::Handover, day.plus(days(handover.value)), handover.article));
    // What was missed stays until it is done; what only passes, such as the time to object, goes with its day.
    dues.retain(|due| match due.what {
        DueKind::Posting | DueKind::Candidates => !row.signed,
        DueKind::Objections | DueKind::Decisions | DueKind::Election => due.on >= today,
        DueKind::Handover => row.signed && due.on >= today,
    });
    small::sort_by_key(&mut dues, |due| (due.on, due.what));
    dues
}

fn alarm(finding: &Finding) -> Option<Alarm> {
    Some(match finding {
        Finding::Halted { group, .. } => Alarm::Halted { group: *group },
        Finding::Reported { group, reason, .. } => Alarm::Reported { group: *group, reason: *reason },
        Finding::PapersMiscounted { group, expected, counted, .. } => {
            Alarm::PapersMiscounted { group: *group, expected: *expected, counted: *counted }
        }
        Finding::OpenedUnsealed { box_no, .. } => Alarm::OpenedUnsealed { box_no: *box_no },
        Finding::DoubleIssue { group, .. } => Alarm::DoubleIssue { group: *group },
        Finding::IssuedOverTaken { group, issued, taken, .. } => {
            Alarm::IssuedOverTaken { group: *group, issued: *issued, taken: *taken }
        }
        Finding::BoxOverIssued { box_no, .. } => Alarm::BoxOverIssued { box_no: *box_no },
        Finding::RunsDiffer { boxes, .. } | Finding::TwoRunsOpen { boxes, .. } => {
            Alarm::RunsDiffer { boxes: boxes.clone() }
        }
        Finding::PostedLate { days, .. } => Alarm::PostedLate { days: *days },
        Finding::LogForked { .. } => Alarm::LogForked,
        Finding::RoleBreach { .. } => Alarm::RoleBreach,
        Finding::DoesNotBalance { .. } => Alarm::DoesNotBalance,
        Finding::LaterVersion { entries } => Alarm::LaterVersion { entries: *entries },
        Finding::IssuedOffRoll { .. }
        | Finding::HolderWithoutProxy { .. }
        | Finding::RegisteredThoughOff { .. }
        | Finding::SameNumber { .. }
        | Finding::SmallPile { .. }
        | Finding::PapersCorrected { .. }
        | Finding::SignedDiffers { .. }
        | Finding::Witnessed { .. }
        | Finding::RulesOutOfDate { .. }
        | Finding::RulesUnknown { .. }
        | Finding::WomenUnknown { .. } => return None,
    })
}

fn state(step: Step, village: &Village, view: Option<&ElectionView<'_>>, row: &VillageRow, today: Day) -> StepState {
    if village.plan().reported(step).is_some() {
        return StepState::Done;
    }
    let Some(view) = view else { return StepState::Empty };
    let posted = view.election.roll.posted().is_some();
    let (done, begun) = match step {
        Step::Registration => (posted, row.registered > 0),
        Step::Posting => (posted && (today > view.day() || row.issued > 0), posted),
        Step::Voting => (row.issued > 0 && row.returned > 0, row.issued > 0),
        Step::Counting => (row.boxes > 0 && row.boxes_counted == row.boxes, row.returned > 0),
        Step::Reporting => (row.signed, row.boxes > 0 && row.boxes_counted == row.boxes),
        Step::Survey
        | Step::Committee
        | Step::Primary
        | Step::Vetting
        | Step::Publication
        | Step::Notice
        | Step::Branch => (false, false),
    };
    let halted = step == Step::Voting && row.alarms.iter().any(|alarm| matches!(alarm, Alarm::Halted { .. }));
    let check = step == Step::Counting && row.alarms.iter().any(|alarm| matches!(alarm, Alarm::RunsDiffer { .. }));
    match (done, begun) {
        _ if halted => StepState::Halted,
        _ if check => StepState::Check,
        (true, _) => StepState::Done,
        (false, true) => StepState::Half,
        (false, false) => StepState::Empty,
    }
}

fn figure(view: Option<&ElectionView<'_>>, row: &VillageRow, today: Day) -> Figure {
    let halted =
        row.alarms.iter().find_map(|alarm| if let Alarm::Halted { group } = alarm { Some(*group) } else { None });
    if let Some(group) = halted {
        return Figure::Halted { group };
    }
    let Some(view) = view else { return Figure::Nothing };
    if row.signed {
        return Figure::Turnout { permille: permille(row.counted, row.registered) };
    }
    if row.boxes > 0 && row.boxes_counted == row.boxes {
        return Figure::Signing;
    }
    if row.returned > 0 {
        return Figure::Counting { called: row.counted, returned: row.returned };
    }
    if row.issued > 0 || view.day() == today {
        return Figure::Issuing { issued: row.drawn, registered: row.registered };
    }
    Figure::Day { day: view.day() }
}

/// A share in thousandths, rounded to the nearest, halves up; 0 of nothing.
#[must_use]
pub fn permille(part: u32, whole: u32) -> u32 {
    let (part, whole) = (u64::from(part), u64::from(whole));
    let rounded = (part * 2000 + whole).checked_div(whole * 2).unwrap_or(0);
    u32::try_from(rounded).unwrap_or(u32::MAX)
}
