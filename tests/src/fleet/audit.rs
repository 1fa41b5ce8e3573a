//! The audit (核对): every export of the server is without fault and equal to what the phones hold, and the wall says
//! what the phones' books say.

use super::line::{JSON, Line};
use super::muster::Mustered;
use super::phone::Phone;
use super::telling::Telling;
use crate::process::{Result, patiently};
use crate::server::Home;
use cunxuan_core::api::Wall;
use cunxuan_core::id::Scope;
use cunxuan_core::key::PublicKey;
use cunxuan_core::progress;
use cunxuan_core::record::Journal;
use cunxuan_core::record::exchange::{holdings, lacking};
use cunxuan_core::record::export;
use cunxuan_core::verify::check;
use cunxuan_core::village::{Book, Trust};
use cunxuan_server::account::{Accounts, OFFICE};
use cunxuan_server::key;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// How long the wall may take to show what arrived last.
const SOON: Duration = Duration::from_secs(20);

type ByScope<'a> = BTreeMap<&'a Scope, &'a Journal>;

/// One phone's copy of every village; all phones of a village must hold the same.
///
/// # Errors
/// When two differ.
fn copies(phones: &[Phone]) -> Result<ByScope<'_>> {
    let mut copies: ByScope<'_> = BTreeMap::new();
    for phone in phones {
        let copy = *copies.entry(phone.journal.scope()).or_insert(&phone.journal);
        if holdings(copy) != holdings(&phone.journal) {
            return Err(format!("phone {} holds other entries than its neighbour", phone.no).into());
        }
    }
    Ok(copies)
}

fn anchor(home: &Home) -> Result<PublicKey> {
    Ok(key::load_or_make(&home.data())?.public())
}

/// Asks the running server for its wall until it is what the phones' books say; how many rows that are.
///
/// # Errors
/// When it does not become that.
pub fn wall(home: &Home, mustered: &Mustered, url: &str, telling: &Telling) -> Result<usize> {
    let copies = copies(&mustered.phones)?;
    telling.begin("the wall is compared", 0);
    let code = Accounts::new(home.store()?, &mustered.township.code).fresh_code(OFFICE)?;
    let mut line = Line::new(url)?;
    let mut ask = |path: &str, body: Option<Value>| -> Result<Vec<u8>> {
        let body = body.map(|body| body.to_string().into_bytes());
        let answer = mustered.runtime.block_on(line.ask(path, JSON, body));
        let answer = answer.map_err(|fault| format!("{path}: {fault:?}"))?;
        if path == "/api/sign-in" {
            let token: Value = serde_json::from_slice(&answer)?;
            token.get("token").and_then(Value::as_str).ok_or("no token")?.clone_into(&mut line.token);
        }
        Ok(answer)
    };
    ask("/api/sign-in", Some(json!({ "phone": "", "code": code })))?;
    let trust = Trust::anchored(anchor(home)?);
    let books: Vec<Book> = copies.values().map(|journal| folded(journal, &trust)).collect();
    patiently("the wall to show what the phones hold", SOON, || {
        let wall: Wall = serde_json::from_slice(&ask("/api/wall", None)?)?;
        let today = wall.today.ok_or("a wall of no day")?;
        let rows: Vec<_> = books.iter().map(|book| progress::row(book.village(), book.journal(), today)).collect();
        let equal = rows.iter().filter(|row| wall.villages.contains(row)).count();
        match equal == rows.len() && equal == wall.villages.len() {
            true => Ok(Some(equal)),
            false => Err(format!("{equal} of {} rows are equal", rows.len()).into()),
        }
    })
}

fn folded(journal: &Journal, trust: &Trust) -> Book {
    let mut book = Book::trusting(journal.scope().clone(), trust.clone());
    book.take(lacking(journal, &[], u32::MAX).0);
    book
}

/// Exports every village with the server's own command and checks the file; how many there are.
///
/// # Errors
/// When anything is wrong with one, or it is not what the phones hold.
pub fn exports(home: &Home, mustered: &Mustered, telling: &Telling) -> Result<usize> {
    let copies = copies(&mustered.phones)?;
    telling.begin("every village is exported and checked", copies.len());
    let (anchor, file) = (anchor(home)?, home.path().join("village.cx"));
    for (scope, journal) in &copies {
        home.run(&["export", scope.code(), "--out", &file.display().to_string()])?;
        let export = export::read(&fs::read(&file)?).map_err(|fault| format!("{scope}: {fault:?}"))?;
        let report = check(&export, Some(&anchor));
        if let Some(fault) = report.faults.first() {
            return Err(format!("{scope}: {} faults: {fault:?}", report.faults.len()).into());
        }
        if !report.certified || holdings(&export.journal) != holdings(journal) {
            return Err(format!("{scope}: the export is not what the phones hold").into());
        }
        telling.step();
    }
    Ok(copies.len())
}
