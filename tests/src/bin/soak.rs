//! Plays the two hardest cases for long (长时间试验): kills of the browser while somebody tallies, and bad lines.

use cunxuan_tests::hard::{Killed, issue_over};
use cunxuan_tests::process::Result;
use std::io::Write;
use std::time::{Duration, Instant};

const USAGE: &str = "soak [--kills N] [--minutes N] [--seed N]
  --kills    kills of the browser while somebody tallies (200)
  --minutes  how long papers are then issued over bad lines (5)
  --seed     the first of the seeds (1)";
/// Kills on one phone; then the next village begins, so that its record stays as short as a real one.
const ON_ONE_PHONE: u32 = 50;
/// Longer than the phone waits for an answer.
const SILENCE: Duration = Duration::from_secs(35);

struct Asked {
    kills: u32,
    minutes: u64,
    seed: u64,
}

fn main() -> Result {
    let asked = asked()?;
    kill(&asked)?;
    issue(&asked)
}

fn asked() -> Result<Asked> {
    let mut asked = Asked { kills: 200, minutes: 5, seed: 1 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let number: u64 = words.next().and_then(|number| number.parse().ok()).ok_or(USAGE)?;
        match word.as_str() {
            "--kills" => asked.kills = u32::try_from(number)?,
            "--minutes" => asked.minutes = number,
            "--seed" => asked.seed = number,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(asked)
}

fn kill(asked: &Asked) -> Result {
    let (start, mut done) = (Instant::now(), 0);
    while done < asked.kills {
        let seed = asked.seed + u64::from(done / ON_ONE_PHONE);
        let Some(mut phone) = Killed::begin(seed)? else { return Ok(()) };
        let now = ON_ONE_PHONE.min(asked.kills - done);
        for _ in 0..now {
            phone.once().map_err(|error| format!("seed {seed}, kill {}: {error}", phone.kills.kills + 1))?;
            show(&format!("{} of {} kills, {} s", done + phone.kills.kills, asked.kills, start.elapsed().as_secs()));
        }
        let came = phone.end()?;
        done += now;
        println!("\rseed {seed}: {came:?}");
    }
    println!("{done} kills in {:.0} s: whatever the screen had confirmed was there", start.elapsed().as_secs_f64());
    Ok(())
}

fn issue(asked: &Asked) -> Result {
    let start = Instant::now();
    let (mut rounds, mut cut, mut silent, mut longest) = (0_u64, 0, 0, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(asked.minutes * 60) {
        let Some((took, tally)) = issue_over(asked.seed + rounds, 20, SILENCE)? else { return Ok(()) };
        (rounds, cut, silent, longest) = (rounds + 1, cut + tally.cut, silent + tally.silent, longest.max(took));
        show(&format!(
            "{rounds} bad lines, {} s: {tally:?}, settled after {:.1} s",
            start.elapsed().as_secs(),
            took.as_secs_f64()
        ));
    }
    println!(
        "\r{rounds} bad lines, {cut} connections cut, {silent} fallen silent: every paper arrived once; the longest took {:.1} s after the last act",
        longest.as_secs_f64()
    );
    Ok(())
}

fn show(line: &str) {
    // A terminal that is gone is no reason to stop.
    let _ = write!(std::io::stderr(), "\r{line}    ");
}
