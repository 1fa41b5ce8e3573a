//! What the teller sees and presses (唱票计票): 正, the bundle's ticks, the readback, the pattern keys.

use super::icon::{Icon, icon, small};
use crate::markup::{Value, view};
use crate::text::part as text;
use leptos::prelude::*;

/// The five strokes of 正 in writing order: 横 竖 横 竖 横.
const STROKES: [&str; 5] = ["M4 4.6H20", "M12.2 4.6V19.6", "M12.2 11.6H18.4", "M6.6 10.4V19.6", "M2.8 19.8H21.2"];

/// Draws 正 with its first `strokes` strokes, the last of them in red if it is `fresh`.
///
/// Drawn, since fonts lack the characters for the unfinished ones.
pub fn zheng(strokes: usize, fresh: bool) -> AnyView {
    let shown = STROKES.get(..strokes.min(5)).unwrap_or_default();
    let (old, new) = match shown.split_last() {
        Some((last, rest)) if fresh => (rest, *last),
        _ => (shown, ""),
    };
    view! {
        <svg class="zh" viewBox="0 0 24 24" aria-hidden="true">
            <path d=old.concat() />
            <path class="new" d=new />
        </svg>
    }
}

/// The 正 of a count, the last stroke red if it is `fresh`.
pub fn zhengs(count: u32, fresh: bool) -> Vec<AnyView> {
    let (whole, rest) = ((count / 5) as usize, (count % 5) as usize);
    let last = if rest == 0 { 5 } else { rest };
    let all = if rest == 0 { whole } else { whole + 1 };
    let glyph = |place| {
        let newest = place + 1 == all;
        zheng(if newest { last } else { 5 }, newest && fresh)
    };
    (0..all).map(glyph).collect()
}

/// The line above the names of one office.
#[component]
pub fn OfficeHead(
    /// The office and how many to choose, such as `主任 · 选 1 人`.
    #[prop(into)]
    title: Value,
    /// What the column at the right counts.
    #[prop(optional, into)]
    column: Value,
    /// Whether the ballot at hand has too many marks here.
    #[prop(optional, into)]
    over: Value,
) -> AnyView {
    view! { <div class="office" class:over=over><span>{title}</span><span>{column}</span></div> }
}

/// One name with its 正 and its number. With `on_press` it is a button (逐人点选).
#[component]
pub fn ZhengRow(
    /// The name, in the order of the ballot.
    name: String,
    /// The votes to show.
    #[prop(into)]
    count: Signal<u32>,
    /// Whether the last stroke is the newest on the board.
    #[prop(optional, into)]
    fresh: Value,
    /// Whether the ballot at hand bears this name.
    #[prop(optional, into)]
    hit: Value,
    /// Marks or unmarks the name on the ballot at hand.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> AnyView {
    let pressed = hit.clone();
    let tick = move || hit.is_set().then(|| icon(Icon::Check));
    let inner = view! {
        <b aria-hidden="true">{name.clone()}</b>
        <span>{move || zhengs(count.get(), fresh.is_set())}</span>
        {tick}
        <strong aria-hidden="true">{count}</strong>
        <span class="sr">{move || text::votes(&name, count.get())}</span>
    };
    match on_press {
        Some(on_press) => view! {
            <button
                type="button"
                class="zrow"
                aria-pressed=move || if pressed.is_set() { "true" } else { "false" }
                on:click=move |_| on_press.run(())
            >
                {inner}
            </button>
        },
        None => view! { <div class="zrow">{inner}</div> },
    }
}

/// One ballot of the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// Recorded.
    Done,
    /// Recorded, and not fully valid.
    Odd,
    /// The newest.
    Now,
}

/// The strip of a bundle's ballots, 25 as a rule.
#[component]
pub fn TickStrip(
    /// The ballots recorded so far.
    #[prop(into)]
    ticks: Signal<Vec<Tick>>,
    /// How many make a bundle.
    length: usize,
) -> AnyView {
    let tick = move |place: usize| {
        let look = move || match ticks.with(|it| it.get(place).copied()) {
            Some(Tick::Done) => "d",
            Some(Tick::Odd) => "x",
            Some(Tick::Now) => "n",
            None => "",
        };
        view! { <i class=look></i> }
    };
    let said = move || text::ballots(ticks.with(Vec::len), length);
    view! { <div class="ticks" role="img" aria-label=said>{(0..length).map(tick).collect::<Vec<_>>()}</div> }
}

/// What was recorded last, read out, with the way to take it back.
#[component]
pub fn ReadbackBar(
    /// Which ballot, such as `第 18 张 已记`.
    #[prop(into)]
    line: Value,
    /// What it bears.
    #[prop(into)]
    names: Value,
    /// Whether there is something to take back.
    #[prop(into)]
    can_undo: Value,
    /// Takes the last ballot back.
    #[prop(into)]
    on_undo: Callback<()>,
) -> AnyView {
    view! {
        <section class="read">
            <div aria-live="polite"><small>{line}</small>{names}</div>
            <button
                type="button"
                class="undo"
                disabled=can_undo.flag(false)
                on:click=move |_| on_undo.run(())
            >
                {small(Icon::Undo)}
                {text::UNDO}
            </button>
        </section>
    }
}

/// A key that records a whole ballot at once (票型键), every name spelled out.
#[component]
pub fn PatternKey(
    /// Office and names, in the order of the ballot.
    sections: Vec<(String, String)>,
    /// Records it.
    #[prop(into)]
    on_press: Callback<()>,
) -> AnyView {
    let section = |(office, names)| view! { <span><small>{office}</small>{names}</span> };
    let sections: Vec<_> = sections.into_iter().map(section).collect();
    view! {
        <button type="button" class="key" on:click=move |_| on_press.run(())>{sections}</button>
    }
}

/// Lets a tap through only some time after the one before (防连按).
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    pause_ms: u64,
    last: Option<u64>,
}

impl Gate {
    /// A gate that wants so many milliseconds between two taps.
    pub fn new(pause_ms: u64) -> Gate {
        Gate { pause_ms, last: None }
    }

    /// Whether the tap at `now_ms` counts. A clock that was set back lets it through.
    pub fn pass(&mut self, now_ms: u64) -> bool {
        let since = self.last.and_then(|last| now_ms.checked_sub(last));
        let passes = since.is_none_or(|since| since >= self.pause_ms);
        if passes {
            self.last = Some(now_ms);
        }
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gate_lets_through_what_is_far_enough_apart() {
        let mut gate = Gate::new(250);
        let taps = [(1000, true), (1249, false), (1250, true), (1300, false), (1500, true), (900, true)];
        for (now, passes) in taps {
            assert_eq!(gate.pass(now), passes, "at {now}");
        }
    }
}
