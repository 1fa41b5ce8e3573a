//! Plays the simulation (仿真): many histories with faults, then every wrong protocol; prints a table, `--keep` writes it
//! to `tests/SIM.md`.
//!
//! `--histories N` says how many, `--seed N` where to begin, `--mutants false` leaves the wrong protocols out. A
//! failing history is made short and printed as one line that plays it again: `--histories 1 --seed …` with what is
//! left of it.

use std::process::ExitCode;

#[path = "../sim.rs"]
#[allow(dead_code, unused_imports, reason = "the test suites use the rest of the simulation")]
mod sim;

use sim::campaign::{Campaign, Caught, Played};
use sim::mutant::Mutant;
use sim::table::{parted, table};

/// What is asked for.
struct Asked {
    campaign: Campaign,
    mutants: bool,
    keep: bool,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)).and_then(|asked| play(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sim: {error}");
            ExitCode::FAILURE
        }
    }
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { campaign: Campaign::new(1, 20_000), mutants: true, keep: false };
    while let Some(option) = args.next() {
        if option == "--keep" {
            asked.keep = true;
            continue;
        }
        let value = args.next().ok_or_else(|| format!("{option}: a value is missing"))?;
        let bad = |_| format!("{option} {value}: cannot be read");
        match option.as_str() {
            "--histories" => asked.campaign.histories = value.parse().map_err(bad)?,
            "--mutants" => asked.mutants = value.parse().map_err(|_| format!("{option} {value}: cannot be read"))?,
            _ if asked.campaign.first.read(&option, &value)? => {}
            _ => return Err(format!("{option}: no such option")),
        }
    }
    Ok(asked)
}

fn play(asked: &Asked) -> Result<(), String> {
    let campaign = &asked.campaign;
    // One line that plays a history again plays nothing else.
    let again = campaign.histories == 1;
    let played = campaign.play(|played| progress("histories", played, campaign.histories));
    let caught = if asked.mutants && !again { mutants(campaign) } else { Vec::new() };
    let table = table(campaign, &played, &caught);
    println!("{table}");
    for shrunk in played.shrunk() {
        println!("{}\n  cargo xtask sim --histories 1 {}", shrunk.broken, shrunk.recipe);
    }
    verdict(campaign, &played, &caught)?;
    if asked.keep { keep(&table) } else { Ok(()) }
}

fn mutants(campaign: &Campaign) -> Vec<Caught> {
    campaign.mutants(|mutant: Mutant, played| progress(mutant.name(), played, played.histories))
}

fn progress(what: &str, played: &Played, of: u64) {
    let (done, faults) = (parted(played.histories), parted(played.counts.faults()));
    let broken = played.broken.len();
    eprintln!("{what}: {done} of {}, {faults} faults, {broken} broken, {:.0} a second", parted(of), played.speed());
}

fn verdict(campaign: &Campaign, played: &Played, caught: &[Caught]) -> Result<(), String> {
    if let Some((_, broken)) = played.broken.first() {
        return Err(format!("{} of {} histories break a rule: {broken}", played.broken.len(), campaign.histories));
    }
    match caught.iter().find(|caught| caught.by.is_none()) {
        Some(survivor) => Err(format!("{} survives", survivor.mutant.name())),
        None => Ok(()),
    }
}

fn keep(table: &str) -> Result<(), String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/SIM.md");
    let head = "# Simulated\n\nBy `cargo xtask sim --histories 200000 --keep`. What the rules are and how each is checked stands at the head of `tests/src/sim.rs`; a fault is counted when it strikes, not when it is planned.\n\n";
    std::fs::write(path, format!("{head}{table}")).map_err(|error| format!("{path}: {error}"))
}
