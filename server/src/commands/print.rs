//! What commands say on the terminal.

use crate::codes::{Fresh, Pin};
use crate::lists::header::heading;
use crate::lists::read::Reading;
use crate::load::Loaded;
use crate::store::problem_code;
use cunxuan_core::api::lists::Preview;
use cunxuan_core::plan::Role;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::io::{IsTerminal, Write};

/// How wide the bar of a progress is, in letters.
const BAR: usize = 24;
/// Problems that are listed one by one.
const LISTED: usize = 50;

/// A bar on the error output, so that it never mixes with what a command answers; none where nobody looks.
pub struct Progress {
    what: &'static str,
    all: usize,
    seen: bool,
}

impl Progress {
    /// A bar for so many.
    #[must_use]
    pub fn new(what: &'static str, all: usize) -> Self {
        Self { what, all, seen: std::io::stderr().is_terminal() }
    }

    /// Shows that so many are done.
    pub fn show(&mut self, done: usize) {
        if !self.seen {
            return;
        }
        let full = (done * BAR).checked_div(self.all).unwrap_or(BAR).min(BAR);
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
        // A terminal that is gone is no reason to stop.
        let _ = write!(std::io::stderr(), "\r{bar} {done}/{} {}", self.all, self.what);
    }

    /// Ends the line.
    pub fn end(&mut self) {
        if self.seen {
            let _ = writeln!(std::io::stderr());
        }
    }
}

/// What an import came to, row by row where it must be looked at.
pub fn loaded(loaded: &Loaded) {
    println!("{} villages, {} people", loaded.villages, loaded.people);
    match loaded.events {
        0 => println!("nothing new: all of it is on the record already"),
        events => println!("{events} events written"),
    }
    if loaded.struck > 0 {
        println!("{} people on two lists struck where their household is not", loaded.struck);
    }
    if loaded.unsettled > 0 {
        println!("{} people on two lists, to be settled by the office", loaded.unsettled);
    }
    let refused = loaded.problems.iter().filter(|problem| !problem.imported).count();
    println!("{} rows need a look, {refused} of them not imported", loaded.problems.len());
    for problem in loaded.problems.iter().take(LISTED) {
        let imported = if problem.imported { "imported" } else { "not imported" };
        let (row, code) = (problem.row, problem_code(problem.code));
        println!("  line {row}, village {}: {code} ({}), {imported}", problem.village, problem.column);
    }
    if loaded.problems.len() > LISTED {
        println!("  and {} more", loaded.problems.len() - LISTED);
    }
}

/// What was read of a household list, row by row where something is to be said.
pub fn preview(list: &Preview, reading: &Reading) {
    for sheet in list.sheets.iter().filter(|sheet| sheet.header_row == 0) {
        println!("sheet {}: no headings found, passed over", sheet.name);
    }
    let (ready, mended, look) = (list.ready, list.mended, list.look);
    println!("{ready} rows ready (可导入), {mended} mended (已修正), {look} to be looked at (要人工看)");
    println!("{} people new, {} known already, {} rows not imported", list.fresh, list.known, list.refused);
    for row in reading.rows.iter().filter(|row| !row.problems.is_empty()).take(LISTED) {
        let codes: Vec<String> = row.problems.iter().map(|it| problem_code(it.code)).collect();
        let imported = if row.person.is_some() { "imported" } else { "not imported" };
        println!("  row {}: {}, {imported}", row.row, codes.join(", "));
    }
    self::mended(reading);
}

/// What was mended, without what stood there: it may be an ID number.
pub fn mended(reading: &Reading) {
    let rows = reading.rows.iter().filter(|row| !row.mends.is_empty());
    println!("{} rows mended", rows.clone().count());
    for row in rows.take(LISTED) {
        let mends: Vec<String> = row.mends.iter().map(|it| format!("{} {:?}", heading(it.field), it.mend)).collect();
        println!("  row {}: {}", row.row, mends.join(", "));
    }
}

/// One-time codes, a line each.
pub fn codes(fresh: &[Fresh]) {
    println!("one-time codes, good for three days:");
    for Fresh { account, code } in fresh {
        match account.is_office() {
            true => println!("  office  {code}"),
            false => println!("  {}  {}  {}  {code}", account.code, account.name, account.phone),
        }
    }
}

/// PINs, a line each.
pub fn pins(pins: &[Pin]) {
    if !pins.is_empty() {
        println!("PINs of the people of the poll:");
    }
    for pin in pins {
        println!("  {}  {}  {}  {}", pin.scope.code(), role(pin.role), pin.name, pin.pin);
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Office => "镇换届办",
        Role::Liaison => "包村联络员",
        Role::ChiefScrutineer => "总监票人",
        Role::Scrutineer => "监票人",
        Role::Caller => "唱票人",
        Role::Teller => "计票人",
        Role::Committee => "村选委",
    }
}

/// An address as a QR code of block letters; nothing if it is too long for one.
#[must_use]
pub fn qr(address: &str) -> Option<String> {
    let code = QrCode::new(address).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}
