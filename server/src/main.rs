//! The `cunxuan` command (村选).

use clap::Parser;
use cunxuan_server::commands;
use cunxuan_server::config::Cli;
use std::io::{IsTerminal, stderr};
use std::process::ExitCode;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let ours = Targets::new().with_default(Level::WARN).with_target("cunxuan_server", level());
    let lines =
        tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()).with_target(false);
    tracing_subscriber::registry().with(lines).with(ours).init();
    match commands::run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("cunxuan: {fault}");
            ExitCode::from(fault.exit())
        }
    }
}

/// How much is noted, by `CUNXUAN_LOG`: `error`, `warn`, `info` (otherwise) or `debug`.
fn level() -> Level {
    std::env::var("CUNXUAN_LOG").ok().and_then(|text| text.parse().ok()).unwrap_or(Level::INFO)
}
