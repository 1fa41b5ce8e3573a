//! What the halls' public screens are told (公开屏): worked out once for each change, however many screens listen.

use crate::board::Frame;
use cunxuan_core::id::Scope;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The news that was last answered, and what every screen is told for it.
#[derive(Clone)]
struct Told {
    news: Frame,
    frame: Frame,
}

/// Held while somebody works it out; the others wait for him and not for the village's book.
type Place = Arc<tokio::sync::Mutex<Option<Told>>>;

/// What the screens of each village were told last.
#[derive(Default)]
pub struct Hall {
    places: Mutex<BTreeMap<Scope, Place>>,
}

impl Hall {
    /// What the screens of a village are told for a piece of news: what `work` made of it for the first who asked.
    pub async fn tell(&self, scope: &Scope, news: &Frame, work: impl Future<Output = Option<Frame>>) -> Option<Frame> {
        let place =
            Arc::clone(self.places.lock().unwrap_or_else(PoisonError::into_inner).entry(scope.clone()).or_default());
        let mut told = place.lock().await;
        // The same words may be said twice; that they are one piece of news only its place in memory says, which
        // stays taken as long as it is kept here.
        if let Some(told) = told.as_ref().filter(|told| std::ptr::eq(told.news.as_ptr(), news.as_ptr())) {
            return Some(told.frame.clone());
        }
        let frame = work.await?;
        *told = Some(Told { news: news.clone(), frame: frame.clone() });
        Some(frame)
    }
}
