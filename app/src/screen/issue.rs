//! P13 领票登记: one voter in under five seconds, the papers of his principals with his own.

use super::Place;
use super::frame::Frame;
use super::incident;
use super::proxy::ProxyForm;
use crate::markup::{Memo, live, pressed, view};
use crate::part::{InitialsPad, Notice, Tone, Typed};
use crate::session::{ANY, Found, Session};
use crate::text::{self, polling as words};
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::polling::TableState;
use leptos::prelude::*;

mod again;
mod card;
mod guard;

/// The most people who are drawn.
const MOST: usize = 8;

/// What lies over the table's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// Papers are brought.
    Papers,
    /// Papers on the table are counted.
    Count,
    /// Somebody gives his proxy.
    Proxy(PersonId),
    /// A halt is to end, of the group or of the whole village.
    Resume(Option<GroupNo>),
}

/// A group's table.
#[component]
pub fn Issue(
    /// The group.
    group: GroupNo,
) -> AnyView {
    let session = Session::here();
    let over = RwSignal::new(None::<Over>);
    let table = Memo::new(move || look(session, group));
    let dry = Memo::new(move || table.with(|table| table.is_dry() && !table.halted));
    let body = move || {
        if dry.get() { guard::dry(session, group, table.get(), over) } else { at_work(session, group, table, over) }
    };
    view! {
        <Frame title=words::ISSUE sub=[text::plan::group(group), words::table(group)].join(" · ") parent=Place::Tables>
            {body}
            {move || over.get().map(|it| sheet(session, group, it, over))}
        </Frame>
    }
}

fn at_work(session: Session, group: GroupNo, table: Memo<TableState>, over: RwSignal<Option<Over>>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let surname = RwSignal::new(None::<char>);
    let chosen = RwSignal::new(None::<PersonId>);
    let found = Memo::new(move || search(session, group, &typed.get(), surname.get()));
    let clear = move || {
        typed.set(String::new());
        surname.set(None);
        chosen.set(None);
    };
    let cards = move || {
        session.revisions.polling.track();
        if typed.with(String::is_empty) && surname.get().is_none() {
            return between(session, group, table.get(), over);
        }
        found.with(|found| card::cards(session, found, chosen, over, Callback::new(move |()| clear())))
    };
    let key = Callback::new(move |letter: char| {
        chosen.set(None);
        typed.update(|it| it.push(letter));
    });
    let erase = Callback::new(move |()| {
        chosen.set(None);
        typed.update(|it| it.truncate(it.len().saturating_sub(1)));
        if typed.with(String::is_empty) {
            surname.set(None);
        }
    });
    let keys = move || found.with(|found| found.live);
    view! {
        <div class="main" class:still=move || table.with(|table| table.halted)>
            {move || incident::stopped(session, Some(group))}
            {move || again::colour(session, group)}
            {move || halted(session, group, table, over)}
            {guard::strip(table, over)}
            <Typed label=text::part::INITIALS value=move || shown(typed, surname)>
                <button type="button" class="link bad" on:click=move |_| Place::Incident(Some(group)).go()>
                    {text::incident::INCIDENT}
                </button>
            </Typed>
            {cards}
            <div class="push"></div>
            <div class="picks">{surnames(session, group, surname, typed, chosen)}</div>
            <InitialsPad live=keys on_key=key on_erase=erase />
        </div>
    }
}

/// What is asked and said while nobody stands at the table.
fn between(session: Session, group: GroupNo, table: TableState, over: RwSignal<Option<Over>>) -> AnyView {
    if table.halted {
        return view! { <p class="hint">{words::PRESS}</p> };
    }
    let steps = (table.again && table.issued == 0).then(|| again::steps(session, group)).flatten();
    let hint = steps.is_none().then(|| view! { <p class="hint">{words::PRESS}</p> });
    view! { {guard::asks(session, group, table, over)}{beside(session, group)}{hint}{steps} }
}

/// Whoever else hands out papers at this table on another phone: a voter must not come to both.
fn beside(session: Session, group: GroupNo) -> Vec<AnyView> {
    let own = session.logs();
    let others = session.view(|view| {
        let others = view.issuers(group).iter().filter(|issuer| issuer.papers > 0 && !own.contains(&issuer.log));
        let name = |no| view.village.plan().actor(no).map(|actor| actor.name.clone()).unwrap_or_default();
        others.map(|issuer| words::beside(&name(issuer.last.actor), issuer.papers)).collect::<Vec<_>>()
    });
    let notice = |word: String| view! { <Notice tone=Tone::Warn title=word /> };
    others.unwrap_or_default().into_iter().map(notice).collect()
}

fn shown(typed: RwSignal<String>, surname: RwSignal<Option<char>>) -> String {
    let surname = surname.get().map(|it| [&it.to_string(), " "].concat()).unwrap_or_default();
    [&surname, typed.get().trim_start_matches(ANY)].concat()
}

fn search(session: Session, group: GroupNo, typed: &str, surname: Option<char>) -> Found {
    session.revisions.people.track();
    let most = if typed.is_empty() && surname.is_none() { 0 } else { MOST };
    let found = session.view(|view| {
        session.names().find(typed, most, |row| {
            let named = surname.is_none_or(|surname| row.name.starts_with(surname));
            row.group == group && named && view.election.roll.holds(row.id)
        })
    });
    found.unwrap_or_default()
}

fn look(session: Session, group: GroupNo) -> TableState {
    session.revisions.people.track();
    session.revisions.polling.track();
    session.view(|view| view.table(group)).unwrap_or_default()
}

/// What is to be done while the group is halted; voters can still be looked up below.
fn halted(session: Session, group: GroupNo, table: Memo<TableState>, over: RwSignal<Option<Over>>) -> Option<AnyView> {
    // Its own halt ends first; a table that only the village holds up can but end the village's.
    session.revisions.polling.track();
    let own = session.view(|view| view.is_halted(Some(group)));
    let of = own.unwrap_or_default().then_some(group);
    table.with(|table| table.halted).then(|| {
        view! {
            <Notice tone=Tone::Bad title=words::HALTED />
            {again::steps(session, group)}
            <button type="button" class="btn" on:click=move |_| over.set(Some(Over::Resume(of)))>{words::resume_papers(of)}</button>
        }
    })
}

fn surnames(
    session: Session,
    group: GroupNo,
    surname: RwSignal<Option<char>>,
    typed: RwSignal<String>,
    chosen: RwSignal<Option<PersonId>>,
) -> AnyView {
    let all = Memo::new(move || {
        session.revisions.people.track();
        session.names().surnames(5, |row| row.group == group)
    });
    let pick = move |letter: char| {
        let pressed = pressed(move || surname.get() == Some(letter));
        let press = move |_| {
            chosen.set(None);
            let now = (surname.get_untracked() != Some(letter)).then_some(letter);
            // The name's first letter is done with, whatever it is.
            typed.set(now.map_or_else(String::new, |_| ANY.to_string()));
            surname.set(now);
        };
        view! { <button type="button" class="pick" aria-pressed=pressed on:click=press>{letter.to_string()}</button> }
    };
    live(move || all.get().into_iter().map(pick).collect::<Vec<_>>())
}

fn sheet(session: Session, group: GroupNo, what: Over, over: RwSignal<Option<Over>>) -> AnyView {
    match what {
        Over::Papers => guard::papers(session, group, over),
        Over::Count => guard::counting(session, group, over),
        Over::Resume(of) => again::resume(session, of, over),
        Over::Proxy(principal) => {
            let close = Callback::new(move |()| over.set(None));
            view! { <ProxyForm principal=principal on_close=close /> }
        }
    }
}
