//! The server as an author: what the township itself writes into a village's record (镇换届办).

use crate::error::AppError;
use crate::host::{now_s, random};
use crate::key::seal;
use crate::shelf::Shelf;
use cunxuan_core::id::{Label, LogId, Salt, Scope};
use cunxuan_core::key::PublicKey;
use cunxuan_core::key::suite;
use cunxuan_core::plan::Role;
use cunxuan_core::record::LogOpened;
use cunxuan_core::record::journal::Range;
use cunxuan_core::village::{Book, Event};
use std::collections::BTreeMap;
use std::ops::Deref;

/// The number of the office among those who act.
const OFFICE: u32 = 0;

/// One life of the server as an author: a log for each scope, opened when it first writes there.
///
/// Every start is a new incarnation. It costs one entry, and a database that was set back, copied, or
/// written by a command beside the server never continues a chain twice.
pub struct Author<S> {
    shelf: S,
    township: String,
    logs: BTreeMap<Scope, LogId>,
}

impl<S: Deref<Target = Shelf>> Author<S> {
    /// A new life.
    #[must_use]
    pub fn new(shelf: S, township: &str) -> Self {
        Self { shelf, township: township.to_owned(), logs: BTreeMap::new() }
    }

    /// Writes what `decide` makes of the book as it stands; nothing if it makes nothing. Returns how many
    /// events were written, all durable.
    ///
    /// # Errors
    /// When the book cannot be loaded or the events cannot be written.
    pub fn write(&mut self, scope: &Scope, decide: impl FnOnce(&Book) -> Vec<Event>) -> Result<usize, AppError> {
        let events = self.shelf.read(scope, decide)?;
        if events.is_empty() {
            return Ok(0);
        }
        let log = self.log(scope)?;
        let salts = salts(&events)?;
        self.take(scope, |book| {
            let mut salts = salts.into_iter();
            book.draft(log, &events, office(), || salts.next().unwrap_or_default())
        })?;
        Ok(events.len())
    }

    fn log(&mut self, scope: &Scope) -> Result<LogId, AppError> {
        if let Some(log) = self.logs.get(scope) {
            return Ok(*log);
        }
        let key = self.shelf.key().public();
        let opened = opening(&self.township, scope, random()?, Role::Office, Some(key));
        let log = self.take(scope, |book| book.open_log(&opened, office()))?;
        self.logs.insert(scope.clone(), log);
        Ok(log)
    }

    fn take(&self, scope: &Scope, draft: impl FnOnce(&Book) -> Range) -> Result<LogId, AppError> {
        let mut log = LogId::default();
        let draft = |book: &Book| {
            let mut range = draft(book);
            seal(&mut range, self.shelf.key(), now_s());
            log = range.log;
            vec![range]
        };
        let refused = self.shelf.take(scope, draft, |_, taken| taken.refused.first().copied())?;
        match refused {
            None => Ok(log),
            Some(refused) => {
                Err(AppError::Storage(format!("{scope}: an entry of the office was refused: {refused:?}")))
            }
        }
    }
}

/// The first entry of a log, with the writer's key if it has one.
#[must_use]
pub fn opening(township: &str, scope: &Scope, incarnation: [u8; 8], role: Role, key: Option<PublicKey>) -> LogOpened {
    let suite = key.as_ref().map_or(suite::NONE, |key| key.suite);
    let (township, scope, key) = (township.to_owned(), scope.clone(), key.map(|key| key.bytes));
    LogOpened { key, suite, incarnation, township, scope, role: role.number() }
}

fn office() -> Label {
    Label { actor: OFFICE, wall: now_s() }
}

/// A salt for every event that holds personal data: drawn before, for drafting cannot fail.
///
/// # Errors
/// When the system has no randomness to give.
pub fn salts(events: &[Event]) -> Result<Vec<Salt>, AppError> {
    events.iter().filter(|event| event.is_personal()).map(|_| random().map(Salt)).collect()
}
