//! The flat export: what a stranger's checker reads.
//!
//! ```cddl
//! export = [ "cx/export/1", scope: tstr, [* log] ]
//! log    = [ id: bstr .size 16, [* chained] ]
//! chained = [ seq: uint, prev: bstr .size 32, item ]   ; every branch, parents first
//! ```
//! Certificates, seals and rule values are events of the logs or follow as further fields.

use super::entry::Item;
use super::journal::{Journal, Range, Taken};
use crate::id::{EntryId, LogId, Scope};
use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};

const MARK: &str = "cx/export/1";

/// Why a file is no export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not a flat export.
    NotAnExport,
    /// The chain of a log is broken or does not belong to the scope.
    BadChain {
        /// The log.
        log: LogId,
        /// The number of the first entry that does not fit.
        seq: u32,
    },
}

/// A journal as one byte string.
#[must_use]
pub fn write(journal: &Journal) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into a vector cannot fail.
    let _ = write_to(journal, &mut Encoder::new(&mut bytes));
    bytes
}

fn write_to<W: Write>(journal: &Journal, e: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
    let logs: Vec<_> = journal.logs().collect();
    e.array(3)?.str(MARK)?.str(&journal.scope().0)?.array(size(logs.len()))?;
    for (log, chain) in logs {
        e.array(2)?.bytes(&log.0)?.array(size(chain.len()))?;
        for (seq, prev, link) in chain.entries() {
            e.array(3)?.u32(seq)?.bytes(&prev.0)?;
            link.item.encode(e, &mut ())?;
        }
    }
    Ok(())
}

fn size(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// Reads an export and checks every chain in it.
///
/// # Errors
/// When the bytes are no export, or a chain is broken.
pub fn read(bytes: &[u8]) -> Result<Journal, Unreadable> {
    let (scope, ranges) = read_ranges(bytes).map_err(|_| Unreadable::NotAnExport)?;
    let mut journal = Journal::new(scope);
    let Taken { refused, .. } = journal.take(ranges);
    match refused.first() {
        None => Ok(journal),
        Some(refused) => Err(Unreadable::BadChain { log: refused.log, seq: refused.from }),
    }
}

fn read_ranges(bytes: &[u8]) -> Result<(Scope, Vec<Range>), decode::Error> {
    let mut d = Decoder::new(bytes);
    let mut ranges = Vec::new();
    if d.array()? != Some(3) || d.str()? != MARK {
        return Err(decode::Error::message("not an export"));
    }
    let scope = Scope(d.str()?.to_owned());
    for _ in 0..d.array()?.unwrap_or(0) {
        d.array()?;
        let log = LogId::decode(&mut d, &mut ())?;
        for _ in 0..d.array()?.unwrap_or(0) {
            d.array()?;
            let (from, prev) = (d.u32()?, EntryId::decode(&mut d, &mut ())?);
            ranges.push(Range { log, from, prev, items: vec![Item::decode(&mut d, &mut ())?] });
        }
    }
    Ok((scope, ranges))
}
