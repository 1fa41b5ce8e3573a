//! A value worked out once and shared until it changes (备忘值), of one type for Leptos whatever it holds.

use leptos::prelude::{Get, GetUntracked, Memo as Reactive};
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// Leptos's memo with its type erased: a phone would download each type's machinery anew.
pub struct Memo<T> {
    held: Reactive<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

#[derive(Clone)]
struct Held {
    value: Arc<dyn Any + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Held {
    fn eq(&self, other: &Held) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Works the value out anew whenever what it reads changes; who reads it is told only of another value.
    pub fn new(find: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
        let held = move || Held { value: Arc::new(find()), same: same::<T> };
        Memo { held: reactive(Box::new(held)), of: PhantomData }
    }

    /// Reads the value.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read_as(&*self.held.get().value, read)
    }

    /// Reads the value without being told of the next.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read_as(&*self.held.get_untracked().value, read)
    }

    /// The value.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
}

fn reactive(find: Box<dyn Fn() -> Held + Send + Sync>) -> Reactive<Held> {
    Reactive::new(move |_| find())
}

fn same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}

fn read_as<T: 'static, U>(value: &dyn Any, read: impl FnOnce(&T) -> U) -> U {
    match value.downcast_ref::<T>() {
        Some(value) => read(value),
        None => unreachable!("a memo holds the type it was made with"),
    }
}
