//! P13 领票登记: one voter in under five seconds, the papers of his principals with his own.

use super::Place;
use super::frame::Frame;
use super::number::NumberEntry;
use super::proxy::ProxyForm;
use crate::markup::{Memo, live, pressed, view};
use crate::part::{Counter, CounterStrip, InitialsPad, Notice, ReasonSheet, Sheet, Tone, Typed};
use crate::session::{Found, Session};
use crate::text::{self, polling as words};
use cunxuan_core::id::{GroupNo, PersonId};
use leptos::prelude::*;

mod card;

/// The most people who are drawn.
const MOST: usize = 8;

/// What lies over the table's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// Papers are brought.
    Papers,
    /// Somebody gives his proxy.
    Proxy(PersonId),
    /// The group is to be halted.
    Halt,
}

/// The numbers of the strip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Numbers {
    issued: u32,
    due: u32,
    taken: Option<u32>,
    halted: bool,
}

impl Numbers {
    fn left(&self) -> Option<u32> {
        self.taken.map(|taken| taken.saturating_sub(self.issued))
    }

    /// How many papers are missing for those who have not come yet.
    fn short(&self) -> u32 {
        let waiting = self.due.saturating_sub(self.issued);
        self.left().map_or(0, |left| waiting.saturating_sub(left))
    }
}

/// A group's table.
#[component]
pub fn Issue(
    /// The group.
    group: GroupNo,
) -> AnyView {
    let session = Session::here();
    let typed = RwSignal::new(String::new());
    let surname = RwSignal::new(None::<char>);
    let chosen = RwSignal::new(None::<PersonId>);
    let over = RwSignal::new(None::<Over>);
    let numbers = Memo::new(move || count(session, group));
    let found = Memo::new(move || search(session, group, &typed.get(), surname.get()));
    let clear = move || {
        typed.set(String::new());
        surname.set(None);
        chosen.set(None);
    };
    let cards = move || {
        session.revisions.polling.track();
        found.with(|found| card::cards(session, found, chosen, over, Callback::new(move |()| clear())))
    };
    let key = Callback::new(move |letter: char| {
        chosen.set(None);
        typed.update(|it| it.push(letter));
    });
    let erase = Callback::new(move |()| {
        chosen.set(None);
        typed.update(|it| it.truncate(it.len().saturating_sub(1)));
    });
    let keys = move || found.with(|found| found.live);
    view! {
        <Frame title=words::ISSUE sub=[text::plan::group(group), words::table(group)].join(" · ") parent=Place::Tables>
            <div class="main">
                {strip(numbers, over)}
                {move || halted(session, group, numbers)}
                <Typed label=text::part::INITIALS value=move || shown(typed, surname)>
                    <button type="button" class="link bad" on:click=move |_| over.set(Some(Over::Halt))>{words::HALT}</button>
                </Typed>
                {cards}
                <div class="push"></div>
                <div class="picks">{surnames(session, group, surname, chosen)}</div>
                <InitialsPad live=keys on_key=key on_erase=erase />
            </div>
            {move || over.get().map(|it| sheet(session, group, it, over))}
        </Frame>
    }
}

fn shown(typed: RwSignal<String>, surname: RwSignal<Option<char>>) -> String {
    let surname = surname.get().map(|it| [&it.to_string(), " "].concat()).unwrap_or_default();
    [surname, typed.get()].concat()
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

fn count(session: Session, group: GroupNo) -> Numbers {
    session.revisions.people.track();
    session.revisions.polling.track();
    let names = session.names();
    let counted = session.view(|view| {
        let polling = &view.election.polling;
        let due = names.find("", 0, |row| row.group == group && view.election.roll.holds(row.id)).more;
        Numbers {
            issued: polling.issued_to(group, super::boxes::form(view)),
            due: u32::try_from(due).unwrap_or(0),
            taken: view.series_for(group).and_then(|series| polling.taken(series, group)),
            halted: polling.halted(group).is_some(),
        }
    });
    counted.unwrap_or_default()
}

fn strip(numbers: Memo<Numbers>, over: RwSignal<Option<Over>>) -> AnyView {
    let of = move |read: fn(&Numbers) -> String| move || numbers.with(read);
    let tone = move || if numbers.with(Numbers::short) > 0 { Tone::Warn } else { Tone::Plain };
    let check = move |numbers: &Numbers| match (numbers.taken, numbers.short()) {
        (None, _) => (words::NOT_TAKEN, Tone::Warn),
        (Some(_), 0) => (words::AGREES, Tone::Ok),
        (Some(_), _) => (words::RUNS_SHORT, Tone::Warn),
    };
    let short = move || {
        let short = numbers.with(Numbers::short);
        (short > 0).then(|| view! { <Notice tone=Tone::Warn title=words::short(short) /> })
    };
    let take = move || {
        let press = move |_| over.set(Some(Over::Papers));
        let none = numbers.with(|numbers| numbers.taken.is_none());
        none.then(|| view! { <button type="button" class="btn" on:click=press>{words::TAKE}</button> })
    };
    view! {
        <CounterStrip tone=tone>
            <Counter label=words::DRAWN value=of(|it| it.issued.to_string()) unit=of(|it| [" / ", &it.due.to_string()].concat()) />
            <Counter label=words::LEFT value=of(|it| it.left().map_or(text::count::NO_MARK.to_owned(), |left| left.to_string())) unit=words::PAPERS />
            <Counter
                label=words::CHECK
                value=move || numbers.with(check).0.to_owned()
                tone=move || numbers.with(check).1
            />
        </CounterStrip>
        {short}
        {take}
    }
}

fn halted(session: Session, group: GroupNo, numbers: Memo<Numbers>) -> Option<AnyView> {
    let resume = move |_| session.act_and_say(move |desk| Ok(vec![desk.view.resume(Some(group))]), words::RESUME);
    numbers.with(|numbers| numbers.halted).then(|| {
        view! {
            <Notice tone=Tone::Bad title=words::HALTED />
            <button type="button" class="btn" on:click=resume>{words::RESUME}</button>
        }
    })
}

fn surnames(
    session: Session,
    group: GroupNo,
    surname: RwSignal<Option<char>>,
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
            surname.update(|now| *now = (*now != Some(letter)).then_some(letter));
        };
        view! { <button type="button" class="pick" aria-pressed=pressed on:click=press>{letter.to_string()}</button> }
    };
    live(move || all.get().into_iter().map(pick).collect::<Vec<_>>())
}

fn sheet(session: Session, group: GroupNo, what: Over, over: RwSignal<Option<Over>>) -> AnyView {
    let close = Callback::new(move |()| over.set(None));
    match what {
        Over::Papers => {
            let done = Callback::new(move |papers: u32| {
                over.set(None);
                let verb = move |desk: &crate::session::Desk<'_>| {
                    let none = cunxuan_core::polling::Refusal::SeriesNotForGroup;
                    let series = desk.view.series_for(group).ok_or(none)?;
                    Ok(vec![desk.view.report_papers(group, series, papers)])
                };
                session.act_and_say(verb, text::sync::KEPT);
            });
            view! {
                <Sheet title=words::TAKE on_cancel=close>
                    <NumberEntry label=words::TAKE word=words::TAKEN on_done=done />
                </Sheet>
            }
        }
        Over::Proxy(principal) => view! { <ProxyForm principal=principal on_close=close /> },
        Over::Halt => {
            let reasons = words::HALTS.map(|reason| words::halt(reason).to_owned()).to_vec();
            let pick = Callback::new(move |(_, at): (usize, usize)| {
                over.set(None);
                if let Some(reason) = words::HALTS.get(at).copied() {
                    session.act_and_say(move |desk| Ok(vec![desk.view.halt(Some(group), reason)]), words::HALTED);
                }
            });
            let title = words::halt_group(&text::plan::group(group));
            view! { <ReasonSheet title=title groups=vec![(String::new(), reasons)] on_pick=pick on_cancel=close /> }
        }
    }
}
