//! Seals and receipts: who vouches for the head of a log (签名封记、回执).
//!
//! ```cddl
//! seal    = [log: bstr .size 16, seq: uint, head: bstr .size 32, wall: int, signature: bstr .size 64]
//! receipt = [log: bstr .size 16, seq: uint, head: bstr .size 32, generation: uint, wall: int,
//!            epoch: bstr .size 16, signature: bstr .size 64]
//! ```
//! What is signed is a name (`cx/seal/1`, `cx/receipt/1`) followed by the same array without its last
//! field. A seal is signed with the key that the log's first entry names; it covers the head and, by the
//! chain, everything before it. A receipt is signed with the township's key: the store has that entry on
//! its disk.

use crate::event::wire;
use crate::id::{EntryId, LogId};
use crate::key::named;
use crate::record::journal::Range;

/// A signature over the head of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The log.
    pub log: LogId,
    /// The number of the head.
    pub seq: u32,
    /// The id of the head.
    pub head: EntryId,
    /// The signer's clock as a label: seconds since 1970-01-01 UTC.
    pub wall: i64,
    /// The signature.
    pub signature: Vec<u8>,
}
wire!(Seal { log, seq, head, wall } bytes { signature });

impl Seal {
    /// A seal over the end of a range, for its writer to sign; nothing over an empty one.
    #[must_use]
    pub fn over(range: &Range, wall: i64) -> Option<Self> {
        let end = range.ids().last()?;
        Some(Self { log: range.log, seq: end.seq, head: end.id, wall, signature: Vec::new() })
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        named(b"cx/seal/1", &(self.log, self.seq, self.head, self.wall))
    }
}

/// The township's word that its store holds an entry durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The log.
    pub log: LogId,
    /// The number of the entry.
    pub seq: u32,
    /// Its id.
    pub head: EntryId,
    /// The store's life: another value after a restore.
    pub epoch: [u8; 16],
    /// How often the store started in this life.
    pub generation: u32,
    /// The store's clock as a label: seconds since 1970-01-01 UTC.
    pub wall: i64,
    /// The signature.
    pub signature: Vec<u8>,
}
wire!(Receipt { log, seq, head, generation, wall } bytes { epoch, signature });

impl Receipt {
    /// The bytes that are signed.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        let epoch = minicbor::bytes::ByteArray::from(self.epoch);
        named(b"cx/receipt/1", &(self.log, self.seq, self.head, self.generation, self.wall, epoch))
    }
}
