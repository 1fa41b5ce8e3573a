//! The screens (页面): which one is open, on the liaison officer's page or on that of those who count.

mod aside;
mod boxes;
pub mod check;
mod first;
mod frame;
mod hand_over;
mod households;
mod incident;
mod issue;
mod me;
mod new_person;
mod number;
mod outbox;
mod papers;
mod people;
mod place;
mod posting;
mod preparation;
mod proxy;
pub mod public;
mod reasons;
mod seal;
mod self_check;
mod sign;
mod sign_in;
mod tables;
mod tally;
mod today;
pub mod township;
mod villages;

pub use place::Place;

use crate::browser::{page, spawn};
use crate::markup::{live, view};
use crate::part::Toast;
use crate::session::{self, Opened, Session};
use crate::storage::StoreError;
use crate::storage::local::Settings;
use leptos::prelude::*;

/// How far the page has come.
#[derive(Clone)]
enum Phase {
    /// The database is being read.
    Opening,
    /// Somebody has to sign in.
    SignIn(StoredValue<Opened, LocalStorage>),
    /// At work.
    Ready(Session),
    /// This browser keeps nothing, or cannot now.
    Closed(StoreError),
}

/// What a page has of its own; a screen that no page names costs it no download.
#[derive(Clone, Copy)]
struct Page {
    /// What it shows while nobody has signed in.
    sign_in: fn(StoredValue<Opened, LocalStorage>, Callback<Session>) -> AnyView,
    /// Its screens.
    screen: fn(Place) -> AnyView,
}

/// The liaison officer's page.
#[component]
pub fn Phone() -> AnyView {
    let sign_in = |opened, on_ready| view! { <sign_in::SignIn opened=opened on_ready=on_ready /> };
    Settings::load().apply();
    first::guarded(move || page(Page { sign_in, screen: of_officers }))
}

/// The page of those who count.
#[component]
pub fn Count() -> AnyView {
    let sign_in = |_, _| {
        Place::Today.go();
        ().into_any()
    };
    Settings::load().apply();
    page(Page { sign_in, screen: of_tellers })
}

fn page(page: Page) -> AnyView {
    let phase = RwSignal::new(Phase::Opening);
    spawn(async move {
        let next = match session::open().await {
            Ok(opened) => enter(opened).await,
            Err(error) => Phase::Closed(error),
        };
        phase.set(next);
    });
    let ready = Callback::new(move |session| phase.set(Phase::Ready(session)));
    let shown = move || match phase.get() {
        Phase::Opening => ().into_any(),
        Phase::SignIn(opened) => (page.sign_in)(opened, ready),
        Phase::Ready(session) => at_work(session, page.screen),
        Phase::Closed(error) => first::closed(&error),
    };
    live(shown)
}

/// Straight in where somebody signed in before; the network is not asked.
async fn enter(opened: Opened) -> Phase {
    match opened.officer.clone() {
        Some(officer) => match session::start(opened.store, officer).await {
            Ok(session) => Phase::Ready(session),
            Err(error) => Phase::Closed(error),
        },
        None => Phase::SignIn(StoredValue::new_local(opened)),
    }
}

fn at_work(session: Session, screen: fn(Place) -> AnyView) -> AnyView {
    provide_context(session);
    let place = RwSignal::new(Place::read(&page::place()));
    page::on_place(move |now| {
        place.try_set(Place::read(&now));
        page::top();
    });
    view! {
        {move || screen(place.get())}
        <Toast word=session.toast />
        {first::full(session)}
    }
}

fn of_officers(place: Place) -> AnyView {
    // While somebody who counts holds the phone, the liaison officer's screens are locked.
    if Session::is_handed_over() {
        return elsewhere(Place::Boxes);
    }
    match place {
        Place::Today => view! { <today::Today /> },
        Place::People => view! { <people::People /> },
        Place::New => view! { <new_person::NewPerson /> },
        Place::SelfCheck => view! { <self_check::SelfCheck /> },
        Place::Households(group, person) => view! { <households::Households group=group person=person /> },
        Place::Posting => view! { <posting::Posting /> },
        Place::Preparation => view! { <preparation::Preparation /> },
        Place::Tables => view! { <tables::Tables /> },
        Place::Issue(group) => view! { <issue::Issue group=group /> },
        Place::Incident(group) => view! { <incident::Incident group=group /> },
        Place::Aside => view! { <aside::Aside /> },
        Place::Outbox => view! { <outbox::Outbox /> },
        Place::Me => view! { <me::Me /> },
        Place::Boxes | Place::HandOver | Place::Tally(_) | Place::Papers | Place::Sign => elsewhere(place),
    }
}

fn of_tellers(place: Place) -> AnyView {
    match place {
        Place::Boxes => view! { <boxes::Boxes /> },
        Place::HandOver => view! { <hand_over::HandOver /> },
        Place::Tally(box_no) => view! { <tally::Tally box_no=box_no /> },
        Place::Papers => view! { <papers::Papers /> },
        Place::Sign => view! { <sign::Sign /> },
        Place::Outbox => view! { <outbox::Outbox /> },
        Place::Today
        | Place::People
        | Place::New
        | Place::SelfCheck
        | Place::Households(..)
        | Place::Posting
        | Place::Preparation
        | Place::Tables
        | Place::Issue(_)
        | Place::Incident(_)
        | Place::Aside
        | Place::Me => elsewhere(place),
    }
}

/// A screen that the other page has.
fn elsewhere(place: Place) -> AnyView {
    place.go();
    ().into_any()
}
