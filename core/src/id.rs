//! Names of things in the record: logs, entries, scopes, people, places.

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares a fixed-width byte name with CBOR byte-string encoding and hex display.
macro_rules! byte_name {
    ($(#[$doc:meta])* $name:ident, $width:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        pub struct $name(pub [u8; $width]);

        impl $name {
            /// Reads the name from exactly as many bytes as it is wide.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let bytes = d.bytes()?;
                Self::from_slice(bytes).ok_or_else(|| decode::Error::message("wrong width"))
            }
        }
    };
}

byte_name!(
    /// A log: the first 16 bytes of the id of its first entry, so that a log proves its own name.
    LogId,
    16
);
byte_name!(
    /// An entry: SHA-256 over its predecessor's id and its own bytes.
    EntryId,
    32
);
byte_name!(
    /// A random number that hides personal data behind its commitment.
    Salt,
    16
);

impl EntryId {
    /// What stands before the first entry of every log.
    pub const ZERO: Self = Self([0; 32]);

    /// The name of the log whose first entry this is.
    #[must_use]
    pub fn log(&self) -> LogId {
        let mut name = [0; 16];
        name.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        LogId(name)
    }
}

/// What a log and a journal are about: the township, or one village in one term,
/// written `<administrative code>-<term>`, for example `990786108201-2026`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Scope(#[n(0)] pub String);

impl Scope {
    /// The scope of a village or township in one term.
    #[must_use]
    pub fn new(code: &str, term: &str) -> Self {
        Self(format!("{code}-{term}"))
    }

    /// The administrative code in the scope's name.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.split_once('-').map_or(self.0.as_str(), |(code, _)| code)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Number of somebody who acts: 0 the township office, officers and people of the poll by the plan.
pub type ActorNo = u32;
/// Number of a villager group (村民小组), from 1.
pub type GroupNo = u16;
/// Number of a ballot box (票箱), from 1.
pub type BoxNo = u16;
/// Number of an election within the village, from 1: one body is elected in it.
pub type ElectionNo = u8;
/// Number of a form of ballot within an election: a round, or a post that has its own paper.
pub type FormNo = u8;
/// Number of a series of papers (批次): one print of one form in one colour.
pub type SeriesNo = u8;

/// Where an entry stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Encode, Decode)]
#[cbor(array)]
pub struct Place {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The number of the entry in it, from 1.
    #[n(1)]
    pub seq: u32,
}

/// Somebody among the village's people; an ID number is never a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum PersonId {
    /// From an imported household list: the group and the line in it, from 1.
    #[n(0)]
    Listed {
        /// The villager group.
        #[n(0)]
        group: GroupNo,
        /// The line in the group's list, from 1.
        #[n(1)]
        no: u16,
    },
    /// Added later, on a phone: the entry that added the person.
    #[n(1)]
    Added {
        /// Where the person was added.
        #[n(0)]
        place: Place,
    },
}

/// A short label of an act, for screens: who, and the phone's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Label {
    /// Who acted.
    #[n(0)]
    pub actor: ActorNo,
    /// The phone's clock: whole seconds since 1970-01-01 UTC. Never used to decide anything.
    #[n(1)]
    pub wall: i64,
}

/// Another entry that an event speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Ref {
    /// In the log of the event itself.
    #[n(0)]
    Own {
        /// The number of the entry.
        #[n(0)]
        seq: u32,
    },
    /// In another log.
    #[n(1)]
    Other {
        /// Where.
        #[n(0)]
        place: Place,
    },
}

impl Ref {
    /// How an event in the log `from` speaks of the entry at `place`.
    #[must_use]
    pub fn to(place: Place, from: Option<LogId>) -> Self {
        if from == Some(place.log) { Self::Own { seq: place.seq } } else { Self::Other { place } }
    }

    /// The place meant by an event that stands at `here`.
    #[must_use]
    pub fn place(self, here: Place) -> Place {
        match self {
            Self::Own { seq } => Place { log: here.log, seq },
            Self::Other { place } => place,
        }
    }
}

/// The CBOR bytes of a value. Writing into a vector cannot fail.
pub fn to_bytes<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_default()
}
