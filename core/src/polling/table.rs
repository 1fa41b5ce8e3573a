//! A group's table (发票桌): papers brought, handed out and left, who is still to come, and who works there.

use super::{Issue, Polling};
use crate::ballot::SeriesPrinted;
use crate::event::wire;
use crate::id::{GroupNo, Label, LogId, SeriesNo};
use crate::stamp::Stamp;
use crate::village::ElectionView;

/// After so many papers those that are left on the table are counted (数余票).
pub const COUNT_EVERY: u32 = 25;

/// Papers left on a table were counted (清点桌上余票). A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PapersCounted {
    /// The group of the table.
    pub group: GroupNo,
    /// The series.
    pub series: SeriesNo,
    /// How many papers lay there.
    pub counted: u32,
}
wire!(PapersCounted { group, series, counted });

/// The last count of the papers on a table, with what the record held at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    counted: u32,
    taken: Option<u32>,
    issued: u32,
}

/// The papers of a series at a group's table.
#[derive(Clone, Debug, Default)]
pub(super) struct Papers {
    /// Handed out.
    pub(super) issued: u32,
    /// Brought, if that was reported.
    pub(super) taken: Option<u32>,
    /// Whether they are void.
    pub(super) void: bool,
    counted: Option<Counted>,
    issuers: Vec<Issuer>,
}

impl Papers {
    pub(super) fn take(&mut self, papers: u32) {
        self.taken = Some(self.taken.unwrap_or(0).saturating_add(papers));
    }

    pub(super) fn count(&mut self, counted: u32) {
        self.counted = Some(Counted { counted, taken: self.taken, issued: self.issued });
    }

    /// One goes out; whoever handed it out stands last.
    pub(super) fn issue(&mut self, stamp: &Stamp) {
        let log = stamp.place.log;
        let at = self.issuers.iter().position(|issuer| issuer.log == log);
        let papers = at.map_or(0, |at| self.issuers.remove(at).papers).saturating_add(1);
        self.issuers.push(Issuer { log, papers, last: stamp.label() });
        self.issued = self.issued.saturating_add(1);
    }

    /// One comes back: whoever handed it out has handed out one less.
    pub(super) fn give_back(&mut self, issue: &Issue) {
        let issuer = self.issuers.iter_mut().find(|issuer| issuer.log == issue.place.log);
        issuer.into_iter().for_each(|issuer| issuer.papers = issuer.papers.saturating_sub(1));
        self.issued = self.issued.saturating_sub(1);
    }

    /// How many lie on the table, as far as is known.
    fn left(&self) -> Option<u32> {
        let Some(last) = self.counted else { return Some(self.taken?.saturating_sub(self.issued)) };
        let brought = i64::from(self.taken.unwrap_or(0)) - i64::from(last.taken.unwrap_or(0));
        let left = i64::from(last.counted) + brought - (i64::from(self.issued) - i64::from(last.issued));
        Some(u32::try_from(left).unwrap_or(0))
    }

    /// How many went out since they were counted.
    fn since(&self) -> u32 {
        self.issued.saturating_sub(self.counted.map_or(0, |last| last.issued))
    }
}

/// Somebody who hands out papers at a table, on one phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The phone's log.
    pub log: LogId,
    /// How many papers.
    pub papers: u32,
    /// Who handed the last of them out, and when by that phone's clock.
    pub last: Label,
}

/// How a table stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableState {
    /// Registered voters of the group (应领).
    pub due: u32,
    /// Those of them who have no paper, their proxies' papers among these (未领).
    pub waiting: u32,
    /// Papers handed out, of series that are not void (已领).
    pub issued: u32,
    /// Papers brought, of the series that is handed out; none while nobody reported any (领入).
    pub taken: Option<u32>,
    /// Papers that lie on the table as far as is known: brought less handed out, or counted there and since
    /// handed out; none while neither was reported (余票).
    pub left: Option<u32>,
    /// Papers handed out since those left were counted.
    pub since: u32,
    /// Whether no papers go out, by the halt of the group or of the village.
    pub halted: bool,
    /// Whether the group votes again on papers of another colour.
    pub again: bool,
}

impl TableState {
    /// How many papers are missing for those who have not come yet (余票少).
    #[must_use]
    pub fn short(&self) -> u32 {
        self.left.map_or(0, |left| self.waiting.saturating_sub(left))
    }

    /// Whether the table has run dry before everybody had his paper.
    #[must_use]
    pub fn is_dry(&self) -> bool {
        self.left == Some(0) && self.waiting > 0
    }

    /// How many papers must lie there, when it is time to count them.
    #[must_use]
    pub fn to_count(&self) -> Option<u32> {
        self.left.filter(|_| self.since >= COUNT_EVERY && self.waiting > 0)
    }
}

impl Polling {
    /// Papers that should have lain on a table and papers that did, when they were last counted; nothing where
    /// both agree, or nobody counted what was brought.
    #[must_use]
    pub fn miscounted(&self, series: SeriesNo, group: GroupNo) -> Option<(u32, u32)> {
        let last = self.papers.get(&(series, group))?.counted?;
        let expected = last.taken?.saturating_sub(last.issued);
        (expected != last.counted).then_some((expected, last.counted))
    }

    pub(super) fn papers_of(&mut self, series: SeriesNo, group: GroupNo, change: impl FnOnce(&mut Papers)) {
        self.papers.change((series, group), change);
    }
}

impl ElectionView<'_> {
    /// How a group's table stands.
    #[must_use]
    pub fn table(&self, group: GroupNo) -> TableState {
        let (polling, form, people) = (&self.election.polling, self.form(), self.village.people());
        let papers = self.papers_at(group);
        let mut state = TableState {
            issued: polling.issued_to(group, form),
            taken: papers.and_then(|papers| papers.taken),
            left: papers.and_then(Papers::left),
            since: papers.map_or(0, Papers::since),
            halted: polling.halted(group).is_some(),
            again: self.colour_again(group).is_some(),
            ..TableState::default()
        };
        for voter in self.election.roll.iter() {
            if people.get(voter).is_some_and(|resident| resident.group == group) {
                state.due = state.due.saturating_add(1);
                state.waiting = state.waiting.saturating_add(u32::from(polling.issue(voter, form).is_none()));
            }
        }
        state
    }

    /// The papers that a group's table hands out now, once anything was noted of them.
    fn papers_at(&self, group: GroupNo) -> Option<&Papers> {
        self.election.polling.papers.get(&(self.series_for(group)?, group))
    }

    /// The series that a group votes on again (异色票), after another became void for it.
    #[must_use]
    pub fn colour_again(&self, group: GroupNo) -> Option<&SeriesPrinted> {
        let void = self.election.polling.papers.iter().any(|((_, of), papers)| *of == group && papers.void);
        self.election.ballots.series(self.series_for(group).filter(|_| void)?)
    }

    /// Who hands out papers at a group's table now; whoever handed out the last one stands last.
    #[must_use]
    pub fn issuers(&self, group: GroupNo) -> &[Issuer] {
        self.papers_at(group).map_or(&[], |papers| papers.issuers.as_slice())
    }

    /// Reports how many papers lay on a table when they were counted.
    #[must_use]
    pub fn report_counted(&self, group: GroupNo, series: SeriesNo, counted: u32) -> crate::Event {
        self.event(super::Event::from(PapersCounted { group, series, counted }))
    }
}
