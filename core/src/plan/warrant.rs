//! Whose entries count (证书、吊销、分叉裁定): the township's word on keys, and on branches of a log.

use super::Role;
use crate::event::wire;
use crate::id::{ActorNo, EntryId, LogId, Scope};
use crate::key::{PublicKey, named};
use crate::time::Day;
use minicbor::{Decode, Encode};

/// The township certifies the key of a device for this term (证书).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCertified {
    /// The number of the certificate in this record, from 1.
    pub serial: u32,
    /// The key.
    pub key: PublicKey,
    /// Who holds the device.
    pub actor: ActorNo,
    /// As what logs may be opened with it.
    pub roles: Vec<Role>,
    /// The record in which it counts.
    pub scope: Scope,
    /// From this civil day on.
    pub from: Day,
    /// Up to and with this civil day.
    pub until: Day,
    /// The township's signature.
    pub signature: Vec<u8>,
}
wire!(KeyCertified { serial, key, actor, roles, scope, from, until } bytes { signature });

impl KeyCertified {
    /// The bytes that are signed: `cx/cert/1` and the fields before the signature, as an array.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        let Self { serial, key, actor, roles, scope, from, until, signature: _ } = self;
        named(b"cx/cert/1", &(serial, key, actor, roles, scope, from, until))
    }
}

/// Why a key is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Revocation {
    /// The phone is lost.
    #[n(0)]
    Lost,
    /// The phone was replaced, or its key made anew.
    #[n(1)]
    Replaced,
    /// The officer was relieved.
    #[n(2)]
    Relieved,
    /// The key is in other hands.
    #[n(3)]
    Stolen,
}

/// The last entry of a log that counts: a place in its chain, never a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The log.
    pub log: LogId,
    /// The number of its last entry that counts; 0 for none.
    pub seq: u32,
}
wire!(Cut { log, seq });

/// The township revokes a certificate (吊销). What the key wrote behind the cuts is kept and shown, and
/// counts in no total; a log of the key that is not named counts in none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRevoked {
    /// The number of the certificate.
    pub serial: u32,
    /// Why.
    pub reason: Revocation,
    /// Up to where each of its logs counts: what the township held when it learned of it.
    pub cuts: Vec<Cut>,
}
wire!(KeyRevoked { serial, reason, cuts });

/// Two officials decide which branch of a forked log counts (分叉裁定); the others stay, without weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchSettled {
    /// The log.
    pub log: LogId,
    /// The number of the last entry of the branch that counts.
    pub seq: u32,
    /// Its id.
    pub head: EntryId,
    /// The names of the two who decided.
    pub officials: [String; 2],
}
wire!(BranchSettled { log, seq, head, officials });
