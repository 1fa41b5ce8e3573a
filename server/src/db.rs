//! The database, SQLite or PostgreSQL behind one type: opened, set to be durable, and brought up to date.

mod connection;

use crate::error::AppError;
use connection::Sql;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::r2d2::{self, ManageConnection, Pool, R2D2Connection};
use diesel::result::{ConnectionError, QueryResult};
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

pub use connection::Db;
pub(crate) use connection::execute;

const READERS: u32 = 4;
/// A connection that fails is tried again after half of this at most.
const RETRY: Duration = Duration::from_secs(1);

/// A commit is answered after it reached the disk. A connection that writes to PostgreSQL also takes its
/// share in a lock, so that nobody can have the database [`alone`].
const WRITING: Sql = Sql {
    sqlite: "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
    postgres: "SET lock_timeout = '10s'; SET synchronous_commit = on; SELECT pg_advisory_lock_shared(8107)",
};
const READING: Sql = Sql {
    sqlite: "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON",
    postgres: "SET lock_timeout = '10s'; SET default_transaction_read_only = on",
};
/// Fails when anybody else has the database open; the lock ends with the connection. A file is left without
/// a log beside it.
const ALONE: Sql = Sql {
    sqlite: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; \
             BEGIN EXCLUSIVE; COMMIT",
    postgres: "SET lock_timeout = '100ms'; SELECT pg_advisory_lock(8107); SET lock_timeout = '10s'; \
               SET synchronous_commit = on",
};
/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// SQLite, in this file.
    File(PathBuf),
    /// PostgreSQL, at this address.
    Url(String),
}

impl FromStr for Location {
    type Err = String;

    /// Reads `postgres://…` or `postgresql://…`.
    fn from_str(text: &str) -> Result<Self, String> {
        let known = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        known
            .then(|| Self::Url(text.to_owned()))
            .ok_or_else(|| "not an address such as postgres://host/name".to_owned())
    }
}

impl fmt::Display for Location {
    /// Without the user and his password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Url(url) => {
                let place = url.split(['?', '#']).next().and_then(|bare| bare.split_once("://"));
                let place = place.and_then(|(_, place)| place.rsplit('@').next());
                write!(f, "postgres://{}", place.unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Location {
    fn establish(&self) -> Result<Db, ConnectionError> {
        match self {
            Self::File(file) => SqliteConnection::establish(&file.to_string_lossy()).map(Db::Sqlite),
            Self::Url(url) => PgConnection::establish(url).map(Db::Postgres),
        }
    }

    fn fault(&self) -> impl Fn(&dyn fmt::Display) -> AppError + '_ {
        move |reason| AppError::storage(format!("{self}: {reason}"))
    }

    /// There is no database to speak to.
    fn unreachable(&self, reason: &ConnectionError) -> AppError {
        let reason = reason.to_string();
        AppError::storage(match self {
            Self::File(file) => format!("{}: {reason}", file.display()),
            Self::Url(_) => format!(
                "{self}: {}: is PostgreSQL running there, and do user, password and name fit? (--database or DATABASE_URL)",
                reason.trim().replace('\n', " ")
            ),
        })
    }
}

/// Connections that only read.
pub type Readers = Pool<Location>;

impl ManageConnection for Location {
    type Connection = Db;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Db, r2d2::Error> {
        let mut db = self.establish().map_err(r2d2::Error::ConnectionError)?;
        db.tell(&READING).map_err(r2d2::Error::QueryError)?;
        Ok(db)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), r2d2::Error> {
        db.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || db.is_broken()
    }
}

/// Opens the database for writing, making it or bringing it up to date.
///
/// # Errors
/// When it cannot be opened or is no database of ours.
pub fn open(location: &Location) -> Result<Db, AppError> {
    let fault = location.fault();
    let mut db = location.establish().map_err(|reason| location.unreachable(&reason))?;
    db.tell(&WRITING).map_err(|reason| fault(&reason))?;
    if db.is_newer().map_err(|reason| fault(&reason))? {
        return Err(AppError::Newer(location.to_string()));
    }
    db.migrate().map_err(|reason| fault(&reason))?;
    warn_of_memory(&mut db).map_err(|reason| fault(&reason))?;
    Ok(db)
}

/// What a PostgreSQL without `fsync` has committed is lost when the power is cut.
fn warn_of_memory(db: &mut Db) -> QueryResult<()> {
    if let Db::Postgres(db) = db {
        let fsync: String = diesel::select(sql::<Text>("current_setting('fsync')")).get_result(db)?;
        if fsync != "on" {
            tracing::warn!("this PostgreSQL does not wait for its disk (fsync): a power cut loses entries");
        }
    }
    Ok(())
}

/// Opens the database for somebody who replaces it, and keeps everybody else out until it is dropped.
///
/// # Errors
/// [`AppError::Command`] when anybody else has it open; otherwise when it cannot be read.
pub fn alone(location: &Location) -> Result<Db, AppError> {
    let fault = location.fault();
    let mut db = match location {
        Location::File(_) => location.establish().map_err(|reason| fault(&reason))?,
        Location::Url(_) => open(location)?,
    };
    match db.tell(&ALONE) {
        Ok(()) => Ok(db),
        Err(reason) if reason.to_string().contains("lock") => {
            Err(AppError::Command(format!("{location}: a server or another command has it open; stop that first")))
        }
        Err(reason) => Err(fault(&reason)),
    }
}

/// Writes a whole copy of an SQLite database into an empty file, while others read and write.
///
/// # Errors
/// When the copy cannot be written.
pub fn copy_file(file: &Path, to: &Path) -> Result<(), AppError> {
    let fault = |reason: &dyn fmt::Display| AppError::Storage(format!("{}: {reason}", to.display()));
    let mut db = SqliteConnection::establish(&file.to_string_lossy()).map_err(|reason| fault(&reason))?;
    let quoted = to.to_string_lossy().replace('\'', "''");
    let copied = db.batch_execute(&format!("PRAGMA busy_timeout = 10000; VACUUM INTO '{quoted}'"));
    copied.map_err(|reason| fault(&reason))
}

/// Connections for reading, opened as they are needed, to a database that somebody has opened for writing.
#[must_use]
pub fn readers(location: &Location) -> Readers {
    let pool = Pool::builder().max_size(READERS).min_idle(Some(1)).connection_timeout(RETRY);
    pool.build_unchecked(location.clone())
}

/// Opens one connection for reading.
///
/// # Errors
/// When the database cannot be opened.
pub fn reader(location: &Location) -> Result<Db, AppError> {
    location.connect().map_err(|reason| location.fault()(&reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_user_and_password() {
        let cases = [
            ("postgres://office:secret@db.example/cunxuan?sslmode=disable", "postgres://db.example/cunxuan"),
            ("postgresql:///cunxuan?host=/run/postgresql&password=secret", "postgres:///cunxuan"),
            ("postgres://office:se@cret@db.example:5433/cunxuan", "postgres://db.example:5433/cunxuan"),
        ];
        for (url, shown) in cases {
            let location: Location = url.parse().unwrap();
            assert_eq!((location.to_string(), format!("{location:?}")), (shown.to_owned(), shown.to_owned()));
        }
        assert!("mysql://db.example/cunxuan".parse::<Location>().is_err());
    }
}
