//! The lease (占用): one server for one folder and one database, so that two never answer for the same record.

use crate::db::{self, Db, Location};
use crate::error::AppError;
use crate::store::Store;
use diesel::dsl::sql;
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};
use diesel::{PgConnection, RunQueryDsl, select, sql_query};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// The file whose lock a server holds; it stays behind when the server has ended, and means nothing then.
const FILE: &str = "cunxuan.lock";
/// How often the folder's lock is tried, and the pause between: whoever asks after a server's health holds it for an
/// instant.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);
/// Who holds the lock of the database, as he named himself.
const HOLDERS: &str = "coalesce((SELECT string_agg(a.application_name, ', ') FROM pg_locks l \
    JOIN pg_stat_activity a USING (pid) JOIN pg_database d ON d.oid = l.database \
    WHERE l.locktype = 'advisory' AND l.objid = 8110 AND l.granted AND d.datname = current_database()), '')";

/// Held while a server runs; it ends with the process at the latest.
pub struct Lease {
    folder: File,
    _database: Option<Db>,
}

impl Lease {
    /// Takes it for a server on a store.
    ///
    /// # Errors
    /// [`AppError::InUse`] when another server has it; otherwise when folder or database cannot be used.
    pub fn take(store: &Store) -> Result<Self, AppError> {
        let folder = of_folder(store.folder())?;
        let database = match store.location() {
            Location::File(_) => None,
            location @ Location::Url(_) => Some(of_database(location)?),
        };
        Ok(Self { folder, _database: database })
    }

    /// Notes beside the folder's lock where the server listens.
    pub fn note(&mut self, url: &str) {
        // Only `cunxuan health` misses it.
        let _ = writeln!(self.folder, "{url}");
    }
}

/// Makes the folder if it is not there, and tries whether something can be written in it.
///
/// # Errors
/// When nothing can.
pub fn usable(folder: &Path) -> Result<(), AppError> {
    std::fs::create_dir_all(folder).map_err(AppError::file(folder))?;
    open(folder).map(drop)
}

/// Where the server listens that uses the folder; none if there is none.
///
/// # Errors
/// When the folder cannot be read.
pub fn address(folder: &Path) -> Result<Option<String>, AppError> {
    let (file, mut noted) = (open(folder)?, String::new());
    if file.try_lock().is_ok() {
        return Ok(None);
    }
    (&file).read_to_string(&mut noted).map_err(AppError::file(folder))?;
    Ok(noted.lines().nth(1).map(str::to_owned))
}

fn open(folder: &Path) -> Result<File, AppError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).open(folder.join(FILE)).map_err(AppError::file(folder))
}

fn of_folder(folder: &Path) -> Result<File, AppError> {
    let mut file = open(folder)?;
    match patiently(&file) {
        Ok(()) => {
            file.set_len(0).and_then(|()| writeln!(file, "{}", myself())).map_err(AppError::file(folder))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut who = String::new();
            // Whose it is helps to find him; that it is somebody's is known already.
            let _ = file.read_to_string(&mut who);
            Err(AppError::InUse(format!(
                "{}: another server uses it ({})",
                folder.display(),
                who.trim().replace('\n', ", ")
            )))
        }
        Err(TryLockError::Error(source)) => Err(AppError::File { path: folder.to_owned(), source }),
    }
}

fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            taken => return taken,
        }
    }
    file.try_lock()
}

fn of_database(location: &Location) -> Result<Db, AppError> {
    let mut db = db::reader(location)?;
    let other = match &mut db {
        Db::Postgres(db) => holder(db)?,
        Db::Sqlite(_) => None,
    };
    match other {
        None => Ok(db),
        Some(who) => Err(AppError::InUse(format!("{location}: another server uses it ({who})"))),
    }
}

/// Takes the lock of the database, or says who has it.
fn holder(db: &mut PgConnection) -> QueryResult<Option<String>> {
    sql_query("SELECT set_config('application_name', $1, false)").bind::<Text, _>(myself()).execute(db)?;
    let is_mine: bool = select(sql::<Bool>("pg_try_advisory_lock(8110)")).get_result(db)?;
    if is_mine { Ok(None) } else { select(sql::<Text>(HOLDERS)).get_result(db).map(Some) }
}

/// This process, as somebody finds it who looks for it.
fn myself() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("cunxuan, process {} on {}", std::process::id(), host.trim())
}
