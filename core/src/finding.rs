//! Findings (需要处理): what the merged record shows to be wrong or missing. Computed, never stored.
//!
//! The catalogue is numbered: a code says what was found, its place and numbers say where and how much.

use crate::canvass::Line;
use crate::count::{Count, Run};
use crate::id::{BoxNo, ElectionNo, FormNo, GroupNo, Label, LogId, PersonId, Place};
use crate::law;
use crate::polling::HaltReason;
use crate::record::Journal;
use crate::roll::Status;
use crate::stamp::Standing;
use crate::village::{ElectionView, Village};

/// Papers in a pile below which a count could show how somebody voted: mix it with another.
pub const SMALL_PILE: u32 = 10;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Several papers were handed out for one voter (重复发票).
    DoubleIssue {
        /// The election.
        election: ElectionNo,
        /// The voter.
        voter: PersonId,
        /// His group.
        group: GroupNo,
        /// Who handed them out, and when.
        at: Vec<Label>,
    },
    /// A paper was handed out for somebody who is not on the roll.
    IssuedOffRoll {
        /// The election.
        election: ElectionNo,
        /// Who.
        voter: PersonId,
    },
    /// A paper went to a holder without a registered proxy.
    HolderWithoutProxy {
        /// The election.
        election: ElectionNo,
        /// Whose paper.
        voter: PersonId,
    },
    /// More papers were handed out at a table than were brought there (发票不符).
    IssuedOverTaken {
        /// The election.
        election: ElectionNo,
        /// The group.
        group: GroupNo,
        /// Handed out.
        issued: u32,
        /// Brought.
        taken: u32,
    },
    /// The papers counted on a table are not those that should lie there (余票不符).
    PapersMiscounted {
        /// The election.
        election: ElectionNo,
        /// The group.
        group: GroupNo,
        /// How many should have lain there.
        expected: u32,
        /// How many did.
        counted: u32,
    },
    /// Something was reported from the poll, and voting goes on (报异常).
    Reported {
        /// The election.
        election: ElectionNo,
        /// The group; none for the village.
        group: Option<GroupNo>,
        /// What.
        reason: HaltReason,
    },
    /// A group, or the village, is halted (叫停).
    Halted {
        /// The election.
        election: ElectionNo,
        /// The group; none for the village.
        group: Option<GroupNo>,
        /// Why.
        reason: HaltReason,
    },
    /// Somebody was registered whom the list's facts keep off the roll.
    RegisteredThoughOff {
        /// The election.
        election: ElectionNo,
        /// Who.
        person: PersonId,
    },
    /// Two people of the village have one ID number.
    SameNumber {
        /// The first recorded.
        first: PersonId,
        /// The other.
        second: PersonId,
    },
    /// The roll was posted too late (张榜不足法定天数).
    PostedLate {
        /// The election.
        election: ElectionNo,
        /// Days before election day.
        days: i32,
    },
    /// Two counts of one pile are open.
    TwoRunsOpen {
        /// The election.
        election: ElectionNo,
        /// The boxes.
        boxes: Vec<BoxNo>,
    },
    /// Two counts of one pile came to different sums.
    RunsDiffer {
        /// The election.
        election: ElectionNo,
        /// The boxes.
        boxes: Vec<BoxNo>,
    },
    /// Papers of full bundles were set right by what the paper bears (按原票改).
    PapersCorrected {
        /// The election.
        election: ElectionNo,
        /// The boxes.
        boxes: Vec<BoxNo>,
        /// How many times.
        papers: u32,
    },
    /// A box gave back more papers than its group drew (收回多于发出).
    BoxOverIssued {
        /// The election.
        election: ElectionNo,
        /// The box.
        box_no: BoxNo,
    },
    /// A pile is so small that it could show how somebody voted.
    SmallPile {
        /// The election.
        election: ElectionNo,
        /// The boxes.
        boxes: Vec<BoxNo>,
        /// Papers.
        papers: u32,
    },
    /// A box was opened that nobody reported sealed, though others were (没有加封).
    OpenedUnsealed {
        /// The election.
        election: ElectionNo,
        /// The box.
        box_no: BoxNo,
    },
    /// The papers do not balance.
    DoesNotBalance {
        /// The election.
        election: ElectionNo,
        /// The form.
        form: FormNo,
        /// The line that does not.
        line: Line,
    },
    /// What came in after the signatures changes the result.
    SignedDiffers {
        /// The election.
        election: ElectionNo,
        /// The form.
        form: FormNo,
    },
    /// An act passed against a rule, before witnesses.
    Witnessed {
        /// Where it stands.
        place: Place,
    },
    /// An entry weighs nothing: its author's role does not allow it.
    RoleBreach {
        /// Where it stands.
        place: Place,
        /// Who, and when.
        at: Label,
    },
    /// A log goes on in two ways: a phone was copied or restored. Both are kept, neither counts behind the fork.
    LogForked {
        /// The log.
        log: LogId,
        /// The last entry that both share.
        after: u32,
    },
    /// The rule set named does not hold on election day.
    RulesOutOfDate {
        /// The election.
        election: ElectionNo,
    },
    /// The rule set named is not known to this version.
    RulesUnknown {
        /// The election.
        election: ElectionNo,
    },
    /// The rule set computes a seat for a woman, and the sex of a name is not known.
    WomenUnknown {
        /// The election.
        election: ElectionNo,
    },
    /// Entries of a later version (需更新后查看).
    LaterVersion {
        /// How many.
        entries: u32,
    },
}

/// Everything found in a village and its journal.
#[must_use]
pub fn findings(village: &Village, journal: &Journal) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(forks(village, journal));
    let breaches = village.aside().iter().filter(|aside| {
        // What two officials decided against is no breach.
        let fork = journal.log(&aside.place.log).and_then(crate::record::Log::forked_after);
        let fork = fork.filter(|_| village.plan().is_settled(&aside.place.log));
        let against = !aside.breach && fork.is_some_and(|after| aside.place.seq > after);
        aside.standing == Standing::Quarantined && !against
    });
    found.extend(breaches.map(|aside| Finding::RoleBreach { place: aside.place, at: aside.at }));
    found.extend(
        village.people().doubles().iter().map(|(first, second)| Finding::SameNumber { first: *first, second: *second }),
    );
    found.extend(village.strange_rules().iter().map(|(election, _)| Finding::RulesUnknown { election: *election }));
    if village.unknown() > 0 {
        found.push(Finding::LaterVersion { entries: village.unknown() });
    }
    for view in village.elections() {
        of_roll(&view, &mut found);
        of_polling(&view, &mut found);
        of_count(&view, &mut found);
        of_result(&view, &mut found);
    }
    found
}

fn forks(village: &Village, journal: &Journal) -> impl Iterator<Item = Finding> {
    let fork = |(log, chain): (&LogId, &crate::record::Log)| {
        Some(Finding::LogForked { log: *log, after: chain.forked_after()? })
    };
    journal.logs().filter(|(log, _)| !village.plan().is_settled(log)).filter_map(fork)
}

fn of_roll(view: &ElectionView<'_>, found: &mut Vec<Finding>) {
    let election = view.no;
    if !view.rules().in_force_on(view.day()) {
        found.push(Finding::RulesOutOfDate { election });
    }
    for person in view.election.roll.iter() {
        let facts = view.village.people().get(person).map(|resident| view.status_by_facts(&resident.person));
        if matches!(facts, Some(Status::Off(_))) {
            found.push(Finding::RegisteredThoughOff { election, person });
        }
    }
    if let Some(posted) = view.election.roll.posted() {
        let posting = law::roll::posting(view.rules(), posted.on, view.day());
        if !posting.in_time {
            found.push(Finding::PostedLate { election, days: posting.days });
        }
    }
}

fn of_polling(view: &ElectionView<'_>, found: &mut Vec<Finding>) {
    let (election, polling) = (view.no, &view.election.polling);
    for (voter, issues) in polling.doubles(view.form()) {
        let group = issues.first().map_or(0, |issue| issue.group);
        found.push(Finding::DoubleIssue { election, voter, group, at: issues.iter().map(|issue| issue.at).collect() });
    }
    for voter in polling.voters() {
        if !view.election.roll.holds(voter) {
            found.push(Finding::IssuedOffRoll { election, voter });
        }
        let holder = polling.issue(voter, view.form()).and_then(|issue| issue.holder);
        if holder.is_some_and(|holder| polling.proxy(voter).is_none_or(|proxy| proxy.holder != holder)) {
            found.push(Finding::HolderWithoutProxy { election, voter });
        }
    }
    found.extend(polling.halts().map(|(group, reason)| Finding::Halted { election, group, reason }));
    let reported = polling.reported().iter();
    found.extend(reported.map(|(group, reason)| Finding::Reported { election, group: *group, reason: *reason }));
    found.extend(polling.overridden().iter().map(|(place, _)| Finding::Witnessed { place: *place }));
    for group in view.village.plan().village().groups.iter().map(|group| group.no) {
        let Some(series) = view.series_for(group) else { continue };
        let (issued, taken) = (polling.issued(series, group), polling.taken(series, group));
        if let Some(taken) = taken.filter(|taken| issued > *taken) {
            found.push(Finding::IssuedOverTaken { election, group, issued, taken });
        }
        if let Some((expected, counted)) = polling.miscounted(series, group) {
            found.push(Finding::PapersMiscounted { election, group, expected, counted });
        }
    }
}

fn of_count(view: &ElectionView<'_>, found: &mut Vec<Finding>) {
    let election = view.no;
    let count = &view.election.count;
    let runs: Vec<&Run> = count.runs().collect();
    for (at, run) in runs.iter().enumerate() {
        let same = runs.iter().take(at).filter(|other| other.form == run.form && other.shares(&run.boxes));
        for other in same {
            let boxes = run.boxes.clone();
            let pair = run.second != other.second && run.boxes == other.boxes;
            if run.is_open() && other.is_open() && !pair {
                found.push(Finding::TwoRunsOpen { election, boxes });
            } else if run.closed && other.closed && run.boxes == other.boxes && run.tally.sums() != other.tally.sums() {
                found.push(Finding::RunsDiffer { election, boxes });
            }
        }
    }
    found.extend(runs.iter().filter(|run| !run.corrected.is_empty() && !run.abandoned).map(|run| {
        let papers = u32::try_from(run.corrected.len()).unwrap_or(u32::MAX);
        Finding::PapersCorrected { election, boxes: run.boxes.clone(), papers }
    }));
    found.extend(count.witnessed().iter().map(|place| Finding::Witnessed { place: *place }));
    for form in view.election.ballots.forms().map(|form| form.form) {
        found.extend(view.box_alarms(form).into_iter().map(|box_no| Finding::BoxOverIssued { election, box_no }));
        found.extend(small_piles(view, count, form));
        found.extend(unsealed(view, form).map(|box_no| Finding::OpenedUnsealed { election, box_no }));
    }
}

fn unsealed<'a>(view: &ElectionView<'a>, form: FormNo) -> impl Iterator<Item = BoxNo> + 'a {
    let (election, hall) = (view.election, view.election.polling.hall());
    let boxes = view.village.plan().village().groups.iter().map(|group| group.box_no);
    let opened = move |box_no: &BoxNo| election.count.opened(form, *box_no).is_some();
    boxes.filter(move |box_no| hall.seals_boxes() && hall.sealed(*box_no).is_none() && opened(box_no))
}

fn small_piles(view: &ElectionView<'_>, count: &Count, form: FormNo) -> Vec<Finding> {
    let runs = count.standing_runs(form);
    let small = |run: &&&Run| run.closed && run.called() > 0 && run.called() < SMALL_PILE;
    let finding = |run: &&Run| Finding::SmallPile { election: view.no, boxes: run.boxes.clone(), papers: run.called() };
    runs.iter().filter(small).map(finding).collect()
}

fn of_result(view: &ElectionView<'_>, found: &mut Vec<Finding>) {
    let election = view.no;
    let signed = |form: &FormNo| view.election.canvass.signed(*form).is_some();
    for form in view.election.ballots.forms().map(|form| form.form).filter(signed) {
        if view.signed_as_is(form).is_none() {
            found.push(Finding::SignedDiffers { election, form });
        }
        let off = view.balance(form).into_iter().filter(|line| !line.balances());
        found.extend(off.map(|line| Finding::DoesNotBalance { election, form, line }));
        if view.women_unknown(form) {
            found.push(Finding::WomenUnknown { election });
        }
    }
}
