//! Helpers shared by the test suites of Cunxuan (村选).

pub mod bench;
pub mod browser;
pub mod process;
pub mod server;
pub mod static_site;
pub mod given;
