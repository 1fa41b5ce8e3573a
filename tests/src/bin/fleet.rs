//! Brings fleets of phones home (回传测量) to a server on SQLite and on PostgreSQL, and prints a table; `--keep` writes it
//! to `tests/FLEET.md`.
//!
//! `--phones N`, any number of times, says how many; 84 and 1,000 otherwise. `--sqlite` leaves PostgreSQL out. With `--woken`
//! officers look at their phones as soon as all have sent what they had, and do not wait until they ask by themselves.

use cunxuan_tests::fleet::table::{Column, table};
use cunxuan_tests::fleet::telling::Telling;
use cunxuan_tests::fleet::{Fleet, WORKERS, run};
use cunxuan_tests::process::{Result, root};
use cunxuan_tests::server::Home;
use std::process::ExitCode;

/// What is asked for.
#[derive(Default)]
struct Asked {
    phones: Vec<usize>,
    sqlite: bool,
    woken: bool,
    keep: bool,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)).and_then(|asked| measure(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fleet: {error}");
            ExitCode::FAILURE
        }
    }
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked> {
    let mut asked = Asked::default();
    while let Some(option) = args.next() {
        match option.as_str() {
            "--phones" => asked.phones.push(args.next().ok_or("--phones: a number is missing")?.parse()?),
            "--sqlite" => asked.sqlite = true,
            "--woken" => asked.woken = true,
            "--keep" => asked.keep = true,
            _ => return Err(format!("{option}: no such option").into()),
        }
    }
    if asked.phones.is_empty() {
        asked.phones = vec![84, 1000];
    }
    Ok(asked)
}

fn measure(asked: &Asked) -> Result {
    let mut columns: Vec<Column> = Vec::new();
    for phones in &asked.phones {
        let fleet = Fleet { phones: *phones, villages: None, acts: None, woken: asked.woken };
        let mut bring = |database: &str, home: &Home| {
            eprintln!("fleet of {phones} on {database}");
            let figures = run(&fleet, home, &Telling::default())?;
            columns.push((database.to_owned(), figures));
            Result::Ok(())
        };
        bring("SQLite", &Home::sqlite()?)?;
        if let Some(home) = if asked.sqlite { None } else { Home::postgres()? } {
            bring("PostgreSQL", &home)?;
        }
    }
    let table = table(&columns);
    print!("{table}");
    if asked.keep { keep(&table) } else { Ok(()) }
}

fn keep(table: &str) -> Result {
    let cores = std::thread::available_parallelism()?;
    let head = format!(
        "# Brought home\n\nBy `cargo xtask fleet --keep`, on {cores} cores that server, database and phones share; phones run on \
         {WORKERS} threads. The sample township was imported, every phone signed in with a key of its own and fetched \
         its village, then acted offline for the whole term, every act an entry of its own (a household is \
         registered in one). Now all come back at \
         once: each runs the core's exchange over HTTP with its connection kept, seals what it sends, and waits as \
         the exchange says. Phones keep what they hold in memory and fold nothing meanwhile. Bare inserts are \
         diesel alone, 256 rows a transaction, durable as the server's, into a fresh database of the same kind, the \
         median of three. Until every phone holds everything of its village it waits, once settled, as long as the \
         exchange lets it before it asks again.\n\n"
    );
    Ok(std::fs::write(root().join("tests/FLEET.md"), format!("{head}{table}"))?)
}
