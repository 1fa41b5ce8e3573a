//! The phone and desk pages of Cunxuan (村选).

pub mod browser;
pub mod part;
pub mod storage;
pub mod text;
