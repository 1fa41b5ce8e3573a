//! The shelf: the village books that are kept warm, each behind a lock of its own.

use crate::error::AppError;
use crate::key;
use crate::store::{Store, Township};
use cunxuan_core::api::GivenBack;
use cunxuan_core::id::{ActorNo, Scope, to_bytes};
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::record::Seal;
use cunxuan_core::record::journal::{Range, Taken};
use cunxuan_core::village::{Book, Trust};
use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

/// A book, absent until somebody asks for it and after anything went wrong with it.
type Place = Arc<Mutex<Option<Book>>>;

/// Tells that something new is durable.
#[derive(Clone, Debug)]
pub struct News {
    /// Where.
    pub scope: Scope,
}

/// All books of the township.
pub struct Shelf {
    store: Store,
    township: String,
    key: PrivateKey,
    places: Mutex<BTreeMap<Scope, Place>>,
    news: Sender<News>,
}

impl Shelf {
    /// An empty shelf before the store, with the township's key. `news` hears of everything that is taken in.
    ///
    /// # Errors
    /// When there is no key and none can be made.
    pub fn new(store: Store, township: &Township, news: Sender<News>) -> Result<Self, AppError> {
        let key = key::load_or_make(store.folder())?;
        Ok(Self { store, township: township.code.clone(), key, places: Mutex::default(), news })
    }

    /// The township's key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// What phones gave back since the database was restored from a copy.
    ///
    /// # Errors
    /// When the database fails.
    pub fn given_back(&self) -> Result<Option<GivenBack>, AppError> {
        let restored = self.store.restored(&self.township)?;
        Ok(restored.map(|it| GivenBack { entries: it.missing_returned, phones: it.phones }))
    }

    /// The office has seen what phones gave back: those villages are counted no more, until the next restore.
    ///
    /// # Errors
    /// When the database fails.
    pub fn dismiss_given_back(&self) -> Result<(), AppError> {
        let restored = self.store.restored(&self.township)?;
        let villages = restored.into_iter().flat_map(|it| it.villages.into_keys());
        villages.into_iter().try_for_each(|scope| self.store.dismiss_restored(&self.township, &scope))
    }

    /// The township's code.
    #[must_use]
    pub fn township(&self) -> &str {
        &self.township
    }

    fn place(&self, scope: &Scope) -> Place {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(scope.clone()).or_default())
    }

    /// Looks into a book. A scope of which nothing is kept has an empty one.
    ///
    /// # Errors
    /// When the book cannot be loaded.
    pub fn read<T>(&self, scope: &Scope, look: impl FnOnce(&Book) -> T) -> Result<T, AppError> {
        let place = self.place(scope);
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let mut book = self.warm(scope, &mut place)?;
        book.settle();
        Ok(look(place.insert(book)))
    }

    /// Takes entries into a book, makes them durable, and only then looks into it: what `look` sees of the
    /// journal is on the disk; the village is folded when it is next read. The book is off the shelf meanwhile, so that one that could not be written is loaded anew.
    ///
    /// # Errors
    /// When the book cannot be loaded or the entries cannot be written.
    pub fn take<T>(
        &self,
        scope: &Scope,
        draft: impl FnOnce(&Book) -> Vec<Range>,
        look: impl FnOnce(&Book, Taken) -> T,
    ) -> Result<T, AppError> {
        self.take_from(None, scope, draft, look)
    }

    /// [`Self::take`], from the phone on which somebody is signed in.
    ///
    /// # Errors
    /// When the book cannot be loaded or the entries cannot be written.
    pub fn take_from<T>(
        &self,
        from: Option<ActorNo>,
        scope: &Scope,
        draft: impl FnOnce(&Book) -> Vec<Range>,
        look: impl FnOnce(&Book, Taken) -> T,
    ) -> Result<T, AppError> {
        let place = self.place(scope);
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let mut book = self.warm(scope, &mut place)?;
        let ranges = draft(&book);
        let seals: Vec<Seal> = ranges.iter().filter_map(|range| range.seal.clone()).collect();
        let taken = book.take_in(ranges);
        let here = |seal: &&Seal| book.journal().seal_over(&seal.log, &seal.head).is_some();
        let rows: Vec<_> = seals.iter().filter(here).map(|it| (it.log, it.seq, it.head, to_bytes(it))).collect();
        self.store.keep(&self.township, from, book.journal(), &taken.new, &rows)?;
        if !taken.new.is_empty() {
            // Nobody may be listening: commands have no wall.
            let _ = self.news.send(News { scope: scope.clone() });
        }
        Ok(look(place.insert(book), taken))
    }

    fn warm(&self, scope: &Scope, place: &mut Option<Book>) -> Result<Book, AppError> {
        if let Some(book) = place.take() {
            return Ok(book);
        }
        let mut book = Book::trusting(scope.clone(), Trust::anchored(self.key.public()));
        let taken = book.take_in(self.store.ranges(&self.township, scope)?);
        let seals = self.store.seals(&self.township, scope)?;
        seals.iter().filter_map(|(.., bytes)| minicbor::decode(bytes).ok()).for_each(|seal| book.note_seal(seal));
        for refused in &taken.refused {
            tracing::error!(%scope, log = %refused.log, seq = refused.from, "a kept entry does not fit its chain");
        }
        Ok(book)
    }

    /// Forgets all books, for somebody else wrote into the database.
    pub fn forget(&self) {
        let places: Vec<Place> = self.places.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        // Whoever is writing finishes first: what is loaded next holds it.
        places.iter().for_each(|place| *place.lock().unwrap_or_else(PoisonError::into_inner) = None);
    }
}
