//! The township server of Cunxuan (村选): it keeps the record, folds it with the core, and serves phones and desk.
//!
//! Where to start: [`serve`] shows what a running server consists of, [`routes`] what can be asked of it,
//! [`shelf`] how an entry becomes durable, [`load`] and [`demo`] where a township comes from.

pub mod account;
pub mod api;
pub mod app;
pub mod assets;
pub mod author;
pub mod backup;
pub mod board;
pub mod codes;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod hall;
pub mod host;
pub mod import;
pub mod key;
pub mod lease;
pub mod lists;
pub mod load;
pub mod play;
pub mod routes;
pub mod sample;
pub mod schema;
pub mod serve;
pub mod shelf;
pub mod store;
pub mod sync;
pub mod tls;
