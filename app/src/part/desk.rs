//! Parts of the township's wall (进度墙): the step cell and the key figure.

use super::tone::class;
use crate::markup::{Value, view};
use leptos::prelude::*;

/// Where a village stands in one step. Shape and word tell it, so that grey print does too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageMark {
    /// 未到.
    #[default]
    Empty,
    /// 已完成.
    Done,
    /// 进行中.
    Half,
    /// 将到期.
    Late,
    /// 待核对.
    Check,
    /// 暂停.
    Stop,
}

impl StageMark {
    fn look(self) -> (&'static str, &'static str) {
        match self {
            StageMark::Empty => ("", ""),
            StageMark::Done => ("d", ""),
            StageMark::Half => ("h", ""),
            StageMark::Late => ("l", "!"),
            StageMark::Check => ("v", "核"),
            StageMark::Stop => ("s", "停"),
        }
    }
}

/// One cell of the wall.
#[component]
pub fn StageCell(
    /// Where the village stands.
    mark: StageMark,
    /// What it means in words, for the pointer and the screen reader; nothing where the words stand beside it.
    #[prop(optional, into)]
    said: Value,
) -> AnyView {
    let (role, hidden) = if said.is_set() { (Some("img"), None) } else { (None, Some("true")) };
    view! {
        <i class=class("cell", mark.look().0) role=role aria-hidden=hidden aria-label=said.clone() title=said>
            {mark.look().1}
        </i>
    }
}

/// One key figure above the wall.
#[component]
pub fn Kpi(
    /// What it counts.
    #[prop(into)]
    label: Value,
    /// The figure.
    #[prop(into)]
    value: Value,
    /// What follows it in small print.
    #[prop(optional, into)]
    unit: Value,
    /// A second figure beside it, with what follows that in small print.
    #[prop(optional, into)]
    more: Value,
    /// What follows the second figure.
    #[prop(optional, into)]
    more_unit: Value,
    /// A line below it.
    #[prop(optional, into)]
    note: Value,
    /// Shares of a bar between figure and line (done, under way, to come); none without a bar.
    #[prop(optional, into)]
    shares: Signal<Vec<u32>>,
) -> AnyView {
    let share = |share: u32| view! { <i style:flex-grow=share.to_string()></i> };
    let bar = move || {
        let shares = shares.get();
        (!shares.is_empty()).then(|| {
            let parts: Vec<_> = shares.into_iter().map(share).collect();
            view! { <div class="seg" aria-hidden="true">{parts}</div> }
        })
    };
    view! {
        <div class="kpi">
            <small>{label}</small>
            <b>{value}<span>{unit}</span>{more}<span>{more_unit}</span></b>
            {bar}
            <p>{note}</p>
        </div>
    }
}
