//! The screens (页面): which one is open, on the liaison officer's page or on that of those who count.

mod boxes;
pub mod check;
mod frame;
mod hand_over;
mod issue;
mod me;
mod new_person;
mod number;
mod outbox;
mod people;
mod place;
mod proxy;
mod seal;
mod sign;
mod sign_in;
mod tables;
mod tally;
mod today;
pub mod township;

pub use place::Place;

use crate::browser::{page, spawn};
use crate::markup::{live, view};
use crate::part::{Notice, Toast, Tone};
use crate::session::{self, Opened, Session};
use crate::storage::local::Settings;
use crate::text::screen as text;
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
    /// This browser keeps nothing.
    Closed,
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
    page(Page { sign_in, screen: of_officers })
}

/// The page of those who count.
#[component]
pub fn Count() -> AnyView {
    let sign_in = |_, _| {
        Place::Today.go();
        ().into_any()
    };
    page(Page { sign_in, screen: of_tellers })
}

fn page(page: Page) -> AnyView {
    Settings::load().apply();
    let phase = RwSignal::new(Phase::Opening);
    spawn(async move {
        let next = match session::open().await {
            Ok(opened) => enter(opened).await,
            Err(_) => Phase::Closed,
        };
        phase.set(next);
    });
    let ready = Callback::new(move |session| phase.set(Phase::Ready(session)));
    let shown = move || match phase.get() {
        Phase::Opening => ().into_any(),
        Phase::SignIn(opened) => (page.sign_in)(opened, ready),
        Phase::Ready(session) => at_work(session, page.screen),
        Phase::Closed => {
            view! { <main class="phone"><div class="main empty"><Notice tone=Tone::Bad title=text::NO_STORE /></div></main> }
        }
    };
    live(shown)
}

/// Straight in where somebody signed in before; the network is not asked.
async fn enter(opened: Opened) -> Phase {
    match opened.officer.clone() {
        Some(officer) => match session::start(opened.store, officer).await {
            Ok(session) => Phase::Ready(session),
            Err(_) => Phase::Closed,
        },
        None => Phase::SignIn(StoredValue::new_local(opened)),
    }
}

fn at_work(session: Session, screen: fn(Place) -> AnyView) -> AnyView {
    provide_context(session);
    let place = RwSignal::new(Place::read(&page::place()));
    page::on_place(move |now| {
        place.try_set(Place::read(&now));
    });
    view! {
        {move || screen(place.get())}
        <Toast word=session.toast />
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
        Place::Tables => view! { <tables::Tables /> },
        Place::Issue(group) => view! { <issue::Issue group=group /> },
        Place::Outbox => view! { <outbox::Outbox /> },
        Place::Me => view! { <me::Me /> },
        Place::Boxes | Place::HandOver | Place::Tally(_) | Place::Sign => elsewhere(place),
    }
}

fn of_tellers(place: Place) -> AnyView {
    match place {
        Place::Boxes => view! { <boxes::Boxes /> },
        Place::HandOver => view! { <hand_over::HandOver /> },
        Place::Tally(box_no) => view! { <tally::Tally box_no=box_no /> },
        Place::Sign => view! { <sign::Sign /> },
        Place::Outbox => view! { <outbox::Outbox /> },
        Place::Today | Place::People | Place::New | Place::Tables | Place::Issue(_) | Place::Me => elsewhere(place),
    }
}

/// A screen that the other page has.
fn elsewhere(place: Place) -> AnyView {
    place.go();
    ().into_any()
}
