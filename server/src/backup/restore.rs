//! A copy put back in place (恢复), as another life of the database: phones then give back what it lacks.

use super::check::{self, Contents};
use super::{beside, copy_into, keep_key, secret_file, sync_folder, tables};
use crate::db::{self, Db, Location};
use crate::error::AppError;
use crate::host::{now_s, random, today};
use crate::key;
use crate::schema::{code, entry};
use crate::store::{Store, meta, returned};
use diesel::prelude::*;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restore {
    /// What is in place now.
    pub contents: Contents,
    /// Where the database before it was put.
    pub kept: Option<PathBuf>,
}

/// Puts a copy in place, after reading all of it. A database that holds anything gives way only to
/// `replace`, and is kept in the folder under the day and time.
///
/// # Errors
/// When the copy does not hold together, the database is in use or not empty, or anything cannot be written.
pub fn restore(folder: &Path, location: &Location, file: &Path, replace: bool) -> Result<Restore, AppError> {
    fs::create_dir_all(folder).map_err(AppError::file(folder))?;
    let half = folder.join("restore.half");
    let restored = fetch(file, &half).and_then(|contents| {
        let kept = free_name(folder, "replaced", ".db");
        let place = Place { folder, location, half: &half, kept: &kept, replace };
        let was_there = match location {
            Location::File(file) => place.rename(file)?,
            Location::Url(_) => place.carry()?,
        };
        Ok(Restore { contents, kept: was_there.then_some(kept) })
    });
    // Whatever happened, nothing of the copy stays behind but in its place.
    for left in beside(&half).iter().chain([&half]) {
        let _ = fs::remove_file(left);
    }
    let restored = restored?;
    let found = check::read(&mut db::reader(location)?)?;
    if found != restored.contents {
        return Err(AppError::Storage(format!("{location}: what is in place is not the copy: {found}")));
    }
    // Whoever opens it takes the township's key out of it.
    Store::at(folder, location.clone())?;
    Ok(restored)
}

/// Reads the copy in a file of its own, and gives it another life.
fn fetch(file: &Path, half: &Path) -> Result<Contents, AppError> {
    secret_file(half)?;
    fs::copy(file, half).map_err(AppError::file(file))?;
    let mut db = db::open(&Location::File(half.to_owned()))?;
    let contents = check::read(&mut db)?;
    begin_life(&mut db)?;
    Ok(contents)
}

/// Another epoch; what comes back is counted; codes that may have been used since the copy have ended.
fn begin_life(db: &mut Db) -> Result<(), AppError> {
    let epoch = random()?;
    Ok(db.write(|db| {
        meta::renew(db, &epoch)?;
        returned::begin(db)?;
        diesel::delete(code::table).execute(db).map(drop)
    })?)
}

/// The township's key that a copy came with goes into its file; another one that lies there is kept beside
/// it. Until then the database itself holds it, so that a restore cut short leaves no record without its key.
///
/// # Errors
/// When the database fails or the file cannot be written.
pub fn adopt_key(store: &Store) -> Result<(), AppError> {
    let Some(key) = store.read(|db| meta::get(db, key::FILE))? else { return Ok(()) };
    let file = store.folder().join(key::FILE);
    let here = fs::read_to_string(&file).ok();
    if here.as_deref().map(str::trim) != Some(key.trim()) {
        if here.is_some() {
            fs::rename(&file, free_name(store.folder(), key::FILE, "")).map_err(AppError::file(&file))?;
        }
        let mut open = secret_file(&file)?;
        open.write_all(key.as_bytes()).and_then(|()| open.sync_all()).map_err(AppError::file(&file))?;
        sync_folder(&file)?;
    }
    store.write(|db| meta::remove(db, key::FILE))
}

/// Where a copy goes.
struct Place<'a> {
    folder: &'a Path,
    location: &'a Location,
    half: &'a Path,
    kept: &'a Path,
    replace: bool,
}

impl Place<'_> {
    /// A file takes the other's name. Returns whether there was one.
    fn rename(&self, file: &Path) -> Result<bool, AppError> {
        // Out of it comes one file without a log beside it.
        drop(db::alone(&Location::File(self.half.to_owned()))?);
        fs::File::open(self.half).and_then(|half| half.sync_all()).map_err(AppError::file(self.half))?;
        let was_there = file.exists();
        // Held until the end, so that nobody opens it meanwhile.
        let _alone = was_there.then(|| self.old()).transpose()?;
        if was_there {
            fs::rename(file, self.kept).map_err(AppError::file(file))?;
        }
        // Of a broken one; it must not be taken for the log of the copy.
        for (old, kept) in beside(file).iter().zip(beside(self.kept)).filter(|(old, _)| old.exists()) {
            fs::rename(old, kept).map_err(AppError::file(old))?;
        }
        fs::rename(self.half, file).map_err(AppError::file(file))?;
        sync_folder(file)?;
        Ok(was_there)
    }

    /// The database that gives way; nothing if it is too broken to be opened.
    fn old(&self) -> Result<Option<Db>, AppError> {
        match db::alone(self.location) {
            Ok(mut db) => {
                self.gives_way(&mut db)?;
                keep_key(self.folder, &mut db)?;
                Ok(Some(db))
            }
            Err(AppError::Storage(fault)) if self.replace => {
                tracing::warn!(%fault, "the database before cannot be read; it is kept as it is");
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Rows take the place of rows, in one transaction. Returns whether there were any.
    fn carry(&self) -> Result<bool, AppError> {
        let mut db = db::alone(self.location)?;
        self.gives_way(&mut db)?;
        let was_there = !is_empty(&mut db);
        if was_there {
            copy_into(self.location, self.kept)?;
            keep_key(self.folder, &mut db::alone(&Location::File(self.kept.to_owned()))?)?;
        }
        let mut half = db::reader(&Location::File(self.half.to_owned()))?;
        db.write(|db| {
            tables::clear(db)?;
            tables::carry(&mut half, db)
        })?;
        Ok(was_there)
    }

    fn gives_way(&self, db: &mut Db) -> Result<(), AppError> {
        if self.replace || is_empty(db) {
            return Ok(());
        }
        let location = self.location;
        Err(AppError::Command(format!("{location}: there is a record here; --replace puts the copy in its place")))
    }
}

/// Whether nothing is lost with it. What cannot be read may hold anything.
fn is_empty(db: &mut Db) -> bool {
    let entries = entry::table.count().get_result(db);
    entries == Ok(0) && matches!(meta::township(db), Ok(None))
}

/// A name in a folder that nothing has yet, with the day and time at +08:00.
fn free_name(folder: &Path, begin: &str, end: &str) -> PathBuf {
    let second = (now_s() + 8 * 3600).rem_euclid(86_400);
    let stamp = format!("{}-{:02}{:02}{:02}", today(), second / 3600, second / 60 % 60, second % 60);
    let numbered = (1..).map(|no| folder.join(format!("{begin}-{stamp}-{no}{end}")));
    let mut names = std::iter::once(folder.join(format!("{begin}-{stamp}{end}"))).chain(numbered);
    names.find(|name| !name.exists()).unwrap_or_default()
}
