//! The tables of a played village: proxies registered, papers handed out, a group that votes again.

use super::Play;
use crate::error::AppError;
use crate::import::{IssueRow, SeriesStatus};
use crate::load::FIRST;
use cunxuan_core::ballot::{self, SeriesPrinted};
use cunxuan_core::id::{GroupNo, PersonId, SeriesNo};
use cunxuan_core::polling::{HaltReason, Kinship, ProxyRegistered};
use cunxuan_core::time::Day;
use cunxuan_core::village::ElectionView;

/// Registers every proxy that the table names, the day before.
pub(super) fn proxies(play: &mut Play<'_>, rows: &[IssueRow]) -> Result<(), AppError> {
    for row in rows {
        let view = play.view()?;
        let people = view.village.people();
        let ids = (people.with_number(&row.voter), row.holder.and_then(|holder| people.with_number(&holder)));
        let (Some(principal), Some(holder)) = ids else { continue };
        if view.election.polling.proxy(principal).is_some() {
            continue;
        }
        let kinship = kinship(&view, principal, holder);
        let event = view.register_proxy(ProxyRegistered { principal, holder, kinship, written: true }, 1);
        play.act(row.group, event)?;
    }
    Ok(())
}

/// Hands out one paper. A colour that the group's table does not have yet means that it votes again.
pub(super) fn issue(play: &mut Play<'_>, row: &IssueRow) -> Result<(), AppError> {
    play.hands.at(seconds(&row.at).unwrap_or(play.hands.wall()));
    let view = play.view()?;
    let now = view.series_for(row.group);
    let colour = now.and_then(|series| view.election.ballots.series(series)).map(|series| series.colour.as_str());
    if colour != Some(row.colour.as_str()) {
        let printed = view.election.ballots.series_of(FIRST).map(|series| series.series).max().unwrap_or(0);
        again(play, row, now, printed.saturating_add(1))?;
    }
    let view = play.view()?;
    let people = view.village.people();
    let Some(voter) = people.with_number(&row.voter) else { return Ok(()) };
    let holder = row.holder.and_then(|holder| people.with_number(&holder));
    let event = view.issue_ballot(voter, holder);
    play.act(row.group, event)
}

/// Halts the group, declares its papers void, prints others in another colour, and lets it go on.
fn again(play: &mut Play<'_>, row: &IssueRow, old: Option<SeriesNo>, series: SeriesNo) -> Result<(), AppError> {
    let group = row.group;
    let event = play.view()?.halt(Some(group), HaltReason::PapersDiffer);
    play.act(group, Ok(event))?;
    if let Some(old) = old {
        let event = play.view()?.void_series(old, group);
        play.act(group, Ok(event))?;
    }
    let printed = printed(play, group, &row.colour);
    let print = SeriesPrinted { series, form: FIRST, colour: row.colour.clone(), printed, group: Some(group) };
    let event = play.view()?.event(ballot::Event::from(print));
    play.hands.office(&[event])?;
    let event = play.view()?.resume(Some(group));
    play.act(group, Ok(event))
}

fn printed(play: &Play<'_>, group: GroupNo, colour: &str) -> Option<u32> {
    let planned = play.village.groups.iter().find(|planned| planned.no == group)?;
    let valid = planned.series.iter().find(|series| series.colour == colour && series.status == SeriesStatus::Valid);
    valid.map(|series| series.printed)
}

/// `2026-11-05T08:00:14` at +08:00, in seconds since 1970-01-01 UTC.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let (day, time) = text.split_once('T')?;
    let parts: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hour, minute, second] = parts.try_into().ok()?;
    Some(i64::from(Day::parse(day)?.days()) * 86_400 + hour * 3600 + minute * 60 + second - 8 * 3600)
}

/// What the holder is to his principal, by what each is to the head of their household (与户主关系).
fn kinship(view: &ElectionView<'_>, principal: PersonId, holder: PersonId) -> Kinship {
    let known = |id| view.village.people().get(id).map(|resident| &resident.person);
    let (Some(principal), Some(holder)) = (known(principal), known(holder)) else { return Kinship::Other };
    if principal.household != holder.household {
        return Kinship::Other;
    }
    match (generation(&principal.relation), generation(&holder.relation)) {
        (Some(of), Some(his)) if of == his && of == 1 => Kinship::Spouse,
        (Some(of), Some(his)) if of == his => {
            if of == 0 {
                Kinship::Sibling
            } else {
                Kinship::Spouse
            }
        }
        (Some(of), Some(his)) if his == of + 1 => Kinship::Parent,
        (Some(of), Some(his)) if of == his + 1 => Kinship::Child,
        (Some(of), Some(his)) if his > of => Kinship::Grandparent,
        (Some(_), Some(_)) => Kinship::Grandchild,
        (None, _) | (_, None) => Kinship::Other,
    }
}

/// The generation in a household: children 0, the head and spouse 1, parents 2.
fn generation(relation: &str) -> Option<u8> {
    match relation {
        "子" | "女" => Some(0),
        "户主" | "配偶" => Some(1),
        "父" | "母" => Some(2),
        _ => None,
    }
}
