//! An entry: what happened, with its place in time and in its log.
//!
//! ```cddl
//! entry   = [kind: uint, lam: uint, actor: uint, wall: int, payload]
//! payload = bstr            ; the body, itself CBOR of its kind
//!         / [bstr .size 32] ; a commitment: SHA-256(salt ‖ body), for personal data
//! item    = [entry: bstr .cbor entry]                          ; how it travels and is stored
//!         / [entry: bstr .cbor entry, salt: bstr .size 16, body: bstr]
//! ```
//! The log and the number follow from the place, so they are not in the bytes. The id of an entry is
//! `SHA-256("cx/entry/1" ‖ id of the one before ‖ entry bytes)`: bytes are hashed as they travel and
//! never encoded anew.

use crate::id::{ActorNo, EntryId, Label, Salt, Scope, to_bytes};
use crate::key::PublicKey;
use minicbor::data::Type;
use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

/// The largest entry, opening included, in bytes.
pub const MAX_ENTRY: usize = 64 * 1024;
/// The largest step of the Lamport number from one entry of a log to the next.
pub const MAX_LAM_STEP: u64 = 1 << 20;
/// The kind of the first entry of every log.
pub const LOG_OPENED: u16 = 1;

/// An entry as written, its body still bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What kind of event the body holds.
    pub kind: u16,
    /// The Lamport number: one more than the largest its author had seen.
    pub lam: u64,
    /// Who acted.
    pub actor: ActorNo,
    /// The phone's clock as a label: seconds since 1970-01-01 UTC.
    pub wall: i64,
    /// The body or its commitment.
    pub payload: Payload<'a>,
}

/// The body of an entry, in the open or committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// The body's bytes.
    Plain(&'a [u8]),
    /// `SHA-256(salt ‖ body)`; the pair travels beside the entry and can be erased.
    Committed(&'a [u8]),
}

impl<'a> Entry<'a> {
    /// Reads an entry from its bytes.
    ///
    /// # Errors
    /// When the bytes are not an entry.
    pub fn read(bytes: &'a [u8]) -> Result<Self, decode::Error> {
        let mut d = Decoder::new(bytes);
        if d.array()? != Some(5) {
            return Err(decode::Error::message("an entry has five fields"));
        }
        let (kind, lam, actor, wall) = (d.u16()?, d.u64()?, d.u32()?, d.i64()?);
        let committed = d.datatype()? == Type::Array;
        if committed {
            d.array()?;
        }
        let bytes_of = d.bytes()?;
        let payload = if committed { Payload::Committed(bytes_of) } else { Payload::Plain(bytes_of) };
        if d.position() != bytes.len() {
            return Err(decode::Error::message("bytes after the entry"));
        }
        Ok(Self { kind, lam, actor, wall, payload })
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        let mut e = Encoder::new(&mut bytes);
        // Writing into a vector cannot fail.
        let _ = self.write_to(&mut e);
        bytes
    }

    fn write_to<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
        e.array(5)?.u16(self.kind)?.u64(self.lam)?.u32(self.actor)?.i64(self.wall)?;
        match self.payload {
            Payload::Plain(body) => e.bytes(body)?.ok(),
            Payload::Committed(commit) => e.array(1)?.bytes(commit)?.ok(),
        }
    }
}

/// What opens a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The salt.
    pub salt: Salt,
    /// The body.
    pub body: Vec<u8>,
}

impl Opening {
    fn commitment(salt: Salt, body: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(salt.0).chain_update(body).finalize().into()
    }
}

/// An entry as it travels and is stored: its bytes, and what opens them if they hold personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The entry's bytes, verbatim.
    pub bytes: Vec<u8>,
    /// The opening of a committed body; absent when there is none or it was erased.
    pub opening: Option<Opening>,
}

impl Item {
    /// The id this entry has after `prev`.
    #[must_use]
    pub fn id_after(&self, prev: &EntryId) -> EntryId {
        let hash = Sha256::new().chain_update(b"cx/entry/1").chain_update(prev.0).chain_update(&self.bytes);
        EntryId(hash.finalize().into())
    }

    /// How many bytes the item takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len() + self.opening.as_ref().map_or(0, |opening| opening.body.len() + 16)
    }

    /// The entry, and its body if it is here: plain, or opened and true to its commitment.
    ///
    /// # Errors
    /// When the bytes are not an entry.
    pub fn open(&self) -> Result<(Entry<'_>, Option<&[u8]>), decode::Error> {
        let entry = Entry::read(&self.bytes)?;
        let body = match entry.payload {
            Payload::Plain(body) => Some(body),
            Payload::Committed(_) => self.opening.as_ref().map(|opening| opening.body.as_slice()),
        };
        Ok((entry, body))
    }

    /// Whether what travels beside the entry opens its commitment, if it has one.
    #[must_use]
    pub fn opening_fits(&self) -> bool {
        let Some(opening) = &self.opening else { return true };
        match Entry::read(&self.bytes).map(|entry| entry.payload) {
            Ok(Payload::Committed(commit)) => commit == Opening::commitment(opening.salt, &opening.body),
            Ok(Payload::Plain(_)) | Err(_) => false,
        }
    }
}

impl<C> Encode<C> for Item {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        match &self.opening {
            None => e.array(1)?.bytes(&self.bytes)?.ok(),
            Some(opening) => e.array(3)?.bytes(&self.bytes)?.bytes(&opening.salt.0)?.bytes(&opening.body)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Item {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        let fields = d.array()?;
        let bytes = d.bytes()?.to_vec();
        let opening = match fields {
            Some(1) => None,
            Some(3) => Some(Opening { salt: Salt::decode(d, ctx)?, body: d.bytes()?.to_vec() }),
            _ => return Err(decode::Error::message("an item has one or three fields")),
        };
        Ok(Self { bytes, opening })
    }
}

/// An event about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The kind of the event.
    pub kind: u16,
    /// Its body.
    pub body: Vec<u8>,
    /// A salt when the body holds personal data: the entry then carries a commitment only.
    pub salt: Option<Salt>,
}

impl Draft {
    /// The item for this draft.
    #[must_use]
    pub fn item(self, lam: u64, label: Label) -> Item {
        let commit = self.salt.map(|salt| Opening::commitment(salt, &self.body));
        let payload = commit.as_ref().map_or(Payload::Plain(&self.body), |commit| Payload::Committed(commit));
        let bytes = Entry { kind: self.kind, lam, actor: label.actor, wall: label.wall, payload }.write();
        let opening = self.salt.map(|salt| Opening { salt, body: self.body });
        Item { bytes, opening }
    }
}

/// The first event of every log: who writes it, and about what.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LogOpened {
    /// The writer's public key, when it has one, as its suite writes it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub key: Option<Vec<u8>>,
    /// The signature suite of the key, see [`crate::key::suite`].
    #[n(1)]
    pub suite: u8,
    /// Random bytes that tell this life of the device from every other.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub incarnation: [u8; 8],
    /// The township's code.
    #[n(3)]
    pub township: String,
    /// What the log is about.
    #[n(4)]
    pub scope: Scope,
    /// The role that the writer claims, by its number.
    #[n(5)]
    pub role: u8,
}

impl LogOpened {
    /// The draft of a log's first entry.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft { kind: LOG_OPENED, body: to_bytes(self), salt: None }
    }

    /// The writer's public key.
    #[must_use]
    pub fn public_key(&self) -> Option<PublicKey> {
        self.key.as_ref().map(|bytes| PublicKey { suite: self.suite, bytes: bytes.clone() })
    }

    /// Reads the first entry of a log.
    #[must_use]
    pub fn read(item: &Item) -> Option<Self> {
        let (entry, body) = item.open().ok()?;
        (entry.kind == LOG_OPENED).then(|| minicbor::decode(body?).ok()).flatten()
    }
}
