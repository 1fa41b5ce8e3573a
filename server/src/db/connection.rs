//! A connection to either database, and what is told to it.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::r2d2::R2D2Connection;
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// A connection to the database.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// A file of this machine.
    Sqlite(SqliteConnection),
    /// A server of databases.
    Postgres(PgConnection),
}

/// Runs a statement that diesel builds for either database but not for both at once.
macro_rules! execute {
    ($db:expr, $statement:expr) => {
        match $db {
            $crate::db::Db::Sqlite(db) => $statement.execute(db),
            $crate::db::Db::Postgres(db) => $statement.execute(db),
        }
    };
}
pub(crate) use execute;

fn version<DB: Backend>(migration: &dyn Migration<DB>) -> String {
    migration.name().version().to_string()
}

/// What is told to a connection, in the words of either kind.
pub(super) struct Sql {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// One transaction writes at a time, also among processes: SQLite locks its file by any statement that
/// could write, PostgreSQL a number that is ours.
const WRITE: Sql = Sql { sqlite: "DELETE FROM meta WHERE FALSE", postgres: "SELECT pg_advisory_xact_lock(8108)" };
/// A transaction that sees one moment of the database; on SQLite every one does.
const LOOK: Sql = Sql { sqlite: "", postgres: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" };

impl Db {
    pub(super) fn tell(&mut self, sql: &Sql) -> QueryResult<()> {
        match self {
            Self::Sqlite(db) => db.batch_execute(sql.sqlite),
            Self::Postgres(db) => db.batch_execute(sql.postgres),
        }
    }

    /// A transaction that writes; no other does meanwhile.
    ///
    /// # Errors
    /// When the work or the commit fails; nothing is written then.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        self.transaction(|db| db.tell(&WRITE).and_then(|()| work(db)))
    }

    /// A transaction that sees one moment of the database, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the work fails.
    pub fn look<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transaction(|db| {
            db.tell(&LOOK)?;
            work(db)
        })
    }

    /// Whether the connection is of no use any more.
    pub fn is_gone(&mut self) -> bool {
        self.is_broken() || self.ping().is_err()
    }

    /// Whether a newer version of this program has changed the tables.
    pub(super) fn is_newer(&mut self) -> Result<bool, Box<dyn Error + Send + Sync>> {
        let known: Vec<String> = match self {
            Self::Sqlite(_) => {
                MigrationSource::<Sqlite>::migrations(&SQLITE)?.iter().map(|one| version(one.as_ref())).collect()
            }
            Self::Postgres(_) => {
                MigrationSource::<Pg>::migrations(&POSTGRES)?.iter().map(|one| version(one.as_ref())).collect()
            }
        };
        let applied = match self {
            Self::Sqlite(db) => db.applied_migrations()?,
            Self::Postgres(db) => db.applied_migrations()?,
        };
        Ok(applied.iter().any(|version| !known.contains(&version.to_string())))
    }

    /// Makes the tables that are missing; one process at a time.
    pub(super) fn migrate(&mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        match self {
            Self::Sqlite(db) => db.run_pending_migrations(SQLITE).map(drop),
            Self::Postgres(db) => {
                db.batch_execute("SELECT pg_advisory_lock(8109)")?;
                let done = db.run_pending_migrations(POSTGRES).map(drop);
                db.batch_execute("SELECT pg_advisory_unlock(8109)")?;
                done
            }
        }
    }
}
