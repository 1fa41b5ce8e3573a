//! The sheet that comes up from below with large choices (选择单).

use crate::markup::{Value, view};
use crate::text::part as text;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A sheet over the screen; Escape, the veil and the last button close it without an act.
#[component]
pub fn Sheet(
    /// The question.
    #[prop(into)]
    title: Value,
    /// The word of the button that closes it.
    #[prop(default = text::CANCEL)]
    leave: &'static str,
    /// Closes it.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// Its content.
    children: Children,
) -> AnyView {
    // The keyboard and the screen reader must follow what came up.
    let follow = |panel: Element| drop(panel.unchecked_into::<HtmlElement>().focus());
    view! {
        <div
            class="veil"
            on:click=move |_| on_cancel.run(())
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    on_cancel.run(());
                }
            }
        >
            <div
                class="sheet"
                role="dialog"
                aria-modal="true"
                aria-label=title.clone()
                tabindex="-1"
                ready=follow
                on:click=|event| event.stop_propagation()
            >
                <h2>{title}</h2>
                {children()}
                <button type="button" class="btn" on:click=move |_| on_cancel.run(())>{leave}</button>
            </div>
        </div>
    }
}

/// A sheet of reasons in groups.
#[component]
pub fn ReasonSheet(
    /// The question.
    #[prop(into)]
    title: Value,
    /// Each group's heading (may be empty) and its reasons.
    groups: Vec<(String, Vec<String>)>,
    /// Group and reason, both from 0.
    #[prop(into)]
    on_pick: Callback<(usize, usize)>,
    /// Closes it.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> AnyView {
    let group = move |(group, (heading, reasons)): (usize, (String, Vec<String>))| {
        let reason = move |(place, reason): (usize, String)| {
            view! { <button type="button" on:click=move |_| on_pick.run((group, place))>{reason}</button> }
        };
        let reasons: Vec<_> = reasons.into_iter().enumerate().map(reason).collect();
        view! {
            {(!heading.is_empty()).then(|| view! { <h3>{heading}</h3> })}
            <div class="list">{reasons}</div>
        }
    };
    let groups: Vec<_> = groups.into_iter().enumerate().map(group).collect();
    view! { <Sheet title=title on_cancel=on_cancel>{groups}</Sheet> }
}
