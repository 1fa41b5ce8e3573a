//! What changes on a screen (会变的部分), as one type each: the page stays small.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

type Draw = Box<dyn Fn() -> AnyView + Send>;

/// A part that is drawn anew whenever what it reads changes.
pub fn live<V: IntoAny>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    erased(Box::new(move || draw().into_any()))
}

fn erased(draw: Draw) -> AnyView {
    (move || draw()).into_any()
}

/// What a tap does.
pub fn tap(act: impl Fn() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| act())
}

/// Whether a key is down, as the browser wants it told.
pub fn pressed(down: impl Fn() -> bool + Send + Sync + 'static) -> Signal<&'static str> {
    Signal::derive(move || if down() { "true" } else { "false" })
}
