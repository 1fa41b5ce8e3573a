//! The Chinese words of the pages (文案), one file for each part of the work.

pub mod part;
