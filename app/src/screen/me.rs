//! 我的: who is signed in, which village, how large the writing is, what waits, the way out.

use super::Place;
use super::frame::Frame;
use super::outbox::leave;
use crate::browser::{page, spawn};
use crate::markup::{pressed, view};
use crate::part::{Button, TaskRow, TaskState};
use crate::session::{Failure, Officer, Session};
use crate::storage::local::{Settings, TextSize};
use crate::text::{self, screen as words};
use cunxuan_core::village::{Village, spoken};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn Me() -> AnyView {
    let session = Session::here();
    let officer = session.officer();
    let out = Callback::new(move |()| match session.outbox.get_untracked().unsent {
        _ if session.only_shows() => session.say(text::sync::ELSEWHERE),
        0 => leave(session),
        waiting => session.say(text::sync::not_out(waiting)),
    });
    let waits = move || text::sync::waiting(session.outbox.with(|outbox| outbox.unsent));
    let outbox = Callback::new(|()| Place::Outbox.go());
    let check = Callback::new(|()| page::visit("/check/"));
    view! {
        <Frame title=words::ME sub=move || session.who() tab=3>
            <div class="main">
                <div class="head">{words::VILLAGES}<span>{officer.township.clone()}</span></div>
                <div class="list">{villages(session, &officer)}</div>
                <div class="list">
                    <TaskRow number=1 state=TaskState::Todo title=text::sync::OUTBOX note=waits on_press=outbox />
                    <TaskRow number=2 state=TaskState::Todo title=words::VERIFY note=words::VERIFY_WHAT on_press=check />
                </div>
                {fingerprint(session)}
                <Look />
                <div class="push"></div>
                <Button word=text::sync::SIGN_OUT on_press=out />
            </div>
        </Frame>
    }
}

/// The code that two devices with the same record show alike, and what it is for.
fn fingerprint(session: Session) -> AnyView {
    let whole = session.village(Village::fingerprint);
    let hex: String = whole.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = spoken(&whole);
    view! { <div class="head" data-fingerprint=hex>{words::SAME_RECORD}<span>{said}</span></div> }
}

fn villages(session: Session, officer: &Officer) -> Vec<AnyView> {
    let here = officer.village().map(|village| village.scope.clone());
    let row = |(at, village): (u8, &crate::session::VillageName)| {
        let now = here.as_ref() == Some(&village.scope);
        let note = if now { words::HERE } else { "" };
        let state = if now { TaskState::Now } else { TaskState::Todo };
        let press = Callback::new(move |()| switch(session, at));
        let number = u32::from(at).saturating_add(1);
        view! { <TaskRow number=number state=state title=village.name.clone() note=note on_press=press /> }
    };
    (0..).zip(&officer.villages).map(row).collect()
}

/// Another village is another record: the page starts anew with it.
fn switch(session: Session, at: u8) {
    spawn(async move {
        let officer = Officer { at, ..session.officer() };
        match officer.save(&session.store()).await {
            Ok(()) => {
                page::go("today");
                page::reload();
            }
            Err(error) => session.wrong(&Failure::from(error)),
        }
    });
}

/// 字号 and 户外.
#[component]
fn Look() -> AnyView {
    let settings = RwSignal::new(Settings::load());
    let set = move |change: Settings| {
        change.save();
        settings.set(change);
    };
    let sizes = [TextSize::Standard, TextSize::Large, TextSize::Largest];
    let size = move |(size, word): (TextSize, &'static str)| {
        let pressed = pressed(move || settings.get().size == size);
        let press = move |_| set(Settings { size, ..settings.get_untracked() });
        view! { <button type="button" class="pick" aria-pressed=pressed on:click=press>{word}</button> }
    };
    let outdoors = move || if settings.get().outdoors { "true" } else { "false" };
    let flip = move |_| {
        let now = settings.get_untracked();
        set(Settings { outdoors: !now.outdoors, ..now });
    };
    view! {
        <div class="head">{words::SIZE}</div>
        <div class="picks">
            {sizes.into_iter().zip(words::SIZES).map(size).collect::<Vec<_>>()}
            <button type="button" class="pick" aria-pressed=outdoors on:click=flip>{words::OUTDOORS}</button>
        </div>
    }
}
