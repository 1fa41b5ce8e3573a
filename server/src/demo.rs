//! The demonstration (演示): an invented township in the middle of its election days, on a declared day.

mod check;
mod schedule;
mod story;

use crate::account::Accounts;
use crate::codes::{self, Fresh, Whose};
use crate::commands::print::{self, Progress, qr};
use crate::commands::serve_until_stopped;
use crate::config;
use crate::error::AppError;
use crate::import::{Residents, arrange};
use crate::load::load;
use crate::sample::Sample;
use crate::serve::Serving;
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use cunxuan_core::id::Scope;
use cunxuan_core::progress;
use cunxuan_core::time::Day;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

/// Runs the demonstration until the process is told to stop.
///
/// # Errors
/// When it cannot be made or served; with `--check` also when the wall is not as it should be.
pub fn run(asked: &config::Demo) -> Result<(), AppError> {
    let folder = Folder::new(asked.data.as_deref());
    let store = Store::open(&folder.path)?;
    let township = match store.township()? {
        Some(township) => kept(&store, township)?,
        None => make(&store, asked.seed, asked.site.today)?,
    };
    if asked.check {
        return check::run(&store, &township, &asked.site);
    }
    let help = Help::prepare(&store, &township)?;
    serve_until_stopped(&store, &asked.site, |serving| {
        help.print(serving, &township);
        Ok(())
    })
}

/// A demonstration that lies in its folder already.
fn kept(store: &Store, township: Township) -> Result<Township, AppError> {
    let folder = store.folder().display();
    if township.demo_day.is_none() {
        return Err(AppError::Command(format!("{folder}: this is no demonstration")));
    }
    // The rows are written last.
    if store.rows(&township.code)?.is_empty() {
        return Err(AppError::Command(format!("{folder}: its making was cut short; remove it and start again")));
    }
    Ok(township)
}

/// Makes the township and plays it up to the declared day.
///
/// # Errors
/// When the day lies outside the plan, or nothing can be written.
pub fn make(store: &Store, seed: u64, today: Option<Day>) -> Result<Township, AppError> {
    let none = || AppError::Command("the sample's plan has no such day".into());
    let sample = Sample::generate(seed).ok_or_else(none)?;
    let today = today.or_else(|| schedule::middle(&sample.township)).ok_or_else(none)?;
    let residents = Residents { has_wish: true, rows: (2..).zip(sample.residents.iter().cloned()).collect() };
    let imported = arrange(&sample.township, &residents);
    let mut bar = Progress::new("villages", sample.township.villages.len() * 2);
    load(store, &sample.township, imported, Some(today), &mut |done| bar.show(done))?;
    let township = store.township()?.ok_or_else(none)?;
    let shelf = Shelf::new(store.clone(), &township, channel().0)?;
    let mut rows = Vec::new();
    let first = sample.township.villages.len() + 1;
    for (done, village) in (first..).zip(&sample.township.villages) {
        let (scope, key) = (township.scope(&village.code), shelf.key().clone());
        let until = schedule::until(&sample.township, village, today);
        let ranges = shelf.read(&scope, |book| story::play(book.clone(), key, &sample, village, until, today))??;
        shelf.take(&scope, |_| ranges, |_, _| ())?;
        let row = shelf.read(&scope, |book| progress::row(book.village(), book.journal(), today))?;
        rows.push((scope, row));
        bar.show(done);
    }
    store.keep_rows(&township.code, rows)?;
    bar.end();
    Ok(township)
}

/// What is printed so that somebody can begin.
struct Help {
    office: String,
    officer: Fresh,
    pins: Vec<codes::Pin>,
}

impl Help {
    /// Codes for the office and for an officer in whose village papers are handed out today.
    fn prepare(store: &Store, township: &Township) -> Result<Self, AppError> {
        let none = || AppError::Command("the demonstration has nobody to sign in".into());
        let office = codes::fresh(store, township, &Whose::Office)?.pop().ok_or_else(none)?.code;
        let rows = store.rows(&township.code)?;
        let issuing =
            |scope: &Scope| rows.get(scope).is_some_and(|row| row.today && row.returned == 0 && row.alarms.is_empty());
        let accounts = Accounts::new(store.clone(), &township.code).all()?;
        let liaison = accounts.iter().filter(|account| !account.is_office());
        let busy = liaison.clone().max_by_key(|account| account.villages().filter(|scope| issuing(scope)).count());
        let officer = Whose::Officer(busy.ok_or_else(none)?.code.clone());
        let officer = codes::fresh(store, township, &officer)?.pop().ok_or_else(none)?;
        let scopes: BTreeSet<Scope> = officer.account.villages().collect();
        let pins = codes::pins(store, township, &scopes, true)?;
        Ok(Self { office, officer, pins })
    }

    fn print(&self, serving: &Serving, township: &Township) {
        let day = township.demo_day.map(|day| day.to_string()).unwrap_or_default();
        let (url, account) = (serving.url(), &self.officer.account);
        println!("{} · 演示 · {day}", township.name);
        println!("desk   {url}/desk/#code={}", self.office);
        let link = format!("{url}/m/#phone={}&code={}", account.phone, self.officer.code);
        println!("phone  {link}  {}", account.name);
        print::pins(&self.pins);
        println!("{}", qr(&link).unwrap_or_default());
    }
}

/// The folder of the database; a temporary one goes with the demonstration.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn new(asked: Option<&Path>) -> Self {
        match asked {
            Some(path) => Self { path: path.to_owned(), temporary: false },
            None => Self {
                path: std::env::temp_dir().join(format!("cunxuan-demo-{}", std::process::id())),
                temporary: true,
            },
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
