//! Incidents at the tables (叫停、补印异色票、恢复): each step with its time, and the township's consent to papers of another colour.

use super::{Event, Polling};
use crate::ballot::{self, SeriesPrinted};
use crate::event::wire;
use crate::id::{GroupNo, Label, SeriesNo};
use crate::stamp::Stamp;
use crate::village::ElectionView;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Why a group was halted (叫停).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
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
    /// 请客送礼
    #[n(4)]
    Treating,
    /// 设备坏了
    #[n(5)]
    Equipment,
}

/// A group, or the whole village, was halted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupHalted {
    /// The group; none for the whole village.
    pub group: Option<GroupNo>,
    /// Why.
    pub reason: HaltReason,
}
wire!(GroupHalted { group, reason });

/// A series became void for a group (该批选票作废).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesVoided {
    /// The series.
    pub series: SeriesNo,
    /// The group.
    pub group: GroupNo,
}
wire!(SeriesVoided { series, group });

/// A halted group goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResumed {
    /// The group; none for the whole village.
    pub group: Option<GroupNo>,
}
wire!(GroupResumed { group });

/// Something happened that the township must know of, and voting goes on (只上报).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncidentReported {
    /// The group; none for the whole village.
    pub group: Option<GroupNo>,
    /// What.
    pub reason: HaltReason,
}
wire!(IncidentReported { group, reason });

/// A step of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incident {
    /// A group, or the whole village, was halted (叫停).
    Halted {
        /// The group; none for the village.
        group: Option<GroupNo>,
        /// Why.
        reason: HaltReason,
    },
    /// Something was reported, and voting went on (只上报).
    Reported {
        /// The group; none for the village.
        group: Option<GroupNo>,
        /// What.
        reason: HaltReason,
    },
    /// A series became void for a group (作废).
    Voided {
        /// The group.
        group: GroupNo,
        /// The series.
        series: SeriesNo,
    },
    /// A group, or the whole village, goes on (解除).
    Resumed {
        /// The group; none for the village.
        group: Option<GroupNo>,
    },
}

impl Polling {
    /// Every step of every incident with who took it and when, in the order of the record.
    #[must_use]
    pub fn incidents(&self) -> &[(Label, Incident)] {
        &self.incidents
    }

    /// What was reported while voting went on, and is not settled (解除).
    #[must_use]
    pub fn reported(&self) -> &[(Option<GroupNo>, HaltReason)] {
        &self.reported
    }

    pub(super) fn note_report(&mut self, incident: &IncidentReported, stamp: &Stamp) {
        let IncidentReported { group, reason } = *incident;
        if !self.reported.contains(&(group, reason)) {
            self.reported.push((group, reason));
        }
        self.note(stamp, Incident::Reported { group, reason });
    }

    pub(super) fn note(&mut self, stamp: &Stamp, step: Incident) {
        self.incidents.push((stamp.label(), step));
    }
}

impl ElectionView<'_> {
    /// Whether a group, or the whole village, is halted by its own halt.
    #[must_use]
    pub fn is_halted(&self, group: Option<GroupNo>) -> bool {
        self.election.polling.halted.contains_key(&group)
    }

    /// Reports what happened to the township without stopping anything. Never refuses.
    #[must_use]
    pub fn report_incident(&self, group: Option<GroupNo>, reason: HaltReason) -> crate::Event {
        self.event(Event::from(IncidentReported { group, reason }))
    }

    /// The township's consent to papers of another colour for a halted group (同意补印异色票): the papers handed out
    /// there are void, its voters draw anew from a series of that colour, the group goes on. Nothing where the group
    /// is not halted, has no papers, has its box opened already, or would get papers of a colour that is in use.
    #[must_use]
    pub fn reprint(&self, group: GroupNo, colour: &str, papers: u32) -> Option<[crate::Event; 3]> {
        let (form, ballots) = (self.form(), &self.election.ballots);
        let box_no = self.village.plan().group(group)?.box_no;
        let opened = self.election.count.opened(form, box_no).is_some();
        let known = ballots.series_of(form).any(|series| series.colour == colour);
        let old = self.series_for(group).filter(|_| self.is_halted(Some(group)) && !opened && !known)?;
        let last = ballots.forms().flat_map(|form| ballots.series_of(form.form)).map(|series| series.series).max()?;
        let (series, colour) = (last.checked_add(1)?, colour.to_owned());
        let printed = SeriesPrinted { series, form, colour, printed: Some(papers), group: Some(group) };
        Some([
            self.event(Event::from(SeriesVoided { series: old, group })),
            self.event(ballot::Event::from(printed)),
            self.event(Event::from(GroupResumed { group: Some(group) })),
        ])
    }
}
