//! How a village's acts are dealt to its phones (分工) and written there, each as an entry of its own.

use super::phone::Phone;
use super::term::{Act, renamed};
use crate::process::Result;
use cunxuan_core::id::LogId;
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::Role;
use cunxuan_core::record::journal::{Journal, Range};
use cunxuan_server::author::opening;
use cunxuan_server::host::{now_s, random};
use cunxuan_server::key::seal;
use std::collections::BTreeMap;

/// A village while its acts are dealt.
pub struct Deal<'a> {
    /// What all phones together know: so the numbers of their entries follow the order of the acts.
    journal: Journal,
    phones: Vec<&'a mut Phone>,
    /// The township's key.
    office: &'a PrivateKey,
    tables: usize,
    /// The log of a phone, or of the office, in each role.
    logs: BTreeMap<(Option<usize>, u8), LogId>,
    /// What the played logs are called here.
    names: BTreeMap<LogId, LogId>,
    /// The played logs of the tables, and of those who counted; with how many acts of each were dealt.
    seen: BTreeMap<u8, Vec<(LogId, usize)>>,
    by_office: Vec<Range>,
    by_phones: usize,
}

impl<'a> Deal<'a> {
    /// A village as its record stands, with its phones and the township's key.
    #[must_use]
    pub fn new(journal: Journal, phones: Vec<&'a mut Phone>, office: &'a PrivateKey, tables: usize) -> Self {
        let (logs, names, seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { journal, phones, office, tables, logs, names, seen, by_office: Vec::new(), by_phones: 0 }
    }

    /// Writes an act on the phone that it falls to.
    ///
    /// # Errors
    /// When the system has no randomness to give, or the entry is refused.
    pub fn write(&mut self, act: &Act, township: &str) -> Result {
        let hand = self.hand(act);
        let phone = hand.and_then(|hand| self.phones.get(hand));
        let (mut label, key) = (act.label, phone.map_or(self.office, |phone| &phone.key).public());
        if let Some(phone) = phone.filter(|_| act.role == Role::Liaison) {
            label.actor = phone.officer;
        }
        let writer = (hand, act.role.number());
        let log = match self.logs.get(&writer) {
            Some(log) => *log,
            None => {
                let opened = opening(township, self.journal.scope(), random()?, act.role, Some(key));
                let log = self.keep(hand, self.journal.draft(None, vec![opened.draft()], label))?;
                self.logs.insert(writer, log);
                log
            }
        };
        self.names.insert(act.log, log);
        let draft = renamed(&act.draft, &self.names);
        self.keep(hand, self.journal.draft(Some(log), vec![draft], label)).map(drop)
    }

    /// On which phone an act falls; none for the office. Who counts does it on one phone; what is done at a
    /// table goes round among the phones there.
    fn hand(&mut self, act: &Act) -> Option<usize> {
        if act.role == Role::Office {
            return None;
        }
        let seen = self.seen.entry(act.role.number()).or_default();
        let table = seen.iter().position(|(log, _)| *log == act.log).unwrap_or(seen.len());
        if table == seen.len() {
            seen.push((act.log, 0));
        }
        let at_table = (self.phones.len() + self.tables - 1 - table) / self.tables;
        let dealt = seen.get_mut(table).map_or(0, |(_, dealt)| std::mem::replace(dealt, *dealt + 1));
        let turn = if act.role == Role::Liaison { dealt % at_table.max(1) } else { 0 };
        Some(table + turn * self.tables)
    }

    fn keep(&mut self, hand: Option<usize>, range: Range) -> Result<LogId> {
        let log = range.log;
        match hand.map(|hand| self.phones.get_mut(hand).ok_or("nobody is at a table")).transpose()? {
            Some(phone) => {
                self.by_phones += range.items.len();
                if !phone.own.contains(&log) {
                    phone.own.push(log);
                }
                phone.journal.take(vec![range.clone()]);
            }
            None => self.by_office.push(range.clone()),
        }
        match self.journal.take(vec![range]).refused.first() {
            None => Ok(log),
            Some(refused) => Err(format!("an act was refused: {refused:?}").into()),
        }
    }

    /// What the office wrote meanwhile, sealed, and how many entries the phones wrote.
    #[must_use]
    pub fn end(mut self) -> (Vec<Range>, usize) {
        self.by_office.iter_mut().for_each(|range| seal(range, self.office, now_s()));
        let whole = self.journal.len();
        self.phones.iter_mut().for_each(|phone| phone.whole = whole);
        (self.by_office, self.by_phones)
    }
}
