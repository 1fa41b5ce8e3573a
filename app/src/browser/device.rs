//! The device in the hand (设备): vibration, lasting storage, a screen that stays on.

use super::{field, navigator};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What the hand should feel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buzz {
    /// It was recorded.
    Done,
    /// Look again.
    Wrong,
}

/// Vibrates, where the phone can.
pub fn buzz(kind: Buzz) {
    let pattern: &[u32] = match kind {
        Buzz::Done => &[25],
        Buzz::Wrong => &[60, 40, 60],
    };
    let pattern: Array = pattern.iter().map(|ms| JsValue::from(*ms)).collect();
    if let Some(navigator) = navigator() {
        call(&navigator, "vibrate", &pattern);
    }
}

/// Asks the browser not to clear the records by itself; false where it refuses or cannot.
pub async fn keep_storage() -> bool {
    told("persist").await
}

/// Whether the browser has promised not to clear the records by itself.
pub async fn storage_kept() -> bool {
    told("persisted").await
}

async fn told(question: &str) -> bool {
    let Some(navigator) = navigator() else {
        return false;
    };
    let storage = field(&navigator, "storage");
    match settled(call(&storage, question, &JsValue::UNDEFINED)).await {
        Some(answer) => answer.is_truthy(),
        None => false,
    }
}

/// Keeps the screen on until it is dropped or the page is left; ask again on return.
#[derive(Debug)]
#[must_use]
pub struct Awake(JsValue);

impl Awake {
    /// Asks for it; none where the browser refuses. Some allow it only straight after a tap.
    pub async fn ask() -> Option<Awake> {
        let navigator = navigator()?;
        let manager = field(&navigator, "wakeLock");
        settled(call(&manager, "request", &"screen".into())).await.map(Awake)
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        call(&self.0, "release", &JsValue::UNDEFINED);
    }
}

/// Calls a method that may not be there; undefined then.
pub(super) fn call(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
    if !object.is_object() {
        return JsValue::UNDEFINED;
    }
    let called = field(object, name).dyn_into::<Function>();
    let answer = called.and_then(|method| method.call1(object, argument));
    answer.unwrap_or(JsValue::UNDEFINED)
}

pub(super) async fn settled(promise: JsValue) -> Option<JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}
