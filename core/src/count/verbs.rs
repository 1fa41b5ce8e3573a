//! The verbs of the count (唱票计票): what the people elected to count may do now.

use super::{
    BUNDLE, BallotCalled, BoxOpened, CallUndone, Check, Event, Mark, Paper, Refusal, Run, RunClosed, RunOpened, Section,
};
use crate::id::{ActorNo, BoxNo, FormNo, GroupNo, Place, Ref};
use crate::village::{ElectionView, Refusal as Refused};

impl ElectionView<'_> {
    /// Reports what lay in a box. Only people elected to count may open one.
    ///
    /// # Errors
    /// When somebody else tries.
    pub fn open_box(&self, actor: ActorNo, opened: BoxOpened) -> Result<crate::Event, Refused> {
        self.must_count(actor)?;
        Ok(self.event(Event::from(opened)))
    }

    pub(super) fn must_count(&self, actor: ActorNo) -> Result<(), Refusal> {
        let counts = self.village.plan().role(actor).is_some_and(crate::plan::Role::counts);
        counts.then_some(()).ok_or(Refusal::NotATeller)
    }

    /// Begins to count a pile.
    ///
    /// # Errors
    /// When its boxes are not open, somebody is counting it, or the actor may not count or is its second teller.
    pub fn open_run(&self, actor: ActorNo, run: RunOpened) -> Result<crate::Event, Refused> {
        self.may_open(actor, run.form, &run.boxes)?;
        self.no_open_run(run.form, &run.boxes, false)?;
        self.not_his_own(actor, &run.boxes, false)?;
        Ok(self.event(Event::from(run)))
    }

    pub(super) fn may_open(&self, actor: ActorNo, form: FormNo, boxes: &[BoxNo]) -> Result<(), Refusal> {
        self.must_count(actor)?;
        self.election.ballots.form(form).ok_or(Refusal::NoSuchForm)?;
        if boxes.is_empty() {
            return Err(Refusal::EmptyPile);
        }
        let shut = boxes.iter().copied().find(|no| self.election.count.opened(form, *no).is_none());
        shut.map_or(Ok(()), |box_no| Err(Refusal::BoxNotOpened { box_no }))
    }

    pub(super) fn no_open_run(&self, form: FormNo, boxes: &[BoxNo], second: bool) -> Result<(), Refusal> {
        let rival = |run: &Run| run.is_open() && run.form == form && run.second == second && run.shares(boxes);
        if self.election.count.runs().any(rival) { Err(Refusal::RunIsOpen) } else { Ok(()) }
    }

    /// Nobody vouches for a pile twice.
    pub(super) fn not_his_own(&self, actor: ActorNo, boxes: &[BoxNo], second: bool) -> Result<(), Refusal> {
        let beside = |run: &Run| !run.abandoned && run.second != second && run.shares(boxes);
        let own = self.election.count.runs().any(|run| beside(run) && run.opened.actor == actor);
        if own { Err(Refusal::SameTeller) } else { Ok(()) }
    }

    pub(super) fn open_run_at(&self, actor: ActorNo, place: Place) -> Result<&Run, Refusal> {
        self.must_count(actor)?;
        let run = self.election.count.run(place).ok_or(Refusal::NoSuchRun)?;
        match (run.abandoned, run.closed) {
            (true, _) => Err(Refusal::RunIsAbandoned),
            (false, true) => Err(Refusal::RunIsClosed),
            (false, false) => Ok(run),
        }
    }

    /// Records one called paper (唱一张、记一张).
    ///
    /// # Errors
    /// When the run is not open, the paper does not fit the form, or the actor may not count.
    pub fn call_ballot(&self, actor: ActorNo, run: Place, paper: Paper) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        self.must_fit(&paper, open.form)?;
        Ok(self.event(Event::from(BallotCalled { run: Ref::Own { seq: run.seq }, paper })))
    }

    pub(super) fn must_fit(&self, paper: &Paper, form: FormNo) -> Result<(), Refusal> {
        let form = self.election.ballots.form(form).ok_or(Refusal::NoSuchForm)?;
        if fits(paper, form) { Ok(()) } else { Err(Refusal::DoesNotFit) }
    }

    /// Takes the last call of the bundle in hand back.
    ///
    /// # Errors
    /// When the bundle in hand is empty, two tellers agree on it, the run is not open, or the actor may not count.
    pub fn undo_call(&self, actor: ActorNo, run: Place) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        let whole = self.bundles(open);
        let whole = whole.checked_sub(1).filter(|_| whole.saturating_mul(BUNDLE) >= open.called());
        let agreed = whole.is_some_and(|bundle| self.check(open, bundle) == Check::Agrees);
        if agreed || open.called() <= open.bundled {
            return Err(Refusal::NothingToUndo.into());
        }
        Ok(self.event(Event::from(CallUndone { run: Ref::Own { seq: run.seq } })))
    }

    /// Ends the count of a pile.
    ///
    /// # Errors
    /// When not as many papers were called as lay in the boxes, a second teller's bundle differs, the run is not
    /// open, or the actor may not count. Two witnesses let it pass: see [`ElectionView::end_run`].
    pub fn close_run(&self, actor: ActorNo, run: Place) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        let (called, counted) = (open.called(), self.papers_in(open));
        if called != counted {
            return Err(Refusal::PapersDiffer { called, counted }.into());
        }
        if let Some(bundle) = self.differing(open) {
            return Err(Refusal::BundleDiffers { bundle }.into());
        }
        Ok(self.event(Event::from(RunClosed { run: Ref::Own { seq: run.seq } })))
    }

    /// How many papers lay in the boxes of a run when they were opened.
    #[must_use]
    pub fn papers_in(&self, run: &Run) -> u32 {
        let papers = |no: &BoxNo| self.election.count.opened(run.form, *no).map_or(0, |opened| opened.papers);
        run.boxes.iter().map(papers).fold(0, u32::saturating_add)
    }

    /// The groups whose boxes make up a run's pile.
    pub fn groups_of(&self, run: &Run) -> impl Iterator<Item = GroupNo> {
        run.boxes.iter().filter_map(|no| self.village.plan().group_of_box(*no))
    }
}

fn fits(paper: &Paper, form: &crate::ballot::BallotSettled) -> bool {
    let Paper::Marked { sections } = paper else { return true };
    let mark_fits = |post: &crate::ballot::Post, mark: &Mark| match mark {
        Mark::Printed { index } => post.candidates.get(usize::from(*index)).is_some(),
        Mark::Written { name } => !name.trim().is_empty(),
    };
    let section_fits = |post: &crate::ballot::Post, section: &Section| match section {
        Section::Names { yes, no } => yes.iter().chain(no).all(|mark| mark_fits(post, mark)),
        Section::OverMarked | Section::Unreadable => true,
    };
    sections.len() == form.posts.len()
        && form.posts.iter().zip(sections).all(|(post, section)| section_fits(post, section))
}
