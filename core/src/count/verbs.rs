//! The verbs of the count (唱票计票): what the people elected to count may do now.

use super::{BallotCalled, BoxOpened, CallUndone, Event, Mark, Paper, Refusal, Run, RunClosed, RunOpened, Section};
use crate::id::{ActorNo, BoxNo, GroupNo, Place, Ref};
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

    fn must_count(&self, actor: ActorNo) -> Result<(), Refusal> {
        let counts = self.village.plan().role(actor).is_some_and(crate::plan::Role::counts);
        counts.then_some(()).ok_or(Refusal::NotATeller)
    }

    /// Begins to count a pile.
    ///
    /// # Errors
    /// When its boxes are not open, somebody is counting it, or the actor may not count.
    pub fn open_run(&self, actor: ActorNo, run: RunOpened) -> Result<crate::Event, Refused> {
        self.must_count(actor)?;
        self.election.ballots.form(run.form).ok_or(Refusal::NoSuchForm)?;
        if run.boxes.is_empty() {
            return Err(Refusal::EmptyPile.into());
        }
        let count = &self.election.count;
        if let Some(box_no) = run.boxes.iter().copied().find(|no| count.opened(run.form, *no).is_none()) {
            return Err(Refusal::BoxNotOpened { box_no }.into());
        }
        let shares = |other: &Run| other.boxes.iter().any(|no| run.boxes.contains(no));
        if count.runs().any(|other| !other.closed && other.form == run.form && shares(other)) {
            return Err(Refusal::RunIsOpen.into());
        }
        Ok(self.event(Event::from(run)))
    }

    fn open_run_at(&self, actor: ActorNo, place: Place) -> Result<&Run, Refusal> {
        self.must_count(actor)?;
        let run = self.election.count.run(place).ok_or(Refusal::NoSuchRun)?;
        if run.closed { Err(Refusal::RunIsClosed) } else { Ok(run) }
    }

    /// Records one called paper (唱一张、记一张).
    ///
    /// # Errors
    /// When the run is not open, the paper does not fit the form, or the actor may not count.
    pub fn call_ballot(&self, actor: ActorNo, run: Place, paper: Paper) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        let form = self.election.ballots.form(open.form).ok_or(Refusal::NoSuchForm)?;
        if !fits(&paper, form) {
            return Err(Refusal::DoesNotFit.into());
        }
        Ok(self.event(Event::from(BallotCalled { run: Ref::Own { seq: run.seq }, paper })))
    }

    /// Takes the last call of the bundle in hand back.
    ///
    /// # Errors
    /// When the bundle in hand is empty, the run is not open, or the actor may not count.
    pub fn undo_call(&self, actor: ActorNo, run: Place) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        if open.called() <= open.bundled {
            return Err(Refusal::NothingToUndo.into());
        }
        Ok(self.event(Event::from(CallUndone { run: Ref::Own { seq: run.seq } })))
    }

    /// Ends the count of a pile.
    ///
    /// # Errors
    /// When not as many papers were called as lay in the boxes, the run is not open, or the actor may not count.
    pub fn close_run(&self, actor: ActorNo, run: Place) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        let (called, counted) = (open.called(), self.papers_in(open));
        if called != counted {
            return Err(Refusal::PapersDiffer { called, counted }.into());
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
