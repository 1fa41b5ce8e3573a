//! The wall (进度总览): the last row of every village, and who listens for changes.

mod ears;
pub mod projector;

use crate::error::AppError;
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use actix_web::web::Bytes;
use cunxuan_core::api::{RollSheet, VillageRow, VillageView, Wall};
use cunxuan_core::id::Scope;
use cunxuan_core::progress;
use cunxuan_core::time::Day;
use cunxuan_core::village::Book;
use ears::Ears;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// One event as it goes over the line.
pub type Frame = Bytes;
/// Tells the desk that it missed some.
pub const RELOAD: &[u8] = b"event: reload\ndata: {}\n\n";
/// How many events a slow desk may be behind.
const BEHIND: usize = 256;

/// The rows of all villages.
pub struct Board {
    rows: Mutex<BTreeMap<Scope, Shown>>,
    listeners: Sender<Frame>,
    ears: Mutex<Ears>,
}

/// A village's row, and whether it was made from the village itself since the start.
#[derive(Clone)]
struct Shown {
    row: VillageRow,
    folded: bool,
}

impl Board {
    /// The rows as they were last; villages of which there is none get an empty one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open(store: &Store, township: &Township) -> Result<Self, AppError> {
        let mut kept = store.rows(&township.code)?;
        let scopes = store.scopes(&township.code)?.into_iter();
        let rows = scopes.map(|scope| {
            let empty = || VillageRow { code: scope.code().to_owned(), ..VillageRow::default() };
            let row = kept.remove(&scope).unwrap_or_else(empty);
            (scope, Shown { row, folded: false })
        });
        Ok(Self { rows: Mutex::new(rows.collect()), listeners: channel(BEHIND).0, ears: Mutex::default() })
    }

    fn rows(&self) -> MutexGuard<'_, BTreeMap<Scope, Shown>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The wall on a day.
    #[must_use]
    pub fn wall(&self, township: &Township, officers: u32, today: Day) -> Wall {
        Wall {
            code: township.code.clone(),
            name: township.name.clone(),
            term: township.words.clone(),
            today: Some(today),
            demo: township.demo_day.is_some(),
            officers,
            restored: None,
            villages: self.rows().values().map(|shown| shown.row.clone()).collect(),
            quiet: self.ears().quiet(),
        }
    }

    /// One village in full, made anew.
    ///
    /// # Errors
    /// When there is no such village, or its book cannot be loaded.
    pub fn page(&self, shelf: &Shelf, scope: &Scope, today: Day) -> Result<VillageView, AppError> {
        let quiet = self.ears().quiet().remove(scope.code());
        let page = self.look(shelf, scope, |book| progress::page(book.village(), book.journal(), today))?;
        Ok(VillageView { quiet, ..page })
    }

    /// The roll of one village as it is printed.
    ///
    /// # Errors
    /// When there is no such village, or its book cannot be loaded.
    pub fn sheet(&self, shelf: &Shelf, scope: &Scope) -> Result<RollSheet, AppError> {
        self.look(shelf, scope, |book| progress::sheet(book.village()))
    }

    fn look<T>(&self, shelf: &Shelf, scope: &Scope, look: impl FnOnce(&Book) -> T) -> Result<T, AppError> {
        if self.knows(scope) { shelf.read(scope, look) } else { Err(AppError::NoSuchVillage) }
    }

    /// A phone of a village spoke to the server.
    pub fn hear(&self, scope: &Scope) {
        self.ears().hear(scope);
    }

    /// Tells the listeners, now and then, whose phones spoke since they were told last.
    pub fn tell_heard(&self) {
        let heard = self.ears().take_due();
        if !heard.is_empty() {
            self.tell("heard", &heard);
        }
    }

    fn ears(&self) -> MutexGuard<'_, Ears> {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is such a village.
    #[must_use]
    pub fn knows(&self, scope: &Scope) -> bool {
        self.rows().contains_key(scope)
    }

    /// Codes and names of all villages.
    #[must_use]
    pub fn names(&self) -> Vec<(String, String)> {
        self.rows().values().map(|shown| (shown.row.code.clone(), shown.row.name.clone())).collect()
    }

    /// How many villages there are, and how many were folded since the start.
    #[must_use]
    pub fn folded(&self) -> (usize, usize) {
        let rows = self.rows();
        (rows.len(), rows.values().filter(|shown| shown.folded).count())
    }

    /// Hears of every change from now on.
    #[must_use]
    pub fn listen(&self) -> Receiver<Frame> {
        self.listeners.subscribe()
    }

    /// Shows a row made from the village itself, and tells the listeners; true if it differs from the one before.
    fn show(&self, scope: &Scope, row: VillageRow) -> bool {
        let before = self.rows().insert(scope.clone(), Shown { row: row.clone(), folded: true });
        let differs = before.is_none_or(|before| before.row != row);
        if differs {
            self.tell("village", &row);
        }
        differs
    }

    fn tell(&self, event: &str, data: &impl Serialize) {
        let Ok(data) = serde_json::to_string(data) else { return };
        // Nobody may be listening.
        let _ = self.listeners.send(Frame::from(format!("event: {event}\ndata: {data}\n\n")));
    }
}
