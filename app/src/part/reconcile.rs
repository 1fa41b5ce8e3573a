//! The equations that must hold before a result is signed (核对).

use super::icon::{Icon, icon};
use crate::markup::view;
use crate::text::part as text;
use leptos::prelude::*;

/// One line: what is counted, where it comes from, and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// What is counted.
    pub title: String,
    /// The sources in small print.
    pub note: String,
    /// The number.
    pub value: String,
    /// Whether it holds; none while it cannot be known.
    pub holds: Option<bool>,
}

/// The list of equations. A line that does not hold leads to what causes it.
#[component]
pub fn EquationList(
    /// The lines.
    #[prop(into)]
    lines: Signal<Vec<Equation>>,
    /// A line that does not hold was pressed; its place from 0.
    #[prop(into)]
    on_press: Callback<usize>,
) -> AnyView {
    let line = move |(place, line): (usize, Equation)| {
        let (look, mark, said) = match line.holds {
            Some(true) => ("ok", icon(Icon::Check), text::MATCHES),
            Some(false) => ("bad", icon(Icon::Cross), text::DIFFERS),
            None => ("", ().into_any(), ""),
        };
        view! {
            <button
                type="button"
                class="eq"
                disabled=line.holds != Some(false)
                on:click=move |_| on_press.run(place)
            >
                <span>{line.title}<small>{line.note}</small></span>
                <b>{line.value}</b>
                <em class=look>{mark}<span class="sr">{said}</span></em>
            </button>
        }
    };
    let lines = move || lines.get().into_iter().enumerate().map(line).collect::<Vec<_>>();
    view! { <section class="eqs">{lines}</section> }
}
