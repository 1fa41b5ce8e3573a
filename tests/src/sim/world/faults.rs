//! What breaks (故障) in the simulated world, step by step as the script says.

use super::super::acts;
use super::super::fault::{Fault, Seen};
use super::super::phone::{Phone, Trouble};
use super::super::rng::Rng;
use super::super::script::{DAY, Step, What};
use super::super::server::Stop;
use super::super::village::{elsewhere, opened_in, scope};
use super::{Happening, Reply, World};
use cunxuan_core::id::Label;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{SyncAnswer, SyncRequest, WIRE};
use cunxuan_core::village::Book;

/// The most phones that there are.
const MOST: usize = 8;
/// Ten years, in seconds.
const TEN_YEARS: u64 = 10 * 365 * 86_400;

impl World {
    pub(super) fn perform(&mut self, step: &Step) {
        let mut rng = Rng::new(step.luck);
        match step.what {
            What::Act { phone } => self.act(phone, step.luck),
            What::Report => self.report(&mut rng),
            What::BackUp => {
                self.counts.seen(Seen::Backups, 1);
                self.server.back_up();
            }
            What::Snapshot { phone } => {
                self.phones.iter_mut().skip(phone).take(1).for_each(|phone| phone.snapshots.push(phone.store.clone()));
            }
            What::HandOver { from, to } => self.hand_over(from, to, step.luck),
            What::Sleep { gap } => self.sleep(gap, &mut rng),
            What::Fault { fault, phone } => self.strike(fault, phone, &mut rng),
        }
    }

    fn report(&mut self, rng: &mut Rng) {
        let (_, events) = acts::report(rng);
        let events: Vec<acts::Written> = events.iter().map(acts::Written::of).collect();
        self.write_on_server(rng, &events);
    }

    /// Everybody puts the phone away; messages under way go on.
    fn sleep(&mut self, gap: u64, rng: &mut Rng) {
        self.slept += gap;
        self.asleep = self.now + gap;
        for phone in 0..self.phones.len() {
            let Some(sleeper) = self.phones.get_mut(phone) else { continue };
            sleeper.lives.clear();
            sleeper.store.flush();
            self.at(self.asleep + rng.below(2_000), Happening::Open { phone });
        }
    }

    fn strike(&mut self, fault: Fault, at: usize, rng: &mut Rng) {
        if self.phones.get(at).is_none_or(|phone| phone.absent) {
            return;
        }
        let strikes = match fault {
            Fault::StopsBefore => self.arm(at, Trouble::StopsBefore),
            Fault::StopsAfter => self.arm(at, Trouble::StopsAfter),
            Fault::Quota => self.arm(at, Trouble::Full(few(rng))),
            Fault::BeforeCommit => self.arm_server(Some(Stop::BeforeCommit), 0),
            Fault::AfterCommit => self.arm_server(Some(Stop::AfterCommit), 0),
            Fault::DiskFull => self.arm_server(None, few(rng)),
            Fault::OpenFails => self.shut(at, few(rng)),
            Fault::Crash => self.crash(at),
            Fault::Torn => self.tear(at, rng),
            Fault::Evicted => self.put_back(at, false, rng),
            Fault::Rewound => self.put_back(at, true, rng),
            Fault::Cloned => self.clone_phone(at, rng),
            Fault::TwoTabs => self.open_twice(at),
            Fault::ServerCrash => self.crash_server(rng),
            Fault::ServerRestored => self.restore_server(rng),
            Fault::ServerClock => self.wrong_server_clock(rng),
            Fault::WrongClock | Fault::Airplane | Fault::SignedOut => self.err(fault, at, rng),
            Fault::OtherVillage => self.offer_strangers(at, rng),
            // These come by chance, or of another.
            Fault::Unflushed | Fault::RequestLost | Fault::AnswerLost | Fault::Repeated | Fault::Overtaken => false,
            Fault::Late | Fault::Cut | Fault::Portal | Fault::OtherStore | Fault::Busy => false,
        };
        if strikes {
            self.counts.fault(fault);
        }
    }

    /// The next write of a phone goes wrong; it counts when it does.
    fn arm(&mut self, at: usize, trouble: Trouble) -> bool {
        self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.trouble = trouble);
        false
    }

    /// The next commits of the server go wrong; they count when they do.
    fn arm_server(&mut self, stop: Option<Stop>, full: u8) -> bool {
        (self.server.stop, self.server.full) = (stop, full);
        false
    }

    /// A phone's storage will not open at first; that counts when it does not.
    fn shut(&mut self, at: usize, times: u8) -> bool {
        self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.shut = times);
        self.crash_phone(at);
        false
    }

    fn crash(&mut self, at: usize) -> bool {
        self.crash_phone(at);
        true
    }

    fn crash_server(&mut self, rng: &mut Rng) -> bool {
        self.server.crash();
        self.start_later(rng);
        true
    }

    fn restore_server(&mut self, rng: &mut Rng) -> bool {
        let forgotten = self.server.restore(rng);
        self.oracle.rolled_back(forgotten);
        if self.folds {
            self.server.settle();
        }
        true
    }

    fn wrong_server_clock(&mut self, rng: &mut Rng) -> bool {
        self.server.off = some_years(rng);
        true
    }

    /// What people do wrong.
    fn err(&mut self, fault: Fault, at: usize, rng: &mut Rng) -> bool {
        let now = self.now;
        let Some(phone) = self.phones.get_mut(at) else { return false };
        if fault == Fault::WrongClock {
            phone.off = some_years(rng);
        } else if fault == Fault::Airplane {
            phone.airplane = now + rng.pick(&[20_000, DAY, 21 * DAY]).copied().unwrap_or(DAY);
        } else {
            phone.signed_out = true;
            self.at(now + rng.within(1_000, 15_000), Happening::SignIn { phone: at });
        }
        true
    }

    fn tear(&mut self, at: usize, rng: &mut Rng) -> bool {
        self.crash_phone(at);
        let Some(phone) = self.phones.get_mut(at) else { return false };
        let torn = phone.store.tear(rng.index(3));
        phone.store.forget_unreadable();
        torn
    }

    /// Puts a phone back to one of its snapshots, or to nothing. One without snapshots leaves it to another.
    fn put_back(&mut self, at: usize, to_snapshot: bool, rng: &mut Rng) -> bool {
        let has_some = |phone: &Phone| !to_snapshot || !phone.snapshots.is_empty();
        let others = || self.phones.iter().position(|phone| has_some(phone) && !phone.absent);
        let at = if self.phones.get(at).is_some_and(has_some) { at } else { others().unwrap_or(at) };
        let Some(phone) = self.phones.get_mut(at) else { return false };
        let older = if to_snapshot { rng.pick(&phone.snapshots).cloned() } else { None };
        if to_snapshot && older.is_none() {
            return false;
        }
        phone.put(older.unwrap_or_default(), rng.chance(300));
        self.at(self.now + 500, Happening::Open { phone: at });
        self.act_soon(at, rng);
        true
    }

    fn clone_phone(&mut self, at: usize, rng: &mut Rng) -> bool {
        let Some(phone) = self.phones.get(at).filter(|_| self.phones.len() < MOST) else { return false };
        let (store, off, sentinel) = (phone.store.clone(), phone.off + 60, phone.sentinel);
        let new = self.phones.len();
        self.phones.push(Phone { store, off, sentinel, ..Phone::default() });
        self.at(self.now + 500, Happening::Open { phone: new });
        self.act_soon(new, rng);
        self.act_soon(at, rng);
        true
    }

    fn open_twice(&mut self, at: usize) -> bool {
        let one = self.phones.get(at).is_some_and(|phone| phone.lives.len() == 1);
        if one {
            self.open_window(at);
        }
        one
    }

    /// Somebody goes on with a phone before it may have heard what it lacks: so logs fork.
    fn act_soon(&mut self, phone: usize, rng: &mut Rng) {
        for _ in 0..rng.below(4) {
            let (when, luck) = (self.now + rng.within(500, 5_000), rng.next());
            self.at(when, Happening::Act { phone, luck });
        }
    }

    /// A phone comes by the entries of another village, and the server too.
    fn offer_strangers(&mut self, at: usize, rng: &mut Rng) -> bool {
        let ranges = strangers(rng);
        let life = self.phones.get(at).and_then(|phone| phone.lives.first()).map(|live| live.id);
        let Some(life) = life else { return false };
        self.offer_to_server(ranges.clone(), rng);
        self.take(at, life, ranges);
        true
    }

    fn offer_to_server(&mut self, ranges: Vec<Range>, rng: &mut Rng) {
        let request =
            SyncRequest { version: WIRE, scope: scope(), have: Vec::new(), push: ranges, max_bytes: 0, known: None };
        if let Some(Reply::Ours(bytes)) = self.handle(request, rng) {
            let answer = minicbor::decode::<SyncAnswer>(&bytes);
            if answer.is_ok_and(|answer| answer.refused.is_empty()) {
                self.breaks("I8: the server does not refuse entries of another village");
            }
        }
    }
}

fn few(rng: &mut Rng) -> u8 {
    1 + u8::try_from(rng.below(4)).unwrap_or(0)
}

/// Up to ten years back or forth, in seconds.
fn some_years(rng: &mut Rng) -> i64 {
    let [years, middle] = [rng.below(2 * TEN_YEARS), TEN_YEARS].map(|years| i64::try_from(years).unwrap_or(0));
    years - middle
}

/// A log of another village, with an entry behind its first.
fn strangers(rng: &mut Rng) -> Vec<Range> {
    let label = Label { actor: 1, wall: 0 };
    let mut book = Book::new(elsewhere());
    let first = book.open_log(&opened_in(elsewhere(), rng.bytes(), 1), label);
    book.take_in(vec![first.clone()]);
    let (_, events) = acts::anything(rng);
    let drafts = events.iter().map(|event| event.draft(rng)).collect();
    let second = book.journal().draft(Some(first.log), drafts, label);
    vec![first, second]
}
