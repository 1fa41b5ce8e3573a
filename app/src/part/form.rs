//! A field to write in (输入框), with its label above and its error beside it.

use crate::markup::{Value, view};
use leptos::prelude::*;

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
) -> AnyView {
    let (wrong, right) = (error.flag(true), error.flag(false));
    view! {
        <label class="field" class:wrong=wrong.clone()>
            <span>{label}</span>
            <input
                type=kind.unwrap_or("text")
                autocomplete="off"
                aria-invalid=wrong
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <span class="error" role="status" hidden=right>{error}</span>
        </label>
    }
}
