//! What each command does.

mod health;
mod keys;
mod lists;
pub mod print;
mod verify;

use crate::backup;
use crate::codes::{self, Whose};
use crate::config::{Backup, Codes, Command, Data, Export, Restore, Serve, Site};
use crate::db::Location;
use crate::demo;
use crate::error::AppError;
use crate::serve::{Serving, start, wait};
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use cunxuan_core::id::Scope;
use cunxuan_core::record::export;
use cunxuan_core::village::Book;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::channel;

/// Runs a command to its end.
///
/// # Errors
/// With what is to be told on the terminal.
pub fn run(command: Command) -> Result<(), AppError> {
    match command {
        Command::Serve(asked) => serve(&asked),
        Command::Demo(asked) => demo::run(&asked),
        Command::New(asked) => lists::new(&asked),
        Command::Import(asked) => lists::import(&asked),
        Command::Codes(asked) => print_codes(&asked),
        Command::Export(asked) => export_village(&asked),
        Command::Backup(asked) => back_up(&asked),
        Command::Health(asked) => health::run(&asked),
        Command::Restore(asked) => restore(&asked),
        Command::Verify(asked) => verify::run(&asked),
        Command::Key(asked) => keys::print(&asked),
        Command::Revoke(asked) => keys::revoke(&asked),
        Command::Branches(asked) => keys::branches(&asked),
        Command::Settle(asked) => keys::settle(&asked),
    }
}

fn serve(asked: &Serve) -> Result<(), AppError> {
    let store = asked.data.open()?;
    serve_until_stopped(&store, &asked.site, |serving| {
        println!("{}/desk/", serving.url());
        Ok(())
    })
}

/// Serves until the process is told to stop; `ready` is called once, when it listens.
///
/// # Errors
/// When the server cannot start or `ready` fails.
pub fn serve_until_stopped(
    store: &Store,
    site: &Site,
    ready: impl FnOnce(&Serving) -> Result<(), AppError>,
) -> Result<(), AppError> {
    actix_web::rt::System::new().block_on(async {
        if store.township()?.is_none() && !wait(store, site).await? {
            return Ok(());
        }
        let serving = start(store, site)?;
        ready(&serving)?;
        let Serving { server, beside, .. } = serving;
        let ended = server.await;
        drop(beside);
        ended.map_err(|fault| AppError::Storage(format!("server: {fault}")))
    })
}

fn print_codes(asked: &Codes) -> Result<(), AppError> {
    let store = existing(&asked.data)?;
    let township = township(&store)?;
    let whose = match (&asked.officer, asked.all, asked.office) {
        (Some(code), _, _) => Whose::Officer(code.clone()),
        (None, true, _) => Whose::All,
        (None, false, true) => Whose::Office,
        (None, false, false) => {
            return Err(AppError::Command("say whose: an officer's code, --office or --all".into()));
        }
    };
    let fresh = codes::fresh(&store, &township, &whose)?;
    let scopes: BTreeSet<Scope> = fresh.iter().flat_map(|one| one.account.villages().collect::<Vec<_>>()).collect();
    let pins = codes::pins(&store, &township, &scopes, asked.new_pins)?;
    print::codes(&fresh);
    print::pins(&pins);
    Ok(())
}

fn export_village(asked: &Export) -> Result<(), AppError> {
    let store = existing(&asked.data)?;
    let township = township(&store)?;
    let scope = township.scope(&asked.village);
    if !store.scopes(&township.code)?.contains(&scope) {
        return Err(AppError::Command(format!("there is no village {} here", asked.village)));
    }
    let shelf = Shelf::new(store, &township, channel().0)?;
    let anchor = shelf.key().public();
    let bytes = shelf.read(&scope, |book| export::write(book.journal(), Some(&anchor), &rules_of(book)))?;
    let file = asked.out.clone().unwrap_or_else(|| PathBuf::from(format!("{scope}.cx")));
    std::fs::write(&file, &bytes).map_err(AppError::file(&file))?;
    println!("{}: {} bytes", file.display(), bytes.len());
    Ok(())
}

/// The rule sets that a record names, as they are written.
fn rules_of(book: &Book) -> Vec<export::Rules> {
    let rules = |view: cunxuan_core::village::ElectionView<'_>| {
        let set = view.election.rules;
        export::Rules { id: set.id.to_owned(), hash: set.hash, source: set.source().to_owned() }
    };
    book.village().elections().map(rules).collect()
}

fn back_up(asked: &Backup) -> Result<(), AppError> {
    let contents = backup::write(&existing(&asked.data)?, &asked.file)?;
    println!("{}: {contents}", asked.file.display());
    Ok(())
}

fn restore(asked: &Restore) -> Result<(), AppError> {
    let location = asked.data.location();
    let restored = backup::restore::restore(&asked.data.data, &location, &asked.file, asked.replace)?;
    println!("{location}: {}", restored.contents);
    if let Some(kept) = restored.kept {
        println!("what was there before is kept as {}", kept.display());
    }
    println!("one-time codes have ended, make new ones with `cunxuan codes`; phones give back what the copy lacks");
    Ok(())
}

/// Opens a store that must be there already.
fn existing(data: &Data) -> Result<Store, AppError> {
    match data.location() {
        Location::File(file) if !file.exists() => {
            Err(AppError::Command(format!("{}: there is no database here", file.display())))
        }
        Location::File(_) | Location::Url(_) => data.open(),
    }
}

fn township(store: &Store) -> Result<Township, AppError> {
    store.township()?.ok_or(AppError::NoTownship)
}
