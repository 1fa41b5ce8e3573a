//! Messages (消息) in the simulated world: lost, repeated, late, cut, answered by somebody else.

use super::super::fault::{Fault, Seen};
use super::super::mutant::Mutant;
use super::super::rng::Rng;
use super::super::script::DAY;
use super::super::server::{Handled, Stop};
use super::{Happening, Reply, World};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{Failure, Input, Output, SyncAnswer, SyncRequest};
use std::rc::Rc;

/// How long a phone waits for an answer, in milliseconds.
const PATIENCE: u64 = 20_000;

impl World {
    pub(super) fn waits(&self, phone: usize, life: u32, number: u64) -> bool {
        let live = self.phones.get(phone).and_then(|phone| phone.live(life));
        live.is_some_and(|live| live.waits_for == Some(number))
    }

    pub(super) fn step(&mut self, phone: usize, life: u32, input: Input) {
        let now = self.now;
        let Some(live) = self.phones.get_mut(phone).and_then(|phone| phone.live_mut(life)) else { return };
        for output in live.exchange.step(now, live.book.journal(), input) {
            match output {
                Output::Send(request) => self.send(phone, life, request),
                Output::Take(ranges) => self.take(phone, life, ranges),
                Output::At(time) => self.at(time, Happening::Due { phone, life }),
            }
        }
    }

    fn send(&mut self, at: usize, life: u32, mut request: SyncRequest) {
        self.asked += 1;
        self.counts.seen(Seen::Requests, 1);
        let Some(phone) = self.phones.get_mut(at) else { return };
        phone.sent += 1;
        let (number, offline) = (phone.sent, phone.airplane > self.now);
        let mutant = self.mutant;
        mutant.into_iter().for_each(|mutant| mutant.on_request(&mut request, &phone.store.memory));
        phone.live_mut(life).into_iter().for_each(|live| live.waits_for = Some(number));
        request.max_bytes = self.page.unwrap_or(request.max_bytes);
        let mut rng = self.luck([1, u64::try_from(at).unwrap_or(0), number]);
        if offline {
            let reply = Reply::Status(Failure::Unreachable);
            return self.at(self.now + 50, Happening::Answer { phone: at, life, number, reply });
        }
        self.at(self.now + PATIENCE, Happening::Timeout { phone: at, life, number });
        let bytes: Rc<[u8]> = minicbor::to_vec(&request).unwrap_or_default().into();
        if rng.chance(self.network.portal) {
            self.counts.fault(Fault::Portal);
            let reply = Reply::Strange((*b"<html>").into());
            return self.at(self.now + 200, Happening::Answer { phone: at, life, number, reply });
        }
        if rng.chance(self.network.request_lost) {
            return self.counts.fault(Fault::RequestLost);
        }
        for _ in 0..self.copies(&mut rng) {
            let time = self.now + self.delay(&mut rng);
            let bytes = self.cut(&mut rng, &bytes);
            self.at(time, Happening::Request { phone: at, life, number, bytes });
        }
    }

    fn copies(&mut self, rng: &mut Rng) -> usize {
        let twice = rng.chance(self.network.repeated);
        if twice {
            self.counts.fault(Fault::Repeated);
        }
        1 + usize::from(twice)
    }

    fn cut(&mut self, rng: &mut Rng, bytes: &Rc<[u8]>) -> Rc<[u8]> {
        if !rng.chance(self.network.cut) {
            return bytes.clone();
        }
        self.counts.fault(Fault::Cut);
        bytes.iter().copied().take(rng.index(bytes.len())).collect()
    }

    /// Most messages are quick; some are slow, so that later ones overtake them; some take days.
    fn delay(&mut self, rng: &mut Rng) -> u64 {
        if rng.chance(self.network.late) {
            self.counts.fault(Fault::Late);
            let longest = rng.pick(&[3 * PATIENCE, DAY / 4, DAY, 30 * DAY]).copied().unwrap_or(DAY);
            return rng.within(PATIENCE + 1, longest);
        }
        if rng.chance(self.network.overtaken) {
            self.counts.fault(Fault::Overtaken);
            return rng.within(400, self.network.slow);
        }
        rng.within(10, 150)
    }

    pub(super) fn request(&mut self, phone: usize, life: u32, number: u64, bytes: &[u8]) {
        let mut rng = self.luck([2, u64::try_from(phone).unwrap_or(0), number ^ self.order << 20]);
        let reply = match minicbor::decode::<SyncRequest>(bytes) {
            Err(_) => Some(Reply::Status(Failure::Refused)),
            Ok(_) if self.phones.get(phone).is_some_and(|phone| phone.signed_out) => {
                Some(Reply::Status(Failure::SignedOut))
            }
            Ok(request) => self.handle(request, &mut rng),
        };
        let Some(reply) = reply else { return };
        for _ in 0..self.copies(&mut rng) {
            let time = self.now + self.delay(&mut rng);
            let reply = match &reply {
                Reply::Ours(bytes) => Reply::Ours(self.cut(&mut rng, bytes)),
                Reply::Strange(_) | Reply::Status(_) => reply.clone(),
            };
            self.at(time, Happening::Answer { phone, life, number, reply });
        }
    }

    /// What the server makes of a request; nothing if no answer leaves it, or none arrives.
    pub(super) fn handle(&mut self, mut request: SyncRequest, rng: &mut Rng) -> Option<Reply> {
        let mut push = std::mem::take(&mut request.push);
        if rng.chance(self.network.other_store) {
            self.counts.fault(Fault::OtherStore);
            let answer = self.server.elsewhere(rng, &request, push);
            return Some(Reply::Strange(encoded(&answer)));
        }
        if let (Some(mutant), Some(book)) = (self.mutant, self.server.book()) {
            mutant.on_have(&mut request.have, book.journal());
            push = mutant.on_take(push, book.journal());
        }
        let busy = rng.chance(self.network.busy);
        let hasty = self.mutant == Some(Mutant::AckBeforeCommit);
        match self.server.handle(&request, push, busy, hasty) {
            Handled::Answered(answer, fresh) => self.answered(&answer, fresh, busy, rng),
            Handled::DiskFull => {
                self.counts.fault(Fault::DiskFull);
                Some(Reply::Status(Failure::Refused))
            }
            Handled::Stopped(stop) => {
                self.counts.fault(match stop {
                    Stop::BeforeCommit => Fault::BeforeCommit,
                    Stop::AfterCommit => Fault::AfterCommit,
                });
                self.start_later(rng);
                None
            }
            Handled::Down => None,
        }
    }

    fn answered(&mut self, answer: &SyncAnswer, fresh: bool, busy: bool, rng: &mut Rng) -> Option<Reply> {
        if busy {
            self.counts.fault(Fault::Busy);
        }
        if !self.server.keeps(&answer.have) {
            self.breaks("I13: an answer names as held what is not committed");
        }
        if self.folds && fresh {
            self.server.settle();
        }
        if rng.chance(self.network.answer_lost) {
            self.counts.fault(Fault::AnswerLost);
            return None;
        }
        Some(Reply::Ours(encoded(answer)))
    }

    pub(super) fn answer(&mut self, at: usize, life: u32, number: u64, reply: &Reply) {
        let stale = self.stale && matches!(reply, Reply::Ours(_));
        if !self.waits(at, life, number) && !stale {
            return;
        }
        let (answer, ours) = match reply {
            Reply::Status(failure) => return self.step(at, life, Input::Failed(*failure)),
            Reply::Ours(bytes) => (minicbor::decode::<SyncAnswer>(bytes), true),
            Reply::Strange(bytes) => (minicbor::decode::<SyncAnswer>(bytes), false),
        };
        let Ok(mut answer) = answer else { return self.unreadable(at, life, number) };
        self.counts.seen(Seen::Answers, 1);
        if ours {
            self.oracle.promised(&answer.have);
        }
        let Some(phone) = self.phones.get_mut(at) else { return };
        if let (Some(mutant), Some(live)) = (self.mutant, phone.lives.iter().find(|live| live.id == life)) {
            mutant.on_answer(&mut answer, live.book.journal(), &mut phone.store.memory, &self.server);
        }
        phone.live_mut(life).into_iter().for_each(|live| live.waits_for = None);
        self.step(at, life, Input::Answer(answer));
    }

    fn unreadable(&mut self, at: usize, life: u32, number: u64) {
        if self.waits(at, life, number) {
            self.step(at, life, Input::Failed(Failure::Unreachable));
        }
    }

    /// A bundle goes from one phone to another, by hand: what the other lacks, or all that there is.
    pub(super) fn hand_over(&mut self, from: usize, to: usize, luck: u64) {
        let mut rng = Rng::new(luck);
        let journal = |at: usize| Some(self.phones.get(at)?.lives.first()?.book.journal());
        let (Some(giver), Some(taker), true) = (journal(from), journal(to), from != to) else { return };
        let known = if rng.chance(700) { cunxuan_core::record::exchange::holdings(taker) } else { Vec::new() };
        let room = rng.pick(&[900, 9_000, u32::MAX]).copied().unwrap_or(900);
        let (ranges, _) = cunxuan_core::record::exchange::lacking(giver, &known, room);
        let bytes: Rc<[u8]> = minicbor::to_vec(&ranges).unwrap_or_default().into();
        self.counts.seen(Seen::HandOvers, 1);
        let bytes = self.cut(&mut rng, &bytes);
        let life = self.phones.get(to).and_then(|phone| phone.lives.first()).map_or(0, |live| live.id);
        // A bundle that cannot be read to its end is not taken at all.
        let ranges: Vec<Range> = minicbor::decode(&bytes).unwrap_or_default();
        if !ranges.is_empty() {
            self.take(to, life, ranges);
        }
    }
}

fn encoded(answer: &SyncAnswer) -> Rc<[u8]> {
    minicbor::to_vec(answer).unwrap_or_default().into()
}
