//! Copies of the whole database (备份): every day while the server goes on, or when somebody asks for one.
//!
//! A copy is one SQLite file whatever the database is. It holds the township's key too, or nobody could go
//! on with it elsewhere: whoever holds a copy holds all that the server knows.

pub mod check;
pub mod restore;
pub mod tables;

use crate::db::{self, Db, Location};
use crate::error::AppError;
use crate::host::today;
use crate::key;
use crate::store::{Store, meta};
use check::Contents;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How many daily copies are kept.
const KEPT: usize = 7;
/// How often it is asked whether the day's copy is there.
const HOUR: Duration = Duration::from_secs(3600);

/// Makes the day's copy whenever it is missing, until `stop` is dropped.
pub fn daily(store: &Store, stop: &Receiver<()>) {
    loop {
        match copy(store) {
            Ok(Some(file)) => tracing::info!(file = %file.display(), "copied the database"),
            Ok(None) => {}
            Err(fault) => tracing::error!(%fault, "the database was not copied"),
        }
        match stop.recv_timeout(HOUR) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Makes the day's copy if it is missing, and drops all but the newest.
///
/// # Errors
/// When the copy cannot be written.
pub fn copy(store: &Store) -> Result<Option<PathBuf>, AppError> {
    let folder = store.folder().join("backup");
    let file = folder.join(format!("{}.db", today()));
    if file.exists() {
        return Ok(None);
    }
    fs::create_dir_all(&folder).map_err(AppError::file(&folder))?;
    let half = half(store, &file)?;
    finish(&half, &file)?;
    drop_old(&folder)?;
    Ok(Some(file))
}

/// Writes a copy into a file that is not there yet, and reads all of it before it bears its name.
///
/// # Errors
/// When the copy cannot be written, or does not hold together.
pub fn write(store: &Store, file: &Path) -> Result<Contents, AppError> {
    if file.exists() {
        return Err(AppError::Command(format!("{}: there is a file already", file.display())));
    }
    let half = half(store, file)?;
    let contents = db::reader(&Location::File(half.clone())).and_then(|mut copy| check::read(&mut copy));
    match contents {
        Ok(contents) => finish(&half, file).map(|()| contents),
        Err(fault) => {
            let _ = fs::remove_file(&half);
            Err(fault)
        }
    }
}

/// A copy that was cut short never bears the name of a whole one.
fn half(store: &Store, file: &Path) -> Result<PathBuf, AppError> {
    let half = file.with_extension("half");
    copy_into(store.location(), &half)?;
    keep_key(store.folder(), &mut db::alone(&Location::File(half.clone()))?)?;
    Ok(half)
}

/// A copy holds the township's key too.
fn keep_key(folder: &Path, copy: &mut Db) -> Result<(), AppError> {
    let secret = folder.join(key::FILE);
    if secret.exists() {
        let text = fs::read_to_string(&secret).map_err(AppError::file(&secret))?;
        copy.write(|db| meta::set(db, key::FILE, &text))?;
    }
    Ok(())
}

fn finish(half: &Path, file: &Path) -> Result<(), AppError> {
    fs::File::open(half).and_then(|half| half.sync_all()).map_err(AppError::file(half))?;
    fs::rename(half, file).map_err(AppError::file(file))?;
    sync_folder(file)
}

/// Copies a database of either kind into a file, at one moment and while others read and write.
fn copy_into(location: &Location, to: &Path) -> Result<(), AppError> {
    secret_file(to)?;
    match location {
        Location::File(file) => db::copy_file(file, to),
        Location::Url(_) => {
            let (mut from, mut copy) = (db::reader(location)?, db::open(&Location::File(to.to_owned()))?);
            Ok(from.look(|from| copy.write(|copy| tables::carry(from, copy)))?)
        }
    }
}

/// What SQLite keeps beside a file while it is open, and after a power cut.
fn beside(file: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|end| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        name.into()
    })
}

/// An empty file that nobody else may read, and nothing beside it.
fn secret_file(file: &Path) -> Result<fs::File, AppError> {
    for old in beside(file).iter().map(PathBuf::as_path).chain([file]) {
        let _ = fs::remove_file(old);
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(AppError::file(file))
}

/// A name is on the disk when its folder is.
fn sync_folder(file: &Path) -> Result<(), AppError> {
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(AppError::file(folder))
}

fn drop_old(folder: &Path) -> Result<(), AppError> {
    let files = fs::read_dir(folder).map_err(AppError::file(folder))?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "db"));
    files.sort_unstable();
    let old = files.len().saturating_sub(KEPT);
    files.iter().take(old).try_for_each(|file| fs::remove_file(file).map_err(AppError::file(file)))
}
