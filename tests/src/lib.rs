//! Helpers shared by the test suites of Cunxuan (村选).

pub mod bench;
pub mod browser;
pub mod given;
pub mod process;
pub mod server;
pub mod static_site;
