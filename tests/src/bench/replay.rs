//! Replay: a village's whole journal taken into an empty book, every chain checked, every entry folded.

use super::{Line, median, per_second};
use cunxuan_core::id::Scope;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::lacking;
use cunxuan_core::village::Book;
use cunxuan_server::play::Play;
use std::hint::black_box;

/// A played village as it travels.
pub struct Village {
    /// What it is about.
    pub scope: Scope,
    /// The township's code.
    pub township: String,
    /// Its entries, in ranges of a log each.
    pub ranges: Vec<Range>,
    /// How many entries.
    pub entries: usize,
}

impl Village {
    /// What a played village amounts to.
    #[must_use]
    pub fn of(play: Play<'_>) -> Self {
        let journal = play.book().journal();
        let (ranges, _) = lacking(journal, &[], u32::MAX);
        let scope = journal.scope().clone();
        let township = play.book().village().plan().village().township_code.clone();
        Self { scope, township, ranges, entries: journal.len() }
    }

    /// An empty book that takes everything in.
    #[must_use]
    pub fn fold(&self) -> Book {
        let mut book = Book::new(self.scope.clone());
        book.take(self.ranges.clone());
        book
    }
}

/// Entries replayed in a second by native code.
#[must_use]
pub fn native(village: &Village) -> Vec<Line> {
    let copies = median(9, || drop(black_box(village.ranges.clone())));
    let time = median(9, || drop(black_box(village.fold()))).saturating_sub(copies);
    let rate = per_second(village.entries, time);
    let ten_thousand = 10_000.0 / rate * 1000.0;
    vec![
        Line::at_least("entries replayed, native", rate, "/s", 500_000.0),
        Line::at_most("10,000 entries replayed, native", ten_thousand, "ms", 20.0),
    ]
}
