//! This page (本页): its address, whether it is looked at, and its root element.

use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// Sets an attribute of the root element, which the style sheet reads.
pub fn set_root(name: &str, value: &str) {
    let root = web_sys::window().and_then(|it| it.document()?.document_element());
    if let Some(root) = root {
        root.set_attribute(name, value).ok();
    }
}

/// The part of the address after `#`, which names the screen; empty at the start.
pub fn place() -> String {
    let hash = web_sys::window().and_then(|it| it.location().hash().ok());
    hash.map(|it| it.trim_start_matches('#').to_owned()).unwrap_or_default()
}

/// Host and path of this page, as somebody types them.
pub fn address() -> String {
    let host = web_sys::window().and_then(|it| it.location().host().ok()).unwrap_or_default();
    [host, path()].concat()
}

/// The path of this page.
pub fn path() -> String {
    web_sys::window().and_then(|it| it.location().pathname().ok()).unwrap_or_default()
}

/// What the address asks for by name, as in `?village=370786108209`; letters, digits, hyphens.
pub fn asked(name: &str) -> Option<String> {
    let query = web_sys::window()?.location().search().ok()?;
    let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(known, _)| *known == name)?;
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (plain && !value.is_empty()).then(|| value.to_owned())
}

/// Goes to a screen, so that the phone's own back key leads back here.
pub fn go(place: &str) {
    if let Some(window) = web_sys::window() {
        window.location().set_hash(place).ok();
    }
}

/// Shows the top of the page.
pub fn top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Goes to the screen before this one.
pub fn back() {
    if let Some(history) = web_sys::window().and_then(|it| it.history().ok()) {
        history.back().ok();
    }
}

/// Leaves for another page of this address.
pub fn visit(path: &str) {
    if let Some(window) = web_sys::window() {
        window.location().assign(path).ok();
    }
}

/// Loads the page anew, to start a new version.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        window.location().reload().ok();
    }
}

/// Whether the page is on the screen now.
pub fn visible() -> bool {
    let document = web_sys::window().and_then(|it| it.document());
    document.is_some_and(|it| it.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Whether the phone believes it has a network; only a request's result is the truth.
pub fn online() -> bool {
    super::navigator().is_some_and(|it| it.on_line())
}

/// Calls with the new place on every change of screen, for as long as the page lives.
pub fn on_place(mut call: impl FnMut(String) + 'static) {
    listen(web_sys::window(), "hashchange", move || call(place()));
}

/// Calls with whether the page is on the screen, on every change of that.
pub fn on_visible(mut call: impl FnMut(bool) + 'static) {
    let document = web_sys::window().and_then(|it| it.document());
    listen(document, "visibilitychange", move || call(visible()));
}

/// Calls when the phone believes it has gained (true) or lost (false) a network.
pub fn on_online(call: impl FnMut(bool) + Clone + 'static) {
    let (mut gained, mut lost) = (call.clone(), call);
    listen(web_sys::window(), "online", move || gained(true));
    listen(web_sys::window(), "offline", move || lost(false));
}

fn listen<T: AsRef<EventTarget>>(target: Option<T>, name: &str, call: impl FnMut() + 'static) {
    if let Some(target) = target {
        let call = Closure::wrap(Box::new(call) as Box<dyn FnMut()>).into_js_value();
        let added = target.as_ref().add_event_listener_with_callback(name, call.unchecked_ref());
        added.ok();
    }
}
