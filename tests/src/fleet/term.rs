//! A village's term (一届选举) as acts: played once in memory, to be written anew on the phones of the fleet.

use crate::process::Result;
use cunxuan_core::canvass;
use cunxuan_core::id::{BoxNo, Label, LogId};
use cunxuan_core::plan::Role;
use cunxuan_core::record::{Draft, LogOpened, Range};
use cunxuan_core::village::{Book, ElectionEvent, Event};
use cunxuan_server::import::{BallotRow, IssueRow, Village};
use cunxuan_server::play::{Hands, Play};
use cunxuan_server::sample::Sample;
use std::collections::BTreeMap;

/// A term, as it was played.
pub struct Term {
    /// How many tables there were: each with a log of its own, and one more for whoever counted at it.
    pub tables: usize,
    /// The acts, in order.
    pub acts: Vec<Act>,
}

/// One act, as it was played.
pub struct Act {
    /// The log in which it was played.
    pub log: LogId,
    /// What that log may speak as.
    pub role: Role,
    /// Who acted, and when.
    pub label: Label,
    /// What happened.
    pub draft: Draft,
}

/// Plays a village from its lists to the signed result with as many tables as groups, but no more than phones.
///
/// # Errors
/// When the plan lacks what the term needs, or an entry is refused.
pub fn play(sample: &Sample, village: &Village, book: Book, phones: usize) -> Result<Term> {
    let posted = village.roll_posted_on.unwrap_or_else(|| village.election_day.plus(-22));
    let wall = i64::from(posted.plus(-3).days()) * 86_400;
    let tables = phones.min(village.groups.len()).max(1);
    let hands = Hands::on(book, &sample.township.code, u16::try_from(tables)?, wall);
    let mut play = Play::new(village, hands);
    play.register()?;
    play.post(posted)?;
    let mut rows: Vec<IssueRow> = sample.issues.iter().filter(|row| row.village == village.code).cloned().collect();
    rows.sort_by(|one, other| one.at.cmp(&other.at));
    play.issue(&rows)?;
    for group in &village.groups {
        let papers = papers(sample, village, &group.box_no);
        play.count_box(group.box_no.parse::<BoxNo>()?, &papers, papers.len())?;
    }
    play.sign()?;
    match play.refused.first() {
        None => Ok(Term { tables, acts: acts(play.hands.into_ranges())? }),
        Some(refusal) => Err(format!("{}: refused at play: {refusal:?}", village.name).into()),
    }
}

fn papers<'a>(sample: &'a Sample, village: &Village, box_no: &str) -> Vec<&'a BallotRow> {
    sample.ballots.rows.iter().filter(|row| row.village == village.code && row.box_no == box_no).collect()
}

/// Every act in the order in which it was played; the first entry of a log says only who writes there.
fn acts(ranges: Vec<Range>) -> Result<Vec<Act>> {
    let mut roles = BTreeMap::new();
    let mut acts = Vec::new();
    for range in ranges {
        for item in &range.items {
            if let Some(opened) = LogOpened::read(item) {
                roles.insert(range.log, Role::numbered(opened.role).ok_or("a role of no number")?);
                continue;
            }
            let role = *roles.get(&range.log).ok_or("a log without its first entry")?;
            let (entry, body) = item.open()?;
            let body = body.ok_or("a body is missing")?.to_vec();
            let label = Label { actor: entry.actor, wall: entry.wall };
            acts.push(Act { log: range.log, role, label, draft: Draft { kind: entry.kind, body, salt: None } });
        }
    }
    Ok(acts)
}

/// The act as it is written where the played logs have other names: only a signature speaks of other logs.
pub fn renamed(draft: &Draft, names: &BTreeMap<LogId, LogId>) -> Draft {
    let event = Event::read(draft.kind, &draft.body);
    let Some(Event::Election { no, event: ElectionEvent::Canvass(canvass::Event::ResultSigned(mut signed)) }) = event
    else {
        return draft.clone();
    };
    for run in &mut signed.runs {
        run.log = names.get(&run.log).copied().unwrap_or(run.log);
    }
    let event = Event::Election { no, event: ElectionEvent::Canvass(canvass::Event::ResultSigned(signed)) };
    Draft { kind: event.kind(), body: event.write(), salt: None }
}
