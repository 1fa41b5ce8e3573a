//! The store: one thread that writes, a few connections that read.

pub mod entries;
pub mod meta;
mod problems;
pub mod returned;
mod rows;
mod writer;

use crate::backup::restore::adopt_key;
use crate::db::{self, Db, Location, Readers};
use crate::error::AppError;
use diesel::result::QueryResult;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

pub use entries::SealRow;
pub use meta::{Life, Township};
pub use problems::code as problem_code;
pub use returned::{Restored, Returned};

/// The name of the database in the data folder.
pub const DATABASE: &str = "cunxuan.db";

/// How long a reader waits for a connection before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// A handle on the database; clones share it.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Writer>,
    readers: Readers,
    location: Location,
    folder: PathBuf,
}

impl Store {
    /// Opens the SQLite database in a folder, making both if they are not there.
    ///
    /// # Errors
    /// When the folder cannot be made or the file is no database of ours.
    pub fn open(folder: &Path) -> Result<Self, AppError> {
        Self::at(folder, Location::File(folder.join(DATABASE)))
    }

    /// Opens a database, making its tables if they are not there. What lies beside it, such as its copies,
    /// goes into the folder.
    ///
    /// # Errors
    /// When the folder cannot be made or the database cannot be used.
    pub fn at(folder: &Path, location: Location) -> Result<Self, AppError> {
        fs::create_dir_all(folder).map_err(AppError::file(folder))?;
        let writer = Arc::new(Writer::start(location.clone())?);
        let store = Self { writer, readers: db::readers(&location), location, folder: folder.to_owned() };
        adopt_key(&store)?;
        Ok(store)
    }

    /// The folder beside the database.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The database itself.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Writes, and returns when it is on the disk. Works that wait together are committed together;
    /// one that fails is rolled back alone. It blocks: not for the threads that serve.
    ///
    /// # Errors
    /// When too much is waiting, or the database fails.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, AppError> {
        self.writer.run(work)
    }

    /// Reads. It blocks: not for the threads that serve.
    ///
    /// # Errors
    /// When no connection is free, or the database fails.
    pub fn read<T>(&self, work: impl FnOnce(&mut Db) -> QueryResult<T>) -> Result<T, AppError> {
        Ok(work(&mut *self.readers.get_timeout(PATIENCE)?)?)
    }
}
