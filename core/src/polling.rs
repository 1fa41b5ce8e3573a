//! Polling (投票): papers taken to the tables, proxies (委托投票), ballots issued one by one (领票登记),
//! groups halted (叫停) and voted again with papers of another colour.
//!
//! One person, one paper. A holder draws his own paper first, then those of his principals, near kin who
//! asked in writing (组织法 第15条第4款). A void series is set aside; its group draws anew.

use crate::event::{Override, events, wire};
use crate::id::{FormNo, GroupNo, Label, PersonId, Place, Ref, SeriesNo};
use crate::small::Table;
use crate::stamp::Stamp;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

mod hall;
mod incident;
mod table;
mod verbs;
pub use hall::{BoxSealed, Hall, PhoneChecked};
pub use incident::{GroupHalted, GroupResumed, HaltReason, Incident, IncidentReported, SeriesVoided};
pub use table::{COUNT_EVERY, Issuer, PapersCounted, TableState};
pub use verbs::Refusal;

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
        0x57 => AttendanceCounted,
        0x58 => PapersCounted,
        0x59 => IncidentReported,
        0x5a => BoxSealed,
        0x5b => PhoneChecked,
    }
}

impl Event {
    /// For whom it hands a paper out, or registers a proxy.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::ProxyRegistered(proxy) => vec![proxy.principal, proxy.holder],
            Self::BallotIssued(issued) => vec![issued.voter],
            Self::PapersTaken(_)
            | Self::IssueWithdrawn(_)
            | Self::GroupHalted(_)
            | Self::SeriesVoided(_)
            | Self::GroupResumed(_)
            | Self::AttendanceCounted(_)
            | Self::PapersCounted(_)
            | Self::IncidentReported(_)
            | Self::BoxSealed(_)
            | Self::PhoneChecked(_) => Vec::new(),
        }
    }
}

/// Papers were brought to a table (领入选票). A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PapersTaken {
    /// The group of the table.
    pub group: GroupNo,
    /// The series.
    pub series: SeriesNo,
    /// How many papers.
    pub papers: u32,
}
wire!(PapersTaken { group, series, papers });

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyRegistered {
    /// Who is away.
    pub principal: PersonId,
    /// Who votes for him.
    pub holder: PersonId,
    /// What the holder is to him.
    pub kinship: Kinship,
    /// Whether the request in writing was seen (书面委托).
    pub written: bool,
}
wire!(ProxyRegistered { principal, holder, kinship, written });

/// One paper was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotIssued {
    /// The group of the table.
    pub group: GroupNo,
    /// The series.
    pub series: SeriesNo,
    /// Whose paper it is.
    pub voter: PersonId,
    /// Who drew it, if not the voter himself.
    pub holder: Option<PersonId>,
    /// What let it pass against the rules.
    pub witnessed: Option<Override>,
}
wire!(BallotIssued { group, series, voter, holder, witnessed });

/// A paper that was handed out came straight back: a slip of the finger, or a spoiled paper (作废换票).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueWithdrawn {
    /// The entry that issued it.
    pub issue: Ref,
    /// Whose paper it was.
    pub voter: PersonId,
}
wire!(IssueWithdrawn { issue, voter });

/// Those present at the meeting were counted (清点到会人数). A report; a Party branch's count rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceCounted {
    /// How many who may vote are present.
    pub present: u32,
}
wire!(AttendanceCounted { present });

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
    papers: Table<(SeriesNo, GroupNo), table::Papers>,
    proxies: BTreeMap<PersonId, Proxy>,
    held: BTreeMap<PersonId, u32>,
    halted: Table<Option<GroupNo>, HaltReason>,
    overridden: Vec<(Place, Override)>,
    incidents: Vec<(Label, Incident)>,
    reported: Vec<(Option<GroupNo>, HaltReason)>,
    present: Option<u32>,
    forms: Table<SeriesNo, FormNo>,
    hall: Hall,
}

impl Polling {
    /// The papers handed out for a voter, void series among them, first to last.
    #[must_use]
    pub fn issues(&self, voter: PersonId) -> &[Issue] {
        self.issues.get(&voter).map_or(&[], Vec::as_slice)
    }

    /// The paper of a form that a voter has, of a series that is not void.
    #[must_use]
    pub fn issue(&self, voter: PersonId, form: FormNo) -> Option<&Issue> {
        self.issues(voter).iter().find(|issue| self.counts(form, issue.series, issue.group))
    }

    /// Whether papers of this series, handed out at this group's table, are of the form and not void.
    fn counts(&self, form: FormNo, series: SeriesNo, group: GroupNo) -> bool {
        self.forms.get(&series) == Some(&form) && !self.is_void(series, group)
    }

    /// Voters for whom more than one valid paper of a form was handed out, with those papers.
    pub fn doubles(&self, form: FormNo) -> impl Iterator<Item = (PersonId, Vec<Issue>)> {
        let valid = move |issues: &[Issue]| -> Vec<Issue> {
            issues.iter().filter(|issue| self.counts(form, issue.series, issue.group)).copied().collect()
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
        self.papers.get(&(series, group)).map_or(0, |papers| papers.issued)
    }

    /// Papers of a form handed out at a group's table, of all series that are not void.
    #[must_use]
    pub fn issued_to(&self, group: GroupNo, form: FormNo) -> u32 {
        let at_table = self.papers.iter().filter(|((series, of), _)| *of == group && self.counts(form, *series, *of));
        at_table.map(|(_, papers)| papers.issued).sum()
    }

    /// Papers of a form handed out in the village, of all series that are not void.
    #[must_use]
    pub fn issued_in_all(&self, form: FormNo) -> u32 {
        let valid = self.papers.iter().filter(|((series, group), _)| self.counts(form, *series, *group));
        valid.map(|(_, papers)| papers.issued).sum()
    }

    /// Voters who have a paper of a form, of a series that is not void.
    #[must_use]
    pub fn drawn(&self, form: FormNo) -> u32 {
        let valid = |issues: &&Vec<Issue>| issues.iter().any(|issue| self.counts(form, issue.series, issue.group));
        u32::try_from(self.issues.values().filter(valid).count()).unwrap_or(u32::MAX)
    }

    /// Papers brought to a group's table, if that was reported.
    #[must_use]
    pub fn taken(&self, series: SeriesNo, group: GroupNo) -> Option<u32> {
        self.papers.get(&(series, group))?.taken
    }

    /// Whether a series is void for a group.
    #[must_use]
    pub fn is_void(&self, series: SeriesNo, group: GroupNo) -> bool {
        self.papers.get(&(series, group)).is_some_and(|papers| papers.void)
    }

    /// The proxy of somebody who is away.
    #[must_use]
    pub fn proxy(&self, principal: PersonId) -> Option<&Proxy> {
        self.proxies.get(&principal)
    }

    /// Whether a paper or a proxy names somebody.
    #[must_use]
    pub fn names(&self, person: PersonId) -> bool {
        let proxied = |(principal, proxy): (&PersonId, &Proxy)| *principal == person || proxy.holder == person;
        !self.issues(person).is_empty() || self.proxies.iter().any(proxied)
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

    /// Who was counted as present, where a meeting is held (实到会).
    #[must_use]
    pub fn present(&self) -> Option<u32> {
        self.present
    }

    /// Papers that went out against the rules, with what let them pass.
    #[must_use]
    pub fn overridden(&self) -> &[(Place, Override)] {
        &self.overridden
    }

    /// What was made ready before the poll.
    #[must_use]
    pub fn hall(&self) -> &Hall {
        &self.hall
    }

    /// Papers of this series are of this form.
    pub(crate) fn note_series(&mut self, series: SeriesNo, form: FormNo) {
        self.forms.insert(series, form);
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp) {
        match event {
            Event::PapersTaken(taken) => {
                self.papers_of(taken.series, taken.group, |papers| papers.take(taken.papers));
            }
            Event::ProxyRegistered(proxy) => self.note_proxy(proxy),
            Event::BallotIssued(issued) => self.note_issue(issued, stamp),
            Event::IssueWithdrawn(withdrawn) => self.withdraw(withdrawn, stamp),
            Event::GroupHalted(halt) => {
                self.halted.insert(halt.group, halt.reason);
                self.note(stamp, Incident::Halted { group: halt.group, reason: halt.reason });
            }
            Event::SeriesVoided(void) => {
                self.papers_of(void.series, void.group, |papers| papers.void = true);
                self.note(stamp, Incident::Voided { group: void.group, series: void.series });
            }
            Event::GroupResumed(resumed) => {
                self.halted.remove(&resumed.group);
                self.reported.retain(|(group, _)| *group != resumed.group);
                self.note(stamp, Incident::Resumed { group: resumed.group });
            }
            Event::AttendanceCounted(counted) => self.present = Some(counted.present),
            Event::BoxSealed(sealed) => self.hall.note_sealed(sealed, stamp),
            Event::PhoneChecked(checked) => self.hall.note_phone(checked, stamp),
            Event::PapersCounted(counted) => {
                self.papers_of(counted.series, counted.group, |papers| papers.count(counted.counted));
            }
            Event::IncidentReported(incident) => self.note_report(incident, stamp),
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
        self.papers_of(series, group, |papers| papers.issue(stamp));
        self.overridden.extend(issued.witnessed.iter().map(|why| (stamp.place, why.clone())));
    }

    fn withdraw(&mut self, withdrawn: &IssueWithdrawn, stamp: &Stamp) {
        let place = withdrawn.issue.place(stamp.place);
        let Some(issues) = self.issues.get_mut(&withdrawn.voter) else { return };
        let Some(at) = issues.iter().position(|issue| issue.place == place) else { return };
        let issue = issues.remove(at);
        self.papers_of(issue.series, issue.group, |papers| papers.give_back(&issue));
    }
}
