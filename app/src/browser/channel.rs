//! A word to the other windows of this device (窗口之间): something was written.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "cx";

/// Tells the other windows that something of a scope is on the disk. A browser without channels says nothing.
pub fn tell(scope: &str) {
    if let Some(channel) = open() {
        channel.post_message(&scope.into()).ok();
        channel.close();
    }
}

/// Hears what other windows tell; dropping it ends that.
#[derive(Debug)]
#[must_use]
pub struct Ear {
    channel: BroadcastChannel,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Ear {
    /// Calls with the scope whenever another window has written.
    pub fn open(mut call: impl FnMut(String) + 'static) -> Option<Ear> {
        let channel = open()?;
        let hear: Box<dyn FnMut(MessageEvent)> = Box::new(move |event| {
            if let Some(scope) = event.data().as_string() {
                call(scope);
            }
        });
        let hear = Closure::wrap(hear);
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Ear { channel, _hear: hear })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// Old browsers know no channels, and would stop the page on them.
fn open() -> Option<BroadcastChannel> {
    let known = web_sys::window().is_some_and(|window| super::field(&window, "BroadcastChannel").is_function());
    known.then(|| BroadcastChannel::new(NAME).ok()).flatten()
}
