//! A copy put back in place (恢复), as another life of the database: phones then give back what it lacks.

use super::check::{self, Contents};
use super::{beside, copy_into, secret_file, sync_folder, tables};
use crate::db::{self, Db, Location};
use crate::error::AppError;
use crate::host::{now_s, random, today};
use crate::key;
use crate::schema::{code, entry};
use crate::store::{meta, returned};
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
    let restored = fetch(file, &half).and_then(|(contents, key)| {
        let kept = folder.join(format!("replaced-{}.db", stamp()));
        let place = Place { folder, location, half: &half, kept: &kept, key, replace };
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
    Ok(restored)
}

/// Reads the copy in a file of its own, and gives it another life; with what it holds, and the township's key.
fn fetch(file: &Path, half: &Path) -> Result<(Contents, Option<String>), AppError> {
    secret_file(half)?;
    fs::copy(file, half).map_err(AppError::file(file))?;
    let mut db = db::open(&Location::File(half.to_owned()))?;
    let contents = check::read(&mut db)?;
    Ok((contents, begin_life(&mut db)?))
}

/// Another epoch; what comes back is counted; codes that may have been used since the copy have ended.
/// Gives the township's key, which a database does not hold.
fn begin_life(db: &mut Db) -> Result<Option<String>, AppError> {
    let epoch = random()?;
    Ok(db.write(|db| {
        meta::renew(db, &epoch)?;
        returned::begin(db)?;
        diesel::delete(code::table).execute(db)?;
        meta::remove(db, key::FILE)
    })?)
}

/// Where a copy goes.
struct Place<'a> {
    folder: &'a Path,
    location: &'a Location,
    half: &'a Path,
    kept: &'a Path,
    key: Option<String>,
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
        self.put_key()?;
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
            Ok(mut db) => self.gives_way(&mut db).map(|()| Some(db)),
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
        }
        self.put_key()?;
        let mut half = db::reader(&Location::File(self.half.to_owned()))?;
        db.write(|db| {
            tables::clear(db)?;
            tables::carry(&mut half, db)
        })?;
        Ok(was_there)
    }

    /// The key that the copy came with, before what needs it; another one that lies here is kept beside it.
    fn put_key(&self) -> Result<(), AppError> {
        let Some(key) = &self.key else { return Ok(()) };
        let file = self.folder.join(key::FILE);
        match fs::read_to_string(&file) {
            Ok(here) if here.trim() == key.trim() => return Ok(()),
            Ok(_) => {
                let kept = self.folder.join(format!("{}-replaced-{}", key::FILE, stamp()));
                fs::rename(&file, kept).map_err(AppError::file(&file))?;
            }
            Err(_) => {}
        }
        let mut open = secret_file(&file)?;
        open.write_all(key.as_bytes()).and_then(|()| open.sync_all()).map_err(AppError::file(&file))?;
        sync_folder(&file)
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

/// The day and time at +08:00, for the name of a file.
fn stamp() -> String {
    let second = (now_s() + 8 * 3600).rem_euclid(86_400);
    format!("{}-{:02}{:02}{:02}", today(), second / 3600, second / 60 % 60, second % 60)
}
