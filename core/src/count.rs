//! The count (唱票计票): boxes opened, papers called one by one in bundles (捆) of 25, each call with undo.
//!
//! A run is one count of one pile: a box, or boxes mixed by rule. A second teller, a recount, a re-tally
//! are runs of their own and are never added. A called paper holds what was called; the rule set decides
//! what it voids. No entry says whose paper it is: a paper is known by pile, bundle and place in it.

use crate::event::{events, wire};
use crate::id::{ActorNo, BoxNo, FormNo, Label, Place, Ref};
use crate::small;
use crate::small::Table;
use crate::stamp::Stamp;

pub mod code;
mod pair;
mod paper;
mod search;
mod second;
mod tally;
mod verbs;
pub use pair::Check;
pub use paper::{Mark, Paper, Section};
pub use search::{Bears, Hit};
pub use second::{BundleCompared, CallCorrected, CallReviewed, Correction, EndWitnessed, RunAbandoned, SecondOpened};
pub use tally::{Names, RunTally, Setting};

/// Papers in a bundle: five 正.
pub const BUNDLE: u32 = 25;

events! {
    /// What happens at the count.
    Event {
        0x60 => BoxOpened,
        0x61 => RunOpened,
        0x62 => BallotCalled,
        0x63 => CallUndone,
        0x64 => RunClosed,
        0x65 => SecondOpened,
        0x66 => BundleCompared,
        0x67 => CallCorrected,
        0x68 => RunAbandoned,
        0x69 => EndWitnessed,
        0x6a => CallReviewed,
    }
}

/// A box was opened before the village and its papers counted (开箱验票). A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxOpened {
    /// The form of the papers.
    pub form: FormNo,
    /// The box.
    pub box_no: BoxNo,
    /// How many papers lay in it (收回).
    pub papers: u32,
    /// Whether the seal strip was whole (封条完好).
    pub seal_whole: bool,
}
wire!(BoxOpened { form, box_no, papers, seal_whole });

/// A teller began to count a pile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOpened {
    /// The form.
    pub form: FormNo,
    /// The boxes of the pile.
    pub boxes: Vec<BoxNo>,
    /// The caller (唱票人), if he is named.
    pub caller: Option<ActorNo>,
    /// The scrutineer (监票人), if he is named.
    pub scrutineer: Option<ActorNo>,
}
wire!(RunOpened { form, boxes, caller, scrutineer });

/// A paper was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotCalled {
    /// The entry that opened the run.
    pub run: Ref,
    /// What was called.
    pub paper: Paper,
}
wire!(BallotCalled { run, paper });

/// The last paper of a run was taken back, to be called anew (撤销).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallUndone {
    /// The entry that opened the run.
    pub run: Ref,
}
wire!(CallUndone { run });

/// The last paper of the pile was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunClosed {
    /// The entry that opened the run.
    pub run: Ref,
}
wire!(RunClosed { run });

/// Why something cannot be counted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Only people elected to count may do this; a liaison officer guides and stops.
    NotATeller,
    /// There is no such form.
    NoSuchForm,
    /// A pile has at least one box.
    EmptyPile,
    /// The box has not been opened yet.
    BoxNotOpened {
        /// Which.
        box_no: BoxNo,
    },
    /// Another count of this pile is open.
    RunIsOpen,
    /// There is no such run.
    NoSuchRun,
    /// The run is closed.
    RunIsClosed,
    /// The run was given up before witnesses; the pile is counted in another one.
    RunIsAbandoned,
    /// Whoever counts a pile is not his own second teller.
    SameTeller,
    /// A paper of the bundle in hand is taken back, not corrected.
    BundleInHand,
    /// A paper of a full bundle is corrected with the PIN of a scrutineer, and a reason.
    NoScrutineer,
    /// Two tellers differ in a bundle.
    BundleDiffers {
        /// The bundle, from 0.
        bundle: u32,
    },
    /// The paper does not fit the form.
    DoesNotFit,
    /// A bundle that is full stands: only the papers of the bundle in hand can be taken back.
    NothingToUndo,
    /// Fewer papers were called than lay in the box, or more.
    PapersDiffer {
        /// Called.
        called: u32,
        /// Counted when the boxes were opened.
        counted: u32,
    },
}

/// One count of one pile.
#[derive(Clone, Debug)]
pub struct Run {
    /// The entry that opened it.
    pub place: Place,
    /// The form.
    pub form: FormNo,
    /// The boxes.
    pub boxes: Vec<BoxNo>,
    /// Who opened it, and when by that phone's clock.
    pub opened: Label,
    /// Whether it is the second teller's (乙机).
    pub second: bool,
    /// Whether the last paper was called.
    pub closed: bool,
    /// Whether it was given up before witnesses.
    pub abandoned: bool,
    /// Papers of full bundles that were set right, in the order in which that happened.
    pub corrected: Vec<Correction>,
    /// The codes of the other teller's bundles, as they were typed here.
    pub compared: Table<u32, u16>,
    /// Papers that were looked at anew on somebody's demand: each its place and whether the record was right.
    pub reviewed: Table<u32, bool>,
    /// The papers, in the order of the calls.
    pub papers: Vec<Paper>,
    /// How often a call was taken back.
    pub undone: u32,
    /// When it was last written: which of all openings, calls and corrections of the count, from 1.
    pub written: u32,
    /// How many papers lay before the bundle in hand.
    pub bundled: u32,
    /// The sums.
    pub tally: RunTally,
}

impl Run {
    /// How many papers were called, those set aside among them.
    #[must_use]
    pub fn called(&self) -> u32 {
        u32::try_from(self.papers.len()).unwrap_or(u32::MAX)
    }

    /// The papers of a bundle, which is numbered from 0; none where it has not begun.
    #[must_use]
    pub fn bundle(&self, bundle: u32) -> &[Paper] {
        let from = usize::try_from(bundle.saturating_mul(BUNDLE)).unwrap_or(usize::MAX);
        let papers = self.papers.get(from..).unwrap_or_default();
        papers.get(..BUNDLE as usize).unwrap_or(papers)
    }

    /// Whether its pile holds one of these boxes.
    #[must_use]
    pub fn shares(&self, boxes: &[BoxNo]) -> bool {
        self.boxes.iter().any(|no| boxes.contains(no))
    }

    /// Whether somebody may still call papers in it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.closed && !self.abandoned
    }
}

/// What is known of the count.
#[derive(Clone, Debug, Default)]
pub struct Count {
    opened: Table<(FormNo, BoxNo), BoxOpened>,
    runs: Table<Place, Run>,
    order: Vec<Place>,
    names: Names,
    acts: u32,
    witnessed: Vec<Place>,
}

impl Count {
    /// What was found in a box.
    #[must_use]
    pub fn opened(&self, form: FormNo, box_no: BoxNo) -> Option<&BoxOpened> {
        self.opened.get(&(form, box_no))
    }

    /// A run.
    #[must_use]
    pub fn run(&self, place: Place) -> Option<&Run> {
        self.runs.get(&place)
    }

    /// All runs, in the order in which they were opened.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.order.iter().filter_map(|place| self.runs.get(place))
    }

    /// The names called so far.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Where acts stand that passed before witnesses.
    #[must_use]
    pub fn witnessed(&self) -> &[Place] {
        &self.witnessed
    }

    /// For each pile the run that stands for it: a closed one before an open one, the first teller's before the
    /// second's, of those the one opened last. Runs that were given up stand for nothing, and runs are never
    /// added to each other.
    #[must_use]
    pub fn standing_runs(&self, form: FormNo) -> Vec<&Run> {
        let mut standing: Vec<&Run> = Vec::new();
        for rank in [(true, false), (true, true), (false, false), (false, true)] {
            for run in self.order.iter().rev().filter_map(|place| self.runs.get(place)) {
                let overlaps = |other: &&Run| other.shares(&run.boxes);
                let ranks = run.form == form && !run.abandoned && (run.closed, run.second) == rank;
                if ranks && !standing.iter().any(overlaps) {
                    standing.push(run);
                }
            }
        }
        small::sort_by_key(&mut standing, |run| run.boxes.first().copied());
        standing
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp, setting: &Setting<'_>) {
        match event {
            Event::BoxOpened(opened) => {
                self.opened.insert((opened.form, opened.box_no), opened.clone());
            }
            Event::RunOpened(run) => self.open(run.form, &run.boxes, false, stamp, setting),
            Event::SecondOpened(run) => self.open(run.form, &run.boxes, true, stamp, setting),
            Event::BallotCalled(called) => self.call(called, stamp, setting),
            Event::CallUndone(undone) => self.undo(undone.run.place(stamp.place), setting),
            Event::CallCorrected(corrected) => self.correct(corrected, stamp, setting),
            Event::RunClosed(closed) => self.change(closed.run, stamp, |run| run.closed = true),
            Event::BundleCompared(it) => self.change(it.run, stamp, |run| run.compared.insert(it.bundle, it.code)),
            Event::CallReviewed(it) => self.change(it.run, stamp, |run| run.reviewed.insert(it.at, it.agrees)),
            Event::RunAbandoned(abandoned) => {
                self.witnessed.push(stamp.place);
                self.change(abandoned.run, stamp, |run| run.abandoned = true);
            }
            Event::EndWitnessed(_) => self.witnessed.push(stamp.place),
        }
    }

    fn change(&mut self, run: Ref, stamp: &Stamp, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.runs.get_mut(&run.place(stamp.place)) {
            change(run);
        }
    }

    fn open(&mut self, form: FormNo, boxes: &[BoxNo], second: bool, stamp: &Stamp, setting: &Setting<'_>) {
        let Some(settled) = setting.form(form) else { return };
        let tally = RunTally::new(settled, &mut self.names);
        let mut boxes = boxes.to_vec();
        small::sort(&mut boxes);
        let run = Run {
            place: stamp.place,
            form,
            boxes,
            opened: stamp.label(),
            second,
            closed: false,
            abandoned: false,
            corrected: Vec::new(),
            compared: Table::default(),
            reviewed: Table::default(),
            papers: Vec::new(),
            undone: 0,
            written: self.acts.saturating_add(1),
            bundled: 0,
            tally,
        };
        self.order.push(run.place);
        self.acts = run.written;
        self.runs.insert(run.place, run);
    }

    fn call(&mut self, called: &BallotCalled, stamp: &Stamp, setting: &Setting<'_>) {
        let Some(run) = self.runs.get_mut(&called.run.place(stamp.place)) else { return };
        if run.called() % BUNDLE == 0 {
            run.bundled = run.called();
        }
        self.acts = self.acts.saturating_add(1);
        run.written = self.acts;
        run.tally.add(&called.paper, &mut self.names, setting.rules);
        run.papers.push(called.paper.clone());
    }

    fn undo(&mut self, place: Place, setting: &Setting<'_>) {
        let Some(run) = self.runs.get_mut(&place) else { return };
        self.acts = self.acts.saturating_add(1);
        run.written = self.acts;
        run.papers.pop();
        run.reviewed.remove(&run.called());
        run.tally.again(&run.papers, &mut self.names, setting.rules);
        run.undone = run.undone.saturating_add(1);
    }

    fn correct(&mut self, corrected: &CallCorrected, stamp: &Stamp, setting: &Setting<'_>) {
        let CallCorrected { at, paper, reason, scrutineer, .. } = corrected;
        let Some(run) = self.runs.get_mut(&corrected.run.place(stamp.place)) else { return };
        let Some(called) = usize::try_from(*at).ok().and_then(|at| run.papers.get_mut(at)) else { return };
        let before = std::mem::replace(called, paper.clone());
        run.reviewed.remove(at);
        let (reason, by) = (reason.clone(), stamp.label());
        run.corrected.push(Correction { at: *at, before, reason, scrutineer: *scrutineer, by });
        run.tally.again(&run.papers, &mut self.names, setting.rules);
        self.acts = self.acts.saturating_add(1);
        run.written = self.acts;
    }
}
