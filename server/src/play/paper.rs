//! A paper of the table as the caller calls it.

use crate::import::{BallotRow, Defect, Mark as Written};
use crate::load::FIRST;
use cunxuan_core::ballot::Post;
use cunxuan_core::count::{Mark, Paper, Refusal as CountRefusal, Section};
use cunxuan_core::village::{ElectionView, Refusal};

/// What is called from a paper: a colour that is void for the group is set aside.
pub(super) fn called(view: &ElectionView<'_>, row: &BallotRow) -> Result<Paper, Refusal> {
    let form = view.election.ballots.form(FIRST).ok_or(Refusal::Count(CountRefusal::NoSuchForm))?;
    let series = view.election.ballots.series_of(FIRST).find(|series| series.colour == row.colour);
    if let Some(series) = series.filter(|series| view.election.polling.is_void(series.series, row.group)) {
        return Ok(Paper::SetAside { series: series.series });
    }
    Ok(match row.defect {
        Some(Defect::Damaged) => Paper::Damaged,
        Some(Defect::Unreadable) => Paper::Unreadable,
        Some(Defect::Blank) => Paper::Blank,
        None => Paper::Marked {
            sections: form.posts.iter().zip(&row.marks).map(|(post, marks)| section(post, marks)).collect(),
        },
    })
}

fn section(post: &Post, marks: &[Written]) -> Section {
    Section::Names { yes: marks.iter().map(|mark| named(post, mark)).collect(), no: Vec::new() }
}

fn named(post: &Post, mark: &Written) -> Mark {
    let printed = post.candidates.iter().position(|candidate| candidate.name == mark.name);
    match printed.filter(|_| !mark.written_in).and_then(|index| u8::try_from(index).ok()) {
        Some(index) => Mark::Printed { index },
        None => Mark::Written { name: mark.name.clone() },
    }
}
