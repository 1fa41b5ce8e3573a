//! 选民: finding somebody by initials, and where he stands on the roll.

use super::Place;
use super::frame::Frame;
use crate::markup::{Memo, view};
use crate::part::{Button, InitialsPad, PersonLine, Sheet, StatusChip, Tone, Typed, Weight};
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
    let sheet = move || chosen.get().map(|id| detail(session, id, chosen));
    view! {
        <Frame title=text::roll::VOTERS sub=counted tab=1>
            <div class="main">
                <Typed label=text::part::INITIALS value=typed />
                {rows}
                <div class="push"></div>
                <Button word=text::roll::NEW on_press=Callback::new(|()| Place::New.go()) />
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
        let (word, tone) = standing(session, id);
        let about = text::plan::group(row.group);
        view! {
            <button type="button" class="task" on:click=move |_| chosen.set(Some(id))>
                <span></span>
                <span><b>{name}</b><small>{about}" · "{text::person::number(id)}</small></span>
                <StatusChip tone=move || tone word=word />
            </button>
        }
    };
    let more = (found.more > 0).then(|| view! { <p class="hint">{text::roll::more(found.more)}</p> });
    view! { <div class="list">{found.rows.iter().map(row).collect::<Vec<_>>()}</div>{more} }
}

fn standing(session: Session, id: PersonId) -> (&'static str, Tone) {
    match session.view(|view| view.status(id)).flatten() {
        Some(status @ Status::Registered) => (text::roll::status(status), Tone::Ok),
        Some(status @ Status::Open) => (text::roll::status(status), Tone::Who),
        Some(status @ Status::Ask(_)) => (text::roll::status(status), Tone::Warn),
        Some(status @ Status::Off(_)) => (text::roll::status(status), Tone::Plain),
        None => ("", Tone::Plain),
    }
}

fn detail(session: Session, id: PersonId, chosen: RwSignal<Option<PersonId>>) -> AnyView {
    let close = Callback::new(move |()| chosen.set(None));
    let Some(known) = session.view(|view| {
        let resident = view.village.people().get(id)?;
        let birth = resident.person.id_number.birth();
        let about = text::person::about(resident.person.sex, birth.age_on(view.day()));
        Some((resident.person.name.clone(), about, resident.person.id_number.masked(), resident.group, view.status(id)))
    }) else {
        return ().into_any();
    };
    let Some((name, about, masked, group, status)) = known else { return ().into_any() };
    let register = Callback::new(move |()| {
        chosen.set(None);
        session.act(
            move |desk| Ok(vec![desk.view.register(&[id])?]),
            move |outcome| match outcome {
                Ok(()) => session.well(text::roll::registered(registered(session))),
                Err(failure) => session.wrong(&failure),
            },
        );
    });
    let act = (status == Some(Status::Open))
        .then(|| view! { <Button word=text::roll::REGISTER weight=Weight::Primary on_press=register /> });
    view! {
        <Sheet title=name.clone() on_cancel=close>
            <div class="card"><PersonLine name=name about=about number=text::person::number(id) /></div>
            <p class="hint">{masked}" · "{text::plan::group(group)}</p>
            <p>{status.map(text::roll::status)}</p>
            {act}
        </Sheet>
    }
}

/// How many are registered now.
pub fn registered(session: Session) -> u32 {
    session.view(|view| view.election.roll.registered()).unwrap_or(0)
}
