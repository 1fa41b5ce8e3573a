//! The flat export: what a stranger's checker reads.
//!
//! ```cddl
//! export  = [ "cx/export/2", scope: tstr, anchor, [* log], [* seal], [* rules] ]
//! anchor  = null / [ suite: uint, key: bstr ]          ; the township's public key, to be compared by eye
//! log     = [ id: bstr .size 16, [* chained] ]
//! chained = [ seq: uint, prev: bstr .size 32, item ]   ; every branch, parents first
//! rules   = [ id: tstr, source: tstr, hash: bstr .size 32 ]  ; SHA-256 of the source is the hash
//! ```
//! Certificates and revocations are events of the township's own logs.

use super::entry::Item;
use super::journal::{Journal, Range};
use super::seal::Seal;
use crate::event::wire;
use crate::id::{EntryId, LogId, Scope};
use crate::key::PublicKey;
use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};

const MARK: &str = "cx/export/2";

/// A rule set as it is written, so that a result can be checked years later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Its id, such as `VC-SD-2011`.
    pub id: String,
    /// SHA-256 of the source.
    pub hash: [u8; 32],
    /// The source: one `key = value; article; confidence` a line.
    pub source: String,
}
wire!(Rules { id, source } bytes { hash });

/// What an export holds.
#[derive(Clone, Debug)]
pub struct Export {
    /// The record.
    pub journal: Journal,
    /// The township's public key, as the file claims it.
    pub anchor: Option<PublicKey>,
    /// The signatures, in the order of the file.
    pub seals: Vec<Seal>,
    /// The rule sets that the record names.
    pub rules: Vec<Rules>,
}

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

/// A record as one byte string.
#[must_use]
pub fn write(journal: &Journal, anchor: Option<&PublicKey>, rules: &[Rules]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into a vector cannot fail.
    let _ = write_to(journal, anchor, rules, &mut Encoder::new(&mut bytes));
    bytes
}

fn write_to<W: Write>(
    journal: &Journal,
    anchor: Option<&PublicKey>,
    rules: &[Rules],
    e: &mut Encoder<W>,
) -> Result<(), encode::Error<W::Error>> {
    let logs: Vec<_> = journal.logs().collect();
    e.array(6)?.str(MARK)?.str(&journal.scope().0)?.encode(anchor)?.array(size(logs.len()))?;
    for (log, chain) in logs {
        e.array(2)?.bytes(&log.0)?.array(size(chain.len()))?;
        for (seq, prev, link) in chain.entries() {
            e.array(3)?.u32(seq)?.bytes(&prev.0)?;
            link.item.encode(e, &mut ())?;
        }
    }
    let seals: Vec<&Seal> = journal.seals().collect();
    e.encode(seals)?.encode(rules)?.ok()
}

fn size(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// Reads an export and checks every chain in it, and that every seal is over an entry of it.
///
/// # Errors
/// When the bytes are no export, or a chain is broken.
pub fn read(bytes: &[u8]) -> Result<Export, Unreadable> {
    let read = read_all(bytes).map_err(|_| Unreadable::NotAnExport)?;
    let mut journal = Journal::new(read.scope);
    for range in read.ranges {
        // One by one: in a file every entry stands behind the one before it.
        if let Some(refused) = journal.take(vec![range]).refused.first() {
            return Err(Unreadable::BadChain { log: refused.log, seq: refused.from });
        }
    }
    read.seals.iter().for_each(|seal| journal.note_seal(seal.clone()));
    let strange = |seal: &&Seal| journal.log(&seal.log).is_none_or(|log| log.find(seal.seq, &seal.head).is_none());
    match read.seals.iter().find(strange) {
        Some(seal) => Err(Unreadable::BadChain { log: seal.log, seq: seal.seq }),
        None => Ok(Export { journal, anchor: read.anchor, seals: read.seals, rules: read.rules }),
    }
}

struct Parts {
    scope: Scope,
    anchor: Option<PublicKey>,
    ranges: Vec<Range>,
    seals: Vec<Seal>,
    rules: Vec<Rules>,
}

fn of_length(d: &mut Decoder<'_>, fields: u64) -> Result<(), decode::Error> {
    if d.array()? == Some(fields) { Ok(()) } else { Err(decode::Error::message("another number of fields")) }
}

fn read_all(bytes: &[u8]) -> Result<Parts, decode::Error> {
    let mut d = Decoder::new(bytes);
    if d.array()? != Some(6) || d.str()? != MARK {
        return Err(decode::Error::message("not an export"));
    }
    let (scope, anchor) = (Scope(d.str()?.to_owned()), d.decode()?);
    let mut ranges = Vec::new();
    for _ in 0..d.array()?.unwrap_or(0) {
        of_length(&mut d, 2)?;
        let log = LogId::decode(&mut d, &mut ())?;
        for _ in 0..d.array()?.unwrap_or(0) {
            of_length(&mut d, 3)?;
            let (from, prev) = (d.u32()?, EntryId::decode(&mut d, &mut ())?);
            ranges.push(Range { log, from, prev, items: vec![Item::decode(&mut d, &mut ())?], seal: None });
        }
    }
    let parts = Parts { scope, anchor, ranges, seals: d.decode()?, rules: d.decode()? };
    if d.position() == bytes.len() { Ok(parts) } else { Err(decode::Error::message("bytes after the export")) }
}
