//! Entry of the phone page.

use cunxuan_app::screen::Phone;
use leptos::prelude::*;

fn main() {
    mount_to_body(Phone);
}
