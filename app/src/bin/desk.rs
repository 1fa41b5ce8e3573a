//! Entry of the desk page.

use leptos::prelude::*;

fn main() {
    mount_to_body(|| view! { <h1>"村选"</h1> });
}
