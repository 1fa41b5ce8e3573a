//! P18 报异常: what happened, and what follows: this group is halted, the village is, or the township is told.

use super::Place;
use super::frame::Frame;
use crate::markup::{Value, pressed, view};
use crate::part::{Button, Notice, Sheet, Tone, Weight};
use crate::session::{Desk, Session, wall};
use crate::text::{self, incident as words, polling};
use cunxuan_core::id::GroupNo;
use cunxuan_core::polling::HaltReason;
use cunxuan_core::village::{ElectionView, Event};
use leptos::prelude::*;

/// What is to be said of what happened.
#[derive(Clone, Copy)]
struct Report {
    session: Session,
    /// Where, and what.
    said: RwSignal<(Option<GroupNo>, Option<HaltReason>)>,
    /// Whether the village is about to be halted.
    all: RwSignal<bool>,
}

/// The screen.
#[component]
pub fn Incident(
    /// Where it happened, if that is known.
    group: Option<GroupNo>,
) -> AnyView {
    let session = Session::here();
    let reason = group.and_then(|group| session.view(|view| likely(view, group))).flatten();
    let report = Report { session, said: RwSignal::new((group, reason)), all: RwSignal::new(false) };
    let kinds: Vec<_> = polling::HALTS.into_iter().map(|one| kind(report, one)).collect();
    let place = group.is_none().then(|| groups(report));
    let sub = [group.map(text::plan::group).unwrap_or_default(), text::plan::clock(wall())].join(" ");
    let parent = group.map_or(Place::Tables, Place::Issue);
    view! {
        <Frame title=words::INCIDENT sub=sub parent=parent>
            <div class="main">
                {move || alone(session)}
                <div class="head">{words::WHAT}</div>
                <div class="kinds" role="group" aria-label=words::WHAT>{kinds}</div>
                {place}
                {move || facts(report)}
            </div>
            <div class="foot">{acts(report)}</div>
            {move || report.all.get().then(|| whole(report))}
        </Frame>
    }
}

/// What the numbers of the table point to.
fn likely(view: &ElectionView<'_>, group: GroupNo) -> Option<HaltReason> {
    let table = view.table(group);
    let short = table.is_dry() || table.short() > 0;
    short.then_some(HaltReason::PapersDiffer)
}

/// Without a network the telephone comes first.
fn alone(session: Session) -> Option<AnyView> {
    let failed = session.outbox.with(|outbox| outbox.failure.is_some());
    failed.then(|| view! { <Notice tone=Tone::Warn title=words::CALL note=words::CALL_WHAT /> })
}

fn kind(report: Report, one: HaltReason) -> AnyView {
    let pressed = pressed(move || report.said.get().1 == Some(one));
    view! {
        <button type="button" aria-pressed=pressed on:click=move |_| report.said.update(|said| said.1 = Some(one))>{polling::halt(one)}</button>
    }
}

fn groups(report: Report) -> AnyView {
    let all =
        report.session.village(|village| village.plan().village().groups.iter().map(|it| it.no).collect::<Vec<_>>());
    let pick = |no: GroupNo| {
        let pressed = pressed(move || report.said.get().0 == Some(no));
        let press = move |_| report.said.update(|said| said.0 = (said.0 != Some(no)).then_some(no));
        view! { <button type="button" class="pick small" aria-pressed=pressed on:click=press>{text::plan::group(no)}</button> }
    };
    view! {
        <div class="head">{words::WHERE}</div>
        <div class="picks">{all.into_iter().map(pick).collect::<Vec<_>>()}</div>
    }
}

/// The numbers of the table as they are, for whoever reads them out on the telephone.
fn facts(report: Report) -> Option<AnyView> {
    let group = report.said.get().0?;
    let table = report.session.view(|view| view.table(group))?;
    Some(view! { <p class="hint">{words::facts(table.taken, table.issued, table.left)}</p> })
}

fn acts(report: Report) -> AnyView {
    let off = move || report.said.get().1.is_none();
    let nowhere = move || off() || report.said.get().0.is_none();
    let halt = Callback::new(move |()| stop(report, report.said.get_untracked().0));
    let all = Callback::new(move |()| report.all.set(true));
    let report = Callback::new(move |()| {
        let group = report.said.get_untracked().0;
        record(report, words::REPORTED, move |desk, reason| desk.view.report_incident(group, reason));
    });
    view! {
        <Button word=polling::HALT weight=Weight::Stop off=Value::from(nowhere) on_press=halt />
        <div class="two">
            <Button word=words::HALT_VILLAGE off=Value::from(off) on_press=all />
            <Button word=words::REPORT off=Value::from(off) on_press=report />
        </div>
    }
}

/// The whole village is asked about once more.
fn whole(report: Report) -> AnyView {
    let close = Callback::new(move |()| report.all.set(false));
    let halt = Callback::new(move |()| {
        report.all.set(false);
        stop(report, None);
    });
    view! {
        <Sheet title=words::HALT_VILLAGE_ASKED leave=text::screen::LOOK_AGAIN on_cancel=close>
            <Button word=words::HALT_VILLAGE weight=Weight::Stop on_press=halt />
        </Sheet>
    }
}

fn stop(report: Report, group: Option<GroupNo>) {
    record(report, words::HALTED, move |desk, reason| desk.view.halt(group, reason));
}

/// Records it, and goes back to where the next thing is to be done.
fn record(report: Report, word: &'static str, event: impl FnOnce(&Desk<'_>, HaltReason) -> Event + 'static) {
    let (group, Some(reason)) = report.said.get_untracked() else { return };
    let back = group.map_or(Place::Tables, Place::Issue);
    let session = report.session;
    session.act(
        move |desk| Ok(vec![event(desk, reason)]),
        move |outcome| match outcome {
            Ok(()) => {
                back.go();
                session.well(word);
            }
            Err(failure) => session.wrong(&failure),
        },
    );
}

/// The bar that says who is halted; on a group's own screen that of the group itself is said there.
pub fn stopped(session: Session, but: Option<GroupNo>) -> Vec<AnyView> {
    session.revisions.polling.track();
    let halts = session.view(|view| {
        let halts = view.election.polling.halts().filter(|(group, _)| group.is_none() || *group != but);
        halts.map(|(group, _)| words::stopped(group)).collect::<Vec<_>>()
    });
    halts.unwrap_or_default().into_iter().map(|word| view! { <p class="stopbar" role="alert">{word}</p> }).collect()
}
