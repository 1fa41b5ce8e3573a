//! The simulated server: commits survive, memory does not; backups are older commits.

use super::acts::Written;
use super::rng::Rng;
use super::store::{Blob, blob, keys, open};
use super::village::{OFFICE, opened};
use cunxuan_core::id::{EntryId, Label, LogId};
use cunxuan_core::record::exchange::{Have, SyncAnswer, SyncRequest, answer};
use cunxuan_core::record::{Range, Refused, RefusedCode, Taken};
use cunxuan_core::village::Book;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Where the server is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Taken into memory, not committed.
    BeforeCommit,
    /// Committed, not answered.
    AfterCommit,
}

/// What comes of a request.
#[derive(Debug)]
pub enum Handled {
    /// An answer, and whether something new was committed for it.
    Answered(Box<SyncAnswer>, bool),
    /// Nothing could be written.
    DiskFull,
    /// The server stopped.
    Stopped(Stop),
    /// The server is not up.
    Down,
}

/// What was committed at once.
#[derive(Debug)]
struct Commit {
    blob: Blob,
    ids: Vec<EntryId>,
}

/// The server.
#[derive(Debug, Default)]
pub struct Server {
    commits: Vec<Rc<Commit>>,
    waiting: Vec<Rc<Commit>>,
    backups: Vec<Vec<Rc<Commit>>>,
    committed: BTreeSet<EntryId>,
    epoch: [u8; 16],
    generation: u32,
    live: Option<(Book, Option<LogId>)>,
    /// How far its clock is off, in seconds.
    pub off: i64,
    /// The place at which it stops when it next takes something in.
    pub stop: Option<Stop>,
    /// How often it will find its disk full.
    pub full: u8,
}

impl Server {
    /// The book, while the server is up.
    #[must_use]
    pub fn book(&self) -> Option<&Book> {
        self.live.as_ref().map(|(book, _)| book)
    }

    /// Folds what was taken in.
    pub fn settle(&mut self) {
        self.live.iter_mut().for_each(|(book, _)| book.settle());
    }

    /// What is committed.
    #[must_use]
    pub fn committed(&self) -> &BTreeSet<EntryId> {
        &self.committed
    }

    /// Whether everything is committed that is named here.
    #[must_use]
    pub fn keeps(&self, have: &[Have]) -> bool {
        let kept = |name: &[u8]| {
            let mut from = EntryId::ZERO;
            from.0.iter_mut().zip(name).for_each(|(to, byte)| *to = *byte);
            self.committed.range(from..).next().is_some_and(|id| id.0.starts_with(name))
        };
        have.iter().flat_map(|have| &have.tips).all(|tip| kept(&tip.name))
    }

    /// Starts: its memory is read from its commits, and it will write into a new log.
    pub fn start(&mut self) {
        if self.live.is_none() {
            self.generation += 1;
            self.live = Some((open(self.commits.iter().map(|commit| &commit.blob)), None));
        }
    }

    /// Stops without a word.
    pub fn crash(&mut self) {
        self.live = None;
        self.waiting.clear();
        (self.stop, self.full) = (None, 0);
    }

    /// Keeps a backup; the last three are kept.
    pub fn back_up(&mut self) {
        self.backups.push(self.commits.clone());
        if self.backups.len() > 3 {
            self.backups.remove(0);
        }
    }

    /// What is in the newest backup, or in every one.
    #[must_use]
    pub fn backed_up(&self, newest: bool) -> BTreeSet<EntryId> {
        let of = |backup: &Vec<Rc<Commit>>| ids(backup);
        let mut backups = self.backups.iter().rev().map(of);
        let first = backups.next().unwrap_or_default();
        if newest { first } else { backups.fold(first, |all, one| &all & &one) }
    }

    /// Goes back to one of its backups, as a new life of the store. Gives what it forgot.
    pub fn restore(&mut self, rng: &mut Rng) -> Vec<EntryId> {
        self.crash();
        self.commits = rng.pick(&self.backups).cloned().unwrap_or_default();
        self.epoch = rng.bytes();
        let before = std::mem::replace(&mut self.committed, ids(&self.commits));
        self.start();
        before.difference(&self.committed).copied().collect()
    }

    /// Writes events of its own, and commits them. Gives what it wrote.
    pub fn write(&mut self, rng: &mut Rng, events: &[Written]) -> Vec<Range> {
        let label = Label { actor: OFFICE, wall: 1_795_000_000 + self.off };
        let Some((book, log)) = &mut self.live else { return Vec::new() };
        let mut written = Vec::new();
        let log = *log.get_or_insert_with(|| {
            let first = book.open_log(&opened(rng.bytes(), 0), label);
            book.take_in(vec![first.clone()]);
            written.push(first.clone());
            first.log
        });
        let drafts = events.iter().map(|event| event.draft(rng)).collect();
        let range = book.journal().draft(Some(log), drafts, label);
        book.take_in(vec![range.clone()]);
        written.push(range);
        let ids = written.iter().flat_map(keys).map(|(_, _, id)| id).collect();
        self.commit(Rc::new(Commit { blob: blob(&written), ids }));
        written
    }

    fn commit(&mut self, commit: Rc<Commit>) {
        self.committed.extend(&commit.ids);
        self.commits.push(commit);
    }

    /// Takes a request in and answers it. `hasty` is a server that commits later than it answers.
    pub fn handle(&mut self, request: &SyncRequest, push: Vec<Range>, busy: bool, hasty: bool) -> Handled {
        for commit in std::mem::take(&mut self.waiting) {
            self.commit(commit);
        }
        let Some((book, _)) = &mut self.live else { return Handled::Down };
        let taken = if busy { too_busy(&push) } else { book.take_in(push) };
        let fresh = !taken.new.is_empty();
        if fresh && self.full > 0 {
            // What could not be written is not kept in memory either.
            self.full -= 1;
            self.live = None;
            self.start();
            return Handled::DiskFull;
        }
        let told = answer(book.journal(), request, taken.refused.clone());
        let commit = fresh.then(|| Rc::new(commit_of(book, &taken)));
        let stop = self.stop.filter(|_| fresh);
        match (commit, stop) {
            (_, Some(Stop::BeforeCommit)) | (None, _) => {}
            (Some(commit), _) if hasty => self.waiting.push(commit),
            (Some(commit), _) => self.commit(commit),
        }
        if let Some(stop) = stop {
            self.crash();
            return Handled::Stopped(stop);
        }
        let answer = SyncAnswer { epoch: self.epoch, generation: self.generation, ..told };
        Handled::Answered(Box::new(answer), fresh)
    }

    /// What another store answers: an older copy of this one, which forgets what it is told.
    #[must_use]
    pub fn elsewhere(&self, rng: &mut Rng, request: &SyncRequest, push: Vec<Range>) -> SyncAnswer {
        let backup = rng.pick(&self.backups).into_iter().flatten();
        let mut book = open(backup.map(|commit| &commit.blob));
        let taken = book.take_in(push);
        SyncAnswer { epoch: rng.bytes(), ..answer(book.journal(), request, taken.refused) }
    }
}

fn ids(commits: &[Rc<Commit>]) -> BTreeSet<EntryId> {
    commits.iter().flat_map(|commit| commit.ids.iter().copied()).collect()
}

fn too_busy(push: &[Range]) -> Taken {
    let refused = |range: &Range| Refused { log: range.log, from: range.from, code: RefusedCode::Busy };
    Taken { refused: push.iter().map(refused).collect(), ..Taken::default() }
}

/// What was taken in, to be committed.
fn commit_of(book: &Book, taken: &Taken) -> Commit {
    let range = |key: &cunxuan_core::record::Key| {
        let link = book.journal().log(&key.place.log)?.find(key.place.seq, &key.id)?;
        Some(super::store::range(key.place.log, key.place.seq, key.prev, vec![link.item.clone()]))
    };
    let ranges: Vec<Range> = taken.new.iter().filter_map(range).collect();
    Commit { blob: blob(&ranges), ids: taken.new.iter().map(|key| key.id).collect() }
}
