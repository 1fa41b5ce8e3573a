//! The story of one village (一个村的选举): registered, posted, issued, counted, signed, as far as the day has come.

use super::schedule::Until;
use crate::error::AppError;
use crate::import::{BallotRow, Group, IssueRow, Village};
use crate::load::FIRST;
use crate::play::{Hands, Play};
use crate::sample::Sample;
use cunxuan_core::id::BoxNo;
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::{Event as Plan, Step, StepReported};
use cunxuan_core::polling::HaltReason;
use cunxuan_core::record::Range;
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, Event};

/// Steps of which this record holds no acts, and how many days before the election each was done.
const REPORTED: [(Step, i32); 7] = [
    (Step::Survey, 26),
    (Step::Committee, 24),
    (Step::Primary, 14),
    (Step::Vetting, 11),
    (Step::Publication, 8),
    (Step::Notice, 5),
    (Step::Branch, -2),
];
const HOUR: i64 = 3_600;

/// Plays a village as far as it is on the declared day; what its phones wrote.
///
/// # Errors
/// When the plan has nobody for a role, or the system gives no random bytes.
pub fn play(
    book: Book,
    key: PrivateKey,
    sample: &Sample,
    village: &Village,
    until: Until,
    today: Day,
) -> Result<Vec<Range>, AppError> {
    let tables = u16::try_from(village.groups.len()).unwrap_or(u16::MAX);
    let posted = village.roll_posted_on.unwrap_or_else(|| village.election_day.plus(-22));
    let hands = Hands::on(book, &sample.township.code, tables, moment(posted.plus(-3), 8 * HOUR)).certified(key);
    let mut play = Play::new(village, hands);
    play.register()?;
    play.hands.at(moment(posted, 9 * HOUR));
    play.post(posted)?;
    report_steps(&mut play, today)?;
    if until != Until::Posted {
        issue(&mut play, sample, until.issued())?;
    }
    if let (Until::Halted(_), Some(group)) = (until, village.groups.last()) {
        let halted = play.view()?.halt(Some(group.no), HaltReason::PapersDiffer);
        play.act(group.no, Ok(halted))?;
    }
    if let Some(permille) = until.called() {
        count(&mut play, sample, permille)?;
    }
    if until == Until::Signed {
        play.hands.at(moment(village.election_day, 19 * HOUR));
        play.sign()?;
    }
    Ok(play.hands.into_ranges())
}

fn report_steps(play: &mut Play<'_>, today: Day) -> Result<(), AppError> {
    for (step, days) in REPORTED {
        let on = play.village.election_day.plus(-days);
        if on <= today {
            play.hands.at(moment(on, 17 * HOUR));
            play.hands.office(&[Event::Plan(Plan::from(StepReported { step, on }))])?;
        }
    }
    Ok(())
}

/// Hands out so many thousandths of the papers, in the order of the clock.
fn issue(play: &mut Play<'_>, sample: &Sample, permille: usize) -> Result<(), AppError> {
    let village = play.village;
    play.hands.at(moment(village.election_day, 7 * HOUR));
    for group in &village.groups {
        let brought = play.view()?.report_papers(group.no, FIRST, papers_for(play, group)?);
        play.act(group.no, Ok(brought))?;
    }
    let mut rows: Vec<IssueRow> = sample.issues.iter().filter(|row| row.village == village.code).cloned().collect();
    rows.sort_by(|one, other| one.at.cmp(&other.at));
    rows.truncate(rows.len() * permille / 1000);
    play.hands.at(moment(village.election_day.plus(-1), 9 * HOUR));
    play.issue(&rows)
}

/// Papers brought to a table: as the plan says, else one for each voter of the group.
fn papers_for(play: &Play<'_>, group: &Group) -> Result<u32, AppError> {
    let view = play.view()?;
    let of_group = |id| view.village.people().get(id).is_some_and(|resident| resident.group == group.no);
    let voters = view.election.roll.iter().filter(|id| of_group(*id)).count();
    let planned = group.series.first().map(|series| series.printed);
    Ok(planned.unwrap_or(u32::try_from(voters).unwrap_or(u32::MAX)))
}

/// Opens all boxes and calls so many thousandths of the papers, box after box, all at half past one.
fn count(play: &mut Play<'_>, sample: &Sample, permille: usize) -> Result<(), AppError> {
    let village = play.village;
    let begin = moment(village.election_day, 13 * HOUR + HOUR / 2);
    let of_village: Vec<&BallotRow> = sample.ballots.rows.iter().filter(|row| row.village == village.code).collect();
    let box_of = |group: &Group| {
        let papers = of_village.iter().copied().filter(|paper| paper.box_no == group.box_no);
        Some((group.box_no.parse().ok()?, papers.collect()))
    };
    let boxes: Vec<(BoxNo, Vec<&BallotRow>)> = village.groups.iter().filter_map(box_of).collect();
    play.hands.at(begin);
    for (box_no, papers) in &boxes {
        play.open_box(*box_no, papers.len())?;
    }
    let mut left = of_village.len() * permille / 1000;
    for (box_no, papers) in &boxes {
        if left == 0 {
            break;
        }
        play.hands.at(begin);
        play.count_box(*box_no, papers, left)?;
        left = left.saturating_sub(papers.len());
    }
    Ok(())
}

/// A clock at a second of a day at +08:00, in seconds since 1970-01-01 UTC.
fn moment(day: Day, second: i64) -> i64 {
    i64::from(day.days()) * 24 * HOUR + second - 8 * HOUR
}
