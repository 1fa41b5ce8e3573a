//! The store: one thread that writes, a few connections that read.

mod entries;
mod meta;
mod problems;
mod rows;
mod writer;

use crate::db::{self, Readers};
use crate::error::AppError;
use diesel::SqliteConnection;
use diesel::result::QueryResult;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use writer::Writer;

pub use meta::{Life, Township};
pub use problems::code as problem_code;

/// The name of the database in the data folder.
pub const DATABASE: &str = "cunxuan.db";

/// A handle on the database; clones share it.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Writer>,
    readers: Readers,
    folder: PathBuf,
}

impl Store {
    /// Opens the database in a folder, making both if they are not there.
    ///
    /// # Errors
    /// When the folder cannot be made or the file is no database of ours.
    pub fn open(folder: &Path) -> Result<Self, AppError> {
        fs::create_dir_all(folder).map_err(AppError::file(folder))?;
        let file = folder.join(DATABASE);
        let writer = Arc::new(Writer::start(db::open(&file)?)?);
        Ok(Self { writer, readers: db::readers(&file)?, folder: folder.to_owned() })
    }

    /// The folder that holds the database.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The database itself.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// Writes, and returns when it is on the disk. Works that wait together are committed together;
    /// one that fails is rolled back alone. It blocks: not for the threads that serve.
    ///
    /// # Errors
    /// When too much is waiting, or the database fails.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, AppError> {
        self.writer.run(work)
    }

    /// Reads. It blocks: not for the threads that serve.
    ///
    /// # Errors
    /// When no connection is free, or the database fails.
    pub fn read<T>(&self, work: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>) -> Result<T, AppError> {
        Ok(work(&mut *self.readers.get()?)?)
    }
}
