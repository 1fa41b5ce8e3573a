//! Whether a database can be relied on (核验): every chain is read and every village folded.

use crate::db::Db;
use crate::error::AppError;
use crate::schema::account;
use crate::store::{entries, meta};
use cunxuan_core::id::{EntryId, LogId, Scope};
use cunxuan_core::village::Book;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::fmt;

/// What a database was found to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The township's name.
    pub township: String,
    /// Villages.
    pub villages: usize,
    /// People of these villages.
    pub people: usize,
    /// Logs.
    pub logs: usize,
    /// Entries.
    pub entries: usize,
    /// Signatures over logs.
    pub seals: usize,
    /// Who may sign in, the office with them.
    pub accounts: i64,
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { township, villages, people, logs, entries, seals, accounts } = self;
        write!(
            f,
            "{township}: {villages} villages, {people} people, {entries} entries in {logs} logs, {seals} seals, \
             {accounts} accounts; every chain read, every village folded"
        )
    }
}

/// Reads all of it.
///
/// # Errors
/// When it is no database of ours, or anything in it does not fit.
pub fn read(db: &mut Db) -> Result<Contents, AppError> {
    db.look(|db| {
        is_whole(db)?;
        let none = || AppError::Command("this holds no township".into());
        let township = meta::township(db)?.ok_or_else(none)?;
        let mine = account::table.filter(account::township.eq(&township.code));
        let accounts = mine.count().get_result(db)?;
        let mut all = Contents { township: township.name, accounts, ..Contents::default() };
        for scope in entries::scopes(db, &township.code)? {
            add(db, &township.code, &scope, &mut all)?;
        }
        Ok(all)
    })
}

/// What SQLite itself finds wrong with its file.
fn is_whole(db: &mut Db) -> Result<(), AppError> {
    #[derive(QueryableByName)]
    struct Said {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    let Db::Sqlite(db) = db else { return Ok(()) };
    let said: Said = diesel::sql_query("PRAGMA integrity_check(1)").get_result(db)?;
    match said.integrity_check.as_str() {
        "ok" => Ok(()),
        fault => Err(AppError::Command(format!("the file is damaged: {fault}"))),
    }
}

fn add(db: &mut Db, township: &str, scope: &Scope, all: &mut Contents) -> Result<(), AppError> {
    let mut book = Book::new(scope.clone());
    let taken = book.take_in(entries::ranges(db, township, scope)?);
    if let Some(refused) = taken.refused.first() {
        let (log, from) = (refused.log, refused.from);
        return Err(AppError::Command(format!("{scope}: log {log} does not hold together at entry {from}")));
    }
    let holds = |log: &LogId, seq: u32, id: &EntryId| {
        book.journal().log(log).is_some_and(|chain| chain.find(seq, id).is_some())
    };
    // The end of a chain has no successor that would tell.
    let names = entries::names(db, township, scope)?;
    if let Some((log, seq, _)) = names.iter().find(|(log, seq, id)| !holds(log, *seq, id)) {
        return Err(AppError::Command(format!("{scope}: entry {seq} of log {log} is not what it was")));
    }
    let seals = entries::seals(db, township, scope)?;
    if let Some((log, seq, ..)) = seals.iter().find(|(log, seq, head, _)| !holds(log, *seq, head)) {
        return Err(AppError::Command(format!("{scope}: log {log} lacks the entry {seq} that a seal is over")));
    }
    book.settle();
    all.villages += 1;
    all.people += book.village().people().len();
    all.logs += book.journal().logs().count();
    all.entries += names.len();
    all.seals += seals.len();
    Ok(())
}
