//! The public screen (会场公开屏): for a projector in the hall, on a window of its own that only shows.
//!
//! It follows the meeting by itself: the meeting, the papers as they are called, the signed result. Before
//! the signatures nothing hints at who has more: names keep the order of the ballot.

mod board;
mod feed;
mod meeting;
mod result;
mod side;
mod strokes;

use crate::browser::device::Awake;
use crate::browser::timer::every;
use crate::browser::{page, set_root, spawn};
use crate::markup::{Memo, live, view};
use crate::session::wall;
use crate::storage::local;
use crate::text::public as words;
use cunxuan_core::api::StepState;
use cunxuan_core::public::{PublicView, Stage};
use feed::{Feed, Trouble};
use leptos::prelude::*;

const DARK: &str = "cx-public-dark";

/// The page.
#[component]
pub fn Public() -> AnyView {
    set_root("data-hall", "1");
    let feed = Feed::start();
    let awake = StoredValue::new_local(None);
    stay_awake(awake);
    page::on_visible(move |shown| {
        if shown {
            stay_awake(awake);
        }
    });
    let trouble = Memo::new(move || feed.trouble.get());
    live(move || match trouble.get() {
        Some(trouble) => waiting(trouble),
        None => hall(feed),
    })
}

/// Some browsers give it back when the page is left, and some only after a tap.
fn stay_awake(awake: StoredValue<Option<Awake>, LocalStorage>) {
    spawn(async move {
        if let Some(fresh) = Awake::ask().await {
            awake.set_value(Some(fresh));
        }
    });
}

fn waiting(trouble: Trouble) -> AnyView {
    let (title, note) = match trouble {
        Trouble::Opening => (words::OPENING, ""),
        Trouble::NoStore => (words::NO_STORE, ""),
        Trouble::Nobody => (words::NOBODY_HERE, words::SIGN_IN),
        Trouble::NoVillage => (words::NO_VILLAGE, ""),
        Trouble::NoServer => (words::NO_SERVER, ""),
    };
    view! { <main class="hall"><div class="wait" role="status"><h1>{title}</h1><p>{note}</p></div></main> }
}

fn hall(feed: Feed) -> AnyView {
    let of = move |look: fn(&PublicView) -> String| Memo::new(move || feed.hall.with(look));
    let known = Memo::new(move || feed.hall.with(|hall| !hall.village.is_empty()));
    // A page is drawn anew only when the meeting goes on or the ballot is another; what changes inside follows by itself.
    let shape = Memo::new(move || {
        let names = |post: &cunxuan_core::public::Post| (post.name.clone(), post.seats, names(post));
        feed.hall.with(|hall| (hall.stage, hall.posts.iter().map(names).collect::<Vec<_>>()))
    });
    let stage = Memo::new(move || shape.with(|(stage, _)| *stage));
    let body = move || {
        shape.with(|_| ());
        match stage.get() {
            Stage::Meeting => meeting::meeting(feed),
            Stage::Counting => board::board(feed),
            Stage::Declared => result::result(feed),
        }
    };
    let title = of(|hall| words::title(&hall.village));
    let staff = of(|hall| words::staff(&hall.staff));
    view! {
        <main class="hall">
            <header>
                <div><h1>{move || title.get()}</h1><p>{move || staff.get()}</p></div>
                <div class="when"><b>{move || words::stage(stage.get())}</b>{clock(feed)}</div>
            </header>
            {move || if known.get() { body() } else { view! { <div class="wait"><h2>{words::EMPTY}</h2></div> } }}
            {six(feed)}
        </main>
    }
}

fn names(post: &cunxuan_core::public::Post) -> Vec<String> {
    post.rows.iter().map(|row| row.name.clone()).collect()
}

/// Day and clock, what is amiss, and the two looks.
fn clock(feed: Feed) -> AnyView {
    let now = RwSignal::new(wall());
    let beat = StoredValue::new_local(every(5_000, move || now.set(wall())));
    on_cleanup(move || beat.dispose());
    let dark = RwSignal::new(local::load(DARK).is_some());
    let wear = move || set_root("data-dark", if dark.get() { "1" } else { "0" });
    Effect::new(move |_| wear());
    let turn = move |_| {
        dark.update(|dark| *dark = !*dark);
        if dark.get_untracked() {
            local::save(DARK, "1");
        } else {
            local::forget(DARK);
        }
    };
    let day = Memo::new(move || feed.hall.with(|hall| (hall.demo_day, hall.demo_day.is_some())));
    let lost = move || feed.lost.get().map(|at| view! { <em class="cut" role="alert">{words::lost(at)}</em> });
    view! {
        <p>
            {lost}
            {move || day.get().1.then(|| view! { <em>{words::DEMO}</em> })}
            <button type="button" on:click=turn>{move || if dark.get() { words::LIGHT } else { words::DARK }}</button>
            <small>{words::FULL}</small>
            <span>{move || words::now(day.get().0, now.get())}</span>
        </p>
    }
}

/// 六当场.
fn six(feed: Feed) -> AnyView {
    let states = Memo::new(move || feed.hall.with(|hall| hall.six));
    let step = |(at, word): (usize, &'static str)| {
        let state = move || states.with(|it| it.get(at).copied().unwrap_or_default());
        let look = move || match state() {
            StepState::Done => "d",
            StepState::Half | StepState::Check | StepState::Halted => "o",
            StepState::Empty => "",
        };
        let mark = move || if state() == StepState::Done { "✓".to_owned() } else { (at + 1).to_string() };
        view! { <li class=look><i>{mark}</i>{word}</li> }
    };
    view! { <footer><ol>{crate::text::incident::SIX.into_iter().enumerate().map(step).collect::<Vec<_>>()}</ol></footer> }
}
