//! When a phone asks, and what it makes of the answer: the sans-IO side of the exchange.
//!
//! Time comes in as milliseconds of any steady clock, answers and failures come in as inputs; requests
//! and wake-up times go out. A session holds nothing that matters: cutting it anywhere loses nothing.

use super::{FIRST_BYTES, Have, MAX_BYTES, SyncAnswer, SyncRequest, WIRE, digest, holdings, to_push, unsent};
use crate::id::LogId;
use crate::record::journal::{Journal, Range, RefusedCode};

/// After an act the phone waits this long for the next, in milliseconds.
const SETTLE_MS: u64 = 300;
/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE_MS: u64 = 15_000;
/// The first pause after a failure, in milliseconds.
const FIRST_PAUSE_MS: u64 = 1_000;
/// How often a settled phone asks what is new after something was, in milliseconds; doubles each time that nothing is.
const FIRST_IDLE_MS: u64 = 500;
/// How often it asks at least.
const IDLE_MS: u64 = 10_000;
/// The smallest push, in bytes of entries.
const LEAST_BYTES: u32 = 1024;

/// Why a request brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, no answer in time, or an answer that is not the store's (a captive portal).
    Unreachable,
    /// The store does not know this phone any more: somebody has to sign in.
    SignedOut,
    /// The store refused the request as too large or came back busy.
    Refused,
}

/// What happens to the exchange.
#[derive(Clone, Debug)]
pub enum Input {
    /// Entries were made durable here.
    Appended,
    /// The app came to the front, or the network came back.
    Wake,
    /// A time that was asked for has come.
    Due,
    /// The store answered.
    Answer(SyncAnswer),
    /// The store did not answer.
    Failed(Failure),
}

/// What the exchange wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this to the store.
    Send(SyncRequest),
    /// Make these entries durable and take them in.
    Take(Vec<Range>),
    /// Come back with [`Input::Due`] at this time, in milliseconds of the same clock.
    At(u64),
}

/// The state that a phone shows: derived from what the store is known to hold, never from a flag.
#[derive(Clone, Debug)]
pub struct Exchange {
    theirs: Vec<Have>,
    /// The digest of `theirs`, where the store takes that in place of what this phone holds.
    held: Option<Vec<u8>>,
    asking: bool,
    due: Option<u64>,
    pause: u64,
    idle: u64,
    push_bytes: u32,
    failure: Option<Failure>,
    refused: Option<RefusedCode>,
    sure: bool,
    spread: u64,
}

impl Exchange {
    /// A new exchange. `spread` tells phones apart, so that they do not all come back at once.
    #[must_use]
    pub fn new(spread: u64) -> Self {
        Self {
            theirs: Vec::new(),
            held: None,
            asking: false,
            due: None,
            pause: FIRST_PAUSE_MS,
            idle: FIRST_IDLE_MS,
            push_bytes: FIRST_BYTES,
            failure: None,
            refused: None,
            sure: false,
            spread: spread % 500,
        }
    }

    /// One step: what came in at `now`, what is to be done.
    pub fn step(&mut self, now: u64, journal: &Journal, input: Input) -> Vec<Output> {
        if !matches!(input, Input::Due | Input::Answer(_)) {
            self.idle = FIRST_IDLE_MS;
        }
        match input {
            Input::Appended => self.later(now, SETTLE_MS),
            Input::Wake => self.ask(journal),
            Input::Due if self.due.is_some_and(|due| due <= now) => self.ask(journal),
            Input::Due => Vec::new(),
            Input::Answer(answer) => self.take(now, journal, answer),
            Input::Failed(failure) => self.fail(now, failure),
        }
    }

    /// How many entries of `log`, or of all logs, the store is not known to hold.
    #[must_use]
    pub fn unsent(&self, journal: &Journal, log: Option<LogId>) -> usize {
        unsent(journal, &self.theirs, log)
    }

    /// Whether a request is under way.
    #[must_use]
    pub fn asking(&self) -> bool {
        self.asking
    }

    /// Why the last request failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// Why the store did not take everything in, the last time that it answered.
    #[must_use]
    pub fn refused(&self) -> Option<RefusedCode> {
        self.refused
    }

    /// Whether the store has told what it holds since the app started.
    #[must_use]
    pub fn sure(&self) -> bool {
        self.sure
    }

    fn ask(&mut self, journal: &Journal) -> Vec<Output> {
        if self.asking {
            return Vec::new();
        }
        (self.asking, self.due) = (true, None);
        // Before the store has told what it holds, nothing is pushed: it may hold everything.
        let push = if self.sure { to_push(journal, &self.theirs, self.push_bytes).0 } else { Vec::new() };
        let (scope, have) = (journal.scope().clone(), holdings(journal));
        let held = self.held.clone().filter(|held| *held == digest(&have));
        let (have, known) = held.map_or((have, Some(Vec::new())), |held| (Vec::new(), Some(held)));
        vec![Output::Send(SyncRequest { version: WIRE, scope, have, push, max_bytes: MAX_BYTES, known })]
    }

    fn take(&mut self, now: u64, journal: &Journal, answer: SyncAnswer) -> Vec<Output> {
        if !self.asking || answer.scope != *journal.scope() {
            return Vec::new();
        }
        self.refused = answer.refused.first().map(|refused| refused.code);
        (self.asking, self.failure, self.sure) = (false, None, true);
        self.pause = FIRST_PAUSE_MS;
        self.push_bytes = self.push_bytes.saturating_mul(2).min(MAX_BYTES);
        match answer.held {
            // It holds what it held, or the next request asks in full.
            Some(held) if !held.is_empty() => self.held = self.held.take().filter(|known| *known == held),
            takes_short => {
                self.held = takes_short.map(|_| digest(&answer.have));
                self.theirs = answer.have;
            }
        }
        let busy = answer.more || self.unsent(journal, None) > 0;
        let mut outputs = Vec::new();
        let wait = self.wait(busy, answer.ranges.is_empty());
        if !answer.ranges.is_empty() {
            outputs.push(Output::Take(answer.ranges));
        }
        outputs.extend(self.later(now, wait));
        outputs
    }

    /// How long to wait after an answer. Where something was new more may follow soon.
    fn wait(&mut self, busy: bool, nothing_new: bool) -> u64 {
        if !nothing_new {
            self.idle = FIRST_IDLE_MS;
        }
        if busy {
            return if self.refused.is_some() { FIRST_PAUSE_MS } else { 0 };
        }
        let wait = self.idle;
        self.idle = wait.saturating_mul(2).min(IDLE_MS);
        wait
    }

    fn fail(&mut self, now: u64, failure: Failure) -> Vec<Output> {
        (self.asking, self.failure) = (false, Some(failure));
        self.push_bytes = (self.push_bytes / 2).max(LEAST_BYTES);
        let wait = self.pause.saturating_add(self.spread).min(LONGEST_PAUSE_MS);
        self.pause = self.pause.saturating_mul(2).min(LONGEST_PAUSE_MS);
        self.later(now, wait)
    }

    fn later(&mut self, now: u64, wait: u64) -> Vec<Output> {
        let due = now.saturating_add(wait);
        if self.asking || self.due.is_some_and(|earlier| earlier <= due && earlier > now) {
            return Vec::new();
        }
        self.due = Some(due);
        vec![Output::At(due)]
    }
}
