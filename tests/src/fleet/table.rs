//! The table of fleets (测量表): a column for each fleet on each database, a row for each figure, with its goal.

use super::Figures;
use crate::bench::per_second;
use std::collections::BTreeMap;
use std::time::Duration;

/// How many times as long as bare inserts a fleet may take.
const TIMES_BARE: f64 = 2.5;
/// The most bytes that a fleet may send.
const UP: u64 = 3_000_000;
/// The most bytes of an exchange in which nothing is new, both ways.
const REST: u64 = 1_536;

/// A fleet with the name of its database.
pub type Column = (String, Figures);

type Row = (&'static str, &'static str, fn(&Figures) -> String);

const ROWS: [Row; 20] = [
    ("entries brought", "", |it| number(as_f64(it.entries))),
    ("all sent and fetched what there was, seconds from the first request", "", |it| seconds(last(&it.settled))),
    ("entries a second", "", |it| number(per_second(it.entries, last(&it.settled)))),
    ("bare inserts of the same rows, durable every 256, seconds", "", |it| seconds(it.bare.in_parts)),
    ("times that", "≤ 2.5", |it| judged(times(last(&it.settled), it.bare.in_parts), TIMES_BARE, 1)),
    ("bare inserts of the same rows in one transaction, seconds", "", |it| seconds(it.bare.at_once)),
    ("times that", "", |it| format!("{:.1}", times(last(&it.settled), it.bare.at_once))),
    ("every phone holds everything of its village, seconds", "", |it| seconds(it.home)),
    ("times bare inserts, durable every 256", "≤ 2.5", |it| judged(times(it.home, it.bare.in_parts), TIMES_BARE, 1)),
    ("median phone settled after, seconds", "", |it| seconds(middle(&it.settled, 50))),
    ("last phone, times the median", "", |it| format!("{:.1}", times(last(&it.settled), middle(&it.settled, 50)))),
    ("bytes up, without headers", "≤ 3,000,000", |it| judged(it.tally.up as f64, UP as f64, 0)),
    ("bytes down, without headers", "", |it| number(it.tally.down as f64)),
    ("one settled exchange both ways, bytes: median", "≤ 1,536", |it| judged(rest(it, 50), REST as f64, 0)),
    ("one settled exchange both ways, bytes: largest", "≤ 1,536", |it| judged(rest(it, 100), REST as f64, 0)),
    ("requests", "", |it| number(as_f64(it.tally.times.len()))),
    ("request, ms: p50 / p95 / p99", "", |it| [50, 95, 99].map(|at| millis(middle(&it.tally.times, at))).join(" / ")),
    ("ranges refused; requests failed and sent again", "", |it| {
        format!("{}; {}", all(&it.tally.refused), all(&it.tally.failed))
    }),
    ("server's memory at most, MiB", "", |it| number((it.peak / 1024) as f64)),
    ("processor seconds: server; phones", "", |it| {
        format!("{:.1}; {:.1}", it.worked.0.as_secs_f64(), it.worked.1.as_secs_f64())
    }),
];

/// The table.
#[must_use]
pub fn table(columns: &[Column]) -> String {
    let head: Vec<String> =
        columns.iter().map(|(database, it)| format!("{} phones, {database}", number(as_f64(it.phones)))).collect();
    let mut lines = vec![format!("| | goal | {} |", head.join(" | "))];
    lines.push(format!("|---|---|{}", "---|".repeat(columns.len())));
    for (what, goal, cell) in ROWS {
        let cells: Vec<String> = columns.iter().map(|(_, it)| cell(it)).collect();
        lines.push(format!("| {what} | {goal} | {} |", cells.join(" | ")));
    }
    let audited = columns.iter().map(|(_, it)| format!("{}; {}", it.exports, it.rows)).collect::<Vec<_>>();
    lines.push(format!("| exports without fault; rows of the wall equal to the phones' | | {} |", audited.join(" | ")));
    lines.join("\n") + "\n"
}

/// A whole number for people: thousands parted.
fn number(value: f64) -> String {
    let digits = format!("{value:.0}");
    let parted = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    parted.collect::<Vec<_>>().join(",")
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn last(sorted: &[Duration]) -> Duration {
    middle(sorted, 100)
}

/// The value below which so many of a hundred lie.
fn middle<T: Copy + Default>(sorted: &[T], percent: usize) -> T {
    sorted.get((sorted.len().saturating_sub(1)) * percent / 100).copied().unwrap_or_default()
}

fn rest(it: &Figures, percent: usize) -> f64 {
    middle(&it.rest, percent) as f64
}

fn times(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

fn millis(time: Duration) -> String {
    number(time.as_secs_f64() * 1000.0)
}

fn judged(value: f64, goal: f64, digits: usize) -> String {
    let value_said = if digits == 0 { number(value) } else { format!("{value:.digits$}") };
    if value <= goal { value_said } else { format!("{value_said} **not met**") }
}

/// Counts with what they count, or none.
fn all(counts: &BTreeMap<String, usize>) -> String {
    let said: Vec<String> = counts.iter().map(|(what, count)| format!("{count} × {what}")).collect();
    if said.is_empty() { "0".to_owned() } else { said.join(", ") }
}
