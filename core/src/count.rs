//! The count (唱票计票): boxes opened, papers called one by one in bundles (捆) of 25, each call with undo.
//!
//! A run is one count of one pile: a box, or boxes mixed by rule. A second teller, a recount, a re-tally
//! are runs of their own and are never added. A called paper holds what was called; the rule set decides
//! what it voids. No entry says whose paper it is: a paper is known by pile, bundle and place in it.

use crate::event::{events, wire};
use crate::id::{ActorNo, BoxNo, FormNo, Label, Place, Ref, SeriesNo};
use crate::small;
use crate::small::Table;
use crate::stamp::Stamp;
use minicbor::{Decode, Encode};

mod tally;
mod verbs;
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

/// What was called from one paper.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Paper {
    /// Names, post by post in the order of the form.
    #[n(0)]
    Marked {
        /// One section a post.
        #[n(0)]
        sections: Vec<Section>,
    },
    /// No mark at all (空白票).
    #[n(1)]
    Blank,
    /// No section can be read (无法辨认).
    #[n(2)]
    Unreadable,
    /// Damaged or soiled (污损).
    #[n(3)]
    Damaged,
    /// Of a void series, found in the box and set aside.
    #[n(4)]
    SetAside {
        /// The series.
        #[n(0)]
        series: SeriesNo,
    },
}

/// What was called for one post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Section {
    /// Names.
    #[n(0)]
    Names {
        /// For whom.
        #[n(0)]
        yes: Vec<Mark>,
        /// Against whom, on papers that ask for it.
        #[n(1)]
        no: Vec<Mark>,
    },
    /// More names than seats, not called one by one (多选).
    #[n(1)]
    OverMarked,
    /// This section cannot be read.
    #[n(2)]
    Unreadable,
}

/// One name on a paper.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Mark {
    /// A printed candidate of the post.
    #[n(0)]
    Printed {
        /// His place in the printed order, from 0.
        #[n(0)]
        index: u8,
    },
    /// A name written in (另选他人).
    #[n(1)]
    Written {
        /// The name.
        #[n(0)]
        name: String,
    },
}

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
    /// Whether the last paper was called.
    pub closed: bool,
    /// The papers, in the order of the calls.
    pub papers: Vec<Paper>,
    /// How often a call was taken back.
    pub undone: u32,
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
}

/// What is known of the count.
#[derive(Clone, Debug, Default)]
pub struct Count {
    opened: Table<(FormNo, BoxNo), BoxOpened>,
    runs: Table<Place, Run>,
    order: Vec<Place>,
    names: Names,
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

    /// For each pile the run that stands for it: the closed one opened last, else the open one opened
    /// last. Runs are never added to each other.
    #[must_use]
    pub fn standing_runs(&self, form: FormNo) -> Vec<&Run> {
        let mut standing: Vec<&Run> = Vec::new();
        for closed in [true, false] {
            for run in
                self.runs().filter(|run| run.form == form && run.closed == closed).collect::<Vec<_>>().into_iter().rev()
            {
                let overlaps = |other: &&Run| other.boxes.iter().any(|no| run.boxes.contains(no));
                if !standing.iter().any(overlaps) {
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
            Event::RunOpened(run) => self.open(run, stamp, setting),
            Event::BallotCalled(called) => self.call(called, stamp, setting),
            Event::CallUndone(undone) => self.undo(undone.run.place(stamp.place), setting),
            Event::RunClosed(closed) => {
                if let Some(run) = self.runs.get_mut(&closed.run.place(stamp.place)) {
                    run.closed = true;
                }
            }
        }
    }

    fn open(&mut self, run: &RunOpened, stamp: &Stamp, setting: &Setting<'_>) {
        let Some(form) = setting.form(run.form) else { return };
        let tally = RunTally::new(form, &mut self.names);
        let mut boxes = run.boxes.clone();
        small::sort(&mut boxes);
        let opened = stamp.label();
        let (place, form) = (stamp.place, run.form);
        self.order.push(place);
        self.runs.insert(
            place,
            Run { place, form, boxes, opened, closed: false, papers: Vec::new(), undone: 0, bundled: 0, tally },
        );
    }

    fn call(&mut self, called: &BallotCalled, stamp: &Stamp, setting: &Setting<'_>) {
        let Some(run) = self.runs.get_mut(&called.run.place(stamp.place)) else { return };
        if run.called() % BUNDLE == 0 {
            run.bundled = run.called();
        }
        run.tally.add(&called.paper, &mut self.names, setting.rules);
        run.papers.push(called.paper.clone());
    }

    fn undo(&mut self, place: Place, setting: &Setting<'_>) {
        let Some(run) = self.runs.get_mut(&place) else { return };
        run.papers.pop();
        run.tally.again(&run.papers, &mut self.names, setting.rules);
        run.undone = run.undone.saturating_add(1);
    }
}
