//! A brake on guessing: after a few wrong codes nobody gets in for a while, be the code right or wrong.

use std::collections::BTreeMap;

/// How long a wrong try counts, in milliseconds: a quarter of an hour.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Names that are remembered at most.
const NAMES: usize = 10_000;

/// Wrong tries by name: a telephone number, or where somebody calls from.
#[derive(Debug, Default)]
pub struct Brake {
    tries: BTreeMap<String, (i64, u32)>,
}

impl Brake {
    /// Whether somebody of this name may try at `now`, in milliseconds, when so many wrong tries are forgiven.
    #[must_use]
    pub fn is_open(&self, name: &str, forgiven: u32, now: i64) -> bool {
        self.tries.get(name).is_none_or(|(since, count)| now - since >= WINDOW_MS || *count < forgiven)
    }

    /// Notes a wrong try.
    pub fn press(&mut self, name: &str, now: i64) {
        if self.tries.len() >= NAMES {
            self.tries.retain(|_, (since, _)| now - *since < WINDOW_MS);
        }
        if self.tries.len() >= NAMES {
            self.tries.pop_first();
        }
        let (since, count) = self.tries.entry(name.to_owned()).or_insert((now, 0));
        if now - *since >= WINDOW_MS {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_tries_close_it_for_a_quarter_of_an_hour() {
        let mut brake = Brake::default();
        for _ in 0..5 {
            assert!(brake.is_open("a", 5, 0));
            brake.press("a", 0);
        }
        assert!(!brake.is_open("a", 5, WINDOW_MS - 1));
        assert!(brake.is_open("b", 5, 0));
        assert!(brake.is_open("a", 5, WINDOW_MS));
    }

    #[test]
    fn it_forgets_rather_than_grow() {
        let mut brake = Brake::default();
        (0..NAMES + 10).for_each(|no| brake.press(&no.to_string(), 0));
        assert!(brake.tries.len() <= NAMES);
    }
}
