//! What comes in unasked (推送): the server's stream to the desk.

use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

type Hear = Closure<dyn FnMut(MessageEvent)>;

/// The server's stream; dropping it ends it. The browser connects again by itself.
#[derive(Debug)]
#[must_use]
pub struct Stream {
    source: EventSource,
    _hear: Hear,
    _state: Closure<dyn FnMut()>,
}

impl Stream {
    /// Listens for the named events. `hear` gets name and data, `connected` each change of state.
    pub fn open(
        url: &str,
        names: &[&str],
        mut hear: impl FnMut(String, String) + 'static,
        mut connected: impl FnMut(bool) + 'static,
    ) -> Option<Stream> {
        let source = EventSource::new(url).ok()?;
        let hear = heard(move |event| hear(event.type_(), text(&event)));
        for name in names {
            source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref()).ok()?;
        }
        let watched = source.clone();
        let state: Box<dyn FnMut()> = Box::new(move || connected(watched.ready_state() == EventSource::OPEN));
        let state = Closure::wrap(state);
        source.set_onopen(Some(state.as_ref().unchecked_ref()));
        source.set_onerror(Some(state.as_ref().unchecked_ref()));
        Some(Stream { source, _hear: hear, _state: state })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

fn heard(hear: impl FnMut(MessageEvent) + 'static) -> Hear {
    Closure::wrap(Box::new(hear) as Box<dyn FnMut(MessageEvent)>)
}

fn text(event: &MessageEvent) -> String {
    event.data().as_string().unwrap_or_default()
}
