//! The first screen's card and its list of tasks (今日卡片、今天的事).

use super::icon::{Icon, icon, small};
use crate::markup::{Content, Value, view};
use crate::text::part as text;
use leptos::prelude::*;

/// The card that says where the village stands.
#[component]
pub fn Hero(
    /// The day, such as `11月8日 星期六 · 选举日`.
    #[prop(into)]
    day: Value,
    /// The step, from 1, and how many there are.
    step: (u32, u32),
    /// What goes on now.
    #[prop(into)]
    title: Value,
    /// Whether the township has stopped the village.
    #[prop(optional)]
    halted: bool,
    /// The line of key numbers: `span`s, the number itself in `b`.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let (now, all) = step;
    let mark = |place| view! { <i class=mark_class(place, now)></i> };
    let marks: Vec<_> = (1..=all).map(mark).collect();
    view! {
        <section class="hero" class:halt=halted>
            <div><span>{day}</span><span>{text::step(now, all)}</span></div>
            <h2>{title}</h2>
            <div class="steps" aria-hidden="true">{marks}</div>
            <div>{children.map(|children| children())}</div>
        </section>
    }
}

fn mark_class(place: u32, now: u32) -> &'static str {
    match place.cmp(&now) {
        std::cmp::Ordering::Less => "d",
        std::cmp::Ordering::Equal => "n",
        std::cmp::Ordering::Greater => "",
    }
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It is over.
    Done,
    /// It is on.
    Now,
    /// It comes later.
    Todo,
    /// It is stopped.
    Halted,
}

/// One task; the whole row is the button.
#[component]
pub fn TaskRow(
    /// Its number in the list, from 1.
    number: u32,
    /// Where it stands.
    state: TaskState,
    /// What is to do.
    #[prop(into)]
    title: Value,
    /// How far it is, or what it needs.
    #[prop(optional, into)]
    note: Value,
    /// Opens it.
    #[prop(into)]
    on_press: Callback<()>,
) -> AnyView {
    let look = match state {
        TaskState::Done => "task done",
        TaskState::Now => "task now",
        TaskState::Todo => "task",
        TaskState::Halted => "task halt",
    };
    let dot = match state {
        TaskState::Done => view! { {small(Icon::Check)} <span class="sr">{text::FINISHED}</span> },
        TaskState::Now | TaskState::Todo => number.view(),
        TaskState::Halted => text::HALTED.view(),
    };
    view! {
        <button type="button" class=look on:click=move |_| on_press.run(())>
            <span class="dot">{dot}</span>
            <span><b>{title}</b><small>{note}</small></span>
            {icon(Icon::Next)}
        </button>
    }
}
