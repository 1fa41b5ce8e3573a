//! Entries in and out of the database.

use super::Store;
use crate::error::AppError;
use crate::host::arrival;
use crate::schema::entry;
use cunxuan_core::id::{EntryId, LogId, Salt, Scope};
use cunxuan_core::record::entry::{Item, Opening};
use cunxuan_core::record::journal::{Journal, Key, Range};
use diesel::prelude::*;

/// Rows of one statement.
const ROWS: usize = 500;

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

impl Store {
    /// Makes entries of a journal durable. What is there already stays as it is.
    ///
    /// # Errors
    /// When nothing could be written.
    pub fn keep(&self, township: &str, journal: &Journal, keys: &[Key]) -> Result<(), AppError> {
        let row = |key: &Key| Some(row(township, journal.scope(), key, item(journal, key)?, arrival()));
        let rows: Vec<Row> = keys.iter().filter_map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.write(move |db| {
            for some in rows.chunks(ROWS) {
                diesel::insert_into(entry::table).values(some).on_conflict_do_nothing().execute(db)?;
            }
            Ok(())
        })
    }

    /// Everything kept of a scope, every predecessor before its successor.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ranges(&self, township: &str, scope: &Scope) -> Result<Vec<Range>, AppError> {
        let rows: Vec<Row> = self.read(|db| {
            entry::table
                .filter(entry::township.eq(township).and(entry::scope.eq(&scope.0)))
                .order((entry::log, entry::seq, entry::received_at))
                .select(Row::as_select())
                .load(db)
        })?;
        let mut ranges = Vec::new();
        let mut end = None;
        for row in rows {
            let id = EntryId::from_slice(&row.id);
            add(&mut ranges, end, row);
            end = id;
        }
        Ok(ranges)
    }

    /// The scopes of which anything is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn scopes(&self, township: &str) -> Result<Vec<Scope>, AppError> {
        let names: Vec<String> = self.read(|db| {
            entry::table
                .filter(entry::township.eq(township))
                .order(entry::scope)
                .select(entry::scope)
                .distinct()
                .load(db)
        })?;
        Ok(names.into_iter().map(Scope).collect())
    }
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
        Some(_) | None => ranges.push(Range { log, from, prev, items: vec![item] }),
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
        store.keep("990101101", &journal, &all).unwrap();
        store.keep("990101101", &journal, &all).unwrap();
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
