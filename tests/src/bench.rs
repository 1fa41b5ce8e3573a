//! What is measured, and how it is shown beside its budget.

pub mod ingest;
pub mod phone;
pub mod replay;

use std::time::{Duration, Instant};

/// One line of the table.
pub struct Line {
    /// What was measured.
    pub what: String,
    /// What came out, in words.
    pub measured: String,
    /// What it has to hold, in words; empty where there is no budget.
    pub budget: String,
    /// Whether it does.
    pub holds: Option<bool>,
}

impl Line {
    /// A figure that must not be below its budget.
    #[must_use]
    pub fn at_least(what: &str, value: f64, unit: &str, budget: f64) -> Self {
        Self::new(what, value, unit, format!("≥ {} {unit}", number(budget)), Some(value >= budget))
    }

    /// A figure that must not be above its budget.
    #[must_use]
    pub fn at_most(what: &str, value: f64, unit: &str, budget: f64) -> Self {
        Self::new(what, value, unit, format!("≤ {} {unit}", number(budget)), Some(value <= budget))
    }

    /// A figure without a budget.
    #[must_use]
    pub fn plain(what: &str, value: f64, unit: &str) -> Self {
        Self::new(what, value, unit, String::new(), None)
    }

    fn new(what: &str, value: f64, unit: &str, budget: String, holds: Option<bool>) -> Self {
        Self { what: what.to_owned(), measured: format!("{} {unit}", number(value)), budget, holds }
    }

    /// The line as a row of a table.
    #[must_use]
    pub fn row(&self) -> String {
        let holds = self.holds.map_or("", |holds| if holds { "yes" } else { "**no**" });
        format!("| {} | {} | {} | {holds} |", self.what, self.measured, self.budget)
    }
}

/// A number for people: thousands parted, one decimal below a hundred.
fn number(value: f64) -> String {
    if value < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let parted = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    parted.collect::<Vec<_>>().join(",")
}

/// The median time of several runs of a work.
#[must_use]
pub fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs.max(1)).map(|_| timed(&mut work)).collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn timed(work: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// How many of something in a second.
#[must_use]
pub fn per_second(count: usize, time: Duration) -> f64 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    f64::from(count) / time.as_secs_f64().max(f64::MIN_POSITIVE)
}
