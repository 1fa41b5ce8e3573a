//! Entry of the page that checks an export (核验).

use cunxuan_app::screen::check::Check;
use leptos::prelude::*;

fn main() {
    mount_to_body(Check);
}
