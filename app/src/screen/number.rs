//! A pad for a count of papers (数字键盘).

use crate::markup::view;
use crate::part::{Button, Icon, Typed, Weight, icon};
use crate::text::part as text;
use leptos::prelude::*;

/// The most digits of a count.
const DIGITS: usize = 5;

/// A number with its pad and the button that takes it.
#[component]
pub fn NumberEntry(
    /// What is counted.
    label: &'static str,
    /// The button.
    word: &'static str,
    /// The number was entered.
    on_done: Callback<u32>,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let add = move |digit: char| {
        typed.update(|it| {
            if it.len() < DIGITS {
                it.push(digit);
            }
        });
    };
    let key = move |digit: char| {
        view! { <button type="button" on:click=move |_| add(digit)>{digit.to_string()}</button> }
    };
    let erase = move |_| typed.update(|it| it.truncate(it.len().saturating_sub(1)));
    let done = Callback::new(move |()| {
        if let Ok(number) = typed.get_untracked().parse() {
            on_done.run(number);
        }
    });
    let off = move || typed.with(String::is_empty);
    view! {
        <p class="hint">{label}</p>
        <Typed label=label value=typed />
        <div class="pad three" role="group" aria-label=label>
            {"123456789".chars().map(key).collect::<Vec<_>>()}
            <span></span>
            {key('0')}
            <button type="button" class="f" aria-label=text::ERASE on:click=erase>{icon(Icon::Erase)}</button>
        </div>
        <Button word=word weight=Weight::Primary off=off on_press=done />
    }
}
