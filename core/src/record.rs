//! The record: entries chained into logs, logs gathered into journals, journals exchanged.
//!
//! It knows no election law: an entry's body is bytes to it. Where to start: [`entry`] says what an
//! entry is, [`log`] how entries chain and fork, [`journal`] how a store takes them in, [`exchange`]
//! how two stores find out what each other lacks, [`export`] what a stranger checks.

pub mod entry;
pub mod exchange;
pub mod export;
pub mod journal;
pub mod log;
pub mod seal;

pub use entry::{Draft, Entry, Item, LogOpened, Opening};
pub use journal::{Journal, Key, Range, Refused, RefusedCode, Taken};
pub use log::Log;
pub use seal::{Receipt, Seal};
