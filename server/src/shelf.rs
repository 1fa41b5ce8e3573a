//! The shelf: the village books that are kept warm, each behind a lock of its own.

use crate::error::AppError;
use crate::store::{Store, Township};
use cunxuan_core::id::Scope;
use cunxuan_core::record::journal::{Range, Taken};
use cunxuan_core::village::Book;
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
    places: Mutex<BTreeMap<Scope, Place>>,
    news: Sender<News>,
}

impl Shelf {
    /// An empty shelf before the store. `news` hears of everything that is taken in.
    #[must_use]
    pub fn new(store: Store, township: &Township, news: Sender<News>) -> Self {
        Self { store, township: township.code.clone(), places: Mutex::default(), news }
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
        let place = self.place(scope);
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let mut book = self.warm(scope, &mut place)?;
        let ranges = draft(&book);
        let taken = book.take_in(ranges);
        self.store.keep(&self.township, book.journal(), &taken.new)?;
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
        let mut book = Book::new(scope.clone());
        let taken = book.take_in(self.store.ranges(&self.township, scope)?);
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
