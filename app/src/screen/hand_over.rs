//! 交机: the liaison officer gives the phone to somebody of the poll, who shows himself by PIN.

use super::Place;
use super::frame::Frame;
use crate::markup::view;
use crate::part::{NumPad, TaskRow, TaskState};
use crate::session::{Session, wall};
use crate::storage::local;
use crate::text::{self, count as words};
use cunxuan_core::id::ActorNo;
use cunxuan_core::plan::Actor;
use leptos::prelude::*;

/// Digits of a PIN.
pub const PIN: usize = 4;
const TRIES: u32 = 5;
/// How long the phone stays shut after too many wrong PINs, in seconds.
const SHUT: i64 = 5 * 60;

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
    let typed = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let full = Callback::new(move |pin: String| {
        typed.set(String::new());
        match WrongPins::check(session, actor, &pin) {
            Ok(()) => {
                session.take_over(actor);
                Place::Boxes.go();
            }
            Err(why) => said.set(why),
        }
    });
    let back = move |_| chosen.set(None);
    view! {
        <div class="head">{words::pin_of(&who)}<button type="button" class="link" on:click=back>{text::part::CANCEL}</button></div>
        <p class="error" role="status">{said}</p>
        <NumPad length=PIN value=typed on_full=full />
    }
}

/// Wrong PINs in a row, kept beside the database, so that loading the page anew gives no fresh tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrongPins {
    tries: u32,
    /// Until when the phone takes no PIN, in seconds of its clock.
    shut_until: i64,
}

impl WrongPins {
    const NAME: &'static str = "cx-pins";

    /// Whether a PIN is somebody's; what is said where it is not.
    pub fn check(session: Session, actor: ActorNo, pin: &str) -> Result<(), String> {
        let before = Self::load();
        if before.is_shut() {
            return Err(words::WAIT.to_owned());
        }
        if session.village(|village| village.plan().pin_fits(actor, pin)) {
            Self::default().save();
            return Ok(());
        }
        let now = before.again();
        now.save();
        let left = TRIES.saturating_sub(now.tries);
        Err(if now.is_shut() { words::WAIT.to_owned() } else { words::tries(left) })
    }

    fn load() -> Self {
        local::load(Self::NAME).map_or_else(Self::default, |text| Self::read(&text))
    }

    fn read(text: &str) -> Self {
        let (tries, until) = text.split_once(' ').unwrap_or_default();
        Self { tries: tries.parse().unwrap_or(0), shut_until: until.parse().unwrap_or(0) }
    }

    fn save(self) {
        local::save(Self::NAME, &[self.tries.to_string(), self.shut_until.to_string()].join(" "));
    }

    /// A clock that was set back does not shut the phone for longer than the pause.
    fn is_shut(self) -> bool {
        (1..=SHUT).contains(&self.shut_until.saturating_sub(wall()))
    }

    /// One more wrong PIN; after the last the phone shuts and the count begins anew.
    fn again(self) -> Self {
        match self.tries.saturating_add(1) {
            TRIES.. => Self { tries: 0, shut_until: wall().saturating_add(SHUT) },
            tries => Self { tries, ..self },
        }
    }
}
