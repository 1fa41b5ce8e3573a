//! The clock and the randomness of this machine: what the core may never ask for itself.

use crate::error::AppError;
use cunxuan_core::time::Day;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A label for what arrives: microseconds since 1970-01-01 UTC, and always larger than the one before, so
/// that the first branch of a log stays the first after a restart.
#[must_use]
pub fn arrival() -> i64 {
    static LAST: AtomicI64 = AtomicI64::new(0);
    let now = now_ms().saturating_mul(1000);
    let next = |last: i64| now.max(last.saturating_add(1));
    let before = LAST.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(next(last)));
    before.map_or(now, next)
}

/// Seconds since 1970-01-01 UTC.
#[must_use]
pub fn now_s() -> i64 {
    now_ms() / 1000
}

/// The civil day at +08:00.
#[must_use]
pub fn today() -> Day {
    Day::from_unix(now_s())
}

/// Random bytes of the system.
///
/// # Errors
/// When the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Storage("the system gives no random bytes".into()))?;
    Ok(bytes)
}

/// A random number of so many decimal digits, every one as likely as the others.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random_digits(digits: u32) -> Result<String, AppError> {
    // Sixty-four bits over at most twelve digits: the first numbers are favoured by less than one in ten million.
    let number = u64::from_le_bytes(random()?) % 10_u64.pow(digits.min(12));
    let width = usize::try_from(digits.min(12)).unwrap_or_default();
    Ok(format!("{number:0width$}"))
}

/// Bytes as small hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal digits.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    text.len().is_multiple_of(2).then(|| (0..text.len()).step_by(2).map(pair).collect()).flatten()
}

/// SHA-256 of a few parts, one behind the other.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part));
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_there_and_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        assert_eq!(unhex("0g"), None);
        assert_eq!(unhex("012"), None);
    }

    #[test]
    fn whatever_arrives_later_has_a_larger_label() {
        let labels: Vec<i64> = (0..1000).map(|_| arrival()).collect();
        assert!(labels.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn digits_keep_their_width() {
        assert!((0..100).all(|_| random_digits(4).unwrap().len() == 4));
    }
}
