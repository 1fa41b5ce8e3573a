//! 交机: the liaison officer gives the phone to somebody of the poll, who shows himself by PIN.

use super::Place;
use super::frame::Frame;
use crate::markup::view;
use crate::part::{NumPad, TaskRow, TaskState};
use crate::session::{Session, now_ms};
use crate::text::{self, count as words};
use cunxuan_core::id::ActorNo;
use cunxuan_core::plan::Actor;
use leptos::prelude::*;

const DIGITS: usize = 4;
const TRIES: u32 = 5;
/// How long the phone stays shut after too many wrong PINs, in milliseconds.
const SHUT_MS: u64 = 5 * 60 * 1000;

/// Chooses who takes the phone, then asks for his PIN.
#[component]
pub fn HandOver() -> AnyView {
    let session = Session::here();
    let chosen = RwSignal::new(None::<(ActorNo, String)>);
    let tellers = session.village(|village| {
        let plan = village.plan();
        plan.actors().filter(|actor| actor.role.counts() && plan.has_pin(actor.no)).cloned().collect::<Vec<Actor>>()
    });
    let tellers = StoredValue::new(tellers);
    let body = move || match chosen.get() {
        None => list(&tellers.get_value(), chosen),
        Some((no, who)) => view! { <Pin actor=no who=who chosen=chosen /> },
    };
    view! {
        <Frame title=words::HAND_OVER sub=move || session.who() parent=Place::Boxes>
            <div class="main">{body}</div>
        </Frame>
    }
}

fn list(tellers: &[Actor], chosen: RwSignal<Option<(ActorNo, String)>>) -> AnyView {
    if tellers.is_empty() {
        return view! { <p class="empty">{words::NO_PINS}</p> };
    }
    let row = |(place, actor): (u32, &Actor)| {
        let (no, who) = (actor.no, text::screen::who(text::plan::role(actor.role), &actor.name));
        let name = who.clone();
        let press = Callback::new(move |()| chosen.set(Some((no, who.clone()))));
        view! { <TaskRow number=place state=TaskState::Todo title=name on_press=press /> }
    };
    view! {
        <div class="head">{words::WHO}</div>
        <div class="list">{(1..).zip(tellers).map(row).collect::<Vec<_>>()}</div>
    }
}

#[component]
fn Pin(actor: ActorNo, who: String, chosen: RwSignal<Option<(ActorNo, String)>>) -> AnyView {
    let session = Session::here();
    let wrong = session.wrong_pins();
    let typed = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let full = Callback::new(move |pin: String| {
        typed.set(String::new());
        let shut = wrong.with_value(|wrong| wrong.1 > now_ms());
        if shut {
            return said.set(words::WAIT.to_owned());
        }
        if session.village(|village| village.plan().pin_fits(actor, &pin)) {
            wrong.set_value((0, 0));
            session.teller.set(Some(actor));
            return Place::Boxes.go();
        }
        let now = wrong.try_update_value(|wrong| {
            *wrong = again(*wrong);
            wrong.0
        });
        let left = TRIES.saturating_sub(now.unwrap_or(0));
        said.set(if left == TRIES { words::WAIT.to_owned() } else { words::tries(left) });
    });
    let back = move |_| chosen.set(None);
    view! {
        <div class="head">{words::pin_of(&who)}<button type="button" class="link" on:click=back>{text::part::CANCEL}</button></div>
        <p class="error" role="status">{said}</p>
        <NumPad length=DIGITS value=typed on_full=full />
    }
}

/// One more wrong PIN; after the last the phone shuts and the count begins anew.
fn again((tries, shut_until): (u32, u64)) -> (u32, u64) {
    let tries = tries.saturating_add(1);
    if tries >= TRIES { (0, now_ms().saturating_add(SHUT_MS)) } else { (tries, shut_until) }
}
