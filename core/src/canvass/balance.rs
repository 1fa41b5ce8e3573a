//! The balance of papers (票数核对): what went out, what came back, what it was, what was left over.

use crate::id::{FormNo, SeriesNo};
use crate::plan::Group;
use crate::village::ElectionView;

/// One line of the balance of papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Papers that went out (发出选票) are at most those brought to the tables.
    Issued {
        /// Went out.
        issued: u32,
        /// Of them to holders of proxies.
        by_proxy: u32,
        /// Brought to the tables, if reported for all.
        taken: Option<u32>,
    },
    /// Papers in the boxes (收回选票) are at most those that went out.
    Returned {
        /// In the boxes, void series set aside.
        returned: u32,
        /// Went out.
        issued: u32,
        /// Boxes opened.
        boxes: u32,
    },
    /// Valid, void and blank ones (有效 + 无效 + 弃权) are as many as came back.
    Kinds {
        /// Valid, in a section at least.
        valid: u32,
        /// Void as a whole.
        invalid: u32,
        /// Blank.
        blank: u32,
        /// Came back.
        returned: u32,
    },
    /// Papers left over (剩余空白票): printed less issued, destroyed before the village.
    Leftover {
        /// Destroyed.
        destroyed: u32,
        /// Printed, if known for all series.
        printed: Option<u32>,
        /// Went out, void series among them.
        issued: u32,
    },
}

impl Line {
    /// Whether the line balances.
    #[must_use]
    pub fn balances(&self) -> bool {
        match *self {
            Self::Issued { issued, taken, .. } => taken.is_none_or(|taken| issued <= taken),
            Self::Returned { returned, issued, .. } => returned <= issued,
            Self::Kinds { valid, invalid, blank, returned } => {
                valid.saturating_add(invalid).saturating_add(blank) == returned
            }
            Self::Leftover { destroyed, printed, issued } => printed.is_none_or(|printed| {
                issued.saturating_add(destroyed) == printed || destroyed == 0 && issued <= printed
            }),
        }
    }
}

impl ElectionView<'_> {
    /// Papers in boxes that were opened, and how many boxes, for a form. Void papers found are left out.
    pub(crate) fn returned(&self, form: FormNo) -> (u32, u32) {
        let groups = &self.village.plan().village().groups;
        let opened = groups.iter().filter_map(|group| self.election.count.opened(form, group.box_no));
        let (papers, boxes) =
            opened.fold((0_u32, 0_u32), |(papers, boxes), one| (papers.saturating_add(one.papers), boxes + 1));
        (papers.saturating_sub(self.set_aside(form)), boxes)
    }

    pub(super) fn set_aside(&self, form: FormNo) -> u32 {
        self.election.count.standing_runs(form).iter().map(|run| run.tally.set_aside()).sum()
    }

    /// The balance of papers (四项核对).
    #[must_use]
    pub fn balance(&self, form: FormNo) -> Vec<Line> {
        let polling = &self.election.polling;
        let issued = polling.issued_in_all(form);
        let (returned, boxes) = self.returned(form);
        let sums = self.sums(form);
        let valid = sums.returned.saturating_sub(sums.whole_invalid).saturating_sub(sums.blank);
        let (invalid, blank) = (sums.whole_invalid, sums.blank);
        vec![
            Line::Issued { issued, by_proxy: self.issued_by_proxy(form), taken: self.taken(form) },
            Line::Returned { returned, issued, boxes },
            Line::Kinds { valid, invalid, blank, returned },
            self.leftover(form),
        ]
    }

    fn issued_by_proxy(&self, form: FormNo) -> u32 {
        let polling = &self.election.polling;
        let by_proxy =
            polling.voters().filter(|voter| polling.issue(*voter, form).is_some_and(|issue| issue.holder.is_some()));
        u32::try_from(by_proxy.count()).unwrap_or(u32::MAX)
    }

    fn taken(&self, form: FormNo) -> Option<u32> {
        let polling = &self.election.polling;
        let valid = |group: &Group| {
            let series =
                self.election.ballots.series_of(form).filter(|series| !polling.is_void(series.series, group.no));
            series.filter_map(|series| polling.taken(series.series, group.no)).reduce(u32::saturating_add)
        };
        self.village
            .plan()
            .village()
            .groups
            .iter()
            .map(valid)
            .try_fold(0_u32, |sum, taken| Some(sum.saturating_add(taken?)))
    }

    fn leftover(&self, form: FormNo) -> Line {
        let series: Vec<_> = self.election.ballots.series_of(form).collect();
        let groups = &self.village.plan().village().groups;
        let issued =
            |no: SeriesNo| -> u32 { groups.iter().map(|group| self.election.polling.issued(no, group.no)).sum() };
        let destroyed = series.iter().filter_map(|series| self.election.canvass.destroyed.get(&series.series)).sum();
        let printed = series
            .iter()
            .map(|series| series.printed)
            .try_fold(0_u32, |sum, printed| Some(sum.saturating_add(printed?)));
        Line::Leftover { destroyed, printed, issued: series.iter().map(|series| issued(series.series)).sum() }
    }
}
