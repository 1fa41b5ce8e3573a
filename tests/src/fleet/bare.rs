//! Bare inserts (裸写): the rows that the fleet brought, written again into a fresh database of the same kind by nothing
//! but diesel.

use crate::process::Result;
use crate::server::Home;
use cunxuan_server::db::{self, Db};
use cunxuan_server::schema::entry;
use diesel::prelude::*;
use std::time::{Duration, Instant};

/// Rows of one statement.
const ROWS: usize = 256;
const RUNS: usize = 3;

#[derive(Clone, Insertable, Queryable)]
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

/// How long bare inserts take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare {
    /// How many rows.
    pub rows: usize,
    /// Every 256 rows made durable.
    pub in_parts: Duration,
    /// Made durable once, at the end.
    pub at_once: Duration,
}

/// The median times to insert everything that arrived since a moment.
///
/// # Errors
/// When a database cannot be made, read or written.
pub fn measure(home: &Home, since: i64) -> Result<Bare> {
    let arrived = entry::table.filter(entry::received_at.ge(since)).order(entry::received_at);
    let rows: Vec<Row> = home.store()?.read(|db| arrived.load(db))?;
    let (in_parts, at_once) = (median(home, &rows, 1)?, median(home, &rows, rows.len())?);
    Ok(Bare { rows: rows.len(), in_parts, at_once })
}

fn median(home: &Home, rows: &[Row], together: usize) -> Result<Duration> {
    let mut times = (0..RUNS).map(|_| insert(&home.another()?, rows, together)).collect::<Result<Vec<_>>>()?;
    times.sort();
    Ok(times.get(RUNS / 2).copied().unwrap_or_default())
}

/// The time to insert rows into a fresh database, so many statements a transaction.
fn insert(home: &Home, rows: &[Row], together: usize) -> Result<Duration> {
    let location = home.store()?.location().clone();
    let mut db = db::open(&location)?;
    let statements: Vec<Vec<Row>> = rows.chunks(ROWS).map(<[Row]>::to_vec).collect();
    let start = Instant::now();
    for some in statements.chunks(together.max(1)) {
        db.write(|db| some.iter().try_for_each(|rows| one(db, rows)))?;
    }
    Ok(start.elapsed())
}

fn one(db: &mut Db, rows: &[Row]) -> QueryResult<()> {
    let insert = diesel::insert_into(entry::table).values(rows);
    match db {
        Db::Sqlite(db) => insert.execute(db),
        Db::Postgres(db) => insert.execute(db),
    }
    .map(drop)
}
