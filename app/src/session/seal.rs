//! Sealing (签名封记): what the phone hands on of its own logs bears its signature.

use super::Session;
use super::clock::wall;
use super::start::seal_name;
use cunxuan_core::id::to_bytes;
use cunxuan_core::record::{Range, Seal};
use leptos::prelude::*;

impl Session {
    /// Seals the own ranges among those that are about to be sent. One that cannot be sealed goes as it is:
    /// the township knows by the token whose it is.
    pub(crate) async fn seal(self, ranges: &mut [Range]) {
        let own = self.logs();
        for range in ranges.iter_mut().filter(|range| own.contains(&range.log) && range.seal.is_none()) {
            range.seal = self.sealed(range).await;
        }
    }

    async fn sealed(self, range: &Range) -> Option<Seal> {
        let (key, store) = self.inner.with_value(|inner| (inner.key.clone(), inner.store.clone()));
        let end = range.ids().last()?;
        let mut seal = Seal { log: range.log, seq: end.seq, head: end.id, wall: wall(), signature: Vec::new() };
        seal.signature = key?.sign(&seal.signed()).await.ok()?;
        // A seal that is lost is made again with the next request.
        store.put(&seal_name(&range.log), &to_bytes(&seal)).await.ok();
        self.inner.update_value(|inner| inner.book.note_seal(seal.clone()));
        Some(seal)
    }
}
