//! The law and the record of a village election (村民委员会选举、党支部选举).
//!
//! No IO, clock, randomness or wording: what happened comes in as events, what follows from them comes
//! out as answers. Where to start: [`village`] is what is folded, [`record`] how it is kept. The stages
//! stand in the order of the law, and each reads only those before it.

pub mod id;
pub mod small;
pub mod stamp;
pub mod time;

pub mod person;

pub mod law;

pub mod event;
pub mod key;
pub mod plan;

pub mod people;

pub mod roll;

pub mod ballot;

pub mod polling;

pub mod count;

pub mod canvass;

pub mod record;
pub mod village;

pub mod api;
pub mod finding;
pub mod progress;
pub mod public;
#[cfg(feature = "seal")]
pub mod verify;

pub use village::{Event, Refusal, Village};
