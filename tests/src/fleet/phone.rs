//! A phone of the fleet (手机): a key, its copy of the village, its own logs, and the core's exchange over HTTP.

use super::line::{CBOR, JSON, Line};
use super::tide::Tide;
use crate::process::Result;
use cunxuan_core::id::{ActorNo, LogId, Scope, to_bytes};
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::record::exchange::{Exchange, Input, Output, SyncAnswer, SyncRequest};
use cunxuan_core::record::journal::{Journal, Range};
use cunxuan_server::host::{hex, now_s};
use cunxuan_server::key::{device, seal};
use serde_json::{Value, json};
use std::time::Duration;

/// A phone.
pub struct Phone {
    /// Its number in the fleet, from 0.
    pub no: usize,
    /// The number of its officer.
    pub officer: ActorNo,
    /// Its copy of the village's record.
    pub journal: Journal,
    /// The logs that it writes.
    pub own: Vec<LogId>,
    /// Its key.
    pub key: PrivateKey,
    /// Its line.
    pub line: Line,
    /// How many entries the village has when everybody is home.
    pub whole: usize,
    /// When it had sent and fetched everything there was, from the fleet's first request.
    pub settled: Option<Duration>,
    /// When it held everything of its village.
    pub home: Option<Duration>,
    exchange: Exchange,
    more: bool,
}

impl Phone {
    /// A phone that holds nothing yet, with a key of its own.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(no: usize, officer: ActorNo, scope: Scope, url: &str) -> Result<Self> {
        Ok(Self {
            no,
            officer,
            journal: Journal::new(scope),
            own: Vec::new(),
            key: device()?,
            line: Line::new(url)?,
            whole: 0,
            settled: None,
            home: None,
            exchange: Exchange::new(0),
            more: false,
        })
    }

    /// Starts the app: a connection of its own, nothing known of the server, nothing noted.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn start(&mut self) -> Result {
        self.line.anew()?;
        (self.settled, self.home) = (None, None);
        (self.exchange, self.more) = (Exchange::new(self.no as u64 * 7919), false);
        Ok(())
    }

    /// Signs in with a one-time code; the township certifies the key.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(&mut self, number: &str, code: &str) -> Result {
        let asked = json!({ "phone": number, "code": code, "key": hex(&self.key.public().bytes) });
        let answer = self.line.ask("/api/sign-in", JSON, Some(asked.to_string().into_bytes())).await;
        let answer: Value = serde_json::from_slice(&answer.map_err(|fault| format!("sign-in: {fault:?}"))?)?;
        answer.get("token").and_then(Value::as_str).ok_or("no token")?.clone_into(&mut self.line.token);
        Ok(())
    }

    /// Exchanges as the app does while it is in front, until `tide` says that it is enough.
    ///
    /// # Errors
    /// When an answer brings what no journal takes in.
    pub async fn live(&mut self, tide: &mut Tide) -> Result {
        let began = tide.began();
        let (mut input, mut due) = (Input::Wake, began);
        loop {
            let outputs = self.exchange.step(millis(began.elapsed()), &self.journal, input);
            let mut asked = None;
            for output in outputs {
                match output {
                    Output::Send(request) => asked = Some(request),
                    Output::Take(ranges) => self.take(ranges)?,
                    Output::At(at) => due = began + Duration::from_millis(at),
                }
            }
            self.note(tide);
            input = match asked {
                Some(request) => self.ask(request).await,
                None => match tide.wait(due, self.settled.is_some()).await {
                    Some(input) => input,
                    None => return Ok(()),
                },
            };
        }
    }

    async fn ask(&mut self, mut request: SyncRequest) -> Input {
        self.seal(&mut request.push);
        match self.line.ask("/api/sync", CBOR, Some(to_bytes(&request))).await {
            Ok(answer) => match minicbor::decode::<SyncAnswer>(&answer) {
                Ok(answer) => {
                    for refused in &answer.refused {
                        *self.line.tally.refused.entry(format!("{:?}", refused.code)).or_default() += 1;
                    }
                    self.more = answer.more;
                    Input::Answer(answer)
                }
                Err(_) => Input::Failed(cunxuan_core::record::exchange::Failure::Unreachable),
            },
            Err(failure) => Input::Failed(failure),
        }
    }

    /// Seals the own ranges among those that are about to be sent.
    fn seal(&mut self, ranges: &mut [Range]) {
        for range in ranges.iter_mut().filter(|range| self.own.contains(&range.log) && range.seal.is_none()) {
            seal(range, &self.key, now_s());
            range.seal.iter().for_each(|seal| self.journal.note_seal(seal.clone()));
        }
    }

    fn take(&mut self, ranges: Vec<Range>) -> Result {
        match self.journal.take(ranges).refused.first() {
            None => Ok(()),
            Some(refused) => Err(format!("phone {} was sent what does not fit: {refused:?}", self.no).into()),
        }
    }

    /// Notes how far it is.
    fn note(&mut self, tide: &Tide) {
        let heard = self.exchange.sure() && !self.exchange.asking() && self.exchange.failure().is_none();
        let sent = heard && !self.more && self.exchange.unsent(&self.journal, None) == 0;
        if sent && self.settled.is_none() {
            self.settled = Some(tide.began().elapsed());
            tide.settled();
        }
        if sent && self.home.is_none() && self.journal.len() == self.whole {
            self.home = Some(tide.began().elapsed());
            tide.home();
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
