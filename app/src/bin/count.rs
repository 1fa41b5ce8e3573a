//! Entry of the page of those who count (唱票计票).

use cunxuan_app::screen::Count;
use leptos::prelude::*;

fn main() {
    mount_to_body(Count);
}
