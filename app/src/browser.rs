//! The browser as the app sees it (浏览器): clock, chance, network, other pages, and the device itself.
//!
//! Thin on purpose. Whatever an old or private browser may lack answers with a value, never a stop.

pub mod channel;
pub mod device;
pub mod fitness;
pub mod live;
pub mod net;
pub mod page;
pub mod timer;
pub mod writer;

pub use page::set_root;

use wasm_bindgen::JsValue;

/// This phone's clock, milliseconds since 1970. A label only: no legal day is computed from it.
pub fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Random bytes fit for salts and names; none where the browser has no crypto.
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Runs a future to its end on the page's own loop.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// A field of a browser object; undefined where there is none.
fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// What the browser calls itself.
pub fn agent() -> String {
    navigator().and_then(|it| it.user_agent().ok()).unwrap_or_default()
}

fn navigator() -> Option<web_sys::Navigator> {
    web_sys::window().map(|window| window.navigator())
}
