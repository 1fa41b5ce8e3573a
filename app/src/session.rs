//! The session (会话): the one place of the phone where time, identity, chance and storage meet the record.
//!
//! Screens ask it for small views of the village and hand it verbs. A verb's events are made durable
//! first and taken into account after; where storage fails nothing has happened.

mod act;
mod clock;
mod officer;
mod seal;
mod search;
mod start;

pub use act::{Desk, Failure};
pub use clock::{now_ms, wall};
pub use officer::{Officer, SignInFault, VillageName, sign_in};
pub use search::{ANY, Found, Names, Row};
pub(crate) use start::ranges;
pub use start::{Opened, open, start, waiting_in};

use crate::browser::timer::Timer;
use crate::part::SyncState;
use crate::storage::Store;
use crate::storage::key::DeviceKey;
use crate::storage::local;
use crate::text;
use act::Job;
use cunxuan_core::id::{ActorNo, ElectionNo, LogId, Scope};
use cunxuan_core::plan::{Actor, Role};
use cunxuan_core::record::RefusedCode;
use cunxuan_core::record::exchange::{Exchange, Failure as Lost};
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, ElectionView, Event, Village};
use leptos::prelude::*;
use std::collections::VecDeque;
use std::rc::Rc;

/// Kept while somebody who counts holds the phone.
const HANDED: &str = "cx-handed";

/// The election that the phone works on: the village committee's.
pub const ELECTION: ElectionNo = 1;

/// One number for each stage that changes when the stage does; screens follow the ones they show.
#[derive(Clone, Copy, Debug)]
pub struct Revisions {
    /// The plan, the people and the roll.
    pub people: RwSignal<u32>,
    /// The tables.
    pub polling: RwSignal<u32>,
    /// The count.
    pub count: RwSignal<u32>,
    /// The result.
    pub canvass: RwSignal<u32>,
}

impl Revisions {
    fn new() -> Self {
        let zero = || RwSignal::new(0);
        Self { people: zero(), polling: zero(), count: zero(), canvass: zero() }
    }

    fn all(&self) -> [RwSignal<u32>; 4] {
        [self.people, self.polling, self.count, self.canvass]
    }
}

/// What is known of sending, as of the last step of the exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// Entries that the township is not known to hold.
    pub unsent: u32,
    /// Whether a request is under way.
    pub asking: bool,
    /// Why the last one failed.
    pub failure: Option<Lost>,
    /// What the township did not take in, the last time it said so.
    pub refused: Option<RefusedCode>,
    /// The phone's clock at the oldest own entry that waits.
    pub since: Option<i64>,
    /// When the township last had everything, by this phone's clock.
    pub settled: Option<i64>,
}

impl Outbox {
    /// Whether entries lie on this phone alone and cannot be sent now.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.unsent > 0 && self.failure.is_some()
    }

    /// What the chip says; always worked out from the count.
    #[must_use]
    pub fn chip(&self) -> SyncState {
        match (self.unsent, self.failure, self.settled) {
            (_, Some(Lost::SignedOut), _) => SyncState::Failed,
            (1.., _, _) => SyncState::Waiting(self.unsent),
            (0, None, Some(at)) => SyncState::Synced(text::plan::clock(at)),
            (0, _, _) => SyncState::Offline,
        }
    }
}

/// What the session holds outside the reactive graph.
struct Inner {
    store: Store,
    /// Held so that no second window writes.
    writer: crate::browser::writer::Writer,
    officer: Officer,
    scope: Scope,
    book: Book,
    exchange: Exchange,
    key: Option<DeviceKey>,
    own: Vec<Own>,
    next_blob: u32,
    timer: Option<Timer>,
    jobs: VecDeque<Job>,
    working: bool,
    names: Rc<Names>,
}

/// A log that this phone writes.
#[derive(Clone, Debug)]
struct Own {
    log: LogId,
    /// As what it writes.
    role: Role,
    /// The highest number in it that the township is known to hold.
    held: u32,
}

/// A handle to the session; copies are the same session.
#[derive(Clone, Copy)]
pub struct Session {
    inner: StoredValue<Inner, LocalStorage>,
    /// The revisions of the stages.
    pub revisions: Revisions,
    /// Whoever took the phone over by PIN; the liaison officer while nobody.
    pub teller: RwSignal<Option<ActorNo>>,
    /// A word over the screen for a moment.
    pub toast: RwSignal<Option<String>>,
    /// The phone was too full for an act, and nobody has read that yet.
    pub full: RwSignal<bool>,
    /// What is known of sending.
    pub outbox: RwSignal<Outbox>,
}

impl Session {
    fn new(inner: Inner) -> Self {
        Self {
            inner: StoredValue::new_local(inner),
            revisions: Revisions::new(),
            teller: RwSignal::new(None),
            toast: RwSignal::new(None),
            full: RwSignal::new(false),
            outbox: RwSignal::new(Outbox::default()),
        }
    }

    /// The session of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Looks at the village.
    pub fn village<T>(&self, look: impl FnOnce(&Village) -> T) -> T {
        self.inner.with_value(|inner| look(inner.book.village()))
    }

    /// Looks at the election; nothing while none is planned here.
    pub fn view<T>(&self, look: impl FnOnce(&ElectionView<'_>) -> T) -> Option<T> {
        self.inner.with_value(|inner| inner.book.village().election(ELECTION).map(|view| look(&view)))
    }

    /// Looks at the book.
    pub fn book<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        self.inner.with_value(|inner| look(&inner.book))
    }

    /// The officer who signed in.
    #[must_use]
    pub fn officer(&self) -> Officer {
        self.inner.with_value(|inner| inner.officer.clone())
    }

    /// Whoever acts now.
    #[must_use]
    pub fn actor(&self) -> ActorNo {
        self.teller.get_untracked().unwrap_or_else(|| self.inner.with_value(|inner| inner.officer.actor))
    }

    /// Whoever counts takes the phone over. That outlives the page, so that no way back leads past him.
    pub fn take_over(&self, teller: ActorNo) {
        local::save(HANDED, "1");
        self.teller.set(Some(teller));
    }

    /// The phone goes back to the liaison officer.
    pub fn hand_back(&self) {
        local::forget(HANDED);
        self.teller.set(None);
    }

    /// Whether somebody who counts holds this phone.
    #[must_use]
    pub fn is_handed_over() -> bool {
        local::load(HANDED).is_some()
    }

    /// Role and name of whoever acts now.
    #[must_use]
    pub fn who(&self) -> String {
        let officer = self.officer();
        let known = |no| self.village(|village| village.plan().actor(no).cloned());
        match self.teller.get().and_then(known) {
            Some(Actor { role, name, .. }) => text::screen::who(text::plan::role(role), &name),
            None => text::screen::who(text::plan::role(Role::Liaison), &officer.name),
        }
    }

    /// The logs that this phone writes.
    #[must_use]
    pub fn logs(&self) -> Vec<LogId> {
        self.inner.with_value(|inner| inner.own.iter().map(|own| own.log).collect())
    }

    /// As what the phone writes now: whoever counts has a log of his own, for a liaison's may hold no count.
    fn hand(&self) -> Role {
        if self.teller.get_untracked().is_some() { Role::Teller } else { Role::Liaison }
    }

    /// The log in which that role writes on this phone, once there is one.
    fn log_of(&self, role: Role) -> Option<LogId> {
        self.inner.with_value(|inner| inner.own.iter().find(|own| own.role == role).map(|own| own.log))
    }

    /// Whether another window writes, so that this one only shows.
    #[must_use]
    pub fn only_shows(&self) -> bool {
        self.inner.with_value(|inner| matches!(inner.writer, crate::browser::writer::Writer::Elsewhere))
    }

    /// The civil day on which all of this happens: the declared one of a demonstration, or the phone's.
    #[must_use]
    pub fn today(&self) -> Day {
        self.demo_day().unwrap_or_else(|| Day::from_unix(wall()))
    }

    /// The declared day, if all of this is a demonstration.
    #[must_use]
    pub fn demo_day(&self) -> Option<Day> {
        self.village(|village| village.plan().village().demo_day)
    }

    /// The names of the village, ready for searching.
    #[must_use]
    pub fn names(&self) -> Rc<Names> {
        self.inner.with_value(|inner| inner.names.clone())
    }

    /// Says a word over the screen for a moment.
    pub fn say(&self, word: impl Into<String>) {
        let (toast, word) = (self.toast, word.into());
        toast.set(Some(word.clone()));
        crate::browser::spawn(async move {
            crate::browser::timer::sleep(2200).await;
            toast.try_update(|now| {
                if now.as_ref() == Some(&word) {
                    *now = None;
                }
            });
        });
    }

    /// Tells the screens which stages an act has changed.
    fn changed(&self, events: &[Event]) {
        use cunxuan_core::village::ElectionEvent;
        let revision = |event: &Event| match event {
            Event::Plan(_) | Event::People(_) => self.revisions.people,
            Event::Election { event, .. } => match event {
                ElectionEvent::Roll(_) | ElectionEvent::Ballot(_) => self.revisions.people,
                ElectionEvent::Polling(_) => self.revisions.polling,
                ElectionEvent::Count(_) => self.revisions.count,
                ElectionEvent::Canvass(_) => self.revisions.canvass,
            },
        };
        if events.iter().any(|event| matches!(event, Event::People(_))) {
            self.learn_names();
        }
        events.iter().for_each(|event| revision(event).update(|no| *no = no.wrapping_add(1)));
    }

    /// Tells the screens that anything may have changed.
    fn all_changed(&self) {
        self.learn_names();
        self.revisions.all().iter().for_each(|one| one.update(|no| *no = no.wrapping_add(1)));
    }

    fn learn_names(&self) {
        self.inner.update_value(|inner| {
            if inner.names.len() != inner.book.village().people().len() {
                inner.names = Rc::new(Names::of(inner.book.village()));
            }
        });
    }
}
