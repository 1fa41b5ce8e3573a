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

/// How a struct is written: an array of its fields in this order, those that are plain bytes last. Neither
/// names nor numbers travel; a field more is another kind of event.
macro_rules! wire {
    ($name:ident { $($field:ident),+ } $(bytes { $($bytes:ident),+ })?) => {
        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                ctx: &mut C,
            ) -> std::result::Result<(), minicbor::encode::Error<W::Error>> {
                e.array($crate::event::count(&[$(stringify!($field)),+ $(, $(stringify!($bytes)),+)?]))?;
                $(minicbor::Encode::encode(&self.$field, e, ctx)?;)+
                $($(minicbor::bytes::encode(&self.$bytes, e, ctx)?;)+)?
                Ok(())
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> std::result::Result<Self, minicbor::decode::Error> {
                let fields = $crate::event::count(&[$(stringify!($field)),+ $(, $(stringify!($bytes)),+)?]);
                if d.array()? != Some(fields) {
                    return Err(minicbor::decode::Error::message("another number of fields"));
                }
                Ok(Self {
                    $($field: minicbor::Decode::decode(d, ctx)?,)+
                    $($($bytes: minicbor::bytes::decode(d, ctx)?,)+)?
                })
            }
        }
    };
}
pub(crate) use wire;

/// How many fields these are.
pub(crate) const fn count(fields: &[&str]) -> u64 {
    fields.len() as u64
}

/// What lets an act pass that the rules would refuse: paper leads. It leaves a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Why, in the words of those present.
    pub reason: String,
    /// Two who saw it.
    pub witnesses: [String; 2],
}
wire!(Override { reason, witnesses });
