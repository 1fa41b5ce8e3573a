//! What people do and what breaks (故障) in the simulated world.

use super::super::acts;
use super::super::oracle::ids;
use super::super::phone::Phone;
use super::super::server::Stop;
use super::super::weather::Fault;
use super::{Happening, World};
use cunxuan_core::record::exchange::Input;

impl World {
    pub(super) fn act(&mut self, at: usize) {
        let Some(phone) = self.phones.get(at).filter(|phone| phone.live.is_some()) else { return };
        let log = match phone.log(self.weather.rotates) {
            Some(log) => log,
            None => {
                let Some(first) = phone.open_log(&mut self.rng, self.now) else { return };
                let log = first.log;
                if !self.append(at, first) {
                    return;
                }
                log
            }
        };
        let Some(phone) = self.phones.get(at) else { return };
        let Some(book) = phone.book() else { return };
        match acts::act(&mut self.rng, book, log) {
            None => self.count("no plan yet"),
            Some(Err(_)) => self.count("refused"),
            Some(Ok((actor, events))) => {
                let Some(range) = phone.draft(&mut self.rng, log, actor, &events, self.now) else { return };
                if !range.items.is_empty() && self.append(at, range) {
                    self.step(at, Input::Appended);
                }
            }
        }
    }

    pub(super) fn report(&mut self) {
        let (actor, events) = acts::report(&mut self.rng);
        let written = self.server.write(&mut self.rng, actor, &events);
        written.iter().for_each(|range| self.oracle.wrote(range));
    }

    pub(super) fn snapshot(&mut self, at: usize) {
        if let Some(phone) = self.phones.get_mut(at) {
            phone.snapshots.push(phone.store.clone());
        }
    }

    pub(super) fn start_later(&mut self) {
        let later = self.now + self.rng.within(100, 20_000);
        self.at(later, Happening::Start);
    }

    pub(super) fn crash_phone(&mut self, at: usize) {
        if let Some(phone) = self.phones.get_mut(at) {
            phone.crash(&mut self.rng);
        }
        let later = self.now + self.rng.within(100, 30_000);
        self.at(later, Happening::Open { phone: at });
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        let at = self.rng.index(self.phones.len());
        match fault {
            Fault::PhoneCrash => self.crash_phone(at),
            Fault::PhoneStopsWriting => self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.stop = true),
            Fault::PhoneRestore => self.restore_phone(at, true),
            Fault::PhoneWipe => self.restore_phone(at, false),
            Fault::PhoneClone => self.clone_phone(at),
            Fault::ServerCrash => {
                self.server.crash();
                self.start_later();
            }
            Fault::StopBeforeCommit => self.server.stop = Some(Stop::BeforeCommit),
            Fault::StopAfterCommit => self.server.stop = Some(Stop::AfterCommit),
            Fault::ServerRestore => self.restore_server(),
        }
    }

    /// Puts a phone back to one of its snapshots, or to nothing.
    fn restore_phone(&mut self, at: usize, to_snapshot: bool) {
        let Some(phone) = self.phones.get_mut(at) else { return };
        let older = if to_snapshot { self.rng.pick(&phone.snapshots).cloned() } else { None };
        (phone.live, phone.stop) = (None, false);
        phone.store = older.unwrap_or_default();
        self.at(self.now + 500, Happening::Open { phone: at });
        self.act_soon(at);
    }

    fn clone_phone(&mut self, at: usize) {
        let Some(phone) = self.phones.get(at).filter(|_| self.phones.len() < 7) else { return };
        let copy = Phone { store: phone.store.clone(), off: phone.off + 60, ..Phone::default() };
        let new = self.phones.len();
        self.phones.push(copy);
        self.at(self.now + 500, Happening::Open { phone: new });
        self.act_soon(new);
        self.act_soon(at);
    }

    /// Somebody goes on with a phone before it may have heard what it lacks: so logs fork.
    fn act_soon(&mut self, phone: usize) {
        for _ in 0..self.rng.below(4) {
            let when = self.now + self.rng.within(500, 5_000);
            self.at(when, Happening::Act { phone });
        }
    }

    fn restore_server(&mut self) {
        let before = ids(self.server.durable().journal());
        self.server.restore(&mut self.rng);
        let after = ids(self.server.durable().journal());
        self.oracle.rolled_back(before.difference(&after).copied());
    }
}
