//! Clocks and chance of the phone (时钟): labels and pauses, never a legal day by themselves.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn steady() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = mark)]
    fn set_mark(name: &str);
    #[wasm_bindgen(js_namespace = performance, js_name = measure, catch)]
    fn set_measure(name: &str, from: &str) -> Result<JsValue, JsValue>;
}

/// Milliseconds of a clock that never goes back.
#[must_use]
pub fn now_ms() -> u64 {
    steady() as u64
}

/// The phone's clock as a label: seconds since 1970-01-01 UTC.
#[must_use]
pub fn wall() -> i64 {
    i64::try_from(crate::browser::now_ms() / 1000).unwrap_or(0)
}

/// Marks the begin of something that is measured.
pub(super) fn mark(name: &str) {
    set_mark(name);
}

/// Measures from the mark of this name to now; without the mark there is nothing to measure.
pub(super) fn measure(name: &str, from: &str) {
    set_measure(name, from).ok();
}
