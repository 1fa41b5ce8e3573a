//! What the office decides on a village (批示): papers of another colour for a halted group, going on, halting all of it.
//! Every decision is asked back once, by a button that names the act.

use super::super::live::ask;
use super::super::today::clock_of;
use super::Page;
use crate::browser::net::NetError;
use crate::browser::spawn;
use crate::markup::{Memo, view};
use crate::part::{Button, Field, Weight};
use crate::text::desk::{SIGN_IN_AGAIN, alarm, village as words};
use cunxuan_core::api::{Act, Alarm, BoxView, Decision, IncidentStep, VillageView};
use cunxuan_core::id::GroupNo;
use leptos::prelude::*;

/// What is asked back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    act: Act,
    group: Option<GroupNo>,
}

/// What waits for a decision: a halt, or a report, of a group or of the village.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Matter {
    group: Option<GroupNo>,
    halted: bool,
    title: String,
    numbers: String,
}

#[derive(Clone, Copy)]
struct Form {
    page: Page,
    asked: RwSignal<Option<Asked>>,
    colour: RwSignal<String>,
    papers: RwSignal<String>,
    fault: RwSignal<&'static str>,
    busy: RwSignal<bool>,
}

/// The decisions, and the steps taken so far.
#[component]
pub fn Decide(
    /// The village.
    page: Page,
) -> AnyView {
    let form = Form {
        page,
        asked: RwSignal::new(None),
        colour: RwSignal::new(String::new()),
        papers: RwSignal::new(String::new()),
        fault: RwSignal::new(""),
        busy: RwSignal::new(false),
    };
    let matters = page.of(matters);
    let steps = page.of(|view| view.row.incidents.clone());
    let voting = page.of(|view| view.row.today && !view.row.signed);
    let all = Memo::new(move || matters.with(|matters| matters.iter().any(|it| it.group.is_none() && it.halted)));
    let step = |step: IncidentStep| view! { <li><b>{clock_of(step.at)}</b>{alarm::step(&step)}</li> };
    view! {
        <section class="panel decide" hidden=move || !voting.get() && steps.with(Vec::is_empty)>
            <h2>{words::INCIDENTS}</h2>
            {move || matters.get().into_iter().map(|matter| one(form, matter)).collect::<Vec<_>>()}
            <p class="error" role="alert" hidden=move || form.fault.get().is_empty()>{form.fault}</p>
            <ul>{move || steps.get().into_iter().rev().map(step).collect_view()}</ul>
            <div hidden=move || all.get() || !voting.get()>{halt_all(form)}</div>
        </section>
    }
}

fn matters(view: &VillageView) -> Vec<Matter> {
    let of_group = |group: GroupNo| view.boxes.iter().find(|one| one.group == group);
    let numbers = |one: &BoxView| words::numbers(one.taken, one.issued, one.registered);
    let matter = |group: Option<GroupNo>, halted, title| {
        let numbers = group.and_then(of_group).map(numbers).unwrap_or_default();
        Matter { group, halted, title, numbers }
    };
    let of = |alarm: &Alarm| match alarm {
        Alarm::Halted { group } => {
            let reason = view.boxes.iter().find(|one| group.is_none_or(|group| one.group == group));
            Some(matter(*group, true, words::halted(*group, reason.and_then(|one| one.halted))))
        }
        // Settling it would lift the group's halt unasked.
        Alarm::Reported { group, .. } if view.row.alarms.contains(&Alarm::Halted { group: *group }) => None,
        Alarm::Reported { group, reason } => Some(matter(*group, false, words::settle(*group, *reason))),
        Alarm::DoubleIssue { .. }
        | Alarm::PapersMiscounted { .. }
        | Alarm::OpenedUnsealed { .. }
        | Alarm::IssuedOverTaken { .. }
        | Alarm::BoxOverIssued { .. }
        | Alarm::RunsDiffer { .. }
        | Alarm::PostedLate { .. }
        | Alarm::LogForked
        | Alarm::RoleBreach
        | Alarm::DoesNotBalance
        | Alarm::LaterVersion { .. } => None,
    };
    view.row.alarms.iter().filter_map(of).collect()
}

fn one(form: Form, matter: Matter) -> AnyView {
    let Matter { group, halted, title, numbers } = matter;
    let steps: Vec<AnyView> = words::STEPS.into_iter().map(|step| view! { <li>{step}</li> }).collect();
    let reprints = halted && group.is_some();
    let choices = move || {
        let reprint = reprints.then(|| {
            let press = move |()| form.ask_back(Act::Reprint, group);
            view! { <Button word=words::REPRINT weight=Weight::Primary on_press=press /> }
        });
        let word = if halted && group.is_none() { words::RESUME_ALL } else { words::RESUME };
        let resume = view! { <Button word=word on_press=move |()| form.ask_back(Act::Resume, group) /> };
        view! { <div class="choices">{reprint}{resume}</div> }
    };
    let shown = move || match form.asked.get().filter(|asked| asked.group == group && asked.act != Act::Halt) {
        Some(Asked { act: Act::Reprint, group: Some(group) }) => reprint(form, group),
        Some(Asked { .. }) => resume(form, group, halted),
        None => choices(),
    };
    view! {
        <div class="matter" class:hot=halted data-group=group.map_or_else(|| "all".to_owned(), |group| group.to_string())>
            <b>{title}</b>
            <p>{numbers}</p>
            <ol hidden=!reprints>{steps}</ol>
            {shown}
        </div>
    }
}

/// The form for papers of another colour: colour and number, then the act by its name.
fn reprint(form: Form, group: GroupNo) -> AnyView {
    let old = form.page.told.with_untracked(|told| {
        let found = told.as_ref().and_then(|view| view.boxes.iter().find(|one| one.group == group));
        found.map(|one| (one.issued, one.colour.clone())).unwrap_or_default()
    });
    let colour = move |name: &'static str| {
        let down = crate::markup::pressed(move || form.colour.with(|colour| colour == name));
        view! {
            <button type="button" class="chip" aria-pressed=down on:click=move |_| form.colour.set(name.to_owned())>
                {name}
            </button>
        }
    };
    let known = old.1.clone();
    let colours: Vec<AnyView> = words::COLOURS.into_iter().filter(|name| *name != known).map(colour).collect();
    let papers = move || form.papers.with(|papers| papers.trim().parse().unwrap_or(0));
    let word = Signal::derive(move || words::reprint(papers(), &form.colour.get()));
    let off = Signal::derive(move || form.busy.get() || papers() == 0 || form.colour.with(String::is_empty));
    let send = move |()| {
        form.send(Decision {
            act: Act::Reprint,
            group: Some(group),
            colour: form.colour.get_untracked(),
            papers: form.papers.with_untracked(|papers| papers.trim().parse().unwrap_or(0)),
        })
    };
    view! {
        <div class="asked">
            <p>{words::reprint_ask(group, old.0, &old.1)}</p>
            <div class="colours" role="group" aria-label=words::COLOUR><small>{words::COLOUR}</small>{colours}</div>
            <Field label=words::COUNT value=form.papers kind="number" />
            <Button word=word weight=Weight::Primary off=off on_press=send />
            {form.leave()}
        </div>
    }
}

fn resume(form: Form, group: Option<GroupNo>, halted: bool) -> AnyView {
    let send = move |()| form.send(Decision { act: Act::Resume, group, ..Decision::default() });
    let asks = halted.then(|| words::resume_ask(group));
    let word = if halted { words::resume(group) } else { words::RESUME.to_owned() };
    view! {
        <div class="asked">
            <p>{asks}</p>
            <Button word=word weight=Weight::Primary off=form.busy on_press=send />
            {form.leave()}
        </div>
    }
}

fn halt_all(form: Form) -> AnyView {
    let send = move |()| form.send(Decision::default());
    let asked = move || form.asked.get().is_some_and(|asked| asked.act == Act::Halt);
    let ask = move || {
        let press = move |()| form.ask_back(Act::Halt, None);
        view! { <Button word=words::HALT_ALL weight=Weight::Stop on_press=press /> }
    };
    let back = move || {
        view! {
            <div class="asked">
                <p>{words::HALT_ALL_ASK}</p>
                <Button word=words::HALT_ALL weight=Weight::Stop off=form.busy on_press=send />
                {form.leave()}
            </div>
        }
    };
    view! { <div>{move || if asked() { back() } else { ask() }}</div> }
}

impl Form {
    fn ask_back(self, act: Act, group: Option<GroupNo>) {
        let voters = self.page.told.with_untracked(|told| {
            told.as_ref()
                .and_then(|view| view.boxes.iter().find(|one| Some(one.group) == group))
                .map(|it| it.registered)
        });
        self.fault.set("");
        self.colour.set(String::new());
        self.papers.set(voters.map(|voters| voters.to_string()).unwrap_or_default());
        self.asked.set(Some(Asked { act, group }));
    }

    fn leave(self) -> AnyView {
        view! { <Button word=words::CANCEL on_press=move |()| self.asked.set(None) /> }
    }

    fn send(self, decision: Decision) {
        self.busy.set(true);
        let path = [&self.page.path(), "/decide"].concat();
        spawn(async move {
            let body = serde_json::to_string(&decision).unwrap_or_default();
            let answer = ask(&path, Some(body.as_bytes())).await;
            self.busy.try_set(false);
            let fault = match answer.as_deref().map(serde_json::from_slice) {
                Ok(Ok(view)) => {
                    self.asked.try_set(None);
                    self.page.show(view);
                    ""
                }
                Err(NetError::Status(409, _)) => words::NOT_NOW,
                Err(NetError::Status(400, _)) => words::BAD,
                Err(NetError::Status(401 | 403, _)) => SIGN_IN_AGAIN,
                Err(NetError::Offline) => words::UNSENT,
                Ok(Err(_)) | Err(NetError::Timeout | NetError::Status(..) | NetError::NotOurs) => words::UNSURE,
            };
            self.fault.try_set(fault);
            self.page.refresh();
        });
    }
}
