//! Household lists and workbooks on the command line: `cunxuan import FILE`, `cunxuan new FILE`.

use super::print::{self, Progress};
use super::township;
use crate::author::Author;
use crate::config::{Import, New};
use crate::error::AppError;
use crate::import;
use crate::lists::{Batch, ListFault, template, workbook};
use crate::load::load;
use crate::shelf::Shelf;
use std::fs;
use std::sync::mpsc::channel;

/// Writes an empty workbook for a township.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub fn new(asked: &New) -> Result<(), AppError> {
    let file = &asked.file;
    if file.exists() {
        return Err(AppError::Command(format!("{}: there is such a file already", file.display())));
    }
    let bytes = template::write().map_err(|fault| AppError::Storage(format!("spreadsheet: {fault}")))?;
    fs::write(file, bytes).map_err(AppError::file(file))?;
    println!("{}: fill in its sheets, then `cunxuan import {}`", file.display(), file.display());
    Ok(())
}

/// Takes in a folder, a township's workbook, or a village's household list.
///
/// # Errors
/// When it cannot be read or written.
pub fn import(asked: &Import) -> Result<(), AppError> {
    match &asked.village {
        Some(code) => list(asked, code),
        None => township_of(asked),
    }
}

fn township_of(asked: &Import) -> Result<(), AppError> {
    let (plan, imported) = match asked.source.is_dir() {
        true => {
            let plan = import::read_township(&asked.source)?;
            let imported = import::read_people(&asked.source, &plan)?;
            (plan, imported)
        }
        false => {
            let bytes = fs::read(&asked.source).map_err(AppError::file(&asked.source))?;
            let filled = workbook::read_workbook(&bytes)?;
            print::mended(&filled.reading);
            (filled.township, filled.imported)
        }
    };
    let store = asked.data.open()?;
    let mut progress = Progress::new("villages", plan.villages.len());
    let loaded = load(&store, &plan, imported, None, &mut |done| progress.show(done))?;
    progress.end();
    print::loaded(&loaded);
    Ok(())
}

/// A village's household list: looked at, and imported when that was said.
fn list(asked: &Import, code: &str) -> Result<(), AppError> {
    let bytes = fs::read(&asked.source).map_err(AppError::file(&asked.source))?;
    let store = super::existing(&asked.data)?;
    let township = township(&store)?;
    let scope = township.scope(code);
    if !store.scopes(&township.code)?.contains(&scope) {
        return Err(AppError::Command(format!("there is no village {code} here")));
    }
    let shelf = Shelf::new(store.clone(), &township, channel().0)?;
    let mut batch = Batch::stage(&bytes, &shelf, &scope)?;
    print::preview(&batch.preview(""), &batch.reading);
    if !asked.yes {
        println!("nothing is imported yet: add --yes to import");
        return Ok(());
    }
    let mut refused = None;
    let mut note = |fault: ListFault| {
        refused = Some(fault);
        Vec::new()
    };
    let events =
        Author::new(&shelf, &township.code).write(&scope, |book| batch.import(book).unwrap_or_else(&mut note))?;
    match refused {
        Some(fault) => Err(fault.into()),
        None => {
            println!("{events} events written");
            store.tell_outside()
        }
    }
}
