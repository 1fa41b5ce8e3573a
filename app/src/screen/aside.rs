//! P19 旁站: what the liaison officer sees while others count: six things done before everybody, and papers, never names.

use super::Place;
use super::frame::Frame;
use super::incident;
use crate::markup::view;
use crate::part::{Button, Icon, Notice, Tone, Weight, icon};
use crate::session::Session;
use crate::text::{self, incident as words};
use cunxuan_core::api::StepState;
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// What the officer sees.
#[derive(Default)]
struct Seen {
    papers: String,
    six: [(StepState, String); 6],
}

/// The screen.
#[component]
pub fn Aside() -> AnyView {
    let session = Session::here();
    let report = Callback::new(|()| Place::Incident(None).go());
    let hand = Callback::new(|()| Place::HandOver.go());
    let line = |(word, (state, note)): (&'static str, (StepState, String))| {
        let (look, dot) = match state {
            StepState::Done => ("step done", icon(Icon::Check)),
            StepState::Empty => ("step", ().into_any()),
            StepState::Half | StepState::Check | StepState::Halted => ("step now", icon(Icon::Next)),
        };
        view! { <li class=look><span class="dot">{dot}</span><span><b>{word}</b><small>{note}</small></span></li> }
    };
    let shown = move || {
        let Seen { papers, six } = look(session);
        let lines: Vec<_> = words::SIX.into_iter().zip(six).map(line).collect();
        view! { <p class="say">{papers}</p><div class="head">{words::SIX_HEAD}</div><ol class="list">{lines}</ol> }
    };
    view! {
        <Frame title=words::ASIDE sub=move || session.who() parent=Place::Today>
            <div class="main">
                {move || incident::stopped(session, None)}
                <Notice tone=Tone::Who title=words::ASIDE_WHAT />
                {shown}
            </div>
            <div class="foot">
                <div class="two">
                    <Button word=text::count::HAND_OVER weight=Weight::Primary on_press=hand />
                    <Button word=words::INCIDENT weight=Weight::Stop on_press=report />
                </div>
            </div>
        </Frame>
    }
}

fn look(session: Session) -> Seen {
    session.revisions.polling.track();
    session.revisions.count.track();
    session.revisions.canvass.track();
    session.view(see).unwrap_or_default()
}

fn see(view: &ElectionView<'_>) -> Seen {
    let (form, count) = (view.form(), &view.election.count);
    let groups = &view.village.plan().village().groups;
    let boxes = u32::try_from(groups.len()).unwrap_or(0);
    let found = groups.iter().filter_map(|group| count.opened(form, group.box_no));
    let (opened, returned) = found
        .fold((0u32, 0u32), |(boxes, papers), found| (boxes.saturating_add(1), papers.saturating_add(found.papers)));
    let runs = count.standing_runs(form);
    let called = runs.iter().map(|run| run.called()).sum();
    let begun = u32::try_from(runs.len()).unwrap_or(0);
    let closed = boxes.saturating_sub(view.boxes_open(form));
    let signed = view.election.canvass.signed(form).map(|(_, at)| text::plan::clock(at.wall));
    let first = count.runs().next().map(|run| text::plan::clock(run.opened.wall));
    let state = |done: u32| match done {
        0 => StepState::Empty,
        done if done < boxes => StepState::Half,
        _ => StepState::Done,
    };
    let calling = first.map_or_else(|| words::NOT_YET.to_owned(), |at| words::since(&words::boxes(begun, boxes), &at));
    let declared = if signed.is_some() { StepState::Done } else { StepState::Empty };
    let called_in = if begun > 0 { StepState::Half } else { StepState::Empty };
    let by_eye = || (StepState::Empty, words::BY_EYE.to_owned());
    let six = [
        (state(opened), words::boxes(opened, boxes)),
        (if closed < boxes { called_in } else { StepState::Done }, calling),
        (state(closed), words::boxes(closed, boxes)),
        (declared, signed.unwrap_or_else(|| words::NOT_YET.to_owned())),
        by_eye(),
        by_eye(),
    ];
    let papers = words::papers(view.election.polling.issued_in_all(form), returned, called);
    Seen { papers, six }
}
