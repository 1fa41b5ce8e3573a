//! Values of attributes (属性), fixed or followed as they change.

use leptos::prelude::*;
use std::borrow::Cow;

/// What an attribute says, or none while it is absent.
pub type Text = Option<Cow<'static, str>>;

/// A value now, or how to find it whenever what it reads changes.
pub enum Value {
    /// It stays.
    Fixed(Text),
    /// It is followed.
    Live(Box<dyn Fn() -> Text>),
}

/// What can be written as the value of an attribute; a flag is there or absent.
pub trait Said {
    /// As text.
    fn text(self) -> Text;
}

impl Said for &'static str {
    fn text(self) -> Text {
        Some(self.into())
    }
}

impl Said for String {
    fn text(self) -> Text {
        Some(self.into())
    }
}

impl Said for bool {
    fn text(self) -> Text {
        self.then(|| "true".into())
    }
}

impl<T: Said> Said for Option<T> {
    fn text(self) -> Text {
        self.and_then(Said::text)
    }
}

macro_rules! fixed {
    ($($type:ty),*) => { $(impl From<$type> for Value {
        fn from(value: $type) -> Value {
            Value::Fixed(value.text())
        }
    })* };
}

fixed!(&'static str, String, bool, Option<&'static str>);

macro_rules! signals {
    ($($signal:ident),*) => { $(impl<T: Said + Clone + Send + Sync + 'static> From<$signal<T>> for Value {
        fn from(signal: $signal<T>) -> Value {
            Value::Live(Box::new(move || signal.get().text()))
        }
    })* };
}

signals!(Signal, Memo, RwSignal);

impl<T: Said, F: Fn() -> T + 'static> From<F> for Value {
    fn from(follow: F) -> Value {
        Value::Live(Box::new(move || follow().text()))
    }
}
