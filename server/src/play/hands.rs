//! The phones of a played village: one for each group's table, and the office's own log.

use crate::author::{opening, salts};
use crate::error::AppError;
use crate::host::random;
use crate::key::{certify, device, seal};
use cunxuan_core::id::{ActorNo, GroupNo, Label, LogId, Place, Scope};
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, Event};
use std::collections::BTreeMap;

/// The office's own log among those of the groups, which count from 1.
const OFFICE: GroupNo = 0;

/// Who writes into a played record, with the clock that labels the entries.
pub struct Hands {
    book: Book,
    township: String,
    phones: u16,
    /// The township's key, where the phones of this record are certified.
    office: Option<PrivateKey>,
    devices: BTreeMap<u16, PrivateKey>,
    logs: BTreeMap<(u16, Role), LogId>,
    last: Place,
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
        let (township, phones) = (township.to_owned(), phones.max(1));
        let (office, devices, logs) = (None, BTreeMap::new(), BTreeMap::new());
        Self { book, township, phones, office, devices, logs, last: Place::default(), wall, written: Vec::new() }
    }

    /// Every phone gets a key that the township certifies, and seals what it wrote.
    #[must_use]
    pub fn certified(self, office: PrivateKey) -> Self {
        Self { office: Some(office), ..self }
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

    /// Everything written, in order; the end of every log is sealed where its phone has a key.
    #[must_use]
    pub fn into_ranges(mut self) -> Vec<Range> {
        for ((phone, _), log) in &self.logs {
            let key = if *phone == OFFICE { self.office.as_ref() } else { self.devices.get(phone) };
            let end = self.written.iter_mut().rfind(|range| range.log == *log);
            if let Some((end, key)) = end.zip(key) {
                seal(end, key, self.wall);
            }
        }
        self.written
    }

    /// Where somebody wrote last.
    #[must_use]
    pub fn last_place(&self) -> Place {
        self.last
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
        let counts = self.book.village().plan().role(actor).is_some_and(Role::counts);
        let phone = self.phone(group);
        self.enrol(phone, actor)?;
        self.write(phone, if counts { Role::Teller } else { Role::Liaison }, actor, events)
    }

    fn phone(&self, group: GroupNo) -> u16 {
        group.saturating_sub(1) % self.phones + 1
    }

    /// The township certifies a phone when it is first used.
    fn enrol(&mut self, phone: u16, actor: ActorNo) -> Result<(), AppError> {
        let Some(office) = self.office.clone().filter(|_| !self.devices.contains_key(&phone)) else { return Ok(()) };
        let key = device()?;
        let serial = u32::try_from(self.book.trust().certificates().len()).unwrap_or(u32::MAX).saturating_add(1);
        let scope = self.book.journal().scope();
        let certificate = certify(&office, serial, key.public(), actor, scope, Day::from_unix(self.wall));
        self.devices.insert(phone, key);
        self.office(&[Event::Plan(certificate.into())])
    }

    fn key(&self, phone: u16) -> Option<&PrivateKey> {
        if phone == OFFICE { self.office.as_ref() } else { self.devices.get(&phone) }
    }

    fn write(&mut self, phone: u16, role: Role, actor: ActorNo, events: &[Event]) -> Result<(), AppError> {
        let label = Label { actor, wall: self.wall };
        let log = match self.logs.get(&(phone, role)) {
            Some(log) => *log,
            None => {
                let opened = opening(
                    &self.township,
                    self.book.journal().scope(),
                    random()?,
                    role,
                    self.key(phone).map(PrivateKey::public),
                );
                let range = self.book.open_log(&opened, label);
                self.logs.insert((phone, role), range.log);
                self.take(range)?
            }
        };
        let mut salts = salts(events)?.into_iter();
        let range = self.book.draft(log, events, label, || salts.next().unwrap_or_default());
        self.last = Place { log, seq: range.ids().last().map_or(0, |end| end.seq) };
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
