//! Entry of the public screen (公开屏).

use cunxuan_app::screen::public::Public;
use leptos::prelude::*;

fn main() {
    mount_to_body(Public);
}
