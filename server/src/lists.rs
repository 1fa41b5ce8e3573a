//! Household lists as offices keep them (户籍表): read, previewed in three heaps, imported in one act, taken back in one.

pub mod batch;
pub mod cell;
pub mod header;
pub mod problems;
pub mod read;
pub mod sheet;
pub mod template;
mod view;
mod words;
pub mod workbook;

pub use batch::{Batch, ListFault, Lists};
