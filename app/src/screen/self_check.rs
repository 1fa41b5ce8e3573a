//! P02 开工自检: whether this phone is fit for a day without a signal, line by line, each with what mends it.

use super::Place;
use super::frame::Frame;
use super::place::{COUNT, PHONE};
use crate::browser::{device, fitness, page, spawn};
use crate::markup::view;
use crate::part::{Button, Notice, StatusChip, Tone, Weight};
use crate::session::Session;
use crate::storage::key::DeviceKey;
use crate::storage::local;
use crate::sync;
use crate::text::{self, before as words};
use cunxuan_core::polling::PhoneChecked;
use cunxuan_core::record::exchange::Input;
use leptos::prelude::*;

/// Megabytes that a village's records and pages may want.
const ROOM: u64 = 50;
/// Seconds by which the clock may be off.
const CLOCK: i64 = 120;
/// Percent of the battery for a day in the hall.
const BATTERY: u32 = 50;
/// Where the clock's last known difference is kept.
const AHEAD: &str = "cx-ahead";

/// What is looked at, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Desktop,
    Offline,
    Room,
    Kept,
    Awake,
    List,
    Clock,
    Battery,
    Key,
}

const ITEMS: [Item; 9] = [
    Item::Desktop,
    Item::Offline,
    Item::Room,
    Item::Kept,
    Item::Awake,
    Item::List,
    Item::Clock,
    Item::Battery,
    Item::Key,
];

/// What was found: whether it is right, if that can be known, and how much there is of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    right: Option<bool>,
    much: String,
}

impl From<bool> for Found {
    fn from(right: bool) -> Self {
        Self { right: Some(right), much: String::new() }
    }
}

/// The list.
#[component]
pub fn SelfCheck() -> AnyView {
    let session = Session::here();
    let found = RwSignal::new(Vec::<Found>::new());
    look(session, found);
    let wrong = move || found.with(|found| found.iter().filter(|one| one.right == Some(false)).count());
    let rows = move || {
        let row = |(at, one): (usize, Found)| row(session, at, one, found);
        found.get().into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let sum = move || match (found.with(Vec::is_empty), wrong()) {
        (true, _) => ().into_any(),
        (false, 0) => view! { <Notice tone=Tone::Ok title=words::ALL_RIGHT /> },
        (false, wrong) => {
            view! { <Notice tone=Tone::Warn title=words::to_mend(wrong) note=words::ONLY_ADVICE /> }
        }
    };
    let tell = Callback::new(move |()| {
        let checked = found.with_untracked(|found| checked(found));
        session.act_and_say(move |desk| Ok(vec![desk.view.report_phone(checked)]), text::sync::KEPT);
    });
    view! {
        <Frame title=words::SELF_CHECK sub=move || told(session) parent=Place::Me>
            <div class="main">
                {sum}
                <div class="list">{rows}</div>
            </div>
            <div class="foot">
                <Button word=words::TELL weight=Weight::Primary off=move || found.with(Vec::is_empty) on_press=tell />
            </div>
        </Frame>
    }
}

fn row(session: Session, at: usize, one: Found, found: RwSignal<Vec<Found>>) -> AnyView {
    let word = |words: [&'static str; 9]| words.get(at).copied().unwrap_or_default();
    let (tone, said) = match one.right {
        Some(true) => (Tone::Ok, words::RIGHT),
        Some(false) => (Tone::Bad, words::NOT_RIGHT),
        None => (Tone::Plain, words::UNTOLD),
    };
    let wrong = one.right == Some(false);
    let note = if wrong { word(words::MEND).to_owned() } else { String::new() };
    let press = move |_| {
        if let Some(item) = ITEMS.get(at) {
            mend(session, *item, found);
        }
    };
    let button = wrong.then(|| {
        view! { <button type="button" class="link" on:click=press>{word(words::MEND_NOW)}</button> }
    });
    view! {
        <div class="task fit">
            <StatusChip tone=tone word=said />
            <span class="what"><b>{word(words::FIT)}</b><small>{one.much}" "{note}</small></span>
            {button}
        </div>
    }
}

/// What one tap can do about it; the rest is the hand's, and the list looks again.
fn mend(session: Session, item: Item, found: RwSignal<Vec<Found>>) {
    match item {
        Item::Offline => page::reload(),
        Item::Kept => spawn(async move {
            device::keep_storage().await;
            look(session, found);
        }),
        Item::List => {
            sync::step(session, Input::Wake);
            look(session, found);
        }
        Item::Desktop | Item::Room | Item::Awake | Item::Clock | Item::Battery | Item::Key => look(session, found),
    }
}

fn look(session: Session, found: RwSignal<Vec<Found>>) {
    spawn(async move {
        let mut all = Vec::with_capacity(ITEMS.len());
        for item in ITEMS {
            all.push(look_at(session, item).await);
        }
        found.try_set(all);
    });
}

async fn look_at(session: Session, item: Item) -> Found {
    match item {
        Item::Desktop => fitness::on_desktop().into(),
        Item::Offline => fitness::opens_offline(&[PHONE, COUNT]).await.into(),
        Item::Room => measured(
            fitness::room().await.map(|bytes| bytes >> 20),
            |room| room >= ROOM,
            |room| words::room(room, ROOM),
        ),
        Item::Kept => device::storage_kept().await.into(),
        Item::Awake => fitness::stays_on().into(),
        Item::List => measured(Some(session.names().len()), |people| people > 0, words::listed),
        Item::Clock => measured(ahead().await, |ahead| ahead.abs() < CLOCK, words::clock),
        Item::Battery => measured(fitness::battery().await, |full| full > BATTERY, words::percent),
        Item::Key => DeviceKey::load_or_make(&session.store()).await.is_ok().into(),
    }
}

fn measured<T: Copy>(much: Option<T>, right: fn(T) -> bool, said: fn(T) -> String) -> Found {
    Found { right: much.map(right), much: much.map(said).unwrap_or_default() }
}

/// By how many seconds the clock is ahead, as the township says now or said last.
async fn ahead() -> Option<i64> {
    match fitness::clock_ahead().await {
        Some(ahead) => {
            local::save(AHEAD, &ahead.to_string());
            Some(ahead)
        }
        None => local::load(AHEAD)?.parse().ok(),
    }
}

fn checked(found: &[Found]) -> PhoneChecked {
    let bits = |holds: fn(&Found) -> bool| {
        found.iter().enumerate().filter(|(_, one)| holds(one)).fold(0, |bits, (at, _)| bits | 1_u16 << at)
    };
    PhoneChecked { passed: bits(|one| one.right == Some(true)), of: bits(|one| one.right.is_some()) }
}

/// What this phone reported last.
fn told(session: Session) -> String {
    session.revisions.polling.track();
    last(session).map_or_else(String::new, |(checked, at)| {
        words::told(&text::plan::clock(at), checked.passed.count_ones(), checked.of.count_ones())
    })
}

/// The last report of this phone, with its clock.
pub fn last(session: Session) -> Option<(PhoneChecked, i64)> {
    let own = session.logs();
    session
        .view(|view| {
            let mut phones = view.election.polling.hall().phones();
            phones.find(|(log, _)| own.contains(log)).map(|(_, (checked, at))| (checked.clone(), at.wall))
        })
        .flatten()
}
