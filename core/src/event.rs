//! How the events of a stage are numbered, written and read.

/// Declares the events of one stage: each a struct of its own, with its number on the wire. A number is
/// given once and never again; a changed meaning is a new number.
macro_rules! events {
    ($(#[$doc:meta])* $name:ident { $($kind:literal => $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        // An event lives for the moment in which it is applied: a box would cost more than it saves.
        #[allow(clippy::large_enum_variant)]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $(
                #[doc = concat!("See [`struct@", stringify!($variant), "`].")]
                $variant($variant)
            ),+
        }

        impl $name {
            /// The number of this kind of event on the wire.
            #[must_use]
            pub fn kind(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $kind),+
                }
            }

            /// The fields of the event as CBOR.
            #[must_use]
            pub fn write(&self) -> Vec<u8> {
                match self {
                    $(Self::$variant(event) => $crate::id::to_bytes(event)),+
                }
            }

            /// Reads an event of this stage; nothing for a number of another stage or fields that do not fit.
            #[must_use]
            pub fn read(kind: u16, body: &[u8]) -> Option<Self> {
                match kind {
                    $($kind => minicbor::decode(body).ok().map(Self::$variant)),+,
                    _ => None,
                }
            }
        }

        $(
            impl From<$variant> for $name {
                fn from(event: $variant) -> Self {
                    Self::$variant(event)
                }
            }
        )+
    };
}
pub(crate) use events;

use minicbor::{Decode, Encode};

/// What lets an act pass that the rules would refuse: paper leads. It leaves a finding.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Override {
    /// Why, in the words of those present.
    #[n(0)]
    pub reason: String,
    /// Two who saw it.
    #[n(1)]
    pub witnesses: [String; 2],
}
