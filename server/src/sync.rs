//! The store's side of the exchange (同步): a phone's entries in, what it lacks out.

use crate::account::Account;
use crate::app::App;
use crate::error::AppError;
use crate::host::now_s;
use cunxuan_core::id::LogId;
use cunxuan_core::key::PublicKey;
use cunxuan_core::key::sign::verify;
use cunxuan_core::record::exchange::{SyncAnswer, SyncRequest, WIRE, answer};
use cunxuan_core::record::journal::{Journal, Range, Refused, RefusedCode};
use cunxuan_core::record::log::Tip;
use cunxuan_core::record::{LogOpened, Receipt};
use cunxuan_core::village::Book;
use std::collections::BTreeMap;

/// Answers a request. What the answer names as held is on the disk.
///
/// # Errors
/// When the request cannot be read, the scope is not the account's, or nothing can be written now.
pub fn sync(app: &App, account: &Account, body: &[u8]) -> Result<Vec<u8>, AppError> {
    let mut request: SyncRequest = minicbor::decode(body).map_err(|_| AppError::BadRequest)?;
    if request.version != WIRE {
        return Err(AppError::WrongVersion);
    }
    if !account.may(&request.scope) {
        return Err(AppError::NotYours);
    }
    if !app.board.knows(&request.scope) {
        return Err(AppError::NoSuchVillage);
    }
    if !account.is_office() {
        app.board.hear(&request.scope);
    }
    let push = std::mem::take(&mut request.push);
    let scope = request.scope.clone();
    let ends = ends(&push);
    let mut door = Door { account, refused: Vec::new() };
    let (told, kept) = app.shelf.take_from(
        Some(account.no()),
        &scope,
        |book| push.into_iter().filter(|range| door.lets_in(book, range)).collect(),
        |book, taken| (answer(book.journal(), &request, taken.refused), kept(book.journal(), ends)),
    )?;
    let receipts = kept.into_iter().map(|(log, end)| receipt(app, log, end)).collect();
    let refused = told.refused.into_iter().chain(door.refused).collect();
    let told = SyncAnswer { epoch: app.life.epoch, generation: app.life.generation, refused, receipts, ..told };
    minicbor::to_vec(&told).map_err(|_| AppError::Storage("an answer could not be written".into()))
}

/// Where the ranges of a push end.
fn ends(push: &[Range]) -> Vec<(LogId, Tip)> {
    push.iter().filter_map(|range| Some((range.log, range.ids().last()?))).collect()
}

/// For each log the last of these ends that is on the disk.
fn kept(journal: &Journal, ends: Vec<(LogId, Tip)>) -> BTreeMap<LogId, Tip> {
    let mut kept: BTreeMap<LogId, Tip> = BTreeMap::new();
    let here = |(log, end): &(LogId, Tip)| journal.log(log).is_some_and(|chain| chain.holds(end));
    for (log, end) in ends.into_iter().filter(here) {
        let known = kept.entry(log).or_insert(end);
        *known = (*known).max(end);
    }
    kept
}

/// The township's word for what is on its disk.
fn receipt(app: &App, log: LogId, end: Tip) -> Receipt {
    let (epoch, generation, wall) = (app.life.epoch, app.life.generation, now_s());
    let receipt = Receipt { log, seq: end.seq, head: end.id, epoch, generation, wall, signature: Vec::new() };
    Receipt { signature: app.shelf.key().sign(&receipt.signed()), ..receipt }
}

/// What an officer's phone may bring in: his own log as it is, anybody else's up to its last seal.
struct Door<'a> {
    account: &'a Account,
    refused: Vec<Refused>,
}

impl Door<'_> {
    fn lets_in(&mut self, book: &Book, range: &Range) -> bool {
        let fits = self.is_vouched(book, range);
        if !fits {
            self.refused.push(Refused { log: range.log, from: range.from, code: RefusedCode::BadSeal });
        }
        fits
    }

    fn is_vouched(&self, book: &Book, range: &Range) -> bool {
        let Some(opened) = opening_of(book.journal(), range) else { return true };
        let Some(key) = opened.public_key() else { return true };
        match &range.seal {
            Some(seal) => {
                let end = range.ids().last();
                let over = end.is_some_and(|end| (range.log, end.seq, end.id) == (seal.log, seal.seq, seal.head));
                over && verify(&key, &seal.signed(), &seal.signature)
            }
            None => self.is_own(book, &key) || is_known(book.journal(), range),
        }
    }

    /// Whether the key is that of a phone of this officer.
    fn is_own(&self, book: &Book, key: &PublicKey) -> bool {
        book.trust().certificates().iter().any(|it| it.key == *key && it.actor == self.account.no())
    }
}

fn is_known(journal: &Journal, range: &Range) -> bool {
    let chain = journal.log(&range.log);
    range.ids().all(|one| chain.is_some_and(|chain| chain.holds(&one)))
}

/// The first entry of the range's log, from the store or from the range itself. A range that hangs in the
/// air has none, and the chain check refuses it.
fn opening_of(journal: &Journal, range: &Range) -> Option<LogOpened> {
    match journal.log(&range.log) {
        Some(chain) => chain.opened(),
        None if range.from == 1 => LogOpened::read(range.items.first()?),
        None => None,
    }
}
