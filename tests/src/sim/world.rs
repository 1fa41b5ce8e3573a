//! The simulated world: phones, one server, a bad network, virtual time in milliseconds, one queue of what is to come.

use super::mutant::Mutant;
use super::oracle::Oracle;
use super::phone::Phone;
use super::rng::Rng;
use super::server::Server;
use super::weather::{Fault, Weather};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{Failure, Input, Output, SyncAnswer, SyncRequest};
use std::collections::BTreeMap;

#[path = "world/faults.rs"]
mod faults;
#[path = "world/history.rs"]
mod history;
pub use history::{Outcome, run};

/// How long a phone waits for an answer, in milliseconds.
const PATIENCE: u64 = 20_000;

/// What is to come.
#[derive(Clone, Debug)]
enum Happening {
    Act { phone: usize },
    Report,
    BackUp,
    Snapshot { phone: usize },
    Fault(Fault),
    Open { phone: usize },
    Start,
    Request { phone: usize, life: u32, number: u64, bytes: Vec<u8> },
    Answer { phone: usize, life: u32, number: u64, bytes: Vec<u8> },
    Due { phone: usize, life: u32 },
    Timeout { phone: usize, life: u32, number: u64 },
}

impl Happening {
    fn name(&self) -> &'static str {
        match self {
            Self::Act { .. } => "act",
            Self::Report => "report",
            Self::BackUp => "backup",
            Self::Snapshot { .. } => "snapshot",
            Self::Fault(fault) => fault.name(),
            Self::Open { .. } => "phone opened",
            Self::Start => "server started",
            Self::Request { .. } => "request arrived",
            Self::Answer { .. } => "answer arrived",
            Self::Due { .. } => "due",
            Self::Timeout { .. } => "timeout",
        }
    }
}

/// Counts by kind.
pub type Counts = BTreeMap<&'static str, u64>;

/// The world of one history.
#[derive(Debug)]
pub struct World {
    /// The phones.
    pub phones: Vec<Phone>,
    /// The server.
    pub server: Server,
    /// Who wrote what.
    pub oracle: Oracle,
    rng: Rng,
    now: u64,
    order: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    weather: Weather,
    mutant: Option<Mutant>,
    counts: Counts,
    trace: u64,
    asked: u64,
    broken: Option<String>,
}

impl World {
    fn new(seed: u64, mutant: Option<Mutant>) -> Self {
        let mut rng = Rng::new(seed);
        let weather = Weather::of(&mut rng);
        let mut server = Server::default();
        let mut oracle = Oracle::default();
        server.start();
        server.plan(&mut rng).iter().for_each(|range| oracle.wrote(range));
        let phones = (0..rng.within(2, 6)).map(|_| Phone::default()).collect();
        let (queue, counts) = (BTreeMap::new(), Counts::new());
        Self {
            phones,
            server,
            oracle,
            rng,
            now: 0,
            order: 0,
            queue,
            weather,
            mutant,
            counts,
            trace: seed,
            asked: 0,
            broken: None,
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn at(&mut self, time: u64, happening: Happening) {
        self.order += 1;
        self.queue.insert((time, self.order), happening);
    }

    /// Lets everything happen until a time.
    fn run_until(&mut self, end: u64) {
        while self.broken.is_none() && self.queue.first_key_value().is_some_and(|((time, _), _)| *time <= end) {
            let Some(((time, order), happening)) = self.queue.pop_first() else { break };
            self.now = time;
            for part in [time, order, happening.name().len() as u64] {
                self.trace = (self.trace ^ part).wrapping_mul(0x0100_0000_01b3);
            }
            self.count(happening.name());
            self.happen(happening);
        }
        self.now = end;
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Act { phone } => self.act(phone),
            Happening::Report => self.report(),
            Happening::BackUp => self.server.back_up(),
            Happening::Snapshot { phone } => self.snapshot(phone),
            Happening::Fault(fault) => self.fault(fault),
            Happening::Open { phone } => self.open(phone),
            Happening::Start => {
                if self.server.book().is_none() {
                    self.server.start();
                }
            }
            Happening::Request { phone, life, number, bytes } => self.request(phone, life, number, &bytes),
            Happening::Answer { phone, life, number, bytes } => self.answer(phone, life, number, &bytes),
            Happening::Due { phone, life } => {
                if self.phones.get(phone).is_some_and(|phone| phone.life == life) {
                    self.step(phone, Input::Due);
                }
            }
            Happening::Timeout { phone, life, number } => {
                if self.waits(phone, life, number) {
                    self.step(phone, Input::Failed(Failure::Unreachable));
                }
            }
        }
    }

    fn waits(&self, phone: usize, life: u32, number: u64) -> bool {
        let Some(phone) = self.phones.get(phone) else { return false };
        phone.life == life && phone.live.as_ref().is_some_and(|live| live.waits_for == Some(number))
    }

    /// Opens a phone that is closed.
    fn open(&mut self, phone: usize) {
        let spread = self.rng.next();
        let Some(closed) = self.phones.get_mut(phone).filter(|phone| phone.live.is_none()) else { return };
        if !closed.open(spread) {
            self.broken = Some(String::from("I7: a crash lost an entry that was shown as recorded"));
        }
        self.step(phone, Input::Wake);
    }

    fn step(&mut self, phone: usize, input: Input) {
        let Some(live) = self.phones.get_mut(phone).and_then(|phone| phone.live.as_mut()) else { return };
        for output in live.exchange.step(self.now, live.book.journal(), input) {
            match output {
                Output::Send(request) => self.send(phone, request),
                Output::Take(ranges) => self.take(phone, ranges),
                Output::At(time) => {
                    let life = self.phones.get(phone).map_or(0, |phone| phone.life);
                    self.at(time, Happening::Due { phone, life });
                }
            }
        }
    }

    fn send(&mut self, at: usize, mut request: SyncRequest) {
        self.asked += 1;
        let number = self.asked;
        let Some(phone) = self.phones.get_mut(at) else { return };
        let life = phone.life;
        phone.live.iter_mut().for_each(|live| live.waits_for = Some(number));
        if let Some(mutant) = self.mutant {
            mutant.on_request(&mut request, &phone.store.cursor);
        }
        request.max_bytes = self.weather.page.unwrap_or(request.max_bytes);
        let bytes = minicbor::to_vec(&request).unwrap_or_default();
        self.transmit(&bytes, |bytes| Happening::Request { phone: at, life, number, bytes });
        self.at(self.now + PATIENCE, Happening::Timeout { phone: at, life, number });
    }

    fn transmit(&mut self, bytes: &[u8], arrive: impl Fn(Vec<u8>) -> Happening) {
        let copies = 1 + u64::from(self.rng.chance(self.weather.repeat));
        for _ in 0..copies {
            if self.rng.chance(self.weather.loss) {
                self.count("message lost");
                continue;
            }
            let cut = self.rng.chance(self.weather.cut);
            let length = if cut { self.rng.index(bytes.len()) } else { bytes.len() };
            self.counts.entry("message cut").and_modify(|count| *count += u64::from(cut)).or_insert(u64::from(cut));
            // Most messages are quick, some take as long as the weather lets them: later ones overtake them.
            let longest = if self.rng.chance(800) { 100 } else { self.weather.delay };
            let delay = self.rng.within(10, 20 + longest);
            self.at(self.now + delay, arrive(bytes.iter().copied().take(length).collect()));
        }
        self.counts.entry("message repeated").and_modify(|count| *count += copies - 1).or_insert(copies - 1);
    }

    fn request(&mut self, phone: usize, life: u32, number: u64, bytes: &[u8]) {
        let Some(book) = self.server.book() else { return };
        let Ok(mut request) = minicbor::decode::<SyncRequest>(bytes) else {
            return self.transmit(b"<html>", |bytes| Happening::Answer { phone, life, number, bytes });
        };
        let mut push = std::mem::take(&mut request.push);
        if let Some(mutant) = self.mutant {
            mutant.on_have(&mut request.have, book.journal());
            push = mutant.on_take(push, book.journal());
        }
        let busy = self.rng.chance(self.weather.busy);
        let hasty = self.mutant == Some(Mutant::AckBeforeCommit);
        match self.server.handle(&request, push, busy, hasty) {
            Some(answer) => {
                let bytes = minicbor::to_vec(&answer).unwrap_or_default();
                self.transmit(&bytes, |bytes| Happening::Answer { phone, life, number, bytes });
            }
            None => self.start_later(),
        }
    }

    fn answer(&mut self, at: usize, life: u32, number: u64, bytes: &[u8]) {
        let waited_for = self.waits(at, life, number);
        if !waited_for && !self.weather.stale {
            return;
        }
        let answer = minicbor::decode::<SyncAnswer>(bytes);
        let Some(phone) = self.phones.get_mut(at) else { return };
        let Some(live) = &mut phone.live else { return };
        match answer {
            Ok(mut answer) => {
                self.oracle.promised(&answer.have);
                if let Some(mutant) = self.mutant {
                    mutant.on_answer(&mut answer, live.book.journal(), &mut phone.store.cursor);
                }
                self.step(at, Input::Answer(answer));
            }
            Err(_) if waited_for => self.step(at, Input::Failed(Failure::Unreachable)),
            Err(_) => {}
        }
    }

    /// Makes pulled ranges durable, then takes them in.
    fn take(&mut self, at: usize, mut ranges: Vec<Range>) {
        let Some(phone) = self.phones.get_mut(at) else { return };
        let Some(live) = &mut phone.live else { return };
        if let Some(mutant) = self.mutant {
            ranges = mutant.on_take(ranges, live.book.journal());
        }
        phone.store.write(&ranges);
        if phone.stop {
            return self.crash_phone(at);
        }
        live.book.take(ranges);
    }

    /// Makes own ranges durable, then takes them in.
    fn append(&mut self, at: usize, range: Range) -> bool {
        let strict = self.mutant != Some(Mutant::Relaxed);
        let Some(phone) = self.phones.get_mut(at) else { return false };
        self.oracle.wrote(&range);
        let ranges = vec![range];
        let Some(log) = ranges.first().map(|range| range.log) else { return false };
        phone.store.write_own(&ranges, log, strict);
        if phone.stop {
            self.crash_phone(at);
            return false;
        }
        if let Some(live) = &mut phone.live {
            live.book.take(ranges);
        }
        true
    }
}
