//! The button (按钮) and its weights.

use super::tone::class;
use crate::markup::{Value, view};
use leptos::prelude::*;

/// How much a button weighs on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// One of several ways on.
    #[default]
    Plain,
    /// What the screen is for; one to a screen, 60 px high.
    Primary,
    /// Outside the rule, such as an invalid ballot.
    Odd,
    /// Stops the line.
    Stop,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Weight::Plain => "",
            Weight::Primary => "p",
            Weight::Odd => "w",
            Weight::Stop => "stop",
        }
    }
}

/// A full-width button. The word names the act, in at most 14 characters.
#[component]
pub fn Button(
    /// The act.
    #[prop(into)]
    word: Value,
    /// Its weight.
    #[prop(optional)]
    weight: Weight,
    /// Whether it cannot be pressed now; the screen says why beside it.
    #[prop(optional, into)]
    off: Value,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class("btn", weight.class())
            disabled=off
            on:click=move |_| on_press.run(())
        >
            {word}
        </button>
    }
}
