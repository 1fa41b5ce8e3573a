//! The head with the sync chip, and the foot with the tabs (顶栏、底栏).

use super::icon::{Icon, icon, small};
use super::tone::{Tone, class};
use crate::markup::{Content, Memo, Value, view};
use crate::text::part as text;
use leptos::prelude::*;

/// The head of a screen. Without `on_back` it is the first screen and bears the seal.
#[component]
pub fn TopBar(
    /// The screen's name, or the village on the first screen.
    #[prop(into)]
    title: Value,
    /// Where or who, in small print.
    #[prop(optional, into)]
    sub: Value,
    /// Leads back.
    #[prop(optional, into)]
    on_back: Option<Callback<()>>,
    /// Opens a choice in place of what the title names.
    #[prop(optional_no_strip)]
    on_title: Option<Callback<()>>,
    /// The place for one chip at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let lead = match on_back {
        Some(on_back) => view! {
            <button type="button" class="back" aria-label=text::BACK on:click=move |_| on_back.run(())>
                {icon(Icon::Back)}
            </button>
        },
        None => view! { <span class="seal" aria-hidden="true">{text::SEAL}</span> },
    };
    let title = match on_title {
        Some(on_title) => view! {
            <button type="button" class="choice" on:click=move |_| on_title.run(())>
                {title}
                {small(Icon::Next)}
            </button>
        },
        None => title.view(),
    };
    let kind = if on_back.is_some() { "bar" } else { "top" };
    view! {
        <header class=kind>
            {lead}
            <div>
                <h1>{title}</h1>
                <small>{sub}</small>
            </div>
            {children.map(|children| children())}
        </header>
    }
}

/// What the sync chip says. It is always worked out from the count of entries that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// Nothing waits; the township had it all at this clock time.
    Synced(String),
    /// So many entries wait.
    Waiting(u32),
    /// So many of so many are on their way.
    Sending(u32, u32),
    /// No network, and nothing waits.
    Offline,
    /// The last upload failed.
    Failed,
}

impl SyncState {
    fn said(&self) -> (Tone, Icon, String) {
        match self {
            SyncState::Synced(at) => (Tone::Ok, Icon::Check, text::synced(at)),
            SyncState::Waiting(count) => (Tone::Warn, Icon::CloudOff, text::waiting(*count)),
            SyncState::Sending(done, all) => (Tone::Who, Icon::Cloud, text::sending(*done, *all)),
            SyncState::Offline => (Tone::Warn, Icon::CloudOff, text::OFFLINE.to_owned()),
            SyncState::Failed => (Tone::Bad, Icon::Alarm, text::FAILED.to_owned()),
        }
    }
}

/// The chip at the top right of every screen; it leads to 待传记录.
#[component]
pub fn SyncChip(
    /// What it says.
    state: Memo<SyncState>,
    /// Leads to the waiting entries.
    #[prop(into)]
    on_press: Callback<()>,
) -> AnyView {
    let said = Memo::new(move || state.get().said());
    view! {
        <button
            type="button"
            class=move || said.with(|it| class("chip", it.0.class()))
            aria-live="polite"
            on:click=move |_| on_press.run(())
        >
            {move || small(said.with(|it| it.1))}
            {move || said.with(|it| it.2.clone())}
        </button>
    }
}

/// One tab of the foot.
#[derive(Clone)]
pub struct Tab {
    /// Its icon.
    pub icon: Icon,
    /// Its word.
    pub name: &'static str,
    /// How many things wait there; nothing is shown for none.
    pub badge: Value,
}

/// The foot of the four first screens.
#[component]
pub fn TabBar(
    /// The tabs from left to right.
    tabs: Vec<Tab>,
    /// Which one is open, from 0.
    current: usize,
    /// Opens one.
    #[prop(into)]
    on_pick: Callback<usize>,
) -> AnyView {
    let tab = move |(place, tab): (usize, Tab)| {
        let here = (current == place).then_some("page");
        let badge = tab.badge;
        let badge = move || badge.is_set().then(|| view! { <em>{badge.clone()}</em> });
        view! {
            <button type="button" aria-current=here on:click=move |_| on_pick.run(place)>
                {icon(tab.icon)}
                {tab.name}
                {badge}
            </button>
        }
    };
    let tabs: Vec<_> = tabs.into_iter().enumerate().map(tab).collect();
    view! { <nav class="tabs">{tabs}</nav> }
}
