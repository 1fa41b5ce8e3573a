//! Sealing (签名封记): what the phone hands on of its own logs bears its signature.

use super::Session;
use super::clock::wall;
use super::start::{receipt_name, seal_name};
use cunxuan_core::id::to_bytes;
use cunxuan_core::record::exchange::SyncAnswer;
use cunxuan_core::record::log::Tip;
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

    /// Keeps the township's last word for each own log: it shows later what the township once held.
    pub(crate) async fn keep_receipts(self, answer: &SyncAnswer) {
        let (store, own) = (self.store(), self.logs());
        for receipt in answer.receipts.iter().filter(|receipt| own.contains(&receipt.log)) {
            // Only for an entry that this phone wrote itself: the township's word is for no other.
            let tip = Tip { seq: receipt.seq, id: receipt.head };
            if self.book(|book| book.journal().log(&receipt.log).is_some_and(|log| log.holds(&tip))) {
                store.put(&receipt_name(&receipt.log), &to_bytes(receipt)).await.ok();
            }
        }
    }

    async fn sealed(self, range: &Range) -> Option<Seal> {
        let mut seal = Seal::over(range, wall())?;
        seal.signature = self.key().await?.sign(&seal.signed()).await.ok()?;
        // A seal that is lost is made again with the next request.
        self.store().put(&seal_name(&range.log), &to_bytes(&seal)).await.ok();
        self.inner.update_value(|inner| inner.book.note_seal(seal.clone()));
        Some(seal)
    }
}
