//! Elements (元素) as one type each screen shares: what the `view!` of this app writes.
//!
//! Leptos's own elements carry their attributes and children in their types, which a phone has to download
//! once for every shape. [`El`] keeps them in lists, and Leptos mounts and follows it like any other view.

mod content;
mod el;
mod memo;
mod value;

pub use content::{Content, all, live, pressed};
pub use cunxuan_markup::view;
pub use el::El;
pub use memo::Memo;
pub use value::{Said, Text, Value};
