//! Everything that must hold, in one order, with the time of each step.

use crate::shell::{Done, cargo, name, root, run, server_binary};
use crate::{pack, setup};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// One selection for all of cargo's commands: another would compile shared crates anew.
pub const SELECTION: [&str; 3] = ["--workspace", "--features", "cunxuan-server/embed"];

/// Setup, format, lints, pages, server, then every test. Stops at the first step that fails.
pub fn test() -> Done {
    let start = Instant::now();
    step("setup", || setup::run().and_then(|()| setup::checker()))?;
    step("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("pack", pack::run)?;
    step("clippy", || run(cargo(&["clippy"]).args(SELECTION).args(["--all-targets", "--", "-D", "warnings"])))?;
    step("server", build_server)?;
    let counts = step("tests", run_tests)?;
    println!("all: {:.1} s", start.elapsed().as_secs_f64());
    println!("{} passed, {} failed", counts.passed, counts.failed);
    match counts.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} tests failed").into()),
    }
}

/// Builds the `cunxuan` command with the pages inside it.
pub fn build_server() -> Done {
    run(cargo(&["build", "--bin", "cunxuan"]).args(SELECTION))
}

/// Tells tests where the packed pages and the server are, and that a browser is there.
pub fn with_browser(command: &mut Command) -> &mut Command {
    command.env("CUNXUAN_BIN", server_binary()).env("CUNXUAN_DIST", root().join("dist")).env("CUNXUAN_BROWSER", "1")
}

fn step<T>(title: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    println!("== {title}");
    let start = Instant::now();
    let result = work();
    println!("== {title}: {:.1} s", start.elapsed().as_secs_f64());
    result
}

#[derive(Default)]
struct Counts {
    passed: u64,
    failed: u64,
}

impl Counts {
    /// Reads `test result: ok. 3 passed; 0 failed; …`; other lines count nothing.
    fn add(&mut self, line: &str) {
        let Some(result) = line.trim().strip_prefix("test result:") else {
            return;
        };
        self.passed += number_before(result, " passed");
        self.failed += number_before(result, " failed");
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let number = text.split(word).next().and_then(|head| head.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Runs all tests to the end and counts them as their lines pass by.
fn run_tests() -> Done<Counts> {
    let mut tests = cargo(&["test", "--no-fail-fast"]);
    with_browser(tests.args(SELECTION)).stdout(Stdio::piped());
    let mut child = tests.spawn()?;
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            counts.add(&line);
            println!("{line}");
        }
    }
    match child.wait()?.success() || counts.failed > 0 {
        true => Ok(counts),
        false => Err(format!("{} failed", name(&tests)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_add_up_over_result_lines_alone() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 20 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "a test that says 7 passed",
        ] {
            counts.add(line);
        }
        assert_eq!((counts.passed, counts.failed), (23, 2));
    }
}
