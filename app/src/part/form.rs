//! A field to write in (输入框), with its label above and its error beside it.

use crate::markup::{Value, view};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// One line of writing. What was typed is never cleared by an error.
#[component]
pub fn Field(
    /// What to write.
    #[prop(into)]
    label: Value,
    /// What is written.
    value: RwSignal<String>,
    /// `text`, `tel`, `number`, `password` or `date`.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// How to put it right; empty when it is right.
    #[prop(optional, into)]
    error: Value,
    /// Whether writing begins here as soon as it is shown.
    #[prop(optional)]
    first: bool,
) -> AnyView {
    let follow = move |input: Element| {
        if first {
            drop(input.unchecked_into::<HtmlElement>().focus());
        }
    };
    let (wrong, right) = (error.flag(true), error.flag(false));
    view! {
        <label class="field" class:wrong=wrong.clone()>
            <span>{label}</span>
            <input
                type=kind.unwrap_or("text")
                autocomplete="off"
                aria-invalid=wrong
                ready=follow
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <span class="error" role="status" hidden=right>{error}</span>
        </label>
    }
}
