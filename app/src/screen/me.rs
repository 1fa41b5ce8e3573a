//! 我的: who is signed in, which village, how large the writing is, what waits, the way out.

use super::Place;
use super::frame::Frame;
use super::outbox::leave;
use super::villages::{self, waiting_elsewhere};
use crate::browser::page;
use crate::markup::{pressed, view};
use crate::part::{Button, TaskRow, TaskState};
use crate::session::Session;
use crate::storage::local::{Settings, TextSize};
use crate::text::{self, screen as words};
use cunxuan_core::village::{Village, spoken};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn Me() -> AnyView {
    let session = Session::here();
    let officer = session.officer();
    let out = Callback::new(move |()| match session.outbox.get_untracked().unsent + waiting_elsewhere(session) {
        _ if session.only_shows() => session.say(text::sync::ELSEWHERE),
        0 => leave(session),
        waiting => session.say(text::sync::not_out(waiting)),
    });
    let waits = move || text::sync::waiting(session.outbox.with(|outbox| outbox.unsent));
    let fit = Callback::new(|()| Place::SelfCheck.go());
    let outbox = Callback::new(|()| Place::Outbox.go());
    let check = Callback::new(|()| page::visit("/check/"));
    let help = Callback::new(|()| page::visit("/help/"));
    view! {
        <Frame title=words::ME sub=move || session.who() tab=3>
            <div class="main">
                {move || super::first::phones(session)}
                <div class="head">{words::VILLAGES}<span>{officer.township.clone()}</span></div>
                {villages::list(session)}
                <div class="list">
                    <TaskRow number=1 state=TaskState::Todo title=text::before::SELF_CHECK note=text::before::CHECK_WHAT on_press=fit />
                    <TaskRow number=2 state=TaskState::Todo title=text::sync::OUTBOX note=waits on_press=outbox />
                    <TaskRow number=3 state=TaskState::Todo title=words::VERIFY note=words::VERIFY_WHAT on_press=check />
                    <TaskRow number=4 state=TaskState::Todo title=words::HELP note=words::HELP_WHAT on_press=help />
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
