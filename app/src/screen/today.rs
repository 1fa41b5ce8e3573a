//! P03 今日: where the village stands, and what to do now.

mod ahead;

use super::Place;
use super::frame::Frame;
use super::villages;
use crate::markup::{Memo, view};
use crate::part::{Button, Hero, Icon, Notice, TaskRow, TaskState, Tone, icon};
use crate::session::{Session, wall};
use crate::text::{self, screen as words};
use ahead::Task;
use cunxuan_core::api::{StepState, VillageRow};
use cunxuan_core::finding::findings;
use cunxuan_core::plan::Step;
use cunxuan_core::progress;
use leptos::prelude::*;

/// The place of voting among the steps, from 0.
const VOTING: usize = 8;

/// What the first screen shows of the village.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Now {
    name: String,
    day: String,
    step: (u32, u32),
    title: String,
    halted: bool,
    left: (String, String, String),
    right: String,
    tasks: Vec<Task>,
    found: Vec<(&'static str, String)>,
    empty: bool,
}

/// Minutes after which entries that lie on this phone alone are warned of.
const LONG_ALONE: i64 = 15;

/// The first screen.
#[component]
pub fn Today() -> AnyView {
    let session = Session::here();
    let now = Memo::new(move || look(session));
    let shows = session.only_shows().then(|| view! { <Notice tone=Tone::Warn title=text::sync::ELSEWHERE /> });
    let lost = RwSignal::new(session.lost());
    let known = Callback::new(move |()| {
        session.accept_loss();
        lost.set(None);
    });
    let lost = move || {
        lost.get().map(|(lost, alone)| {
            view! {
                <Notice tone=Tone::Bad title=text::sync::LOST note=text::sync::lost(lost, alone) />
                <Button word=text::sync::LOSS_KNOWN on_press=known />
            }
        })
    };
    let choosing = RwSignal::new(false);
    let choose = villages::several(session).then(|| Callback::new(move |()| choosing.set(true)));
    let close = Callback::new(move |()| choosing.set(false));
    view! {
        <Frame title=move || now.with(|now| now.name.clone()) sub=move || session.who() tab=0 on_title=choose>
            <div class="main">{shows}{lost}{move || only_here(session)}{move || body(now.get())}</div>
            {move || choosing.get().then(|| villages::sheet(session, close))}
        </Frame>
    }
}

/// Entries that have lain on this phone alone for long (仅此一份).
fn only_here(session: Session) -> Option<AnyView> {
    let (unsent, since) = session.outbox.with(|outbox| (outbox.unsent, outbox.since));
    let minutes = since.map_or(0, |since| wall().saturating_sub(since) / 60);
    (minutes >= LONG_ALONE).then(|| {
        let title = text::sync::only_here(unsent, minutes);
        view! { <Notice tone=Tone::Bad title=title note=text::sync::ONLY_HERE /> }
    })
}

fn body(now: Now) -> AnyView {
    if now.empty {
        return view! { <p class="empty">{text::sync::PULLING}</p> };
    }
    let done = now.tasks.iter().filter(|(state, ..)| *state == TaskState::Done).count();
    let done = words::done(done, now.tasks.len());
    let row = |(no, (state, place, title, note)): (u32, Task)| {
        let press = Callback::new(move |()| place.go());
        view! { <TaskRow number=no state=state title=title note=note on_press=press /> }
    };
    let list: Vec<_> = (1..).zip(now.tasks).map(row).collect();
    let (label, number, rest) = now.left;
    view! {
        <Hero day=now.day step=now.step title=now.title halted=now.halted>
            <span>{label}<b>{number}</b>{rest}</span>
            <span>{now.right}</span>
        </Hero>
        {found(now.found)}
        <div class="head">{words::TASKS}<span>{done}</span></div>
        <div class="list">{list}</div>
        <div class="quick">
            {quick(Icon::People, words::FIND, Place::People)}
            {quick(Icon::Paper, text::polling::PROXY, Place::Tables)}
            {quick(Icon::Box, text::incident::ASIDE, Place::Aside)}
            {quick(Icon::Alarm, text::incident::INCIDENT, Place::Incident(None))}
        </div>
    }
}

fn found(found: Vec<(&'static str, String)>) -> AnyView {
    let head = (!found.is_empty()).then(|| view! { <div class="head">{words::FINDINGS}</div> });
    let row = |(title, note): (&'static str, String)| view! { <Notice tone=Tone::Warn title=title note=note /> };
    view! { {head}{found.into_iter().take(6).map(row).collect::<Vec<_>>()} }
}

fn quick(mark: Icon, word: &'static str, place: Place) -> AnyView {
    view! { <button type="button" on:click=move |_| place.go()>{icon(mark)}{word}</button> }
}

fn look(session: Session) -> Now {
    session.revisions.people.track();
    session.revisions.polling.track();
    session.revisions.count.track();
    session.revisions.canvass.track();
    let today = session.today();
    let (row, found) = session.book(|book| {
        let found = findings(book.village(), book.journal()).iter().map(text::finding::finding).collect();
        (progress::row(book.village(), book.journal(), today), found)
    });
    let Some(day) = row.election_day else {
        let name = session.officer().village().map(|village| village.name.clone()).unwrap_or_default();
        return Now { name, empty: true, ..Now::default() };
    };
    let at = current(&row);
    let (left, right) = figures(&row);
    let step = Step::ALL.get(at).copied().unwrap_or(Step::Voting);
    Now {
        name: row.name.clone(),
        day: [text::plan::day(today), text::plan::to_election(day.since(today))].join(" · "),
        step: (u32::try_from(at).unwrap_or(0).saturating_add(1), 12),
        title: if row.signed { text::canvass::SEALED.to_owned() } else { text::plan::step(step).to_owned() },
        halted: row.steps.contains(&StepState::Halted),
        left,
        right,
        tasks: tasks(session, &row),
        found,
        empty: false,
    }
}

/// The step that is under way: the last one begun, or the one after it when that is done.
fn current(row: &VillageRow) -> usize {
    let begun = row.steps.iter().rposition(|state| *state != StepState::Empty).unwrap_or(0);
    let done = row.steps.get(begun) == Some(&StepState::Done);
    let at = if done && begun + 2 < row.steps.len() { begun + 1 } else { begun };
    // On its day the poll opens whether or not anybody has come yet.
    if row.today { at.max(VOTING) } else { at }
}

fn figures(row: &VillageRow) -> ((String, String, String), String) {
    let three = |label: &str, number: u32, rest: String| (label.to_owned(), number.to_string(), rest);
    if row.returned > 0 {
        let left = row.boxes.saturating_sub(row.boxes_counted);
        return (three(words::CALLED, row.counted, words::of_papers(row.returned)), words::boxes_left(left));
    }
    if row.issued > 0 || row.today {
        let left = row.registered.saturating_sub(row.drawn);
        return (three(words::DRAWN, row.drawn, words::of_people(row.registered)), words::people_left(left));
    }
    (three(words::REGISTERED, row.registered, words::PERSONS.to_owned()), words::listed(row.people))
}

fn tasks(session: Session, row: &VillageRow) -> Vec<Task> {
    let state = |done: bool, now: bool| match (done, now) {
        (true, _) => TaskState::Done,
        (false, true) => TaskState::Now,
        (false, false) => TaskState::Todo,
    };
    let polls = row.today || row.issued > 0;
    let counted = row.boxes > 0 && row.boxes_counted == row.boxes;
    let halted = row.steps.contains(&StepState::Halted);
    let issuing = if halted { TaskState::Halted } else { state(row.returned > 0, polls) };
    let mut tasks = ahead::tasks(session, row, polls);
    tasks.extend([
        (issuing, Place::Tables, text::polling::ISSUE, words::tables(row.boxes, row.issued)),
        (
            state(row.returned > 0 && counted, polls && row.issued > 0),
            Place::Aside,
            words::CLOSING,
            words::boxes(row.boxes),
        ),
        (state(counted, row.returned > 0), Place::Aside, words::COUNTING, text::count::TELLERS_ONLY.to_owned()),
        (state(row.signed, counted), Place::Aside, text::canvass::SIGN, text::canvass::PAPER_FIRST.to_owned()),
    ]);
    tasks
}
