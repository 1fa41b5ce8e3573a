//! All Chinese words of the app (文案), one file per stage.

pub mod before;
pub mod canvass;
pub mod check;
pub mod count;
pub mod desk;
pub mod finding;
pub mod first;
pub mod incident;
pub mod lists;
pub mod part;
pub mod person;
pub mod plan;
pub mod polling;
pub mod public;
pub mod refusal;
pub mod roll;
pub mod screen;
pub mod sync;
