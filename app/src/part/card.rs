//! Chips, notices, counters and the line that names a person (卡片).

use super::icon::{Icon, icon};
use super::tone::{Tone, class};
use crate::markup::{Value, view};
use leptos::prelude::*;

/// A small word of state.
#[component]
pub fn StatusChip(
    /// Its tone.
    #[prop(optional, into)]
    tone: Value,
    /// Its word.
    #[prop(into)]
    word: Value,
) -> AnyView {
    view! { <span class=tone.beside("chip")>{word}</span> }
}

/// A coloured band that says one thing and stays; grave ones are read out at once.
#[component]
pub fn Notice(
    /// Its tone, which also picks the icon.
    tone: Tone,
    /// What is the matter.
    #[prop(into)]
    title: Value,
    /// What to do.
    #[prop(optional, into)]
    note: Value,
) -> AnyView {
    let mark = match tone {
        Tone::Ok => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Alarm,
        Tone::Plain | Tone::Who => Icon::Paper,
    };
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=class("notice", tone.class()) role=role>
            {icon(mark)}
            <div>{title}<small>{note}</small></div>
        </div>
    }
}

/// A word over the screen for a moment; the caller takes it away by setting none.
#[component]
pub fn Toast(
    /// The word, or none.
    #[prop(into)]
    word: Value,
) -> AnyView {
    let shown = move || word.get().map(|word| view! { <div class="toast">{word.into_owned()}</div> });
    view! { <div role="status" aria-live="polite">{shown}</div> }
}

/// The strip of key numbers; it holds [`Counter`]s.
#[component]
pub fn CounterStrip(
    /// Warn when the numbers do not add up.
    #[prop(optional, into)]
    tone: Value,
    /// The counters.
    children: Children,
) -> AnyView {
    view! { <section class=tone.beside("counts")>{children()}</section> }
}

/// One number and what it counts.
#[component]
pub fn Counter(
    /// What it counts.
    #[prop(into)]
    label: Value,
    /// The number, or a word.
    #[prop(into)]
    value: Value,
    /// What follows the number in small print, such as ` / 128` or ` 张`.
    #[prop(optional, into)]
    unit: Value,
    /// The tone of the number; a toned one is a word and stands a little smaller.
    #[prop(optional, into)]
    tone: Value,
) -> AnyView {
    let look = move || tone.is_set().then(|| class("word", &tone.get().unwrap_or_default()));
    view! {
        <div>
            <small>{label}</small>
            <b class=look>{value}<span>{unit}</span></b>
        </div>
    }
}

/// Name, sex and age, and number on one line.
#[component]
pub fn PersonLine(
    /// The name.
    #[prop(into)]
    name: Value,
    /// Sex and age, or the masked ID number.
    #[prop(optional, into)]
    about: Value,
    /// The roll number, such as `第 083 号`.
    #[prop(optional, into)]
    number: Value,
) -> AnyView {
    view! { <div class="person"><b>{name}</b><span>{about}</span><i>{number}</i></div> }
}
