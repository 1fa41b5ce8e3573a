//! The verbs of polling (投票): what may be done at the tables now.

use super::{
    AttendanceCounted, BallotIssued, Event, GroupHalted, GroupResumed, HaltReason, IssueWithdrawn, Kinship,
    PapersTaken, ProxyRegistered, SeriesVoided,
};
use crate::id::{GroupNo, Label, PersonId, Ref, SeriesNo};
use crate::law;
use crate::village::{ElectionView, Refusal as Refused};

/// Why a paper cannot be handed out, or a proxy not be registered, now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// He is not on the roll.
    NotOnRoll,
    /// He has his paper.
    AlreadyIssued {
        /// Who handed it out, and when by that phone's clock.
        at: Label,
    },
    /// The group, or the village, was halted.
    Halted,
    /// There is no such series for this group, or it is void.
    SeriesNotForGroup,
    /// No proxy was registered for these two.
    NoProxy,
    /// The holder has not drawn his own paper yet.
    HolderFirst,
    /// The holder votes for as many as the law allows already.
    ProxyLimit {
        /// How many.
        most: u32,
    },
    /// The holder is no near kin of his principal.
    NotNearKin,
    /// The holder is a candidate.
    HolderIsCandidate,
    /// It is too close to election day for a proxy.
    ProxyTooLate,
    /// He has given his proxy to somebody already.
    AlreadyPrincipal {
        /// To whom.
        holder: PersonId,
    },
    /// There is no request in writing.
    NotWritten,
    /// That paper was not handed out, or is withdrawn already.
    NotIssued,
}

impl ElectionView<'_> {
    /// Reports that papers lie on a table.
    #[must_use]
    pub fn report_papers(&self, group: GroupNo, series: SeriesNo, papers: u32) -> crate::Event {
        self.event(Event::from(PapersTaken { group, series, papers }))
    }

    /// Registers a proxy, `days_before` days before election day.
    ///
    /// # Errors
    /// When the law does not allow it.
    pub fn register_proxy(&self, proxy: ProxyRegistered, days_before: u32) -> Result<crate::Event, Refused> {
        let polling = &self.election.polling;
        if !self.election.roll.holds(proxy.principal) || !self.election.roll.holds(proxy.holder) {
            return Err(Refusal::NotOnRoll.into());
        }
        if let Some(before) = polling.proxy(proxy.principal) {
            return Err(Refusal::AlreadyPrincipal { holder: before.holder }.into());
        }
        if let Some(issue) = polling.issue(proxy.principal, self.form()) {
            return Err(Refusal::AlreadyIssued { at: issue.at }.into());
        }
        if !proxy.written {
            return Err(Refusal::NotWritten.into());
        }
        self.law_allows(&proxy, days_before)?;
        Ok(self.event(Event::from(proxy)))
    }

    fn law_allows(&self, proxy: &ProxyRegistered, days_before: u32) -> Result<(), Refusal> {
        let request = law::proxy::Request {
            principals_already: self.election.polling.held.get(&proxy.holder).copied().unwrap_or(0),
            near_kin: proxy.kinship != Kinship::Other,
            holder_is_candidate: self.is_candidate(proxy.holder),
            days_before,
        };
        let most = self.rules().proxy.max.value;
        let refusals = law::proxy::refusals(self.rules(), &request);
        refusals.first().map_or(Ok(()), |first| {
            Err(match first {
                law::proxy::Refusal::Limit => Refusal::ProxyLimit { most },
                law::proxy::Refusal::NotNearKin => Refusal::NotNearKin,
                law::proxy::Refusal::HolderIsCandidate => Refusal::HolderIsCandidate,
                law::proxy::Refusal::TooLate => Refusal::ProxyTooLate,
            })
        })
    }

    /// The series that a group's table hands out now: the newest that is not void for it.
    #[must_use]
    pub fn series_for(&self, group: GroupNo) -> Option<SeriesNo> {
        let form = self.form();
        let fits = |series: &&crate::ballot::SeriesPrinted| {
            series.group.is_none_or(|only| only == group) && !self.election.polling.is_void(series.series, group)
        };
        self.election.ballots.series_of(form).filter(fits).last().map(|series| series.series)
    }

    /// Hands a voter's paper (领票) to himself, or to the holder of his proxy.
    ///
    /// # Errors
    /// When he may not have it, or has it.
    pub fn issue_ballot(&self, voter: PersonId, holder: Option<PersonId>) -> Result<crate::Event, Refused> {
        let group = self.village.people().get(voter).map(|resident| resident.group).ok_or(Refusal::NotOnRoll)?;
        self.may_draw(voter, group)?;
        holder.map_or(Ok(()), |holder| self.may_hold(voter, holder))?;
        let series = self.series_for(group).ok_or(Refusal::SeriesNotForGroup)?;
        Ok(self.event(Event::from(BallotIssued { group, series, voter, holder, witnessed: None })))
    }

    /// Whether a paper that counts was handed out for somebody.
    #[must_use]
    pub fn drew(&self, voter: PersonId) -> bool {
        self.election.polling.issue(voter, self.form()).is_some()
    }

    fn may_draw(&self, voter: PersonId, group: GroupNo) -> Result<(), Refusal> {
        let polling = &self.election.polling;
        match polling.issue(voter, self.form()) {
            Some(issue) => Err(Refusal::AlreadyIssued { at: issue.at }),
            None if polling.halted(group).is_some() => Err(Refusal::Halted),
            None if !self.election.roll.holds(voter) => Err(Refusal::NotOnRoll),
            None => Ok(()),
        }
    }

    fn may_hold(&self, voter: PersonId, holder: PersonId) -> Result<(), Refusal> {
        let polling = &self.election.polling;
        let registered = polling.proxy(voter).is_some_and(|proxy| proxy.holder == holder);
        match (registered, polling.issue(holder, self.form())) {
            (false, _) => Err(Refusal::NoProxy),
            (true, None) => Err(Refusal::HolderFirst),
            (true, Some(_)) => Ok(()),
        }
    }

    /// Takes a paper back that was handed out by a slip.
    ///
    /// # Errors
    /// When the voter has no paper.
    pub fn withdraw_issue(&self, voter: PersonId, writer: crate::id::LogId) -> Result<crate::Event, Refused> {
        let issue = self.election.polling.issue(voter, self.form()).ok_or(Refusal::NotIssued)?;
        let issue = Ref::to(issue.place, Some(writer));
        Ok(self.event(Event::from(IssueWithdrawn { issue, voter })))
    }

    /// Reports how many are present.
    #[must_use]
    pub fn report_present(&self, present: u32) -> crate::Event {
        self.event(Event::from(AttendanceCounted { present }))
    }

    /// Halts a group, or the whole village. Halting never refuses.
    #[must_use]
    pub fn halt(&self, group: Option<GroupNo>, reason: HaltReason) -> crate::Event {
        self.event(Event::from(GroupHalted { group, reason }))
    }

    /// Declares a series void for a group.
    #[must_use]
    pub fn void_series(&self, series: SeriesNo, group: GroupNo) -> crate::Event {
        self.event(Event::from(SeriesVoided { series, group }))
    }

    /// Lets a halted group, or the village, go on.
    #[must_use]
    pub fn resume(&self, group: Option<GroupNo>) -> crate::Event {
        self.event(Event::from(GroupResumed { group }))
    }
}
