//! Whose phones were heard of, and when (联系时间): by the server's own clock, kept until it stops.

use cunxuan_core::id::Scope;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// The desks are told at most so often who was heard of.
const PACE: Duration = Duration::from_secs(5);

/// When the phones of each village spoke last.
#[derive(Default)]
pub struct Ears {
    last: BTreeMap<String, Instant>,
    fresh: BTreeSet<String>,
    told: Option<Instant>,
}

impl Ears {
    /// A phone of a village spoke.
    pub fn hear(&mut self, scope: &Scope) {
        self.last.insert(scope.code().to_owned(), Instant::now());
        self.fresh.insert(scope.code().to_owned());
    }

    /// For how many seconds each village was not heard of.
    pub fn quiet(&self) -> BTreeMap<String, u32> {
        let seconds = |heard: &Instant| u32::try_from(heard.elapsed().as_secs()).unwrap_or(u32::MAX);
        self.last.iter().map(|(code, heard)| (code.clone(), seconds(heard))).collect()
    }

    /// Who was heard of since this was asked last; nobody while it is too early to tell again.
    pub fn take_due(&mut self) -> BTreeSet<String> {
        if self.fresh.is_empty() || self.told.is_some_and(|told| told.elapsed() < PACE) {
            return BTreeSet::new();
        }
        self.told = Some(Instant::now());
        std::mem::take(&mut self.fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_heard_is_told_once_and_not_too_often() {
        let mut ears = Ears::default();
        let [one, other] = ["111", "222"].map(|code| Scope::new(code, "2026"));
        ears.hear(&one);
        ears.hear(&one);
        assert_eq!(ears.take_due(), BTreeSet::from(["111".to_owned()]));
        ears.hear(&other);
        assert!(ears.take_due().is_empty(), "too early to tell again");
        assert_eq!(ears.quiet().into_iter().collect::<Vec<_>>(), [("111".to_owned(), 0), ("222".to_owned(), 0)]);
    }
}
