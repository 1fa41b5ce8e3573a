//! After a restore (恢复): what the backup lacked and phones gave back, counted until the office has seen it.

use super::{Store, meta};
use crate::db::Db;
use crate::error::AppError;
use crate::host::now_ms;
use crate::schema::returned;
use cunxuan_core::id::{ActorNo, Scope};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const RESTORED: &str = "restored";

/// What is known of the last restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// When the backup was put in place, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Entries that were not in the backup and came from phones since, in the villages not dismissed yet.
    pub missing_returned: u64,
    /// From how many phones, told apart by who is signed in on them.
    pub phones: u64,
    /// By village.
    pub villages: BTreeMap<Scope, Returned>,
}

/// What came back of one village.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// Entries.
    pub entries: u64,
    /// From how many phones.
    pub phones: u64,
}

/// The fact that this database was restored.
#[derive(Serialize, Deserialize)]
struct Mark {
    at: i64,
    dismissed: BTreeSet<String>,
}

impl Store {
    /// What came back since the last restore; nothing if there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored(&self, township: &str) -> Result<Option<Restored>, AppError> {
        let (mark, rows) = self.read(|db| {
            let rows = returned::table.filter(returned::township.eq(township));
            let rows = rows.select((returned::scope, returned::phone, returned::entries));
            Ok((mark(db)?, rows.load::<(String, i64, i64)>(db)?))
        })?;
        let Some(mark) = mark else { return Ok(None) };
        let phones: BTreeSet<i64> = rows.iter().map(|(_, phone, _)| *phone).collect();
        let mut villages: BTreeMap<Scope, Returned> = BTreeMap::new();
        for (scope, _, entries) in rows {
            let village = villages.entry(Scope(scope)).or_default();
            village.entries = village.entries.saturating_add(u64::try_from(entries).unwrap_or_default());
            village.phones = village.phones.saturating_add(1);
        }
        let missing_returned = villages.values().map(|village| village.entries).sum();
        let phones = u64::try_from(phones.len()).unwrap_or(u64::MAX);
        Ok(Some(Restored { at: mark.at, missing_returned, phones, villages }))
    }

    /// The office has seen what came back of a village: it is counted no more, until the next restore.
    ///
    /// # Errors
    /// When the database fails.
    pub fn dismiss_restored(&self, township: &str, scope: &Scope) -> Result<(), AppError> {
        let (township, scope) = (township.to_owned(), scope.clone());
        self.write(move |db| {
            let Some(mut known) = mark(db)? else { return Ok(()) };
            let mine = returned::table.filter(returned::township.eq(township).and(returned::scope.eq(&scope.0)));
            diesel::delete(mine).execute(db)?;
            known.dismissed.insert(scope.0);
            set_mark(db, &known)
        })
    }
}

/// Begins to count what comes back.
pub fn begin(db: &mut Db) -> QueryResult<()> {
    diesel::delete(returned::table).execute(db)?;
    set_mark(db, &Mark { at: now_ms(), dismissed: BTreeSet::new() })
}

/// Counts entries that are new here and came from a phone, if this database was restored.
pub fn count(db: &mut Db, township: &str, scope: &Scope, from: Option<ActorNo>, fresh: usize) -> QueryResult<()> {
    let (Some(phone), Ok(fresh @ 1..)) = (from.map(i64::from), i64::try_from(fresh)) else { return Ok(()) };
    if mark(db)?.is_none_or(|mark| mark.dismissed.contains(&scope.0)) {
        return Ok(());
    }
    let mine = returned::table.find((township, &scope.0, phone));
    let before: Option<i64> = mine.select(returned::entries).first(db).optional()?;
    let entries = before.unwrap_or_default().saturating_add(fresh);
    if before.is_none() {
        tracing::warn!(%scope, phone, entries, "a phone gives back what the restored backup lacked");
    }
    diesel::delete(mine).execute(db)?;
    let row = (
        returned::township.eq(township),
        returned::scope.eq(&scope.0),
        returned::phone.eq(phone),
        returned::entries.eq(entries),
    );
    diesel::insert_into(returned::table).values(row).execute(db).map(drop)
}

fn mark(db: &mut Db) -> QueryResult<Option<Mark>> {
    Ok(meta::get(db, RESTORED)?.and_then(|text| serde_json::from_str(&text).ok()))
}

fn set_mark(db: &mut Db, mark: &Mark) -> QueryResult<()> {
    meta::set(db, RESTORED, &serde_json::to_string(mark).unwrap_or_default())
}
