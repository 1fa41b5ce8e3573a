//! Helpers shared by the test suites of Cunxuan (村选).

pub mod access;
pub mod bench;
pub mod browser;
pub mod demo;
pub mod fleet;
pub mod forge;
pub mod given;
pub mod hand;
pub mod hard;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod server;
pub mod static_site;
