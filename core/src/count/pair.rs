//! Two tellers, one pile (两人核对): which counts belong together, whether their bundles agree, and what may be done
//! where they do not.

use super::{
    BUNDLE, BundleCompared, CallCorrected, CallReviewed, EndWitnessed, Event, Paper, Refusal, Run, RunAbandoned,
    RunClosed, RunOpened, SecondOpened, code,
};
use crate::event::Override;
use crate::id::{ActorNo, BoxNo, FormNo, Place, Ref};
use crate::plan::Role;
use crate::small;
use crate::village::{ElectionView, Refusal as Refused};

/// What two counts of a bundle say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nobody counts beside, as far as is known (单机计票).
    Alone,
    /// Somebody does, and his bundle is not known yet.
    Waiting,
    /// Both recorded the same papers (两机一致).
    Agrees,
    /// They did not.
    Differs {
        /// The first paper in which they differ, by its place in the order of the calls, from 0; none where only
        /// the other's code is known.
        at: Option<u32>,
    },
}

impl ElectionView<'_> {
    /// The count of the other teller of the same pile: of several the one opened last.
    #[must_use]
    pub fn twin(&self, run: &Run) -> Option<&Run> {
        let beside = |other: &&Run| {
            !other.abandoned && other.form == run.form && other.second != run.second && other.boxes == run.boxes
        };
        self.election.count.runs().filter(beside).last()
    }

    /// How many bundles of a run are whole; the last paper of the pile makes its bundle whole.
    #[must_use]
    pub fn bundles(&self, run: &Run) -> u32 {
        let called = run.called();
        if called >= self.papers_in(run) { called.div_ceil(BUNDLE) } else { called / BUNDLE }
    }

    /// Whether two tellers recorded the same in a bundle that is whole, numbered from 0. Where both counts are
    /// here their papers say it, else a code that was read out: a code says nothing of what was set right later.
    #[must_use]
    pub fn check(&self, run: &Run, bundle: u32) -> Check {
        let Some(form) = self.election.ballots.form(run.form) else { return Check::Alone };
        let (own, twin) = (run.bundle(bundle), self.twin(run));
        let told = run.compared.get(&bundle).map(|told| *told == code::code(own, form));
        let theirs = twin.filter(|twin| self.bundles(twin) > bundle).map(|twin| twin.bundle(bundle));
        let differs = theirs.map(|theirs| code::difference(own, theirs, form));
        match (told, differs) {
            (_, Some(None)) | (Some(true), None) => Check::Agrees,
            (_, Some(Some(at))) => {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                Check::Differs { at: Some(bundle.saturating_mul(BUNDLE).saturating_add(at)) }
            }
            (Some(false), None) => Check::Differs { at: None },
            (None, None) if twin.is_some() || run.second || !run.compared.is_empty() => Check::Waiting,
            (None, None) => Check::Alone,
        }
    }

    /// The first whole bundle in which two tellers differ, from 0.
    #[must_use]
    pub fn differing(&self, run: &Run) -> Option<u32> {
        (0..self.bundles(run)).find(|bundle| matches!(self.check(run, *bundle), Check::Differs { .. }))
    }

    /// Boxes of which one teller alone vouches for a bundle (单机计票), among those counted to their end.
    #[must_use]
    pub fn counted_alone(&self, form: FormNo) -> Vec<BoxNo> {
        let alone =
            |run: &&&Run| run.closed && (0..self.bundles(run)).any(|bundle| self.check(run, bundle) != Check::Agrees);
        let standing = self.election.count.standing_runs(form);
        let mut boxes: Vec<BoxNo> = standing.iter().filter(alone).flat_map(|run| run.boxes.clone()).collect();
        small::sort(&mut boxes);
        boxes
    }

    /// Begins to count a pile beside somebody who counts it too (做乙机).
    ///
    /// # Errors
    /// When its boxes are not open, a second teller is counting already or is the first himself, or the actor may
    /// not count.
    pub fn open_second(&self, actor: ActorNo, run: RunOpened) -> Result<crate::Event, Refused> {
        self.may_open(actor, run.form, &run.boxes)?;
        self.no_open_run(run.form, &run.boxes, true)?;
        self.not_his_own(actor, &run.boxes, true)?;
        let RunOpened { form, boxes, caller, scrutineer } = run;
        Ok(self.event(Event::from(SecondOpened { form, boxes, caller, scrutineer })))
    }

    /// Keeps the code of the other teller's bundle, read out.
    ///
    /// # Errors
    /// When the bundle is not whole here, the run is not open, or the actor may not count.
    pub fn compare_bundle(&self, actor: ActorNo, run: Place, bundle: u32, code: u16) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        if bundle >= self.bundles(open) {
            return Err(Refusal::BundleInHand.into());
        }
        Ok(self.event(Event::from(BundleCompared { run: Ref::Own { seq: run.seq }, bundle, code })))
    }

    /// Records a paper of a full bundle as it is (按原票改). Whoever asks has seen the scrutineer's PIN.
    ///
    /// # Errors
    /// When the paper is of the bundle in hand or does not fit, nobody is the scrutineer or no reason is given,
    /// the run is not open, or the actor may not count.
    pub fn correct_call(
        &self,
        actor: ActorNo,
        run: Place,
        (at, paper): (u32, Paper),
        (reason, scrutineer): (String, ActorNo),
    ) -> Result<crate::Event, Refused> {
        let open = self.open_run_at(actor, run)?;
        if at >= open.called() || at / BUNDLE >= self.bundles(open) {
            return Err(Refusal::BundleInHand.into());
        }
        self.must_fit(&paper, open.form)?;
        let watches = matches!(self.village.plan().role(scrutineer), Some(Role::Scrutineer | Role::ChiefScrutineer));
        if !watches || reason.trim().is_empty() {
            return Err(Refusal::NoScrutineer.into());
        }
        let run = Ref::Own { seq: run.seq };
        Ok(self.event(Event::from(CallCorrected { run, at, paper, reason, scrutineer })))
    }

    /// Gives a count up that cannot go on, so that the pile is counted anew on another phone.
    ///
    /// # Errors
    /// When the run is not open, or the actor may not count.
    pub fn abandon_run(&self, actor: ActorNo, run: Place, witnessed: Override) -> Result<crate::Event, Refused> {
        self.open_run_at(actor, run)?;
        Ok(self.event(Event::from(RunAbandoned { run: Ref::Other { place: run }, witnessed })))
    }

    /// Ends the count of a pile before two witnesses, although papers or tellers differ.
    ///
    /// # Errors
    /// When the run is not open, or the actor may not count.
    pub fn end_run(&self, actor: ActorNo, run: Place, witnessed: Override) -> Result<Vec<crate::Event>, Refused> {
        self.open_run_at(actor, run)?;
        let run = Ref::Own { seq: run.seq };
        Ok(vec![self.event(Event::from(EndWitnessed { run, witnessed })), self.event(Event::from(RunClosed { run }))])
    }

    /// Reports that a paper was looked at anew on somebody's demand (当众复看).
    ///
    /// # Errors
    /// When there is no such run, or the actor may not count.
    pub fn review_call(&self, actor: ActorNo, run: Place, at: u32, agrees: bool) -> Result<crate::Event, Refused> {
        self.must_count(actor)?;
        self.election.count.run(run).ok_or(Refusal::NoSuchRun)?;
        Ok(self.event(Event::from(CallReviewed { run: Ref::Other { place: run }, at, agrees })))
    }
}
