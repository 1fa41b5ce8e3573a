//! Acts (操作): a verb is asked, its events are chained, made durable, and only then taken into account.

use super::clock::{mark, measure, wall};
use super::{ELECTION, Inner, Session};
use crate::storage::StoreError;
use crate::storage::local::Sentinel;
use crate::{browser, sync, text};
use cunxuan_core::id::{ActorNo, Label, LogId, Place, Salt, to_bytes};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::Input;
use cunxuan_core::village::{ElectionView, Event, Refusal};
use leptos::prelude::*;

/// What a verb has at hand.
pub struct Desk<'a> {
    /// The election.
    pub view: ElectionView<'a>,
    /// Who acts.
    pub actor: ActorNo,
    /// The phone's own log.
    pub log: LogId,
    /// Where the first event of this act will stand.
    pub next: Place,
}

/// Why nothing happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The verb refused.
    Refused(Refusal),
    /// The phone could not keep it.
    NotKept(StoreError),
    /// Another window writes.
    Elsewhere,
    /// The village is not here yet.
    NotReady,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::NotKept(error)
    }
}

impl Failure {
    /// What it says to whoever acted.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Refused(refusal) => text::refusal::refusal(refusal),
            Self::NotKept(error) => text::sync::not_kept(error).to_owned(),
            Self::Elsewhere => text::sync::ELSEWHERE.to_owned(),
            Self::NotReady => text::sync::PULLING.to_owned(),
        }
    }
}

/// What somebody wants done: asked with the record at hand, it answers with events or a refusal.
type Verb = Box<dyn FnOnce(&Desk<'_>) -> Result<Vec<Event>, Refusal>>;

/// A verb with whoever waits for its end.
pub(super) struct Job {
    verb: Verb,
    done: Box<dyn FnOnce(Result<(), Failure>)>,
}

/// A drafted act: what is to be kept, and what it says.
struct Drafted {
    range: Range,
    events: Vec<Event>,
}

impl Session {
    /// Acts. Taps are worked off one after the other, each on the record as the one before left it.
    pub fn act(
        self,
        verb: impl FnOnce(&Desk<'_>) -> Result<Vec<Event>, Refusal> + 'static,
        done: impl FnOnce(Result<(), Failure>) + 'static,
    ) {
        mark("cx-tap-start");
        let job = Job { verb: Box::new(verb), done: Box::new(done) };
        let idle = self.inner.try_update_value(|inner| {
            inner.jobs.push_back(job);
            !std::mem::replace(&mut inner.working, true)
        });
        if idle == Some(true) {
            browser::spawn(self.work_off());
        }
    }

    /// Acts, and says over the screen what came of it.
    pub fn act_and_say(
        self,
        verb: impl FnOnce(&Desk<'_>) -> Result<Vec<Event>, Refusal> + 'static,
        word: impl Into<String>,
    ) {
        let word = word.into();
        self.act(verb, move |outcome| match outcome {
            Ok(()) => self.well(word),
            Err(failure) => self.wrong(&failure),
        });
    }

    /// Says that it was recorded.
    pub fn well(&self, word: impl Into<String>) {
        browser::device::buzz(browser::device::Buzz::Done);
        self.say(word);
    }

    /// Says why nothing happened.
    pub fn wrong(&self, failure: &Failure) {
        browser::device::buzz(browser::device::Buzz::Wrong);
        if *failure == Failure::NotKept(StoreError::Quota) {
            return self.full.set(true);
        }
        self.say(failure.words());
    }

    async fn work_off(self) {
        while let Some(job) = self.next_job() {
            let outcome = self.perform(job.verb).await;
            let acted = outcome.is_ok();
            (job.done)(outcome);
            if acted {
                request_animation_frame(|| measure("cx-tap", "cx-tap-start"));
            }
        }
    }

    fn next_job(&self) -> Option<Job> {
        let next = self.inner.try_update_value(|inner| {
            let job = inner.jobs.pop_front();
            inner.working = job.is_some();
            job
        });
        next.flatten()
    }

    async fn perform(self, verb: Verb) -> Result<(), Failure> {
        let (actor, hand) = (self.actor(), self.hand());
        if self.log_of(hand).is_none() && !self.only_shows() {
            self.make_log(hand, actor).await?;
        }
        let log = self.log_of(hand);
        let drafted = self.inner.with_value(|inner| inner.draft(actor, log, verb))?;
        if drafted.events.is_empty() {
            return Ok(());
        }
        self.keep(&drafted.range).await?;
        self.inner.update_value(|inner| drop(inner.book.take(vec![drafted.range])));
        self.changed(&drafted.events);
        sync::step(self, Input::Appended);
        Ok(())
    }

    /// Makes own entries durable.
    pub(super) async fn keep(&self, range: &Range) -> Result<(), StoreError> {
        let (store, scope) = self.inner.with_value(|inner| (inner.store.clone(), inner.scope.0.clone()));
        let log = range.log.to_string();
        let entries: Vec<(u64, Vec<u8>)> = singles(range).map(|one| (u64::from(one.from), to_bytes(&one))).collect();
        store.append(&scope, &log, &entries).await?;
        browser::channel::tell(&scope);
        let mut sentinel = Sentinel::load();
        sentinel.reach(&scope, &log, range.ids().last().map_or(0, |end| end.seq));
        sentinel.save();
        Ok(())
    }
}

impl Inner {
    fn draft(&self, actor: ActorNo, log: Option<LogId>, verb: Verb) -> Result<Drafted, Failure> {
        if matches!(self.writer, browser::writer::Writer::Elsewhere) {
            return Err(Failure::Elsewhere);
        }
        let log = log.ok_or(Failure::NotReady)?;
        let view = self.book.village().election(ELECTION).ok_or(Failure::NotReady)?;
        let tip = self.book.journal().log(&log).map_or(0, |chain| chain.trunk_tip().seq);
        let next = Place { log, seq: tip.saturating_add(1) };
        let events = verb(&Desk { view, actor, log, next }).map_err(Failure::Refused)?;
        let salts = events.iter().filter(|event| event.is_personal()).map(|_| browser::random().map(Salt));
        // Without chance personal data could be guessed from its commitment, so nothing is written.
        let salts: Option<Vec<Salt>> = salts.collect();
        let mut salts = salts.ok_or(Failure::NotKept(StoreError::Missing))?.into_iter();
        let range = self.book.draft(log, &events, Label { actor, wall: wall() }, || salts.next().unwrap_or_default());
        Ok(Drafted { range, events })
    }
}

/// A range entry by entry, each a range of its own, so that the tail needs nothing beside it to be read.
fn singles(range: &Range) -> impl Iterator<Item = Range> {
    let mut prev = range.prev;
    range.items.iter().zip(range.from..).map(move |(item, from)| {
        let before = prev;
        prev = item.id_after(&prev);
        Range { log: range.log, from, prev: before, items: vec![item.clone()], seal: None }
    })
}
