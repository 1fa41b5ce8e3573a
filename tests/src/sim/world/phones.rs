//! What people do on phones (手机) in the simulated world, and what phones make durable.

use super::super::acts;
use super::super::fault::{Fault, Seen};
use super::super::mutant::Mutant;
use super::super::phone::{Live, Trouble};
use super::super::rng::Rng;
use super::super::store::{Link, NotWritten, links};
use super::{Happening, World};
use cunxuan_core::id::{LogId, Salt};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::Input;

impl World {
    /// Somebody acts in a window of a phone.
    pub(super) fn act(&mut self, at: usize, luck: u64) {
        let mut rng = Rng::new(luck);
        let Some(live) = self.phones.get(at).and_then(|phone| rng.pick(&phone.lives)) else { return };
        let life = live.id;
        let Some(log) = self.own_log(&mut rng, at, life) else { return };
        let Some(range) = self.draft(&mut rng, at, life, log) else { return };
        if self.append(at, life, range) {
            self.counts.seen(Seen::Acts, 1);
            self.step(at, life, Input::Appended);
        }
    }

    /// The log to write into: the window's, or a new one.
    fn own_log(&mut self, rng: &mut Rng, at: usize, life: u32) -> Option<LogId> {
        let phone = self.phones.get(at)?;
        let live = phone.live(life)?;
        let forked = |log: &LogId| live.book.journal().log(log).is_some_and(|chain| chain.forked_after().is_some());
        if let Some(log) = live.log.filter(|log| !(self.rotates && forked(log))) {
            return Some(log);
        }
        let first = phone.open_log(rng, life, self.now)?;
        let log = first.log;
        self.append(at, life, first).then_some(log)
    }

    fn draft(&self, rng: &mut Rng, at: usize, life: u32, log: LogId) -> Option<Range> {
        let phone = self.phones.get(at)?;
        let book = &phone.live(life)?.book;
        let range = if self.folds {
            // Whoever is refused does something else.
            let (actor, events) = (0..6).find_map(|_| acts::act(rng, book, log)?.ok())?;
            book.draft(log, &events, phone.label(actor, self.now), || Salt(rng.bytes()))
        } else {
            let (actor, events) = acts::anything(rng);
            let drafts = events.iter().map(|event| event.draft(rng)).collect();
            book.journal().draft(Some(log), drafts, phone.label(actor, self.now))
        };
        (!range.items.is_empty()).then_some(range)
    }

    /// Makes own entries durable, then takes them in. Gives whether it is shown as recorded.
    fn append(&mut self, at: usize, life: u32, range: Range) -> bool {
        let strict = self.mutant != Some(Mutant::Relaxed);
        let Some(phone) = self.phones.get_mut(at) else { return false };
        let Some(live) = phone.live(life) else { return false };
        if self.rotates && live.book.journal().log(&range.log).is_some_and(|chain| chain.forked_after().is_some()) {
            return self.breaks_and_stops("I6: somebody writes behind a fork that he knows of");
        }
        let trouble = self.trouble(at);
        let Some(phone) = self.phones.get_mut(at) else { return false };
        let written = match trouble {
            Trouble::Full(_) => Err(NotWritten::Quota),
            Trouble::StopsBefore => Err(NotWritten::Stopped),
            Trouble::None | Trouble::StopsAfter => phone.store.write_own(&range, strict),
        };
        match written {
            Ok(()) => {
                phone.store.note(links(&range));
                let keys = self.oracle.wrote(&range);
                if trouble == Trouble::StopsAfter {
                    self.crash_phone(at);
                    return false;
                }
                phone.sentinel = keys.last().map(|(log, seq, _)| (*log, *seq));
                phone.store.shown.extend(keys);
                phone.live_mut(life).into_iter().for_each(|live| live.log = Some(range.log));
                self.take_in(at, life, &[range]);
                true
            }
            Err(why) => self.not_written(at, life, why),
        }
    }

    fn breaks_and_stops(&mut self, rule: &str) -> bool {
        self.breaks(rule);
        false
    }

    fn not_written(&mut self, at: usize, life: u32, why: NotWritten) -> bool {
        self.counts.seen(Seen::NotDone, 1);
        match why {
            NotWritten::Quota => {}
            NotWritten::Stopped => self.crash_phone(at),
            NotWritten::Duplicate => self.reload(at, life),
        }
        false
    }

    /// The window reads the storage anew; if something is still in its way there, it goes on in a new log.
    fn reload(&mut self, at: usize, life: u32) {
        let next = |live: &Live, log: &LogId| live.book.journal().log(log).map_or(0, |chain| chain.trunk_tip().seq);
        let Some(phone) = self.phones.get_mut(at) else { return };
        let Some(before) = phone.live(life).map(|live| live.log.map(|log| next(live, &log))) else { return };
        phone.lives.retain(|live| live.id != life);
        self.open_window(at);
        let Some(live) = self.phones.get_mut(at).and_then(|phone| phone.lives.last_mut()) else { return };
        let after = live.log.map(|log| next(live, &log));
        live.log = live.log.filter(|_| after != before);
    }

    /// The trouble that the next write of a phone meets.
    fn trouble(&mut self, at: usize) -> Trouble {
        let Some(phone) = self.phones.get_mut(at) else { return Trouble::None };
        let trouble = std::mem::take(&mut phone.trouble);
        match trouble {
            Trouble::None => {}
            Trouble::StopsBefore => self.counts.fault(Fault::StopsBefore),
            Trouble::StopsAfter => self.counts.fault(Fault::StopsAfter),
            Trouble::Full(times) => {
                self.counts.fault(Fault::Quota);
                phone.trouble = if times > 1 { Trouble::Full(times - 1) } else { Trouble::None };
            }
        }
        trouble
    }

    /// Makes pulled ranges durable, then takes them in.
    pub(super) fn take(&mut self, at: usize, life: u32, mut ranges: Vec<Range>) {
        let trouble = self.trouble(at);
        let Some(phone) = self.phones.get_mut(at) else { return };
        let Some(live) = phone.lives.iter().find(|live| live.id == life) else { return };
        if let Some(mutant) = self.mutant {
            ranges = mutant.on_take(ranges, live.book.journal());
        }
        match trouble {
            // What could not be kept was not taken in, and is asked for again.
            Trouble::Full(_) => return,
            Trouble::StopsBefore => return self.crash_phone(at),
            Trouble::None | Trouble::StopsAfter => phone.store.write(&ranges),
        }
        if trouble == Trouble::StopsAfter {
            phone.store.note(ranges.iter().flat_map(links).collect());
            return self.crash_phone(at);
        }
        let chained = self.take_in(at, life, &ranges);
        // What the window knew before stands in an earlier record.
        let on_disk = chained.unwrap_or_else(|| ranges.iter().flat_map(links).collect());
        self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.store.note(on_disk.clone()));
    }

    /// Takes ranges in. Gives what is new, unless something was refused.
    fn take_in(&mut self, at: usize, life: u32, ranges: &[Range]) -> Option<Vec<Link>> {
        let folds = self.folds;
        let live = self.phones.get_mut(at)?.live_mut(life)?;
        let taken = live.book.take_in(ranges.to_vec());
        if folds {
            live.book.settle();
        }
        let links = || taken.new.iter().map(|key| (key.id, key.prev)).collect();
        taken.refused.is_empty().then(links)
    }

    /// Opens a phone that is closed, once it is awake.
    pub(super) fn open(&mut self, at: usize) {
        let (now, asleep) = (self.now, self.asleep);
        let Some(phone) = self.phones.get_mut(at).filter(|phone| phone.lives.is_empty() && !phone.absent) else {
            return;
        };
        if now < asleep {
            return self.at(asleep, Happening::Open { phone: at });
        }
        if phone.shut > 0 {
            phone.shut -= 1;
            self.counts.fault(Fault::OpenFails);
            return self.at(now + 2_000, Happening::Open { phone: at });
        }
        self.open_window(at);
    }

    pub(super) fn open_window(&mut self, at: usize) {
        self.lives += 1;
        let (life, rotates, folds) = (self.lives, self.rotates, self.folds);
        let Some(phone) = self.phones.get_mut(at) else { return };
        if !phone.open(life, rotates) {
            self.breaks("I7: an entry that was shown as recorded is not there after a start");
        }
        if let Some(live) = self.phones.get_mut(at).and_then(|phone| phone.live_mut(life)).filter(|_| folds) {
            live.book.settle();
        }
        self.step(at, life, Input::Wake);
    }

    pub(super) fn crash_phone(&mut self, at: usize) {
        let may_lose = self.may(Fault::Unflushed);
        let mut rng = self.luck([3, u64::try_from(at).unwrap_or(0), self.order]);
        let Some(phone) = self.phones.get_mut(at) else { return };
        if phone.crash(&mut rng, may_lose) > 0 {
            self.counts.fault(Fault::Unflushed);
        }
        let later = self.now + rng.within(100, 8_000);
        self.at(later, Happening::Open { phone: at });
    }
}
