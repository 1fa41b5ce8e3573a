//! Starting (启动): from what the phone holds, without any network.

use super::clock::{mark, measure, wall};
use super::{Inner, Names, Officer, Own, Session};
use crate::browser::writer::Writer;
use crate::storage::key::DeviceKey;
use crate::storage::local::{self, Sentinel};
use crate::storage::{self, Store, StoreError};
use crate::{browser, sync};
use cunxuan_core::id::{ActorNo, EntryId, Label, LogId, Scope};
use cunxuan_core::key::suite;
use cunxuan_core::plan::Role;
use cunxuan_core::record::exchange::{Exchange, Input};
use cunxuan_core::record::log::Tip;
use cunxuan_core::record::{Journal, LogOpened, Range, Receipt};
use cunxuan_core::village::Book;
use leptos::prelude::*;
use std::collections::VecDeque;
use std::rc::Rc;

/// As what a phone writes: its officer's own log, and that of whoever counts on it.
const HANDS: [Role; 2] = [Role::Liaison, Role::Teller];
/// Own entries above which the tail is put away as a blob at the start.
const LONG_TAIL: usize = 400;

/// What a phone has before anybody's village is opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The database.
    pub store: Store,
    /// Whoever signed in before.
    pub officer: Option<Officer>,
}

/// Opens the phone's database.
///
/// # Errors
/// When this browser keeps nothing.
pub async fn open() -> Result<Opened, StoreError> {
    let store = Store::connect().await?;
    let officer = Officer::load(&store).await?.filter(|officer| !officer.token.is_empty());
    Ok(Opened { store, officer })
}

/// Opens the officer's village from what is kept, and begins to exchange.
///
/// # Errors
/// When the phone's records cannot be read.
pub async fn start(store: Store, officer: Officer) -> Result<Session, StoreError> {
    mark("cx-open-start");
    let scope = officer.village().map(|village| village.scope.clone()).unwrap_or_default();
    let writer = Writer::ask().await;
    let kept = store.open(&scope.0).await?;
    let mut book = Book::trusting(scope.clone(), officer.trust());
    let ranges = ranges(&kept);
    mark("cx-fold-start");
    book.take(ranges);
    measure("cx-fold", "cx-fold-start");
    let own = own_logs(&store, &mut book).await?;
    let inner = Inner {
        names: Rc::new(Names::of(book.village())),
        next_blob: kept.next_blob,
        exchange: Exchange::new(browser::random::<8>().map_or(0, u64::from_le_bytes)),
        store,
        writer,
        officer,
        scope,
        book,
        key: None,
        own,
        timer: None,
        jobs: VecDeque::new(),
        working: false,
    };
    measure("cx-open", "cx-open-start");
    let session = Session::new(inner);
    if session.only_shows() {
        browser::spawn(async {
            if Writer::wait().await {
                browser::page::reload();
            }
        });
    } else {
        if session.log_of(Role::Liaison).is_none() {
            session.make_log(Role::Liaison, session.actor()).await?;
        }
        session.put_tail_away(&kept).await;
        browser::spawn(async {
            browser::device::keep_storage().await;
        });
        sync::begin(session);
    }
    Ok(session)
}

/// The clock at the first entry of an own log that the township is not known to hold.
fn since(journal: &Journal, own: &Own) -> Option<i64> {
    let link = journal.log(&own.log)?.on_trunk(own.held.saturating_add(1))?;
    link.item.open().ok().map(|(entry, _)| entry.wall)
}

/// Everything kept, in one go: blobs first, then the tail.
pub(crate) fn ranges(kept: &storage::Opened) -> Vec<Range> {
    let blobs = kept.blobs.iter().filter_map(|bytes| minicbor::decode::<Vec<Range>>(bytes).ok()).flatten();
    let tail = kept.tail.iter().filter_map(|entry| minicbor::decode::<Range>(&entry.bytes).ok());
    blobs.chain(tail).collect()
}

/// The logs that the phone may go on with, and their seals.
async fn own_logs(store: &Store, book: &mut Book) -> Result<Vec<Own>, StoreError> {
    let scope = book.journal().scope().clone();
    let mut own = Vec::new();
    for role in HANDS {
        let log = store.get(&log_name(&scope, role)).await?.and_then(|bytes| LogId::from_slice(&bytes));
        let Some(log) = log.filter(|log| goes_on(book, log)) else { continue };
        if let Some(seal) = store.get(&seal_name(&log)).await?.and_then(|bytes| minicbor::decode(&bytes).ok()) {
            book.note_seal(seal);
        }
        // The receipt lies in the database, which a browser that is killed does not forget.
        let receipt = store.get(&receipt_name(&log)).await?.and_then(|bytes| minicbor::decode::<Receipt>(&bytes).ok());
        let tip = receipt.map_or(Tip { seq: 0, id: EntryId::ZERO }, |it| Tip { seq: it.seq, id: it.head });
        let told = book.journal().log(&log).filter(|chain| chain.holds(&tip)).map_or(0, |_| tip.seq);
        own.push(Own { log, role, held: held(&log.to_string()).max(told) });
    }
    Ok(own)
}

/// Whether the phone may extend this log: it is here, whole, and nothing of it was lost.
fn goes_on(book: &Book, log: &LogId) -> bool {
    let Some(chain) = book.journal().log(log) else { return false };
    let (name, seq) = (log.to_string(), chain.trunk_tip().seq);
    let lost = Sentinel::load().of(&book.journal().scope().0).any(|(known, reached)| known == name && reached > seq);
    chain.forked_after().is_none() && !lost
}

fn log_name(scope: &Scope, role: Role) -> String {
    ["log ", &role.number().to_string(), " ", &scope.0].concat()
}

pub(super) fn receipt_name(log: &LogId) -> String {
    ["receipt ", &log.to_string()].concat()
}

pub(super) fn seal_name(log: &LogId) -> String {
    ["seal ", &log.to_string()].concat()
}

fn held_name(log: &str) -> String {
    ["cx-held-", log].concat()
}

/// Entries of this phone in a record, open or not, that the township is not known to hold.
#[must_use]
pub fn waiting_in(scope: &Scope) -> u32 {
    Sentinel::load().of(&scope.0).map(|(log, reached)| reached.saturating_sub(held(log))).sum()
}

/// The highest own number that the township was known to hold when this phone was last open.
fn held(log: &str) -> u32 {
    local::load(&held_name(log)).and_then(|seq| seq.parse().ok()).unwrap_or(0)
}

/// How far the log of this name reaches here.
fn reach(journal: &Journal, name: &str) -> u32 {
    let log = journal.logs().find(|(log, _)| log.to_string() == name);
    log.map_or(0, |(_, chain)| chain.trunk_tip().seq)
}

impl Session {
    /// Remembers how far the township holds the phone's own logs.
    pub(crate) fn remember_held(&self) {
        let news = self.inner.try_update_value(|inner| {
            let (exchange, journal) = (&inner.exchange, inner.book.journal());
            let mut news = Vec::new();
            for own in &mut inner.own {
                let end = journal.log(&own.log).map_or(0, |chain| chain.trunk_tip().seq);
                let unsent = u32::try_from(exchange.unsent(journal, Some(own.log))).unwrap_or(u32::MAX);
                let held = end.saturating_sub(unsent);
                if held != own.held {
                    own.held = held;
                    news.push((own.log, held));
                }
            }
            news
        });
        for (log, held) in news.unwrap_or_default() {
            local::save(&held_name(&log.to_string()), &held.to_string());
        }
    }

    /// The phone's key; none where the browser keeps none. It is read and tried when it is first needed:
    /// the first screen does not wait for it.
    pub(super) async fn key(self) -> Option<DeviceKey> {
        let (known, store) = self.inner.with_value(|inner| (inner.key.clone(), inner.store.clone()));
        if known.is_some() {
            return known;
        }
        let key = DeviceKey::load_or_make(&store).await.ok()?;
        self.inner.update_value(|inner| inner.key = Some(key.clone()));
        Some(key)
    }

    /// Opens a log of this phone.
    pub(super) async fn make_log(self, role: Role, actor: ActorNo) -> Result<(), StoreError> {
        let (store, scope) = self.inner.with_value(|inner| (inner.store.clone(), inner.scope.clone()));
        let Some(incarnation) = browser::random() else { return Err(StoreError::Missing) };
        // A browser that lost its key still writes; its entries wait until the township vouches for another.
        let key = self.key().await.map(|key| key.public);
        let suite = key.as_ref().map_or(suite::NONE, |key| key.suite);
        let key = key.map(|key| key.bytes);
        let township = self.officer().township_code;
        let opened = LogOpened { key, suite, incarnation, township, scope: scope.clone(), role: role.number() };
        let label = Label { actor, wall: wall() };
        let range = self.book(|book| book.open_log(&opened, label));
        let log = range.log;
        self.keep(&range).await?;
        store.put(&log_name(&scope, role), &log.0).await?;
        self.inner.update_value(|inner| {
            inner.book.take(vec![range]);
            inner.own.push(Own { log, role, held: 0 });
        });
        Ok(())
    }

    /// A long tail would make the next start slow. What fails here is tried again then.
    async fn put_tail_away(self, kept: &storage::Opened) {
        for log in self.logs() {
            self.put_away(kept, &log.to_string()).await;
        }
    }

    async fn put_away(self, kept: &storage::Opened, log: &str) {
        let own: Vec<&storage::TailEntry> = kept.tail.iter().filter(|entry| entry.log == log).collect();
        let Some(upto) = own.last().map(|entry| entry.seq).filter(|_| own.len() > LONG_TAIL) else { return };
        let ranges: Vec<Range> = own.iter().filter_map(|entry| minicbor::decode(&entry.bytes).ok()).collect();
        let (store, scope) = self.inner.with_value(|inner| (inner.store.clone(), inner.scope.0.clone()));
        let n = self.take_blob_number();
        let bytes = cunxuan_core::id::to_bytes(&ranges);
        store.fold_tail_into_blob(&scope, n, &bytes, (log, upto)).await.ok();
    }

    /// The number of the next blob, which is then used up.
    pub(crate) fn take_blob_number(&self) -> u32 {
        let taken = self.inner.try_update_value(|inner| {
            let n = inner.next_blob;
            inner.next_blob = n.saturating_add(1);
            n
        });
        taken.unwrap_or(0)
    }

    /// Makes pulled entries durable, then takes them into account.
    pub(crate) async fn take_in(self, ranges: Vec<Range>) -> Result<(), StoreError> {
        let (store, scope) = self.inner.with_value(|inner| (inner.store.clone(), inner.scope.clone()));
        let n = self.take_blob_number();
        store.put_blobs(&scope.0, n, &[cunxuan_core::id::to_bytes(&ranges)]).await?;
        browser::channel::tell(&scope.0);
        let retired = self.inner.try_update_value(|inner| {
            // Own entries come from elsewhere only after this phone was set back or copied.
            let (kept, retired) = std::mem::take(&mut inner.own).into_iter().partition::<Vec<_>, _>(|own| {
                let log = inner.book.journal().log(&own.log);
                let strange = |range: &&Range| {
                    range.log == own.log && !range.ids().all(|id| log.is_some_and(|log| log.holds(&id)))
                };
                !ranges.iter().any(|range| strange(&range))
            });
            inner.own = kept;
            inner.book.take(ranges);
            retired
        });
        for own in retired.unwrap_or_default() {
            store.remove(&log_name(&scope, own.role)).await?;
        }
        self.all_changed();
        Ok(())
    }

    /// Whoever holds the phone knows of what was lost: from here on it is looked for no more.
    pub fn accept_loss(&self) {
        let mut sentinel = Sentinel::load();
        self.inner.with_value(|inner| {
            let scope = &inner.scope.0;
            let names: Vec<String> = sentinel.of(scope).map(|(name, _)| name.to_owned()).collect();
            for name in names {
                sentinel.reach(scope, &name, reach(inner.book.journal(), &name));
            }
        });
        sentinel.save();
    }

    /// What this phone once had of its own and has no more: entries, and of them those that the township
    /// was not known to hold. None where nothing is missing.
    #[must_use]
    pub fn lost(&self) -> Option<(u32, u32)> {
        let (mut lost, mut alone) = (0_u32, 0_u32);
        self.inner.with_value(|inner| {
            for (name, reached) in Sentinel::load().of(&inner.scope.0) {
                let (here, held) = (reach(inner.book.journal(), name), held(name));
                lost = lost.saturating_add(reached.saturating_sub(here));
                alone = alone.saturating_add(reached.saturating_sub(here.max(held)));
            }
        });
        (lost > 0).then_some((lost, alone))
    }

    /// One step of the exchange, at a time of the steady clock.
    pub(crate) fn step(&self, input: Input) -> Vec<cunxuan_core::record::exchange::Output> {
        let now = super::now_ms();
        self.inner.try_update_value(|inner| inner.exchange.step(now, inner.book.journal(), input)).unwrap_or_default()
    }

    /// Sets the one timer of the exchange.
    pub(crate) fn wake_at(&self, timer: browser::timer::Timer) {
        self.inner.update_value(|inner| inner.timer = Some(timer));
    }

    /// How things stand with sending: entries that wait, and whether the township told.
    pub(crate) fn sending(&self) -> (u32, bool, super::Outbox) {
        self.inner.with_value(|inner| {
            let journal = inner.book.journal();
            let behind = |own: &Own| {
                let end = journal.log(&own.log).map_or(0, |chain| chain.trunk_tip().seq);
                end.saturating_sub(own.held)
            };
            let sure = inner.exchange.sure();
            let unsent = if sure {
                u32::try_from(inner.exchange.unsent(journal, None)).unwrap_or(u32::MAX)
            } else {
                inner.own.iter().map(behind).sum()
            };
            let outbox = super::Outbox {
                unsent,
                asking: inner.exchange.asking(),
                failure: inner.exchange.failure(),
                refused: inner.exchange.refused(),
                since: inner.own.iter().filter_map(|own| since(journal, own)).min(),
                settled: None,
            };
            (unsent, sure, outbox)
        })
    }

    /// The database of this phone.
    #[must_use]
    pub fn store(&self) -> Store {
        self.inner.with_value(|inner| inner.store.clone())
    }

    /// Forgets the token; the records stay.
    ///
    /// # Errors
    /// When the phone cannot keep that.
    pub async fn sign_out(self) -> Result<(), StoreError> {
        let officer = Officer { token: String::new(), ..self.officer() };
        officer.save(&self.store()).await
    }
}
