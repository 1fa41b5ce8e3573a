//! 选民: finding somebody by initials, and where he stands on the roll.

use super::Place;
use super::frame::Frame;
use super::reasons;
use crate::markup::{Memo, view};
use crate::part::{Button, InitialsPad, StatusChip, Tone, Typed};
use crate::session::{Found, Row, Session};
use crate::text;
use cunxuan_core::id::PersonId;
use cunxuan_core::roll::Status;
use leptos::prelude::*;

/// The most rows that are drawn.
const MOST: usize = 20;

/// The tab of the voters.
#[component]
pub fn People() -> AnyView {
    let session = Session::here();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<PersonId>);
    let found = Memo::new(move || {
        session.revisions.people.track();
        typed.with(|typed| session.names().find(typed, if typed.is_empty() { 0 } else { MOST }, |_| true))
    });
    let counted = move || {
        session.revisions.people.track();
        let registered = session.view(|view| view.election.roll.registered()).unwrap_or(0);
        text::roll::counted(registered, u32::try_from(session.names().len()).unwrap_or(0))
    };
    let rows = move || {
        session.revisions.people.track();
        found.with(|found| list(session, found, chosen, typed.with(String::is_empty)))
    };
    let keys = move || found.with(|found| found.live);
    let sheet = move || {
        let close = Callback::new(move |()| chosen.set(None));
        chosen.get().map(|id| reasons::sheet(session, id, close, true))
    };
    view! {
        <Frame title=text::roll::VOTERS sub=counted tab=1>
            <div class="main">
                <Typed label=text::part::INITIALS value=typed />
                {rows}
                <div class="push"></div>
                <div class="two">
                    <Button word=text::before::HOUSEHOLDS on_press=Callback::new(|()| Place::Households(0, 0).go()) />
                    <Button word=text::roll::NEW on_press=Callback::new(|()| Place::New.go()) />
                </div>
                <InitialsPad
                    live=keys
                    on_key=Callback::new(move |key: char| typed.update(|it| it.push(key)))
                    on_erase=Callback::new(move |()| typed.update(|it| it.truncate(it.len().saturating_sub(1))))
                />
            </div>
            {sheet}
        </Frame>
    }
}

fn list(session: Session, found: &Found, chosen: RwSignal<Option<PersonId>>, idle: bool) -> AnyView {
    if session.names().is_empty() {
        return view! { <p class="empty">{text::roll::NO_LIST}</p> };
    }
    if idle {
        return view! { <p class="hint">{text::polling::PRESS}</p> };
    }
    if found.rows.is_empty() {
        return view! { <p class="empty">{text::roll::NOBODY}</p> };
    }
    let row = |row: &Row| {
        let (id, name) = (row.id, row.name.clone());
        let status = session.view(|view| view.status(id)).flatten();
        let (word, tone) = (status.map(text::roll::status), status.map_or(Tone::Plain, standing));
        let about = text::plan::group(row.group);
        view! {
            <button type="button" class="task" on:click=move |_| chosen.set(Some(id))>
                <span></span>
                <span><b>{name}</b><small>{about}" · "{text::person::number(id)}</small></span>
                <StatusChip tone=tone word=word />
            </button>
        }
    };
    let more = (found.more > 0).then(|| view! { <p class="hint">{text::roll::more(found.more)}</p> });
    view! { <div class="list">{found.rows.iter().map(row).collect::<Vec<_>>()}</div>{more} }
}

/// The tone of where somebody stands.
pub fn standing(status: Status) -> Tone {
    match status {
        Status::Registered => Tone::Ok,
        Status::Open => Tone::Who,
        Status::Ask(_) => Tone::Warn,
        Status::Off(_) => Tone::Plain,
    }
}

/// How many are registered now.
pub fn registered(session: Session) -> u32 {
    session.view(|view| view.election.roll.registered()).unwrap_or(0)
}
