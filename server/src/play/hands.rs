//! The phones of a played village: one for each group's table, and the office's own log.

use crate::author::{opening, salts};
use crate::error::AppError;
use crate::host::random;
use cunxuan_core::id::{ActorNo, GroupNo, Label, LogId, Place, Scope};
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::village::{Book, Event};
use std::collections::BTreeMap;

/// The office's own log among those of the groups, which count from 1.
const OFFICE: GroupNo = 0;

/// Who writes into a played record, with the clock that labels the entries.
pub struct Hands {
    book: Book,
    township: String,
    phones: u16,
    logs: BTreeMap<u16, LogId>,
    wall: i64,
    written: Vec<Range>,
}

impl Hands {
    /// Nobody has written yet; `phones` share the groups, the clock stands at `wall` seconds.
    #[must_use]
    pub fn new(scope: Scope, township: &str, phones: u16, wall: i64) -> Self {
        Self::on(Book::new(scope), township, phones, wall)
    }

    /// The same on a record that others have begun.
    #[must_use]
    pub fn on(book: Book, township: &str, phones: u16, wall: i64) -> Self {
        let (township, logs) = (township.to_owned(), BTreeMap::new());
        Self { book, township, phones: phones.max(1), logs, wall, written: Vec::new() }
    }

    /// The record.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The clock, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn wall(&self) -> i64 {
        self.wall
    }

    /// Sets the clock.
    pub fn at(&mut self, wall: i64) {
        self.wall = wall;
    }

    /// Lets so many seconds pass.
    pub fn pass(&mut self, seconds: i64) {
        self.wall = self.wall.saturating_add(seconds);
    }

    /// Everything written, in order.
    #[must_use]
    pub fn into_ranges(self) -> Vec<Range> {
        self.written
    }

    /// Where the phone of a group's table wrote last.
    #[must_use]
    pub fn last_place(&self, group: GroupNo) -> Place {
        let log = self.logs.get(&self.phone(group)).copied().unwrap_or_default();
        Place { log, seq: self.book.journal().log(&log).map_or(0, |chain| chain.trunk_tip().seq) }
    }

    /// The office writes.
    ///
    /// # Errors
    /// When the system has no randomness to give, or an entry is refused.
    pub fn office(&mut self, events: &[Event]) -> Result<(), AppError> {
        if events.is_empty() { Ok(()) } else { self.write(OFFICE, Role::Office, 0, events) }
    }

    /// Somebody writes on the phone of a group's table.
    ///
    /// # Errors
    /// When the system has no randomness to give, or an entry is refused.
    pub fn act(&mut self, group: GroupNo, actor: ActorNo, events: &[Event]) -> Result<(), AppError> {
        self.write(self.phone(group), Role::Liaison, actor, events)
    }

    fn phone(&self, group: GroupNo) -> u16 {
        group.saturating_sub(1) % self.phones + 1
    }

    fn write(&mut self, phone: u16, role: Role, actor: ActorNo, events: &[Event]) -> Result<(), AppError> {
        let label = Label { actor, wall: self.wall };
        let log = match self.logs.get(&phone) {
            Some(log) => *log,
            None => {
                let opened = opening(&self.township, self.book.journal().scope(), random()?, role);
                let range = self.book.open_log(&opened, label);
                self.logs.insert(phone, range.log);
                self.take(range)?
            }
        };
        let mut salts = salts(events)?.into_iter();
        let range = self.book.draft(log, events, label, || salts.next().unwrap_or_default());
        self.take(range).map(|_| ())
    }

    fn take(&mut self, range: Range) -> Result<LogId, AppError> {
        let taken = self.book.take(vec![range.clone()]);
        let log = range.log;
        match self.written.last_mut() {
            Some(last) if last.log == log => last.items.extend(range.items),
            Some(_) | None => self.written.push(range),
        }
        match taken.refused.first() {
            None => Ok(log),
            Some(refused) => Err(AppError::Command(format!("an entry was refused: {refused:?}"))),
        }
    }
}
