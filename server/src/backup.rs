//! A copy of the whole database every day (每日备份), made while the server goes on.

use crate::db;
use crate::error::AppError;
use crate::host::today;
use crate::store::Store;
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
    // A copy that was cut short never bears the day's name.
    let half = folder.join("half.tmp");
    let _ = fs::remove_file(&half);
    db::copy(&store.file(), &half)?;
    fs::File::open(&half).and_then(|half| half.sync_all()).map_err(AppError::file(&half))?;
    fs::rename(&half, &file).map_err(AppError::file(&file))?;
    drop_old(&folder)?;
    Ok(Some(file))
}

fn drop_old(folder: &Path) -> Result<(), AppError> {
    let files = fs::read_dir(folder).map_err(AppError::file(folder))?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "db"));
    files.sort_unstable();
    let old = files.len().saturating_sub(KEPT);
    files.iter().take(old).try_for_each(|file| fs::remove_file(file).map_err(AppError::file(file)))
}
