//! Entry of the desk page (镇级工作台).

use cunxuan_app::screen::township::Township;
use leptos::prelude::*;

fn main() {
    mount_to_body(Township);
}
