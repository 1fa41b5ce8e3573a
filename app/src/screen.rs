//! The screens (页面): which one is open, and the frame that all of the phone's have in common.

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
use crate::markup::{Memo, live, view};
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

/// The phone's page.
#[component]
pub fn Phone() -> AnyView {
    Settings::load().apply();
    let phase = RwSignal::new(Phase::Opening);
    spawn(async move {
        let next = match session::open().await {
            Ok(opened) => enter(opened).await,
            Err(_) => Phase::Closed,
        };
        phase.set(next);
    });
    let shown = move || match phase.get() {
        Phase::Opening => ().into_any(),
        Phase::SignIn(opened) => {
            let ready = Callback::new(move |session| phase.set(Phase::Ready(session)));
            view! { <sign_in::SignIn opened=opened on_ready=ready /> }
        }
        Phase::Ready(session) => view! { <AtWork session=session /> },
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

#[component]
fn AtWork(session: Session) -> AnyView {
    provide_context(session);
    let place = RwSignal::new(Place::read(&page::place()));
    page::on_place(move |now| {
        place.try_set(Place::read(&now));
    });
    // While a teller holds the phone, the liaison officer's screens are locked.
    let allowed = Memo::new(move || match place.get() {
        place if session.teller.get().is_none() || place.is_of_tellers() => place,
        _ => Place::Boxes,
    });
    view! {
        {move || screen(allowed.get())}
        <Toast word=session.toast />
    }
}

fn screen(place: Place) -> AnyView {
    match place {
        Place::Today => view! { <today::Today /> },
        Place::People => view! { <people::People /> },
        Place::New => view! { <new_person::NewPerson /> },
        Place::Tables => view! { <tables::Tables /> },
        Place::Issue(group) => view! { <issue::Issue group=group /> },
        Place::Boxes => view! { <boxes::Boxes /> },
        Place::HandOver => view! { <hand_over::HandOver /> },
        Place::Tally(box_no) => view! { <tally::Tally box_no=box_no /> },
        Place::Sign => view! { <sign::Sign /> },
        Place::Outbox => view! { <outbox::Outbox /> },
        Place::Me => view! { <me::Me /> },
    }
}
