//! The table (表) that a campaign ends with.

use super::campaign::{Campaign, Caught, Played};
use super::fault::{Fault, Seen};
use std::fmt::Write;

/// The whole table, as Markdown.
#[must_use]
pub fn table(campaign: &Campaign, played: &Played, caught: &[Caught]) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = head(&mut text, campaign, played);
    let _ = faults(&mut text, played);
    let _ = mutants(&mut text, caught);
    text
}

fn head(text: &mut String, campaign: &Campaign, played: &Played) -> std::fmt::Result {
    writeln!(text, "| what | how often |\n|---|---:|")?;
    writeln!(text, "| histories, from seed {} | {} |", campaign.first.seed, parted(played.histories))?;
    writeln!(text, "| histories that broke a rule | {} |", parted(count(played.broken.len())))?;
    writeln!(text, "| histories a second, on {} cores | {:.0} |", campaign.cores, played.speed())?;
    writeln!(text, "| seconds | {:.0} |", played.time.as_secs_f64())?;
    for (what, name) in Seen::ALL {
        writeln!(text, "| {name} | {} |", parted(played.counts.of(what)))?;
    }
    writeln!(text, "| faults | {} |\n", parted(played.counts.faults()))
}

fn faults(text: &mut String, played: &Played) -> std::fmt::Result {
    writeln!(text, "| fault | how often |\n|---|---:|")?;
    for fault in Fault::ALL {
        writeln!(text, "| {} | {} |", fault.name(), parted(played.counts.of_fault(fault)))?;
    }
    writeln!(text)
}

fn mutants(text: &mut String, caught: &[Caught]) -> std::fmt::Result {
    if caught.is_empty() {
        return Ok(());
    }
    writeln!(text, "| wrong protocol | must be caught within | caught by | rule |\n|---|---:|---|---|")?;
    for Caught { mutant, within, by, survived } in caught {
        let (by, rule) = match by {
            Some((recipe, rule)) => (format!("seed {}", recipe.seed), rule.as_str()),
            None => (format!("**survived {survived}**"), ""),
        };
        let rule = rule.split([';', '[']).next().unwrap_or_default();
        writeln!(text, "| {} | {} | {by} | {rule} |", mutant.name(), parted(*within))?;
    }
    Ok(())
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// A number for people: thousands parted.
#[must_use]
pub fn parted(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    parts.join(",")
}
