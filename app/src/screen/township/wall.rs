//! The wall (进度墙): every village with its twelve steps and the one number that matters now.

use super::contact::{Contact, LONG_S, contact};
use super::live::Desk;
use super::task::overdue;
use crate::markup::{Memo, live, view};
use crate::part::{StageCell, StageMark};
use crate::text::desk as text;
use cunxuan_core::api::{Figure, StepState, VillageRow, Wall};
use cunxuan_core::plan::Step;
use cunxuan_core::time::Day;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The wall with its legend.
#[component]
pub fn Progress(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let groups = Memo::new(move || desk.wall.with(groups));
    let blocks = move || groups.get().into_iter().map(|(no, codes)| block(desk, no, codes)).collect_view();
    view! {
        <section class="panel progress">
            {legend()}
            <div class="wall">{blocks}</div>
        </section>
    }
}

fn legend() -> AnyView {
    let marks = [
        (StageMark::Done, text::state(StepState::Done)),
        (StageMark::Half, text::state(StepState::Half)),
        (StageMark::Empty, text::state(StepState::Empty)),
        (StageMark::Late, text::LATE),
        (StageMark::Check, text::state(StepState::Check)),
        (StageMark::Stop, text::state(StepState::Halted)),
    ];
    let marks = marks.map(|(mark, word)| view! { <span><StageCell mark=mark />{word}</span> });
    view! { <header class="legend"><b>{text::WALL}</b>{marks.into_iter().collect_view()}</header> }
}

/// The villages of each work group, both in a fixed order.
fn groups(wall: &Wall) -> Vec<(u8, Vec<String>)> {
    let mut groups: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for row in &wall.villages {
        groups.entry(row.work_group).or_default().push(row.code.clone());
    }
    groups.into_iter().collect()
}

fn block(desk: Desk, no: u8, codes: Vec<String>) -> AnyView {
    let all = codes.len();
    let signed = Memo::new(move || {
        let signed = |row: &&VillageRow| row.work_group == no && row.signed;
        desk.wall.with(|wall| wall.villages.iter().filter(signed).count())
    });
    let names = Step::ALL.map(|step| view! { <u>{text::step(step)}</u> });
    view! {
        <section class="block">
            <header>
                <b>{text::work_group(no)}</b>
                <span>{move || text::done_of(signed.get(), all)}</span>
            </header>
            <div class="vil names" aria-hidden="true">
                <b></b>
                <span class="cells">{names.into_iter().collect_view()}</span>
                <em></em>
            </div>
            {codes.into_iter().map(|code| village(desk, code)).collect_view()}
        </section>
    }
}

fn village(desk: Desk, code: String) -> AnyView {
    let row = desk.row(code.clone());
    let link = ["#village/", &code].concat();
    let today = Memo::new(move || desk.wall.with(|wall| wall.today));
    let contact = contact(desk, row);
    let quiet = move || contact.get().older(LONG_S).is_some();
    let cells = Step::ALL.into_iter().enumerate().map(|(at, step)| {
        let mark = Memo::new(move || row.with(|row| mark(row, at, step, today.get())));
        live(move || view! { <StageCell mark=mark.get() said=text::cell(step, said(mark.get())) /> })
    });
    let marks = move || {
        let short = |mark: &String| view! { <s title=mark.clone()>{mark.chars().next()}</s> };
        row.with(|row| row.marks.iter().map(short).collect_view())
    };
    view! {
        <a class=move || row.with(|row| class(row, today.get(), quiet())) href=link data-village=code>
            <b title=move || row.with(|row| row.name.clone())>{move || row.with(|row| row.name.clone())}{marks}</b>
            <span class="cells">{cells.collect_view()}</span>
            <em>{move || row.with(|row| figure(row, contact.get()))}</em>
        </a>
    }
}

fn mark(row: &VillageRow, at: usize, step: Step, today: Option<Day>) -> StageMark {
    match row.steps.get(at).copied().unwrap_or_default() {
        StepState::Done => StageMark::Done,
        StepState::Check => StageMark::Check,
        StepState::Halted => StageMark::Stop,
        StepState::Empty | StepState::Half if step == Step::Reporting && overdue(row, today) => StageMark::Late,
        StepState::Half => StageMark::Half,
        StepState::Empty => StageMark::Empty,
    }
}

fn said(mark: StageMark) -> &'static str {
    match mark {
        StageMark::Empty => text::state(StepState::Empty),
        StageMark::Done => text::state(StepState::Done),
        StageMark::Half => text::state(StepState::Half),
        StageMark::Late => text::LATE,
        StageMark::Check => text::state(StepState::Check),
        StageMark::Stop => text::state(StepState::Halted),
    }
}

fn class(row: &VillageRow, today: Option<Day>, quiet: bool) -> &'static str {
    if matches!(row.figure, Figure::Halted { .. }) {
        "vil stop"
    } else if row.steps.contains(&StepState::Check) {
        "vil now check"
    } else if overdue(row, today) {
        "vil late"
    } else if quiet {
        "vil now stale"
    } else if row.today && !row.signed {
        "vil now"
    } else {
        "vil"
    }
}

fn figure(row: &VillageRow, contact: Contact) -> String {
    let figure = text::figure(row.figure);
    match contact.older(LONG_S).and(contact.at) {
        Some(last) => [figure, text::clock(last)].join(" · "),
        None => figure,
    }
}
