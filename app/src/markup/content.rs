//! What may stand inside an element (内容).

use super::value::Value;
use leptos::prelude::{AnyView, Get, IntoAny, RwSignal, Signal};
use send_wrapper::SendWrapper;

/// Something that can be shown: text, numbers, views, none or several of them, and what changes.
pub trait Content {
    /// As a view.
    fn view(self) -> AnyView;
}

/// Views side by side.
pub fn all(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// A part that is drawn anew whenever what it reads changes.
pub fn live<T: Content>(draw: impl Fn() -> T + 'static) -> AnyView {
    followed(Box::new(move || draw().view()))
}

/// One type, whatever draws it.
fn followed(draw: Box<dyn Fn() -> AnyView>) -> AnyView {
    let draw = SendWrapper::new(draw);
    (move || draw()).into_any()
}

/// Whether a key is down, as `aria-pressed` wants it told.
pub fn pressed(down: impl Fn() -> bool) -> impl Fn() -> &'static str {
    move || if down() { "true" } else { "false" }
}

impl Content for AnyView {
    fn view(self) -> AnyView {
        self
    }
}

impl Content for () {
    fn view(self) -> AnyView {
        self.into_any()
    }
}

impl Content for &'static str {
    fn view(self) -> AnyView {
        self.into_any()
    }
}

impl Content for Value {
    fn view(self) -> AnyView {
        match self {
            Value::Fixed(text) => text.unwrap_or_default().into_owned().view(),
            Value::Live(find) => live(move || find().unwrap_or_default().into_owned()),
        }
    }
}

impl Content for String {
    fn view(self) -> AnyView {
        self.into_any()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => { $(impl Content for $number {
        fn view(self) -> AnyView {
            self.to_string().view()
        }
    })* };
}

numbers!(char, u32, usize);

impl<T: Content> Content for Option<T> {
    fn view(self) -> AnyView {
        self.map_or_else(|| ().into_any(), Content::view)
    }
}

impl<T: Content, const N: usize> Content for [T; N] {
    fn view(self) -> AnyView {
        all(self.into_iter().map(Content::view).collect())
    }
}

impl<T: Content> Content for Vec<T> {
    fn view(self) -> AnyView {
        all(self.into_iter().map(Content::view).collect())
    }
}

macro_rules! signals {
    ($($signal:ident),*) => { $(impl<T: Content + Clone + Send + Sync + 'static> Content for $signal<T> {
        fn view(self) -> AnyView {
            live(move || self.get())
        }
    })* };
}

signals!(Signal, RwSignal);

impl<T: Content, F: Fn() -> T + 'static> Content for F {
    fn view(self) -> AnyView {
        live(self)
    }
}
