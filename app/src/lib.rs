//! The phone and desk pages of Cunxuan (村选).

pub mod browser;
pub mod markup;
pub mod part;
pub mod screen;
pub mod session;
pub mod storage;
pub mod sync;
pub mod text;
