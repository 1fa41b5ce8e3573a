//! The frame of a screen (框架): head with the chip, content, tabs.

use super::Place;
use crate::markup::{Memo, Value, view};
use crate::part::{Icon, StatusChip, SyncChip, Tab, TabBar, Tone, TopBar};
use crate::session::Session;
use crate::text::screen as text;
use leptos::prelude::*;

/// A screen. One with a `parent` leads back there; one without is a tab.
#[component]
pub fn Frame(
    /// Its name.
    #[prop(into)]
    title: Value,
    /// Where or who.
    #[prop(optional, into)]
    sub: Value,
    /// Where back leads.
    #[prop(optional)]
    parent: Option<Place>,
    /// Whether whoever counts is named in the head in place of the chip.
    #[prop(optional)]
    who: bool,
    /// Which tab this is.
    #[prop(optional)]
    tab: Option<usize>,
    /// Whether the ground is white.
    #[prop(optional)]
    white: bool,
    /// What a tap on its name does.
    #[prop(optional_no_strip)]
    on_title: Option<Callback<()>>,
    /// The content.
    children: Children,
) -> AnyView {
    let session = Session::here();
    let chip = move || {
        if who {
            view! { <Who /> }
        } else {
            view! { <Chip /> }
        }
    };
    let head = match parent {
        Some(parent) => {
            let back = Callback::new(move |()| parent.go());
            view! { <TopBar title=title sub=sub on_back=back>{chip()}</TopBar> }
        }
        None => view! { <TopBar title=title sub=sub on_title=on_title>{chip()}</TopBar> },
    };
    let foot = tab.map(|tab| view! { <Tabs tab=tab /> });
    view! {
        <main class="phone" class:white=white>
            {move || demo(session)}
            {head}
            {children()}
            {foot}
        </main>
    }
}

/// A demonstration says so on every screen.
fn demo(session: Session) -> Option<AnyView> {
    session.revisions.people.track();
    let mark = |day| [text::DEMO, " · ", &crate::text::plan::day(day)].concat();
    session.demo_day().map(|day| view! { <p class="demo">{mark(day)}</p> })
}

/// The sync chip; it leads to what waits.
#[component]
pub fn Chip() -> AnyView {
    let session = Session::here();
    let state = Memo::new(move || session.outbox.with(crate::session::Outbox::chip));
    view! { <SyncChip state=state on_press=Callback::new(|()| Place::Outbox.go()) /> }
}

/// Whoever holds the phone.
#[component]
fn Who() -> AnyView {
    let session = Session::here();
    let word = move || session.who();
    view! { <StatusChip tone=Tone::Who word=word /> }
}

#[component]
fn Tabs(tab: usize) -> AnyView {
    const PLACES: [Place; 4] = [Place::Today, Place::People, Place::Tables, Place::Me];
    let session = Session::here();
    let none = Value::default;
    let waits = move || {
        let unsent = session.outbox.with(|outbox| outbox.unsent);
        (unsent > 0).then(|| unsent.to_string())
    };
    let tabs = vec![
        Tab { icon: Icon::Home, name: text::TODAY, badge: none() },
        Tab { icon: Icon::People, name: text::PEOPLE, badge: none() },
        Tab { icon: Icon::Box, name: text::HALL, badge: none() },
        Tab { icon: Icon::Me, name: text::ME, badge: waits.into() },
    ];
    let pick = Callback::new(move |at: usize| {
        if let Some(place) = PLACES.get(at) {
            place.go();
        }
    });
    view! { <TabBar tabs=tabs current=tab on_pick=pick /> }
}
