//! What each command does.

pub mod print;

use crate::codes::{self, Whose};
use crate::commands::print::Progress;
use crate::config::{Codes, Command, Export, Import, Serve, Site};
use crate::demo;
use crate::error::AppError;
use crate::import;
use crate::load::load;
use crate::serve::{Serving, start};
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use cunxuan_core::id::Scope;
use cunxuan_core::record::export;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

/// Runs a command to its end.
///
/// # Errors
/// With what is to be told on the terminal.
pub fn run(command: Command) -> Result<(), AppError> {
    match command {
        Command::Serve(asked) => serve(&asked),
        Command::Demo(asked) => demo::run(&asked),
        Command::Import(asked) => import_folder(&asked),
        Command::Codes(asked) => print_codes(&asked),
        Command::Export(asked) => export_village(&asked),
    }
}

fn serve(asked: &Serve) -> Result<(), AppError> {
    let store = Store::open(&asked.data.data)?;
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
        let serving = start(store, site)?;
        ready(&serving)?;
        let Serving { server, beside, .. } = serving;
        let ended = server.await;
        drop(beside);
        ended.map_err(|fault| AppError::Storage(format!("server: {fault}")))
    })
}

fn import_folder(asked: &Import) -> Result<(), AppError> {
    let township = import::read_township(&asked.folder)?;
    let imported = import::read_people(&asked.folder, &township)?;
    let store = Store::open(&asked.data.data)?;
    let mut progress = Progress::new("villages", township.villages.len());
    let loaded = load(&store, &township, imported, None, &mut |done| progress.show(done))?;
    progress.end();
    print::loaded(&loaded);
    Ok(())
}

fn print_codes(asked: &Codes) -> Result<(), AppError> {
    let store = existing(&asked.data.data)?;
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
    let store = existing(&asked.data.data)?;
    let township = township(&store)?;
    let scope = township.scope(&asked.village);
    if !store.scopes(&township.code)?.contains(&scope) {
        return Err(AppError::Command(format!("there is no village {} here", asked.village)));
    }
    let shelf = Shelf::new(store, &township, channel().0);
    let bytes = shelf.read(&scope, |book| export::write(book.journal()))?;
    let file = asked.out.clone().unwrap_or_else(|| PathBuf::from(format!("{scope}.cx")));
    std::fs::write(&file, &bytes).map_err(AppError::file(&file))?;
    println!("{}: {} bytes", file.display(), bytes.len());
    Ok(())
}

/// Opens a store that must be there already.
fn existing(folder: &Path) -> Result<Store, AppError> {
    let file = folder.join(crate::store::DATABASE);
    if !file.exists() {
        return Err(AppError::Command(format!("{}: there is no database here", file.display())));
    }
    Store::open(folder)
}

fn township(store: &Store) -> Result<Township, AppError> {
    store
        .township()?
        .ok_or_else(|| AppError::Command("there is no township here yet: run `cunxuan import DIR` first".into()))
}
