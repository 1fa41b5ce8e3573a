//! Values (取值) of attributes and texts, fixed or followed as they change.

use super::memo::Memo;
use leptos::prelude::{Get, RwSignal, Signal};
use send_wrapper::SendWrapper;
use std::borrow::Cow;
use std::rc::Rc;

/// What is said, or none while nothing is.
pub type Text = Option<Cow<'static, str>>;

/// A value now, or how to find it whenever what it reads changes. A flag says `true` or nothing.
#[derive(Clone)]
pub enum Value {
    /// It stays.
    Fixed(Text),
    /// It is followed. Views must be sendable; a page has one thread.
    Live(SendWrapper<Rc<dyn Fn() -> Text>>),
}

impl Value {
    /// What it is now; a caller that draws is told of every change.
    pub fn get(&self) -> Text {
        match self {
            Value::Fixed(text) => text.clone(),
            Value::Live(find) => find(),
        }
    }

    /// Whether it says anything.
    pub fn is_set(&self) -> bool {
        self.get().is_some_and(|text| !text.is_empty())
    }

    /// A flag: whether it says anything, or whether it does not.
    pub fn flag(&self, set: bool) -> Value {
        let value = self.clone();
        followed(move || (value.is_set() == set).text())
    }

    /// The classes of a part and of its state.
    pub fn beside(self, part: &'static str) -> Value {
        let join = move |state: Text| Some(Cow::from([part, " ", &state.unwrap_or_default()].concat()));
        match self {
            Value::Fixed(state) => Value::Fixed(join(state)),
            Value::Live(find) => followed(move || join(find())),
        }
    }
}

impl Default for Value {
    fn default() -> Value {
        Value::Fixed(None)
    }
}

/// What can be a value.
pub trait Said {
    /// As text.
    fn text(self) -> Text;
}

impl Said for Text {
    fn text(self) -> Text {
        self
    }
}

macro_rules! said {
    ($($type:ty: $value:ident => $text:expr;)*) => { $(
        impl Said for $type {
            fn text(self) -> Text {
                let $value = self;
                $text
            }
        }

        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::Fixed(value.text())
            }
        }
    )* };
}

said! {
    &'static str: it => Some(it.into());
    String: it => Some(it.into());
    bool: it => it.then(|| "true".into());
    u32: it => Some(it.to_string().into());
    Option<&'static str>: it => it.map(Cow::from);
    Option<String>: it => it.map(Cow::from);
    crate::part::Tone: it => Some(it.class().into());
}

macro_rules! signals {
    ($($signal:ident),*) => { $(impl<T: Said + Clone + Send + Sync + 'static> From<$signal<T>> for Value {
        fn from(signal: $signal<T>) -> Value {
            followed(move || signal.get().text())
        }
    })* };
}

signals!(Signal, RwSignal);

impl<T: Said + Clone + PartialEq + Send + Sync + 'static> From<Memo<T>> for Value {
    fn from(memo: Memo<T>) -> Value {
        followed(move || memo.get().text())
    }
}

impl<T: Said, F: Fn() -> T + 'static> From<F> for Value {
    fn from(find: F) -> Value {
        followed(move || find().text())
    }
}

fn followed(find: impl Fn() -> Text + 'static) -> Value {
    Value::Live(SendWrapper::new(Rc::new(find)))
}
