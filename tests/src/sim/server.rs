//! The simulated server: commits survive, memory does not; backups are older commits.

use super::rng::Rng;
use super::store::{Blob, blob, open};
use super::village::{OFFICE, opened, plan};
use cunxuan_core::Event;
use cunxuan_core::id::{ActorNo, Label, LogId, Salt};
use cunxuan_core::record::exchange::{SyncAnswer, SyncRequest, answer};
use cunxuan_core::record::{Range, Refused, RefusedCode, Taken};
use cunxuan_core::village::Book;

/// Where the server is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Taken into memory, not committed.
    BeforeCommit,
    /// Committed, not answered.
    AfterCommit,
}

/// The server.
#[derive(Debug, Default)]
pub struct Server {
    commits: Vec<Blob>,
    waiting: Vec<Blob>,
    backups: Vec<Vec<Blob>>,
    epoch: [u8; 16],
    generation: u32,
    live: Option<(Book, Option<LogId>)>,
    /// The place at which it stops when it next takes something in.
    pub stop: Option<Stop>,
}

impl Server {
    /// The book, while the server is up.
    #[must_use]
    pub fn book(&self) -> Option<&Book> {
        self.live.as_ref().map(|(book, _)| book)
    }

    /// What would be there after a start.
    #[must_use]
    pub fn durable(&self) -> Book {
        open(self.commits.iter())
    }

    /// Starts: its memory is read from its commits, and it will write into a new log.
    pub fn start(&mut self) {
        self.generation += 1;
        self.live = Some((self.durable(), None));
    }

    /// Stops without a word.
    pub fn crash(&mut self) {
        self.live = None;
        self.waiting.clear();
        self.stop = None;
    }

    /// Keeps a backup; the last three are kept.
    pub fn back_up(&mut self) {
        self.backups.push(self.commits.clone());
        if self.backups.len() > 3 {
            self.backups.remove(0);
        }
    }

    /// Goes back to one of its backups, as a new life of the store.
    pub fn restore(&mut self, rng: &mut Rng) {
        self.crash();
        self.commits = rng.pick(&self.backups).cloned().unwrap_or_default();
        self.epoch = rng.bytes();
        self.start();
    }

    /// The township plans the village: the first thing that happens.
    pub fn plan(&mut self, rng: &mut Rng) -> Vec<Range> {
        let written = self.write(rng, OFFICE, &plan());
        self.back_up();
        written
    }

    /// Writes events of its own, and commits them. Gives what it wrote.
    pub fn write(&mut self, rng: &mut Rng, actor: ActorNo, events: &[Event]) -> Vec<Range> {
        let Some((book, log)) = &mut self.live else { return Vec::new() };
        let label = Label { actor, wall: 1_795_000_000 };
        let mut written = Vec::new();
        let log = *log.get_or_insert_with(|| {
            let first = book.open_log(&opened(rng.bytes(), 0), label);
            book.take(vec![first.clone()]);
            written.push(first.clone());
            first.log
        });
        let range = book.draft(log, events, label, || Salt(rng.bytes()));
        book.take(vec![range.clone()]);
        written.push(range);
        self.commits.push(blob(&written));
        written
    }

    /// Takes a request in and answers it; nothing if it stopped on the way. `hasty` is a server that
    /// commits later than it answers.
    pub fn handle(&mut self, request: &SyncRequest, push: Vec<Range>, busy: bool, hasty: bool) -> Option<SyncAnswer> {
        self.commits.append(&mut self.waiting);
        let (book, _) = self.live.as_mut()?;
        let code = RefusedCode::Busy;
        let refused =
            push.iter().filter(|_| busy).map(|range| Refused { log: range.log, from: range.from, code }).collect();
        let taken = if busy { Taken { refused, ..Taken::default() } } else { book.take(push) };
        let new = fresh(book, &taken);
        let answer = answer(book.journal(), request, taken.refused);
        if !new.is_empty() && self.stop == Some(Stop::BeforeCommit) {
            self.crash();
            return None;
        }
        let commits = if hasty { &mut self.waiting } else { &mut self.commits };
        commits.extend((!new.is_empty()).then(|| blob(&new)));
        if self.stop.is_some() && !new.is_empty() {
            self.crash();
            return None;
        }
        Some(SyncAnswer { epoch: self.epoch, generation: self.generation, ..answer })
    }
}

/// What was taken in, as ranges of one entry each.
fn fresh(book: &Book, taken: &Taken) -> Vec<Range> {
    let range = |key: &cunxuan_core::record::Key| {
        let link = book.journal().log(&key.place.log)?.find(key.place.seq, &key.id)?;
        Some(Range { log: key.place.log, from: key.place.seq, prev: key.prev, items: vec![link.item.clone()] })
    };
    taken.new.iter().filter_map(range).collect()
}
