//! Build, demo, test and measure: every command that a checkout of Cunxuan (村选) needs.

mod check;
mod pack;
mod setup;
mod shell;

use shell::Done;
use std::process::ExitCode;

const USAGE: &str = "cargo xtask <command>
  setup          install what building and testing need
  pack           build the pages into dist/
  demo [args]    a township with its data, on this machine (--check: start, ask, stop)
  test           everything that must hold
  bench [args]   measure speed and sizes
  sim [args]     histories with faults, and wrong protocols that must be caught (--histories N, --seed N, --keep)
  fleet [args]   phones that come home all at once, on both databases (--phones N, --sqlite, --woken, --keep)
  soak [args]    the browser killed while somebody tallies, and bad lines, for long (--kills N, --minutes N)
  screens        pictures of every screen into target/screens/";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = args.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {command}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, args: &[String]) -> Done {
    match command {
        "setup" => setup::run(),
        "pack" => setup::run().and_then(|()| pack::run()),
        "demo" => demo(args),
        "test" => check::test(),
        "bench" => with_all("bench", args),
        "soak" => with_all("soak", args),
        "sim" => shell::run(shell::cargo(&["run", "--quiet", "-p", "cunxuan-tests", "--bin", "sim", "--"]).args(args)),
        "fleet" => fleet(args),
        "screens" => screens(),
        _ => Err(format!("no such command\n{USAGE}").into()),
    }
}

/// Packs the pages, builds the server with them inside and hands over to its `demo` command.
fn demo(args: &[String]) -> Done {
    setup::run()?;
    pack::run()?;
    check::build_server()?;
    shell::run(shell::command(shell::server_binary()).arg("demo").args(args))
}

/// Runs a program of the tests that needs the pages, the server and a browser.
fn with_all(program: &str, args: &[String]) -> Done {
    setup::run()?;
    pack::run()?;
    check::build_server()?;
    let mut run = shell::cargo(&["run", "-p", "cunxuan-tests", "--bin", program]);
    shell::run(check::with_browser(&mut run).arg("--").args(args))
}

fn fleet(args: &[String]) -> Done {
    setup::run()?;
    pack::run()?;
    check::build_server()?;
    let mut fleet = shell::cargo(&["run", "-p", "cunxuan-tests", "--bin", "fleet"]);
    shell::run(check::with_browser(&mut fleet).arg("--").args(args))
}

/// The browser stories leave their pictures behind: a picture is never of a screen that no story reached.
fn screens() -> Done {
    setup::run()?;
    pack::run()?;
    check::build_server()?;
    let mut stories = shell::cargo(&["test"]);
    stories.args(check::SELECTION).args(["--test", "smoke_browser", "--test", "desk", "--test", "story"]);
    shell::run(check::with_browser(&mut stories))?;
    println!("{}", shell::root().join("target/screens").display());
    Ok(())
}
