//! Measures (测速): replay, ingest, and the phone in Chromium. Prints a table; `--keep` writes it to `tests/BENCH.md`.
//!
//! A figure is a median of several runs, beside the budget it has to hold; nothing here decides a test.

use cunxuan_tests::bench::{Line, ingest, phone, replay};
use cunxuan_tests::given::{Fault, Given, root};
use std::process::ExitCode;

fn main() -> ExitCode {
    let keep = std::env::args().any(|arg| arg == "--keep");
    match measure().and_then(|lines| show(&lines, keep)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<Vec<Line>, Fault> {
    eprintln!("playing the sample's largest village …");
    let given = Given::sample()?;
    let (play, _) = given.play(given.largest())?;
    let village = replay::Village::of(play);
    let mut lines = replay::native(&village);
    eprintln!("ingest …");
    lines.extend(ingest::measure(&village)?);
    eprintln!("Chromium …");
    lines.extend(phone::measure(&village)?);
    Ok(lines)
}

fn show(lines: &[Line], keep: bool) -> Result<(), Fault> {
    let rows: Vec<String> = lines.iter().map(Line::row).collect();
    let table = format!("| what | measured | budget | holds |\n|---|---|---|---|\n{}\n", rows.join("\n"));
    print!("{table}");
    if keep {
        let head = "# Measured\n\nBy `cargo xtask bench --keep`, on 2 shared cores; Chromium is a desktop build, its CPU throttled 6× where said.\n\n";
        std::fs::write(root().join("tests/BENCH.md"), format!("{head}{table}"))?;
    }
    Ok(())
}
