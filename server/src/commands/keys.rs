//! The office's decisions on keys and branches: `cunxuan key`, `revoke`, `branches`, `settle`.

use super::{existing, township};
use crate::account::{Account, Accounts};
use crate::author::Author;
use crate::config::{Branches, Key, Revoke, Settle};
use crate::error::AppError;
use crate::host::{hex, unhex};
use crate::key;
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use cunxuan_core::Event;
use cunxuan_core::id::{EntryId, LogId, Scope};
use cunxuan_core::key::PublicKey;
use cunxuan_core::plan::{BranchSettled, Cut, KeyRevoked, Revocation};
use cunxuan_core::record::log::{Log, Tip};
use cunxuan_core::village::Book;
use std::sync::mpsc::channel;

/// Prints the township's public key.
///
/// # Errors
/// When there is none and none can be made.
pub fn print(asked: &Key) -> Result<(), AppError> {
    println!("{}", hex(&key::load_or_make(&asked.data.data)?.public().bytes));
    Ok(())
}

/// Revokes the keys of an officer's phones: what the township holds of them now goes on counting.
///
/// # Errors
/// When there is no such officer, or nothing can be written.
pub fn revoke(asked: &Revoke) -> Result<(), AppError> {
    let (store, township, shelf) = open(&asked.data)?;
    let accounts = Accounts::new(store.clone(), &township.code);
    let officer = accounts.all()?.into_iter().find(|account| account.code == asked.officer && !account.is_office());
    let officer = officer.ok_or_else(|| AppError::Command("there is no such officer".into()))?;
    accounts.sign_out(officer.no())?;
    let mut author = Author::new(&shelf, &township.code);
    for scope in officer.villages() {
        let revoked = author.write(&scope, |book| revocations(book, &officer, asked.reason.into()))?;
        println!("{scope}: {revoked} keys revoked");
    }
    store.tell_outside()
}

fn revocations(book: &Book, officer: &Account, reason: Revocation) -> Vec<Event> {
    let known = |serial| book.trust().revoked().iter().any(|revoked| revoked.serial == serial);
    let mine = book.trust().certificates().iter().filter(|it| it.actor == officer.no() && !known(it.serial));
    let revoked = |serial, key: &PublicKey| KeyRevoked { serial, reason, cuts: cuts(book, key) };
    mine.map(|certificate| Event::Plan(revoked(certificate.serial, &certificate.key).into())).collect()
}

/// The ends of all logs of a key, as they are here.
fn cuts(book: &Book, key: &PublicKey) -> Vec<Cut> {
    let of_key = |chain: &Log| chain.opened().and_then(|opened| opened.public_key()).as_ref() == Some(key);
    let logs = book.journal().logs().filter(|(_, chain)| of_key(chain));
    logs.map(|(log, chain)| Cut { log: *log, seq: chain.trunk_tip().seq }).collect()
}

/// Lists the logs of a village that go on in several ways.
///
/// # Errors
/// When there is no such village.
pub fn branches(asked: &Branches) -> Result<(), AppError> {
    let (_, township, shelf) = open(&asked.data)?;
    shelf.read(&township.scope(&asked.village), |book| {
        let forked = book.journal().logs().filter_map(|(log, chain)| Some((log, chain, chain.forked_after()?)));
        for (log, chain, after) in forked {
            println!("log {log}: one chain up to entry {after}, then");
            chain.tips().iter().for_each(|tip| println!("  {}", branch(book, log, chain, tip)));
        }
    })
}

fn branch(book: &Book, log: &LogId, chain: &Log, tip: &Tip) -> String {
    let last = chain.find(tip.seq, &tip.id).and_then(|link| link.item.open().ok());
    let actor = last.and_then(|(entry, _)| book.village().plan().actor(entry.actor).cloned());
    let name = actor.map(|actor| actor.name).unwrap_or_default();
    format!(
        "{} up to entry {}, last by {name}: settle {} {log} {}",
        tip.id,
        tip.seq,
        book.journal().scope().code(),
        tip.id
    )
}

/// Two officials decide which branch of a log counts.
///
/// # Errors
/// When there is no such branch, or nothing can be written.
pub fn settle(asked: &Settle) -> Result<(), AppError> {
    let (store, township, shelf) = open(&asked.data)?;
    let none = || AppError::Command("there is no such branch: see `cunxuan branches`".into());
    let officials: [String; 2] = asked
        .by
        .clone()
        .try_into()
        .map_err(|_| AppError::Command("two officials decide: --by NAME --by NAME".into()))?;
    let log = unhex(&asked.log).and_then(|bytes| LogId::from_slice(&bytes)).ok_or_else(none)?;
    let head = unhex(&asked.head).and_then(|bytes| EntryId::from_slice(&bytes)).ok_or_else(none)?;
    let scope: Scope = township.scope(&asked.village);
    let tip = shelf.read(&scope, |book| {
        let tips = book.journal().log(&log).filter(|chain| chain.forked_after().is_some()).map(Log::tips);
        tips.into_iter().flatten().find(|tip| tip.id == head)
    })?;
    let tip = tip.ok_or_else(none)?;
    let settled = BranchSettled { log, seq: tip.seq, head, officials };
    Author::new(&shelf, &township.code).write(&scope, |_| vec![Event::Plan(settled.into())])?;
    println!("{log}: the branch up to entry {} counts", tip.seq);
    store.tell_outside()
}

fn open(data: &crate::config::Data) -> Result<(Store, Township, Shelf), AppError> {
    let store = existing(data)?;
    let township = township(&store)?;
    let shelf = Shelf::new(store.clone(), &township, channel().0)?;
    Ok((store, township, shelf))
}
