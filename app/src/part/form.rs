//! A field to write in (输入框), with its label above and its error beside it.

use crate::markup::view;
use leptos::prelude::*;

/// One line of writing. What was typed is never cleared by an error.
#[component]
pub fn Field(
    /// What to write.
    #[prop(into)]
    label: Signal<String>,
    /// What is written.
    value: RwSignal<String>,
    /// `text`, `tel`, `number`, `password` or `date`.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// How to put it right; empty when it is right.
    #[prop(optional, into)]
    error: Signal<String>,
) -> AnyView {
    let wrong = Memo::new(move |_| error.with(|it| !it.is_empty()));
    view! {
        <label class="field" class:wrong=wrong>
            <span>{label}</span>
            <input
                type=kind.unwrap_or("text")
                autocomplete="off"
                aria-invalid=move || wrong.get().then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <span class="error" role="status" hidden=move || !wrong.get()>{error}</span>
        </label>
    }
}
