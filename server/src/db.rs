//! The database: opened, set to be durable, and brought up to date.

use crate::error::AppError;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection, Pool};
use diesel::{Connection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::Path;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
/// A commit is answered after it reached the disk, so `synchronous` is `FULL`.
const WRITING: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
const READING: &str = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON;";
const READERS: u32 = 4;

/// Connections that only read.
pub type Readers = Pool<ConnectionManager<SqliteConnection>>;

/// Opens the database for writing, making it or bringing it up to date.
///
/// # Errors
/// When the file cannot be opened or is no database of ours.
pub fn open(file: &Path) -> Result<SqliteConnection, AppError> {
    let fault = |reason: String| AppError::Storage(format!("{}: {reason}", file.display()));
    let mut db = SqliteConnection::establish(&file.to_string_lossy()).map_err(|reason| fault(reason.to_string()))?;
    db.batch_execute(WRITING).map_err(|reason| fault(reason.to_string()))?;
    db.run_pending_migrations(MIGRATIONS).map_err(|reason| fault(reason.to_string()))?;
    Ok(db)
}

/// Opens a few connections for reading.
///
/// # Errors
/// When the file cannot be opened.
pub fn readers(file: &Path) -> Result<Readers, AppError> {
    let manager = ConnectionManager::new(file.to_string_lossy());
    let pool = Pool::builder().max_size(READERS).min_idle(Some(1)).connection_customizer(Box::new(ReadOnly));
    pool.build(manager).map_err(|fault| AppError::Storage(format!("{}: {fault}", file.display())))
}

/// Writes a whole copy while others read and write.
///
/// # Errors
/// When the copy cannot be written.
pub fn copy(file: &Path, to: &Path) -> Result<(), AppError> {
    let fault = |reason: String| AppError::Storage(format!("{}: {reason}", to.display()));
    let mut db = SqliteConnection::establish(&file.to_string_lossy()).map_err(|reason| fault(reason.to_string()))?;
    let quoted = to.to_string_lossy().replace('\'', "''");
    let copied = db.batch_execute(&format!("PRAGMA busy_timeout = 10000; VACUUM INTO '{quoted}'"));
    copied.map_err(|reason| fault(reason.to_string()))
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, r2d2::Error> for ReadOnly {
    fn on_acquire(&self, db: &mut SqliteConnection) -> Result<(), r2d2::Error> {
        db.batch_execute(READING).map_err(r2d2::Error::QueryError)
    }
}
