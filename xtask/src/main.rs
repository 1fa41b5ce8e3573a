//! Build, demo, test and measure: every command that a checkout of Cunxuan (村选) needs.

mod check;
mod pack;
mod setup;
mod shell;

use shell::Done;
use std::process::ExitCode;

const USAGE: &str = "cargo xtask <command>
  setup          install what building and testing need
  pack [PAGE]    build the pages into dist/, or only those named
  demo [args]    a township with its data, on this machine (--check: start, ask, stop)
  test           everything that must hold
  bench [args]   measure speed and sizes
  sim [args]     histories with faults, and wrong protocols that must be caught (--histories N, --seed N, --keep)
  fleet [args]   phones that come home all at once, on both databases (--phones N, --sqlite, --woken, --keep)
  soak [args]    the browser killed while somebody tallies, and bad lines, for long (--kills N, --minutes N)
  screens        pictures of every screen into target/screens/";

/// The tests that leave pictures.
const STORIES: [&str; 16] = [
    "access",
    "before",
    "check",
    "desk",
    "double",
    "first_phone",
    "hard",
    "held",
    "lists",
    "over_issue",
    "public",
    "smoke_browser",
    "story",
    "taps",
    "teams",
    "today",
];

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
        "pack" if args.is_empty() => setup::run().and_then(|()| pack::run()),
        "pack" => setup::run().and_then(|()| pack::some(args)),
        "demo" => demo(args),
        "test" => check::test(),
        "bench" | "soak" | "fleet" => with_all(command, args),
        "sim" => shell::run(shell::cargo(&["run", "--quiet", "-p", "cunxuan-tests", "--bin", "sim", "--"]).args(args)),
        "screens" => screens(),
        _ => Err(format!("no such command\n{USAGE}").into()),
    }
}

/// Hands over to the `demo` command of the server.
fn demo(args: &[String]) -> Done {
    prepare()?;
    shell::run(shell::command(shell::server_binary()).arg("demo").args(args))
}

/// Packs the pages and builds the server with them inside.
fn prepare() -> Done {
    setup::run()?;
    pack::run()?;
    check::build_server()
}

/// Runs a program of the tests that needs the pages, the server and a browser.
fn with_all(program: &str, args: &[String]) -> Done {
    prepare()?;
    let mut run = shell::cargo(&["run", "-p", "cunxuan-tests", "--bin", program]);
    shell::run(check::with_browser(&mut run).arg("--").args(args))
}

/// The browser stories leave their pictures behind: a picture is never of a screen that no story reached.
fn screens() -> Done {
    setup::checker()?;
    prepare()?;
    let mut stories = shell::cargo(&["test"]);
    let named = STORIES.iter().flat_map(|story| ["--test", story]);
    stories.args(check::SELECTION).args(named);
    shell::run(check::with_browser(&mut stories))?;
    println!("{}", shell::root().join("target/screens").display());
    Ok(())
}
