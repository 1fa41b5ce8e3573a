//! Entries in and out of the database.

use super::{Store, returned};
use crate::db::{Db, execute};
use crate::error::AppError;
use crate::host::arrival;
use crate::schema::{entry, seal};
use cunxuan_core::id::{ActorNo, EntryId, LogId, Salt, Scope};
use cunxuan_core::record::entry::{Item, Opening};
use cunxuan_core::record::journal::{Journal, Key, Range};
use diesel::prelude::*;

/// Rows of one statement.
const ROWS: usize = 500;

/// A signature over the head of a log: the log, the number and the id of the head, and the seal's own bytes.
pub type SealRow = (LogId, u32, EntryId, Vec<u8>);

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = entry, treat_none_as_default_value = false)]
struct Row {
    township: String,
    scope: String,
    log: Vec<u8>,
    seq: i64,
    id: Vec<u8>,
    prev: Vec<u8>,
    bytes: Vec<u8>,
    salt: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
    received_at: i64,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = seal, treat_none_as_default_value = false)]
struct Sealed {
    township: String,
    scope: String,
    log: Vec<u8>,
    seq: i64,
    head: Vec<u8>,
    bytes: Vec<u8>,
}

impl Store {
    /// Makes entries of a journal durable, and signatures over them, all or nothing. What is there already
    /// stays as it is. `from` is who is signed in on the phone that brought them; nobody for the server's own.
    ///
    /// # Errors
    /// When nothing could be written.
    pub fn keep(
        &self,
        township: &str,
        from: Option<ActorNo>,
        journal: &Journal,
        new: &[Key],
        seals: &[SealRow],
    ) -> Result<(), AppError> {
        let (township, scope) = (township.to_owned(), journal.scope().clone());
        let row = |key: &Key| Some(row(&township, &scope, key, item(journal, key)?, arrival()));
        let rows: Vec<Row> = new.iter().filter_map(row).collect();
        let seals = seals.to_vec();
        if rows.is_empty() && seals.is_empty() {
            return Ok(());
        }
        self.write(move |db| {
            let mut fresh = 0;
            for some in rows.chunks(ROWS) {
                fresh += execute!(db, diesel::insert_into(entry::table).values(some).on_conflict_do_nothing())?;
            }
            keep_seals(db, &township, &scope, seals)?;
            returned::count(db, &township, &scope, from, fresh)
        })
    }

    /// Everything kept of a scope, every predecessor before its successor.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ranges(&self, township: &str, scope: &Scope) -> Result<Vec<Range>, AppError> {
        self.read(|db| ranges(db, township, scope))
    }

    /// The signatures kept of a scope, by log and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn seals(&self, township: &str, scope: &Scope) -> Result<Vec<SealRow>, AppError> {
        self.read(|db| seals(db, township, scope))
    }

    /// The scopes of which anything is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn scopes(&self, township: &str) -> Result<Vec<Scope>, AppError> {
        self.read(|db| scopes(db, township))
    }
}

fn keep_seals(db: &mut Db, township: &str, scope: &Scope, seals: Vec<SealRow>) -> QueryResult<()> {
    let row = |(log, seq, head, bytes): SealRow| Sealed {
        township: township.to_owned(),
        scope: scope.0.clone(),
        log: log.0.to_vec(),
        seq: i64::from(seq),
        head: head.0.to_vec(),
        bytes,
    };
    let rows: Vec<Sealed> = seals.into_iter().map(row).collect();
    for some in rows.chunks(ROWS) {
        execute!(db, diesel::insert_into(seal::table).values(some).on_conflict_do_nothing())?;
    }
    Ok(())
}

/// Everything kept of a scope, every predecessor before its successor.
pub fn ranges(db: &mut Db, township: &str, scope: &Scope) -> QueryResult<Vec<Range>> {
    let mine = entry::table.filter(entry::township.eq(township).and(entry::scope.eq(&scope.0)));
    let rows: Vec<Row> = mine.order((entry::log, entry::seq, entry::received_at)).select(Row::as_select()).load(db)?;
    let mut ranges = Vec::new();
    let mut end = None;
    for row in rows {
        let id = EntryId::from_slice(&row.id);
        add(&mut ranges, end, row);
        end = id;
    }
    Ok(ranges)
}

/// The signatures kept of a scope, by log and number. A row that is none is left out.
pub fn seals(db: &mut Db, township: &str, scope: &Scope) -> QueryResult<Vec<SealRow>> {
    let mine = seal::table.filter(seal::township.eq(township).and(seal::scope.eq(&scope.0)));
    let rows: Vec<Sealed> = mine.order((seal::log, seal::seq, seal::head)).select(Sealed::as_select()).load(db)?;
    let seal = |row: Sealed| {
        let (log, seq) = (LogId::from_slice(&row.log)?, u32::try_from(row.seq).ok()?);
        Some((log, seq, EntryId::from_slice(&row.head)?, row.bytes))
    };
    Ok(rows.into_iter().filter_map(seal).collect())
}

/// The scopes of which anything is kept.
pub fn scopes(db: &mut Db, township: &str) -> QueryResult<Vec<Scope>> {
    let mine = entry::table.filter(entry::township.eq(township)).select(entry::scope).distinct();
    let names: Vec<String> = mine.order(entry::scope).load(db)?;
    Ok(names.into_iter().map(Scope).collect())
}

/// The names under which entries of a scope are kept: log, number, id. One that is no name is an empty one.
pub fn names(db: &mut Db, township: &str, scope: &Scope) -> QueryResult<Vec<(LogId, u32, EntryId)>> {
    let mine = entry::table.filter(entry::township.eq(township).and(entry::scope.eq(&scope.0)));
    let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = mine.select((entry::log, entry::seq, entry::id)).load(db)?;
    let name = |(log, seq, id): (Vec<u8>, i64, Vec<u8>)| {
        Some((LogId::from_slice(&log)?, u32::try_from(seq).ok()?, EntryId::from_slice(&id)?))
    };
    Ok(rows.into_iter().map(|row| name(row).unwrap_or_default()).collect())
}

fn item<'a>(journal: &'a Journal, key: &Key) -> Option<&'a Item> {
    journal.log(&key.place.log)?.find(key.place.seq, &key.id).map(|link| &link.item)
}

fn row(township: &str, scope: &Scope, key: &Key, item: &Item, received_at: i64) -> Row {
    Row {
        township: township.to_owned(),
        scope: scope.0.clone(),
        log: key.place.log.0.to_vec(),
        seq: i64::from(key.place.seq),
        id: key.id.0.to_vec(),
        prev: key.prev.0.to_vec(),
        bytes: item.bytes.clone(),
        salt: item.opening.as_ref().map(|opening| opening.salt.0.to_vec()),
        body: item.opening.as_ref().map(|opening| opening.body.clone()),
        received_at,
    }
}

/// Adds a row to the range it continues, or begins another. A row that is no entry is left out: the
/// chain check then refuses what follows it.
fn add(ranges: &mut Vec<Range>, end: Option<EntryId>, row: Row) {
    let (Some(log), Some(prev)) = (LogId::from_slice(&row.log), EntryId::from_slice(&row.prev)) else { return };
    let Ok(from) = u32::try_from(row.seq) else { return };
    let salt = row.salt.and_then(|salt| Salt::from_slice(&salt));
    let opening = salt.zip(row.body).map(|(salt, body)| Opening { salt, body });
    let item = Item { bytes: row.bytes, opening };
    match ranges.last_mut() {
        Some(range) if range.log == log && end == Some(prev) => range.items.push(item),
        Some(_) | None => ranges.push(Range { log, from, prev, items: vec![item], seal: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunxuan_core::id::Label;
    use cunxuan_core::record::exchange::{covered, holdings, lacking};
    use cunxuan_core::record::{Draft, LogOpened};

    const LABEL: Label = Label { actor: 1, wall: 0 };

    fn draft(kind: u16, salt: Option<Salt>) -> Draft {
        Draft { kind, body: vec![7; 40], salt }
    }

    /// A log with an open entry, one behind a commitment, and a second branch beside that.
    fn forked(scope: &Scope) -> Journal {
        let township = "990101101".to_owned();
        let opened = LogOpened { key: None, suite: 0, incarnation: [1; 8], township, scope: scope.clone(), role: 1 };
        let mut journal = Journal::new(scope.clone());
        let first = journal.draft(None, vec![opened.draft(), draft(900, None)], LABEL);
        let log = first.log;
        journal.take(vec![first]);
        let one = journal.draft(Some(log), vec![draft(901, Some(Salt([3; 16]))), draft(902, None)], LABEL);
        let other = journal.draft(Some(log), vec![draft(903, None)], LABEL);
        journal.take(vec![one, other]);
        journal
    }

    #[test]
    fn both_branches_of_a_forked_log_come_back_as_they_were() {
        let folder = std::env::temp_dir().join(format!("cunxuan-entries-{}", std::process::id()));
        let store = Store::open(&folder).unwrap();
        let scope = Scope::new("990101101201", "2026");
        let journal = forked(&scope);
        let mut empty = Journal::new(scope.clone());
        let all = empty.take(lacking(&journal, &[], u32::MAX).0).new;
        assert_eq!(all.len(), 5);
        let last = all.last().unwrap();
        let seal = (last.place.log, last.place.seq, last.id, vec![9; 80]);
        for _ in 0..2 {
            store.keep("990101101", None, &journal, &all, std::slice::from_ref(&seal)).unwrap();
        }
        assert_eq!(store.seals("990101101", &scope).unwrap(), [seal]);
        let mut loaded = Journal::new(scope.clone());
        assert!(loaded.take(store.ranges("990101101", &scope).unwrap()).refused.is_empty());
        assert_eq!(loaded.len(), journal.len());
        assert!(covered(&loaded, &holdings(&journal)) && covered(&journal, &holdings(&loaded)));
        let items =
            |journal: &Journal| journal.in_order().into_iter().map(|(_, item)| item.clone()).collect::<Vec<_>>();
        assert_eq!(items(&loaded), items(&journal), "bytes and openings");
        assert_eq!(store.scopes("990101101").unwrap(), std::slice::from_ref(&scope));
        assert!(store.ranges("990101102", &scope).unwrap().is_empty(), "another township's");
        drop(store);
        // A reader of the pool may still be closing its files: what is left is small and temporary.
        let _ = std::fs::remove_dir_all(folder);
    }
}
