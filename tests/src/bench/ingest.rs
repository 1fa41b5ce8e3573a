//! Ingest: the server's way of a push (read, checked, folded, committed, answered) beside bare inserts of the same bytes.

use super::replay::Village;
use super::{Line, per_second};
use crate::given::{Fault, root};
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{MAX_BYTES, SyncRequest, WIRE, answer};
use cunxuan_server::db;
use cunxuan_server::schema::entry;
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::{Store, Township};
use diesel::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Entries of one push, and of one transaction of bare inserts.
const TOGETHER: usize = 256;
const RUNS: usize = 5;

#[derive(Insertable)]
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

/// Entries ingested in a second, and that as a share of bare inserts in the same run.
///
/// # Errors
/// When the database cannot be made or written.
pub fn measure(village: &Village) -> Result<Vec<Line>, Fault> {
    let batches = batches(village);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        ours.push(ingest(village, &batches, run)?);
        bare.push(insert(village, &batches, run)?);
    }
    let (ours, bare) = (middle(ours), middle(bare));
    let share = bare.as_secs_f64() / ours.as_secs_f64() * 100.0;
    Ok(vec![
        Line::plain("entries ingested, SQLite", per_second(village.entries, ours), "/s"),
        Line::plain("bare inserts of the same bytes", per_second(village.entries, bare), "/s"),
        Line::at_least("ingest, of bare inserts", share, "%", 25.0),
    ])
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The village's entries in pushes.
fn batches(village: &Village) -> Vec<Vec<Range>> {
    let mut batches = Vec::new();
    for range in &village.ranges {
        let (mut from, mut prev) = (range.from, range.prev);
        for items in range.items.chunks(TOGETHER) {
            batches.push(vec![Range { log: range.log, from, prev, items: items.to_vec(), seal: None }]);
            prev = items.iter().fold(prev, |prev, item| item.id_after(&prev));
            from = from.saturating_add(u32::try_from(items.len()).unwrap_or(u32::MAX));
        }
    }
    batches
}

fn folder(name: &str, run: usize) -> Result<PathBuf, Fault> {
    let folder = root().join("target/bench").join(format!("{name}-{run}"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn ingest(village: &Village, batches: &[Vec<Range>], run: usize) -> Result<Duration, Fault> {
    let store = Store::open(&folder("ingest", run)?)?;
    let code = village.township.clone();
    let township = Township { code, name: String::new(), term: String::new(), words: String::new(), demo_day: None };
    let shelf = Shelf::new(store, &township, channel().0)?;
    let request = |push: &Vec<Range>| {
        let (scope, push) = (village.scope.clone(), push.clone());
        minicbor::to_vec(SyncRequest {
            version: WIRE,
            scope,
            have: Vec::new(),
            push,
            max_bytes: MAX_BYTES,
            known: None,
        })
    };
    let bodies = batches.iter().map(request).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    for body in &bodies {
        let mut request: SyncRequest = minicbor::decode(body)?;
        let push = std::mem::take(&mut request.push);
        // A phone names what it holds, so that it is not sent back to it.
        request.max_bytes = 0;
        let told =
            shelf.take(&village.scope, |_| push, |book, taken| answer(book.journal(), &request, taken.refused))?;
        minicbor::to_vec(&told)?;
    }
    Ok(start.elapsed())
}

fn insert(village: &Village, batches: &[Vec<Range>], run: usize) -> Result<Duration, Fault> {
    let mut db = db::open(&db::Location::File(folder("bare", run)?.join("bare.db")))?;
    let db::Db::Sqlite(db) = &mut db else { return Err("no SQLite".into()) };
    let rows: Vec<Vec<Row>> =
        batches.iter().map(|ranges| ranges.iter().flat_map(|range| rows(village, range)).collect()).collect();
    let start = Instant::now();
    for rows in rows {
        db.transaction(|db| diesel::insert_into(entry::table).values(rows).execute(db))?;
    }
    Ok(start.elapsed())
}

fn rows(village: &Village, range: &Range) -> Vec<Row> {
    let mut prev = range.prev;
    let row = |(item, seq): (&cunxuan_core::record::Item, u32)| {
        let id = item.id_after(&prev);
        let before = std::mem::replace(&mut prev, id);
        Row {
            township: village.township.clone(),
            scope: village.scope.0.clone(),
            log: range.log.0.to_vec(),
            seq: i64::from(seq),
            id: id.0.to_vec(),
            prev: before.0.to_vec(),
            bytes: item.bytes.clone(),
            salt: item.opening.as_ref().map(|opening| opening.salt.0.to_vec()),
            body: item.opening.as_ref().map(|opening| opening.body.clone()),
            received_at: 0,
        }
    };
    range.items.iter().zip(range.from..).map(row).collect()
}
