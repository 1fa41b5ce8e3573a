//! Timers that stop when they are let go (定时).

use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// A running timer; dropping it stops it.
#[derive(Debug)]
#[must_use]
pub struct Timer {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // The browser keeps one list for both kinds of timer.
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Calls once after so many milliseconds.
pub fn after(ms: u32, call: impl FnMut() + 'static) -> Timer {
    start(ms, Box::new(call), web_sys::Window::set_timeout_with_callback_and_timeout_and_arguments_0)
}

/// Calls every so many milliseconds.
pub fn every(ms: u32, call: impl FnMut() + 'static) -> Timer {
    start(ms, Box::new(call), web_sys::Window::set_interval_with_callback_and_timeout_and_arguments_0)
}

/// Waits for so many milliseconds.
pub async fn sleep(ms: u32) {
    let waited = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms as i32).ok();
        }
    });
    wasm_bindgen_futures::JsFuture::from(waited).await.ok();
}

type Start = fn(&web_sys::Window, &js_sys::Function, i32) -> Result<i32, JsValue>;

fn start(ms: u32, call: Box<dyn FnMut()>, start: Start) -> Timer {
    let call = Closure::wrap(call);
    let id = web_sys::window().and_then(|window| start(&window, call.as_ref().unchecked_ref(), ms as i32).ok());
    Timer { id: id.unwrap_or(0), _call: call }
}
