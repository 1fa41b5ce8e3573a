//! The one page that may write (写入页): two open pages must not both extend the phone's log.

use js_sys::{Function, Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

const NAME: &str = "cx-writer";

/// Whether this page may write.
#[derive(Clone, Debug)]
pub enum Writer {
    /// It may, until the last clone of the hold is dropped or the page is closed.
    Held(Rc<Hold>),
    /// Another page of this phone writes already.
    Elsewhere,
    /// This browser cannot tell; a doubled number is then caught by the store.
    Unknown,
}

/// The right to write; dropping it gives it up.
#[derive(Debug)]
pub struct Hold {
    release: Function,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.release.call0(&JsValue::NULL).ok();
    }
}

impl Writer {
    /// Asks for the right to write, without waiting for another page to give it up.
    pub async fn ask() -> Writer {
        Self::asked(true).await
    }

    /// Waits until the page that writes is closed. The right goes back at once: whoever waited begins anew.
    pub async fn wait() -> bool {
        matches!(Self::asked(false).await, Writer::Held(_))
    }

    async fn asked(at_once: bool) -> Writer {
        let locks = super::navigator().map(|it| super::field(&it, "locks"));
        let Some(locks) = locks.filter(JsValue::is_object) else {
            return Writer::Unknown;
        };
        let (held, release) = pending();
        let (granted, tell) = pending();
        let on_answer = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let got = lock.is_object();
            tell.call1(&JsValue::NULL, &got.into()).ok();
            // The lock lasts as long as this promise is open.
            if got { held.into() } else { JsValue::UNDEFINED }
        });
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &at_once.into()).ok();
        let locks: &Locks = locks.unchecked_ref();
        if locks.request(NAME, &options, &on_answer).is_err() {
            return Writer::Unknown;
        }
        match JsFuture::from(granted).await {
            Ok(got) if got.is_truthy() => Writer::Held(Rc::new(Hold { release })),
            Ok(_) => Writer::Elsewhere,
            Err(_) => Writer::Unknown,
        }
    }
}

/// An open promise and the function that settles it.
fn pending() -> (Promise, Function) {
    let mut settle = None;
    let promise = Promise::new(&mut |resolve, _| settle = Some(resolve));
    (promise, settle.unwrap_or_else(|| JsValue::UNDEFINED.unchecked_into()))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = LockManager)]
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, call: &JsValue) -> Result<Promise, JsValue>;
}
