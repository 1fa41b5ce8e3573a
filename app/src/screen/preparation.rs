//! P12 会场准备: every box shown empty and sealed before the village, with the numbers of its strips and two witnesses.

use super::Place;
use super::frame::Frame;
use crate::markup::{Memo, pressed, view};
use crate::part::{Button, Field, Notice, Sheet, TaskRow, TaskState, Tone, Weight};
use crate::session::Session;
use crate::text::{self, before as words};
use cunxuan_core::id::{ActorNo, BoxNo, GroupNo};
use cunxuan_core::polling::BoxSealed;
use leptos::prelude::*;

/// A box of the list: its group, and what was said when it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    box_no: BoxNo,
    group: GroupNo,
    sealed: Option<String>,
}

/// The list of boxes.
#[component]
pub fn Preparation() -> AnyView {
    let session = Session::here();
    let lines = Memo::new(move || look(session));
    let chosen = RwSignal::new(None::<(BoxNo, GroupNo)>);
    let row = move |line: Line| {
        let state = if line.sealed.is_some() { TaskState::Done } else { TaskState::Now };
        let note = line.sealed.unwrap_or_else(|| words::NOT_SEALED.to_owned());
        let press = Callback::new(move |()| chosen.set(Some((line.box_no, line.group))));
        let title = words::box_of(&text::plan::group(line.group));
        view! { <TaskRow number=u32::from(line.box_no) state=state title=title note=note on_press=press /> }
    };
    let sub = move || {
        lines.with(|lines| words::sealed_of(lines.iter().filter(|line| line.sealed.is_some()).count(), lines.len()))
    };
    let close = Callback::new(move |()| chosen.set(None));
    view! {
        <Frame title=words::PREPARATION sub=sub parent=Place::Today>
            <div class="main">
                <p class="hint">{words::WHICH_BOX}</p>
                <div class="list">{move || lines.get().into_iter().map(row).collect::<Vec<_>>()}</div>
            </div>
            {move || chosen.get().map(|(box_no, group)| sheet(session, box_no, group, close))}
        </Frame>
    }
}

fn look(session: Session) -> Vec<Line> {
    session.revisions.people.track();
    session.revisions.polling.track();
    let lines = session.view(|view| {
        let line = |group: &cunxuan_core::plan::Group| {
            let sealed = view.election.polling.hall().sealed(group.box_no);
            let said = sealed.map(|(sealed, at)| words::sealed(&text::plan::clock(at.wall), &sealed.strips));
            Line { box_no: group.box_no, group: group.no, sealed: said }
        };
        view.village.plan().village().groups.iter().map(line).collect()
    });
    lines.unwrap_or_default()
}

fn sheet(session: Session, box_no: BoxNo, group: GroupNo, on_close: Callback<()>) -> AnyView {
    let (empty, booth) = (RwSignal::new(false), RwSignal::new(false));
    let strips = RwSignal::new(String::new());
    let seen = RwSignal::new(Vec::<ActorNo>::new());
    let sealed = move || match seen.get().as_slice() {
        [one, other] if empty.get() && booth.get() => {
            let strips = numbers(&strips.get());
            (!strips.is_empty()).then_some(BoxSealed {
                box_no,
                strips,
                empty: true,
                booth: true,
                witnesses: [*one, *other],
            })
        }
        _ => None,
    };
    let seal = Callback::new(move |()| {
        if let Some(sealed) = untrack(sealed) {
            on_close.run(());
            session.act_and_say(move |desk| Ok(vec![desk.view.report_sealed(sealed)]), words::SEALED);
        }
    });
    let title = [words::SEAL, "：", &words::box_of(&text::plan::group(group))].concat();
    view! {
        <Sheet title=title on_cancel=on_close>
            {tick(words::EMPTY, empty)}
            {tick(words::BOOTH, booth)}
            <Field label=words::STRIPS value=strips />
            <p class="hint">{words::WITNESSES}</p>
            {witnesses(session, seen)}
            <Button word=words::SEAL weight=Weight::Primary off=move || sealed().is_none() on_press=seal />
        </Sheet>
    }
}

fn tick(word: &'static str, on: RwSignal<bool>) -> AnyView {
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event)) />
            {word}
        </label>
    }
}

/// The people of the poll, of whom two are chosen; a third takes the place of the first.
fn witnesses(session: Session, seen: RwSignal<Vec<ActorNo>>) -> AnyView {
    let staff: Vec<(ActorNo, String)> = session.village(|village| {
        let staff = village.plan().actors().filter(|actor| actor.role.counts());
        staff.map(|actor| (actor.no, text::screen::who(text::plan::role(actor.role), &actor.name))).collect()
    });
    if staff.is_empty() {
        return view! { <Notice tone=Tone::Warn title=words::NO_STAFF /> };
    }
    let choose = move |no: ActorNo| {
        seen.update(|seen| match seen.iter().position(|one| *one == no) {
            Some(at) => drop(seen.remove(at)),
            None => {
                seen.push(no);
                seen.drain(..seen.len().saturating_sub(2));
            }
        });
    };
    let pick = move |(no, who): (ActorNo, String)| {
        let pressed = pressed(move || seen.with(|seen| seen.contains(&no)));
        view! { <button type="button" class="pick small" aria-pressed=pressed on:click=move |_| choose(no)>{who}</button> }
    };
    view! { <div class="picks">{staff.into_iter().map(pick).collect::<Vec<_>>()}</div> }
}

/// The numbers of the strips, as they were written.
fn numbers(written: &str) -> Vec<String> {
    let parts = written.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
