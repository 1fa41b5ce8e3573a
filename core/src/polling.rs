//! Polling (投票): papers taken to the tables, proxies (委托投票), ballots issued one by one (领票登记),
//! groups halted (叫停) and voted again with papers of another colour.
//!
//! One person, one paper. A holder draws his own paper first, then those of his principals, near kin who
//! asked in writing (组织法 第15条第4款). A void series is set aside; its group draws anew.

use crate::event::{Override, events};
use crate::id::{GroupNo, Label, PersonId, Place, Ref, SeriesNo};
use crate::law;
use crate::stamp::Stamp;
use crate::village::{ElectionView, Refusal as Refused};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};

events! {
    /// What happens at the tables.
    Event {
        0x50 => PapersTaken,
        0x51 => ProxyRegistered,
        0x52 => BallotIssued,
        0x53 => IssueWithdrawn,
        0x54 => GroupHalted,
        0x55 => SeriesVoided,
        0x56 => GroupResumed,
    }
}

/// Papers were brought to a table (领入选票). A report.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PapersTaken {
    /// The group of the table.
    #[n(0)]
    pub group: GroupNo,
    /// The series.
    #[n(1)]
    pub series: SeriesNo,
    /// How many papers.
    #[n(2)]
    pub papers: u32,
}

/// How a holder is related to his principal (与委托人关系).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Kinship {
    /// 配偶
    #[n(0)]
    Spouse,
    /// 父母
    #[n(1)]
    Parent,
    /// 子女
    #[n(2)]
    Child,
    /// 兄弟姐妹
    #[n(3)]
    Sibling,
    /// 祖父母、外祖父母
    #[n(4)]
    Grandparent,
    /// 孙子女、外孙子女
    #[n(5)]
    Grandchild,
    /// 其他: no near kin (民法典 第1045条第2款).
    #[n(6)]
    Other,
}

/// A proxy was registered (委托投票登记).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ProxyRegistered {
    /// Who is away.
    #[n(0)]
    pub principal: PersonId,
    /// Who votes for him.
    #[n(1)]
    pub holder: PersonId,
    /// What the holder is to him.
    #[n(2)]
    pub kinship: Kinship,
    /// Whether the request in writing was seen (书面委托).
    #[n(3)]
    pub written: bool,
}

/// One paper was handed out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BallotIssued {
    /// The group of the table.
    #[n(0)]
    pub group: GroupNo,
    /// The series.
    #[n(1)]
    pub series: SeriesNo,
    /// Whose paper it is.
    #[n(2)]
    pub voter: PersonId,
    /// Who drew it, if not the voter himself.
    #[n(3)]
    pub holder: Option<PersonId>,
    /// What let it pass against the rules.
    #[n(4)]
    pub witnessed: Option<Override>,
}

/// A paper that was handed out came straight back: a slip of the finger, or a spoiled paper (作废换票).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct IssueWithdrawn {
    /// The entry that issued it.
    #[n(0)]
    pub issue: Ref,
    /// Whose paper it was.
    #[n(1)]
    pub voter: PersonId,
}

/// Why a group was halted (叫停).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum HaltReason {
    /// 发票不符: papers and voters do not agree.
    #[n(0)]
    PapersDiffer,
    /// 抢票撕票
    #[n(1)]
    PapersSeized,
    /// 有人闹事
    #[n(2)]
    Disturbance,
    /// 其他
    #[n(3)]
    Other,
}

/// A group, or the whole village, was halted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GroupHalted {
    /// The group; none for the whole village.
    #[n(0)]
    pub group: Option<GroupNo>,
    /// Why.
    #[n(1)]
    pub reason: HaltReason,
}

/// A series became void for a group (该批选票作废).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeriesVoided {
    /// The series.
    #[n(0)]
    pub series: SeriesNo,
    /// The group.
    #[n(1)]
    pub group: GroupNo,
}

/// A halted group goes on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GroupResumed {
    /// The group; none for the whole village.
    #[n(0)]
    pub group: Option<GroupNo>,
}

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

/// One paper handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The entry.
    pub place: Place,
    /// The series.
    pub series: SeriesNo,
    /// The group of the table.
    pub group: GroupNo,
    /// Who drew it, if not the voter himself.
    pub holder: Option<PersonId>,
    /// Who handed it out, and when by that phone's clock.
    pub at: Label,
}

/// A proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Who votes.
    pub holder: PersonId,
    /// What he is to his principal.
    pub kinship: Kinship,
}

/// What is known of the tables.
#[derive(Clone, Debug, Default)]
pub struct Polling {
    issues: BTreeMap<PersonId, Vec<Issue>>,
    issued: BTreeMap<(SeriesNo, GroupNo), u32>,
    taken: BTreeMap<(SeriesNo, GroupNo), u32>,
    void: BTreeSet<(SeriesNo, GroupNo)>,
    proxies: BTreeMap<PersonId, Proxy>,
    held: BTreeMap<PersonId, u32>,
    halted: BTreeMap<Option<GroupNo>, HaltReason>,
    overridden: Vec<(Place, Override)>,
}

impl Polling {
    /// The papers handed out for a voter, void series among them, first to last.
    #[must_use]
    pub fn issues(&self, voter: PersonId) -> &[Issue] {
        self.issues.get(&voter).map_or(&[], Vec::as_slice)
    }

    /// The paper that a voter has, of a series that is not void.
    #[must_use]
    pub fn issue(&self, voter: PersonId) -> Option<&Issue> {
        self.issues(voter).iter().find(|issue| !self.is_void(issue.series, issue.group))
    }

    /// Voters for whom more than one valid paper was handed out, with those papers.
    pub fn doubles(&self) -> impl Iterator<Item = (PersonId, Vec<Issue>)> {
        let valid = |issues: &[Issue]| -> Vec<Issue> {
            issues.iter().filter(|issue| !self.is_void(issue.series, issue.group)).copied().collect()
        };
        self.issues.iter().map(move |(voter, issues)| (*voter, valid(issues))).filter(|(_, issues)| issues.len() > 1)
    }

    /// Everybody for whom a paper was handed out.
    pub fn voters(&self) -> impl Iterator<Item = PersonId> {
        self.issues.iter().filter(|(_, issues)| !issues.is_empty()).map(|(voter, _)| *voter)
    }

    /// Papers handed out of a series at a group's table.
    #[must_use]
    pub fn issued(&self, series: SeriesNo, group: GroupNo) -> u32 {
        self.issued.get(&(series, group)).copied().unwrap_or(0)
    }

    /// Papers handed out at a group's table, of all series that are not void.
    #[must_use]
    pub fn issued_to(&self, group: GroupNo) -> u32 {
        let valid = |(series, of): &(SeriesNo, GroupNo)| *of == group && !self.is_void(*series, *of);
        self.issued.iter().filter(|(key, _)| valid(key)).map(|(_, count)| count).sum()
    }

    /// Papers handed out in the village, of all series that are not void.
    #[must_use]
    pub fn issued_in_all(&self) -> u32 {
        self.issued.iter().filter(|((series, group), _)| !self.is_void(*series, *group)).map(|(_, count)| count).sum()
    }

    /// Papers brought to a group's table, if that was reported.
    #[must_use]
    pub fn taken(&self, series: SeriesNo, group: GroupNo) -> Option<u32> {
        self.taken.get(&(series, group)).copied()
    }

    /// Whether a series is void for a group.
    #[must_use]
    pub fn is_void(&self, series: SeriesNo, group: GroupNo) -> bool {
        self.void.contains(&(series, group))
    }

    /// The proxy of somebody who is away.
    #[must_use]
    pub fn proxy(&self, principal: PersonId) -> Option<&Proxy> {
        self.proxies.get(&principal)
    }

    /// Those for whom somebody votes.
    pub fn principals(&self, holder: PersonId) -> impl Iterator<Item = PersonId> {
        self.proxies.iter().filter(move |(_, proxy)| proxy.holder == holder).map(|(principal, _)| *principal)
    }

    /// Why a group is halted, by its own halt or the village's.
    #[must_use]
    pub fn halted(&self, group: GroupNo) -> Option<HaltReason> {
        self.halted.get(&Some(group)).or_else(|| self.halted.get(&None)).copied()
    }

    /// Every halt in force.
    pub fn halts(&self) -> impl Iterator<Item = (Option<GroupNo>, HaltReason)> {
        self.halted.iter().map(|(group, reason)| (*group, *reason))
    }

    /// Papers that went out against the rules, with what let them pass.
    #[must_use]
    pub fn overridden(&self) -> &[(Place, Override)] {
        &self.overridden
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp) {
        match event {
            Event::PapersTaken(taken) => {
                let papers = self.taken.entry((taken.series, taken.group)).or_default();
                *papers = papers.saturating_add(taken.papers);
            }
            Event::ProxyRegistered(proxy) => self.note_proxy(proxy),
            Event::BallotIssued(issued) => self.note_issue(issued, stamp),
            Event::IssueWithdrawn(withdrawn) => self.withdraw(withdrawn, stamp),
            Event::GroupHalted(halt) => {
                self.halted.insert(halt.group, halt.reason);
            }
            Event::SeriesVoided(void) => {
                self.void.insert((void.series, void.group));
            }
            Event::GroupResumed(resumed) => {
                self.halted.remove(&resumed.group);
            }
        }
    }

    fn note_proxy(&mut self, proxy: &ProxyRegistered) {
        let (holder, kinship) = (proxy.holder, proxy.kinship);
        if let Some(before) = self.proxies.insert(proxy.principal, Proxy { holder, kinship }) {
            self.held.entry(before.holder).and_modify(|count| *count = count.saturating_sub(1));
        }
        let count = self.held.entry(holder).or_default();
        *count = count.saturating_add(1);
    }

    fn note_issue(&mut self, issued: &BallotIssued, stamp: &Stamp) {
        let (series, group, holder) = (issued.series, issued.group, issued.holder);
        let issue = Issue { place: stamp.place, series, group, holder, at: stamp.label() };
        self.issues.entry(issued.voter).or_default().push(issue);
        let count = self.issued.entry((series, group)).or_default();
        *count = count.saturating_add(1);
        self.overridden.extend(issued.witnessed.iter().map(|why| (stamp.place, why.clone())));
    }

    fn withdraw(&mut self, withdrawn: &IssueWithdrawn, stamp: &Stamp) {
        let place = withdrawn.issue.place(stamp.place);
        let Some(issues) = self.issues.get_mut(&withdrawn.voter) else { return };
        let Some(at) = issues.iter().position(|issue| issue.place == place) else { return };
        let issue = issues.remove(at);
        self.issued.entry((issue.series, issue.group)).and_modify(|count| *count = count.saturating_sub(1));
    }
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
        if let Some(issue) = polling.issue(proxy.principal) {
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
        let form = self.election.ballots.forms().last()?.form;
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

    fn may_draw(&self, voter: PersonId, group: GroupNo) -> Result<(), Refusal> {
        let polling = &self.election.polling;
        match polling.issue(voter) {
            Some(issue) => Err(Refusal::AlreadyIssued { at: issue.at }),
            None if polling.halted(group).is_some() => Err(Refusal::Halted),
            None if !self.election.roll.holds(voter) => Err(Refusal::NotOnRoll),
            None => Ok(()),
        }
    }

    fn may_hold(&self, voter: PersonId, holder: PersonId) -> Result<(), Refusal> {
        let polling = &self.election.polling;
        let registered = polling.proxy(voter).is_some_and(|proxy| proxy.holder == holder);
        match (registered, polling.issue(holder)) {
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
        let issue = self.election.polling.issue(voter).ok_or(Refusal::NotIssued)?;
        let issue = Ref::to(issue.place, Some(writer));
        Ok(self.event(Event::from(IssueWithdrawn { issue, voter })))
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
